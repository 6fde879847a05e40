using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using FluentAssertions;
using LifecycleTools.Connectors.Journal;
using LifecycleTools.Connectors.Roles;
using LifecycleTools.Connectors.Tests.Roles;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.Roles;
using Xunit;

namespace LifecycleTools.Connectors.Tests.Requests.Day;

/// <summary>
/// The weekend on which Europe puts its clocks forward, in four tenants, each with another ticket system, and four time zones, with the scheduler every half an hour: everything that HR, forms, tickets and a list say
/// comes to what the table says, at the minute that it says, and nobody else is touched.
/// </summary>
public sealed class DayInTheLifeTests : IDisposable
{
    // Zurich is an hour ahead of UTC until the 29th at 01:00, and two from then on; Chicago five behind, Sydney eleven ahead, Kolkata five and a half. Evenings end at 17:00.
    private const string Day = """
        03-28 12:00 | alpina  | bamboo | hire     | Anna Berger      | zurich  | 2026-03-30       | Completed | 03-29 22:00
        03-28 12:00 | alpina  | bamboo | hire     | Björn Keller     | zurich  | 2026-03-29       | Completed | 03-28 23:00
        03-28 12:00 | alpina  | bamboo | hire     | Chloé Martin     | austin  | 2026-03-30       | Completed | 03-30 05:00
        03-28 12:00 | alpina  | bamboo | hire     | D'Arcy O'Neill   | austin  | 2026-03-30       | Completed | 03-30 05:00
        03-28 12:00 | alpina  | bamboo | hire     | Éva Nagy         | zurich  | 2026-03-30       | Waiting   | 04-05 22:00
        03-29 08:00 | alpina  | bamboo | move     | Éva Nagy         | zurich  | 2026-04-06       |           |
        03-28 12:00 | alpina  | bamboo | hire     | Fatima Aziz      | zurich  | 2026-03-30       | Withdrawn | 03-29 22:00
        03-29 10:00 | alpina  | bamboo | withdraw | Fatima Aziz      |         |                  |           |
        03-28 12:00 | alpina  | bamboo | hire     | Günther Wolf     | zurich  | 2026-03-30       | Completed | 03-29 22:00
        03-28 14:00 | alpina  | csv    | hire     | Günther Wolf     | zurich  | 2026-03-30       | Duplicate | 03-29 22:00
        03-28 14:00 | alpina  | csv    | hire     | Heidi            | zurich  | 2026-03-30       | Invalid   | 03-29 22:00
        03-28 14:00 | alpina  | list   | hire     | Ivo Novák        | zurich  | 2026-03-30       | Completed | 03-29 22:00
        03-28 14:00 | alpina  | csv    | leave    | emma.clark       | austin  | 2026-03-30T09:00 | Completed | 03-30 14:00
        03-28 14:00 | alpina  | ticket | leave    | leo.graf         | zurich  | 2026-03-29T02:30 | Completed | 03-29 01:30
        03-28 12:00 | alpina  | bamboo | leave    | hugo.steiner     | zurich  | 2026-03-28       | Completed | 03-28 12:00
        03-28 12:00 | alpina  | bamboo | leave    | lea.hofmann      | zurich  | 2026-03-29       | Completed | 03-29 15:00
        03-28 12:00 | alpina  | bamboo | leave    | ben.carter       | austin  | 2026-03-29       | Completed | 03-29 22:00
        03-28 12:00 | alpina  | bamboo | leave    | sean.o'brien     | austin  | 2026-03-30       | Completed | 03-29 22:00
        03-28 20:00 | alpina  | bamboo | move     | sean.o'brien     | austin  | 2026-03-29       |           |
        03-28 12:00 | pacific | adp    | hire     | Jia Chen         | sydney  | 2026-03-30       | Completed | 03-29 13:00
        03-28 12:00 | pacific | adp    | hire     | Kiran Rao        | kolkata | 2026-03-30       | Completed | 03-29 18:30
        03-28 12:00 | pacific | adp    | hire     | Liam Walsh       | sydney  | 2026-03-30       | Completed | 03-29 13:00
        03-28 18:00 | pacific | adp    | hire     | Meera Iyer       | kolkata | 2026-03-30       | Completed | 03-29 18:30
        03-28 18:00 | pacific | adp    | hire     | Noah Kelly       | sydney  | 2026-03-31       | Completed | 03-30 13:00
        03-28 18:00 | pacific | ticket | hire     | Olivia Brown     | sydney  | 2026-03-30       | Completed | 03-29 13:00
        03-28 18:00 | pacific | json   | hire     | Priya Das        | kolkata | 2026-03-30       | Completed | 03-29 18:30
        03-28 18:00 | pacific | ticket | leave    | grace.kim        | kolkata | 2026-03-29T18:00 | Completed | 03-29 12:30
        03-28 12:00 | pacific | adp    | leave    | omar.haddad      | kolkata | 2026-03-30       | Exception | 03-30 11:30
        03-28 12:00 | pacific | adp    | leave    | eva.lang         | sydney  | 2026-03-30       | Completed | 03-30 06:00
        03-28 12:00 | pacific | adp    | leave    | frank.mueller    | sydney  | 2026-03-29       | Completed | 03-29 06:00
        03-28 16:00 | harbor  | yaml   | hire     | Rosa O'Hara      | zurich  | 2026-03-30       | Completed | 03-29 22:00
        03-28 16:00 | harbor  | ticket | hire     | Sven Lind        | austin  | 2026-03-30       | Completed | 03-30 05:00
        03-28 16:00 | harbor  | json   | hire     | Tara Quinn       | austin  | 2026-03-30T08:00 | Completed | 03-30 13:00
        03-29 06:00 | harbor  | bamboo | leave    | dana.white       | austin  | 2026-03-29       | Waiting   | 03-29 06:00
        03-29 06:00 | harbor  | bamboo | leave    | jose.alvarez     | austin  | 2026-03-29       | Waiting   | 03-29 06:00
        03-29 06:00 | harbor  | bamboo | leave    | lara.simon       | zurich  | 2026-03-29       | Waiting   | 03-29 06:00
        03-29 06:00 | harbor  | bamboo | leave    | eva.lang         | zurich  | 2026-03-29       | Waiting   | 03-29 06:00
        03-29 06:00 | harbor  | bamboo | leave    | omar.haddad      | zurich  | 2026-03-29       | Waiting   | 03-29 06:00
        03-29 06:00 | harbor  | bamboo | leave    | frank.mueller    | zurich  | 2026-03-29       | Waiting   | 03-29 06:00
        03-29 06:00 | harbor  | bamboo | leave    | ines.roth        | zurich  | 2026-03-29       | Waiting   | 03-29 06:00
        03-29 06:00 | harbor  | bamboo | leave    | tim.berger       | zurich  | 2026-03-29       | Waiting   | 03-29 06:00
        03-29 06:00 | harbor  | bamboo | leave    | hugo.steiner     | zurich  | 2026-03-29       | Waiting   | 03-29 06:00
        03-29 06:00 | harbor  | bamboo | leave    | chris.young      | austin  | 2026-03-29       | Waiting   | 03-29 06:00
        03-28 12:00 | summit  | ticket | hire     | Uma Brandt       | zurich  | 2026-03-30       | Completed | 03-29 22:00
        03-28 20:00 | summit  | ticket | leave    | grace.kim        | austin  | 2026-03-29T16:30 | Completed | 03-29 21:30
        """;

    private static readonly DateTimeOffset s_begin = new(2026, 3, 28, 11, 30, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset s_end = new(2026, 3, 30, 15, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan s_tick = TimeSpan.FromMinutes(30);
    private readonly string _folder = Path.Combine(Path.GetTempPath(), "lifecycle-day-" + Guid.NewGuid().ToString("N"));
    private readonly List<DayTenant> _tenants = [];

    public DayInTheLifeTests() => Directory.CreateDirectory(_folder);

    public void Dispose()
    {
        foreach (DayTenant tenant in _tenants) tenant.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task EachRecord_ComesToWhatItMust_AtItsMinute_AndNobodyElseIsTouched()
    {
        IReadOnlyList<DayRow> day = DayRow.Table(Day);
        day.Count(row => row.IsRequest).Should().Be(42);
        await OpenAsync();

        for (DateTimeOffset now = s_begin; now <= s_end; now += s_tick)
        {
            foreach (DayTenant tenant in _tenants)
            {
                tenant.PassTo(now);
                tenant.Enter(day.Where(row => row.Tenant == tenant.Name && row.Entered == now).ToList());
                await tenant.SyncAsync();
            }
        }

        PeopleWereToldOnceEach();
        foreach (DayTenant tenant in _tenants)
        {
            List<DayRow> rows = day.Where(row => row.Tenant == tenant.Name && row.IsRequest).ToList();
            await EveryRecordHasItsOutcomeAsync(tenant, rows);
            AccountsAre(tenant, rows);
            tenant.Tickets().Should().BeEquivalentTo(rows.Where(row => row.IsCarriedOut).Select(row => (TitleOf(row, tenant), IsClosed: row.ComesTo == "Completed")), "a run closes its ticket, or leaves it to a person");
            tenant.Items().Should().BeEquivalentTo(rows.Where(row => row.Source == "list").Select(row => (row.Given, row.ComesTo == "Completed" ? "Processed" : "Failed")));
        }

        Directory.GetFiles(Path.Combine(_folder, "journals"), "*.jsonl").Should().HaveCount(day.Count(row => row.IsCarriedOut), "nothing ran twice");
    }

    private async Task OpenAsync()
    {
        string east = Path.Combine(_folder, "east.yaml");
        File.WriteAllText(east, """
            map: three-countries
            sites:
              sydney: { usageLocation: AU, timeZone: Australia/Sydney, language: en-AU, mailDomain: contoso.example, psaCompany: Contoso }
              kolkata: { usageLocation: IN, timeZone: India Standard Time, language: en-IN, mailDomain: contoso.example, psaCompany: Contoso }
            """);
        RoleMap map = new YamlRoleMapReader().Read([ShippedFiles.Path("roles", "three-countries.yaml"), east]).RequireMap();
        JournalFolder journals = new(Path.Combine(_folder, "journals"));
        _tenants.Add(await DayTenant.OpenAsync("alpina", 1, "bamboo", "connectwise", _folder, journals, map, s_begin));
        _tenants.Add(await DayTenant.OpenAsync("pacific", 2, "adp", "halopsa", _folder, journals, map, s_begin));
        _tenants.Add(await DayTenant.OpenAsync("harbor", 3, "bamboo", "autotask", _folder, journals, map, s_begin));
        _tenants.Add(await DayTenant.OpenAsync("summit", 4, "bamboo", "requesttracker", _folder, journals, map, s_begin));
    }

    private static async Task EveryRecordHasItsOutcomeAsync(DayTenant tenant, List<DayRow> rows)
    {
        IReadOnlyList<(LifecycleRequest Request, DateTimeOffset? Begun)> requests = await tenant.RequestsAsync();

        requests.Select(one => $"{one.Request.Source} {one.Request.Kind} {(one.Request.Kind == RequestKind.Hire ? one.Request.Person : one.Request.UserPrincipalName)}: {one.Request.State} {one.Request.EffectiveAt:u}")
            .Should().BeEquivalentTo(rows.Select(row => $"{row.Entry} {row.Kind} {(row.Kind == RequestKind.Hire ? row.Person : row.UserPrincipalName)}: {row.ComesTo} {row.At:u}"), tenant.Name);
        requests.Where(one => one.Begun is not null).Should().OnlyContain(one => one.Begun >= one.Request.EffectiveAt && one.Begun < one.Request.EffectiveAt + s_tick);
        tenant.Results().Select(line => line.State).Should().BeEquivalentTo(rows.Where(row => row.IsForm).Select(row => row.ComesTo));
    }

    private static void AccountsAre(DayTenant tenant, List<DayRow> rows)
    {
        Dictionary<string, string> wanted = tenant.Before.ToDictionary(one => one.Key, one => one.Value);
        foreach (DayRow left in rows.Where(row => row is { IsCarriedOut: true, Asks: "leave" })) wanted[left.UserPrincipalName] = "cannot sign in; ; SharedMailbox";
        Dictionary<string, string> now = tenant.State().ToDictionary(one => one.Key, one => one.Value);
        List<string> started = now.Keys.Except(wanted.Keys).ToList();
        IEnumerable<string> hired = rows.Where(row => row is { IsCarriedOut: true, Asks: "hire" }).Select(row => row.EmployeeNumber);

        started.Select(name => tenant.Sandbox.FindUser(name)!.EmployeeId).Should().BeEquivalentTo(hired);
        started.Select(name => now[name]).Distinct().Should().Equal("can sign in; POWER_BI_PRO+SPB; UserMailbox");
        now.Where(one => !started.Contains(one.Key)).Should().BeEquivalentTo(wanted);
    }

    private void PeopleWereToldOnceEach()
    {
        _tenants.SelectMany(tenant => tenant.Failures).Where(failure => failure.Id is not (ErrorIds.RequestInvalid or ErrorIds.RequestBatchStopped))
            .Should().ContainSingle("an application has no other owner than the leaver").Which.Target.Should().Be("Omar Haddad");
        _tenants.Select(tenant => (tenant.Name, Told: string.Join(" / ", Subjects(tenant)))).Should().Equal(
            ("alpina", "Needs a look: alpina"), ("pacific", "Needs you: 1 step of the departure of Omar Haddad"), ("harbor", "Needs a look: harbor"), ("summit", ""));
    }

    private static string TitleOf(DayRow row, DayTenant tenant) => row.Source == "ticket" ? row.Person : row.Asks == "hire"
        ? $"Onboarding: {row.Person} ({row.On[..10]})"
        : $"Offboarding: {tenant.Sandbox.FindUser(row.UserPrincipalName)!.DisplayName}";

    private static IEnumerable<string> Subjects(DayTenant tenant) => tenant.Sandbox.SentMail.Where(mail => mail.To.Contains("ivan.petrov@contoso.example")).Select(mail => mail.Subject);
}

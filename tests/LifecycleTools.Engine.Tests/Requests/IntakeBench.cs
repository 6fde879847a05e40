using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.People;
using LifecycleTools.Engine.Ports;
using LifecycleTools.Engine.Requests;
using LifecycleTools.Engine.Roles;
using LifecycleTools.Engine.Running;
using LifecycleTools.Engine.Tenants;
using LifecycleTools.Engine.Tests.Fakes;

namespace LifecycleTools.Engine.Tests.Requests;

/// <summary>A tenant whose requests come from a register in memory, with a role map of two sites.</summary>
internal sealed class IntakeBench
{
    private readonly HireBench _hires = new();

    public IntakeBench()
    {
        // A hire without a device waits for one, which is another test's business.
        Tenant.WithoutRmm();
        Tenant.Sources["hr"] = Hr;
    }

    public FakeTenant Tenant => _hires.Tenant;

    public FakeJournals Journals => _hires.Journals;

    public FakeSource Hr { get; } = new(SourceAbilities.Register);

    public DepartureLimits Limits { get; set; } = new();

    public IReadOnlyDictionary<string, string> Columns { get; set; } = new Dictionary<string, string>();

    public Dictionary<string, string> Settings { get; } = [];

    public Site Austin { get; set; } = new() { Name = "austin", UsageLocation = "US", TimeZone = "America/Chicago", Language = "en-US", MailDomain = "contoso.example" };

    public RoleMap Map => new()
    {
        Sites =
        [
            new Site { Name = "zurich", UsageLocation = "CH", TimeZone = "Europe/Zurich", Language = "de-CH", MailDomain = "contoso.example", EndOfDay = TimeSpan.FromHours(17.5) },
            Austin,
        ],
        Roles = [new Role { Name = "sales" }],
    };

    public DateTimeOffset Now
    {
        get => Tenant.Clock.UtcNow;
        set => Tenant.Clock.Advance(value - Tenant.Clock.UtcNow);
    }

    public FakeConnection Connection => new(Tenant)
    {
        Tenant = new TenantFile
        {
            Path = "lifecycle.yaml", Name = "Contoso", Id = Guid.Parse(Tenant.Identity.Id), Escalation = ["it-leads@contoso.example"], Limits = Limits,
            Protected = ["breakglass@contoso.example"], Credential = new TenantCredential { Kind = CredentialKind.Default },
            Systems = new Dictionary<string, SystemSettings>
            {
                ["hr"] = new() { Kind = "fake", Values = Settings, Maps = new Dictionary<string, IReadOnlyDictionary<string, string>> { ["columns"] = Columns } },
            },
        },
    };

    /// <summary>Reads, as a process of its own would: nothing is remembered but the ledger.</summary>
    public Task<RequestReading> ReadAsync(RequestQuery? query = null) =>
        new RequestIntake(Connection, Journals, Map).ReadAsync(query ?? new RequestQuery(), new QuietLog(), CancellationToken.None);

    public async Task<LifecycleRequest> OneAsync(RequestQuery? query = null) => (await ReadAsync(query)).Requests.Single();

    /// <summary>Carries a hire out, to its end.</summary>
    /// <param name="devices">Serial numbers; null for one that is there already.</param>
    public async Task<LifecycleRun> HireAsync(LifecycleRequest request, IReadOnlyList<string>? devices = null)
    {
        HireRequest hire = new()
        {
            GivenName = request.GivenName, Surname = request.Surname, Role = request.Role, Site = request.Site, Manager = request.Manager,
            StartDate = request.EffectiveAt, EmployeeId = request.EmployeeId, RequestId = request.Id,
            DeviceSerialNumbers = devices ?? ["SN-7"],
        };
        using LifecycleRun run = new RunOpening(Connection).Hire(hire, _hires.Means, Journals, HireBench.Header, _ => { });
        foreach (var round in run.Rounds) await run.RunRoundAsync(round, new HashSet<Planning.PlannedStep>(), _ => { }, new QuietLog(), CancellationToken.None);
        await run.EndAsync(new QuietLog(), CancellationToken.None);
        return run;
    }

    /// <summary>Someone who starts.</summary>
    public static SourceRecord Starter(string employeeId = "4711", string start = "2026-04-01", string surname = "O'Brien", string revision = "1") => new()
    {
        SourceId = employeeId, Revision = revision,
        Fields = new Dictionary<string, string>
        {
            ["GivenName"] = "Jane", ["Surname"] = surname, ["Role"] = "sales", ["Site"] = "zurich", ["Manager"] = "max@contoso.example",
            ["EmployeeId"] = employeeId, ["StartDate"] = start,
        },
    };

    /// <summary>Someone who leaves.</summary>
    public static SourceRecord Leaver(Person person, string end = "2026-04-30", string revision = "1", string site = "zurich") => new()
    {
        SourceId = person.UserPrincipalName, Revision = revision,
        Fields = new Dictionary<string, string> { ["UPN"] = person.UserPrincipalName, ["EndDate"] = end, ["Site"] = site },
    };
}

/// <summary>A source in memory: everything it holds, each time, in one pass.</summary>
internal sealed class FakeSource(SourceAbilities abilities) : IRequestSource
{
    public List<SourceRecord> Records { get; } = [];

    public int? People { get; set; }

    public int PageSize { get; set; } = 100;

    public List<SourceOutcome> WrittenBack { get; } = [];

    /// <summary>What the source does as it is told that a page was taken.</summary>
    public Action OnAcknowledge { get; set; } = () => { };

    public string Product => "Fake HR";

    public SourceAbilities Abilities { get; set; } = abilities;

    public bool IsEnabled => true;

    /// <summary>What a check of the whole source says; null for nothing wrong.</summary>
    public LifecycleException? Trouble { get; set; }

    public Task CheckAsync(CancellationToken cancel) => Trouble is null ? Task.CompletedTask : Task.FromException(Trouble);

    public Task<SourcePage> ReadAsync(string? cursor, CancellationToken cancel)
    {
        int from = cursor is null || cursor == "end" ? 0 : int.Parse(cursor, System.Globalization.CultureInfo.InvariantCulture);
        bool more = from + PageSize < Records.Count;
        return Task.FromResult(new SourcePage
        {
            Records = Records.Skip(from).Take(PageSize).ToList(), BeginsPass = from == 0, EndsPass = !more, HasMore = more, People = People,
            Cursor = more ? (from + PageSize).ToString(System.Globalization.CultureInfo.InvariantCulture) : "end",
        });
    }

    /// <summary>Ids of records whose claim fails, with how.</summary>
    public Dictionary<string, LifecycleException> Unclaimable { get; } = [];

    public Task<bool> ClaimAsync(SourceRecord record, CancellationToken cancel) =>
        Unclaimable.TryGetValue(record.SourceId, out LifecycleException? failure) ? Task.FromException<bool>(failure) : Task.FromResult(true);

    public Task AcknowledgeAsync(SourcePage page, CancellationToken cancel)
    {
        OnAcknowledge();
        return Task.CompletedTask;
    }

    public Task WriteBackAsync(SourceOutcome outcome, CancellationToken cancel)
    {
        WrittenBack.Add(outcome);
        return Task.CompletedTask;
    }
}

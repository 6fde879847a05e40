using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Engine.People;
using LifecycleTools.Engine.Planning;
using LifecycleTools.Engine.Ports;
using LifecycleTools.Engine.Roles;
using LifecycleTools.Engine.Running;
using LifecycleTools.Engine.Security;

namespace LifecycleTools.Engine.Tests.Fakes;

/// <summary>A tenant that is ready for a hire, a typical request and a typical role: two licenses, groups, a team, a list, a shared mailbox.</summary>
internal sealed class HireBench
{
    public HireBench()
    {
        Manager = Tenant.AddPerson("max@contoso.example");
        Office = Tenant.AddSku("SPE_E3", 5, "EXCHANGE_S_ENTERPRISE", "SWAY", "TEAMS1");
        Voice = Tenant.AddSku("MCOEV", 5, "MCOEV");
        Sales = Tenant.AddGroup("Sales");
        Team = Tenant.AddGroup("Sales Team", GroupKind.Microsoft365, group => group with { HasTeam = true });
        Registration = Tenant.AddGroup("Must Register");
        News = Tenant.AddList("News");
        Shared = Tenant.AddSharedMailbox("info@contoso.example");
        Tenant.WithPsa().WithRmm();
        Device = Tenant.AddRmmDevice("LAPTOP-7", "SN-7");
    }

    public FakeTenant Tenant { get; } = new();

    public FakeJournals Journals { get; } = new();

    public ConcurrentQueue<HandedSecret> Handed { get; } = new();

    public Person Manager { get; }

    public Sku Office { get; }

    public Sku Voice { get; }

    public Group Sales { get; }

    public Group Team { get; }

    public Group Registration { get; }

    public DistributionList News { get; }

    public Mailbox Shared { get; }

    /// <summary>The device that is set aside, in the RMM and of nobody yet.</summary>
    public RmmDevice Device { get; }

    /// <summary>The device as it is now.</summary>
    public RmmDevice DeviceNow => Tenant.RmmDevices[Device.Id];

    public DevicePreferences Devices { get; set; } = new() { Tags = ["sales"], Software = ["7-Zip"] };

    public string? RmmSite { get; set; } = "Contoso Zurich";

    public HireRequest Request { get; set; } = new()
    {
        GivenName = "Jane", Surname = "O'Brien", Role = "sales", Site = "zurich", Manager = "max@contoso.example", EmployeeId = "4711",
        Department = "Sales", JobTitle = "Account executive", DeviceSerialNumbers = ["SN-7"],
    };

    public SignInPolicy SignIn { get; set; } = new() { RegistrationGroup = new Entitled("Must Register", "everyone") };

    public IReadOnlyList<LicenseEntitlement> Licenses { get; set; } =
        [new LicenseEntitlement("SPE_E3", ["SWAY"], "role sales"), new LicenseEntitlement("MCOEV", [], "site zurich")];

    public IReadOnlyList<Entitled> Groups { get; set; } = [new Entitled("Sales", "role sales")];

    public bool AllowPrivileged { get; set; }

    public Entitlements Means => new()
    {
        Role = "sales",
        Site = new Site
        {
            Name = "zurich", UsageLocation = "CH", TimeZone = "Europe/Zurich", Language = "de-CH", MailDomain = "contoso.example",
            Office = "Zurich HQ", Company = "Contoso AG", RmmSite = RmmSite, PsaCompany = "Contoso",
        },
        Licenses = Licenses,
        Groups = Groups,
        Teams = [new Entitled("Sales Team", "role sales")],
        DistributionLists = [new Entitled("News", "everyone")],
        SharedMailboxes = [new SharedMailboxEntitlement("info@contoso.example", FullAccess: true, SendAs: true, AutoMap: true, "role sales")],
        AllowPrivileged = AllowPrivileged,
        SignIn = SignIn,
        Mailbox = new MailboxPreferences { Language = "de-CH", TimeZone = "Europe/Zurich" },
        Calendar = new CalendarPreferences(),
        Devices = Devices,
        Naming = new NamingRules(),
        Departure = new DepartureRules(),
    };

    public bool NoWait { get; set; }

    public RunOpening Opening => new(new FakeConnection(Tenant)) { NoWait = NoWait };

    public static RunHeader Header => new("tester", "host", "1 tests", "0.1.0", "ticket 1");

    /// <summary>The account that the hire made.</summary>
    public Person Jane => Tenant.People.Values.Single(person => person.EmployeeId == "4711");

    public LifecycleRun Start() => Opening.Hire(Request, Means, Journals, Header, Handed.Enqueue);

    /// <summary>A new run for the request, to its end.</summary>
    public Task<HireRun> RunAsync(CancellationToken cancel = default, params string[] declined) => FinishAsync(Start(), cancel, declined);

    /// <summary>Goes on with the newest run, to its end.</summary>
    public Task<HireRun> ResumeAsync()
    {
        RunReading reading = RunReading.From(Journals.Last.RunId, Journals.Read(Journals.Last.RunId))!;
        return FinishAsync(Opening.ResumeHire(reading, Means, Journals, Header, Handed.Enqueue), default, []);
    }

    /// <summary>What a resume of the newest run would do.</summary>
    public Task<IReadOnlyList<StepEnd>> PreviewResumeAsync() =>
        LookAsync(Opening.PreviewHire(RunReading.From(Journals.Last.RunId, Journals.Read(Journals.Last.RunId))!, Means));

    public Task<IReadOnlyList<StepEnd>> PreviewAsync() => LookAsync(Opening.PreviewHire(Request, Means));

    private static async Task<IReadOnlyList<StepEnd>> LookAsync(Preview preview)
    {
        List<StepEnd> all = [];
        foreach (IReadOnlyList<PlannedStep> round in preview.Rounds) all.AddRange(await preview.LookAsync(round, new QuietLog(), default));
        return all;
    }

    private static async Task<HireRun> FinishAsync(LifecycleRun run, CancellationToken cancel, string[] declined)
    {
        // The person is let go at the end, as by a command.
        using LifecycleRun held = run;
        ConcurrentQueue<StepEnd> ends = new();
        foreach (IReadOnlyList<PlannedStep> round in run.Rounds)
        {
            HashSet<PlannedStep> no = round.Where(planned => declined.Contains(planned.Step.Id)).ToHashSet();
            await run.RunRoundAsync(round, no, ends.Enqueue, new QuietLog(), cancel);
        }

        RunEnd end = await run.EndAsync(new QuietLog(), cancel);
        return new HireRun(run.Results, end, ends.ToList());
    }
}

/// <summary>A hire that has ended.</summary>
internal sealed record HireRun(IReadOnlyList<StepResult> Results, RunEnd End, IReadOnlyList<StepEnd> Ends)
{
    public StepResult this[string step] => Results.Single(result => result.Step == step);

    public Exception? FailureOf(string step) => Ends.Single(end => end.Result.Step == step).Failure;
}

using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.Journal;
using LifecycleTools.Engine.People;
using LifecycleTools.Engine.Planning;
using LifecycleTools.Engine.Ports;
using LifecycleTools.Engine.Roles;
using LifecycleTools.Engine.Running;
using LifecycleTools.Engine.Tenants;

namespace LifecycleTools.Engine.Tests.Fakes;

/// <summary>A person who has something of everything that a departure ends, a manager who takes over, and the manager's manager.</summary>
internal sealed class OffboardBench
{
    public OffboardBench()
    {
        Boss = Tenant.AddPerson("bob@contoso.example");
        Manager = Tenant.AddPerson("max@contoso.example");
        Jane = Tenant.AddPerson("jane@contoso.example");
        Tenant.SetManager(Jane, Manager);
        Tenant.SetManager(Manager, Boss);
        Mail = Tenant.AddMailbox(Jane, mailbox => mailbox with { ForwardsTo = "jane@elsewhere.example" });
        Office = Tenant.AddSku("SPE_E3", 5, "EXCHANGE_S_ENTERPRISE", "TEAMS1");
        Voice = Tenant.AddSku("MCOEV", 5, "MCOEV", "EXCHANGE_S_FOUNDATION");
        Tenant.AddLicense(Jane, Office);
        VoiceUsers = Tenant.AddGroup("Voice Users", more: group => group with { LicensedSkuIds = [Voice.Id] });
        Tenant.Join(VoiceUsers.Id, Jane);
        Tenant.AddLicense(Jane, Voice, VoiceUsers);
        Sales = Tenant.AddGroup("Sales");
        Tenant.Join(Sales.Id, Jane);
        News = Tenant.AddList("News");
        Tenant.Join(News.Id, Jane);
        AddRights();
        AddThings();
    }

    public FakeTenant Tenant { get; } = new();

    public FakeJournals Journals { get; } = new();

    public Person Boss { get; }

    public Person Manager { get; }

    public Person Jane { get; }

    public FakeMailbox Mail { get; }

    public Sku Office { get; }

    public Sku Voice { get; }

    public Group VoiceUsers { get; }

    public Group Sales { get; }

    public DistributionList News { get; }

    public DistributionList Managed { get; private set; } = null!;

    public OwnedObject Project { get; private set; } = null!;

    public EntraDevice Laptop { get; private set; } = null!;

    public ManagedDevice ManagedLaptop { get; private set; } = null!;

    /// <summary>Jane's laptop in the RMM.</summary>
    public RmmDevice Agent { get; private set; } = null!;

    /// <summary>Somebody else's device of the same name.</summary>
    public RmmDevice Stranger { get; private set; } = null!;

    /// <summary>The role map that knows Jane's site; null when none does.</summary>
    public RoleMap? Map { get; set; }

    /// <summary>Jane as the directory knows her now.</summary>
    public Person JaneNow => Tenant.People[Jane.Id.Value];

    public DepartureRequest Request { get; set; } = new() { Identity = "jane@contoso.example", Reason = "ticket 7", CancelMeetings = true, ApprovePrivileged = true };

    public DepartureRules Rules { get; set; } = new()
    {
        ForwardTo = DepartureRules.ForwardToDelegate, AutoReplyInternal = "{displayName} has left; write to {delegateMail}.",
    };

    public IReadOnlyList<string> Protected { get; set; } = [];

    /// <summary>What takes long is left to a later resume.</summary>
    public bool NoWait { get; set; }

    public IReadOnlyList<string> Escalation { get; set; } = ["it-leads@contoso.example"];

    public IReadOnlyDictionary<string, MonthlyPrice> Prices { get; set; } = new Dictionary<string, MonthlyPrice>();

    /// <summary>Changes Jane before the run.</summary>
    public void Make(Func<Person, Person> change) => Tenant.People[Jane.Id.Value] = change(JaneNow);

    /// <summary>Jane's license for a mailbox comes from a group of this name instead of to her directly.</summary>
    public Group GiveOfficeByGroup(string name)
    {
        Tenant.LicensesOf(Jane.Id).RemoveAll(state => state.SkuId == Office.Id);
        Group group = Tenant.AddGroup(name, more: one => one with { LicensedSkuIds = [Office.Id] });
        Tenant.Join(group.Id, Jane);
        Tenant.AddLicense(Jane, Office, group);
        return group;
    }

    /// <summary>A dynamic group that gives Jane her only license for a mailbox, until she is blocked.</summary>
    public Group LicenseByRule()
    {
        Tenant.LicensesOf(Jane.Id).RemoveAll(state => state.SkuId == Office.Id);
        Group rule = Tenant.AddGroup("All Staff", more: group => group with
        {
            MembershipRule = "(user.accountEnabled -eq true)", LicensedSkuIds = [Office.Id],
        });
        Tenant.Join(rule.Id, Jane);
        Tenant.AddLicense(Jane, Office, rule);
        Tenant.On("signin.set-allowed").Meanwhile(() =>
        {
            Tenant.MembersOf(rule.Id).Remove(Jane.Id.Value);
            Tenant.LicensesOf(Jane.Id).RemoveAll(state => state.ByGroupId == rule.Id);
            Tenant.LoseUnlicensedMailbox(Jane.Id);
        });
        return rule;
    }

    /// <param name="between">Happens before each round, as while an operator is being asked.</param>
    public Task<OffboardRun> RunAsync(CancellationToken cancel = default, Action? between = null) =>
        FinishAsync(Opening.Offboard(Request, Rules, Journals, HireBench.Header), cancel, between);

    /// <summary>Goes on with the newest run, to its end.</summary>
    public Task<OffboardRun> ResumeAsync() => FinishAsync(Opening.ResumeOffboard(Reading, Rules, Journals, HireBench.Header), default);

    public async Task<IReadOnlyList<StepEnd>> PreviewAsync()
    {
        Preview preview = Opening.PreviewOffboard(Request, Rules);
        List<StepEnd> all = [];
        foreach (IReadOnlyList<PlannedStep> round in preview.Rounds) all.AddRange(await preview.LookAsync(round, new QuietLog(), default));
        return all;
    }

    /// <summary>Begins a run, and ends its process before the round of this step.</summary>
    public async Task CutBeforeAsync(string step)
    {
        using LifecycleRun run = Opening.Offboard(Request, Rules, Journals, HireBench.Header);
        await RunUntilAsync(step, run);
    }

    /// <summary>Begins a run, and ends it before the round of this step, as when somebody downstream has seen enough.</summary>
    public Task<RunEnd> StopBeforeAsync(string step) => StopBeforeAsync(step, Opening.Offboard(Request, Rules, Journals, HireBench.Header));

    /// <summary>Goes on with the newest run, and ends it before the round of this step.</summary>
    public Task<RunEnd> StopResumeBeforeAsync(string step) => StopBeforeAsync(step, Opening.ResumeOffboard(Reading, Rules, Journals, HireBench.Header));

    /// <summary>What the newest run's journal says.</summary>
    public RunReading Reading => RunReading.From(Journals.Last.RunId, Journals.Read(Journals.Last.RunId))!;

    /// <summary>The journal's lines of one kind.</summary>
    public IEnumerable<JournalEntry> Lines(string kind) => Journals.Last.Entries.Where(entry => entry.Kind == kind);

    private RunOpening Opening => new(new FakeConnection(Tenant)
    {
        Tenant = new FakeConnection(Tenant).Tenant with { Protected = Protected, Escalation = Escalation, Prices = Prices },
    })
    {
        Map = Map,
        NoWait = NoWait,
    };

    private static async Task<RunEnd> StopBeforeAsync(string step, LifecycleRun run)
    {
        using LifecycleRun held = run;
        await RunUntilAsync(step, run);
        return await run.EndAsync(new QuietLog(), default);
    }

    private static async Task RunUntilAsync(string step, LifecycleRun run)
    {
        foreach (IReadOnlyList<PlannedStep> round in run.Rounds.TakeWhile(round => round.All(planned => planned.Step.Id != step)))
        {
            await run.RunRoundAsync(round, new HashSet<PlannedStep>(), _ => { }, new QuietLog(), default);
        }
    }

    private void AddRights()
    {
        Tenant.AddMethod(Jane, "microsoftAuthenticatorAuthenticationMethod", isDefault: true);
        Tenant.AddMethod(Jane, "phoneAuthenticationMethod");
        Tenant.AddAppGrant(Jane, "Reports");
        Tenant.AddAppGrant(Jane, "Notes", isConsent: true);
        Tenant.AddHolding(Jane, "Reports Reader", isEligible: true);
        Tenant.AddSharedMailbox("info@contoso.example");
        Tenant.Rights.Add((new MailboxRight("info@contoso.example", Jane.UserPrincipalName, MailboxRightKind.FullAccess), true));
        Managed = Tenant.AddList("Customers");
        Tenant.Manages(Managed, Jane);
        Project = Tenant.AddOwned("Project", OwnedKind.Group, Jane);
    }

    private void AddThings()
    {
        Mail.Rules.Add(new InboxRule("rule-1", "to home", Forwards: true, "jane@elsewhere.example"));
        Mail.Rules.Add(new InboxRule("rule-2", "sort", Forwards: false, ""));
        Mail.Meetings = 2;
        Mail.Phones.Add(new MailPhone("phone-1", "iPhone", "Ok", RemovalRequested: false));
        Tenant.AddDrive(Jane);
        (Laptop, ManagedLaptop) = Tenant.AddDevice(Jane, "LAPTOP-1");
        Tenant.WithPsa().WithRmm();
        Agent = Tenant.AddRmmDevice("LAPTOP-1", ManagedLaptop.SerialNumber, owner: Jane.UserPrincipalName);
        Stranger = Tenant.AddRmmDevice("LAPTOP-1", "SN-STRANGER", owner: "sam@contoso.example");
        Tenant.RmmEndUsers[Jane.UserPrincipalName] = new RmmEndUser("user-jane", Jane.UserPrincipalName, [Agent.Id]);
    }

    private static async Task<OffboardRun> FinishAsync(LifecycleRun run, CancellationToken cancel, Action? between = null)
    {
        // The person is let go at the end, as by a command.
        using LifecycleRun held = run;
        ConcurrentQueue<StepEnd> ends = new();
        foreach (IReadOnlyList<PlannedStep> round in run.Rounds)
        {
            between?.Invoke();
            await run.RunRoundAsync(round, new HashSet<PlannedStep>(), ends.Enqueue, new QuietLog(), cancel);
        }

        return new OffboardRun(run.Results, await run.EndAsync(new QuietLog(), cancel), ends.ToList());
    }
}

/// <summary>A departure that has ended.</summary>
internal sealed record OffboardRun(IReadOnlyList<StepResult> Results, RunEnd End, IReadOnlyList<StepEnd> Ends)
{
    public StepResult this[string step] => Results.Single(result => result.Step == step);

    /// <summary>The steps that make the run an exception.</summary>
    public IEnumerable<string> Exceptions => Results.Where(result => result.Status is not (StepStatus.Done or StepStatus.AlreadyDone or StepStatus.Skipped)).Select(result => result.Step);

    public LifecycleException? FailureOf(string step) => Ends.Single(end => end.Result.Step == step).Failure;
}

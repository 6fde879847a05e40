using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Engine.People;
using LifecycleTools.Engine.Planning;
using LifecycleTools.Engine.Roles;
using LifecycleTools.Engine.Running;
using LifecycleTools.Engine.Security;
using LifecycleTools.Engine.Steps.Return;

namespace LifecycleTools.Engine.Tests.Fakes;

/// <summary>The departure of <see cref="OffboardBench"/>, carried out, and its undoing.</summary>
internal sealed class UndoBench
{
    // Named one by one: any other write to the ticket system or to people is a change like every other.
    private static readonly string[] s_words = ["psa.create", "psa.note", "psa.attach", "psa.raise", "psa.resolve", "notices.send Escalation", "notices.send Completed"];

    public OffboardBench Left { get; } = new();

    public FakeTenant Tenant => Left.Tenant;

    public List<HandedSecret> Handed { get; } = [];

    public IReadOnlyList<string> Protected { get; set; } = [];

    public RoleMap? Map { get; set; }

    /// <summary>The departure's run.</summary>
    public string Departure { get; private set; } = "";

    /// <summary>What the departure left behind, as its journal remembers what was before.</summary>
    public DepartureRecord Was => DepartureRecord.From(Departure, Left.Journals.Read(Departure));

    /// <summary>Jane leaves; what the departure changed is forgotten, so that the log begins with the undoing.</summary>
    public async Task<OffboardRun> LeaveAsync()
    {
        OffboardRun run = await Left.RunAsync();
        Departure = Left.Journals.Last.RunId;
        Tenant.ForgetWrites();
        return run;
    }

    /// <param name="declined">Steps that the operator says no to.</param>
    public Task<OffboardRun> UndoAsync(CancellationToken cancel = default, params string[] declined) =>
        FinishAsync(Opening.Undo(new ReturnRequest { Departure = Departure, Reason = "ticket 8" }, Was, Left.Journals, HireBench.Header, Handed.Add), cancel, declined);

    /// <summary>Goes on with the newest run, to its end.</summary>
    public Task<OffboardRun> ResumeAsync()
    {
        RunReading reading = RunReading.From(Left.Journals.Last.RunId, Left.Journals.Read(Left.Journals.Last.RunId))!;
        return FinishAsync(Opening.ResumeUndo(reading, Was, Left.Journals, HireBench.Header, Handed.Add), default);
    }

    /// <summary>What no undoing can bring back is there again.</summary>
    public void GiveTheRestBack()
    {
        Tenant.AddAppGrant(Left.Jane, "Reports");
        Tenant.AddHolding(Left.Jane, "Reports Reader", isEligible: true);
        Tenant.ManagedDevices.Clear();
        Tenant.ManagedDevices.Add((Left.Jane.Id.Value, Left.ManagedLaptop with { Id = "enrolled anew" }));
        Tenant.AddRmmDevice("LAPTOP-1", Left.ManagedLaptop.SerialNumber, owner: "jane@contoso.example");
    }

    public async Task<IReadOnlyList<StepEnd>> PreviewAsync()
    {
        Preview preview = Opening.PreviewUndo(new ReturnRequest { Departure = Departure }, Was);
        List<StepEnd> all = [];
        foreach (IReadOnlyList<PlannedStep> round in preview.Rounds) all.AddRange(await preview.LookAsync(round, new QuietLog(), default));
        return all;
    }

    /// <summary>Everything that a departure changes and an undo can put back.</summary>
    public string State()
    {
        string jane = Left.Jane.Id.Value;
        FakeMailbox mail = Tenant.MailboxOf(Left.Jane.Id)!;
        string Named(string id) => Tenant.People.TryGetValue(id, out Person? person) ? person.UserPrincipalName : "somebody";
        return string.Join("\n",
        [
            $"allowed {Tenant.People[jane].SignInAllowed}", $"manager {Named(Tenant.ManagerOf(Left.Jane.Id)!)}",
            "groups " + string.Join(", ", Tenant.Groups.Where(group => Tenant.MembersOf(group.Id).Contains(jane)).Select(group => group.Name)),
            "licenses " + string.Join(", ", Tenant.LicensesOf(Left.Jane.Id).Select(license =>
                $"{Tenant.Skus.Single(sku => sku.Id == license.SkuId).PartNumber} by {Tenant.Groups.Find(group => group.Id == license.ByGroupId)?.Name}").Order()),
            "owners " + string.Join(", ", Tenant.Owned.SelectMany(one => one.Owners.Select(Named).Order())),
            "list managers " + string.Join(", ", Tenant.ManagersOf(Left.Managed.Id).Select(Named)),
            $"mailbox {mail.Mailbox.Kind} to {mail.Mailbox.ForwardsTo} copy {mail.Mailbox.KeepsCopy} hidden {mail.Mailbox.IsHidden} reply {mail.Reply}",
            "rights " + string.Join(", ", Tenant.Rights.Select(one => one.Right.ToString()).Order()),
            "rmm end users " + string.Join(", ", Tenant.RmmEndUsers.Keys),
            "devices " + string.Join(", ", Tenant.EntraDevices.Select(one => $"{one.Device.Name} {one.Device.Enabled}")),
        ]);
    }

    /// <summary>What was changed anywhere but in the ticket and the mail to people.</summary>
    public IEnumerable<string> Changes => Tenant.Writes.Where(write => !s_words.Contains(KindOf(write)));

    /// <summary>Which kinds of writes went into the ticket and to people.</summary>
    public IEnumerable<string> Words => Tenant.Writes.Select(KindOf).Where(s_words.Contains).Distinct();

    private static string KindOf(string write) => write.StartsWith("notices.", StringComparison.Ordinal) ? write : write.Split(' ')[0];

    private RunOpening Opening => new(new FakeConnection(Tenant) { Tenant = new FakeConnection(Tenant).Tenant with { Protected = Protected } }) { Map = Map };

    private static async Task<OffboardRun> FinishAsync(LifecycleRun run, CancellationToken cancel, params string[] declined)
    {
        // The person is let go at the end, as by a command.
        using LifecycleRun held = run;
        ConcurrentQueue<StepEnd> ends = new();
        foreach (IReadOnlyList<PlannedStep> round in run.Rounds)
        {
            await run.RunRoundAsync(round, round.Where(planned => declined.Contains(planned.Step.Id)).ToHashSet(), ends.Enqueue, new QuietLog(), cancel);
        }

        return new OffboardRun(run.Results, await run.EndAsync(new QuietLog(), cancel), ends.ToList());
    }
}

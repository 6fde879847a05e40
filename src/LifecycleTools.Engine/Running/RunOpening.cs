using System;
using System.Collections.Generic;
using System.Globalization;
using LifecycleTools.Engine.Journal;
using LifecycleTools.Engine.People;
using LifecycleTools.Engine.Ports;
using LifecycleTools.Engine.Requests;
using LifecycleTools.Engine.Roles;
using LifecycleTools.Engine.Security;
using LifecycleTools.Engine.Steps;

namespace LifecycleTools.Engine.Running;

/// <summary>Opens runs on one tenant: new ones, and those that an earlier process left.</summary>
public sealed partial class RunOpening(ITenantConnection tenant)
{
    /// <summary>How runs wait; null for the tenant's clock and the usual pauses.</summary>
    public WaitPolicy? Wait { get; init; }

    /// <summary>What takes long (a mailbox, a conversion, a device) is left to a later resume instead of being waited for.</summary>
    public bool NoWait { get; init; }

    /// <summary>The role map, for the site of somebody who leaves; null when only UTC is to be shown.</summary>
    public RoleMap? Map { get; init; }

    /// <summary>Begins a hire; its first line is on the disk when this returns.</summary>
    /// <exception cref="Errors.LifecycleException">
    /// JournalNotWritable; PersonBusy when another run works on the person, in whatever process; RequestClosed when the request has had its run.
    /// </exception>
    public LifecycleRun Hire(HireRequest request, Entitlements means, IJournalStore journals, RunHeader header, Action<HandedSecret> handOver)
    {
        string person = $"{request.GivenName} {request.Surname}".Trim();
        string runId = NewRunId();
        return Holding(new RunHold(journals, tenant.Identity.Id, runId, person), hold =>
        {
            hold.TakeFor(request);
            RequestTurn? turn = Turn(journals, request.RequestId);
            turn?.Begin(RequestKind.Hire, runId, person, request.EmployeeId, request.StartDate);
            IJournal journal = journals.Create(runId);
            Start(journal, Workflows.Hire.Name, person, header, request.ToFields(), means.Site.TimeZone);
            return OpenHire(journal, request, means, null, handOver, hold, turn);
        });
    }

    /// <summary>Begins a departure; its first line is on the disk when this returns.</summary>
    /// <exception cref="Errors.LifecycleException">
    /// JournalNotWritable; PersonBusy when another run works on the person, in whatever process; RequestClosed when the request has had its run.
    /// </exception>
    public LifecycleRun Offboard(DepartureRequest request, DepartureRules rules, IJournalStore journals, RunHeader header)
    {
        string runId = NewRunId();
        return Holding(new RunHold(journals, tenant.Identity.Id, runId, request.Identity), hold =>
        {
            hold.Take(request.Identity);
            RequestTurn? turn = Turn(journals, request.RequestId);
            turn?.Begin(RequestKind.Departure, runId, request.Identity, "", request.EffectiveAt);
            IJournal journal = journals.Create(runId);
            Start(journal, Workflows.Offboard.Name, request.Identity, header, request.ToFields());
            return OpenOffboard(journal, request, rules, null, hold, turn);
        });
    }

    /// <summary>Goes on with a hire.</summary>
    /// <exception cref="Errors.LifecycleException">JournalNotWritable, JournalDamaged, PersonBusy.</exception>
    public LifecycleRun ResumeHire(RunReading run, Entitlements means, IJournalStore journals, RunHeader header, Action<HandedSecret> handOver)
    {
        HireRequest request = HireRequest.FromFields(run.Request);
        return Holding(HoldOf(run, journals), hold =>
        {
            hold.TakeFor(request);
            return OpenHire(Reopen(run, journals, header), request, means, run, handOver, hold, Turn(journals, request.RequestId));
        });
    }

    /// <summary>Goes on with a departure.</summary>
    /// <exception cref="Errors.LifecycleException">JournalNotWritable, JournalDamaged, PersonBusy.</exception>
    public LifecycleRun ResumeOffboard(RunReading run, DepartureRules rules, IJournalStore journals, RunHeader header)
    {
        DepartureRequest request = DepartureRequest.FromFields(run.Request);
        return Holding(HoldOf(run, journals), hold =>
        {
            hold.Take(request.Identity);
            return OpenOffboard(Reopen(run, journals, header), request, rules, run, hold, Turn(journals, request.RequestId));
        });
    }

    /// <summary>What the steps of a hire would see, with nothing recorded and nothing changed.</summary>
    public Preview PreviewHire(HireRequest request, Entitlements means)
    {
        RunFacts facts = new((_, _) => { });
        return new Preview(Workflows.Hire.Define(), Context(facts, null, _ => { }, new Hiring(request, means, facts), null));
    }

    /// <summary>What the steps of an earlier hire would see now.</summary>
    public Preview PreviewHire(RunReading run, Entitlements means)
    {
        RunFacts facts = new((_, _) => { }, run.Facts);
        return new Preview(Workflows.Hire.Define(), Context(facts, null, _ => { }, new Hiring(HireRequest.FromFields(run.Request), means, facts), null, null, run));
    }

    /// <summary>What the steps of an earlier departure would see now.</summary>
    public Preview PreviewOffboard(RunReading run, DepartureRules rules)
    {
        RunFacts facts = new((_, _) => { }, run.Facts);
        return new Preview(Workflows.Offboard.Define(), Context(facts, null, _ => { }, null, new Leaving(DepartureRequest.FromFields(run.Request), rules, Map), null, run));
    }

    /// <summary>What the steps of a departure would see, with nothing recorded and nothing changed.</summary>
    public Preview PreviewOffboard(DepartureRequest request, DepartureRules rules)
    {
        RunFacts facts = new((_, _) => { });
        return new Preview(Workflows.Offboard.Define(), Context(facts, null, _ => { }, null, new Leaving(request, rules, Map)));
    }

    private LifecycleRun OpenHire(
        IJournal journal, HireRequest request, Entitlements means, RunReading? earlier, Action<HandedSecret> handOver, RunHold hold, RequestTurn? turn)
    {
        RunRecorder record = new(journal, tenant.Clock);
        RunFacts facts = new(HoldingAccount(hold, record), earlier?.Facts);
        StepContext context = Context(facts, record, handOver, new Hiring(request, means, facts), null, journal, earlier);
        return new LifecycleRun(Workflows.Hire.Define(), context, record, journal, hold, turn);
    }

    private LifecycleRun OpenOffboard(IJournal journal, DepartureRequest request, DepartureRules rules, RunReading? earlier, RunHold hold, RequestTurn? turn)
    {
        RunRecorder record = new(journal, tenant.Clock);
        RunFacts facts = new(HoldingAccount(hold, record), earlier?.Facts);
        StepContext context = Context(facts, record, _ => { }, null, new Leaving(request, rules, Map), journal, earlier);
        return new LifecycleRun(Workflows.Offboard.Define(), context, record, journal, hold, turn);
    }

    // Once the run knows the account, nobody else may work on it under another name. A fact is learned before anything is done with it.
    private static Action<string, string> HoldingAccount(RunHold hold, RunRecorder record) => (name, value) =>
    {
        if (name == FactNames.AccountId) hold.Take(value);
        record.Fact(name, value);
    };

    private RunHold HoldOf(RunReading run, IJournalStore journals)
    {
        RunHold hold = new(journals, tenant.Identity.Id, run.Summary.RunId, run.Summary.Person);
        if (run.Facts.TryGetValue(FactNames.AccountId, out string? account)) hold.Take(account);
        return hold;
    }

    private RequestTurn? Turn(IJournalStore journals, string requestId) =>
        requestId.Length == 0 ? null : new RequestTurn(journals, tenant.Identity.Id, requestId, tenant.Clock);

    private static LifecycleRun Holding(RunHold hold, Func<RunHold, LifecycleRun> open)
    {
        try
        {
            hold.TakeRun();
            return open(hold);
        }
        catch
        {
            hold.Dispose();
            throw;
        }
    }

    private StepContext Context(
        RunFacts facts, RunRecorder? record, Action<HandedSecret> handOver, Hiring? hiring, Leaving? leaving, IJournal? journal = null, RunReading? earlier = null,
        Returning? returning = null) => new()
    {
        RunId = journal?.RunId ?? earlier?.Summary.RunId ?? "",
        ReadJournal = journal is null ? () => [] : journal.ReadAll,
        Earlier = earlier?.Attempts ?? [],
        Tenant = tenant.Tenant,
        Systems = tenant.Systems,
        Clock = tenant.Clock,
        Wait = Wait ?? new WaitPolicy(tenant.Clock),
        Facts = facts,
        Hiring = hiring,
        Leaving = leaving,
        Returning = returning,
        RecordSnapshot = record is null ? (_, _) => { } : record.Snapshot,
        HandOver = handOver,
        IsSandbox = tenant.IsSandbox,
        IsPreview = record is null,
        NoWait = NoWait,
    };

    private void Start(IJournal journal, string workflow, string person, RunHeader header, IReadOnlyDictionary<string, string> request, string zone = "")
    {
        Dictionary<string, string> fields = header.ToFields();
        fields["workflow"] = workflow;
        fields["person"] = person;
        fields["tenant"] = tenant.Tenant.Name;
        fields["tenantId"] = tenant.Identity.Id;
        if (zone.Length > 0) fields[JournalFields.Zone] = zone;
        foreach (KeyValuePair<string, string> field in request) fields["request." + field.Key] = field.Value;
        journal.Append(new JournalEntry(JournalKinds.RunStarted, tenant.Clock.UtcNow, fields));
    }

    private IJournal Reopen(RunReading run, IJournalStore journals, RunHeader header)
    {
        IJournal journal = journals.Reopen(run.Summary.RunId);
        journal.Append(new JournalEntry(JournalKinds.RunResumed, tenant.Clock.UtcNow, header.ToFields()));
        return journal;
    }

    // Begins with the time, so that a folder listing is in order; the rest keeps two runs of one second apart.
    private string NewRunId() =>
        tenant.Clock.UtcNow.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture) + "-" + Guid.NewGuid().ToString("N").Substring(0, 8);
}

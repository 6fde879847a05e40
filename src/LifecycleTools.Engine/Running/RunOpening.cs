using System;
using System.Collections.Generic;
using System.Globalization;
using LifecycleTools.Engine.Journal;
using LifecycleTools.Engine.People;
using LifecycleTools.Engine.Ports;
using LifecycleTools.Engine.Roles;
using LifecycleTools.Engine.Security;
using LifecycleTools.Engine.Steps;

namespace LifecycleTools.Engine.Running;

/// <summary>Opens runs on one tenant: new ones, and those that an earlier process left.</summary>
public sealed partial class RunOpening(ITenantConnection tenant)
{
    /// <summary>How runs wait; null for the tenant's clock and the usual pauses.</summary>
    public WaitPolicy? Wait { get; init; }

    /// <summary>Begins a hire; its first line is on the disk when this returns.</summary>
    /// <exception cref="Errors.LifecycleException">JournalNotWritable.</exception>
    public LifecycleRun Hire(HireRequest request, Entitlements means, IJournalStore journals, RunHeader header, Action<HandedSecret> handOver)
    {
        IJournal journal = journals.Create(NewRunId());
        Start(journal, Workflows.Hire.Name, $"{request.GivenName} {request.Surname}".Trim(), header, request.ToFields());
        return OpenHire(journal, request, means, [], handOver);
    }

    /// <summary>Begins a departure; its first line is on the disk when this returns.</summary>
    /// <exception cref="Errors.LifecycleException">JournalNotWritable.</exception>
    public LifecycleRun Offboard(DepartureRequest request, DepartureRules rules, IJournalStore journals, RunHeader header)
    {
        IJournal journal = journals.Create(NewRunId());
        Start(journal, Workflows.Offboard.Name, request.Identity, header, request.ToFields());
        return OpenOffboard(journal, request, rules, []);
    }

    /// <summary>Goes on with a hire.</summary>
    public LifecycleRun ResumeHire(RunReading run, Entitlements means, IJournalStore journals, RunHeader header, Action<HandedSecret> handOver)
    {
        IJournal journal = Reopen(run, journals, header);
        return OpenHire(journal, HireRequest.FromFields(run.Request), means, run.Facts, handOver);
    }

    /// <summary>Goes on with a departure.</summary>
    public LifecycleRun ResumeOffboard(RunReading run, DepartureRules rules, IJournalStore journals, RunHeader header)
    {
        IJournal journal = Reopen(run, journals, header);
        return OpenOffboard(journal, DepartureRequest.FromFields(run.Request), rules, run.Facts);
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
        return new Preview(Workflows.Hire.Define(), Context(facts, null, _ => { }, new Hiring(HireRequest.FromFields(run.Request), means, facts), null));
    }

    /// <summary>What the steps of an earlier departure would see now.</summary>
    public Preview PreviewOffboard(RunReading run, DepartureRules rules)
    {
        RunFacts facts = new((_, _) => { }, run.Facts);
        return new Preview(Workflows.Offboard.Define(), Context(facts, null, _ => { }, null, new Leaving(DepartureRequest.FromFields(run.Request), rules)));
    }

    /// <summary>What the steps of a departure would see, with nothing recorded and nothing changed.</summary>
    public Preview PreviewOffboard(DepartureRequest request, DepartureRules rules)
    {
        RunFacts facts = new((_, _) => { });
        return new Preview(Workflows.Offboard.Define(), Context(facts, null, _ => { }, null, new Leaving(request, rules)));
    }

    private LifecycleRun OpenHire(
        IJournal journal, HireRequest request, Entitlements means, IEnumerable<KeyValuePair<string, string>> known, Action<HandedSecret> handOver)
    {
        RunRecorder record = new(journal, tenant.Clock);
        RunFacts facts = new(record.Fact, known);
        return new LifecycleRun(Workflows.Hire.Define(), Context(facts, record, handOver, new Hiring(request, means, facts), null), record, journal);
    }

    private LifecycleRun OpenOffboard(
        IJournal journal, DepartureRequest request, DepartureRules rules, IEnumerable<KeyValuePair<string, string>> known)
    {
        RunRecorder record = new(journal, tenant.Clock);
        RunFacts facts = new(record.Fact, known);
        return new LifecycleRun(Workflows.Offboard.Define(), Context(facts, record, _ => { }, null, new Leaving(request, rules)), record, journal);
    }

    private StepContext Context(RunFacts facts, RunRecorder? record, Action<HandedSecret> handOver, Hiring? hiring, Leaving? leaving, Returning? returning = null) => new()
    {
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
    };

    private void Start(IJournal journal, string workflow, string person, RunHeader header, IReadOnlyDictionary<string, string> request)
    {
        Dictionary<string, string> fields = header.ToFields();
        fields["workflow"] = workflow;
        fields["person"] = person;
        fields["tenant"] = tenant.Tenant.Name;
        fields["tenantId"] = tenant.Identity.Id;
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

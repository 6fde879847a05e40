using System;
using System.Collections.Generic;
using LifecycleTools.Engine.Journal;
using LifecycleTools.Engine.People;
using LifecycleTools.Engine.Security;
using LifecycleTools.Engine.Steps;
using LifecycleTools.Engine.Steps.Return;

namespace LifecycleTools.Engine.Running;

/// <content>Undoing a departure.</content>
public sealed partial class RunOpening
{
    /// <summary>Begins the undoing of a departure; its first line is on the disk when this returns.</summary>
    /// <exception cref="Errors.LifecycleException">JournalNotWritable; PersonBusy when another run works on the person, in whatever process.</exception>
    public LifecycleRun Undo(ReturnRequest request, DepartureRecord was, IJournalStore journals, RunHeader header, Action<HandedSecret> handOver)
    {
        string runId = NewRunId();
        return Holding(new RunHold(journals, tenant.Identity.Id, runId, was.Name), hold =>
        {
            hold.Take(was.Person.Value);
            IJournal journal = journals.Create(runId);
            Start(journal, Workflows.Undo.Name, was.Name, header, request.ToFields());
            return OpenUndo(journal, request, was, null, handOver, hold);
        });
    }

    /// <summary>Goes on with the undoing of a departure.</summary>
    public LifecycleRun ResumeUndo(RunReading run, DepartureRecord was, IJournalStore journals, RunHeader header, Action<HandedSecret> handOver)
        => Holding(HoldOf(run, journals), hold =>
        {
            hold.Take(was.Person.Value);
            return OpenUndo(Reopen(run, journals, header), ReturnRequest.FromFields(run.Request), was, run, handOver, hold);
        });

    /// <summary>What the steps of an undoing would see, with nothing recorded and nothing changed.</summary>
    public Preview PreviewUndo(ReturnRequest request, DepartureRecord was) => PreviewUndo(request, was, []);

    /// <summary>What the steps of an earlier undoing would see now.</summary>
    public Preview PreviewUndo(RunReading run, DepartureRecord was) => PreviewUndo(ReturnRequest.FromFields(run.Request), was, run.Facts);

    private Preview PreviewUndo(ReturnRequest request, DepartureRecord was, IEnumerable<KeyValuePair<string, string>> known)
    {
        RunFacts facts = new((_, _) => { }, known);
        return new Preview(Workflows.Undo.Define(), Context(facts, null, _ => { }, null, null, returning: new Returning(request, was, Map)));
    }

    private LifecycleRun OpenUndo(
        IJournal journal, ReturnRequest request, DepartureRecord was, RunReading? earlier, Action<HandedSecret> handOver, RunHold hold)
    {
        RunRecorder record = new(journal, tenant.Clock);
        RunFacts facts = new(HoldingAccount(hold, record), earlier?.Facts);
        StepContext context = Context(facts, record, handOver, null, null, journal, earlier, new Returning(request, was, Map));
        return new LifecycleRun(Workflows.Undo.Define(), context, record, journal, hold, turn: null);
    }
}

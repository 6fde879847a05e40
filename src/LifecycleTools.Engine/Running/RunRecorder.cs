using System;
using System.Collections.Generic;
using System.Globalization;
using LifecycleTools.Engine.Journal;

namespace LifecycleTools.Engine.Running;

/// <summary>Puts what happens in a run into its journal, in the words that <see cref="RunReading"/> reads back.</summary>
internal sealed class RunRecorder(IJournal journal, IClock clock)
{
    public void Fact(string name, string value) => Add(JournalKinds.Fact, ("name", name), ("value", value));

    public void Snapshot(string what, IReadOnlyDictionary<string, string> fields)
    {
        var all = new Dictionary<string, string>(StringComparer.Ordinal) { ["what"] = what };
        foreach (KeyValuePair<string, string> field in fields) all[field.Key] = field.Value;
        journal.Append(new JournalEntry(JournalKinds.Snapshot, clock.UtcNow, all));
    }

    public void StepStarted(string step, int number) =>
        Add(JournalKinds.StepStarted, ("step", step), ("number", number.ToString(CultureInfo.InvariantCulture)));

    public void Sending(string step, SystemCall call) =>
        Add(JournalKinds.Sending, ("step", step), ("what", call.What), ("clientRequestId", call.ClientRequestId));

    public void Answered(string step, SystemCall call) =>
        Add(JournalKinds.Answered, ("step", step), ("what", call.What), ("clientRequestId", call.ClientRequestId),
            ("requestId", call.RequestId), ("status", call.Status.ToString(CultureInfo.InvariantCulture)));

    public void Ended(StepResult result) =>
        journal.Append(new JournalEntry(JournalKinds.StepEnded, clock.UtcNow, StepResultFields.From(result)));

    public void Escalated(string to, string how) => Add(JournalKinds.Escalated, ("to", to), ("how", how));

    public void RunEnded(RunOutcome outcome, int steps, int exceptions, IReadOnlyCollection<StepResult> leftOut) =>
        Add(JournalKinds.RunEnded,
        [
            ("outcome", outcome.ToString()), ("steps", steps.ToString(CultureInfo.InvariantCulture)), ("exceptions", exceptions.ToString(CultureInfo.InvariantCulture)),
            .. StepsLeftOut.Fields(leftOut),
        ]);

    public void Add(string kind, params (string Name, string Value)[] fields)
    {
        var all = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach ((string name, string value) in fields) all[name] = value;
        journal.Append(new JournalEntry(kind, clock.UtcNow, all));
    }
}

using System;
using System.Collections.Generic;
using System.Linq;
using LifecycleTools.Engine.Journal;
using LifecycleTools.Engine.Steps.Closing;

namespace LifecycleTools.Engine.Running;

/// <summary>What a journal says of its run.</summary>
public sealed class RunReading
{
    private RunReading(JournalEntry started, IReadOnlyDictionary<string, string> facts, RunSummary summary, IReadOnlyList<RunAttempt> attempts)
    {
        Started = started;
        Facts = facts;
        Summary = summary;
        Attempts = attempts;
    }

    /// <summary>What each process did of it, oldest first.</summary>
    public IReadOnlyList<RunAttempt> Attempts { get; }

    /// <summary>The line that began it: workflow, tenant, request.</summary>
    public JournalEntry Started { get; }

    /// <summary>What the run learned.</summary>
    public IReadOnlyDictionary<string, string> Facts { get; }

    /// <summary>The run for people.</summary>
    public RunSummary Summary { get; }

    /// <summary>A field of the request that the run was started with.</summary>
    public string Request(string name) => Started["request." + name];

    /// <summary>Reads a run; null when the journal has no beginning.</summary>
    public static RunReading? From(string runId, JournalReading journal)
    {
        JournalEntry? started = journal.Entries.FirstOrDefault(line => line.Kind == JournalKinds.RunStarted);
        if (started is null) return null;

        Dictionary<string, string> facts = new(StringComparer.Ordinal);
        SortedDictionary<int, StepResult> steps = [];
        List<RunAttempt> attempts = [];
        List<StepResult> here = [];
        JournalEntry? end = null;
        foreach (JournalEntry line in journal.Entries)
        {
            if (line.Kind == JournalKinds.Fact) facts[line["name"]] = line["value"];
            if (line.Kind is JournalKinds.RunStarted or JournalKinds.RunResumed)
            {
                end = null;
                attempts.Add(new RunAttempt(attempts.Count + 1, line.Utc, here = []));
            }

            if (line.Kind == JournalKinds.RunEnded)
            {
                end = line;
                StepResult like = new() { RunId = runId, Workflow = started["workflow"], Person = PersonOf(started, facts, steps.Values), StartedUtc = line.Utc.UtcDateTime };
                attempts[attempts.Count - 1] = attempts[attempts.Count - 1] with { LeftOut = StepsLeftOut.Read(line, like) };
            }

            if (line.Kind == JournalKinds.StepEnded)
            {
                StepResult result = StepResultFields.Read(runId, line);
                steps[result.Number] = result;
                here.Add(result);
            }
        }

        NoticeTraces.Settle(facts, journal.Entries);
        return new RunReading(started, facts, Summarize(runId, journal, started, facts, steps.Values.ToList(), end, attempts[attempts.Count - 1]), attempts);
    }

    private static string PersonOf(JournalEntry started, Dictionary<string, string> facts, IEnumerable<StepResult> steps) =>
        steps.LastOrDefault()?.Person ?? (facts.TryGetValue(Steps.FactNames.AccountName, out string? name) ? name : started["person"]);

    private static RunSummary Summarize(
        string runId, JournalReading journal, JournalEntry started, Dictionary<string, string> facts, List<StepResult> steps, JournalEntry? end, RunAttempt last) => new()
    {
        RunId = runId,
        Workflow = started["workflow"],
        Person = PersonOf(started, facts, steps),
        Tenant = started["tenant"],
        Outcome = end is null ? null : (RunOutcome)Enum.Parse(typeof(RunOutcome), end["outcome"]),
        WasStopped = last.LeftOut.Count > 0,
        StartedUtc = started.Utc.UtcDateTime,
        LastUtc = journal.Entries[journal.Entries.Count - 1].Utc.UtcDateTime,
        Operator = started["operator"],
        Reason = started["reason"],
        Journal = journal.Path,
        Steps = steps,
        Exceptions = LeftOf(steps, last),
    };

    // What a step is known to need says more than that the last process did not come to it again.
    private static List<StepResult> LeftOf(List<StepResult> steps, RunAttempt last)
    {
        List<StepResult> left = steps.Where(step => step.IsException()).ToList();
        return left.Concat(last.LeftOut.Where(one => left.Concat(last.Results).All(step => step.Number != one.Number))).OrderBy(step => step.Number).ToList();
    }
}

/// <summary>What one process did of a run.</summary>
/// <param name="Number">1 for the process that began it, one more for each resume.</param>
/// <param name="Began">When, in UTC.</param>
/// <param name="Results">The steps that ended in it, in the order in which they ended.</param>
public sealed record RunAttempt(int Number, DateTimeOffset Began, IReadOnlyList<StepResult> Results)
{
    /// <summary>The steps that it was stopped before, or while they were under way; empty when it went to its end, or was killed.</summary>
    public IReadOnlyList<StepResult> LeftOut { get; init; } = [];
}

/// <summary>What a status means for its run.</summary>
internal static class StepResultMeaning
{
    public static bool IsException(this StepResult result) =>
        result.Status is not (StepStatus.Done or StepStatus.AlreadyDone or StepStatus.Skipped);
}

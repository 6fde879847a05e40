using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.Journal;
using LifecycleTools.Engine.Running;
using LifecycleTools.Engine.Steps;

namespace LifecycleTools.Engine.Reports;

/// <summary>What a journal says that can be counted.</summary>
internal static class RunFiguresReader
{
    private const string ReleaseLicenses = "licenses.release";
    private const string Returned = "license.returned.";

    public static RunFigures Of(RunReading run, JournalReading journal, RunVerdict verdict) => new()
    {
        RunId = run.Summary.RunId,
        Workflow = run.Summary.Workflow,
        Person = run.Summary.Person,
        Tenant = run.Summary.Tenant,
        IsSandbox = run.Summary.Steps.Any(step => step.Target.StartsWith("sandbox:", StringComparison.Ordinal)),
        State = run.Summary.State,
        Role = NullIfEmpty(run.Request("Role")),
        Site = NullIfEmpty(run.Request("Site")) ?? Fact(run, FactNames.SiteName),
        Zone = NullIfEmpty(run.Started[JournalFields.Zone]) ?? Fact(run, FactNames.SiteZone),
        Triggered = Time(run.Request("TriggeredAt")),
        Started = run.Started.Utc,
        Completed = CompletedAt(journal),
        Operator = run.Summary.Operator,
        Reason = run.Summary.Reason,
        Causes = Causes(run),
        Seats = Seats(run),
        Verdict = verdict,
    };

    // A run that completed and was gone on with (a first day came) was complete from its first end on, as long as no later end takes that back.
    private static DateTimeOffset? CompletedAt(JournalReading journal)
    {
        DateTimeOffset? completed = null;
        bool isOpen = false;
        foreach (JournalEntry line in journal.Entries)
        {
            if (line.Kind is JournalKinds.RunStarted or JournalKinds.RunResumed) isOpen = true;
            if (line.Kind != JournalKinds.RunEnded) continue;
            isOpen = false;
            completed = line["outcome"] == nameof(RunOutcome.Completed) ? completed ?? line.Utc : null;
        }

        return isOpen ? null : completed;
    }

    // What only waits for another step has that step's cause, and would be counted twice.
    private static List<RunCause> Causes(RunReading run)
    {
        HashSet<(string, string)> open = [.. run.Summary.Exceptions.Where(IsCause).Select(step => (NameOf(step), step.Step))];
        return run.Attempts.SelectMany(attempt => attempt.Results).Where(step => step.IsException() && IsCause(step))
            .GroupBy(step => (NameOf(step), step.Step))
            .Select(cause => new RunCause(cause.Key.Item1, cause.Key.Step, cause.Last().Action, cause.Last().Status == StepStatus.Deferred, open.Contains(cause.Key)))
            .Concat(Stops(run)).ToList();
    }

    // Being stopped is one cause, however many steps were still to come: the first of them says where.
    private static IEnumerable<RunCause> Stops(RunReading run) => run.Attempts
        .Select(attempt => (First: attempt.LeftOut.FirstOrDefault(), IsOpen: attempt.Number == run.Attempts.Count)).Where(stop => stop.First is not null)
        .Select(stop => new RunCause(nameof(StepStatus.NotReached), stop.First!.Step, stop.First.Action, IsAwaited: false, stop.IsOpen));

    private static bool IsCause(StepResult step) => step.ErrorId != ErrorIds.StepPrerequisiteFailed;

    private static string NameOf(StepResult step) => step.ErrorId.Length > 0 ? step.ErrorId : step.Status.ToString();

    // That a seat was to be given back is no proof that it was: the last look at the licenses must not list it any more.
    private static List<ReturnedSeat> Seats(RunReading run)
    {
        StepResult? release = run.Summary.Steps.FirstOrDefault(step => step.Step == ReleaseLicenses);
        if (release is not { Verified: true, After.Length: > 0 }) return [];
        HashSet<string> still = [.. release.After.Split([", "], StringSplitOptions.None).Select(name => name.Split(' ')[0])];
        return run.Facts.Where(fact => fact.Key.StartsWith(Returned, StringComparison.Ordinal) && !still.Contains(fact.Value))
            .OrderBy(fact => fact.Value, StringComparer.OrdinalIgnoreCase)
            .Select(fact => new ReturnedSeat(fact.Value, Price(Fact(run, FactNames.LicensePrice(fact.Key.Substring(Returned.Length)))))).ToList();
    }

    private static Money? Price(string? text)
    {
        string[] parts = text?.Split(' ') ?? [];
        return parts.Length == 2 && decimal.TryParse(parts[0], NumberStyles.Number, CultureInfo.InvariantCulture, out decimal amount) ? new Money(amount, parts[1]) : null;
    }

    private static DateTimeOffset? Time(string text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out DateTimeOffset time) ? time : null;

    private static string? Fact(RunReading run, string name) => run.Facts.TryGetValue(name, out string? value) ? NullIfEmpty(value) : null;

    private static string? NullIfEmpty(string text) => text.Length == 0 ? null : text;
}

using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using LifecycleTools.Engine.Ports;
using LifecycleTools.Engine.Roles;
using LifecycleTools.Engine.Running;
using LifecycleTools.Engine.Time;

namespace LifecycleTools.Engine.Steps.Closing;

/// <summary>What the run writes into its ticket: who and why, then one note a part, then how it ended.</summary>
internal static class TicketText
{
    /// <summary>The ticket's title.</summary>
    public static string Title(StepContext of) => of.Hiring is { } hiring
        ? $"Onboarding: {hiring.Request.GivenName} {hiring.Request.Surname}{(hiring.Request.StartDate is { } start ? $" ({start:yyyy-MM-dd})" : "")}"
        : $"{(of.Returning is null ? "Offboarding" : "Undo of offboarding")}: {DisplayName(of)}";

    /// <summary>What the ticket is about.</summary>
    public static IReadOnlyList<string> About(StepContext of)
    {
        List<string> lines = [];
        if (of.Hiring is { } hiring)
        {
            lines.Add($"{hiring.Request.GivenName} {hiring.Request.Surname} starts as {hiring.Means.Role} at {hiring.Means.Site.Name}.");
            if (hiring.Request.StartDate is { } start) lines.Add($"First day: {start:yyyy-MM-dd}.");
        }
        else if (of.Returning is { } returning)
        {
            lines.Add($"{DisplayName(of)} ({of.PersonName}) stays or comes back: the departure of run {returning.Was.RunId} is undone.");
            if (returning.Was.Ticket.Length > 0) lines.Add($"The departure's own ticket: {returning.Was.Ticket}.");
        }
        else
        {
            lines.Add($"{DisplayName(of)} ({of.PersonName}) leaves.");
            lines.Add(of.Results().FirstOrDefault(result => result.Step == BlockSignIn) is { } block && !block.IsException()
                ? "Sign-in was blocked before this ticket was opened."
                : "Sign-in is NOT known to be blocked; the notes say why.");
        }

        string reason = of.Hiring?.Request.Reason ?? of.Leaving?.Request.Reason ?? of.Returning?.Request.Reason ?? "";
        if (reason.Length > 0) lines.Add($"Reason: {reason}.");
        lines.Add($"Run {of.RunId} of LifecycleTools. Every action follows as an internal note.");
        return lines;
    }

    /// <summary>The notes of every attempt so far, in order, without the part that writes them.</summary>
    public static IReadOnlyList<TicketNote> Notes(StepContext of) => AttemptNews.Of(of).SelectMany(attempt => attempt.Results
        .GroupBy(result => result.Phase)
        .Select(phase => new TicketNote(Key(of, attempt.Number, phase.Key), Titled(phase.Key, attempt), phase.Select(result => Line(result, of.Site)).ToList()))
        .Concat(Stopped(of, attempt))).ToList();

    /// <summary>The journal's name in the ticket: a new one for each attempt that has something to tell.</summary>
    public static string JournalName(StepContext of) => $"{of.RunId}-{Attempt(of).ToString(CultureInfo.InvariantCulture)}.jsonl";

    /// <summary>How the run ended, as the last note of this attempt.</summary>
    public static TicketNote End(StepContext of, IReadOnlyList<StepResult> results)
    {
        List<StepResult> left = results.Where(result => result.IsException()).ToList();
        List<string> lines = results.Where(result => result.Phase == ClosingPhase).Select(result => Line(result, of.Site)).ToList();
        if (left.Count == 0)
        {
            lines.Insert(0, $"All {results.Count} steps ended well; each was read back.");
            return new TicketNote(Key(of, Attempt(of), "completed"), "Completed", lines);
        }

        string who = of.Tenant.Escalation.Count == 0 ? "whoever reads this" : string.Join(", ", of.Tenant.Escalation);
        bool onlyWaits = left.All(result => result.Status == StepStatus.Deferred);
        lines.AddRange(left.Select(result => $"To do: {result.Action} ({result.Target}): {result.Status}. {result.Detail}"));
        lines.Add(onlyWaits
            ? $"Nothing failed: what is left waits for something that has not come yet. Then: Resume-LifecycleRun -RunId {of.RunId}"
            : $"By whom: {who}. When it is mended: Resume-LifecycleRun -RunId {of.RunId}; what is done is not repeated.");
        return new TicketNote(Key(of, Attempt(of), "left"), onlyWaits ? "Waiting" : "Needs a person", lines);
    }

    // One note for all of them: a line for each of forty steps that never began would bury those that did.
    private static IEnumerable<TicketNote> Stopped(StepContext of, RunAttempt attempt)
    {
        if (attempt.LeftOut.Count == 0) yield break;
        List<string> lines = ["The run was stopped here."];
        lines.AddRange(attempt.LeftOut.GroupBy(result => result.Status).OrderBy(same => same.Key).Select(same =>
            $"{(same.Key == StepStatus.NotReached ? "Never reached" : "Under way, and not known to have ended")}: {string.Join(", ", same.Select(result => result.Action))}."));
        yield return new TicketNote(Key(of, attempt.Number, "stopped"), Titled("Stopped", attempt), lines);
    }

    private static string Titled(string part, RunAttempt attempt) => attempt.Number == 1 ? part : $"{part} (resumed, attempt {attempt.Number})";

    private const string BlockSignIn = "directory.block-sign-in";

    /// <summary>The part of the workflow that tells of the others.</summary>
    public const string ClosingPhase = "Close";

    // A resume that found everything as it was ends what the attempt before it has told.
    private static int Attempt(StepContext of) => AttemptNews.Of(of) is { Count: > 0 } told ? told[told.Count - 1].Number : of.Earlier.Count + 1;

    private static string Key(StepContext of, int attempt, string part) =>
        $"{of.RunId}/{attempt.ToString(CultureInfo.InvariantCulture)}/{part.Replace(' ', '-')}";

    private static string DisplayName(StepContext of) => (of.Leaving?.Person ?? of.Returning?.Person)?.DisplayName is { Length: > 0 } name ? name : of.PersonName;

    private static string Line(StepResult result, Site? site)
    {
        DateTime utc = DateTime.SpecifyKind(result.StartedUtc, DateTimeKind.Utc);
        string local = site is null ? "" : $" ({TimeZoneInfo.ConvertTime(new DateTimeOffset(utc), TimeZones.Find(site.TimeZone)):yyyy-MM-dd HH:mm} {site.TimeZone})";
        string request = result.RequestId.Length == 0 ? "" : $" [request {result.RequestId}]";
        string detail = result.Detail.Length == 0 ? "" : $" {result.Detail}";
        return $"{utc:yyyy-MM-dd HH:mm:ss}Z{local} {result.Action}: {result.Target}: {result.Status}.{detail}{request}";
    }
}

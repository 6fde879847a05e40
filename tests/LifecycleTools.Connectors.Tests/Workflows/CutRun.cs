using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.Journal;
using LifecycleTools.Sandbox;
using LifecycleTools.Sandbox.State;

namespace LifecycleTools.Connectors.Tests.Workflows;

/// <summary>A run that is cut off somewhere and resumed over a new connection to the same tenant, and what is wrong with its end.</summary>
internal static class CutRun
{
    private const string Newcomer = "2001";

    /// <summary>Cuts a hire.</summary>
    /// <param name="bench">A tenant of its own.</param>
    /// <param name="isDead">Asked before each journal line; see <see cref="KillingJournals"/>.</param>
    /// <param name="tears">Leave half a line behind.</param>
    public static async Task<IReadOnlyList<string>> HireAsync(SandboxBench bench, Func<int, bool> isDead, bool tears)
    {
        if (!await IsCutAsync(bench, journals => bench.HireAsync(SandboxBench.Hire(), journals), isDead, tears)) return ["was not cut"];
        BenchRun end = await bench.ResumeAsync();
        return [.. EndOf(bench, end), .. AccountOf(bench)];
    }

    /// <summary>Cuts the departure of the typical leaver.</summary>
    public static async Task<IReadOnlyList<string>> OffboardAsync(SandboxBench bench, Func<int, bool> isDead, bool tears)
    {
        if (!await IsCutAsync(bench, journals => bench.OffboardAsync(TypicalPeople.Leaver, journals: journals), isDead, tears)) return ["was not cut"];
        BenchRun end = await bench.ResumeAsync();
        return [.. EndOf(bench, end), .. EndStates.Open(bench.Sandbox, bench.Sandbox.FindUser(TypicalPeople.Leaver)!)];
    }

    private static async Task<bool> IsCutAsync(SandboxBench bench, Func<IJournalStore, Task<BenchRun>> start, Func<int, bool> isDead, bool tears)
    {
        try
        {
            await start(new KillingJournals(bench.Journals, isDead));
            return false;
        }
        catch (LifecycleException cut) when (cut.Id == ErrorIds.JournalNotWritable)
        {
            if (tears) File.AppendAllText(bench.Journals.Read(bench.Journals.List()[0]).Path, "{\"n\":99,\"utc\":\"2026-");
            bench.Sandbox.Faults.Clear();
            await bench.ReconnectAsync();
            return true;
        }
    }

    private static IEnumerable<string> EndOf(SandboxBench bench, BenchRun end)
    {
        JournalReading journal = bench.Journals.Read(end.RunId);
        if (end.Outcome != RunOutcome.Completed && !IsNoteInDoubt(journal, end)) yield return $"{end.Outcome}: {end.Trouble}";
        if (journal.BrokenLine is { } line) yield return $"the journal breaks at line {line}";
        if (journal.IsTorn) yield return "the journal is torn";
        foreach (string step in Repeated(journal)) yield return $"{step} was seen done, and sent again";
        foreach (string write in SentTwice(bench.Sandbox)) yield return $"sent twice: {write}";
    }

    // Mail cannot be looked up, so a note that may have left is for a person to ask about: the one thing that a resume may leave open.
    private static bool IsNoteInDoubt(JournalReading journal, BenchRun end)
    {
        const string Note = "messages.tell-people";
        List<JournalEntry> before = journal.Entries.TakeWhile(entry => entry.Kind != JournalKinds.RunResumed).ToList();
        bool wasCutThere = before.Exists(entry => entry.Kind == JournalKinds.StepStarted && entry["step"] == Note)
            && !before.Exists(entry => entry.Kind == JournalKinds.StepEnded && entry["step"] == Note);
        return wasCutThere && end[Note].Status == StepStatus.ManualReview && end.Results.All(result => result.Step == Note || result.Status is StepStatus.Done or StepStatus.AlreadyDone or StepStatus.Skipped);
    }

    private static IEnumerable<string> AccountOf(SandboxBench bench)
    {
        List<SandboxUser> made = bench.Sandbox.Users.Concat(bench.Sandbox.DeletedUsers).Where(user => user.EmployeeId == Newcomer).ToList();
        if (made.Count != 1)
        {
            yield return $"{made.Count} accounts";
            yield break;
        }

        List<SandboxAuthenticationMethod> passes = made[0].AuthenticationMethods.Where(method => method.Kind.StartsWith("temporaryAccessPass", StringComparison.OrdinalIgnoreCase)).ToList();
        if (passes.Count != 1) yield return $"{passes.Count} passes";
        if (bench.Handed.Count == 0) yield return "nothing was handed over";
        else if (passes.Count == 1 && bench.Handed[^1].Secret.Reveal() != passes[0].PassText) yield return "what was handed over last does not open the account";
    }

    // A step that ended well before the cut has nothing left to send after it.
    private static IEnumerable<string> Repeated(JournalReading journal)
    {
        List<JournalEntry> before = journal.Entries.TakeWhile(entry => entry.Kind != JournalKinds.RunResumed).ToList();
        HashSet<string> ended = before.Where(entry => entry.Kind == JournalKinds.StepEnded && entry["status"] is "Done" or "AlreadyDone").Select(entry => entry["step"]).ToHashSet(StringComparer.Ordinal);
        return journal.Entries.Skip(before.Count).Where(entry => entry.Kind == JournalKinds.Sending && ended.Contains(entry["step"])).Select(entry => entry["step"]);
    }

    // A pass that nobody has seen is made again; everything else that took effect is sent once. While replicas lag a resume
    // cannot see what was set and may set it to the same once more; what would be there twice then still may not be made again.
    private static IEnumerable<string> SentTwice(SandboxTenant sandbox) => sandbox.Requests
        .Where(sent => sent.IsWrite && (sent.Status is >= 200 and < 300 || sent.Fault == nameof(SandboxFaultKind.LoseAnswer)))
        .Where(sent => !sent.Path.Contains("temporaryAccessPassMethods", StringComparison.OrdinalIgnoreCase))
        .Where(sent => sandbox.Options.ReplicationDelay == TimeSpan.Zero || sent.Path.EndsWith("/users", StringComparison.Ordinal) || sent.Path.EndsWith("/sendMail", StringComparison.Ordinal))
        .GroupBy(sent => (sent.Method, sent.Path, sent.Cmdlet, sent.Body))
        .Where(same => same.Count() > 1)
        .Select(same => $"{same.Key.Method} {same.Key.Path} {same.Key.Cmdlet} {same.Key.Body}");
}

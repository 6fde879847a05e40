using System;
using System.Collections.Generic;
using System.Linq;
using LifecycleTools.Engine.Journal;
using LifecycleTools.Engine.Running;

namespace LifecycleTools.Engine.Reports;

/// <summary>Makes a report of a journal. It reads what is written there, up to the first line that does not hold, and adds nothing.</summary>
public static class RunReportReader
{
    private const string RequestPrefix = "request.";

    /// <summary>The report of a run; null when the journal has no beginning.</summary>
    public static RunReport? Read(string runId, JournalReading journal, RunVerdict verdict)
    {
        if (RunReading.From(runId, journal) is not { } run) return null;
        return new RunReport
        {
            Figures = RunFiguresReader.Of(run, journal, verdict),
            Summary = run.Summary,
            TenantId = run.Started["tenantId"],
            AccountId = Known(run, Steps.FactNames.AccountId),
            Ticket = Known(run, Steps.FactNames.TicketNumber),
            Processes = Processes(run, journal),
            Request = run.Started.Fields.Where(field => field.Key.StartsWith(RequestPrefix, StringComparison.Ordinal) && field.Value.Length > 0)
                .Select(field => new ReportedFact(field.Key.Substring(RequestPrefix.Length), field.Value)).ToList(),
            Calls = Calls(journal),
            Snapshots = Snapshots(journal),
            Told = journal.Entries.Where(line => line.Kind == JournalKinds.Escalated).Select(line => new ReportedNotice(line.Utc, line["to"], line["how"])).ToList(),
        };
    }

    private static string? Known(RunReading run, string fact) => run.Facts.TryGetValue(fact, out string? value) && value.Length > 0 ? value : null;

    private static List<RunProcess> Processes(RunReading run, JournalReading journal)
    {
        List<JournalEntry> began = journal.Entries.Where(line => line.Kind is JournalKinds.RunStarted or JournalKinds.RunResumed).ToList();
        return run.Attempts.Select((attempt, index) => new RunProcess(
            attempt.Number, attempt.Began, began[index]["operator"], began[index]["host"], began[index]["process"], began[index]["module"],
            attempt.Results.OrderBy(result => result.StartedUtc).ThenBy(result => result.Number).ToList())).ToList();
    }

    private static List<ReportedCall> Calls(JournalReading journal)
    {
        ILookup<string, JournalEntry> answers = journal.Entries.Where(line => line.Kind == JournalKinds.Answered).ToLookup(line => line["clientRequestId"], StringComparer.Ordinal);
        Dictionary<string, int> taken = new(StringComparer.Ordinal);
        List<ReportedCall> calls = [];
        foreach (JournalEntry line in journal.Entries.Where(line => line.Kind == JournalKinds.Sending))
        {
            // A request that is sent again after a throttled answer keeps its id: the first answer belongs to the first sending.
            string id = line["clientRequestId"];
            taken.TryGetValue(id, out int before);
            taken[id] = before + 1;
            JournalEntry? answer = answers[id].ElementAtOrDefault(before);
            calls.Add(new ReportedCall(line.Utc, line["step"], line["what"], id, answer is null ? null : new CallAnswer(answer.Utc, answer["status"], answer["requestId"])));
        }

        return calls;
    }

    // A step that looks again records again what it saw; the first sight is what was before.
    private static List<ReportedSnapshot> Snapshots(JournalReading journal)
    {
        HashSet<string> seen = new(StringComparer.Ordinal);
        return journal.Entries.Where(line => line.Kind == JournalKinds.Snapshot)
            .Select(line => new ReportedSnapshot(line.Utc, line["what"], line.Fields.Where(field => field.Key != "what" && field.Value.Length > 0)
                .Select(field => new ReportedFact(field.Key, field.Value)).ToList()))
            .Where(snapshot => seen.Add(snapshot.Kind + "\n" + string.Join("\n", snapshot.Fields.Select(field => field.Name + "=" + field.Value)))).ToList();
    }
}

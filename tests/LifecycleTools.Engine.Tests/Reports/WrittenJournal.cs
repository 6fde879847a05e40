using System;
using System.Collections.Generic;
using System.Globalization;
using LifecycleTools.Engine.Journal;
using LifecycleTools.Engine.Reports;

namespace LifecycleTools.Engine.Tests.Reports;

/// <summary>A journal as a run would have written it, line by line, with times of our own.</summary>
internal sealed class WrittenJournal
{
    public const string RunId = "20260302T080000Z-00000001";

    private readonly List<JournalEntry> _lines = [];

    public WrittenJournal(string workflow = "Offboard", params (string Name, string Value)[] more)
    {
        Dictionary<string, string> fields = new()
        {
            ["workflow"] = workflow, ["person"] = "jane@contoso.example", ["tenant"] = "Contoso", ["tenantId"] = "t-1", ["operator"] = "anna", ["host"] = "pc7", ["process"] = "12 pwsh", ["module"] = "0.1.0", ["reason"] = "Ticket 1",
        };
        foreach ((string name, string value) in more) fields[name] = value;
        Add(JournalKinds.RunStarted, fields);
    }

    /// <summary>The moment of the next line.</summary>
    public DateTimeOffset Now { get; set; } = new(2026, 3, 2, 8, 0, 0, TimeSpan.Zero);

    public WrittenJournal Fact(string name, string value) => Add(JournalKinds.Fact, new() { ["name"] = name, ["value"] = value });

    public WrittenJournal Resumed() => Add(JournalKinds.RunResumed, new() { ["operator"] = "ben", ["host"] = "pc8" });

    public WrittenJournal Later(TimeSpan time)
    {
        Now += time;
        return this;
    }

    public WrittenJournal Line(string kind, params (string Name, string Value)[] fields)
    {
        Dictionary<string, string> all = [];
        foreach ((string name, string value) in fields) all[name] = value;
        return Add(kind, all);
    }

    /// <summary>The end of a step, in the words that journals have had since the first version.</summary>
    public WrittenJournal Step(int number, string step, StepStatus status, string errorId = "", string after = "", bool verified = true) => Line(JournalKinds.StepEnded,
        ("number", number.ToString(CultureInfo.InvariantCulture)), ("workflow", "Offboard"), ("person", "jane@contoso.example"), ("phase", "Phase"), ("step", step), ("system", "Directory"),
        ("target", "jane@contoso.example"), ("action", "Do " + step), ("status", status.ToString()), ("verified", verified ? "true" : "false"), ("attempts", "0"), ("started", Iso(Now)),
        ("duration", "00:00:05"), ("detail", ""), ("before", ""), ("after", after), ("errorId", errorId), ("requestId", ""));

    public WrittenJournal Ended(RunOutcome outcome) => Line(JournalKinds.RunEnded, ("outcome", outcome.ToString()), ("steps", "1"), ("exceptions", "0"));

    /// <summary>The report of what was written so far.</summary>
    public RunReport Report(RunFinding finding = RunFinding.None, string runId = RunId) =>
        RunReportReader.Read(runId, new JournalReading("journal", _lines, null, false), Verdict(finding, runId))!;

    public static RunVerdict Verdict(RunFinding finding = RunFinding.None, string runId = RunId) =>
        new() { RunId = runId, Path = "journal", IsIntact = finding is RunFinding.None or RunFinding.Unfinished, Finding = finding, Lines = 1, Detail = finding.ToString() };

    private WrittenJournal Add(string kind, Dictionary<string, string> fields)
    {
        _lines.Add(new JournalEntry(kind, Now, fields));
        return this;
    }

    private static string Iso(DateTimeOffset at) => at.UtcDateTime.ToString("o", CultureInfo.InvariantCulture);
}

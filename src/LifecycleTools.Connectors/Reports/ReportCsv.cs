using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;
using LifecycleTools.Engine.Reports;

namespace LifecycleTools.Connectors.Reports;

/// <summary>Reports as tables. A cell that a spreadsheet could take for a formula gets an apostrophe before it, as OWASP has it under "CSV injection".</summary>
internal static class ReportCsv
{
    // Excel also takes the wide forms of these signs for a formula.
    private static readonly char[] s_formulaBegins = ['=', '+', '-', '@', '\t', '\r', '\n', '\uFF1D', '\uFF0B', '\uFF0D', '\uFF20'];

    private static readonly char[] s_quoted = ['"', ',', ';', '\n', '\r', '\t', '\'', ' '];

    public static void Write(IReadOnlyList<RunReport> runs, Stream to) => Write(to,
        ["RunId", "Workflow", "Person", "Number", "Phase", "Step", "Action", "System", "Target", "Status", "Verified", "Attempts", "StartedUtc", "StartedAtSite", "DurationSeconds", "Detail", "Before", "After", "ErrorId", "RequestIds", "JournalIsIntact", "JournalFinding"],
        runs.SelectMany(run => run.Summary.Steps.Select(step => new[]
        {
            step.RunId, step.Workflow, step.Person, Number(step.Number), step.Phase, step.Step, step.Action, step.System, step.Target, step.Status.ToString(), Truth(step.Verified), Number(step.Attempts),
            Show.Iso(new System.DateTimeOffset(step.StartedUtc)), Show.LocalText(new System.DateTimeOffset(step.StartedUtc), run.Figures.Zone), Seconds(step.Duration), step.Detail, step.Before, step.After, step.ErrorId,
            string.Join(" ", run.Calls.Where(call => call.Step == step.Step).Select(call => call.Answer?.RequestId).Append(step.RequestId).Where(id => !string.IsNullOrEmpty(id)).Distinct()),
            Truth(run.Figures.Verdict.IsIntact), run.Figures.Verdict.Finding.ToString(),
        })));

    public static void Write(PeriodReport period, Stream to) => Write(to,
        ["RunId", "Workflow", "Person", "Tenant", "State", "Role", "Site", "Zone", "TriggeredUtc", "StartedUtc", "StartedAtSite", "CompletedUtc", "FromTriggerSeconds", "FromBeginningSeconds", "SameDay", "OpenCauses", "PastCauses", "SeatsReturned", "SavedAMonth", "Operator", "Reason", "JournalIsIntact", "JournalFinding"],
        period.Runs.Select(run => new[]
        {
            run.RunId, run.Workflow, run.Person, run.Tenant, run.State, run.Role, run.Site, run.Zone, run.Triggered is { } asked ? Show.Iso(asked) : "", Show.Iso(run.Started), Show.LocalText(run.Started, run.Zone),
            run.Completed is { } end ? Show.Iso(end) : "", Seconds(run.FromTrigger), Seconds(run.Took), run.IsSameDay is { } sameDay ? Truth(sameDay) : "",
            Causes(run, isOpen: true), Causes(run, isOpen: false), string.Join(" ", run.Seats.Select(seat => seat.Product)), run.Saved.Count == 0 ? "" : string.Join(" + ", run.Saved.Select(one => one.Amount.ToString("0.00", CultureInfo.InvariantCulture) + " " + one.Currency)),
            run.Operator, run.Reason, Truth(run.Verdict.IsIntact), run.Verdict.Finding.ToString(),
        }).Concat(period.LeftOut.Select(broken => new[]
        {
            broken.RunId, "", "", "", "NotCounted", "", "", "", "", "", "", "", "", "", "", "", "", "", "", "", broken.Detail, "false", broken.Finding.ToString(),
        })));

    /// <summary>One cell, quoted where that is needed.</summary>
    internal static string Cell(string? text)
    {
        string value = text ?? "";
        string shown = value.TrimStart(' ', '\u00A0');
        if (shown.Length > 0 && s_formulaBegins.Contains(shown[0])) value = "'" + value;
        return value.IndexOfAny(s_quoted) < 0 ? value : "\"" + string.Join("\"\"", value.Split('"')) + "\"";
    }

    private static void Write(Stream to, IReadOnlyList<string> names, IEnumerable<IReadOnlyList<string?>> rows)
    {
        using StreamWriter table = new(to, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true), 1 << 16, leaveOpen: true) { NewLine = "\r\n" };
        table.WriteLine(string.Join(",", names));
        foreach (IReadOnlyList<string?> row in rows) table.WriteLine(string.Join(",", row.Select(Cell)));
    }

    private static string Causes(RunFigures run, bool isOpen) => string.Join(" ", run.Causes.Where(cause => cause.IsOpen == isOpen).Select(cause => cause.Name).Distinct());

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Seconds(System.TimeSpan? span) => span is { } time ? time.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture) : "";

    private static string Truth(bool value) => value ? "true" : "false";
}

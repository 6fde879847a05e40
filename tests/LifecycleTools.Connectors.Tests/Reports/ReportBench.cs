using System;
using System.Collections.Generic;
using System.IO;
using System.Text;
using LifecycleTools.Connectors.Reports;
using LifecycleTools.Engine.Ports;
using LifecycleTools.Engine.Reports;

namespace LifecycleTools.Connectors.Tests.Reports;

/// <summary>Reports whose every text comes from somebody who means harm.</summary>
internal static class ReportBench
{
    /// <summary>Markup, a formula, and a mark that turns the writing direction.</summary>
    public const string Evil = "=cmd|'/c calc'!A1<script>alert(1)</script>\"'&\u202Egpj";

    public static DateTimeOffset Start { get; } = new(2026, 3, 2, 8, 0, 0, TimeSpan.Zero);

    public static ReportStamp Stamp { get; } = new(Start.AddDays(1), "0.1.0");

    public static RunFigures Figures(string text = Evil) => new()
    {
        RunId = "20260302T080000Z-00000001", Workflow = "Offboard", Person = text, Tenant = text, State = "Exception", Role = text, Site = text, Zone = "Europe/Zurich", Triggered = Start.AddMinutes(-5), Started = Start,
        Operator = text, Reason = text, Causes = [new RunCause(text, text, text, IsAwaited: false, IsOpen: true)], Seats = [new ReturnedSeat(text, new Money(1234.5m, "CHF"))],
        Verdict = new RunVerdict { RunId = "20260302T080000Z-00000001", Path = text, IsIntact = true, Detail = text, SignedBy = text },
    };

    public static RunReport Run(string text = Evil)
    {
        StepResult step = new()
        {
            RunId = "20260302T080000Z-00000001", Number = 1, Workflow = "Offboard", Person = text, Phase = text, Step = text, System = text, Target = text, Action = text, Status = StepStatus.Failed, Attempts = 2,
            StartedUtc = Start.UtcDateTime, Duration = TimeSpan.FromSeconds(5), Detail = text, Before = text, After = text + "!", ErrorId = text, RequestId = text,
        };
        return new RunReport
        {
            Figures = Figures(text),
            Summary = new RunSummary { RunId = step.RunId, Workflow = "Offboard", Person = text, Steps = [step], Exceptions = [step] },
            TenantId = text,
            AccountId = text,
            Ticket = text,
            Processes = [new RunProcess(1, Start, text, text, text, text, [step])],
            Request = [new ReportedFact("Ticket", text)],
            Calls = [new ReportedCall(Start, text, text, text, new CallAnswer(Start, text, text))],
            Snapshots = [new ReportedSnapshot(Start, text, [new ReportedFact(text, text)])],
            Told = [new ReportedNotice(Start, text, text)],
        };
    }

    public static string Write(Action<ReportWriter, Stream> write)
    {
        using MemoryStream written = new();
        write(new ReportWriter(), written);
        return Encoding.UTF8.GetString(written.ToArray());
    }

    public static string Write(RunReport run, ReportFormat format) => Write((writer, to) => writer.Write([run], Stamp, format, to));

    public static string Write(IEnumerable<RunFigures> runs, ReportFormat format) => Write((writer, to) => writer.Write(PeriodFigures.Of(runs), Stamp, format, to));
}

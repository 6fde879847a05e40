using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using LifecycleTools.Engine.Ports;
using LifecycleTools.Engine.Reports;

namespace LifecycleTools.Connectors.Reports;

/// <summary>Reports for programs. A released name keeps its meaning; what no journal says is null. Durations are seconds.</summary>
internal static class ReportJson
{
    private static readonly JsonSerializerOptions s_readable = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    public static void Write(IReadOnlyList<RunReport> runs, ReportStamp stamp, Stream to) => Write(to, new
    {
        Report = "runs",
        Version = 1,
        Made = Show.Iso(stamp.Made),
        stamp.Module,
        Runs = runs.Select(run => new
        {
            Figures = Figures(run.Figures),
            run.TenantId,
            run.AccountId,
            run.Ticket,
            Request = run.Request.ToDictionary(fact => fact.Name, fact => fact.Value),
            Journal = Verdict(run.Figures.Verdict),
            Processes = run.Processes.Select(one => new { one.Number, Began = Show.Iso(one.Began), one.Operator, one.Host, one.Process, one.Module, Steps = one.Results.Select(Step) }),
            Steps = run.Summary.Steps.Select(Step),
            Exceptions = run.Summary.Exceptions.Select(step => step.Step),
            Calls = run.Calls.Select(call => new { Sent = Show.Iso(call.Sent), call.Step, call.What, call.ClientRequestId, Answered = Time(call.Answer?.At), call.Answer?.Status, call.Answer?.RequestId }),
            Before = run.Snapshots.Select(one => new { At = Show.Iso(one.At), one.Kind, Fields = one.Fields.ToDictionary(fact => fact.Name, fact => fact.Value) }),
            Told = run.Told.Select(one => new { At = Show.Iso(one.At), one.To, one.How }),
        }),
    });

    public static void Write(PeriodReport period, ReportStamp stamp, Stream to) => Write(to, new
    {
        Report = "period",
        Version = 1,
        Made = Show.Iso(stamp.Made),
        stamp.Module,
        From = Time(period.From),
        Until = Time(period.Until),
        Total = Group(period.Total),
        Weeks = period.Weeks.Select(week => new { Monday = Show.Date(week.Monday), week.Year, week.Number, week.Hires, week.Departures, week.Open }),
        Workflows = period.Workflows.Select(Group),
        Roles = period.Roles.Select(Group),
        Sites = period.Sites.Select(Group),
        period.Causes,
        period.Seats,
        Runs = period.Runs.Select(Figures),
        NotCounted = period.LeftOut.Select(Verdict),
    });

    private static object Figures(RunFigures run) => new
    {
        run.RunId, run.Workflow, run.Person, run.Tenant, run.IsSandbox, run.State, run.Role, run.Site, run.Zone, Triggered = Time(run.Triggered), Started = Show.Iso(run.Started), Completed = Time(run.Completed),
        FromTrigger = run.FromTrigger?.TotalSeconds, FromBeginning = run.Took?.TotalSeconds, SameDay = run.IsSameDay, run.Causes, run.Seats, run.Saved, run.Operator, run.Reason,
        JournalIsIntact = run.Verdict.IsIntact, JournalFinding = run.Verdict.Finding.ToString(),
    };

    private static object Group(GroupFigures group) => new
    {
        group.Name, group.Runs, group.Hires, group.Departures, group.Undone, group.Completed, group.Open, FromTrigger = Spread(group.FromTrigger), FromBeginning = Spread(group.Took),
        group.Dated, group.SameDay, group.Seats, group.SeatsWithoutPrice, group.Saved,
    };

    private static object Spread(Spread spread) => new { spread.Count, Median = spread.Median?.TotalSeconds, P95 = spread.P95?.TotalSeconds };

    private static object Verdict(RunVerdict verdict) => new
    {
        verdict.RunId, verdict.Path, verdict.IsIntact, verdict.Lines, verdict.FirstBadLine, Finding = verdict.Finding.ToString(), verdict.Detail, verdict.SignedBy,
        SignedUtc = verdict.SignedUtc is { } signed ? Show.Iso(new DateTimeOffset(DateTime.SpecifyKind(signed, DateTimeKind.Utc))) : null,
    };

    private static object Step(StepResult step) => new
    {
        step.Number, step.Phase, step.Step, step.Action, step.System, step.Target, Status = step.Status.ToString(), step.Verified, step.Attempts, Started = Show.Iso(new DateTimeOffset(step.StartedUtc)),
        Duration = step.Duration.TotalSeconds, step.Detail, step.Before, step.After, step.ErrorId, step.RequestId,
    };

    private static string? Time(DateTimeOffset? at) => at is { } moment ? Show.Iso(moment) : null;

    private static void Write(Stream to, object report)
    {
        using Utf8JsonWriter json = new(to, new JsonWriterOptions { Indented = true });
        JsonSerializer.Serialize(json, report, s_readable);
    }
}

using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using LifecycleTools.Engine.Ports;
using LifecycleTools.Engine.Reports;

namespace LifecycleTools.Connectors.Reports;

/// <summary>The page of a period: what needs a person first, then the figures.</summary>
internal static class PeriodPage
{
    public static void Write(PeriodReport period, ReportStamp stamp, Stream to) => Page.Write("Hires and departures, " + Span(period), Body(period), stamp, to);

    private static IEnumerable<Html?> Body(PeriodReport period)
    {
        yield return Head(period);
        yield return Tiles(period);
        yield return Broken(period);
        yield return Open(period);
        yield return Page.Section("weeks", "Week by week", WeekChart.Of(period.Weeks), Weeks(period));
        yield return Page.Section("speed", "From trigger to completion",
            new Tag("p")
            {
                "The trigger is the moment at which the request was there and its time had come. Counted are the completed runs whose journal names it; of the others only the time from their beginning is known. ",
                "The same day is a day at the site.",
            },
            Speed(period));
        yield return Page.Section("causes", "Exceptions by cause", Causes(period));
        yield return Page.Section("seats", "Seats returned and money saved", Seats(period));
        yield return Page.Section("roles", "By role", Groups("By role", "Role", period.Roles));
        yield return Page.Section("sites", "By site", Groups("By site", "Site", period.Sites));
        yield return Page.Section("runs", "All runs", Runs(period));
    }

    private static string Span(PeriodReport period) => (period.From, period.Until) switch
    {
        (null, null) => "all runs",
        ({ } from, null) => "from " + Day(from) + " on",
        (null, { } until) => "up to " + Day(until.AddTicks(-1)),
        ({ } from, { } until) => Day(from) + " to " + Day(until.AddTicks(-1)),
    };

    private static string Capital(string text) => text.Substring(0, 1).ToUpperInvariant() + text.Substring(1);

    private static string Day(DateTimeOffset at) => Show.Date(at.UtcDateTime);

    private static Tag Head(PeriodReport period)
    {
        List<string> tenants = period.Runs.Where(run => !run.IsSandbox || !run.Tenant.Equals("sandbox", StringComparison.OrdinalIgnoreCase)).Select(run => run.Tenant).Where(name => name.Length > 0).Distinct(StringComparer.OrdinalIgnoreCase).OrderBy(name => name, StringComparer.OrdinalIgnoreCase).ToList();
        int sandbox = period.Runs.Count(run => run.IsSandbox);
        string touched = sandbox == 0 ? "" : sandbox == period.Runs.Count ? "a sandbox: nothing real was touched" : $"{Show.Number(sandbox)} of the runs on a sandbox, where nothing real was touched";
        return new Tag("header")
        {
            new Tag("p", ("class", "kicker")) { string.Join(" \u00b7 ", tenants.Append(touched).Where(part => part.Length > 0)) },
            new Tag("h1") { "Hires and departures" },
            new Tag("p", ("class", "outcome")) { Sentence(period) },
            new Tag("p", ("class", "quiet")) { $"{Capital(Span(period))}, by the day in UTC on which a run began." },
        };
    }

    private static string Sentence(PeriodReport period) => period.Total switch
    {
        { Runs: 0 } => "No run began in it.",
        { Open: 0 } => "Every run is completed, and each of its steps was read back.",
        { } total => $"{Show.Number(total.Completed)} of {Show.Number(total.Runs)} runs are completed; {Show.Number(total.Open)} {(total.Open == 1 ? "is" : "are")} open: a person is needed, something has not come yet, or the run is under way.",
    };

    private static Html Tiles(PeriodReport period)
    {
        GroupFigures total = period.Total;
        return new Tag("dl", ("class", "tiles"))
        {
            Tile("Hires", Show.Number(total.Hires)),
            Tile("Departures", Show.Number(total.Departures), total.Undone == 0 ? null : $"{Show.Number(total.Undone)} undone"),
            Tile("Completed", Show.Share(total.Completed, total.Runs), $"{Show.Number(total.Completed)} of {Show.Number(total.Runs)} runs, {Show.Number(total.Open)} open"),
            Tile("Journals that hold", $"{Show.Number(period.Runs.Count(run => run.Verdict.IsIntact))} of {Show.Number(period.Runs.Count + period.LeftOut.Count)}"),
            Tile("Median from trigger", Show.Duration(total.FromTrigger.Median), $"of {Show.Number(total.FromTrigger.Count)} runs"),
            Tile("Same day", Show.Share(total.SameDay, total.Dated), $"{Show.Number(total.SameDay)} of {Show.Number(total.Dated)} runs"),
            Tile("Seats returned", Show.Number(total.Seats)),
            Tile("Saved a month", Show.Money(total.Saved), total.SeatsWithoutPrice == 0 ? null : $"{Show.Number(total.SeatsWithoutPrice)} seats without a price"),
        };
    }

    private static Tag Tile(string name, string value, string? note = null) => new("div")
    {
        new Tag("dt") { name },
        new Tag("dd") { new Tag("span", ("class", "figure")) { value }, note is null ? null : new Tag("span", ("class", "note")) { note } },
    };

    private static Html? Broken(PeriodReport period) => period.LeftOut.Count == 0 ? null : Page.Section("broken", "Journals that do not hold",
        new Tag("p") { "Nothing in this report is counted from them." },
        Page.Table("Journals that do not hold", [new Column("Run", "code"), new Column("Finding"), Column.Number("First bad line"), new Column("In words")],
            period.LeftOut.Select(verdict => new Html[] { verdict.RunId, Show.State(verdict.Finding.ToString()), verdict.FirstBadLine is { } line ? Show.Number(line) : Show.Nothing, Show.Text(verdict.Detail) })));

    private static Html Open(PeriodReport period)
    {
        List<RunFigures> open = period.Runs.Where(run => run.Completed is null).OrderBy(run => run.IsAwaited).ToList();
        return Page.Section("open", "What is open now", open.Count == 0
            ? new Tag("p", ("class", "outcome")) { Show.State("Completed"), " Nothing: every run ended with nothing left to do." }
            : Page.Table("What is open now", [new Column("Person"), new Column("State"), new Column("Run", "code"), new Column("What is left", "long")], open.Select(run => new Html[]
            {
                run.Person, Show.State(run), new Tag("span") { new Tag("span", ("class", "prose")) { Show.Workflow(run.Workflow) }, " ", run.RunId }, Left(run),
            })));
    }

    private static string Left(RunFigures run)
    {
        List<string> causes = run.Causes.Where(cause => cause.IsOpen).GroupBy(cause => cause.Name).Select(cause => $"{Show.Cause(cause.Key)}: {string.Join(", ", cause.Select(one => one.Action))}").ToList();
        return causes.Count == 0 ? "The journal has no end." : string.Join("; ", causes);
    }

    private static Html Weeks(PeriodReport period) => period.Weeks.Count == 0 ? new Tag("p") { "No run began in this period." } : Page.Table("Hires and departures a week",
        [new Column("Week"), new Column("Monday"), Column.Number("Hires"), Column.Number("Departures"), Column.Number("Open")],
        period.Weeks.Select(week => new Html[] { $"{Show.Number(week.Year)}-W{week.Number:00}", Show.Date(week.Monday), Show.Number(week.Hires), Show.Number(week.Departures), Show.Number(week.Open) }), stacks: false);

    private static Html Speed(PeriodReport period) => Page.Table("From trigger to completion",
        [new Column("Workflow"), Column.Number("Runs"), Column.Number("Trigger known"), Column.Number("Median"), Column.Number("95th percentile"), Column.Number("Same day"), Column.Number("Median from its beginning"), Column.Number("95th percentile from its beginning")],
        period.Workflows.Append(period.Total).Select(group => new Html[]
        {
            ReferenceEquals(group, period.Total) ? "All" : Show.Workflow(group.Name ?? Show.Nothing), Show.Number(group.Runs), Show.Number(group.FromTrigger.Count), Show.Duration(group.FromTrigger.Median), Show.Duration(group.FromTrigger.P95),
            group.Dated == 0 ? Show.Nothing : $"{Show.Share(group.SameDay, group.Dated)} of {Show.Number(group.Dated)}", Show.Duration(group.Took.Median), Show.Duration(group.Took.P95),
        }));

    private static Html Causes(PeriodReport period)
    {
        if (period.Causes.Count == 0) return new Tag("p") { "No run needed a person." };
        int most = period.Causes.Max(cause => cause.Runs);
        return Page.Table("Exceptions by cause", [new Column("Cause"), new Column("Runs", "bars"), Column.Number("Open now"), new Column("Steps", "code")],
            period.Causes.Select(cause => new Html[]
            {
                Show.Cause(cause.Name) == cause.Name ? RunPage.Code(cause.Name) : Show.Cause(cause.Name),
                new Tag("span", ("class", "barcell")) { new Tag("span") { Show.Number(cause.Runs) }, Bar(cause.Runs, most) },
                Show.Number(cause.OpenRuns), string.Join(", ", cause.Steps),
            }));
    }

    private static Tag Bar(int part, int whole) => new("svg", ("class", "bar"), ("aria-hidden", "true"), ("focusable", "false"))
    {
        new Tag("rect", ("class", "fill bad"), ("x", "0"), ("y", "2"), ("width", Show.Number(part * 100 / whole) + "%"), ("height", "10")),
    };

    private static Html Seats(PeriodReport period) => period.Seats.Count == 0
        ? new Tag("p") { "No seat was seen to be back in the pool." }
        : Page.Table("Seats returned and money saved", [new Column("Product", "code"), Column.Number("Seats"), Column.Number("Without a price"), Column.Number("Saved a month")],
            period.Seats.Select(seat => new Html[] { seat.Product, Show.Number(seat.Count), Show.Number(seat.WithoutPrice), Show.Money(seat.Saved) })
                .Append(["All", Show.Number(period.Total.Seats), Show.Number(period.Total.SeatsWithoutPrice), Show.Money(period.Total.Saved)]));

    private static Html Groups(string caption, string name, IReadOnlyList<GroupFigures> groups) => groups.Count == 0 ? new Tag("p") { "No run began in this period." } : Page.Table(caption,
        [new Column(name), Column.Number("Hires"), Column.Number("Departures"), Column.Number("Completed"), Column.Number("Open"), Column.Number("Median from trigger"), Column.Number("Same day"), Column.Number("Seats"), Column.Number("Saved a month")],
        groups.Select(group => new Html[]
        {
            Show.Text(group.Name), Show.Number(group.Hires), Show.Number(group.Departures), Show.Number(group.Completed), Show.Number(group.Open), Show.Duration(group.FromTrigger.Median),
            Show.Share(group.SameDay, group.Dated), Show.Number(group.Seats), Show.Money(group.Saved),
        }));

    private static Html Runs(PeriodReport period) => period.Runs.Count == 0 ? new Tag("p") { "No run began in this period." } : Page.Table("All runs",
        [new Column("Person"), new Column("Workflow"), new Column("State"), new Column("Began"), new Column("Role"), new Column("Site"), Column.Number("From trigger"), Column.Number("From its beginning"), new Column("Journal"), new Column("Run", "code")],
        period.Runs.Select(run => new Html[]
        {
            run.Person, Show.Workflow(run.Workflow), Show.State(run), Show.Moment(run.Started, run.Zone), Show.Text(run.Role), Show.Text(run.Site), Show.Duration(run.FromTrigger), Show.Duration(run.Took),
            Show.State(run.Verdict.IsIntact ? "Intact" : run.Verdict.Finding.ToString()), run.RunId,
        }));
}

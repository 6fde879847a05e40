using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace LifecycleTools.Engine.Reports;

/// <summary>Counts the runs of a period.</summary>
public static class PeriodFigures
{
    /// <summary>The figures of a period.</summary>
    /// <param name="runs">All runs; those that began outside the period are left out here.</param>
    /// <param name="from">Its first moment; null: from the first run on.</param>
    /// <param name="until">The first moment after it; null: to the last run.</param>
    /// <param name="broken">Journals that nothing can be read of.</param>
    public static PeriodReport Of(IEnumerable<RunFigures> runs, DateTimeOffset? from = null, DateTimeOffset? until = null, IReadOnlyList<RunVerdict>? broken = null)
    {
        List<RunFigures> found = runs.Where(run => (from is null || run.Started >= from) && (until is null || run.Started < until))
            .OrderByDescending(run => run.Started).ThenByDescending(run => run.RunId, StringComparer.Ordinal).ToList();
        List<RunFigures> within = found.Where(run => run.IsCounted).ToList();
        return new PeriodReport
        {
            From = from,
            Until = until,
            Runs = within,
            LeftOut = [.. found.Where(run => !run.IsCounted).Select(run => run.Verdict), .. broken ?? []],
            Total = Group(null, within),
            Weeks = Weeks(within, from, until),
            Workflows = Groups(within, run => run.Workflow),
            Roles = Groups(within, run => run.Role),
            Sites = Groups(within, run => run.Site),
            Causes = Causes(within),
            Seats = Seats(within),
        };
    }

    /// <summary>The value that a part of all values does not exceed: the nearest rank, so it is always a value that occurred.</summary>
    /// <param name="values">Any order.</param>
    /// <param name="percent">1 to 100.</param>
    public static TimeSpan? Percentile(IReadOnlyCollection<TimeSpan> values, int percent)
    {
        if (values.Count == 0) return null;
        List<TimeSpan> sorted = values.OrderBy(value => value).ToList();
        int rank = (int)Math.Ceiling(sorted.Count * percent / 100d);
        return sorted[Math.Max(rank, 1) - 1];
    }

    private static bool IsHire(RunFigures run) => run.Workflow == Engine.Workflows.Hire.Name;

    private static bool IsDeparture(RunFigures run) => run.Workflow == Engine.Workflows.Offboard.Name;

    // What the journals do not say comes last.
    private static List<GroupFigures> Groups(IEnumerable<RunFigures> runs, Func<RunFigures, string?> name) => runs
        .GroupBy(run => name(run) ?? "", StringComparer.OrdinalIgnoreCase)
        .OrderBy(group => group.Key.Length == 0).ThenBy(group => group.Key, StringComparer.OrdinalIgnoreCase)
        .Select(group => Group(group.Key.Length == 0 ? null : group.Key, group.ToList())).ToList();

    private static GroupFigures Group(string? name, List<RunFigures> runs)
    {
        List<ReturnedSeat> seats = runs.SelectMany(run => run.Seats).ToList();
        return new GroupFigures(name)
        {
            Runs = runs.Count,
            Hires = runs.Count(IsHire),
            Departures = runs.Count(IsDeparture),
            Undone = runs.Count(run => run.Workflow == Engine.Workflows.Undo.Name),
            Completed = runs.Count(run => run.Completed is not null),
            Open = runs.Count(run => run.Completed is null),
            FromTrigger = SpreadOf(runs.Select(run => run.FromTrigger)),
            Took = SpreadOf(runs.Select(run => run.Took)),
            Dated = runs.Count(run => run.IsSameDay is not null),
            SameDay = runs.Count(run => run.IsSameDay == true),
            Seats = seats.Count,
            SeatsWithoutPrice = seats.Count(seat => seat.Price is null),
            Saved = Money.Sum(seats.Select(seat => seat.Price).OfType<Money>()),
        };
    }

    private static Spread SpreadOf(IEnumerable<TimeSpan?> spans)
    {
        List<TimeSpan> known = spans.OfType<TimeSpan>().ToList();
        return new Spread(known.Count, Percentile(known, 50), Percentile(known, 95));
    }

    private static List<WeekFigures> Weeks(List<RunFigures> runs, DateTimeOffset? from, DateTimeOffset? until)
    {
        if (runs.Count == 0 && (from is null || until is null)) return [];
        DateTime first = ReportTime.Monday(from ?? runs.Min(run => run.Started));
        DateTime last = ReportTime.Monday(until is { } end ? end.AddTicks(-1) : runs.Max(run => run.Started));
        ILookup<DateTime, RunFigures> byWeek = runs.ToLookup(run => ReportTime.Monday(run.Started));
        List<WeekFigures> weeks = [];
        for (DateTime monday = first; monday <= last; monday = monday.AddDays(7))
        {
            List<RunFigures> here = byWeek[monday].ToList();

            // The week belongs to the year that its Thursday is in; so does its number.
            DateTime thursday = monday.AddDays(3);
            int number = CultureInfo.InvariantCulture.Calendar.GetWeekOfYear(thursday, CalendarWeekRule.FirstFourDayWeek, DayOfWeek.Monday);
            weeks.Add(new WeekFigures(monday, thursday.Year, number, here.Count(IsHire), here.Count(IsDeparture), here.Count(run => run.Completed is null)));
        }

        return weeks;
    }

    private static List<CauseFigures> Causes(List<RunFigures> runs) => runs
        .SelectMany(run => run.Causes.Select(cause => (run.RunId, Cause: cause)))
        .GroupBy(one => one.Cause.Name, StringComparer.Ordinal)
        .Select(group => new CauseFigures(
            group.Key,
            group.Select(one => one.RunId).Distinct().Count(),
            group.Where(one => one.Cause.IsOpen).Select(one => one.RunId).Distinct().Count(),
            group.Select(one => one.Cause.Step).Distinct().OrderBy(step => step, StringComparer.Ordinal).ToList()))
        .OrderByDescending(cause => cause.Runs).ThenBy(cause => cause.Name, StringComparer.Ordinal).ToList();

    private static List<SeatFigures> Seats(List<RunFigures> runs) => runs
        .SelectMany(run => run.Seats)
        .GroupBy(seat => seat.Product, StringComparer.OrdinalIgnoreCase)
        .Select(group => new SeatFigures(group.Key, group.Count(), group.Count(seat => seat.Price is null), Money.Sum(group.Select(seat => seat.Price).OfType<Money>())))
        .OrderByDescending(seat => seat.Count).ThenBy(seat => seat.Product, StringComparer.OrdinalIgnoreCase).ToList();
}

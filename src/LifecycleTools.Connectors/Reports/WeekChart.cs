using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using LifecycleTools.Engine.Reports;

namespace LifecycleTools.Connectors.Reports;

/// <summary>Hires and departures a week as columns: one kind is solid, the other striped, and every number stands in the table under them.</summary>
/// <remarks>Places along the page are percentages and letters keep their size, so the same drawing fits a phone and a printer.</remarks>
internal static class WeekChart
{
    private const int Top = 22;
    private const int Bottom = 172;
    private const int MostWithNumbers = 13;
    private const int MostLabels = 6;

    public static Html? Of(IReadOnlyList<WeekFigures> weeks)
    {
        if (weeks.Count == 0) return null;
        int most = Math.Max(1, weeks.Max(week => Math.Max(week.Hires, week.Departures)));
        double step = 100d / weeks.Count;
        int each = (weeks.Count + MostLabels - 1) / MostLabels;
        return new Tag("figure")
        {
            new Tag("figcaption")
            {
                Key("hires"), " Hires ", Key("departures"), " Departures",
            },
            new Tag("svg", ("class", "weeks"), ("role", "img"), ("aria-label", $"Hires and departures a week, at most {Show.Number(most)}; the numbers are in the table below."), ("width", "100%"), ("height", "200"))
            {
                Stripes(),
                new Tag("rect", ("class", "axis"), ("x", "0"), ("y", Show.Number(Bottom)), ("width", "100%"), ("height", "1")),
                weeks.SelectMany((week, at) => Week(week, at, step, most, weeks.Count <= MostWithNumbers, at % each == 0)),
            },
        };
    }

    private static IEnumerable<Html?> Week(WeekFigures week, int at, double step, int most, bool withNumbers, bool withLabel)
    {
        double left = at * step;
        double width = Math.Min(step * 0.38, 6);
        double middle = left + (step / 2);
        foreach (Html? piece in Column("hires", week.Hires, middle - width, width, most, withNumbers)) yield return piece;
        foreach (Html? piece in Column("departures", week.Departures, middle, width, most, withNumbers)) yield return piece;
        if (withLabel) yield return new Tag("text", ("class", "tick"), ("x", Percent(middle)), ("y", Show.Number(Bottom + 18)), ("text-anchor", "middle")) { week.Monday.ToString("d MMM", CultureInfo.InvariantCulture) };
    }

    private static IEnumerable<Html?> Column(string kind, int count, double x, double width, int most, bool withNumber)
    {
        if (count == 0) yield break;
        int height = (int)Math.Round((Bottom - Top) * (double)count / most);
        yield return new Tag("rect", ("class", kind), ("x", Percent(x)), ("y", Show.Number(Bottom - height)), ("width", Percent(width * 0.92)), ("height", Show.Number(height)));
        if (withNumber) yield return new Tag("text", ("class", "value"), ("x", Percent(x + (width * 0.46))), ("y", Show.Number(Bottom - height - 6)), ("text-anchor", "middle")) { Show.Number(count) };
    }

    private static Tag Key(string kind) => new("svg", ("class", "key"), ("width", "14"), ("height", "14"), ("aria-hidden", "true"), ("focusable", "false"))
    {
        new Tag("rect", ("class", kind), ("x", "1"), ("y", "1"), ("width", "12"), ("height", "12")),
    };

    private static Tag Stripes() => new("defs")
    {
        new Tag("pattern", ("id", "stripes"), ("width", "6"), ("height", "6"), ("patternUnits", "userSpaceOnUse"), ("patternTransform", "rotate(45)"))
        {
            new Tag("rect", ("class", "gap"), ("width", "6"), ("height", "6")),
            new Tag("rect", ("class", "stripe"), ("width", "3"), ("height", "6")),
        },
    };

    private static string Percent(double value) => value.ToString("0.###", CultureInfo.InvariantCulture) + "%";
}

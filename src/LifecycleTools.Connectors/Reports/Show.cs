using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using LifecycleTools.Engine.Reports;

namespace LifecycleTools.Connectors.Reports;

/// <summary>Figures as people read them, the same in every culture.</summary>
internal static class Show
{
    /// <summary>What no journal says.</summary>
    public const string Nothing = "-";

    public static string Text(string? text) => string.IsNullOrEmpty(text) ? Nothing : text!;

    public static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    public static string Date(DateTime day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    public static string Money(IReadOnlyList<Money> amounts) => amounts.Count == 0
        ? Nothing
        : string.Join(" + ", amounts.Select(one => one.Amount.ToString("#,0.00", CultureInfo.InvariantCulture) + "\u00a0" + one.Currency));

    /// <summary>A part of a whole; "-" when there is no whole.</summary>
    public static string Share(int part, int whole) => whole == 0 ? Nothing : (part * 100d / whole).ToString("0", CultureInfo.InvariantCulture) + " %";

    public static string Duration(TimeSpan? span) => span is { } time ? Duration(time) : Nothing;

    public static string Duration(TimeSpan time)
    {
        string Two(string big, int many, string small, int few) => few == 0
            ? string.Format(CultureInfo.InvariantCulture, "{0} {1}", many, big)
            : string.Format(CultureInfo.InvariantCulture, "{0} {1} {2} {3}", many, big, few, small);
        if (time < TimeSpan.FromSeconds(1)) return time.TotalMilliseconds < 1 ? "0 s" : "< 1 s";
        if (time < TimeSpan.FromMinutes(1)) return time.TotalSeconds.ToString("0.#", CultureInfo.InvariantCulture) + " s";
        if (time < TimeSpan.FromHours(1)) return Two("min", time.Minutes, "s", time.Seconds);
        return time < TimeSpan.FromDays(1) ? Two("h", time.Hours, "min", time.Minutes) : Two("d", (int)time.TotalDays, "h", time.Hours);
    }

    public static string UtcText(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);

    /// <summary>A moment in UTC, readable by programs too.</summary>
    public static Html Utc(DateTimeOffset at) => new Tag("time", ("datetime", Iso(at))) { UtcText(at) };

    /// <summary>The same moment, hour and minute only, where the date stands nearby.</summary>
    public static Html Clock(DateTimeOffset at) => new Tag("time", ("datetime", Iso(at))) { at.UtcDateTime.ToString("HH:mm:ss", CultureInfo.InvariantCulture) };

    /// <summary>A moment in UTC, and under it what the clocks at the site showed.</summary>
    public static Html Moment(DateTimeOffset at, string? zone) => new Tag("span", ("class", "moment"))
    {
        Utc(at),
        LocalText(at, zone) is { } local ? new Tag("span", ("class", "quiet")) { local + " " + zone } : null,
    };

    /// <summary>What the clocks at the site showed, with their distance to UTC; null when the zone is not known.</summary>
    public static string? LocalText(DateTimeOffset at, string? zone) =>
        ReportTime.Local(at, zone) is { } local ? local.ToString("yyyy-MM-dd HH:mm:ss zzz", CultureInfo.InvariantCulture) : null;

    public static string Iso(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    /// <summary>What a run is called in a sentence.</summary>
    public static string Workflow(string name) => name switch { "Offboard" => "Departure", "Undo" => "Undone departure", _ => name };

    /// <summary>An address that a narrow screen breaks before its domain, and not anywhere.</summary>
    public static IEnumerable<Html?> Breakable(string address)
    {
        string[] parts = address.Split(['@'], 2);
        yield return parts[0];
        if (parts.Length == 1) yield break;
        yield return new Tag("wbr");
        yield return "@" + parts[1];
    }

    /// <summary>A sign and a word; the color only repeats what they say.</summary>
    public static Html State(string state) => new Tag("span", ("class", "state " + Tone(state)))
    {
        new Tag("span", ("class", "sign"), ("aria-hidden", "true")) { Sign(state) },
        Words(state),
    };

    /// <summary>How a run stands; one that only waits needs nobody, and of one whose journal does not hold nobody can say.</summary>
    public static Html State(RunFigures run) => State(!run.IsCounted ? run.Verdict.Finding.ToString() : run.IsAwaited ? "Deferred" : run.State);

    /// <summary>An error id as it is; a status, where a step has no error, in words.</summary>
    public static string Cause(string name) => Words(name);

    public static string Tone(string state) => state switch
    {
        "Completed" or "Done" or "AlreadyDone" or "Intact" => "good",
        "Skipped" or "Planned" => "quiet",
        "Deferred" or "Unfinished" => "wait",
        _ => "bad",
    };

    private static string Sign(string state) => state switch
    {
        "Completed" or "Done" or "Intact" => "\u2713",
        "AlreadyDone" => "=",
        "Skipped" or "Planned" => "\u2013",
        "Deferred" or "Unfinished" => "\u2026",
        "Unknown" => "?",
        _ => "!",
    };

    private static string Words(string state) => state switch
    {
        "AlreadyDone" => "Already so",
        "ManualReview" => "For a person",
        "Exception" => "Needs a person",
        "Deferred" => "Left for later",
        "NotReached" => "Not reached",
        _ => state,
    };
}

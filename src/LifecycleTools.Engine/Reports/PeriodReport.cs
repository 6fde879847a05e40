using System;
using System.Collections.Generic;

namespace LifecycleTools.Engine.Reports;

/// <summary>What the runs of a period came to.</summary>
public sealed record PeriodReport
{
    /// <summary>Runs that began before this are not in it; null for all.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Runs that began at this moment or later are not in it; null for all.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>The runs, newest first.</summary>
    public required IReadOnlyList<RunFigures> Runs { get; init; }

    /// <summary>Journals that nothing is counted of, because they do not hold.</summary>
    public IReadOnlyList<RunVerdict> LeftOut { get; init; } = [];

    /// <summary>All runs together.</summary>
    public required GroupFigures Total { get; init; }

    /// <summary>Week by week, without a gap, oldest first.</summary>
    public required IReadOnlyList<WeekFigures> Weeks { get; init; }

    /// <summary>By workflow.</summary>
    public required IReadOnlyList<GroupFigures> Workflows { get; init; }

    /// <summary>By role.</summary>
    public required IReadOnlyList<GroupFigures> Roles { get; init; }

    /// <summary>By site.</summary>
    public required IReadOnlyList<GroupFigures> Sites { get; init; }

    /// <summary>By what needed a person, most frequent first.</summary>
    public required IReadOnlyList<CauseFigures> Causes { get; init; }

    /// <summary>By product.</summary>
    public required IReadOnlyList<SeatFigures> Seats { get; init; }
}

/// <summary>What some runs came to.</summary>
/// <param name="Name">What they have in common; null where the journals do not say.</param>
public sealed record GroupFigures(string? Name)
{
    /// <summary>How many runs.</summary>
    public int Runs { get; init; }

    /// <summary>How many of them hired.</summary>
    public int Hires { get; init; }

    /// <summary>How many of them were departures.</summary>
    public int Departures { get; init; }

    /// <summary>How many put a departure back.</summary>
    public int Undone { get; init; }

    /// <summary>How many are completed.</summary>
    public int Completed { get; init; }

    /// <summary>How many need a person now, or have no end.</summary>
    public int Open { get; init; }

    /// <summary>From trigger to completion.</summary>
    public Spread FromTrigger { get; init; } = Spread.Nothing;

    /// <summary>From the first line to completion.</summary>
    public Spread Took { get; init; } = Spread.Nothing;

    /// <summary>Of how many runs it can be told whether they were completed on the day of the trigger.</summary>
    public int Dated { get; init; }

    /// <summary>How many of those were.</summary>
    public int SameDay { get; init; }

    /// <summary>Seats that are back in the pool.</summary>
    public int Seats { get; init; }

    /// <summary>How many of those seats had no price.</summary>
    public int SeatsWithoutPrice { get; init; }

    /// <summary>What the others saved a month, one amount a currency.</summary>
    public IReadOnlyList<Money> Saved { get; init; } = [];
}

/// <summary>How long some runs took.</summary>
/// <param name="Count">Of how many runs it is known.</param>
/// <param name="Median">Half took no longer; null without any.</param>
/// <param name="P95">Nineteen of twenty took no longer; null without any.</param>
public sealed record Spread(int Count, TimeSpan? Median, TimeSpan? P95)
{
    /// <summary>Nothing is known.</summary>
    public static Spread Nothing { get; } = new(0, null, null);
}

/// <summary>A week.</summary>
/// <param name="Monday">Its first day, in UTC.</param>
/// <param name="Year">Year of the ISO week.</param>
/// <param name="Number">ISO week.</param>
public sealed record WeekFigures(DateTime Monday, int Year, int Number, int Hires, int Departures, int Open);

/// <summary>What needed a person.</summary>
/// <param name="Name">The error id; the status where the step has none.</param>
/// <param name="Runs">In how many runs.</param>
/// <param name="OpenRuns">In how many of them it still does.</param>
/// <param name="Steps">Ids of the steps.</param>
public sealed record CauseFigures(string Name, int Runs, int OpenRuns, IReadOnlyList<string> Steps);

/// <summary>A product whose seats came back.</summary>
/// <param name="Product">Part number.</param>
/// <param name="Count">How many seats.</param>
/// <param name="WithoutPrice">How many of them had no price.</param>
/// <param name="Saved">What the others saved a month.</param>
public sealed record SeatFigures(string Product, int Count, int WithoutPrice, IReadOnlyList<Money> Saved);

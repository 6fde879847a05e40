using System;
using System.Collections.Generic;
using System.Linq;

namespace LifecycleTools.Engine.Reports;

/// <summary>What one run counts for in a report. What its journal does not say is null, and is never guessed.</summary>
public sealed record RunFigures
{
    /// <summary>The run's id.</summary>
    public required string RunId { get; init; }

    /// <summary>Hire, Offboard or Undo.</summary>
    public required string Workflow { get; init; }

    /// <summary>Who it is about.</summary>
    public string Person { get; init; } = "";

    /// <summary>The tenant's name.</summary>
    public string Tenant { get; init; } = "";

    /// <summary>The tenant is one in memory.</summary>
    public bool IsSandbox { get; init; }

    /// <summary>Completed, Exception or Unfinished.</summary>
    public required string State { get; init; }

    /// <summary>The role of the role map; null when the request named none.</summary>
    public string? Role { get; init; }

    /// <summary>The site of the role map; null when it is not certain.</summary>
    public string? Site { get; init; }

    /// <summary>The IANA zone of the site.</summary>
    public string? Zone { get; init; }

    /// <summary>When it was asked for and its time had come.</summary>
    public DateTimeOffset? Triggered { get; init; }

    /// <summary>When the run began.</summary>
    public required DateTimeOffset Started { get; init; }

    /// <summary>When every step was proved; null while that is not so.</summary>
    public DateTimeOffset? Completed { get; init; }

    /// <summary>Who started it.</summary>
    public string Operator { get; init; } = "";

    /// <summary>Why, as the caller gave it.</summary>
    public string Reason { get; init; } = "";

    /// <summary>What keeps it from being completed, or kept it once.</summary>
    public IReadOnlyList<RunCause> Causes { get; init; } = [];

    /// <summary>Licenses that were seen to be back in the pool.</summary>
    public IReadOnlyList<ReturnedSeat> Seats { get; init; } = [];

    /// <summary>What the check of the journal came to.</summary>
    public required RunVerdict Verdict { get; init; }

    /// <summary>All that is left of it waits for something that has not come yet; a later resume finishes it.</summary>
    public bool IsAwaited => Completed is null && Causes.Any(cause => cause.IsOpen) && Causes.All(cause => !cause.IsOpen || cause.IsAwaited);

    /// <summary>
    /// Whether it is counted: its journal holds. A run without an end whose last line was torn, or that could not be signed yet, is counted as what it is: open.
    /// </summary>
    public bool IsCounted => Verdict.IsIntact || (State == "Unfinished" && Verdict.Finding is RunFinding.TornLastLine or RunFinding.NotSigned);

    /// <summary>From the trigger to completion; null without both.</summary>
    public TimeSpan? FromTrigger => Completed is { } end && Triggered is { } asked ? Max(end - asked) : null;

    /// <summary>From the run's first line to completion.</summary>
    public TimeSpan? Took => Completed is { } end ? Max(end - Started) : null;

    /// <summary>Completed on the day of the trigger, by the calendar at the site; null when trigger, end or zone is not known.</summary>
    public bool? IsSameDay => Completed is { } end && Triggered is { } asked && ReportTime.Local(asked, Zone) is { } from && ReportTime.Local(end, Zone) is { } to
        ? from.Date == to.Date
        : null;

    /// <summary>What the returned seats saved a month, one amount a currency. Seats without a price are not among them.</summary>
    public IReadOnlyList<Money> Saved => Money.Sum(Seats.Select(seat => seat.Price).OfType<Money>());

    // A clock that was set back between two lines is no negative time.
    private static TimeSpan Max(TimeSpan span) => span < TimeSpan.Zero ? TimeSpan.Zero : span;
}

/// <summary>Why a run needs, or needed, a person.</summary>
/// <param name="Name">The error id; the status where the step has none.</param>
/// <param name="Step">The step's id.</param>
/// <param name="Action">What the step does, in words.</param>
/// <param name="IsAwaited">Nothing is wrong: it waits for something that has not come yet.</param>
/// <param name="IsOpen">It still holds: no later look found it settled.</param>
public sealed record RunCause(string Name, string Step, string Action, bool IsAwaited, bool IsOpen);

/// <summary>A license that is back in the pool.</summary>
/// <param name="Product">Part number.</param>
/// <param name="Price">What the seat cost a month; null when the tenant file had no price.</param>
public sealed record ReturnedSeat(string Product, Money? Price);

/// <summary>An amount.</summary>
/// <param name="Amount">How much.</param>
/// <param name="Currency">Three letters, ISO 4217.</param>
public sealed record Money(decimal Amount, string Currency)
{
    /// <summary>Adds up, one amount a currency: two currencies are never added.</summary>
    public static IReadOnlyList<Money> Sum(IEnumerable<Money> amounts) => amounts
        .GroupBy(one => one.Currency, StringComparer.OrdinalIgnoreCase)
        .Select(group => new Money(group.Sum(one => one.Amount), group.Key))
        .OrderBy(one => one.Currency, StringComparer.Ordinal).ToList();
}

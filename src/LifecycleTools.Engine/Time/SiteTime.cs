using System;

namespace LifecycleTools.Engine.Time;

/// <summary>What a clock on the wall at a site means as a point in time.</summary>
/// <remarks>
/// Where clocks are put forward, an hour does not exist: a time in it is moved forward by what the clocks were, so 02:30 is the moment that shows 03:30. Where
/// they are put back, an hour happens twice: the first of the two is meant, for access that ends must not end later than agreed, and whoever starts must not
/// find the door closed.
/// </remarks>
public static class SiteTime
{
    /// <summary>The moment at which the clocks of a zone show this time.</summary>
    /// <param name="local">Date and time as shown there; its kind does not matter.</param>
    /// <param name="zone">IANA id, or a Windows name.</param>
    /// <exception cref="TimeZoneNotFoundException">This system has no such zone.</exception>
    public static DateTimeOffset At(DateTime local, string zone)
    {
        TimeZoneInfo rules = TimeZones.Find(TimeZones.ToIana(zone) ?? zone);
        DateTime shown = DateTime.SpecifyKind(local, DateTimeKind.Unspecified);
        if (rules.IsInvalidTime(shown)) return TimeZoneInfo.ConvertTime(new DateTimeOffset(shown, BeforeGap(shown, rules)), rules);

        TimeSpan offset = rules.GetUtcOffset(shown);
        if (rules.IsAmbiguousTime(shown))
        {
            // The larger distance to UTC is that of the earlier moment.
            foreach (TimeSpan possible in rules.GetAmbiguousTimeOffsets(shown)) offset = possible > offset ? possible : offset;
        }

        return new DateTimeOffset(shown, offset);
    }

    /// <summary>What the clocks of a zone show at a moment.</summary>
    /// <param name="moment">The moment.</param>
    /// <param name="zone">IANA id, or a Windows name.</param>
    /// <exception cref="TimeZoneNotFoundException">This system has no such zone.</exception>
    public static DateTimeOffset Of(DateTimeOffset moment, string zone) =>
        TimeZoneInfo.ConvertTime(moment, TimeZones.Find(TimeZones.ToIana(zone) ?? zone));

    // A time that does not exist, told with the distance that held before the gap, is as long after it as it would have been.
    private static TimeSpan BeforeGap(DateTime missing, TimeZoneInfo rules)
    {
        DateTime before = missing;
        while (rules.IsInvalidTime(before)) before = before.AddMinutes(-15);
        return rules.GetUtcOffset(before);
    }
}

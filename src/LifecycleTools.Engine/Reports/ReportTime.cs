using System;
using LifecycleTools.Engine.Time;

namespace LifecycleTools.Engine.Reports;

/// <summary>Times as reports show them.</summary>
public static class ReportTime
{
    /// <summary>What the clocks at a site show; null when the zone is not known, here or at all.</summary>
    public static DateTimeOffset? Local(DateTimeOffset moment, string? zone)
    {
        if (string.IsNullOrEmpty(zone)) return null;
        try
        {
            return SiteTime.Of(moment, zone!);
        }
        catch (TimeZoneNotFoundException)
        {
            // A journal may come from a machine that knows more zones than this one.
            return null;
        }
    }

    /// <summary>The Monday that a week begins with, in UTC.</summary>
    public static DateTime Monday(DateTimeOffset moment)
    {
        DateTime day = moment.UtcDateTime.Date;
        return day.AddDays(-(((int)day.DayOfWeek + 6) % 7));
    }
}

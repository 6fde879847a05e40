using System;
using LifecycleTools.Engine.Time;

namespace LifecycleTools.Engine.Steps.Arrival;

/// <summary>Whether two zone names mean the same to Exchange, which has one Windows zone for many IANA ids.</summary>
internal static class SameZone
{
    public static bool Is(string held, string wanted) =>
        string.Equals(held, wanted, StringComparison.OrdinalIgnoreCase)
        || (TimeZones.ToWindows(wanted) is { } windows && string.Equals(TimeZones.ToWindows(held) ?? held, windows, StringComparison.OrdinalIgnoreCase));
}

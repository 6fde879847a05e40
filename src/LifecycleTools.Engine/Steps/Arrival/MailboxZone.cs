using System;
using LifecycleTools.Engine.Time;

namespace LifecycleTools.Engine.Steps.Arrival;

/// <summary>The time zone of a mailbox, which Exchange keeps by its Windows name: several IANA zones are one to it.</summary>
internal static class MailboxZone
{
    /// <summary>Whether two names mean the same zone to Exchange.</summary>
    public static bool AreSame(string held, string wanted) =>
        string.Equals(held, wanted, StringComparison.OrdinalIgnoreCase)
        || (TimeZones.ToWindows(wanted) is { } windows && string.Equals(TimeZones.ToWindows(held) ?? held, windows, StringComparison.OrdinalIgnoreCase));

    /// <summary>As Exchange says it: of Europe/Zurich nothing but "W. Europe Standard Time" can be read back, and Berlin has the same.</summary>
    public static string InWords(string zone) => TimeZones.ToWindows(zone) ?? zone;
}

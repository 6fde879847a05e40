using System;
using System.Globalization;

namespace LifecycleTools.Engine.Steps.Departure;

/// <summary>Whether a time that only the service sets has moved since we asked it to: the proof of a change whose effect cannot be read.</summary>
internal static class MovedTime
{
    private const string Never = "never";

    /// <summary>The service's time is another one than was noted before asking. Our own clock is no proof: it may be behind the service's.</summary>
    public static bool HasMoved(string? before, DateTimeOffset? now) => before is not null && now is not null && before != InWords(now);

    /// <summary>A time for the log.</summary>
    public static string InWords(DateTimeOffset? time) =>
        time?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture) ?? Never;
}

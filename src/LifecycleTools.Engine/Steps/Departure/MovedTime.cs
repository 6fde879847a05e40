using System;
using System.Globalization;

namespace LifecycleTools.Engine.Steps.Departure;

/// <summary>Whether a time that only the service sets has moved since we asked it to: the proof of a change whose effect cannot be read.</summary>
internal static class MovedTime
{
    private const string Never = "never";
    private const char Between = '|';

    /// <summary>What is remembered before asking: the time as it is, and when we ask.</summary>
    public static string Note(DateTimeOffset? before, DateTimeOffset asked) => InWords(before) + Between + InWords(asked);

    /// <summary>The service's time is another one, or is no older than our asking: services count in seconds, and two askings may share one.</summary>
    public static bool HasMoved(string? note, DateTimeOffset? now)
    {
        if (note is null || now is not { } time) return false;
        string[] parts = note.Split(Between);
        if (parts[0] != InWords(time)) return true;
        DateTimeOffset asked = DateTimeOffset.Parse(parts[1], CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind);
        return time >= asked.AddTicks(-(asked.Ticks % TimeSpan.TicksPerSecond));
    }

    /// <summary>A time for the log.</summary>
    public static string InWords(DateTimeOffset? time) =>
        time?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture) ?? Never;
}

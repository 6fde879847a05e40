using System;
using System.Collections.Generic;

namespace LifecycleTools.Engine.Roles;

/// <summary>Language, time zone and formats of a mailbox.</summary>
public sealed record MailboxPreferences
{
    /// <summary>Language tag, for example de-CH. The site's, unless a part says otherwise.</summary>
    public required string Language { get; init; }

    /// <summary>IANA time zone, for example Europe/Zurich. The site's, unless a part says otherwise.</summary>
    public required string TimeZone { get; init; }

    /// <summary>Date format, for example dd.MM.yyyy. Null: the language's own.</summary>
    public string? DateFormat { get; init; }

    /// <summary>Time format, for example HH:mm. Null: the language's own.</summary>
    public string? TimeFormat { get; init; }
}

/// <summary>Mailbox language and formats as one part of the map writes them. Null: not said here.</summary>
public sealed record MailboxSettings
{
    /// <summary>Language tag.</summary>
    public string? Language { get; init; }

    /// <summary>IANA time zone.</summary>
    public string? TimeZone { get; init; }

    /// <summary>Date format.</summary>
    public string? DateFormat { get; init; }

    /// <summary>Time format.</summary>
    public string? TimeFormat { get; init; }
}

/// <summary>The working week of a calendar.</summary>
public sealed record CalendarPreferences
{
    /// <summary>Days that are worked, Monday to Friday unless the map says otherwise.</summary>
    public IReadOnlyList<DayOfWeek> WorkDays { get; init; } =
        new[] { DayOfWeek.Monday, DayOfWeek.Tuesday, DayOfWeek.Wednesday, DayOfWeek.Thursday, DayOfWeek.Friday };

    /// <summary>When work begins, as a time of the mailbox's own zone.</summary>
    public TimeSpan WorkingHoursStart { get; init; } = TimeSpan.FromHours(8);

    /// <summary>When work ends, as a time of the mailbox's own zone. Earlier than the start for a night shift.</summary>
    public TimeSpan WorkingHoursEnd { get; init; } = TimeSpan.FromHours(17);

    /// <summary>First day shown in a week.</summary>
    public DayOfWeek WeekStart { get; init; } = DayOfWeek.Monday;

    /// <summary>Minutes before a meeting that a reminder shows. Null: left as the service sets it.</summary>
    public int? ReminderMinutes { get; init; }
}

/// <summary>The working week as one part of the map writes it. Null: not said here. A list of days replaces the one before it.</summary>
public sealed record CalendarSettings
{
    /// <summary>Days that are worked.</summary>
    public IReadOnlyList<DayOfWeek>? WorkDays { get; init; }

    /// <summary>When work begins.</summary>
    public TimeSpan? WorkingHoursStart { get; init; }

    /// <summary>When work ends.</summary>
    public TimeSpan? WorkingHoursEnd { get; init; }

    /// <summary>First day shown in a week.</summary>
    public DayOfWeek? WeekStart { get; init; }

    /// <summary>Minutes before a meeting that a reminder shows.</summary>
    public int? ReminderMinutes { get; init; }
}

/// <summary>What a person's devices carry.</summary>
public sealed record DevicePreferences
{
    /// <summary>Tags that the RMM puts on the device.</summary>
    public IReadOnlyList<string> Tags { get; init; } = Array.Empty<string>();

    /// <summary>Software that the RMM installs, by the name it has there.</summary>
    public IReadOnlyList<string> Software { get; init; } = Array.Empty<string>();

    /// <summary>Which parts of the role map want a tag or a piece of software, by its name.</summary>
    public IReadOnlyDictionary<string, string> Why { get; init; } = new Dictionary<string, string>();
}

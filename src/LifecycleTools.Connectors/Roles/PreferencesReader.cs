using System;
using System.Collections.Generic;
using LifecycleTools.Connectors.Yaml;
using LifecycleTools.Engine.Roles;

namespace LifecycleTools.Connectors.Roles;

/// <summary>Reads the settings of mailbox, calendar and devices.</summary>
internal static class PreferencesReader
{
    // Exchange shows a reminder at most two weeks ahead when it is a default.
    private const int EarliestReminder = 20160;

    private static readonly Dictionary<string, DayOfWeek> s_days = new(StringComparer.Ordinal)
    {
        ["monday"] = DayOfWeek.Monday,
        ["tuesday"] = DayOfWeek.Tuesday,
        ["wednesday"] = DayOfWeek.Wednesday,
        ["thursday"] = DayOfWeek.Thursday,
        ["friday"] = DayOfWeek.Friday,
        ["saturday"] = DayOfWeek.Saturday,
        ["sunday"] = DayOfWeek.Sunday,
    };

    public static MailboxSettings Mailbox(YamlReader parent)
    {
        if (parent.Section("mailbox") is not { } at) return new MailboxSettings();

        var settings = new MailboxSettings
        {
            Language = Places.Language(at.Value("language"), at),
            TimeZone = Places.TimeZone(at.Value("timeZone"), at),
            DateFormat = at.Text("dateFormat"),
            TimeFormat = at.Text("timeFormat"),
        };
        at.Finish();
        return settings;
    }

    public static CalendarSettings Calendar(YamlReader parent)
    {
        if (parent.Section("calendar") is not { } at) return new CalendarSettings();

        var settings = new CalendarSettings
        {
            WorkDays = at.Choices("workDays", s_days),
            WorkingHoursStart = at.Time("workingHoursStart"),
            WorkingHoursEnd = at.Time("workingHoursEnd"),
            WeekStart = at.Choice("weekStart", s_days),
            ReminderMinutes = at.Number("reminderMinutes", 0, EarliestReminder),
        };
        if (settings.WorkingHoursStart is { } start && start == settings.WorkingHoursEnd)
        {
            at.Findings.Error(at.PlaceOf("workingHoursEnd"), FindingIds.ValueNotAllowed,
                $"Work begins and ends at the same time in {at.What}. Write when it ends.");
        }

        at.Finish();
        return settings;
    }

    public static DevicePreferences Devices(YamlReader parent)
    {
        if (parent.Section("devices") is not { } at) return new DevicePreferences();

        var devices = new DevicePreferences { Tags = at.Texts("tags"), Software = at.Texts("software") };
        at.Finish();
        return devices;
    }
}

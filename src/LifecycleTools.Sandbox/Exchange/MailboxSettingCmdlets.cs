using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using LifecycleTools.Sandbox.State;

namespace LifecycleTools.Sandbox.Exchange;

/// <summary>What the person could set in the mailbox too: automatic replies, language, time zone, working hours.</summary>
internal static class MailboxSettingCmdlets
{
    private static readonly string[] s_week = { "sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday" };
    private static readonly Regex s_language = new("^[a-zA-Z]{2,3}(-[a-zA-Z0-9]{2,8})*$", RegexOptions.CultureInvariant);

    [Cmdlet("Get-MailboxAutoReplyConfiguration", "Identity* ResultSize")]
    public static IEnumerable<JsonObject> GetAutoReply(CmdletCall call)
    {
        Recipient recipient = call.Directory.Store(call.Required("Identity"));
        SandboxAutoReply reply = recipient.Mailbox!.AutoReply;
        yield return new JsonObject
        {
            ["Identity"] = recipient.Name,
            ["MailboxOwnerId"] = recipient.Name,
            ["AutoReplyState"] = reply.State,
            ["InternalMessage"] = reply.InternalMessage,
            ["ExternalMessage"] = reply.ExternalMessage,
            ["ExternalAudience"] = reply.ExternalAudience,
            ["StartTime"] = RecipientCmdlets.Instant(reply.StartUtc),
            ["EndTime"] = RecipientCmdlets.Instant(reply.EndUtc),
        };
    }

    [Cmdlet("Set-MailboxAutoReplyConfiguration", "Identity* AutoReplyState:Enabled|Disabled|Scheduled InternalMessage ExternalMessage ExternalAudience:None|Known|All "
        + "StartTime EndTime CreateOOFEvent? OOFEventSubject DeclineEventsForScheduledOOF? DeclineAllEventsForScheduledOOF? AutoDeclineFutureRequestsWhenOOF? DeclineMeetingMessage")]
    public static IEnumerable<JsonObject> SetAutoReply(CmdletCall call)
    {
        SandboxAutoReply reply = call.Directory.Store(call.Required("Identity")).Mailbox!.AutoReply;
        string state = call.Text("AutoReplyState") ?? reply.State;
        DateTimeOffset? start = call.Time("StartTime") ?? reply.StartUtc;
        DateTimeOffset? end = call.Time("EndTime") ?? reply.EndUtc;
        if (SandboxTenant.Same(state, "Scheduled") && (start is null || end is null || end <= start))
        {
            throw Failures.Invalid("The end time of a scheduled automatic reply must be after its start time.");
        }

        reply.State = Cased(state, "Enabled", "Disabled", "Scheduled");
        reply.ExternalAudience = Cased(call.Text("ExternalAudience") ?? reply.ExternalAudience, "None", "Known", "All");
        if (call.Has("InternalMessage")) reply.InternalMessage = call.Text("InternalMessage") ?? "";
        if (call.Has("ExternalMessage")) reply.ExternalMessage = call.Text("ExternalMessage") ?? "";
        reply.StartUtc = start;
        reply.EndUtc = end;
        return Enumerable.Empty<JsonObject>();
    }

    [Cmdlet("Get-MailboxRegionalConfiguration", "Identity* VerifyDefaultFolderNameLanguage? MailboxLocation")]
    public static IEnumerable<JsonObject> GetRegion(CmdletCall call)
    {
        Recipient recipient = call.Directory.Store(call.Required("Identity"));
        SandboxMailboxRegion region = recipient.Mailbox!.Region;
        yield return new JsonObject
        {
            ["Identity"] = recipient.Name,
            ["Language"] = region.Language,
            ["TimeZone"] = region.TimeZone,
            ["DateFormat"] = region.DateFormat,
            ["TimeFormat"] = region.TimeFormat,
        };
    }

    [Cmdlet("Set-MailboxRegionalConfiguration", "Identity* Language TimeZone DateFormat TimeFormat LocalizeDefaultFolderName? MailboxLocation UseCustomRouting?")]
    public static IEnumerable<JsonObject> SetRegion(CmdletCall call)
    {
        SandboxMailboxRegion region = call.Directory.Store(call.Required("Identity")).Mailbox!.Region;
        string? language = call.Text("Language");
        if (language is not null && !s_language.IsMatch(language))
        {
            throw Failures.BadValue("Language", language, "System.Globalization.CultureInfo", "Culture is not supported.");
        }

        if (call.Has("TimeZone")) region.TimeZone = TimeZone("TimeZone", call.Text("TimeZone"));
        if (language is not null) region.Language = language;
        if (call.Has("DateFormat")) region.DateFormat = call.Text("DateFormat");
        if (call.Has("TimeFormat")) region.TimeFormat = call.Text("TimeFormat");
        if (call.Flag("LocalizeDefaultFolderName")) region.CalendarFolderName = CalendarIn(region.Language);
        return Enumerable.Empty<JsonObject>();
    }

    [Cmdlet("Get-MailboxCalendarConfiguration", "Identity* MailboxLocation")]
    public static IEnumerable<JsonObject> GetCalendar(CmdletCall call)
    {
        Recipient recipient = call.Directory.Store(call.Required("Identity"));
        SandboxMailboxRegion region = recipient.Mailbox!.Region;
        yield return new JsonObject
        {
            ["Identity"] = recipient.Name,
            ["WorkingHoursStartTime"] = region.WorkingHoursStart,
            ["WorkingHoursEndTime"] = region.WorkingHoursEnd,
            ["WorkingHoursTimeZone"] = region.WorkingHoursTimeZone ?? region.TimeZone,
            ["WorkDays"] = ShownDays(region.WorkDays),
            ["WeekStartDay"] = region.WeekStartDay,
            ["DefaultReminderTime"] = region.DefaultReminderTime,
        };
    }

    [Cmdlet("Set-MailboxCalendarConfiguration", "Identity* WorkingHoursStartTime WorkingHoursEndTime WorkingHoursTimeZone WorkDays[] "
        + "WeekStartDay:Sunday|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday DefaultReminderTime MailboxLocation")]
    public static IEnumerable<JsonObject> SetCalendar(CmdletCall call)
    {
        SandboxMailboxRegion region = call.Directory.Store(call.Required("Identity")).Mailbox!.Region;
        string start = Clock(call, "WorkingHoursStartTime") ?? region.WorkingHoursStart;
        string end = Clock(call, "WorkingHoursEndTime") ?? region.WorkingHoursEnd;
        if (string.CompareOrdinal(start, end) >= 0) throw Failures.Invalid("The working hours must end after they start.");

        region.WorkingHoursStart = start;
        region.WorkingHoursEnd = end;
        region.DefaultReminderTime = Clock(call, "DefaultReminderTime") ?? region.DefaultReminderTime;
        if (call.Has("WorkingHoursTimeZone")) region.WorkingHoursTimeZone = TimeZone("WorkingHoursTimeZone", call.Text("WorkingHoursTimeZone"));
        if (call.Has("WorkDays")) region.WorkDays = Days(call.List("WorkDays"));
        if (call.Text("WeekStartDay") is { } first) region.WeekStartDay = Cased(first, s_week.Select(Capital).ToArray());
        return Enumerable.Empty<JsonObject>();
    }

    private static string Cased(string value, params string[] names) => names.First(name => SandboxTenant.Same(name, value));

    private static string Capital(string word) => char.ToUpperInvariant(word[0]) + word.Substring(1);

    private static string TimeZone(string parameter, string? name) => WindowsTimeZones.Find(name ?? "")
        ?? throw Failures.BadValue(parameter, name ?? "", "Microsoft.Exchange.Data.Storage.Management.ExTimeZoneValue", "The time zone isn't valid.");

    private static string? Clock(CmdletCall call, string parameter)
    {
        if (call.Text(parameter) is not { } text) return null;

        return TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out TimeSpan time) && time < TimeSpan.FromDays(1) && time >= TimeSpan.Zero
            ? time.ToString("c", CultureInfo.InvariantCulture)
            : throw Failures.BadValue(parameter, text, "System.TimeSpan", "String was not recognized as a valid TimeSpan.");
    }

    private static List<string> Days(IReadOnlyList<string> given) => given.SelectMany(one => one.ToUpperInvariant() switch
    {
        "WEEKDAYS" => s_week.Skip(1).Take(5),
        "WEEKENDDAYS" => new[] { s_week[0], s_week[6] },
        "ALLDAYS" => s_week,
        "NONE" => Array.Empty<string>(),
        _ when s_week.Contains(one, StringComparer.OrdinalIgnoreCase) => s_week.Where(day => SandboxTenant.Same(day, one)),
        _ => throw Failures.BadValue("WorkDays", one, "DaysOfWeek", $"Unable to match the identifier name {one} to a valid enumerator name."),
    }).Distinct().OrderBy(day => Array.IndexOf(s_week, day)).ToList();

    private static string ShownDays(List<string> days) =>
        days.Count == 5 && s_week.Skip(1).Take(5).All(day => days.Contains(day)) ? "Weekdays"
        : days.Count == 7 ? "AllDays"
        : days.Count == 0 ? "None"
        : string.Join(", ", days.Select(Capital));

    private static string CalendarIn(string? language) => (language ?? "en").Split('-')[0].ToUpperInvariant() switch
    {
        "DE" or "SV" or "DA" or "NB" => "Kalender",
        "FR" => "Calendrier",
        "ES" => "Calendario",
        "IT" => "Calendario",
        "NL" => "Agenda",
        "PL" => "Kalendarz",
        "PT" => "Calendário",
        _ => "Calendar",
    };
}

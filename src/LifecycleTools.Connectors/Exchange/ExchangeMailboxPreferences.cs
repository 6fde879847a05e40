using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.People;
using LifecycleTools.Engine.Ports;
using LifecycleTools.Engine.Time;

namespace LifecycleTools.Connectors.Exchange;

/// <summary>Language, time zone and working hours of a mailbox.</summary>
/// <remarks>
/// Source: Exchange Online PowerShell, "Set-MailboxRegionalConfiguration", "Set-MailboxCalendarConfiguration".
/// Limits: Exchange knows Windows zones, fewer than IANA's: Europe/Zurich comes back as Europe/Berlin, whose Windows zone it shares.
/// </remarks>
internal sealed class ExchangeMailboxPreferences(ExchangeCalls exchange) : ExchangePort(exchange), IMailboxPreferences
{
    private static readonly DayOfWeek[] s_weekdays = [DayOfWeek.Monday, DayOfWeek.Tuesday, DayOfWeek.Wednesday, DayOfWeek.Thursday, DayOfWeek.Friday];

    /// <inheritdoc/>
    /// <remarks>Both are empty for a mailbox that was never opened nor set up.</remarks>
    [Needs("Exchange.ManageAsApp")]
    public async Task<RegionalSettings> ReadRegionalAsync(PersonId person, CancellationToken cancel)
    {
        ExchangeObject found = await OneOfMailboxAsync(new Cmdlet("Get-MailboxRegionalConfiguration", person.Value) { { "Identity", person.Value } }, cancel).ConfigureAwait(false);
        return new RegionalSettings(found.Text("Language") ?? "", ToIana(found.Text("TimeZone")));
    }

    /// <inheritdoc/>
    /// <remarks>Undo: set what was before.</remarks>
    [Needs("Exchange.ManageAsApp")]
    public Task SetRegionalAsync(PersonId person, RegionalSettings settings, CancellationToken cancel) => OnMailboxAsync(
        new Cmdlet("Set-MailboxRegionalConfiguration", person.Value)
        {
            { "Identity", person.Value },
            { "Language", settings.Language },
            { "TimeZone", ToWindows(settings.TimeZone) },
            { "LocalizeDefaultFolderName", true },

            // The formats of the language before would be refused with the new one; null lets Exchange take the language's own.
            { "DateFormat", null },
            { "TimeFormat", null },
        },
        cancel);

    /// <inheritdoc/>
    [Needs("Exchange.ManageAsApp")]
    public async Task<WorkingHours> ReadWorkingHoursAsync(PersonId person, CancellationToken cancel)
    {
        ExchangeObject found = await OneOfMailboxAsync(new Cmdlet("Get-MailboxCalendarConfiguration", person.Value) { { "Identity", person.Value } }, cancel).ConfigureAwait(false);
        return new WorkingHours(
            Days(found.Texts("WorkDays")), Hour(found, "WorkingHoursStartTime"), Hour(found, "WorkingHoursEndTime"), ToIana(found.Text("WorkingHoursTimeZone")));
    }

    /// <inheritdoc/>
    /// <remarks>Undo: set what was before.</remarks>
    [Needs("Exchange.ManageAsApp")]
    public Task SetWorkingHoursAsync(PersonId person, WorkingHours hours, CancellationToken cancel) => OnMailboxAsync(
        new Cmdlet("Set-MailboxCalendarConfiguration", person.Value)
        {
            { "Identity", person.Value },
            { "WorkDays", hours.Days.Select(each => each.ToString()).ToArray() },
            { "WorkingHoursStartTime", hours.Start.ToString("c", CultureInfo.InvariantCulture) },
            { "WorkingHoursEndTime", hours.End.ToString("c", CultureInfo.InvariantCulture) },
            { "WorkingHoursTimeZone", ToWindows(hours.TimeZone) },
        },
        cancel);

    private static string ToWindows(string iana) => TimeZones.ToWindows(iana) ?? throw new LifecycleException(
        ErrorIds.ConnectorRequestRefused, ErrorKind.Argument, $"Time zone {iana} was not set: Exchange has none that is the same.")
    {
        RecommendedAction = "Name a zone of a larger place with the same hours in the role map's site.",
    };

    private static string ToIana(string? windows) => windows is null ? "" : TimeZones.FromWindows(windows) ?? windows;

    private static TimeSpan Hour(ExchangeObject found, string name) =>
        TimeSpan.TryParse(found.Needed(name), CultureInfo.InvariantCulture, out TimeSpan hour)
            ? hour
            : throw new LifecycleException(ErrorIds.ConnectorAnswerUnexpected, ErrorKind.Answer, $"Exchange says a {name} that is no time of day: {found.Needed(name)}.");

    // A flags enumeration: "Weekdays", "Monday, Friday", or a list of such.
    private static IReadOnlyList<DayOfWeek> Days(IReadOnlyList<string> texts) => texts
        .SelectMany(each => each.Split(','))
        .Select(each => each.Trim())
        .SelectMany(each => each.ToUpperInvariant() switch
        {
            "NONE" or "" => [],
            "WEEKDAYS" => s_weekdays,
            "WEEKENDDAYS" => [DayOfWeek.Saturday, DayOfWeek.Sunday],
            "ALLDAYS" => (DayOfWeek[])Enum.GetValues(typeof(DayOfWeek)),
            _ when Enum.TryParse(each, ignoreCase: true, out DayOfWeek day) => [day],
            _ => throw new LifecycleException(ErrorIds.ConnectorAnswerUnexpected, ErrorKind.Answer, $"Exchange says a working day that is none: {each}."),
        })
        .Distinct()
        .OrderBy(each => each)
        .ToList();
}

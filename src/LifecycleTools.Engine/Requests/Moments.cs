using System;
using System.Globalization;
using System.Linq;

namespace LifecycleTools.Engine.Requests;

/// <summary>Days and times as people and systems write them.</summary>
internal static class Moments
{
    private static readonly string[] s_isoTimes = ["HH:mm", "HH:mm:ss", "HH:mm:ss.FFFFFFF"];

    /// <summary>For the ledger: ISO 8601, as short as it was given.</summary>
    public static string Write(LocalMoment? moment)
    {
        if (moment is not { } given) return "";
        string text = given.Day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        if (given.Time is { } time) text += "T" + time.ToString(@"hh\:mm\:ss", CultureInfo.InvariantCulture);
        if (given.Offset is { } offset) text += (offset < TimeSpan.Zero ? "-" : "+") + offset.ToString(@"hh\:mm", CultureInfo.InvariantCulture);
        return text;
    }

    /// <summary>From the ledger.</summary>
    public static LocalMoment? FromLedger(string text) => text.Length == 0 ? null : ReadIso(text);

    /// <summary>Reads what a source wrote. ISO 8601 is always understood; a culture's own way only when it is declared.</summary>
    /// <param name="culture">The culture whose dates these are; null: ISO 8601 only, for 03/04 means two days.</param>
    /// <returns>Null: it is no date in that form.</returns>
    public static LocalMoment? Read(string text, CultureInfo? culture)
    {
        string trimmed = text.Trim();
        return ReadIso(trimmed) ?? (culture is null ? null : ReadCulture(trimmed, culture));
    }

    private static LocalMoment? ReadIso(string text)
    {
        if (text.Length < 10 || !DateTime.TryParseExact(text.Substring(0, 10), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTime day)) return null;
        string rest = text.Substring(10);
        if (rest.Length == 0) return new LocalMoment(day);
        if (rest[0] is not ('T' or 't' or ' ')) return null;

        rest = rest.Substring(1).Trim();
        TimeSpan? offset = null;
        if (rest.EndsWith("Z", StringComparison.OrdinalIgnoreCase)) (rest, offset) = (rest.Substring(0, rest.Length - 1), TimeSpan.Zero);
        else if (rest.LastIndexOfAny(['+', '-']) is var sign and > 0)
        {
            string distance = rest.Substring(sign + 1).Replace(":", "");
            if (!TimeSpan.TryParseExact(distance, ["hhmm", "hh"], CultureInfo.InvariantCulture, out TimeSpan given) || given > TimeSpan.FromHours(14)) return null;
            (rest, offset) = (rest.Substring(0, sign), rest[sign] == '-' ? -given : given);
        }

        return DateTime.TryParseExact(rest.Trim(), s_isoTimes, CultureInfo.InvariantCulture, DateTimeStyles.NoCurrentDateDefault, out DateTime time)
            ? new LocalMoment(day, time.TimeOfDay, offset)
            : null;
    }

    private static LocalMoment? ReadCulture(string text, CultureInfo culture)
    {
        DateTimeFormatInfo format = Gregorian(culture);
        string day = OneLetterEach(format.ShortDatePattern);
        string[] days = [day.Replace("yyyy", "yy"), day];
        string[] times = new[] { format.ShortTimePattern, format.LongTimePattern, "H:mm", "H:mm:ss" }.Select(OneLetterEach).Distinct().ToArray();
        if (DateTime.TryParseExact(text, days, format, DateTimeStyles.AllowWhiteSpaces, out DateTime date)) return new LocalMoment(date);

        string[] both = days.SelectMany(_ => times, (one, time) => one + " " + time).ToArray();
        return DateTime.TryParseExact(text, both, format, DateTimeStyles.AllowWhiteSpaces, out DateTime moment) ? new LocalMoment(moment.Date, moment.TimeOfDay) : null;
    }

    // HR's dates are of the calendar that contracts are written in, whatever else the culture keeps.
    private static DateTimeFormatInfo Gregorian(CultureInfo culture)
    {
        DateTimeFormatInfo format = (DateTimeFormatInfo)culture.DateTimeFormat.Clone();
        if (format.Calendar is not GregorianCalendar && culture.OptionalCalendars.OfType<GregorianCalendar>().FirstOrDefault() is { } calendar) format.Calendar = calendar;
        return format;
    }

    // "d" reads 5 and 05, "dd" only the latter; the systems that know cultures do not agree on which of them is the pattern. They do not agree on the blank before PM either.
    private static string OneLetterEach(string pattern)
    {
        foreach (string twice in new[] { "dd", "MM", "HH", "hh" }) pattern = pattern.Replace(twice, twice.Substring(1));
        if (pattern.Contains("y") && !pattern.Contains("yyyy")) pattern = pattern.Replace("yy", "y").Replace("y", "yyyy");
        return pattern.Replace('\u202F', ' ').Replace('\u00A0', ' ');
    }
}

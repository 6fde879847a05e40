using System;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml;

namespace LifecycleTools.Connectors.Tests.Contracts;

/// <summary>The formats that the description names, as the service writes them.</summary>
internal static class WireFormats
{
    /// <summary>Whether the value has that format. A format that is not known here says nothing.</summary>
    public static bool Fits(JsonElement value, string? format) => value.ValueKind == JsonValueKind.Number
        ? NumberFits(value, format)
        : TextFits(value.GetString()!, format);

    private static bool NumberFits(JsonElement value, string? format) => format switch
    {
        "int16" => value.TryGetInt16(out _),
        "int32" => value.TryGetInt32(out _),
        "int64" => value.TryGetInt64(out _),
        _ => true,
    };

    private static bool TextFits(string text, string? format) => format switch
    {
        "date-time" => DateTimePattern.IsMatch(text)
            && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out _),
        "date" => DateTime.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _),
        "time" => TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out TimeSpan time) && time >= TimeSpan.Zero && time < TimeSpan.FromDays(1),
        "uuid" => Guid.TryParseExact(text, "D", out _),
        "duration" => IsDuration(text),
        _ => true,
    };

    private static bool IsDuration(string text)
    {
        try
        {
            XmlConvert.ToTimeSpan(text);
            return true;
        }
        catch (FormatException)
        {
            return false;
        }
    }

    private static readonly Regex DateTimePattern = new(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,12})?(Z|[+-]\d\d:\d\d)$", RegexOptions.CultureInvariant);
}

using System;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using LifecycleTools.Connectors.Systems;

namespace LifecycleTools.Connectors.Rmm;

/// <summary>Datto RMM's values as ours.</summary>
internal static class DattoRmmJson
{
    // Seconds until the year 5138, milliseconds from 1973 on.
    private const double FirstMilliseconds = 1e11;
    private const int LongestWord = 200;

    /// <summary>A point in time; null when there is none. The description says text, the service sends milliseconds, and its activity log seconds.</summary>
    public static DateTimeOffset? Moment(JsonNode? value)
    {
        if (JsonValues.Text(value) is not { } text) return null;
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number))
        {
            double milliseconds = Math.Abs(number) < FirstMilliseconds ? number * 1000 : number;
            return Math.Abs(milliseconds) < 253402300800000 && milliseconds != 0 ? DateTimeOffset.FromUnixTimeMilliseconds((long)milliseconds) : null;
        }

        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out DateTimeOffset time) ? time : null;
    }

    /// <summary>Whether something is said to be so.</summary>
    public static bool IsTrue(JsonNode? value) => value is JsonValue given && given.TryGetValue(out bool set) && set;

    /// <summary>The service's own words: JSON with a message, plain text, or nothing at all.</summary>
    public static string ErrorOf(string body)
    {
        string text = body.Trim();
        if (text.Length == 0 || text[0] == '<') return "";
        try
        {
            JsonNode? answer = JsonNode.Parse(text);
            return answer is JsonObject said
                ? JsonValues.Text(said["message"]) ?? JsonValues.Text(said["errorMessage"]) ?? JsonValues.Text(said["error_description"]) ?? JsonValues.Text(said["error"]) ?? ""
                : Line(text);
        }
        catch (JsonException)
        {
            // Plain text is what most refusals are.
            return Line(text);
        }
    }

    /// <summary>The end of a text, on one line.</summary>
    public static string Line(string text)
    {
        string line = string.Join(" ", text.Split([' ', '\t', '\r', '\n', '|'], StringSplitOptions.RemoveEmptyEntries));
        return line.Length <= LongestWord ? line : "..." + line.Substring(line.Length - LongestWord);
    }
}

using System;
using System.Globalization;
using System.Linq;
using System.Text.Json.Nodes;

namespace LifecycleTools.Sandbox.Autotask;

/// <summary>The filter of a query: conditions on fields, joined by and, or.</summary>
/// <remarks>Source: Autotask REST API, "Basic query calls". Of the operators those that somebody here asks with.</remarks>
internal static class AutotaskFilter
{
    /// <summary>Whether a row meets a condition.</summary>
    /// <exception cref="FormatException">The condition is none.</exception>
    public static bool Holds(JsonObject row, JsonNode term)
    {
        string name = Text(term, "field");
        string value = Text(term, "value");
        return Text(term, "op").ToLowerInvariant() switch
        {
            "and" => Items(term).All(each => Holds(row, each!)),
            "or" => Items(term).Any(each => Holds(row, each!)),
            "exist" => Known(row, name) && Text(row, name).Length > 0,
            "notexist" => Known(row, name) && Text(row, name).Length == 0,
            "eq" => Known(row, name) && Same(Text(row, name), value),
            "noteq" => Known(row, name) && !Same(Text(row, name), value),
            "gte" => Known(row, name) && At(Text(row, name)) >= At(value),
            "contains" => Known(row, name) && Text(row, name).IndexOf(value, StringComparison.OrdinalIgnoreCase) >= 0,
            string other => throw new FormatException($"Unable to find the operator '{other}'."),
        };
    }

    /// <summary>A property by name, whatever its case.</summary>
    public static JsonNode? Get(JsonNode? of, string name) => (of as JsonObject)?.FirstOrDefault(each => Same(each.Key, name)).Value;

    /// <summary>Its text; empty when there is none.</summary>
    public static string Text(JsonNode? of, string name) => Get(of, name)?.ToString() ?? "";

    private static JsonArray Items(JsonNode term) => Get(term, "items") as JsonArray ?? throw new FormatException("A group of conditions has no items.");

    private static bool Known(JsonObject row, string name) => row.Any(each => Same(each.Key, name)) ? true : throw new FormatException($"Unable to find {name} in the entity.");

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    private static bool Same(string left, string right) => string.Equals(left, right, StringComparison.OrdinalIgnoreCase);
}

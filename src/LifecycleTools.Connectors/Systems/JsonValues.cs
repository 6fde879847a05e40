using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.Json.Nodes;

namespace LifecycleTools.Connectors.Systems;

/// <summary>Reads what vendors answer without tripping over what is not there.</summary>
internal static class JsonValues
{
    /// <summary>The objects of a list; none when it is no list.</summary>
    public static IEnumerable<JsonObject> Objects(JsonNode? list) => Items(list).OfType<JsonObject>();

    /// <summary>The items of a list; none when it is no list.</summary>
    public static IEnumerable<JsonNode> Items(JsonNode? list) => (list as JsonArray ?? []).OfType<JsonNode>();

    /// <summary>Compares a text with a value, without case.</summary>
    public static bool Same(string text, JsonNode? value) => value is not null && string.Equals(text.Trim(), value.ToString().Trim(), StringComparison.OrdinalIgnoreCase);

    /// <summary>A whole number; null when it is none.</summary>
    public static long? Number(JsonNode? value) => value is not null && long.TryParse(value.ToString(), NumberStyles.Integer, CultureInfo.InvariantCulture, out long number) ? number : null;

    /// <summary>A text that is there; null for nothing and for emptiness.</summary>
    public static string? Text(JsonNode? value) => value?.ToString() is { Length: > 0 } text ? text : null;
}

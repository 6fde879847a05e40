using System;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace LifecycleTools.Connectors.Psa;

/// <summary>Autotask's JSON: the service writes names in camel case, its own description in Pascal case, and numbers now and then as text. All of it is read.</summary>
internal static class AutotaskJson
{
    /// <summary>A property by name, whatever its case; null when it is not there.</summary>
    public static JsonNode? Get(JsonNode? of, string name) => of is not JsonObject node ? null
        : node[name] ?? node.FirstOrDefault(each => string.Equals(each.Key, name, StringComparison.OrdinalIgnoreCase)).Value;

    /// <summary>Whether it is there, be it null.</summary>
    public static bool Has(JsonNode? of, string name) => of is JsonObject node && node.Any(each => string.Equals(each.Key, name, StringComparison.OrdinalIgnoreCase));

    /// <summary>Its text; empty when there is none.</summary>
    public static string Text(JsonNode? of, string name) => Get(of, name)?.ToString() ?? "";

    /// <summary>Whether it says yes: true, "true" or 1.</summary>
    public static bool Flag(JsonNode? of, string name) => Text(of, name) is "true" or "True" or "1";

    /// <summary>The reasons in the body of an error; empty when it gives none.</summary>
    public static string ErrorsOf(string body)
    {
        try
        {
            return body.Length > 0 && Get(JsonNode.Parse(body), "errors") is JsonArray errors ? string.Join(" ", errors.Select(error => error?.ToString())) : "";
        }
        catch (JsonException)
        {
            // A page of a proxy is no reason of Autotask's.
            return "";
        }
    }
}

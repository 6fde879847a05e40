using System.Text.Json;
using System.Text.Json.Nodes;

namespace LifecycleTools.Connectors.Hr;

/// <summary>BambooHR's own words: in a header, in <c>error.message</c>, or as problem details.</summary>
internal static class BambooHrErrors
{
    /// <summary>Where most operations say what was wrong; their body is empty.</summary>
    public const string Header = "X-BambooHR-Error-Message";

    /// <summary>What an error body says; empty when it says nothing that can be read.</summary>
    public static string TextOf(string body)
    {
        try
        {
            JsonNode? answer = body.Length == 0 ? null : JsonNode.Parse(body);
            return answer is JsonObject ? (answer["error"]?["message"] ?? answer["detail"] ?? answer["title"])?.ToString() ?? "" : "";
        }
        catch (JsonException)
        {
            // A page of a proxy says nothing about the employee.
            return "";
        }
    }
}

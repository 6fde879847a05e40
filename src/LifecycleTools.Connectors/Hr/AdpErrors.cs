using System.Text.Json;
using System.Text.Json.Nodes;

namespace LifecycleTools.Connectors.Hr;

/// <summary>ADP's own words, in whichever of its three shapes they come.</summary>
internal static class AdpErrors
{
    /// <summary>What an error body says; empty when it says nothing that can be read.</summary>
    public static string TextOf(string body)
    {
        try
        {
            JsonNode? answer = body.Length == 0 ? null : JsonNode.Parse(body);
            return InResponse(answer) ?? InConfirmMessage(answer) ?? InExceptions(answer) ?? "";
        }
        catch (JsonException)
        {
            // A page of a proxy says nothing about the worker.
            return "";
        }
    }

    private static string? InResponse(JsonNode? answer) => (answer as JsonObject)?["response"] is JsonObject response && response["applicationCode"] is JsonObject code
        ? $"{code["message"]} ({code["code"]})"
        : null;

    private static string? InConfirmMessage(JsonNode? answer) =>
        (answer as JsonObject)?["confirmMessage"] is JsonObject confirm && First(First(confirm["resourceMessages"])?["processMessages"])?["userMessage"] is JsonObject message
            ? message["messageTxt"]?.ToString()
            : null;

    private static string? InExceptions(JsonNode? answer) => First((answer as JsonObject)?["exceptionMessages"])?["message"]?.ToString();

    private static JsonObject? First(JsonNode? list) => list is JsonArray { Count: > 0 } items ? items[0] as JsonObject : null;
}

using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Nodes;
using LifecycleTools.Sandbox.Http;

namespace LifecycleTools.Sandbox.Graph;

/// <summary>$batch: up to twenty requests in one, each with a status of its own, answered in any order.</summary>
internal sealed class BatchRoutes : GraphRouteSet
{
    private const int MaximumItems = 20;

    public override void Map(GraphRouter routes) => routes.Map("POST", "$batch", "", Answer, isRead: true);

    private static SandboxAnswer Answer(GraphCall call)
    {
        if (call.Http.IsBatchItem) throw GraphErrors.BadQuery("Nested batch requests are not allowed.");
        List<JsonObject> items = Items(call.Body());
        var statuses = new Dictionary<string, int>(StringComparer.Ordinal);
        var responses = new List<JsonNode?>();
        foreach (JsonObject item in items)
        {
            string id = Text(item, "id");
            IEnumerable<string> needs = (item["dependsOn"] as JsonArray)?.Select(need => need!.GetValue<string>()) ?? Array.Empty<string>();
            SandboxAnswer answer = needs.Any(need => statuses[need] >= 400) ? FailedDependency(call) : call.Tenant.Dispatcher.Answer(Item(call, item));
            statuses[id] = answer.Status;
            responses.Add(Response(id, answer));
        }

        // Any order is allowed; last first shows up callers that match by place.
        responses.Reverse();
        return SandboxAnswer.Json(200, new JsonObject { ["responses"] = new JsonArray(responses.ToArray()) });
    }

    private static List<JsonObject> Items(JsonObject body)
    {
        if (body["requests"] is not JsonArray requests || requests.Count == 0) throw GraphErrors.BadQuery("Invalid batch payload format.");
        if (requests.Count > MaximumItems) throw GraphErrors.BadQuery($"Number of batch request steps exceeds the maximum value of {MaximumItems}.");

        var seen = new HashSet<string>(StringComparer.Ordinal);
        var items = new List<JsonObject>();
        foreach (JsonNode? request in requests)
        {
            if (request is not JsonObject item || item["id"] is null || item["method"] is null || item["url"] is null)
                throw GraphErrors.BadQuery("Invalid batch payload format.");
            string id = Text(item, "id");
            foreach (JsonNode? need in item["dependsOn"] as JsonArray ?? new JsonArray())
            {
                if (!seen.Contains(need!.GetValue<string>())) throw GraphErrors.BadQuery($"Request '{id}' depends on the invalid request '{need}'.");
            }

            if (!seen.Add(id)) throw GraphErrors.BadQuery($"Request Id '{id}' is duplicated. Request Id values must be unique.");
            if (item["body"] is not null && Header(item, "Content-Type") is null)
                throw GraphErrors.BadQuery($"Write request id : {id} does not contain Content-Type header or body.");
            items.Add(item);
        }

        return items;
    }

    private static SandboxCall Item(GraphCall call, JsonObject item)
    {
        var headers = (item["headers"] as JsonObject ?? new JsonObject()).ToDictionary(header => header.Key, header => header.Value?.ToString() ?? "", StringComparer.OrdinalIgnoreCase);
        headers["Authorization"] = call.Http.Header("Authorization")!;
        if (!headers.ContainsKey("client-request-id")) headers["client-request-id"] = call.Http.ClientRequestId;
        var uri = new Uri(call.Root + "/" + Text(item, "url").TrimStart('/'));
        return new SandboxCall(Text(item, "method"), uri, headers, item["body"]?.ToJsonString()) { IsBatchItem = true, BatchId = call.Http.BatchId };
    }

    private static JsonNode Response(string id, SandboxAnswer answer)
    {
        var headers = new JsonObject();
        foreach (KeyValuePair<string, string> header in answer.Headers) headers[header.Key] = header.Value;
        if (answer.Body is not null) headers["Content-Type"] = answer.ContentType;

        var response = new JsonObject { ["id"] = id, ["status"] = answer.Status, ["headers"] = headers };
        if (answer.Body is not null) response["body"] = Body(answer);
        return response;
    }

    private static JsonNode? Body(SandboxAnswer answer)
    {
        try
        {
            return JsonNode.Parse(answer.Body!);
        }
        catch (JsonException)
        {
            // A proxy's page or a torn body: Graph passes what is not JSON on as base64 text.
            return Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(answer.Body!));
        }
    }

    private static SandboxAnswer FailedDependency(GraphCall call) =>
        GraphErrorBodies.Of(new GraphException(424, "FailedDependency", "The request depends on a request that failed."), call.Http, call.Tenant);

    private static string? Header(JsonObject item, string name) => (item["headers"] as JsonObject)?
        .FirstOrDefault(header => SandboxTenant.Same(header.Key, name)).Value?.ToString();

    private static string Text(JsonObject item, string name) => item[name]!.ToString();
}

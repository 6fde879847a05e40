using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.Json.Nodes;
using LifecycleTools.Sandbox.Http;
using LifecycleTools.Sandbox.SharePoint;

namespace LifecycleTools.Sandbox.Graph;

/// <summary>SharePoint sites, their lists, and the items of those.</summary>
/// <remarks>Source: Microsoft Graph v1.0, "site", "list", "columnDefinition", "listItem"; the texts of refusals as the service sends them.</remarks>
internal sealed class ListRoutes : GraphRouteSet
{
    private const string Read = "Sites.Selected Sites.Read.All Sites.ReadWrite.All Sites.FullControl.All";
    private const string Write = "Sites.Selected Sites.ReadWrite.All Sites.FullControl.All";
    private const string Consent = "HonorNonIndexedQueriesWarningMayFailRandomly";
    private static readonly string[] s_usual = { "id", "eTag", "webUrl" };

    public override void Map(GraphRouter routes)
    {
        routes.Map("GET", "sites/{site}", Read, call => Site(call, Of(call).Id == call["site"]));
        routes.Map("GET", "sites/{host}/sites/{name}", Read, call => Site(call, call["host"] == Of(call).Host + ":" && "/sites/" + call["name"] == Of(call).Path));
        routes.Map("GET", "sites/{site}/lists", Read, call => ODataQuery.Many(call, Here(call).Lists.Select(Json), "lists", directory: false));
        routes.Map("GET", "sites/{site}/lists/{list}/columns", Read, call => ODataQuery.Many(call, List(call).Columns.Select(Json), "columns", directory: false));
        routes.Map("GET", "sites/{site}/lists/{list}/items", Read, Items);
        routes.Map("GET", "sites/{site}/lists/{list}/items/{item}", Read, call => ODataQuery.One(call, Json(Item(call)), "listItems", s_usual, (full, _) => full["fields"]?.DeepClone()));
        routes.Map("PATCH", "sites/{site}/lists/{list}/items/{item}/fields", Write, Change);
    }

    private static SharePointState Of(GraphCall call) => call.Tenant.Beside<SharePointState>();

    private static SharePointState Here(GraphCall call) => Of(call).Id == call["site"] ? Of(call) : throw NotFound("Requested site could not be found");

    private static SandboxAnswer Site(GraphCall call, bool isIt) => isIt
        ? ODataQuery.One(call, new JsonObject { ["id"] = Of(call).Id, ["displayName"] = "HR", ["webUrl"] = $"https://{Of(call).Host}{Of(call).Path}" }, "sites")
        : throw NotFound("Requested site could not be found");

    private static SharePointList List(GraphCall call) => Here(call).Lists.FirstOrDefault(list => list.Id == call["list"]) ?? throw NotFound("The specified list was not found");

    private static SharePointItem Item(GraphCall call) =>
        List(call).Items.FirstOrDefault(item => item.Id.ToString(CultureInfo.InvariantCulture) == call["item"]) ?? throw NotFound("The specified item was not found");

    private static SandboxAnswer Items(GraphCall call)
    {
        SharePointList list = List(call);
        string filter = call.Option("$filter") ?? "";
        bool isAllowed = call.Http.Header("Prefer")?.IndexOf(Consent, StringComparison.OrdinalIgnoreCase) >= 0;
        if (!isAllowed && list.Columns.FirstOrDefault(column => !column.IsIndexed && filter.IndexOf("fields/" + column.Name + " ", StringComparison.Ordinal) >= 0) is { } bare)
        {
            throw new GraphException(400, "invalidRequest",
                $"Field '{bare.Name}' cannot be referenced in filter or orderby as it is not indexed. Provide the 'Prefer: {Consent}' header to allow this, but be warned that such queries may fail on large lists.");
        }

        return ODataQuery.Many(call, list.Items.Select(Json), "listItems", s_usual, (full, _) => full["fields"]?.DeepClone(), directory: false);
    }

    private static SandboxAnswer Change(GraphCall call)
    {
        SharePointItem item = Item(call);
        if (call.Http.Header("If-Match") is { Length: > 0 } tag && tag != "*" && tag != item.Tag) throw new GraphException(412, "resourceModified", "ETag does not match current item's value");
        JsonObject body = call.Body();
        foreach (KeyValuePair<string, JsonNode?> field in body)
        {
            SharePointColumn column = List(call).Columns.FirstOrDefault(each => each.Name == field.Key && !each.IsReadOnly)
                ?? throw new GraphException(400, "invalidRequest", $"Field '{field.Key}' is not recognized");
            string value = field.Value?.ToString() ?? "";
            if (column.Facet["text"]?["maxLength"] is { } most && value.Length > (int)most) throw new GraphException(400, "invalidRequest", "Text value is too long for the field");
        }

        foreach (KeyValuePair<string, JsonNode?> field in body) item.Fields[field.Key] = field.Value?.ToString() ?? "";
        item.Version++;
        JsonObject answer = new() { ["@odata.context"] = $"{call.Root}/$metadata#fields/$entity" };
        foreach (KeyValuePair<string, JsonNode?> field in Fields(item)) answer[field.Key] = field.Value?.DeepClone();
        return SandboxAnswer.Json(200, answer);
    }

    private static JsonObject Json(SharePointList list) => new() { ["id"] = list.Id, ["name"] = list.Name, ["displayName"] = list.Name };

    private static JsonObject Json(SharePointColumn column)
    {
        JsonObject json = new() { ["id"] = column.Name, ["name"] = column.Name, ["displayName"] = column.Title, ["hidden"] = false, ["readOnly"] = column.IsReadOnly, ["indexed"] = column.IsIndexed };
        foreach (KeyValuePair<string, JsonNode?> facet in column.Facet) json[facet.Key] = facet.Value?.DeepClone();
        return json;
    }

    private static JsonObject Json(SharePointItem item) => new()
    {
        ["id"] = item.Id.ToString(CultureInfo.InvariantCulture), ["eTag"] = item.Tag, ["webUrl"] = $"https://example.sharepoint.com/Lists/Forms/{item.Id}_.000", ["fields"] = Fields(item),
    };

    private static JsonObject Fields(SharePointItem item)
    {
        JsonObject fields = new() { ["@odata.etag"] = item.Tag, ["id"] = item.Id.ToString(CultureInfo.InvariantCulture) };
        foreach (KeyValuePair<string, string> field in item.Fields.Where(field => field.Value.Length > 0)) fields[field.Key] = field.Value;
        return fields;
    }

    private static GraphException NotFound(string text) => new(404, "itemNotFound", text);
}

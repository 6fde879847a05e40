using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Net.Http;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Connectors.Graph;
using LifecycleTools.Connectors.Systems;

namespace LifecycleTools.Connectors.Requests;

/// <summary>A column of a list.</summary>
/// <param name="Name">What the service calls it, for good: field_1.</param>
/// <param name="Title">What people call it.</param>
/// <param name="IsDay">It holds days without a time.</param>
/// <param name="Choices">What it can hold; empty for anything.</param>
/// <param name="MostText">How long a text may be; null for as long as it likes.</param>
internal sealed record ListColumn(string Name, string Title, bool IsDay, IReadOnlyList<string> Choices, int? MostText);

/// <summary>An item of a list as it was read.</summary>
/// <param name="Tag">Its ETag: another one after every change.</param>
/// <param name="Fields">Its values, by the names of the columns.</param>
internal sealed record ListItem(string Id, string Tag, JsonObject Fields)
{
    /// <summary>A field as text; empty when there is none.</summary>
    public string Text(ListColumn column) => Fields[column.Name]?.ToString() ?? "";
}

/// <summary>The way to one list of one SharePoint site, through Microsoft Graph.</summary>
/// <remarks>Source: Microsoft Graph v1.0, "Get a SharePoint site by path", "List items", "Update listItem" (If-Match), "List columns".</remarks>
internal sealed class SharePointCalls
{
    public const string Product = "SharePoint list";

    // Without it a filter on a column that has no index is refused; lists of forms are short.
    private const string AnyColumn = "HonorNonIndexedQueriesWarningMayFailRandomly";
    private const string Right = "Sites.Selected (with the role write on the site) or Sites.ReadWrite.All";
    private readonly SystemAccess _access;
    private readonly JsonCalls _calls;
    private string? _list;

    public SharePointCalls(SystemAccess access)
    {
        _access = access;
        GraphCalls graph = access.Graph ?? throw access.Missing("kind", "is 'sharepointlist', and there is no Microsoft Graph here");
        _calls = new JsonCalls(graph.Http, graph.Root, Product, access.Clock, _ => "");
    }

    /// <summary>The columns that people fill in.</summary>
    /// <exception cref="Engine.Errors.LifecycleException">ConnectorNotConfigured: no such site or list, with the lists that there are; ConnectorPermissionMissing.</exception>
    public async Task<IReadOnlyList<ListColumn>> ColumnsAsync(CancellationToken cancel)
    {
        string list = await OpenAsync(cancel).ConfigureAwait(false);
        return (await RowsAsync($"{list}/columns", cancel).ConfigureAwait(false))
            .Where(row => !IsSet(row, "hidden") && !IsSet(row, "readOnly"))
            .Select(row => new ListColumn(
                Text(row, "name"), Text(row, "displayName"), row["dateTime"]?["format"]?.ToString() == "dateOnly",
                row["choice"] is JsonObject choice && !IsSet(choice, "allowTextEntry") ? (choice["choices"] as JsonArray ?? []).Select(each => each?.ToString() ?? "").ToList() : [],
                row["text"] is JsonObject text && !IsSet(text, "allowMultipleLines") ? int.TryParse(Text(text, "maxLength"), NumberStyles.None, CultureInfo.InvariantCulture, out int most) ? most : 255 : null))
            .ToList();
    }

    /// <summary>The items whose column has one of these texts, oldest first.</summary>
    public async Task<IReadOnlyList<ListItem>> ItemsAsync(ListColumn column, IEnumerable<string> texts, CancellationToken cancel)
    {
        string list = await OpenAsync(cancel).ConfigureAwait(false);
        string filter = string.Join(" or ", texts.Select(text => $"fields/{column.Name} eq {ODataText.Quoted(text)}"));
        return (await RowsAsync($"{list}/items?$expand=fields&$filter={Uri.EscapeDataString(filter)}&$top=200", cancel).ConfigureAwait(false))
            .Select(Item).OrderBy(item => item.Id.Length).ThenBy(item => item.Id, StringComparer.Ordinal).ToList();
    }

    /// <summary>An item as it is now; null when it was deleted.</summary>
    public async Task<ListItem?> FindAsync(string id, CancellationToken cancel)
    {
        string list = await OpenAsync(cancel).ConfigureAwait(false);
        return await NamingAsync(() => _calls.FindAsync($"{list}/items/{Uri.EscapeDataString(id)}?$expand=fields", cancel)).ConfigureAwait(false) is JsonObject row ? Item(row) : null;
    }

    /// <summary>Writes fields of an item, if nobody has changed it since it was read.</summary>
    /// <returns>False when somebody has; then nothing is written.</returns>
    /// <remarks>A lost answer is sent again by the pipeline, and is refused then because of the first one: whoever gets false looks.</remarks>
    public async Task<bool> WriteAsync(ListItem item, JsonObject fields, CancellationToken cancel)
    {
        string list = await OpenAsync(cancel).ConfigureAwait(false);
        using HttpRequestMessage request = new(new HttpMethod("PATCH"), $"{_access.Graph!.Root.AbsoluteUri}/{list}/items/{Uri.EscapeDataString(item.Id)}/fields")
        {
            Content = new StringContent(fields.ToJsonString(), Encoding.UTF8, "application/json"),
        };
        request.Headers.TryAddWithoutValidation("If-Match", item.Tag);
        try
        {
            await NamingAsync(() => _calls.ReadWithHeaderAsync(request, "ETag", cancel)).ConfigureAwait(false);
            return true;
        }
        catch (GraphRefusal changed) when (changed.Status == 412)
        {
            return false;
        }
    }

    private async Task<string> OpenAsync(CancellationToken cancel)
    {
        if (_list is { } known) return known;

        JsonNode site = await NamingAsync(() => _calls.FindAsync($"sites/{SitePath()}?$select=id", cancel)).ConfigureAwait(false)
            ?? throw _access.Missing("site", $"is '{_access.Required("site")}', and the app sees no such site");
        string root = "sites/" + Uri.EscapeDataString(Text(site, "id"));
        IReadOnlyList<JsonObject> lists = await RowsAsync($"{root}/lists?$select=id,name,displayName", cancel).ConfigureAwait(false);
        string wanted = _access.Required("list");
        JsonObject[] found = lists.Where(row => new[] { "id", "displayName", "name" }.Any(name => string.Equals(Text(row, name), wanted, StringComparison.OrdinalIgnoreCase))).ToArray();
        if (found.Length != 1)
        {
            throw _access.Missing("list", found.Length == 0
                ? $"is '{wanted}', and must be one of: {string.Join(", ", lists.Select(row => Text(row, "displayName")))}"
                : $"is '{wanted}', which several are called. Write one of these ids: {string.Join(", ", found.Select(row => Text(row, "id")))}");
        }

        return _list = $"{root}/lists/{Uri.EscapeDataString(Text(found[0], "id"))}";
    }

    // https://contoso.sharepoint.com/sites/hr, or the site's id.
    private string SitePath()
    {
        string given = _access.Required("site");
        if (!Uri.TryCreate(given, UriKind.Absolute, out Uri? address) || address.Scheme is not ("https" or "http")) return Uri.EscapeDataString(given);
        string path = address.AbsolutePath.TrimEnd('/');
        return path.Length == 0 ? address.Host : $"{address.Host}:{path}";
    }

    private async Task<IReadOnlyList<JsonObject>> RowsAsync(string path, CancellationToken cancel)
    {
        List<JsonObject> rows = [];
        for (string? next = $"{_access.Graph!.Root.AbsoluteUri}/{path}"; next is not null;)
        {
            using HttpRequestMessage request = new(HttpMethod.Get, _calls.Checked(next));
            request.Headers.TryAddWithoutValidation("Prefer", AnyColumn);
            JsonNode page = (await NamingAsync(() => _calls.ReadWithHeaderAsync(request, "ETag", cancel)).ConfigureAwait(false)).Body ?? throw _calls.Unexpected("a page is empty");
            rows.AddRange((page["value"] as JsonArray ?? throw _calls.Unexpected("a page has no value")).OfType<JsonObject>());
            next = page!["@odata.nextLink"]?.ToString();
        }

        return rows;
    }

    private ListItem Item(JsonObject row) => new(
        Text(row, "id") is { Length: > 0 } id ? id : throw _calls.Unexpected("an item has no id"),
        Text(row, "eTag") is { Length: > 0 } tag ? tag : Text(row, "@odata.etag") is { Length: > 0 } other ? other : throw _calls.Unexpected("an item has no ETag"),
        row["fields"] as JsonObject ?? throw _calls.Unexpected("an item has no fields"));

    private static Task<T> NamingAsync<T>(Func<Task<T>> call) => MissingRights.NameAsync(
        call, $"It needs {Right}.", $"Grant {Right} to the app registration; a grant on one site is given by POST /sites/{{id}}/permissions.");

    private static string Text(JsonNode row, string name) => row[name]?.ToString() ?? "";

    private static bool IsSet(JsonObject row, string name) => row[name] is JsonValue value && value.TryGetValue(out bool set) && set;
}

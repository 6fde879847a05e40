using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using System.Text.Json.Nodes;
using LifecycleTools.Sandbox.Http;

namespace LifecycleTools.Sandbox.Graph;

/// <summary>What the query options make of an object or a collection: $filter, $search, $orderby, $expand, $select, $top, $count, paging.</summary>
internal static class ODataQuery
{
    private const int LargestPage = 999;

    /// <summary>Answers with one object.</summary>
    /// <param name="full">Every property the object has.</param>
    /// <param name="usual">Properties given without $select; null: all.</param>
    /// <param name="type">Name in the metadata, for the context link: <c>users</c>.</param>
    public static SandboxAnswer One(GraphCall call, JsonObject full, string type, IReadOnlyCollection<string>? usual = null, Func<JsonObject, string, JsonNode?>? expand = null, int status = 200)
    {
        var body = new JsonObject { ["@odata.context"] = $"{call.Root}/$metadata#{type}/$entity" };
        foreach (KeyValuePair<string, JsonNode?> property in Chosen(call, full, usual, expand).ToList()) body[property.Key] = property.Value?.DeepClone();
        return SandboxAnswer.Json(status, body);
    }

    /// <summary>Answers with a page of a collection.</summary>
    /// <param name="directory">True for directory objects, where advanced queries need their header.</param>
    /// <param name="pages">False for the few collections that never page.</param>
    public static SandboxAnswer Many(GraphCall call, IEnumerable<JsonObject> all, string type, IReadOnlyCollection<string>? usual = null, Func<JsonObject, string, JsonNode?>? expand = null, bool directory = true, bool pages = true)
    {
        List<JsonObject> found = Matching(call, all, directory).ToList();
        int size = pages ? PageSize(call) : Math.Max(1, found.Count);
        int start = Start(call);

        var body = new JsonObject { ["@odata.context"] = $"{call.Root}/$metadata#{type}" };
        if (SandboxTenant.Same(call.Option("$count"), "true")) body["@odata.count"] = found.Count;
        if (start + size < found.Count) body["@odata.nextLink"] = NextLink(call, start + size);
        body["value"] = new JsonArray(found.Skip(start).Take(size).Select(item => (JsonNode?)Chosen(call, item, usual, expand)).ToArray());
        return SandboxAnswer.Json(200, body);
    }

    /// <summary>Answers <c>/$count</c>: a bare number.</summary>
    public static SandboxAnswer Count(GraphCall call, IEnumerable<JsonObject> all)
    {
        if (!call.IsEventual) throw GraphErrors.Unsupported("$count is not currently supported without the 'ConsistencyLevel: eventual' header.");
        string number = Matching(call, all, directory: false).Count().ToString(CultureInfo.InvariantCulture);
        return SandboxAnswer.Text(200, number, "text/plain");
    }

    private static IEnumerable<JsonObject> Matching(GraphCall call, IEnumerable<JsonObject> all, bool directory)
    {
        bool allowed = !directory || (call.IsEventual && SandboxTenant.Same(call.Option("$count"), "true"));
        IEnumerable<JsonObject> found = all;
        if (call.Option("$search") is { } search)
        {
            if (!call.IsEventual)
                throw GraphErrors.Unsupported("Request with $search query parameter only works through MSGraph with a special request header: 'ConsistencyLevel: eventual'");
            found = found.Where(item => Finds(item, search));
        }

        string? filter = call.Option("$filter");
        if (filter is not null)
        {
            (Func<JsonObject, bool> fits, bool isAdvanced) = ODataFilter.Read(filter);
            if (isAdvanced && !allowed) throw GraphErrors.Unsupported("Unsupported Query.");
            found = found.Where(fits);
        }

        if (call.Option("$orderby") is not { Length: > 0 } order) return found;
        if (filter is not null && !allowed) throw GraphErrors.Unsupported("Sorting not supported for current query.");
        string[] parts = order.Split(new[] { ' ' }, StringSplitOptions.RemoveEmptyEntries);
        return parts.Length > 1 && SandboxTenant.Same(parts[1], "desc")
            ? found.OrderByDescending(item => item[parts[0]]?.ToString(), StringComparer.OrdinalIgnoreCase)
            : found.OrderBy(item => item[parts[0]]?.ToString(), StringComparer.OrdinalIgnoreCase);
    }

    // "displayName:text": any word of the property begins with the text.
    private static bool Finds(JsonObject item, string search)
    {
        string[] parts = search.Trim('"').Split(new[] { ':' }, 2);
        if (parts.Length < 2) throw GraphErrors.BadQuery("Invalid $search clause.");
        string text = item[parts[0]]?.ToString() ?? "";
        return text.Split(' ').Any(word => word.StartsWith(parts[1], StringComparison.OrdinalIgnoreCase))
            || text.StartsWith(parts[1], StringComparison.OrdinalIgnoreCase);
    }

    private static JsonObject Chosen(GraphCall call, JsonObject full, IReadOnlyCollection<string>? usual, Func<JsonObject, string, JsonNode?>? expand)
    {
        IReadOnlyCollection<string>? names = call.Option("$select") is { Length: > 0 } select ? Names(select) : usual;
        JsonObject chosen = Only(full, names, call.Option("$select") is not null);
        foreach (string wanted in Split(call.Option("$expand")))
        {
            string name = wanted.Split('(')[0];
            if (expand is null) throw GraphErrors.BadQuery($"Parsing OData Select and Expand failed: Could not find a property named '{name}' on type 'microsoft.graph.directoryObject'.");
            chosen[name] = Inner(expand(full, name), wanted);
        }

        return chosen;
    }

    /// <summary>The named properties of an object; the annotation of its type always comes along.</summary>
    private static JsonObject Only(JsonObject full, IReadOnlyCollection<string>? names, bool asked)
    {
        if (names is null || names.Contains("*")) return (JsonObject)full.DeepClone();
        var chosen = new JsonObject();
        if (full["@odata.type"] is { } type) chosen["@odata.type"] = type.DeepClone();
        foreach (string name in names)
        {
            KeyValuePair<string, JsonNode?> property = full.FirstOrDefault(candidate => SandboxTenant.Same(candidate.Key, name));
            if (property.Key is not null) chosen[property.Key] = property.Value?.DeepClone();
            else if (asked && full["@odata.type"] is null)
                throw GraphErrors.BadQuery($"Parsing OData Select and Expand failed: Could not find a property named '{name}' on the requested type.");
        }

        return chosen;
    }

    private static JsonNode? Inner(JsonNode? expanded, string wanted)
    {
        int open = wanted.IndexOf("$select=", StringComparison.OrdinalIgnoreCase);
        if (open < 0) return expanded;
        IReadOnlyCollection<string> names = Names(wanted.Substring(open + "$select=".Length).Split(';', ')')[0]);
        return expanded switch
        {
            JsonObject one => Only(one, names, asked: false),
            JsonArray many => new JsonArray(many.Select(item => (JsonNode?)Only((JsonObject)item!, names, asked: false)).ToArray()),
            _ => expanded,
        };
    }

    private static string[] Names(string list) => list.Split(new[] { ',' }, StringSplitOptions.RemoveEmptyEntries).Select(name => name.Trim()).ToArray();

    // Commas inside parentheses belong to the inner $select.
    private static IEnumerable<string> Split(string? expand)
    {
        if (string.IsNullOrEmpty(expand)) yield break;
        int depth = 0, start = 0;
        for (int place = 0; place < expand!.Length; place++)
        {
            if (expand[place] == '(') depth++;
            if (expand[place] == ')') depth--;
            if (expand[place] != ',' || depth > 0) continue;
            yield return expand.Substring(start, place - start).Trim();
            start = place + 1;
        }

        yield return expand.Substring(start).Trim();
    }

    private static int PageSize(GraphCall call)
    {
        if (call.Option("$top") is not { } top) return call.Tenant.Options.PageSize;
        if (!int.TryParse(top, NumberStyles.None, CultureInfo.InvariantCulture, out int size) || size is < 1 or > LargestPage)
            throw GraphErrors.BadRequest($"Invalid page size specified: '{top}'. Must be between 1 and {LargestPage} inclusive.");
        return size;
    }

    private static string NextLink(GraphCall call, int start)
    {
        string opaque = "RFNwdAI" + Convert.ToBase64String(Encoding.ASCII.GetBytes(start.ToString("D8", CultureInfo.InvariantCulture))).TrimEnd('=');
        IEnumerable<string> kept = call.Http.Uri.Query.TrimStart('?').Split(new[] { '&' }, StringSplitOptions.RemoveEmptyEntries)
            .Where(pair => Uri.UnescapeDataString(pair).IndexOf("$skiptoken=", StringComparison.OrdinalIgnoreCase) != 0);
        return call.Http.Authority + call.Http.Uri.AbsolutePath + "?" + string.Join("&", kept.Concat(new[] { "$skiptoken=" + opaque }));
    }

    private static int Start(GraphCall call)
    {
        if (call.Option("$skiptoken") is not { } token) return 0;
        const int mark = 7;
        try
        {
            string text = token.Substring(mark);
            text += new string('=', (4 - text.Length % 4) % 4);
            return int.Parse(Encoding.ASCII.GetString(Convert.FromBase64String(text)), CultureInfo.InvariantCulture);
        }
        catch (Exception error) when (error is FormatException or ArgumentException)
        {
            throw GraphErrors.BadRequest("The specified page token value has expired and can no longer be included in your request.");
        }
    }
}

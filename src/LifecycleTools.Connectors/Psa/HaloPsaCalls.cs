using System;
using System.Collections.Generic;
using System.Linq;
using System.Net.Http;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Connectors.Http;
using LifecycleTools.Connectors.Systems;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.Running;
using LifecycleTools.Engine.Security;

namespace LifecycleTools.Connectors.Psa;

/// <summary>The way to one HaloPSA: its sign-in, its pages, its bodies that are arrays, its warnings.</summary>
internal sealed class HaloPsaCalls
{
    private const int PageSize = 100;
    private readonly SystemAccess _access;
    private readonly JsonCalls _calls;

    public HaloPsaCalls(SystemAccess access)
    {
        _access = access;
        Uri root = access.Address();
        Uri authority = access.Value("authUrl") is null ? new Uri(root.GetLeftPart(UriPartial.Authority) + "/auth") : access.Address("authUrl");
        string tenant = access.Value("tenant") is { } given ? "?tenant=" + Uri.EscapeDataString(given) : "";
        Uri token = new($"{authority.OriginalString.TrimEnd('/')}/token{tenant}");
        Secret secret = access.Secret("clientSecret");
        OAuthSignIn signIn = new(access.Transport, access.Clock, Product);
        Dictionary<string, string> form = new()
        {
            ["grant_type"] = "client_credentials", ["client_id"] = access.Required("clientId"), ["client_secret"] = secret.Reveal(), ["scope"] = access.Value("scope") ?? "all",
        };
        HttpClient client = access.Client(new BearerHandler(root, access.Clock, cancel => signIn.AskAsync(token, form, null, null, cancel)), new PipelineSettings());
        bool hasPath = root.AbsolutePath.Trim('/').EndsWith("api", StringComparison.OrdinalIgnoreCase);
        _calls = new JsonCalls(client, hasPath ? root : new Uri(root.GetLeftPart(UriPartial.Authority) + "/api"), Product, access.Clock, TextOf);
    }

    public const string Product = "HaloPSA";

    /// <summary>An object, or null when it is not there.</summary>
    /// <param name="right">What the application and its agent need for it.</param>
    public async Task<JsonObject?> FindAsync(string path, string right, CancellationToken cancel) =>
        await NamingAsync(right, () => _calls.FindAsync(path, cancel)).ConfigureAwait(false) is { } answer ? Single(answer, path) : null;

    /// <summary>A list that comes whole: an array, or an object that holds one.</summary>
    /// <param name="inside">The property that holds it, where it is an object.</param>
    public async Task<List<JsonObject>> ListAsync(string path, string inside, string right, CancellationToken cancel) =>
        Rows(await NamingAsync(right, () => _calls.GetAsync(path, cancel)).ConfigureAwait(false), inside, path);

    /// <summary>All rows of a list, page by page.</summary>
    public async Task<List<JsonObject>> PagesAsync(string path, string query, string inside, string right, CancellationToken cancel)
    {
        List<JsonObject> rows = [];
        HashSet<string> seen = new(StringComparer.Ordinal);
        for (int page = 1; ; page++)
        {
            string asked = $"{path}?{query}&pageinate=true&page_size={PageSize}&page_no={page}";
            JsonNode? answer = await NamingAsync(right, () => _calls.GetAsync(asked, cancel)).ConfigureAwait(false);
            List<JsonObject> found = Rows(answer, inside, path).Where(row => seen.Add(row["id"]?.ToString() ?? "")).ToList();
            rows.AddRange(found);

            // A server that ignores the page sends the same rows again: nothing new is the end, too.
            int? total = answer?["record_count"] is JsonValue count && count.TryGetValue(out int number) ? number : null;
            if (found.Count == 0 || rows.Count >= total) return rows;
        }
    }

    /// <summary>Sends one object, as the array that the service wants.</summary>
    /// <param name="isRepeatable">Whether it says absolute values of something that is there already.</param>
    /// <returns>The object, from an answer that is one or holds one.</returns>
    public async Task<JsonObject> SendAsync(string path, JsonObject body, bool isRepeatable, string right, CancellationToken cancel)
    {
        JsonNode? answer = await NamingAsync(right, () => _calls.SendAsync(HttpMethod.Post, path, new JsonArray(body), isRepeatable ? RequestMarks.Repeatable : null, cancel)).ConfigureAwait(false);
        JsonObject made = answer is null ? throw _calls.Unexpected($"{path} answered nothing") : Single(answer, path);
        if (made["_warning"]?.ToString() is { Length: > 0 } warning)
        {
            if (made["_warning_is_error"]?.ToString() is "true" or "True") throw new LifecycleException(ErrorIds.ConnectorRequestRefused, ErrorKind.Refused, $"{Product}: {path} was refused: {warning.TrimEnd('.')}.");
            (CallScope.Current?.Log ?? _access.Log).Warning($"{Product} accepted {path} and warned: {warning}");
        }

        return made;
    }

    /// <summary>An answer that is not what was asked for.</summary>
    public LifecycleException Unexpected(string what) => _calls.Unexpected(what);

    private static Task<T> NamingAsync<T>(string right, Func<Task<T>> call) => MissingRights.NameAsync(
        call, $"It needs {right}.", $"In {Product}, Configuration > Integrations > HaloPSA API: give the application {right}, and its agent a role that may do the same.");

    private JsonObject Single(JsonNode answer, string path) =>
        answer as JsonObject ?? (answer is JsonArray { Count: 1 } list ? list[0] as JsonObject : null) ?? throw _calls.Unexpected($"{path} answered without an object");

    private List<JsonObject> Rows(JsonNode? answer, string inside, string path) =>
        ((answer as JsonArray ?? answer?[inside] as JsonArray) ?? throw _calls.Unexpected($"{path} is no list")).OfType<JsonObject>().ToList();

    // Three shapes: plain text, {"Message"}, {"error","error_description"}. A page of a proxy says nothing.
    private static string TextOf(string body)
    {
        string text = body.Trim();
        if (text.StartsWith("<", StringComparison.Ordinal)) return "";
        try
        {
            JsonNode? answer = text.Length == 0 ? null : JsonNode.Parse(text);
            return answer is JsonObject ? (answer["Message"] ?? answer["message"] ?? answer["error_description"] ?? answer["error"])?.ToString() ?? "" : answer is JsonValue ? answer.ToString() : "";
        }
        catch (JsonException)
        {
            return text.Length <= 300 ? text : text.Substring(0, 300);
        }
    }
}

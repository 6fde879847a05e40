using System;
using System.Collections.Generic;
using System.Linq;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Connectors.Http;
using LifecycleTools.Connectors.Systems;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.Security;

namespace LifecycleTools.Connectors.Psa;

/// <summary>The way to one ConnectWise PSA: its keys, its release root, its pages, its conditions.</summary>
internal sealed class ConnectWiseCalls
{
    private const int PageSize = 1000;

    // No server gives smaller pages than the default of 25, so a shorter page is the last one whatever the server's limit is.
    private const int SmallestPage = 25;
    private readonly SystemAccess _access;
    private readonly HttpClient _client;
    private readonly Uri _host;
    private JsonCalls? _calls;

    public ConnectWiseCalls(SystemAccess access)
    {
        _access = access;
        _host = access.Address();
        string user = $"{access.Required("company")}+{access.Required("publicKey")}";
        _client = access.Client(new SignIn(_host, user, access.Secret("privateKey"), access.Required("clientId")), new PipelineSettings());
        _client.DefaultRequestHeaders.TryAddWithoutValidation("Accept", $"application/vnd.connectwise.com+json; version={access.Value("version") ?? "2026.4"}");
    }

    public const string Product = "ConnectWise PSA";

    /// <summary>The calls, once it is known where they begin.</summary>
    public async Task<JsonCalls> OpenAsync(CancellationToken cancel)
    {
        if (_calls is { } known) return known;
        string codebase = _access.Value("codebase") is { } given && !given.Equals("auto", StringComparison.OrdinalIgnoreCase) ? given
            : _access.Value("codebase") is null ? "v4_6_release"
            : await DiscoverAsync(cancel).ConfigureAwait(false);
        return _calls = Calls(new Uri($"{_host.GetLeftPart(UriPartial.Authority)}/{codebase.Trim('/')}/apis/3.0"));
    }

    /// <summary>All rows of a list, page by page.</summary>
    /// <param name="right">What the member's security role needs for it, as the product names it.</param>
    public async Task<List<JsonObject>> ListAsync(string path, string query, string right, CancellationToken cancel)
    {
        JsonCalls calls = await OpenAsync(cancel).ConfigureAwait(false);
        List<JsonObject> rows = [];
        for (int page = 1; ; page++)
        {
            JsonNode? answer = await NamingAsync(right, () => calls.GetAsync($"{path}?{query}&pageSize={PageSize}&page={page}", cancel)).ConfigureAwait(false);
            if (answer is not JsonArray found) throw calls.Unexpected($"{path} is no list");
            rows.AddRange(found.OfType<JsonObject>());
            if (found.Count < SmallestPage) return rows;
        }
    }

    /// <summary>Has a refusal say which right is missing.</summary>
    public Task<T> NamingAsync<T>(string right, Func<Task<T>> call) => MissingRights.NameAsync(
        call, $"The security role of the API member needs: {right}.", $"In {Product}, System > Security Roles: give the API member's role {right}.");

    /// <summary>A text as a string of a condition; null when it cannot be one. There is no escape: a double quote would end the string.</summary>
    public static string? Quoted(string text) =>
        text.Length > 0 && text.All(letter => letter is not '"' and not '\\' && !char.IsControl(letter)) ? $"\"{text}\"" : null;

    /// <summary>The query option "conditions".</summary>
    public static string Where(string condition) => "conditions=" + Uri.EscapeDataString(condition);

    private async Task<string> DiscoverAsync(CancellationToken cancel)
    {
        string host = _host.Host.StartsWith("api-", StringComparison.OrdinalIgnoreCase) ? _host.Host.Substring("api-".Length) : _host.Host;
        JsonCalls calls = Calls(new UriBuilder(_host) { Host = host, Path = "" }.Uri);
        string company = _access.Required("company");
        JsonNode answer = await calls.FindAsync("login/companyinfo/" + Uri.EscapeDataString(company), cancel).ConfigureAwait(false)
            ?? throw new LifecycleException(ErrorIds.ConnectorSignInFailed, ErrorKind.SignIn, $"{Product}: {host} knows no company '{company}'. It may be of another region.");
        if (answer["SiteUrl"]?.ToString() is { Length: > 0 } site && !string.Equals(site, _host.Host, StringComparison.OrdinalIgnoreCase) && _host.Host.EndsWith(".myconnectwise.net", StringComparison.OrdinalIgnoreCase))
        {
            throw new LifecycleException(ErrorIds.ConnectorSignInFailed, ErrorKind.SignIn, $"{Product}: company '{company}' is at https://{site}, not at {_host}.")
            {
                RecommendedAction = $"Write url: https://{site} in the tenant file.",
            };
        }

        return answer["Codebase"]?.ToString() is { Length: > 0 } codebase ? codebase : throw calls.Unexpected("the company's codebase is missing");
    }

    private JsonCalls Calls(Uri root) => new(_client, root, Product, _access.Clock, TextOf);

    private static string TextOf(string body)
    {
        try
        {
            if (body.Length == 0 || JsonNode.Parse(body) is not JsonObject answer) return "";
            IEnumerable<string> errors = (answer["errors"] as JsonArray ?? []).OfType<JsonObject>().Select(error => $"{error["field"]}: {error["message"]}");
            return string.Join("; ", new[] { answer["message"]?.ToString() ?? "" }.Concat(errors).Where(text => text.Length > 0));
        }
        catch (JsonException)
        {
            // A page of a proxy says nothing about the ticket.
            return "";
        }
    }

    /// <summary>Puts the keys on requests to one host, and on no others.</summary>
    /// <remarks>Source: ConnectWise developer guide, "Authentication".</remarks>
    private sealed class SignIn(Uri host, string user, Secret privateKey, string clientId) : DelegatingHandler
    {
        private readonly Resource _host = new(host.Host, host);

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancel)
        {
            request.Headers.Authorization = null;
            request.Headers.Remove("clientId");
            if (_host.Covers(request.RequestUri!))
            {
                request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{privateKey.Reveal()}")));
                request.Headers.TryAddWithoutValidation("clientId", clientId);
            }

            return base.SendAsync(request, cancel);
        }
    }
}

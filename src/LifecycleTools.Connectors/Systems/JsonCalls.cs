using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Connectors.Http;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.Running;

namespace LifecycleTools.Connectors.Systems;

/// <summary>JSON over HTTP to one vendor: paths in, parsed answers out, every answer that is no success a <see cref="LifecycleException"/>.</summary>
/// <param name="root">Where paths begin, without a slash at the end.</param>
/// <param name="product">For messages: "NinjaOne".</param>
/// <param name="clock">Whose time Retry-After is measured in.</param>
/// <param name="textOf">Reads the vendor's own words from an error body; empty when there are none. Never a secret.</param>
/// <param name="errorHeader">A header that says what was wrong, where the vendor has one.</param>
internal sealed class JsonCalls(HttpClient client, Uri root, string product, IClock clock, Func<string, string> textOf, string? errorHeader = null)
{
    /// <summary>What the account needs for all of this, said where it is refused: "It needs the scope management." Empty where each call names its own.</summary>
    public string Needs { get; init; } = "";

    /// <summary>Reads.</summary>
    /// <param name="path">From the root, escaped: "v2/devices?df=...". An absolute address must be of the same host.</param>
    /// <returns>The answer's JSON; null when the service says that there is nothing (204).</returns>
    /// <exception cref="LifecycleException">ConnectorAnswerUnexpected when it says 200 and nothing: an empty page of a proxy must not pass for an empty list.</exception>
    public async Task<JsonNode?> GetAsync(string path, CancellationToken cancel)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, AddressOf(path));
        return (await SendAsync(request, null, cancel).ConfigureAwait(false)).Body;
    }

    /// <summary>Reads a list.</summary>
    /// <param name="inside">The property of the answer that holds it; null when the answer is the list.</param>
    /// <exception cref="LifecycleException">ConnectorAnswerUnexpected when there is none: what is not seen is not empty.</exception>
    public async Task<IReadOnlyList<JsonObject>> ListAsync(string path, string? inside, CancellationToken cancel)
    {
        JsonNode? answer = await GetAsync(path, cancel).ConfigureAwait(false);
        return Rows(inside is null ? answer : (answer as JsonObject)?[inside], path);
    }

    /// <summary>The objects of a list that an answer holds.</summary>
    /// <param name="path">For the message.</param>
    /// <exception cref="LifecycleException">ConnectorAnswerUnexpected when it is no list.</exception>
    public IReadOnlyList<JsonObject> Rows(JsonNode? list, string path) =>
        list is JsonArray rows ? rows.OfType<JsonObject>().ToList() : throw Unexpected($"{path.Split('?')[0]} was answered without its list");

    /// <summary>Reads; null when it is not there (404).</summary>
    public async Task<JsonNode?> FindAsync(string path, CancellationToken cancel)
    {
        try
        {
            return await GetAsync(path, cancel).ConfigureAwait(false);
        }
        catch (LifecycleException failure) when (failure.Id == ErrorIds.ConnectorObjectNotFound)
        {
            return null;
        }
    }

    /// <summary>Reads an object; null when it is not there (404).</summary>
    /// <param name="mark">A property that every such object has.</param>
    /// <exception cref="LifecycleException">ConnectorAnswerUnexpected when the answer is something else: that does not say that the object is gone.</exception>
    public async Task<JsonObject?> FindObjectAsync(string path, string mark, CancellationToken cancel)
    {
        try
        {
            return await GetAsync(path, cancel).ConfigureAwait(false) is JsonObject found && found[mark] is not null
                ? found
                : throw Unexpected($"{path.Split('?')[0]} was answered with something that has no {mark}");
        }
        catch (LifecycleException failure) when (failure.Id == ErrorIds.ConnectorObjectNotFound)
        {
            return null;
        }
    }

    /// <summary>Sends a body of JSON, or none.</summary>
    /// <param name="marks">What the verb does not say; null for what it says.</param>
    public Task<JsonNode?> SendAsync(HttpMethod method, string path, JsonNode? body, RequestMarks? marks, CancellationToken cancel) =>
        SendContentAsync(method, path, body is null ? null : new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json"), marks, cancel);

    /// <summary>Sends a body of any kind.</summary>
    /// <returns>The answer's JSON; null when it has no body.</returns>
    /// <exception cref="LifecycleException">
    /// ConnectorSignInFailed (401), ConnectorPermissionMissing (403), ConnectorObjectNotFound (404), ConnectorThrottled (429), ConnectorRequestRefused (4xx),
    /// ConnectorFailed (5xx; ambiguous for a change), and what the pipeline throws when no answer came.
    /// </exception>
    public async Task<JsonNode?> SendContentAsync(HttpMethod method, string path, HttpContent? body, RequestMarks? marks, CancellationToken cancel)
    {
        using HttpRequestMessage request = new(method, AddressOf(path)) { Content = body };
        marks?.On(request);
        return (await SendAsync(request, null, cancel).ConfigureAwait(false)).Body;
    }

    /// <summary>Reads an answer of which a header matters as well.</summary>
    /// <param name="request">To an address of the same host.</param>
    /// <returns>The answer's JSON, null when it has no body; and the header, empty when it is not there.</returns>
    /// <exception cref="LifecycleException">ConnectorAnswerUnexpected when a read is answered with 200 and nothing.</exception>
    public async Task<(JsonNode? Body, string Header)> ReadWithHeaderAsync(HttpRequestMessage request, string header, CancellationToken cancel)
    {
        Answer answer = await SendAsync(request, header, cancel).ConfigureAwait(false);
        return (answer.Body, answer.Header);
    }

    private async Task<Answer> SendAsync(HttpRequestMessage request, string? header, CancellationToken cancel)
    {
        using HttpResponseMessage response = await client.SendAsync(request, cancel).ConfigureAwait(false);
        string text = response.Content is null ? "" : await response.Content.ReadAsStringAsync().ConfigureAwait(false);
        if (!response.IsSuccessStatusCode) throw Refusal(request, response, text);

        string value = header is not null && response.Headers.TryGetValues(header, out IEnumerable<string>? values) ? string.Join(",", values) : "";
        if (text.Length == 0 && request.Method == HttpMethod.Get && response.StatusCode != HttpStatusCode.NoContent) throw Unexpected($"{CallRecord.Describe(request)} was answered with nothing");
        try
        {
            return new Answer(text.Length == 0 ? null : JsonNode.Parse(text), value);
        }
        catch (JsonException failure)
        {
            throw Unexpected($"{CallRecord.Describe(request)} was answered with something that is no JSON", failure);
        }
    }

    /// <summary>The failure of an answer that parses and is not what was asked for.</summary>
    public LifecycleException Unexpected(string what, Exception? inner = null) =>
        new(ErrorIds.ConnectorAnswerUnexpected, ErrorKind.Answer, $"{product}: {what}.", inner);

    /// <summary>An address that an answer named, if it is of the same host.</summary>
    /// <exception cref="LifecycleException">ConnectorAnswerUnexpected when it is not.</exception>
    public Uri Checked(string address) => AddressOf(address);

    private Uri AddressOf(string path)
    {
        Uri address = Uri.TryCreate(path, UriKind.Absolute, out Uri? absolute) && absolute.Scheme.StartsWith("http", StringComparison.Ordinal)
            ? absolute
            : new Uri($"{root.OriginalString.TrimEnd('/')}/{path.TrimStart('/')}");

        // A page's link comes from an answer: it must not lead the credentials to another host.
        if (address.Host == root.Host && address.Port == root.Port && address.Scheme == root.Scheme) return address;
        throw Unexpected($"an answer named an address of another host ({address.Host})");
    }

    private LifecycleException Refusal(HttpRequestMessage request, HttpResponseMessage response, string body)
    {
        int status = (int)response.StatusCode;
        bool isRead = RequestMarks.Of(request).IsRead;
        bool notBegun = status == 503 && RetryAfter.Of(response, clock.UtcNow) is not null;
        bool ambiguous = !isRead && status >= 500 && !notBegun;
        string inHeader = errorHeader is not null && response.Headers.TryGetValues(errorHeader, out IEnumerable<string>? header) ? string.Join(" ", header) : "";
        string said = (inHeader.Length > 0 ? inHeader : textOf(body)).Trim().TrimEnd('.');
        string result = ambiguous ? "was not confirmed and may have taken effect" : isRead ? "was not answered" : "was refused";
        (string id, ErrorKind kind, string? advice) = Meaning(status);
        return new LifecycleException(id, kind, $"{product}: {CallRecord.Describe(request)} {result}: {(said.Length > 0 ? said : "no reason was given")} ({status}).{(status == 403 && Needs.Length > 0 ? " " + Needs : "")}")
        {
            IsAmbiguous = ambiguous,
            RequestId = RecordHandler.RequestIdOf(response) is { Length: > 0 } given ? given : null,
            RecommendedAction = advice,
        };
    }

    private sealed record Answer(JsonNode? Body, string Header);

    private static (string Id, ErrorKind Kind, string? Advice) Meaning(int status) => status switch
    {
        401 => (ErrorIds.ConnectorSignInFailed, ErrorKind.SignIn, "Check the credential in the tenant file, and that it belongs to this address."),
        403 => (ErrorIds.ConnectorPermissionMissing, ErrorKind.Refused, "Give the account of the tenant file the right that this needs."),
        404 => (ErrorIds.ConnectorObjectNotFound, ErrorKind.NotFound, null),
        409 => (ErrorIds.ConnectorObjectExists, ErrorKind.Exists, null),
        429 => (ErrorIds.ConnectorThrottled, ErrorKind.Limit, "Run the command again later; finished steps are not repeated."),
        >= 500 => (ErrorIds.ConnectorFailed, ErrorKind.Network, "Look at the service's health, then run the command again."),
        _ => (ErrorIds.ConnectorRequestRefused, ErrorKind.Refused, null),
    };
}

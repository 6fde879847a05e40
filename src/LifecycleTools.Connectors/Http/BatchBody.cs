using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Threading.Tasks;

namespace LifecycleTools.Connectors.Http;

/// <summary>The JSON of a $batch and of its answer.</summary>
/// <remarks>Source: Microsoft Graph, "Combine multiple HTTP requests using JSON batching"; Exchange's admin endpoint speaks the same.</remarks>
internal static class BatchBody
{
    private const string Json = "application/json";

    /// <summary>The id of the item at this place.</summary>
    public static string IdOf(int index) => (index + 1).ToString(CultureInfo.InvariantCulture);

    /// <summary>Whether an item can hold it: no body, or JSON. A photo cannot.</summary>
    public static async Task<bool> CanCarryAsync(HttpRequestMessage request)
    {
        if (request.Content is null) return true;

        await request.Content.LoadIntoBufferAsync().ConfigureAwait(false);
        return request.Content.Headers.ContentLength is 0 || request.Content.Headers.ContentType?.MediaType == Json;
    }

    /// <summary>The request that carries all of these.</summary>
    public static async Task<HttpRequestMessage> WriteAsync(BatchService service, IReadOnlyList<WaitingRequest> items)
    {
        var body = new MemoryStream();
        using (var json = new Utf8JsonWriter(body))
        {
            json.WriteStartObject();
            json.WriteStartArray("requests");
            for (int i = 0; i < items.Count; i++) await WriteItemAsync(json, IdOf(i), items[i]).ConfigureAwait(false);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        var content = new ByteArrayContent(body.ToArray());
        content.Headers.ContentType = new MediaTypeHeaderValue(Json);
        var request = new HttpRequestMessage(HttpMethod.Post, service.Root.AbsoluteUri + "/$batch") { Content = content };
        request.Headers.Accept.ParseAdd(Json);
        foreach (KeyValuePair<string, string> header in service.Headers) request.Headers.TryAddWithoutValidation(header.Key, header.Value);
        RequestMarks.Carrier.On(request);
        return request;
    }

    /// <summary>The answers by item id; null when it is not an answer to a batch. Throttled items all wait as long as the one that waits longest.</summary>
    public static async Task<IReadOnlyDictionary<string, HttpResponseMessage>?> ReadAsync(HttpResponseMessage answer, DateTimeOffset now)
    {
        byte[] body = await answer.Content.ReadAsByteArrayAsync().ConfigureAwait(false);
        using JsonDocument document = JsonDocument.Parse(body);
        if (document.RootElement.ValueKind != JsonValueKind.Object
            || !document.RootElement.TryGetProperty("responses", out JsonElement items)
            || items.ValueKind != JsonValueKind.Array)
        {
            return null;
        }

        var answers = new Dictionary<string, HttpResponseMessage>(StringComparer.Ordinal);
        foreach (JsonElement item in items.EnumerateArray())
        {
            if (TryReadItem(item, RecordHandler.RequestIdOf(answer)) is not var (id, own)) return null;
            answers[id] = own;
        }

        WaitAsLongAsTheLongest(answers.Values, now);
        return answers;
    }

    /// <summary>An item's copy of the answer that its whole batch got.</summary>
    public static async Task<HttpResponseMessage> CopyAsync(HttpResponseMessage answer)
    {
        var copy = new HttpResponseMessage(answer.StatusCode);
        foreach (KeyValuePair<string, IEnumerable<string>> header in answer.Headers) copy.Headers.TryAddWithoutValidation(header.Key, header.Value);
        byte[] body = answer.Content is null ? [] : await answer.Content.ReadAsByteArrayAsync().ConfigureAwait(false);
        copy.Content = new ByteArrayContent(body);
        copy.Content.Headers.ContentType = answer.Content?.Headers.ContentType;
        return copy;
    }

    private static async Task WriteItemAsync(Utf8JsonWriter json, string id, WaitingRequest item)
    {
        json.WriteStartObject();
        json.WriteString("id", id);
        json.WriteString("method", item.Request.Method.Method);
        json.WriteString("url", item.Address);

        byte[] body = item.Request.Content is { } content ? await content.ReadAsByteArrayAsync().ConfigureAwait(false) : [];
        json.WriteStartObject("headers");

        // An item that went alone before has a token; the batch brings its own.
        foreach (KeyValuePair<string, IEnumerable<string>> header in item.Request.Headers.Where(each => each.Key != "Authorization"))
        {
            json.WriteString(header.Key, string.Join(",", header.Value));
        }

        if (body.Length > 0) json.WriteString("Content-Type", Json);
        json.WriteEndObject();

        if (body.Length > 0)
        {
            json.WritePropertyName("body");
            json.WriteRawValue(body);
        }

        json.WriteEndObject();
    }

    private static (string Id, HttpResponseMessage Answer)? TryReadItem(JsonElement item, string batchRequestId)
    {
        if (item.ValueKind != JsonValueKind.Object
            || !item.TryGetProperty("id", out JsonElement id) || id.ValueKind != JsonValueKind.String
            || !item.TryGetProperty("status", out JsonElement status) || !status.TryGetInt32(out int code) || code is < 100 or > 999)
        {
            return null;
        }

        var answer = new HttpResponseMessage((HttpStatusCode)code);
        if (item.TryGetProperty("headers", out JsonElement headers) && headers.ValueKind == JsonValueKind.Object)
        {
            foreach (JsonProperty header in headers.EnumerateObject()) answer.Headers.TryAddWithoutValidation(header.Name, header.Value.ToString());
        }

        if (!answer.Headers.Contains("request-id") && batchRequestId.Length > 0) answer.Headers.TryAddWithoutValidation("request-id", batchRequestId);

        bool hasBody = item.TryGetProperty("body", out JsonElement body) && body.ValueKind != JsonValueKind.Null;
        answer.Content = new StringContent(hasBody ? body.GetRawText() : "", Encoding.UTF8, Json);

        // Bodies that are no JSON come as base64 text; their type is all that tells.
        if (TypeOf(headers) is { } type && MediaTypeHeaderValue.TryParse(type, out MediaTypeHeaderValue? known)) answer.Content.Headers.ContentType = known;
        return (id.GetString()!, answer);
    }

    private static string? TypeOf(JsonElement headers) => headers.ValueKind == JsonValueKind.Object
        ? headers.EnumerateObject().Where(each => string.Equals(each.Name, "Content-Type", StringComparison.OrdinalIgnoreCase)).Select(each => each.Value.ToString()).FirstOrDefault()
        : null;

    private static void WaitAsLongAsTheLongest(IEnumerable<HttpResponseMessage> answers, DateTimeOffset now)
    {
        List<HttpResponseMessage> throttled = answers.Where(each => (int)each.StatusCode is 429 or 503 && RetryAfter.Of(each, now) is not null).ToList();
        if (throttled.Count < 2) return;

        TimeSpan longest = throttled.Max(each => RetryAfter.Of(each, now)!.Value);
        foreach (HttpResponseMessage each in throttled)
        {
            each.Headers.Remove("Retry-After");
            each.Headers.TryAddWithoutValidation("Retry-After", longest.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture));
        }
    }
}

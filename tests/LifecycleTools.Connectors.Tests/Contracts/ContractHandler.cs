using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;

namespace LifecycleTools.Connectors.Tests.Contracts;

/// <summary>Holds every Graph request and answer that passes through it to the official description, batch items included.</summary>
/// <remarks>
/// Calls to other hosts pass unseen. With <see cref="Throws"/> a difference takes the place of the answer; the code
/// under test may catch what it gets, so a test also looks at <see cref="Violations"/> at its end.
/// </remarks>
internal sealed class ContractHandler(HttpMessageHandler inner, Contract contract) : DelegatingHandler(inner)
{
    private const string Version = "/v1.0";
    private const string Batch = "/$batch";
    private readonly ConcurrentQueue<ContractViolation> _violations = new();

    /// <summary>Whether a difference is thrown at the caller at once. True unless it is set otherwise.</summary>
    public bool Throws { get; init; } = true;

    /// <summary>All differences seen so far, oldest first.</summary>
    public IReadOnlyCollection<ContractViolation> Violations => _violations;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancel)
    {
        if (!IsGraph(request.RequestUri!)) return await base.SendAsync(request, cancel);

        Call sent = await Call.FromAsync(request.RequestUri!, request.Method.Method, request.Content, cancel);
        Note(CheckRequest(sent, "request"));

        HttpResponseMessage answer = await base.SendAsync(request, cancel);
        if (answer.Content is not null) await answer.Content.LoadIntoBufferAsync(cancel);
        Call received = await Call.FromAsync(request.RequestUri!, request.Method.Method, answer.Content, cancel);
        Note(CheckAnswer(received, (int)answer.StatusCode, "answer"));
        if (sent.Path == Batch) Note(CheckBatchAnswer(sent, received));
        return answer;
    }

    private static bool IsGraph(Uri uri) =>
        uri.Host.Contains("graph", StringComparison.OrdinalIgnoreCase)
        || uri.AbsolutePath.StartsWith(Version + "/", StringComparison.Ordinal);

    private void Note(IEnumerable<ContractViolation> found)
    {
        List<ContractViolation> now = found.Where(one => !KnownDeviations.Include(one)).ToList();
        now.ForEach(_violations.Enqueue);
        if (Throws && now.Count > 0) throw new ContractViolationException(now);
    }

    private IEnumerable<ContractViolation> CheckRequest(Call call, string part)
    {
        if (contract.Find(call.Method, call.Path, out string missing) is not { } operation)
        {
            return [new ContractViolation(call.Name, part, "path", missing)];
        }

        IEnumerable<ContractViolation> own = operation.CheckRequest(call.Query, call.Json, call.HasOtherBody)
            .Select(d => new ContractViolation(call.Name, part, d.Pointer, d.Rule));
        return call.Path == Batch ? own.Concat(BatchItems(call).SelectMany(CheckItem)) : own;
    }

    private IEnumerable<ContractViolation> CheckItem(KeyValuePair<string, Call> item)
    {
        IEnumerable<ContractViolation> found = CheckRequest(item.Value, $"request of batch item {item.Key}");
        return item.Value is { Json: not null, SaysJson: false }
            ? found.Append(new ContractViolation(item.Value.Name, $"request of batch item {item.Key}", "Content-Type", "is required with a body"))
            : found;
    }

    private IEnumerable<ContractViolation> CheckAnswer(Call call, int status, string part) =>
        contract.Find(call.Method, call.Path, out _) is { } operation
            ? operation.CheckAnswer(status, call.Json, call.HasOtherBody)
                .Select(d => new ContractViolation($"{call.Name} -> {status}", part, d.Pointer, d.Rule))
            : [];

    private IEnumerable<ContractViolation> CheckBatchAnswer(Call sent, Call received)
    {
        if (received.Json?.TryGetProperty("responses", out JsonElement answers) != true) yield break;

        Dictionary<string, Call> open = BatchItems(sent).ToDictionary(p => p.Key, p => p.Value, StringComparer.Ordinal);
        foreach (JsonElement answer in received.Json!.Value.GetProperty("responses").EnumerateArray())
        {
            string id = answer.GetProperty("id").GetString()!;
            if (!open.Remove(id, out Call? item))
            {
                yield return new ContractViolation(sent.Name, "answer", "/responses", $"item '{id}' was not asked for, or was answered twice");
                continue;
            }

            Call body = item with { Json = answer.TryGetProperty("body", out JsonElement json) && json.ValueKind == JsonValueKind.Object ? json : null, HasOtherBody = json.ValueKind == JsonValueKind.String };
            foreach (ContractViolation found in CheckAnswer(body, answer.GetProperty("status").GetInt32(), $"answer of batch item {id}"))
            {
                yield return found;
            }
        }

        foreach (string id in open.Keys)
        {
            yield return new ContractViolation(sent.Name, "answer", "/responses", $"item '{id}' was not answered");
        }
    }

    private static IEnumerable<KeyValuePair<string, Call>> BatchItems(Call batch)
    {
        if (batch.Json?.TryGetProperty("requests", out JsonElement requests) != true) yield break;

        foreach (JsonElement item in requests.EnumerateArray())
        {
            Uri uri = new("https://graph.invalid" + Version + "/" + item.GetProperty("url").GetString()!.TrimStart('/'));
            bool saysJson = item.TryGetProperty("headers", out JsonElement headers) && headers.EnumerateObject()
                .Any(h => h.NameEquals("Content-Type") && h.Value.GetString()!.StartsWith("application/json", StringComparison.OrdinalIgnoreCase));
            Call call = Call.Of(uri, item.GetProperty("method").GetString()!) with { SaysJson = saysJson };
            yield return new(item.GetProperty("id").GetString()!, item.TryGetProperty("body", out JsonElement body)
                ? call with { Json = body.ValueKind == JsonValueKind.String ? null : body, HasOtherBody = body.ValueKind == JsonValueKind.String }
                : call);
        }
    }

    /// <summary>A request or an answer, taken apart.</summary>
    private sealed record Call(string Method, string Path, IReadOnlyDictionary<string, string> Query)
    {
        public JsonElement? Json { get; init; }
        public bool HasOtherBody { get; init; }
        public bool SaysJson { get; init; }
        public string Name => $"{Method} {Path}";

        public static Call Of(Uri uri, string method)
        {
            string path = Uri.UnescapeDataString(uri.AbsolutePath);
            Dictionary<string, string> query = uri.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries)
                .Select(pair => pair.Split('=', 2))
                .ToDictionary(p => Decode(p[0]), p => p.Length > 1 ? Decode(p[1]) : "", StringComparer.OrdinalIgnoreCase);
            return new Call(method, path.StartsWith(Version + "/", StringComparison.Ordinal) ? path[Version.Length..] : path, query);
        }

        public static async Task<Call> FromAsync(Uri uri, string method, HttpContent? content, CancellationToken cancel)
        {
            Call call = Of(uri, method);
            byte[] bytes = content is null ? [] : await content.ReadAsByteArrayAsync(cancel);
            if (bytes.Length == 0) return call;

            MediaTypeHeaderValue? type = content!.Headers.ContentType;
            if (type?.MediaType != "application/json") return call with { HasOtherBody = true };

            using JsonDocument document = JsonDocument.Parse(bytes);
            return call with { Json = document.RootElement.Clone(), SaysJson = true };
        }

        private static string Decode(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));
    }
}

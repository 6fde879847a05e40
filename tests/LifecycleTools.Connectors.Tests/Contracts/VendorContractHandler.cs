using System;
using System.Collections.Generic;
using System.Linq;
using System.Net.Http;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Threading;
using System.Threading.Tasks;

namespace LifecycleTools.Connectors.Tests.Contracts;

/// <summary>Holds every request to one vendor, and every answer that succeeds, to the vendor's description; a difference takes the place of the answer.</summary>
/// <param name="root">Regular expression of what stands before the described paths: "^/api(?=/)". Calls without it pass unseen.</param>
internal sealed class VendorContractHandler(HttpMessageHandler inner, Contract contract, string root) : DelegatingHandler(inner)
{
    /// <summary>Where the service is known to differ from its description; each with its source beside it.</summary>
    public Func<ContractViolation, bool> IsKnown { get; init; } = _ => false;

    /// <summary>The schema of an answer whose operation names none, by the described path: the schema, and the property that a list stands in.</summary>
    public Func<string, (string Schema, string List)?> AnswerOf { get; init; } = _ => null;

    /// <summary>Puts a handler before the sandbox; the sandbox itself, when the descriptions were not checked out and this is no build server.</summary>
    /// <param name="names">How names of properties are compared; null for letter by letter.</param>
    public static HttpMessageHandler Hold(HttpMessageHandler inner, string file, Func<HttpMessageHandler, Contract, VendorContractHandler> make, StringComparer? names = null) =>
        ContractFiles.Folder is null && Environment.GetEnvironmentVariable("CI") != "true" ? inner : make(inner, Contract.OfVendor(file, names));

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancel)
    {
        string path = Uri.UnescapeDataString(request.RequestUri!.AbsolutePath);
        Match begin = Regex.Match(path, root, RegexOptions.CultureInvariant);
        if (!begin.Success) return await base.SendAsync(request, cancel);

        path = path[begin.Length..];
        string name = $"{request.Method} {path}";
        Dictionary<string, string> query = QueryOf(request.RequestUri);
        (JsonElement? sent, bool isOther) = await BodyAsync(request.Content, cancel);
        ContractOperation? operation = contract.Find(request.Method.Method, path, out string missing);
        Judge(operation is null
            ? [new ContractViolation(name, "request", "path", missing)]
            : operation.CheckRequest(query, sent, isOther).Select(found => new ContractViolation(name, "request", found.Pointer, found.Rule)));

        HttpResponseMessage answer = await base.SendAsync(request, cancel);
        if (!answer.IsSuccessStatusCode || operation is null) return answer;

        await answer.Content.LoadIntoBufferAsync(cancel);
        (JsonElement? received, isOther) = await BodyAsync(answer.Content, cancel);
        IEnumerable<(string Pointer, string Rule)> differences = AnswerOf(path) is { } described && received is { } body
            ? Values(body, described.List).SelectMany(value => contract.CheckNamed(described.Schema, value))
            : operation.CheckAnswer((int)answer.StatusCode, received, isOther);

        // With "fields" the caller asks for less than the whole object.
        Judge(differences.Where(found => !query.ContainsKey("fields") || !found.Rule.EndsWith("is required", StringComparison.Ordinal))
            .Select(found => new ContractViolation($"{name} -> {(int)answer.StatusCode}", "answer", found.Pointer, found.Rule)));
        return answer;
    }

    private static IEnumerable<JsonElement> Values(JsonElement body, string list)
    {
        JsonElement inside = body.ValueKind == JsonValueKind.Object && body.TryGetProperty(list, out JsonElement found) && found.ValueKind is JsonValueKind.Array or JsonValueKind.Object ? found : body;
        return inside.ValueKind == JsonValueKind.Array ? inside.EnumerateArray().ToList() : [inside];
    }

    private void Judge(IEnumerable<ContractViolation> found)
    {
        List<ContractViolation> open = found.Where(one => !IsKnown(one)).ToList();
        if (open.Count > 0) throw new ContractViolationException(open);
    }

    private static Dictionary<string, string> QueryOf(Uri address) => address.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries)
        .Select(pair => pair.Split('=', 2)).ToDictionary(pair => Uri.UnescapeDataString(pair[0]), pair => Uri.UnescapeDataString(pair[^1]), StringComparer.OrdinalIgnoreCase);

    private static async Task<(JsonElement? Json, bool IsOther)> BodyAsync(HttpContent? content, CancellationToken cancel)
    {
        byte[] bytes = content is null ? [] : await content.ReadAsByteArrayAsync(cancel);
        if (bytes.Length == 0) return (null, false);
        if (content!.Headers.ContentType?.MediaType?.Contains("json", StringComparison.OrdinalIgnoreCase) != true) return (null, true);

        using JsonDocument document = JsonDocument.Parse(bytes);
        return (document.RootElement.Clone(), false);
    }
}

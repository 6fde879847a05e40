using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace LifecycleTools.Sandbox.Http;

/// <summary>A request taken apart: what every route works from.</summary>
public sealed class SandboxCall
{
    /// <summary>Takes a request apart.</summary>
    /// <param name="headers">Compared without case; several values of one name joined by comma.</param>
    public SandboxCall(string method, Uri uri, IDictionary<string, string> headers, string? body)
    {
        Method = method.ToUpperInvariant();
        Uri = uri;
        Headers = new Dictionary<string, string>(headers, StringComparer.OrdinalIgnoreCase);
        Body = string.IsNullOrEmpty(body) ? null : body;
        Segments = uri.AbsolutePath.Split(new[] { '/' }, StringSplitOptions.RemoveEmptyEntries).Select(Uri.UnescapeDataString).ToList();
        Query = QueryText.Parse(uri.Query);
    }

    public string Method { get; }

    public Uri Uri { get; }

    public Dictionary<string, string> Headers { get; }

    public string? Body { get; }

    /// <summary>The path in unescaped pieces, without empty ones.</summary>
    public IReadOnlyList<string> Segments { get; }

    /// <summary>Query options by name without case, unescaped.</summary>
    public IReadOnlyDictionary<string, string> Query { get; }

    /// <summary>Scheme, host and port: links in answers begin with it.</summary>
    public string Authority => Uri.GetLeftPart(UriPartial.Authority);

    /// <summary>Set by the route when the call runs an Exchange cmdlet, so that log and faults can name it.</summary>
    public string? Cmdlet { get; set; }

    /// <summary>Set for an item of a batch, and for the batch itself.</summary>
    public string? BatchId { get; set; }

    /// <summary>True for an item of a batch: a fault then answers the item, not the connection.</summary>
    public bool IsBatchItem { get; set; }

    /// <summary>Set by the route: does it ask for a change?</summary>
    public bool IsWrite { get; set; }

    /// <summary>The id of this answer, for the request-id header and error bodies.</summary>
    public string RequestId { get; set; } = "";

    public string? Header(string name) => Headers.TryGetValue(name, out string? value) ? value : null;

    /// <summary>The id the caller gave, or ours.</summary>
    public string ClientRequestId => Header("client-request-id") ?? RequestId;

    /// <summary>The body as a JSON object; null when there is none or it is not an object.</summary>
    /// <exception cref="JsonException">The body is not JSON.</exception>
    public JsonObject? Json() => Body is null ? null : JsonNode.Parse(Body) as JsonObject;
}

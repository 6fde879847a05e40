using System.Collections.Generic;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace LifecycleTools.Sandbox.Http;

/// <summary>What a route answers.</summary>
public sealed class SandboxAnswer
{
    private static readonly JsonSerializerOptions s_plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public int Status { get; set; } = 200;

    public Dictionary<string, string> Headers { get; } = new(System.StringComparer.OrdinalIgnoreCase);

    /// <summary>Null: no body.</summary>
    public string? Body { get; set; }

    public string ContentType { get; set; } = "application/json";

    public static SandboxAnswer Json(int status, JsonNode body) => new() { Status = status, Body = body.ToJsonString(s_plain) };

    public static SandboxAnswer Empty(int status) => new() { Status = status };

    public static SandboxAnswer Text(int status, string body, string contentType) =>
        new() { Status = status, Body = body, ContentType = contentType };
}

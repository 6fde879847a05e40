using System;
using System.Net.Http;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using LifecycleTools.Sandbox;

namespace LifecycleTools.Connectors.Tests.Sandbox;

/// <summary>A plain HTTP client with a token, to look at the sandbox as any caller would.</summary>
internal sealed class GraphClient : IDisposable
{
    public const string Root = "https://graph.microsoft.com/v1.0/";

    private readonly HttpClient _http;

    public GraphClient(SandboxTenant tenant)
    {
        _http = new HttpClient(tenant.CreateHandler()) { BaseAddress = new Uri(Root) };
        SignIn(tenant);
    }

    public void SignIn(SandboxTenant tenant) => _http.DefaultRequestHeaders.Authorization =
        new("Bearer", tenant.Tokens.Issue(tenant.ClientApps[0].AppId, "https://graph.microsoft.com/.default").Value);

    public static string Reference(string id) => $$"""{"@odata.id":"{{Root}}directoryObjects/{{id}}"}""";

    public Task<Reply> GetAsync(string path, bool eventual = false) => SendAsync("GET", path, null, eventual);

    public Task<Reply> PostAsync(string path, string? json = null) => SendAsync("POST", path, json);

    public Task<Reply> PatchAsync(string path, string json) => SendAsync("PATCH", path, json);

    public Task<Reply> PutAsync(string path, string json) => SendAsync("PUT", path, json);

    public Task<Reply> DeleteAsync(string path) => SendAsync("DELETE", path, null);

    public async Task<Reply> SendAsync(string method, string path, string? json, bool eventual = false)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (json is not null) request.Content = new StringContent(json, Encoding.UTF8, "application/json");
        if (eventual) request.Headers.Add("ConsistencyLevel", "eventual");
        using HttpResponseMessage response = await _http.SendAsync(request);
        string body = await response.Content.ReadAsStringAsync();
        bool isJson = response.Content.Headers.ContentType?.MediaType == "application/json";
        return new Reply((int)response.StatusCode, isJson ? JsonNode.Parse(body) : null, response.Headers.RetryAfter?.ToString());
    }

    public void Dispose() => _http.Dispose();
}

internal sealed record Reply(int Status, JsonNode? Json, string? RetryAfter)
{
    public string Error => (string?)Json?["error"]?["code"] ?? "";

    public string Message => (string?)Json?["error"]?["message"] ?? "";

    public JsonArray Items => Json!["value"]!.AsArray();

    public string Text(string name) => Json![name]!.GetValue<string>();
}

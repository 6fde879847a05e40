using System;
using System.Collections.Generic;
using System.Linq;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using LifecycleTools.Sandbox;

namespace LifecycleTools.Connectors.Tests.Contracts;

/// <summary>The shipped tenant behind the contract check.</summary>
internal sealed class GraphSession : IDisposable
{
    public const string AppId = "3b6f0d52-7a0e-4f1c-9d3e-5c2b8a90e417";
    public const string Root = "https://graph.microsoft.com/v1.0";
    private const string Nobody = "00000000-0000-4000-8000-00000000dead";
    private readonly ContractHandler _contract;
    private readonly HttpClient _client;

    public GraphSession(SandboxOptions? options = null)
    {
        Tenant = SandboxTenant.Load(options: options);
        _contract = new ContractHandler(Tenant.CreateHandler(), Contract.Graph) { Throws = false };
        _client = new HttpClient(_contract);
        _client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Tenant.Tokens.Issue(AppId, "https://graph.microsoft.com").Value);
        _client.DefaultRequestHeaders.Add("ConsistencyLevel", "eventual");
    }

    public SandboxTenant Tenant { get; }

    public IReadOnlyCollection<ContractViolation> Violations => _contract.Violations;

    /// <summary>Sends a request and gives its status and body.</summary>
    public async Task<(int Status, JsonNode? Body)> SendAsync(string method, string path, string? body = null)
    {
        using HttpRequestMessage request = new(new HttpMethod(method), Root + path);
        if (body is not null) request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        using HttpResponseMessage response = await _client.SendAsync(request);
        string text = await response.Content.ReadAsStringAsync();
        bool isJson = response.Content.Headers.ContentType?.MediaType == "application/json" && text.Length > 0;
        return ((int)response.StatusCode, isJson ? JsonNode.Parse(text) : null);
    }

    /// <summary>Fills the places of a described path with the first object that the collection before each place lists.</summary>
    /// <param name="template">The path as described.</param>
    /// <param name="userId">The person to use for a place that wants one.</param>
    public async Task<string> FillAsync(string template, string userId)
    {
        string[] segments = template.Trim('/').Split('/');
        for (int i = 0; i < segments.Length; i++)
        {
            if (!segments[i].StartsWith('{'))
            {
                segments[i] = segments[i].Replace("{roleTemplateId}", Tenant.Roles[0].TemplateId, StringComparison.Ordinal);
                continue;
            }

            segments[i] = segments[i] switch
            {
                "{user-id}" => userId,
                "{drive-id}" => Tenant.Drives[0].Id,
                "{driveItem-id}" => Tenant.Drives[0].RootId,
                "{team-id}" => Tenant.Groups.First(group => group.HasTeam).Id,
                "{mailFolder-id}" => "inbox",
                "{authenticationMethodConfiguration-id}" => "TemporaryAccessPass",
                "{directoryObject-id}" => userId,
                _ => await FirstIdAsync("/" + string.Join('/', segments.Take(i))),
            };
        }

        return "/" + string.Join('/', segments);
    }

    public void Dispose() => _client.Dispose();

    private async Task<string> FirstIdAsync(string collection)
    {
        if (Contract.Graph.Find("GET", collection, out _) is null) return Nobody;

        (int status, JsonNode? body) = await SendAsync("GET", collection);
        return status == 200 && body?["value"] is JsonArray { Count: > 0 } list ? list[0]!["id"]!.ToString() : Nobody;
    }
}

using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Nodes;
using LifecycleTools.Sandbox.Http;
using LifecycleTools.Sandbox.State;

namespace LifecycleTools.Sandbox.Graph;

/// <summary>A Graph request that has found its route.</summary>
public sealed class GraphCall
{
    private readonly IReadOnlyDictionary<string, string> _values;

    internal GraphCall(SandboxCall http, SandboxTenant tenant, IReadOnlyDictionary<string, string> values, IReadOnlyCollection<string> granted, string appId)
    {
        Http = http;
        Tenant = tenant;
        _values = values;
        Granted = granted;
        AppId = appId;
    }

    public SandboxCall Http { get; }

    public SandboxTenant Tenant { get; }

    /// <summary>The app that calls.</summary>
    public string AppId { get; }

    /// <summary>Application permissions the calling app was granted, by value.</summary>
    public IReadOnlyCollection<string> Granted { get; }

    /// <summary>A named piece of the path, unescaped.</summary>
    public string this[string name] => _values[name];

    public DateTimeOffset Now => Tenant.Clock.UtcNow;

    /// <summary>Version root in the cloud that was called, without trailing slash.</summary>
    public string Root => Http.Authority + "/v1.0";

    /// <summary>True when the header allows advanced queries.</summary>
    public bool IsEventual => SandboxTenant.Same(Http.Header("ConsistencyLevel"), "eventual");

    public string? Option(string name) => Http.Query.TryGetValue(name, out string? value) ? value : null;

    public bool Has(params string[] permissions) => permissions.Any(permission => Granted.Contains(permission, StringComparer.OrdinalIgnoreCase));

    /// <summary>The JSON object in the body.</summary>
    /// <exception cref="GraphException">None, or not JSON.</exception>
    public JsonObject Body()
    {
        try
        {
            return Http.Json() ?? throw GraphErrors.BadQuery("Empty Payload. JSON content expected.");
        }
        catch (JsonException)
        {
            throw GraphErrors.BadQuery("Unable to read JSON request payload. Please ensure Content-Type header is set and payload is of valid JSON format.");
        }
    }

    /// <summary>The person the path names by id or user principal name, as reads see them.</summary>
    /// <exception cref="GraphException">404: none, or not replicated yet.</exception>
    public SandboxUser SeenUser(string name = "user")
    {
        string key = this[name];
        return Tenant.Users.Select(user => Tenant.Seen(user)).FirstOrDefault(user => user is not null
            && (SandboxTenant.Same(user.Id, key) || SandboxTenant.Same(user.UserPrincipalName, key))) ?? throw GraphErrors.NotFound(key);
    }

    /// <summary>The person the path names, as they really are, to be changed.</summary>
    /// <exception cref="GraphException">404: none, or not replicated yet. 403: in a restricted management unit.</exception>
    public SandboxUser UserToChange(string name = "user")
    {
        SandboxUser user = Truth(SeenUser(name));
        if (user.IsManagementRestricted) throw GraphErrors.Forbidden();
        return user;
    }

    /// <summary>The person themself behind what reads see.</summary>
    public SandboxUser Truth(SandboxUser seen) => Tenant.Users.First(user => user.Id == seen.Id);

    /// <summary>An object of one list, as reads see it.</summary>
    /// <exception cref="GraphException">404.</exception>
    public T Seen<T>(IEnumerable<T> list, string id) where T : SandboxObject => Tenant.Seen(ToChange(list, id))!;

    /// <summary>An object of one list, as it really is.</summary>
    /// <exception cref="GraphException">404: none, or not replicated yet.</exception>
    public T ToChange<T>(IEnumerable<T> list, string id) where T : SandboxObject
    {
        T? found = list.FirstOrDefault(candidate => SandboxTenant.Same(candidate.Id, id));
        return found is null || Tenant.Seen(found) is null ? throw GraphErrors.NotFound(id) : found;
    }

    /// <summary>The object that a reference body or an @odata.id points at.</summary>
    /// <exception cref="GraphException">400: no reference. 404: points at nothing.</exception>
    public SandboxObject Referenced(string? url)
    {
        string id = url?.TrimEnd('/').Split('/').Last() ?? throw GraphErrors.BadRequest("Invalid URL format specified in payload.");
        return ToChange(Tenant.AllObjects(), Uri.UnescapeDataString(id));
    }

    /// <summary>The object that this request's body points at by @odata.id.</summary>
    public SandboxObject Referenced() => Referenced(Body()["@odata.id"]?.GetValue<string>());
}

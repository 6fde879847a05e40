using System;
using System.Collections.Generic;
using System.Linq;
using System.Net.Http;
using System.Threading.Tasks;
using LifecycleTools.Connectors.Connections;
using LifecycleTools.Connectors.Systems;
using LifecycleTools.Connectors.Tests.Http;
using LifecycleTools.Engine.Ports;
using LifecycleTools.Engine.Running;
using LifecycleTools.Engine.Security;
using LifecycleTools.Engine.Tenants;
using LifecycleTools.Sandbox;

namespace LifecycleTools.Connectors.Tests.Psa;

/// <summary>A ticket system of one kind over the sandbox, called as the engine calls it: looks in a scope that refuses changes, changes in one that records them.</summary>
/// <param name="before">Stands between the connector and the sandbox, to hold what passes to a description.</param>
public sealed class PsaBench(Func<HttpMessageHandler, HttpMessageHandler>? before = null)
{
    public SandboxTenant Tenant { get; } = SandboxTenant.Load();

    /// <summary>Whether what passes is held to the description. False for answers that are broken on purpose.</summary>
    public bool IsHeld { get; set; } = true;

    /// <summary>What the service answers to everything but a sign-in; null for what it has to say.</summary>
    public string? Words { get; set; }

    /// <summary>Every change that was announced, in order.</summary>
    public List<SystemCall> Sent { get; } = [];

    /// <summary>What the secrets of the tenant file resolve to; "sandbox:NAME" is NAME where nothing else is said.</summary>
    public Dictionary<string, string> Secrets { get; } = new(StringComparer.Ordinal);

    /// <summary>A connector for an entry of the tenant file.</summary>
    public IPsa Psa(string kind, IEnumerable<KeyValuePair<string, string>> values) => ConnectorCatalog.Make<IPsa>(Access(kind, values, new Dictionary<string, IReadOnlyDictionary<string, string>>()));

    /// <summary>The tickets of the same system as requests.</summary>
    public IRequestSource Source(string kind, IEnumerable<KeyValuePair<string, string>> values, IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> maps) =>
        ConnectorCatalog.Make<IRequestSource>(Access(kind, values, maps));

    private SystemAccess Access(string kind, IEnumerable<KeyValuePair<string, string>> values, IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> maps)
    {
        SystemSettings entry = new() { Kind = kind, Values = values.ToDictionary(each => each.Key, each => each.Value, StringComparer.OrdinalIgnoreCase), Maps = maps };
        TenantFile file = new() { Path = "lifecycle.yaml", Name = "Contoso", Id = Guid.Parse(Tenant.TenantId), Credential = new TenantCredential { Kind = CredentialKind.Default } };
        HttpMessageHandler transport = Tenant.CreateHandler();
        return new SystemAccess("psa", entry, file, new Named(Secrets), new EmptyWords(before is null || !IsHeld ? transport : before(transport), _ => Words), new SandboxTime(Tenant.Clock), new RecordingStep());
    }

    /// <summary>Within a scope that refuses changes.</summary>
    public static async Task<T> Reading<T>(Func<Task<T>> read)
    {
        using (CallScope.ForReading(null).Enter()) return await read();
    }

    /// <summary>Within a scope that refuses changes.</summary>
    public static Task Reading(Func<Task> read) => Reading(async () =>
    {
        await read();
        return true;
    });

    /// <summary>Within a step that records its changes.</summary>
    public async Task<T> Writing<T>(Func<Task<T>> write)
    {
        using (CallScope.ForWriting(Sent.Add, _ => { }, null).Enter()) return await write();
    }

    /// <summary>Within a step that records its changes.</summary>
    public Task Writing(Func<Task> write) => Writing(async () =>
    {
        await write();
        return true;
    });

    private sealed class Named(Dictionary<string, string> secrets) : ISecrets
    {
        public Secret Resolve(string reference) => new(secrets.TryGetValue(reference, out string? value) ? value : reference["sandbox:".Length..]);
    }
}

/// <summary>A ticket as the sandbox of a vendor really holds it.</summary>
/// <param name="Notes">The internal notes in order, as the vendor stores them: text or HTML.</param>
/// <param name="Files">The attachments by name.</param>
public sealed record HeldTicket(
    string Id, string Title, string Company, string? ContactMail, bool IsClosed, string Priority, string Description,
    IReadOnlyList<string> Notes, IReadOnlyList<(string Name, byte[] Content)> Files);

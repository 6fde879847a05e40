using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Threading.Tasks;
using LifecycleTools.Connectors.Connections;
using LifecycleTools.Connectors.Systems;
using LifecycleTools.Connectors.Tests.Http;
using LifecycleTools.Engine.Ports;
using LifecycleTools.Engine.Security;
using LifecycleTools.Engine.Tenants;
using LifecycleTools.Sandbox;

namespace LifecycleTools.Connectors.Tests.Rmm;

/// <summary>An RMM of one kind over the sandbox, called as the engine calls it: looks in a scope that refuses changes, changes in one that records them.</summary>
/// <param name="before">Stands between the connector and the sandbox, to hold what passes to a description.</param>
public sealed class RmmBench(Func<HttpMessageHandler, HttpMessageHandler> before)
{
    private readonly RecordingStep _step = new();

    public SandboxTenant Tenant { get; } = SandboxTenant.Load();

    /// <summary>Whether answers are held to the description; not where a test has something stand in for them that no vendor sends.</summary>
    public bool IsHeld { get; set; } = true;

    /// <summary>What the service answers to everything but a sign-in; null for what it has to say.</summary>
    public string? Words { get; set; }

    /// <summary>Every verbose line and warning, and every change that was announced.</summary>
    public IEnumerable<string> Said => _step.Lines.Concat(_step.Sent.Select(call => call.What));

    /// <summary>A connector for an entry of the tenant file; "sandbox:NAME" resolves to NAME.</summary>
    public IRmm Rmm(SystemSettings entry)
    {
        TenantFile file = new() { Path = Path.GetFullPath("lifecycle.yaml"), Name = "Contoso", Id = Guid.Parse(Tenant.TenantId), Credential = new TenantCredential { Kind = CredentialKind.Default } };
        return ConnectorCatalog.Make<IRmm>(new SystemAccess("rmm", entry, file, new Named(), new EmptyWords(IsHeld ? before(Tenant.CreateHandler()) : Tenant.CreateHandler(), _ => Words), new SandboxTime(Tenant.Clock), _step));
    }

    public async Task<T> Reading<T>(Func<Task<T>> read)
    {
        using (_step.Reading().Enter()) return await read();
    }

    public async Task Reading(Func<Task> read)
    {
        using (_step.Reading().Enter()) await read();
    }

    public async Task<T> Writing<T>(Func<Task<T>> write)
    {
        using (_step.Writing().Enter()) return await write();
    }

    public async Task Writing(Func<Task> write)
    {
        using (_step.Writing().Enter()) await write();
    }

    private sealed class Named : ISecrets
    {
        public Secret Resolve(string reference) => new(reference["sandbox:".Length..]);
    }
}

/// <summary>A device as the sandbox of a vendor really holds it.</summary>
public sealed record HeldDevice(string Serial, string? Owner, IReadOnlyList<string> Tags, bool IsManaged);

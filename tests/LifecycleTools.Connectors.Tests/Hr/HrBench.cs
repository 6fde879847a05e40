using System;
using System.Collections.Generic;
using System.Net.Http;
using System.Threading.Tasks;
using LifecycleTools.Connectors.Connections;
using LifecycleTools.Connectors.Systems;
using LifecycleTools.Connectors.Tests.Http;
using LifecycleTools.Engine.Ports;
using LifecycleTools.Engine.Requests;
using LifecycleTools.Engine.Running;
using LifecycleTools.Engine.Security;
using LifecycleTools.Engine.Tenants;
using LifecycleTools.Sandbox;

namespace LifecycleTools.Connectors.Tests.Hr;

/// <summary>A source of one kind over the sandbox, read as the engine reads it: every page within a scope that refuses changes.</summary>
internal sealed class HrBench
{
    private readonly Func<HttpMessageHandler, HttpMessageHandler> _before;

    public HrBench(Func<HttpMessageHandler, HttpMessageHandler>? before = null) => _before = before ?? (handler => handler);

    public SandboxTenant Tenant { get; } = SandboxTenant.Load();

    public Dictionary<string, string> Secrets { get; } = new(StringComparer.Ordinal);

    /// <summary>A connector for an entry of the tenant file.</summary>
    public IRequestSource Source(string kind, params (string Key, string Value)[] values)
    {
        Dictionary<string, string> settings = new(StringComparer.OrdinalIgnoreCase);
        foreach ((string key, string value) in values) settings[key] = value;
        SystemSettings entry = new() { Kind = kind, Values = settings, Maps = Maps };
        TenantFile file = new() { Path = "lifecycle.yaml", Name = "Contoso", Id = Guid.Parse(Tenant.TenantId), Credential = new TenantCredential { Kind = CredentialKind.Default } };
        return ConnectorCatalog.Make<IRequestSource>(new SystemAccess("hr", entry, file, new Named(Secrets), _before(Tenant.CreateHandler()), new SandboxTime(Tenant.Clock), new RecordingStep()));
    }

    public Dictionary<string, IReadOnlyDictionary<string, string>> Maps { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Reads until the source has no more.</summary>
    public static async Task<(List<SourceRecord> Records, SourcePage Last)> ReadAllAsync(IRequestSource source, string? cursor)
    {
        List<SourceRecord> records = [];
        while (true)
        {
            SourcePage page = await Reading(() => source.ReadAsync(cursor, default));
            records.AddRange(page.Records);
            if (!page.HasMore) return (records, page);
            cursor = page.Cursor;
        }
    }

    /// <summary>Within a scope that refuses changes.</summary>
    public static async Task<T> Reading<T>(Func<Task<T>> read)
    {
        using (CallScope.ForReading(null).Enter()) return await read();
    }

    private sealed class Named(Dictionary<string, string> secrets) : ISecrets
    {
        public Secret Resolve(string reference) => new(secrets[reference]);
    }
}

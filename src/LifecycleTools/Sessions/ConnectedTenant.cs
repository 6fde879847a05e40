using System;
using LifecycleTools.Engine.Journal;
using LifecycleTools.Engine.Ports;

namespace LifecycleTools.Sessions;

/// <summary>A tenant that this runspace is connected to.</summary>
internal sealed class ConnectedTenant(ITenantConnection connection, IJournalStore journals, string? roleMap, DateTimeOffset connected) : IDisposable
{
    public ITenantConnection Connection { get; } = connection;

    public IJournalStore Journals { get; } = journals;

    public string? RoleMap { get; } = roleMap;

    public string Name => Connection.Tenant.Name;

    public TenantInfo Info { get; } = new()
    {
        Name = connection.Tenant.Name,
        TenantId = connection.Identity.Id,
        DisplayName = connection.Identity.Name,
        Cloud = connection.IsSandbox ? "sandbox" : connection.Tenant.Cloud.ToString(),
        Kind = connection.IsSandbox ? "Sandbox" : connection.Tenant.Credential.Kind.ToString(),
        IsSandbox = connection.IsSandbox,
        ConnectedUtc = connected.UtcDateTime,
        RoleMap = roleMap ?? "",
        Journal = journals.Folder,
    };

    public void Dispose() => Connection.Dispose();
}

using System;
using System.Collections.Generic;
using LifecycleTools.Engine.Ports;
using LifecycleTools.Engine.Running;
using LifecycleTools.Engine.Tenants;

namespace LifecycleTools.Engine.Tests.Fakes;

/// <summary>The fake tenant as a run sees it.</summary>
internal sealed class FakeConnection(FakeTenant tenant) : ITenantConnection
{
    public TenantFile Tenant { get; init; } = new()
    {
        Path = "lifecycle.yaml", Name = "Contoso", Id = Guid.Parse(tenant.Identity.Id), Escalation = ["it-leads@contoso.example"],
        Systems = new Dictionary<string, SystemSettings>
        {
            ["notify"] = new() { Kind = "fake", Lists = new Dictionary<string, IReadOnlyList<string>> { ["hr"] = ["hr@contoso.example"], ["itLeadership"] = ["cio@contoso.example"] } },
        },
        Credential = new TenantCredential { Kind = CredentialKind.Default },
    };

    public TenantIdentity Identity => tenant.Identity;

    public TenantSystems Systems => tenant.Systems;

    public IClock Clock => tenant.Clock;

    public bool IsSandbox { get; init; }

    public void Dispose()
    {
    }
}

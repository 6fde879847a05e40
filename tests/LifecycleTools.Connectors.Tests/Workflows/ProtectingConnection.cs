using System.Collections.Generic;
using System.Linq;
using LifecycleTools.Engine.Ports;
using LifecycleTools.Engine.Running;
using LifecycleTools.Engine.Tenants;

namespace LifecycleTools.Connectors.Tests.Workflows;

/// <summary>A connection whose tenant file protects some more people. Closing the tenant is left to whoever opened it.</summary>
internal sealed class ProtectingConnection(ITenantConnection inner, IReadOnlyList<string> more) : ITenantConnection
{
    public TenantFile Tenant { get; } = inner.Tenant with { Protected = inner.Tenant.Protected.Concat(more).ToArray() };

    public TenantIdentity Identity => inner.Identity;

    public TenantSystems Systems => inner.Systems;

    public IClock Clock => inner.Clock;

    public bool IsSandbox => inner.IsSandbox;

    public void Dispose()
    {
    }
}

using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation.Runspaces;
using System.Runtime.CompilerServices;
using LifecycleTools.Engine.Errors;

namespace LifecycleTools.Sessions;

/// <summary>The tenants of one runspace. Parallel runspaces share nothing, and nothing is held after a runspace is gone.</summary>
internal sealed class RunspaceTenants
{
    private static readonly ConditionalWeakTable<Runspace, RunspaceTenants> s_all = new();
    private readonly List<ConnectedTenant> _tenants = [];

    /// <summary>Those of the runspace that the calling pipeline runs in.</summary>
    public static RunspaceTenants Current => s_all.GetOrCreateValue(Runspace.DefaultRunspace);

    /// <summary>In the order they were connected; a copy, since whoever lists them may let them go on the way.</summary>
    public IReadOnlyList<ConnectedTenant> All => _tenants.ToArray();

    /// <summary>Adds a tenant; one of the same name is let go.</summary>
    public void Add(ConnectedTenant tenant)
    {
        Remove(tenant.Name);
        _tenants.Add(tenant);
    }

    /// <summary>Lets a tenant go.</summary>
    public bool Remove(string name)
    {
        List<ConnectedTenant> gone = _tenants.Where(tenant => Is(tenant, name)).ToList();
        foreach (ConnectedTenant tenant in gone)
        {
            _tenants.Remove(tenant);
            tenant.Dispose();
        }

        return gone.Count > 0;
    }

    /// <summary>The tenant of that name or id, or the only one.</summary>
    /// <exception cref="LifecycleException">TenantNotConnected, TenantAmbiguous.</exception>
    public ConnectedTenant Pick(string? name)
    {
        string known = string.Join(", ", _tenants.Select(tenant => tenant.Name));
        if (!string.IsNullOrEmpty(name))
        {
            return _tenants.FirstOrDefault(tenant => Is(tenant, name!)) ?? throw NotConnected(
                $"No tenant \"{name}\" is connected in this session" + (known.Length == 0 ? "." : $"; connected: {known}."));
        }

        return _tenants.Count switch
        {
            1 => _tenants[0],
            0 => throw NotConnected("No tenant is connected in this session."),
            _ => throw new LifecycleException(ErrorIds.TenantAmbiguous, ErrorKind.Argument, $"Several tenants are connected ({known}) and none was picked.")
            {
                RecommendedAction = "Name one with -Tenant.",
            },
        };
    }

    private static bool Is(ConnectedTenant tenant, string name) =>
        string.Equals(tenant.Name, name, StringComparison.OrdinalIgnoreCase)
        || string.Equals(tenant.Connection.Identity.Id, name, StringComparison.OrdinalIgnoreCase);

    private static LifecycleException NotConnected(string message) => new(ErrorIds.TenantNotConnected, ErrorKind.Setup, message)
    {
        RecommendedAction = "Run Connect-LifecycleTenant -Path lifecycle.yaml, or -Sandbox to try it without a tenant.",
    };
}

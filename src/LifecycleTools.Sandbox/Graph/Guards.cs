using System;
using System.Collections.Generic;
using System.Linq;
using LifecycleTools.Sandbox.State;

namespace LifecycleTools.Sandbox.Graph;

/// <summary>What the directory refuses whatever was granted: administrators, role-assignable, dynamic, synced and restricted objects.</summary>
internal static class Guards
{
    // Global Administrator, Privileged Authentication Administrator.
    private static readonly string[] s_strongRoles = { "62e90394-69f5-4237-9190-012177145e10", "7be44c8a-adaf-4e2a-84d6-ab2649e08a13" };

    /// <summary>True for someone who holds a role, directly or through a group, or is in a role-assignable group.</summary>
    public static bool IsAdministrator(SandboxTenant tenant, SandboxUser user)
    {
        var groups = tenant.Groups.Where(group => group.Members.Contains(user.Id, StringComparer.OrdinalIgnoreCase)).ToList();
        return groups.Any(group => group.IsAssignableToRole is true)
            || tenant.RoleAssignments.Any(assignment => !assignment.IsEligible
                && (assignment.PrincipalId == user.Id || groups.Any(group => group.Id == assignment.PrincipalId)));
    }

    /// <summary>Refuses sensitive changes of administrators unless the calling app holds a strong role itself.</summary>
    /// <exception cref="GraphException">403.</exception>
    public static void Sensitive(GraphCall call, SandboxUser user)
    {
        if (IsAdministrator(call.Tenant, user) && !CallerIsStrong(call)) throw GraphErrors.Forbidden();
    }

    /// <summary>Refuses changes of members or owners that Graph cannot make.</summary>
    /// <exception cref="GraphException">400 or 403, as the kind of group demands.</exception>
    public static void Members(GraphCall call, SandboxGroup group)
    {
        if (group.IsManagementRestricted || group.IsDynamic) throw GraphErrors.Forbidden();
        if (group.IsExchangeMastered) throw GraphErrors.BadRequest(GraphErrors.ExchangeMastered);
        if (group.OnPremisesSyncEnabled is true) throw GraphErrors.BadRequest(GraphErrors.OnPremisesMastered);
        if (group.IsAssignableToRole is true && !call.Has(Permissions.WriteRoles)) throw GraphErrors.Forbidden();
    }

    private static bool CallerIsStrong(GraphCall call)
    {
        if (call.Tenant.Options.CallerHoldsDirectoryRole is { } told) return told;
        SandboxServicePrincipal? self = call.Tenant.ServicePrincipals.FirstOrDefault(principal => SandboxTenant.Same(principal.AppId, call.AppId));
        IEnumerable<SandboxRoleAssignment> held = call.Tenant.RoleAssignments.Where(assignment => !assignment.IsEligible && assignment.PrincipalId == self?.Id);
        return held.Any(assignment => s_strongRoles.Contains(assignment.RoleTemplateId));
    }
}

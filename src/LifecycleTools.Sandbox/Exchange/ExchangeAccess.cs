using System;
using System.Linq;
using LifecycleTools.Sandbox.State;

namespace LifecycleTools.Sandbox.Exchange;

/// <summary>Whether an app may run cmdlets at all: the permission alone does not suffice, the app needs a directory role too.</summary>
internal static class ExchangeAccess
{
    private const string Permission = "Exchange.ManageAsApp";

    // Global, Exchange and Exchange Recipient Administrator: the same ids in every tenant.
    private static readonly string[] s_roles =
    {
        "62e90394-69f5-4237-9190-012177145e10", "29232cdf-9323-42fd-ade2-1d097af3e4de", "31392ffb-586c-42d1-9346-e59415a2cc4e",
    };

    public static bool IsGranted(SandboxTenant tenant, string appId, string resourceAppId)
    {
        SandboxServicePrincipal? app = tenant.ServicePrincipals.FirstOrDefault(one => SandboxTenant.Same(one.AppId, appId));
        return app is not null
            && tenant.PermissionsOf(appId, resourceAppId).Contains(Permission, StringComparer.OrdinalIgnoreCase)
            && tenant.RoleAssignments.Any(role => !role.IsEligible
                && SandboxTenant.Same(role.PrincipalId, app.Id)
                && s_roles.Contains(role.RoleTemplateId, StringComparer.OrdinalIgnoreCase));
    }
}

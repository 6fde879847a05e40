using System;
using System.Collections.Generic;
using System.Linq;
using LifecycleTools.Sandbox.Services;
using LifecycleTools.Sandbox.State;

namespace LifecycleTools.Sandbox.Seed;

/// <summary>Apps, what they offer, what they were granted, and who holds which directory role.</summary>
internal static class SeedApps
{
    public static void Add(SandboxTenant tenant, SeedFile seed)
    {
        foreach (SeedApp app in seed.Apps) AddApp(tenant, app);
        foreach (SeedApp app in seed.Apps) AddAssignments(tenant, app);
        foreach (SeedGrant grant in seed.Grants)
        {
            tenant.PermissionGrants.Add(new SandboxPermissionGrant
            {
                Id = StableId.Of($"grant:{grant.Client}:{grant.Resource}:{grant.Person}"),
                ClientId = Principal(tenant, grant.Client).Id,
                ResourceId = Principal(tenant, grant.Resource).Id,
                ConsentType = grant.Person is null ? "AllPrincipals" : "Principal",
                PrincipalId = grant.Person is null ? null : SeedReader.Named(tenant, grant.Person).Id,
                Scope = grant.Scope,
            });
        }

        foreach (SeedRoleAssignment written in seed.RoleAssignments)
        {
            SandboxRole role = tenant.Roles.FirstOrDefault(role => SandboxTenant.Same(role.DisplayName, written.Role))
                ?? throw new FormatException($"The seed names the role '{written.Role}', which it does not define.");
            tenant.RoleAssignments.Add(new SandboxRoleAssignment
            {
                Id = StableId.Of($"assignment:{written.Role}:{written.To}:{written.Eligible}:{written.Scope}"),
                RoleTemplateId = role.TemplateId,
                PrincipalId = SeedReader.Named(tenant, written.To).Id,
                DirectoryScopeId = written.Scope,
                IsEligible = written.Eligible,
                StartUtc = tenant.Clock.UtcNow.AddMonths(-6),
            });
        }
    }

    private static void AddApp(SandboxTenant tenant, SeedApp app)
    {
        List<string> owners = app.Owners.Select(name => SeedReader.Named(tenant, name).Id).ToList();
        var principal = new SandboxServicePrincipal { Id = StableId.Of("principal:" + app.AppId), AppId = app.AppId, DisplayName = app.Name, Owners = owners.ToList() };
        principal.AppRoles.AddRange(app.Roles.Select(value => new SandboxAppRole { Id = StableId.Of($"role:{app.AppId}:{value}"), Value = value, DisplayName = value }));
        principal.AppRoles.AddRange(app.Permissions.Select(permission => new SandboxAppRole
        {
            Id = permission.Value ?? StableId.Of($"role:{app.AppId}:{permission.Key}"),
            Value = permission.Key,
            DisplayName = permission.Key,
            AllowedMemberType = "Application",
        }));
        tenant.ServicePrincipals.Add(principal);
        if (app.Registered)
        {
            tenant.Applications.Add(new SandboxApplication
            {
                Id = StableId.Of("application:" + app.AppId),
                AppId = app.AppId,
                DisplayName = app.Name,
                Owners = owners,
                CreatedUtc = tenant.Clock.UtcNow.AddYears(-1),
            });
        }

        if (app.Secret is not null || app.CertificateThumbprint is not null)
        {
            tenant.ClientApps.Add(new SandboxClientApp
            {
                AppId = app.AppId,
                ServicePrincipalId = principal.Id,
                Secret = app.Secret,
                CertificateThumbprint = app.CertificateThumbprint,
            });
        }
    }

    private static void AddAssignments(SandboxTenant tenant, SeedApp app)
    {
        SandboxServicePrincipal self = Principal(tenant, app.Name);
        foreach (KeyValuePair<string, string> assigned in app.AssignedTo)
            Assign(tenant, SeedReader.Named(tenant, assigned.Key), self, assigned.Value);
        foreach (KeyValuePair<string, List<string>> granted in app.Granted)
        {
            foreach (string permission in granted.Value) Assign(tenant, self, Principal(tenant, granted.Key), permission);
        }
    }

    private static void Assign(SandboxTenant tenant, SandboxObject to, SandboxServicePrincipal resource, string value)
    {
        SandboxAppRole role = resource.AppRoles.FirstOrDefault(role => role.Value == value)
            ?? throw new FormatException($"The app '{resource.DisplayName}' offers no role '{value}'.");
        tenant.AppRoleAssignments.Add(new SandboxAppRoleAssignment
        {
            Id = StableId.Of($"approle:{resource.AppId}:{to.Id}:{value}"),
            AppRoleId = role.Id,
            PrincipalId = to.Id,
            PrincipalType = to switch { SandboxUser => "User", SandboxGroup => "Group", _ => "ServicePrincipal" },
            ResourceId = resource.Id,
            CreatedUtc = tenant.Clock.UtcNow.AddMonths(-6),
        });
    }

    private static SandboxServicePrincipal Principal(SandboxTenant tenant, string name) =>
        tenant.ServicePrincipals.FirstOrDefault(principal => principal.DisplayName == name)
        ?? throw new FormatException($"The seed names the app '{name}', which it does not define.");
}

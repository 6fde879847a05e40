using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;
using LifecycleTools.Sandbox.Http;
using LifecycleTools.Sandbox.State;

namespace LifecycleTools.Sandbox.Graph;

/// <summary>Who has which role in which app, and which permissions were consented to.</summary>
internal sealed class AppAccessRoutes : GraphRouteSet
{
    public override void Map(GraphRouter routes)
    {
        routes.Map("GET", "users/{user}/appRoleAssignments", Permissions.ReadAssignments, call => Assignments(call, assignment => assignment.PrincipalId == call.SeenUser().Id));
        routes.Map("GET", "users/{user}/appRoleAssignments/{assignment}", Permissions.ReadAssignments, call => ODataQuery.One(call, Json(Find(call), call.Tenant), "appRoleAssignments"));
        routes.Map("POST", "users/{user}/appRoleAssignments", Permissions.WriteAssignments, Assign);
        routes.Map("DELETE", "users/{user}/appRoleAssignments/{assignment}", Permissions.WriteAssignments, Remove);
        routes.Map("GET", "groups/{group}/appRoleAssignments", Permissions.ReadAssignments, call => Assignments(call, assignment => SandboxTenant.Same(assignment.PrincipalId, call["group"])));
        routes.Map("GET", "servicePrincipals/{app}/appRoleAssignments", Permissions.ReadApps, call => Assignments(call, assignment => assignment.PrincipalId == AppRoutes.Principal(call).Id));
        routes.Map("GET", "servicePrincipals/{app}/appRoleAssignedTo", Permissions.ReadApps, call => Assignments(call, assignment => assignment.ResourceId == AppRoutes.Principal(call).Id));
        routes.Map("POST", "servicePrincipals/{app}/appRoleAssignedTo", Permissions.WriteAssignments, Assign);
        routes.Map("DELETE", "servicePrincipals/{app}/appRoleAssignedTo/{assignment}", Permissions.WriteAssignments, Remove);
        routes.Map("GET", "users/{user}/oauth2PermissionGrants", Permissions.ReadGrants, call => Grants(call, grant => grant.PrincipalId == call.SeenUser().Id));
        routes.Map("GET", "oauth2PermissionGrants", Permissions.ReadGrants, call => Grants(call, _ => true));
        routes.Map("POST", "oauth2PermissionGrants", Permissions.WriteGrants, CreateGrant);
        routes.Map("GET", "oauth2PermissionGrants/{grant}", Permissions.ReadGrants, call => ODataQuery.One(call, Json(Grant(call)), "oauth2PermissionGrants"));
        routes.Map("PATCH", "oauth2PermissionGrants/{grant}", Permissions.WriteGrants, ChangeGrant);
        routes.Map("DELETE", "oauth2PermissionGrants/{grant}", Permissions.WriteGrants, DeleteGrant);
    }

    private static SandboxAnswer Assignments(GraphCall call, Func<SandboxAppRoleAssignment, bool> wanted)
    {
        List<SandboxAppRoleAssignment> found = call.Tenant.AppRoleAssignments.Where(wanted).ToList();
        return ODataQuery.Many(call, found.Select(assignment => Json(assignment, call.Tenant)), "appRoleAssignments");
    }

    private static SandboxAnswer Grants(GraphCall call, Func<SandboxPermissionGrant, bool> wanted) =>
        ODataQuery.Many(call, call.Tenant.PermissionGrants.Where(wanted).Select(Json).ToList(), "oauth2PermissionGrants", directory: false);

    private static SandboxAppRoleAssignment Find(GraphCall call) =>
        call.Tenant.AppRoleAssignments.FirstOrDefault(assignment => SandboxTenant.Same(assignment.Id, call["assignment"])) ?? throw GraphErrors.NotFound(call["assignment"]);

    private static SandboxAnswer Assign(GraphCall call)
    {
        JsonObject body = call.Body();
        SandboxObject principal = call.Referenced(body["principalId"]?.ToString());
        var resource = call.ToChange(call.Tenant.ServicePrincipals, body["resourceId"]?.ToString() ?? throw GraphErrors.Missing("resourceId", "AppRoleAssignment"));
        string roleId = body["appRoleId"]?.ToString() ?? Guid.Empty.ToString();
        if (roleId != Guid.Empty.ToString() && resource.AppRoles.All(role => !SandboxTenant.Same(role.Id, roleId)))
            throw GraphErrors.BadRequest("Permission being assigned was not found on application");
        if (call.Tenant.AppRoleAssignments.Any(held => held.PrincipalId == principal.Id && held.ResourceId == resource.Id && SandboxTenant.Same(held.AppRoleId, roleId)))
            throw GraphErrors.BadRequest("Permission being assigned already exists on the object");

        var assignment = new SandboxAppRoleAssignment
        {
            Id = call.Tenant.NewId("approle"),
            AppRoleId = roleId,
            PrincipalId = principal.Id,
            PrincipalType = principal switch { SandboxUser => "User", SandboxGroup => "Group", _ => "ServicePrincipal" },
            ResourceId = resource.Id,
            CreatedUtc = call.Now,
        };
        call.Tenant.AppRoleAssignments.Add(assignment);
        return ODataQuery.One(call, Json(assignment, call.Tenant), "appRoleAssignments", status: 201);
    }

    private static SandboxAnswer Remove(GraphCall call)
    {
        call.Tenant.AppRoleAssignments.Remove(Find(call));
        return SandboxAnswer.Empty(204);
    }

    private static SandboxPermissionGrant Grant(GraphCall call) =>
        call.Tenant.PermissionGrants.FirstOrDefault(grant => SandboxTenant.Same(grant.Id, call["grant"])) ?? throw GraphErrors.NotFound(call["grant"]);

    private static SandboxAnswer CreateGrant(GraphCall call)
    {
        JsonObject body = call.Body();
        var grant = new SandboxPermissionGrant
        {
            ClientId = body["clientId"]?.ToString() ?? throw GraphErrors.Missing("clientId", "OAuth2PermissionGrant"),
            ConsentType = body["consentType"]?.ToString() ?? throw GraphErrors.Missing("consentType", "OAuth2PermissionGrant"),
            PrincipalId = body["principalId"]?.ToString(),
            ResourceId = body["resourceId"]?.ToString() ?? throw GraphErrors.Missing("resourceId", "OAuth2PermissionGrant"),
            Scope = body["scope"]?.ToString() ?? "",
        };
        if (call.Tenant.PermissionGrants.Any(other => other.ClientId == grant.ClientId && other.ResourceId == grant.ResourceId && other.PrincipalId == grant.PrincipalId))
            throw new GraphException(409, "Request_MultipleObjectsWithSameKeyValue", "Permission entry already exists.");
        grant.Id = call.Tenant.NewId("grant");
        call.Tenant.PermissionGrants.Add(grant);
        return ODataQuery.One(call, Json(grant), "oauth2PermissionGrants", status: 201);
    }

    private static SandboxAnswer ChangeGrant(GraphCall call)
    {
        Grant(call).Scope = call.Body()["scope"]?.ToString() ?? "";
        return SandboxAnswer.Empty(204);
    }

    private static SandboxAnswer DeleteGrant(GraphCall call)
    {
        call.Tenant.PermissionGrants.Remove(Grant(call));
        return SandboxAnswer.Empty(204);
    }

    private static JsonObject Json(SandboxAppRoleAssignment assignment, SandboxTenant tenant) => new()
    {
        ["id"] = assignment.Id,
        ["deletedDateTime"] = null,
        ["appRoleId"] = assignment.AppRoleId,
        ["createdDateTime"] = GraphJson.Date(assignment.CreatedUtc),
        ["principalDisplayName"] = tenant.FindObject(assignment.PrincipalId)?.DisplayName,
        ["principalId"] = assignment.PrincipalId,
        ["principalType"] = assignment.PrincipalType,
        ["resourceDisplayName"] = tenant.FindObject(assignment.ResourceId)?.DisplayName,
        ["resourceId"] = assignment.ResourceId,
    };

    private static JsonObject Json(SandboxPermissionGrant grant) => new()
    {
        ["id"] = grant.Id,
        ["clientId"] = grant.ClientId,
        ["consentType"] = grant.ConsentType,
        ["principalId"] = grant.PrincipalId,
        ["resourceId"] = grant.ResourceId,
        ["scope"] = grant.Scope,
    };
}

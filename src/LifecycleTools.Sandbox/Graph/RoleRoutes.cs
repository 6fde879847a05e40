using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;
using LifecycleTools.Sandbox.Http;
using LifecycleTools.Sandbox.State;

namespace LifecycleTools.Sandbox.Graph;

/// <summary>Directory roles: the activated ones, and assignments and eligibilities of all.</summary>
internal sealed class RoleRoutes : GraphRouteSet
{
    public override void Map(GraphRouter routes)
    {
        routes.Map("GET", "directoryRoles", Permissions.ReadRoles, call => ODataQuery.Many(call, call.Tenant.Roles.Where(role => role.IsActivated).Select(GraphJson.Role), "directoryRoles", pages: false));
        routes.Map("POST", "directoryRoles", Permissions.WriteRoles, Activate);
        routes.Map("GET", "directoryRoles/{role}", Permissions.ReadRoles, call => ODataQuery.One(call, GraphJson.Role(Role(call)), "directoryRoles"));
        routes.Map("GET", "directoryRoles/{role}/members", Permissions.ReadRoles, call => GroupMemberRoutes.Items(call, MembershipRoutes.Objects(call, Holders(call))));
        routes.Map("GET", "directoryRoles/{role}/members/$ref", Permissions.ReadRoles, call => GroupMemberRoutes.References(call, Holders(call)));
        routes.Map("POST", "directoryRoles/{role}/members/$ref", Permissions.WriteRoles, AddMember);
        routes.Map("DELETE", "directoryRoles/{role}/members/{member}/$ref", Permissions.WriteRoles, RemoveMember);

        // As with groups: without /$ref the member itself is deleted.
        routes.Map("DELETE", "directoryRoles/{role}/members/{member}", Permissions.WriteRoles, call => DirectoryObjectRoutes.Delete(call, call["member"]));
        routes.Map("GET", "directoryRoleTemplates", Permissions.ReadRoles, call => ODataQuery.Many(call, call.Tenant.Roles.Select(Template), "directoryRoleTemplates", pages: false));
        routes.Map("GET", "roleManagement/directory/roleDefinitions", Permissions.ReadRoles, call => ODataQuery.Many(call, call.Tenant.Roles.Select(Definition), "roleManagement/directory/roleDefinitions", directory: false));
        routes.Map("GET", "roleManagement/directory/roleDefinitions/{definition}", Permissions.ReadRoles, call => ODataQuery.One(call,
            Definition(ByTemplate(call.Tenant, call["definition"]) ?? throw GraphErrors.NotFound(call["definition"])), "roleManagement/directory/roleDefinitions"));
        routes.Map("GET", "roleManagement/directory/roleAssignments", Permissions.ReadRoles, call => ODataQuery.Many(call,
            call.Tenant.RoleAssignments.Where(assignment => !assignment.IsEligible).Select(Assignment), "roleManagement/directory/roleAssignments", expand: Expansion(call), directory: false));
        routes.Map("GET", "roleManagement/directory/roleAssignments/{assignment}", Permissions.ReadRoles, call => ODataQuery.One(call, Assignment(Find(call)), "roleManagement/directory/roleAssignments", expand: Expansion(call)));
        routes.Map("POST", "roleManagement/directory/roleAssignments", Permissions.WriteRoles, Assign);
        routes.Map("DELETE", "roleManagement/directory/roleAssignments/{assignment}", Permissions.WriteRoles, Unassign);
        routes.Map("GET", "users/{user}/scopedRoleMemberOf", Permissions.ReadDirectory, ScopedRoles);
    }

    public static SandboxRole? ByTemplate(SandboxTenant tenant, string templateId) => tenant.Roles.FirstOrDefault(role => SandboxTenant.Same(role.TemplateId, templateId));

    /// <summary>What $expand may ask of an assignment or eligibility.</summary>
    public static Func<JsonObject, string, JsonNode?> Expansion(GraphCall call) => (full, name) => name switch
    {
        "principal" => call.Tenant.FindObject((string)full["principalId"]!) is { } principal ? GraphJson.Typed(principal, call.Tenant) : null,
        "roleDefinition" => Definition(ByTemplate(call.Tenant, (string)full["roleDefinitionId"]!)!),
        _ => throw GraphErrors.BadQuery($"Parsing OData Select and Expand failed: Could not find a property named '{name}' on type 'microsoft.graph.unifiedRoleAssignment'."),
    };

    private static SandboxRole Role(GraphCall call)
    {
        const string byTemplate = "roleTemplateId=";
        string key = call["role"];
        return call.Tenant.Roles.FirstOrDefault(role => role.IsActivated && (key.StartsWith(byTemplate, StringComparison.Ordinal)
            ? SandboxTenant.Same(role.TemplateId, key.Substring(byTemplate.Length))
            : SandboxTenant.Same(role.Id, key))) ?? throw GraphErrors.NotFound(key);
    }

    private static List<string> Holders(GraphCall call)
    {
        SandboxRole role = Role(call);
        return Held(call, role).Select(assignment => assignment.PrincipalId).ToList();
    }

    private static IEnumerable<SandboxRoleAssignment> Held(GraphCall call, SandboxRole role) =>
        call.Tenant.RoleAssignments.Where(assignment => !assignment.IsEligible && assignment.RoleTemplateId == role.TemplateId && assignment.DirectoryScopeId == "/");

    private static SandboxAnswer Activate(GraphCall call)
    {
        string templateId = call.Body()["roleTemplateId"]?.ToString() ?? throw GraphErrors.Missing("roleTemplateId", "DirectoryRole");
        SandboxRole role = ByTemplate(call.Tenant, templateId) ?? throw GraphErrors.NotFound(templateId);
        if (role.IsActivated) throw GraphErrors.Conflicting();
        role.IsActivated = true;
        return ODataQuery.One(call, GraphJson.Role(role), "directoryRoles", status: 201);
    }

    private static SandboxAnswer AddMember(GraphCall call)
    {
        SandboxRole role = Role(call);
        string id = call.Referenced().Id;
        if (Held(call, role).Any(assignment => assignment.PrincipalId == id)) throw GraphErrors.AlreadyReferenced("members");
        Add(call, role.TemplateId, id, "/");
        return SandboxAnswer.Empty(204);
    }

    private static SandboxAnswer RemoveMember(GraphCall call)
    {
        SandboxRoleAssignment held = Held(call, Role(call)).FirstOrDefault(assignment => SandboxTenant.Same(assignment.PrincipalId, call["member"])) ?? throw GraphErrors.NotFound(call["member"]);
        call.Tenant.RoleAssignments.Remove(held);
        return SandboxAnswer.Empty(204);
    }

    private static SandboxRoleAssignment Add(GraphCall call, string templateId, string principalId, string scope)
    {
        var assignment = new SandboxRoleAssignment { Id = call.Tenant.NewId("assignment"), RoleTemplateId = templateId, PrincipalId = principalId, DirectoryScopeId = scope, StartUtc = call.Now };
        call.Tenant.RoleAssignments.Add(assignment);
        return assignment;
    }

    private static SandboxRoleAssignment Find(GraphCall call) =>
        call.Tenant.RoleAssignments.FirstOrDefault(assignment => !assignment.IsEligible && SandboxTenant.Same(assignment.Id, call["assignment"])) ?? throw GraphErrors.NotFound(call["assignment"]);

    private static SandboxAnswer Assign(GraphCall call)
    {
        JsonObject body = call.Body();
        string roleId = body["roleDefinitionId"]?.ToString() ?? throw GraphErrors.Missing("roleDefinitionId", "RoleAssignment");
        string principalId = call.Referenced(body["principalId"]?.ToString()).Id;
        string scope = body["directoryScopeId"]?.ToString() ?? "/";
        if (ByTemplate(call.Tenant, roleId) is null) throw GraphErrors.NotFound(roleId);
        if (call.Tenant.RoleAssignments.Any(assignment => !assignment.IsEligible && assignment.RoleTemplateId == roleId && assignment.PrincipalId == principalId && assignment.DirectoryScopeId == scope))
            throw GraphErrors.Conflicting();
        return ODataQuery.One(call, Assignment(Add(call, roleId, principalId, scope)), "roleManagement/directory/roleAssignments", status: 201);
    }

    private static SandboxAnswer Unassign(GraphCall call)
    {
        call.Tenant.RoleAssignments.Remove(Find(call));
        return SandboxAnswer.Empty(204);
    }

    private static SandboxAnswer ScopedRoles(GraphCall call)
    {
        const string prefix = "/administrativeUnits/";
        SandboxUser user = call.SeenUser();
        return ODataQuery.Many(call, call.Tenant.RoleAssignments
            .Where(assignment => !assignment.IsEligible && assignment.PrincipalId == user.Id && assignment.DirectoryScopeId.StartsWith(prefix, StringComparison.Ordinal))
            .Select(assignment => UnitRoutes.Scoped(call, assignment)), "scopedRoleMemberships", directory: false);
    }

    private static JsonObject Assignment(SandboxRoleAssignment assignment) => new()
    {
        ["id"] = assignment.Id,
        ["principalId"] = assignment.PrincipalId,
        ["roleDefinitionId"] = assignment.RoleTemplateId,
        ["directoryScopeId"] = assignment.DirectoryScopeId,
        ["appScopeId"] = null,
    };

    private static JsonObject Definition(SandboxRole role) => new()
    {
        ["id"] = role.TemplateId,
        ["templateId"] = role.TemplateId,
        ["displayName"] = role.DisplayName,
        ["description"] = role.Description,
        ["isBuiltIn"] = true,
        ["isEnabled"] = true,
        ["resourceScopes"] = GraphJson.Texts(new[] { "/" }),
        ["version"] = "1",
    };

    private static JsonObject Template(SandboxRole role) => new()
    {
        ["id"] = role.TemplateId,
        ["deletedDateTime"] = null,
        ["displayName"] = role.DisplayName,
        ["description"] = role.Description,
    };
}

using System;
using System.Linq;
using System.Text.Json.Nodes;
using LifecycleTools.Sandbox.Http;
using LifecycleTools.Sandbox.State;

namespace LifecycleTools.Sandbox.Graph;

/// <summary>Administrative units.</summary>
internal sealed class UnitRoutes : GraphRouteSet
{
    private const string Root = "directory/administrativeUnits";

    public override void Map(GraphRouter routes)
    {
        routes.Map("GET", Root, Permissions.ReadUnits, call => ODataQuery.Many(call, call.Tenant.AdministrativeUnits.Select(GraphJson.Unit), "administrativeUnits"));
        routes.Map("POST", Root, Permissions.WriteUnits, Create);
        routes.Map("GET", Root + "/{unit}", Permissions.ReadUnits, call => ODataQuery.One(call, GraphJson.Unit(Unit(call)), "administrativeUnits"));
        routes.Map("GET", Root + "/{unit}/members", Permissions.ReadUnits, call => GroupMemberRoutes.Items(call, MembershipRoutes.Objects(call, Unit(call).Members)));
        routes.Map("GET", Root + "/{unit}/members/$ref", Permissions.ReadUnits, call => GroupMemberRoutes.References(call, Unit(call).Members));
        routes.Map("POST", Root + "/{unit}/members/$ref", Permissions.WriteUnits, Add);
        routes.Map("DELETE", Root + "/{unit}/members/{member}/$ref", Permissions.WriteUnits, Remove);
        routes.Map("GET", Root + "/{unit}/scopedRoleMembers", Permissions.ReadRoles, call => ODataQuery.Many(call, call.Tenant.RoleAssignments
            .Where(assignment => assignment.DirectoryScopeId == Scope(Unit(call))).Select(assignment => Scoped(call, assignment)), "scopedRoleMemberships", directory: false));
        routes.Map("DELETE", Root + "/{unit}/scopedRoleMembers/{assignment}", Permissions.WriteRoles, RemoveScoped);
    }

    /// <summary>A role that reaches over one unit only.</summary>
    public static JsonObject Scoped(GraphCall call, SandboxRoleAssignment assignment) => new()
    {
        ["id"] = assignment.Id,
        ["roleId"] = RoleRoutes.ByTemplate(call.Tenant, assignment.RoleTemplateId)?.Id,
        ["administrativeUnitId"] = assignment.DirectoryScopeId.Split('/').Last(),
        ["roleMemberInfo"] = new JsonObject { ["id"] = assignment.PrincipalId, ["displayName"] = call.Tenant.FindObject(assignment.PrincipalId)?.DisplayName },
    };

    private static SandboxAdministrativeUnit Unit(GraphCall call) => call.ToChange(call.Tenant.AdministrativeUnits, call["unit"]);

    private static string Scope(SandboxAdministrativeUnit unit) => "/administrativeUnits/" + unit.Id;

    private static SandboxAnswer Create(GraphCall call)
    {
        JsonObject body = call.Body();
        var unit = new SandboxAdministrativeUnit
        {
            DisplayName = body["displayName"]?.ToString() ?? throw GraphErrors.Missing("displayName", "AdministrativeUnit"),
            Description = body["description"]?.ToString(),
            IsManagementRestricted = (bool?)body["isMemberManagementRestricted"] ?? false,
        };
        call.Tenant.AdministrativeUnits.Add(call.Tenant.Born(unit, "unit"));
        return ODataQuery.One(call, GraphJson.Unit(unit), "administrativeUnits", status: 201);
    }

    private static SandboxAnswer Add(GraphCall call)
    {
        SandboxAdministrativeUnit unit = Unit(call);
        SandboxObject member = call.Referenced();
        if (unit.Members.Contains(member.Id, StringComparer.OrdinalIgnoreCase)) throw GraphErrors.Conflicting();
        call.Tenant.Change(unit, changed => changed.Members.Add(member.Id));
        member.IsManagementRestricted |= unit.IsManagementRestricted;
        return SandboxAnswer.Empty(204);
    }

    private static SandboxAnswer Remove(GraphCall call)
    {
        SandboxAdministrativeUnit unit = Unit(call);
        string memberId = call["member"];
        if (!unit.Members.Contains(memberId, StringComparer.OrdinalIgnoreCase)) throw GraphErrors.NotFound(memberId);
        call.Tenant.Change(unit, changed => changed.Members.RemoveAll(member => SandboxTenant.Same(member, memberId)));
        if (call.Tenant.FindObject(memberId) is { } left)
            left.IsManagementRestricted = call.Tenant.AdministrativeUnits.Any(other => other.IsManagementRestricted && other.Members.Contains(left.Id));
        return SandboxAnswer.Empty(204);
    }

    private static SandboxAnswer RemoveScoped(GraphCall call)
    {
        SandboxRoleAssignment found = call.Tenant.RoleAssignments.FirstOrDefault(assignment => SandboxTenant.Same(assignment.Id, call["assignment"])) ?? throw GraphErrors.NotFound(call["assignment"]);
        call.Tenant.RoleAssignments.Remove(found);
        return SandboxAnswer.Empty(204);
    }
}

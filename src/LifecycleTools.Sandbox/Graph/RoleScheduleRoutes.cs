using System.Linq;
using System.Text.Json.Nodes;
using LifecycleTools.Sandbox.Http;
using LifecycleTools.Sandbox.State;

namespace LifecycleTools.Sandbox.Graph;

/// <summary>Privileged Identity Management: who is eligible, and requests that change it.</summary>
internal sealed class RoleScheduleRoutes : GraphRouteSet
{
    private const string Root = "roleManagement/directory/";

    public override void Map(GraphRouter routes)
    {
        routes.Map("GET", Root + "roleAssignmentScheduleInstances", Permissions.ReadEligibility, call => Instances(call, isEligible: false));
        routes.Map("GET", Root + "roleEligibilityScheduleInstances", Permissions.ReadEligibility, call => Instances(call, isEligible: true));
        routes.Map("GET", Root + "roleAssignmentScheduleRequests", Permissions.WriteEligibility, call => Requests(call, isEligibility: false));
        routes.Map("GET", Root + "roleEligibilityScheduleRequests", Permissions.WriteEligibility, call => Requests(call, isEligibility: true));
        routes.Map("POST", Root + "roleAssignmentScheduleRequests", Permissions.WriteEligibility, call => Ask(call, isEligibility: false));
        routes.Map("POST", Root + "roleEligibilityScheduleRequests", Permissions.WriteEligibility, call => Ask(call, isEligibility: true));
    }

    private static SandboxAnswer Instances(GraphCall call, bool isEligible) => ODataQuery.Many(call,
        call.Tenant.RoleAssignments.Where(assignment => assignment.IsEligible == isEligible).Select(Instance),
        isEligible ? "roleEligibilityScheduleInstances" : "roleAssignmentScheduleInstances", expand: RoleRoutes.Expansion(call), directory: false);

    private static SandboxAnswer Requests(GraphCall call, bool isEligibility) => ODataQuery.Many(call,
        call.Tenant.RoleRequests.Where(request => request.IsEligibility == isEligibility).Select(Request),
        isEligibility ? "roleEligibilityScheduleRequests" : "roleAssignmentScheduleRequests", directory: false);

    private static SandboxAnswer Ask(GraphCall call, bool isEligibility)
    {
        JsonObject body = call.Body();
        var request = new SandboxRoleRequest
        {
            Id = call.Tenant.NewId("rolerequest"),
            IsEligibility = isEligibility,
            Action = body["action"]?.ToString() ?? throw GraphErrors.Missing("action", "RoleScheduleRequest"),
            PrincipalId = call.Referenced(body["principalId"]?.ToString()).Id,
            RoleTemplateId = body["roleDefinitionId"]?.ToString() ?? throw GraphErrors.Missing("roleDefinitionId", "RoleScheduleRequest"),
            DirectoryScopeId = body["directoryScopeId"]?.ToString() ?? "/",
            Justification = body["justification"]?.ToString(),
            CreatedUtc = call.Now,
        };
        if (RoleRoutes.ByTemplate(call.Tenant, request.RoleTemplateId) is null) throw GraphErrors.NotFound(request.RoleTemplateId);
        SandboxRoleAssignment? present = call.Tenant.RoleAssignments.FirstOrDefault(assignment => assignment.IsEligible == isEligibility
            && assignment.PrincipalId == request.PrincipalId && assignment.RoleTemplateId == request.RoleTemplateId && assignment.DirectoryScopeId == request.DirectoryScopeId);
        switch (request.Action)
        {
            case "adminRemove" when present is null:
                throw new GraphException(400, "RoleAssignmentDoesNotExist", "The Role assignment does not exist.");
            case "adminRemove":
                call.Tenant.RoleAssignments.Remove(present);
                break;
            case "adminAssign" when present is not null:
                throw new GraphException(400, "RoleAssignmentExists", "The Role assignment already exists.");
            case "adminAssign":
                call.Tenant.RoleAssignments.Add(new SandboxRoleAssignment
                {
                    Id = call.Tenant.NewId("assignment"),
                    IsEligible = isEligibility,
                    PrincipalId = request.PrincipalId,
                    RoleTemplateId = request.RoleTemplateId,
                    DirectoryScopeId = request.DirectoryScopeId,
                    StartUtc = call.Now,
                });
                break;
            default:
                throw GraphErrors.BadQuery($"The action '{request.Action}' is not supported here.");
        }

        call.Tenant.RoleRequests.Add(request);
        return ODataQuery.One(call, Request(request), "unifiedRoleScheduleRequests", status: 201);
    }

    private static JsonObject Instance(SandboxRoleAssignment assignment)
    {
        var json = new JsonObject
        {
            ["id"] = assignment.Id,
            ["principalId"] = assignment.PrincipalId,
            ["roleDefinitionId"] = assignment.RoleTemplateId,
            ["directoryScopeId"] = assignment.DirectoryScopeId,
            ["appScopeId"] = null,
            ["startDateTime"] = GraphJson.Date(assignment.StartUtc),
            ["endDateTime"] = GraphJson.Date(assignment.EndUtc),
            ["memberType"] = "Direct",
        };
        json[assignment.IsEligible ? "roleEligibilityScheduleId" : "roleAssignmentScheduleId"] = assignment.Id;
        if (!assignment.IsEligible) json["assignmentType"] = "Assigned";
        return json;
    }

    private static JsonObject Request(SandboxRoleRequest request) => new()
    {
        ["id"] = request.Id,
        ["status"] = request.Action == "adminRemove" ? "Revoked" : "Provisioned",
        ["createdDateTime"] = GraphJson.Date(request.CreatedUtc),
        ["action"] = request.Action,
        ["principalId"] = request.PrincipalId,
        ["roleDefinitionId"] = request.RoleTemplateId,
        ["directoryScopeId"] = request.DirectoryScopeId,
        ["justification"] = request.Justification,
    };
}

using System.Linq;
using System.Text.Json.Nodes;
using LifecycleTools.Sandbox.Http;
using LifecycleTools.Sandbox.State;

namespace LifecycleTools.Sandbox.Graph;

/// <summary>Who reports to whom.</summary>
internal sealed class ManagerRoutes : GraphRouteSet
{
    public override void Map(GraphRouter routes)
    {
        routes.Map("GET", "users/{user}/manager", Permissions.ReadUsers, call => ODataQuery.One(call, GraphJson.Member(ManagerOf(call), call), "directoryObjects"));
        routes.Map("GET", "users/{user}/manager/$ref", Permissions.ReadUsers, call => SandboxAnswer.Json(200, new JsonObject
        {
            ["@odata.context"] = $"{call.Root}/$metadata#$ref",
            ["@odata.id"] = $"{call.Root}/directoryObjects/{ManagerOf(call).Id}",
        }));
        routes.Map("PUT", "users/{user}/manager/$ref", Permissions.WriteUsers, call => Set(call, call.Referenced().Id));
        routes.Map("DELETE", "users/{user}/manager/$ref", Permissions.WriteUsers, Remove);
        routes.Map("GET", "users/{user}/directReports", Permissions.ReadUsers, DirectReports);
    }

    private static SandboxUser ManagerOf(GraphCall call)
    {
        string? managerId = call.SeenUser().ManagerId;
        return (managerId is null ? null : call.Tenant.FindUser(managerId))
            ?? throw new GraphException(404, "Request_ResourceNotFound", "Resource 'manager' does not exist or one of its queried reference-property objects are not present.");
    }

    private static SandboxAnswer Remove(GraphCall call)
    {
        ManagerOf(call);
        return Set(call, null);
    }

    private static SandboxAnswer Set(GraphCall call, string? managerId)
    {
        SandboxUser user = call.UserToChange();
        if (user.OnPremisesSyncEnabled is true) throw GraphErrors.BadRequest(GraphErrors.OnPremisesMastered);
        call.Tenant.Change(user, changed => changed.ManagerId = managerId);
        return SandboxAnswer.Empty(204);
    }

    private static SandboxAnswer DirectReports(GraphCall call)
    {
        SandboxUser user = call.SeenUser();
        return ODataQuery.Many(call, call.Tenant.Users.Select(other => call.Tenant.Seen(other)).OfType<SandboxUser>()
            .Where(other => other.ManagerId == user.Id).Select(other => GraphJson.Member(other, call)), "directoryObjects");
    }
}

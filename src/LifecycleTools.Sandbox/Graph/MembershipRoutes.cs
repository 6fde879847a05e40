using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;
using LifecycleTools.Sandbox.Http;
using LifecycleTools.Sandbox.State;

namespace LifecycleTools.Sandbox.Graph;

/// <summary>What somebody belongs to, and what they own.</summary>
internal sealed class MembershipRoutes : GraphRouteSet
{
    private const int MostCheckedGroups = 20;

    public override void Map(GraphRouter routes)
    {
        foreach (string set in new[] { "users", "groups" })
        {
            string permissions = set == "users" ? Permissions.ReadUsers : Permissions.ReadGroups;
            routes.Map("GET", $"{set}/{{user}}/memberOf", permissions, call => Direct(call, _ => true));
            routes.Map("GET", $"{set}/{{user}}/memberOf/graph.group", permissions, call => Direct(call, item => item is SandboxGroup));
            routes.Map("GET", $"{set}/{{user}}/memberOf/graph.directoryRole", permissions, call => Direct(call, item => item is SandboxRole));
            routes.Map("GET", $"{set}/{{user}}/memberOf/graph.administrativeUnit", permissions, call => Direct(call, item => item is SandboxAdministrativeUnit));
            routes.Map("GET", $"{set}/{{user}}/transitiveMemberOf", permissions, call => GroupMemberRoutes.Items(call, Transitive(call, Id(call))));
            routes.Map("GET", $"{set}/{{user}}/transitiveMemberOf/graph.group", permissions, call => GroupMemberRoutes.Items(call, Transitive(call, Id(call)).OfType<SandboxGroup>()));
        }

        routes.Map("POST", "users/{user}/getMemberGroups", Permissions.ReadUsers, GetMemberGroups, isRead: true);
        routes.Map("POST", "users/{user}/checkMemberGroups", Permissions.ReadUsers, CheckMemberGroups, isRead: true);
        routes.Map("GET", "users/{user}/ownedObjects", Permissions.ReadUsers, call => Owned(call, _ => true));
        routes.Map("GET", "users/{user}/ownedObjects/graph.group", Permissions.ReadUsers, call => Owned(call, item => item is SandboxGroup));
        routes.Map("GET", "users/{user}/ownedObjects/graph.application", Permissions.ReadUsers, call => Owned(call, item => item is SandboxApplication));
        routes.Map("GET", "users/{user}/ownedObjects/graph.servicePrincipal", Permissions.ReadUsers, call => Owned(call, item => item is SandboxServicePrincipal));
    }

    /// <summary>Objects by id, as reads see them; ids that lead nowhere are left out.</summary>
    public static IEnumerable<SandboxObject> Objects(GraphCall call, IEnumerable<string> ids) =>
        ids.Select(call.Tenant.FindObject).OfType<SandboxObject>().Select(item => call.Tenant.Seen(item)).OfType<SandboxObject>();

    /// <summary>Groups, roles and administrative units that an object is directly in.</summary>
    public static IEnumerable<SandboxObject> HoldersOf(GraphCall call, string id)
    {
        SandboxTenant tenant = call.Tenant;
        IEnumerable<SandboxObject> groups = tenant.Groups.Select(group => tenant.Seen(group)).OfType<SandboxGroup>().Where(group => group.Members.Contains(id, StringComparer.OrdinalIgnoreCase));
        IEnumerable<SandboxObject> roles = tenant.Roles.Where(role => role.IsActivated && tenant.RoleAssignments.Any(assignment =>
            !assignment.IsEligible && assignment.PrincipalId == id && assignment.RoleTemplateId == role.TemplateId && assignment.DirectoryScopeId == "/"));
        IEnumerable<SandboxObject> units = tenant.AdministrativeUnits.Where(unit => unit.Members.Contains(id, StringComparer.OrdinalIgnoreCase));
        return groups.Concat(roles).Concat(units);
    }

    private static string Id(GraphCall call) => call.Http.Segments[1].StartsWith("group", StringComparison.OrdinalIgnoreCase)
        ? call.Seen(call.Tenant.Groups, call["user"]).Id
        : call.SeenUser().Id;

    private static SandboxAnswer Direct(GraphCall call, Func<SandboxObject, bool> wanted) =>
        GroupMemberRoutes.Items(call, HoldersOf(call, Id(call)).Where(wanted));

    private static List<SandboxObject> Transitive(GraphCall call, string id)
    {
        List<SandboxObject> found = HoldersOf(call, id).ToList();
        for (int place = 0; place < found.Count; place++)
        {
            foreach (SandboxObject outer in HoldersOf(call, found[place].Id))
            {
                if (found.All(known => known.Id != outer.Id)) found.Add(outer);
            }
        }

        return found;
    }

    private static SandboxAnswer GetMemberGroups(GraphCall call)
    {
        bool onlySecurity = (bool?)call.Body()["securityEnabledOnly"] ?? false;
        return Ids(call, Transitive(call, Id(call)).OfType<SandboxGroup>().Where(group => !onlySecurity || group.SecurityEnabled).Select(group => group.Id));
    }

    private static SandboxAnswer CheckMemberGroups(GraphCall call)
    {
        List<string> asked = (call.Body()["groupIds"] as JsonArray ?? throw GraphErrors.Missing("groupIds", "User")).Select(id => id!.ToString()).ToList();
        if (asked.Count > MostCheckedGroups) throw GraphErrors.BadRequest($"The number of values in 'groupIds' exceeds the limit of {MostCheckedGroups}.");
        HashSet<string> held = new(Transitive(call, Id(call)).Select(group => group.Id), StringComparer.OrdinalIgnoreCase);
        return Ids(call, asked.Where(held.Contains));
    }

    private static SandboxAnswer Ids(GraphCall call, IEnumerable<string> ids) => SandboxAnswer.Json(200, new JsonObject
    {
        ["@odata.context"] = $"{call.Root}/$metadata#Collection(Edm.String)",
        ["value"] = GraphJson.Texts(ids),
    });

    private static SandboxAnswer Owned(GraphCall call, Func<SandboxObject, bool> wanted)
    {
        string id = call.SeenUser().Id;
        SandboxTenant tenant = call.Tenant;

        // Owners of distribution lists are kept by Exchange (ManagedBy) and are not shown here.
        IEnumerable<SandboxObject> owned = tenant.Groups.Select(group => tenant.Seen(group)).OfType<SandboxGroup>().Where(group => !group.IsExchangeMastered && group.Owners.Contains(id, StringComparer.OrdinalIgnoreCase))
            .Cast<SandboxObject>()
            .Concat(tenant.Applications.Where(application => application.Owners.Contains(id, StringComparer.OrdinalIgnoreCase)))
            .Concat(tenant.ServicePrincipals.Where(principal => principal.Owners.Contains(id, StringComparer.OrdinalIgnoreCase)));
        return GroupMemberRoutes.Items(call, owned.Where(wanted));
    }
}

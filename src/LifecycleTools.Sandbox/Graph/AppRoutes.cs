using System;
using System.Collections.Generic;
using System.Linq;
using LifecycleTools.Sandbox.Http;
using LifecycleTools.Sandbox.State;

namespace LifecycleTools.Sandbox.Graph;

/// <summary>Apps and their owners.</summary>
internal sealed class AppRoutes : GraphRouteSet
{
    public override void Map(GraphRouter routes)
    {
        routes.Map("GET", "applications", Permissions.ReadApps, call => ODataQuery.Many(call, call.Tenant.Applications.Select(GraphJson.Application), "applications"));
        routes.Map("GET", "applications/{app}", Permissions.ReadApps, call => ODataQuery.One(call, GraphJson.Application(Application(call)), "applications"));
        routes.Map("GET", "servicePrincipals", Permissions.ReadApps, call => ODataQuery.Many(call, call.Tenant.ServicePrincipals.Select(GraphJson.ServicePrincipal), "servicePrincipals"));
        routes.Map("GET", "servicePrincipals/{app}", Permissions.ReadApps, call => ODataQuery.One(call, GraphJson.ServicePrincipal(Principal(call)), "servicePrincipals"));
        MapOwners(routes, "applications", call => Application(call).Owners);
        MapOwners(routes, "servicePrincipals", call => Principal(call).Owners);
    }

    /// <summary>The service principal that the path names by object id or <c>appId='..'</c>.</summary>
    public static SandboxServicePrincipal Principal(GraphCall call) =>
        call.Tenant.ServicePrincipals.FirstOrDefault(principal => SandboxTenant.Same(principal.Id, call["app"]) || SandboxTenant.Same("appId=" + principal.AppId, call["app"]))
        ?? throw GraphErrors.NotFound(call["app"]);

    private static SandboxApplication Application(GraphCall call) =>
        call.Tenant.Applications.FirstOrDefault(application => SandboxTenant.Same(application.Id, call["app"]) || SandboxTenant.Same("appId=" + application.AppId, call["app"]))
        ?? throw GraphErrors.NotFound(call["app"]);

    private static void MapOwners(GraphRouter routes, string set, Func<GraphCall, List<string>> owners)
    {
        routes.Map("GET", set + "/{app}/owners", Permissions.ReadApps, call => GroupMemberRoutes.Items(call, MembershipRoutes.Objects(call, owners(call))));
        routes.Map("GET", set + "/{app}/owners/$ref", Permissions.ReadApps, call => GroupMemberRoutes.References(call, owners(call)));
        routes.Map("POST", set + "/{app}/owners/$ref", Permissions.WriteApps, call =>
        {
            string id = call.Referenced().Id;
            if (owners(call).Contains(id, StringComparer.OrdinalIgnoreCase)) throw GraphErrors.AlreadyReferenced("owners");
            owners(call).Add(id);
            return SandboxAnswer.Empty(204);
        });
        routes.Map("DELETE", set + "/{app}/owners/{owner}/$ref", Permissions.WriteApps, call =>
            owners(call).RemoveAll(owner => SandboxTenant.Same(owner, call["owner"])) > 0 ? SandboxAnswer.Empty(204) : throw GraphErrors.NotFound(call["owner"]));

        // As with groups: without /$ref the owner itself is deleted.
        routes.Map("DELETE", set + "/{app}/owners/{owner}", Permissions.WriteApps, call => DirectoryObjectRoutes.Delete(call, call["owner"]));
    }
}

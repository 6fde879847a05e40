using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;
using LifecycleTools.Sandbox.Http;
using LifecycleTools.Sandbox.State;

namespace LifecycleTools.Sandbox.Graph;

/// <summary>Objects of any kind, and the deleted ones.</summary>
internal sealed class DirectoryObjectRoutes : GraphRouteSet
{
    private const int MostIds = 1000;

    public override void Map(GraphRouter routes)
    {
        routes.Map("POST", "directoryObjects/getByIds", Permissions.ReadDirectory, GetByIds, isRead: true);
        routes.Map("POST", "directoryObjects/validateProperties", Permissions.ReadGroups, Validate, isRead: true);
        routes.Map("GET", "directoryObjects/{id}", Permissions.ReadDirectory, call =>
            ODataQuery.One(call, GraphJson.Member(call.Seen(call.Tenant.AllObjects(), call["id"]), call), "directoryObjects"));
        routes.Map("DELETE", "directoryObjects/{id}", Permissions.WriteUsers, call => Delete(call, call["id"]));
        routes.Map("POST", "directoryObjects/{id}/restore", Permissions.DeleteUsers, Restore);
        routes.Map("GET", "directory/deletedItems/graph.user", Permissions.ReadUsers, call =>
            ODataQuery.Many(call, call.Tenant.DeletedUsers.Select(user => UserJson.Of(user, call.Tenant)), "users", GraphJson.UsualOfUser.Concat(new[] { "deletedDateTime" }).ToList()));
        routes.Map("GET", "directory/deletedItems/graph.group", Permissions.ReadGroups, call =>
            ODataQuery.Many(call, call.Tenant.DeletedGroups.Select(GraphJson.Group), "groups", GraphJson.UsualOfGroup));
        routes.Map("GET", "directory/deletedItems/{id}", Permissions.ReadDirectory, call => ODataQuery.One(call, GraphJson.Typed(Deleted(call), call.Tenant), "directoryObjects"));
        routes.Map("DELETE", "directory/deletedItems/{id}", Permissions.DeleteUsers, Purge);
        routes.Map("POST", "directory/deletedItems/{id}/restore", Permissions.DeleteUsers, Restore);
    }

    /// <summary>Deletes whatever has the id.</summary>
    public static SandboxAnswer Delete(GraphCall call, string id)
    {
        SandboxObject item = call.ToChange(call.Tenant.AllObjects(), id);
        switch (item)
        {
            case SandboxUser user: return UserRoutes.Delete(call, user);
            case SandboxGroup group: return GroupRoutes.Delete(call, group);
            case SandboxDevice device: call.Tenant.Devices.Remove(device); return SandboxAnswer.Empty(204);
            case SandboxApplication application: call.Tenant.Applications.Remove(application); return SandboxAnswer.Empty(204);
            case SandboxServicePrincipal principal: call.Tenant.ServicePrincipals.Remove(principal); return SandboxAnswer.Empty(204);
            default: throw GraphErrors.Forbidden();
        }
    }

    private static SandboxObject Deleted(GraphCall call) => call.Tenant.DeletedUsers.Cast<SandboxObject>().Concat(call.Tenant.DeletedGroups)
        .FirstOrDefault(item => SandboxTenant.Same(item.Id, call["id"])) ?? throw GraphErrors.NotFound(call["id"]);

    private static SandboxAnswer GetByIds(GraphCall call)
    {
        JsonObject body = call.Body();
        List<string> ids = (body["ids"] as JsonArray ?? throw GraphErrors.Missing("ids", "DirectoryObject")).Select(id => id!.ToString()).ToList();
        if (ids.Count > MostIds) throw GraphErrors.BadRequest($"The number of values in 'ids' exceeds the limit of {MostIds}.");
        List<string>? types = (body["types"] as JsonArray)?.Select(type => "#microsoft.graph." + type).ToList();
        return ODataQuery.Many(call, MembershipRoutes.Objects(call, ids)
            .Where(item => types is null || types.Contains("#microsoft.graph.directoryObject") || types.Contains(item.ODataType, StringComparer.OrdinalIgnoreCase))
            .Select(item => GraphJson.Member(item, call)), "directoryObjects", directory: false, pages: false);
    }

    private static SandboxAnswer Validate(GraphCall call)
    {
        JsonObject body = call.Body();
        string? nickname = body["mailNickname"]?.ToString();
        bool isTaken = nickname is not null && (call.Tenant.Groups.Any(group => SandboxTenant.Same(group.MailNickname, nickname))
            || UserRules.IsAddressTaken(call.Tenant, $"{nickname}@{call.Tenant.Domains.First(domain => domain.IsDefault).Name}", except: null));
        if (!isTaken) return SandboxAnswer.Empty(204);
        throw new GraphException(422, "Request_UnprocessableEntity", GraphErrors.TakenText("mailNickname"), ("PropertyConflict", GraphErrors.TakenText("mailNickname"), "mailNickname"));
    }

    private static SandboxAnswer Purge(GraphCall call)
    {
        SandboxObject item = Deleted(call);
        if (item is SandboxUser user) call.Tenant.DeletedUsers.Remove(user);
        if (item is SandboxGroup group) call.Tenant.DeletedGroups.Remove(group);
        return SandboxAnswer.Empty(204);
    }

    private static SandboxAnswer Restore(GraphCall call)
    {
        SandboxObject item = Deleted(call);
        if (item is SandboxUser user)
        {
            IReadOnlyList<string> taken = UserRules.Taken(call.Tenant, user);
            if (taken.Count > 0) throw GraphErrors.Taken(taken.ToArray());
            call.Tenant.DeletedUsers.Remove(user);
            user.DeletedUtc = null;
            call.Tenant.Users.Add(user);

            // Memberships ended with the deletion, and what came by group with them.
            foreach (SandboxGroup group in call.Tenant.Groups.Where(group => group.Licenses.Count > 0).ToList()) call.Tenant.Licensing.FollowGroup(user, group);
            call.Tenant.Licensing.SettleMailbox(user);
            call.Tenant.Memberships.FollowRules(user);
        }

        if (item is SandboxGroup restored)
        {
            call.Tenant.DeletedGroups.Remove(restored);
            restored.DeletedUtc = null;
            call.Tenant.Groups.Add(restored);
        }

        item.VisibleFromUtc = call.Now + call.Tenant.Options.ReplicationDelay;
        return ODataQuery.One(call, GraphJson.Typed(item, call.Tenant), "directoryObjects");
    }
}

using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;
using LifecycleTools.Sandbox.Http;
using LifecycleTools.Sandbox.State;

namespace LifecycleTools.Sandbox.Graph;

/// <summary>Members and owners of groups.</summary>
internal sealed class GroupMemberRoutes : GraphRouteSet
{
    public override void Map(GraphRouter routes)
    {
        routes.Map("GET", "groups/{group}/members", Permissions.ReadGroups, call => Items(call, MembershipRoutes.Objects(call, Group(call).Members)));
        routes.Map("GET", "groups/{group}/members/graph.user", Permissions.ReadGroups, call => Items(call, MembershipRoutes.Objects(call, Group(call).Members).OfType<SandboxUser>()));
        routes.Map("GET", "groups/{group}/members/$ref", Permissions.ReadGroups, call => References(call, Group(call).Members));
        routes.Map("GET", "groups/{group}/transitiveMembers", Permissions.ReadGroups, call => Items(call, MembershipRoutes.Objects(call, Inside(call, Group(call)))));
        routes.Map("POST", "groups/{group}/members/$ref", Permissions.WriteMembers, AddMember);
        routes.Map("DELETE", "groups/{group}/members/{member}/$ref", Permissions.WriteMembers, call => RemoveMember(call, call["member"]));
        routes.Map("DELETE", "groups/{group}/members/$ref", Permissions.WriteMembers, call => RemoveMember(call, call.Referenced(call.Option("@id")).Id));
        routes.Map("GET", "groups/{group}/owners", Permissions.ReadGroups, call => Items(call, MembershipRoutes.Objects(call, Group(call).Owners)));
        routes.Map("GET", "groups/{group}/owners/$ref", Permissions.ReadGroups, call => References(call, Group(call).Owners));
        routes.Map("POST", "groups/{group}/owners/$ref", Permissions.WriteGroups, AddOwner);
        routes.Map("DELETE", "groups/{group}/owners/{owner}/$ref", Permissions.WriteGroups, call => RemoveOwner(call, call["owner"]));
        routes.Map("DELETE", "groups/{group}/owners/$ref", Permissions.WriteGroups, call => RemoveOwner(call, call.Referenced(call.Option("@id")).Id));

        // Without /$ref the real service deletes the person, not the membership; so does this one.
        routes.Map("DELETE", "groups/{group}/members/{member}", Permissions.WriteMembers, call => DirectoryObjectRoutes.Delete(call, call["member"]));
        routes.Map("DELETE", "groups/{group}/owners/{member}", Permissions.WriteGroups, call => DirectoryObjectRoutes.Delete(call, call["member"]));
    }

    /// <summary>A collection of references.</summary>
    public static SandboxAnswer References(GraphCall call, IEnumerable<string> ids) => ODataQuery.Many(call,
        ids.Select(id => new JsonObject { ["@odata.id"] = $"{call.Root}/directoryObjects/{id}" }), "Collection($ref)", directory: false);

    /// <summary>A collection of directory objects.</summary>
    public static SandboxAnswer Items(GraphCall call, IEnumerable<SandboxObject> items) =>
        ODataQuery.Many(call, items.Select(item => GraphJson.Member(item, call)), "directoryObjects");

    private static SandboxGroup Group(GraphCall call) => call.Seen(call.Tenant.Groups, call["group"]);

    private static SandboxGroup GroupToChange(GraphCall call)
    {
        SandboxGroup group = call.ToChange(call.Tenant.Groups, call["group"]);
        Guards.Members(call, group);
        return group;
    }

    private static SandboxAnswer AddMember(GraphCall call)
    {
        SandboxGroup group = GroupToChange(call);
        SandboxObject member = call.Referenced();
        if (group.Members.Contains(member.Id, StringComparer.OrdinalIgnoreCase)) throw GraphErrors.AlreadyReferenced("members");
        call.Tenant.Memberships.Add(group, member.Id);
        return SandboxAnswer.Empty(204);
    }

    private static SandboxAnswer RemoveMember(GraphCall call, string memberId)
    {
        SandboxGroup group = GroupToChange(call);
        if (!group.Members.Contains(memberId, StringComparer.OrdinalIgnoreCase)) throw GraphErrors.NotFound(memberId);
        call.Tenant.Memberships.Remove(group, memberId);
        return SandboxAnswer.Empty(204);
    }

    private static SandboxAnswer AddOwner(GraphCall call)
    {
        SandboxGroup group = GroupToChange(call);
        SandboxObject owner = call.Referenced();
        if (group.Owners.Contains(owner.Id, StringComparer.OrdinalIgnoreCase)) throw GraphErrors.AlreadyReferenced("owners");
        call.Tenant.Change(group, changed => changed.Owners.Add(owner.Id));
        return SandboxAnswer.Empty(204);
    }

    private static SandboxAnswer RemoveOwner(GraphCall call, string ownerId)
    {
        SandboxGroup group = GroupToChange(call);
        if (!group.Owners.Contains(ownerId, StringComparer.OrdinalIgnoreCase)) throw GraphErrors.NotFound(ownerId);
        if (group.Owners.Count == 1) throw GraphErrors.BadRequest("The group must have at least one owner, hence this owner cannot be removed.");
        call.Tenant.Change(group, changed => changed.Owners.RemoveAll(owner => SandboxTenant.Same(owner, ownerId)));
        return SandboxAnswer.Empty(204);
    }

    private static IEnumerable<string> Inside(GraphCall call, SandboxGroup group)
    {
        var found = new List<string>();
        var open = new Queue<SandboxGroup>(new[] { group });
        while (open.Count > 0)
        {
            foreach (string id in open.Dequeue().Members.Where(id => !found.Contains(id)))
            {
                found.Add(id);
                if (call.Tenant.FindGroup(id) is { } inner && call.Tenant.Seen(inner) is { } seen) open.Enqueue(seen);
            }
        }

        return found;
    }
}

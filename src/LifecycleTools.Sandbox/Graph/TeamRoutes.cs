using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using LifecycleTools.Sandbox.Http;
using LifecycleTools.Sandbox.State;

namespace LifecycleTools.Sandbox.Graph;

/// <summary>Teams and their channels. A team's members are its group's; membership ids are opaque.</summary>
internal sealed class TeamRoutes : GraphRouteSet
{
    public override void Map(GraphRouter routes)
    {
        routes.Map("GET", "users/{user}/joinedTeams", Permissions.ReadTeams, Joined);
        routes.Map("GET", "teams/{team}", Permissions.ReadTeams, call => ODataQuery.One(call, Json(Team(call), call), "teams"));
        routes.Map("GET", "teams/{team}/members", Permissions.ReadTeams, call => Members(call, Team(call), Team(call).Members));
        routes.Map("GET", "teams/{team}/members/{member}", Permissions.ReadTeams, call => ODataQuery.One(call, Member(call, Team(call), UserOf(call, Team(call).Members)), "members"));
        routes.Map("POST", "teams/{team}/members", Permissions.WriteTeams, Add);
        routes.Map("PATCH", "teams/{team}/members/{member}", Permissions.WriteTeams, Change);
        routes.Map("DELETE", "teams/{team}/members/{member}", Permissions.WriteTeams, Remove);
        routes.Map("GET", "teams/{team}/channels", Permissions.ReadChannels, call => ODataQuery.Many(call, Team(call).Channels.Select(Channel), "channels", directory: false));
        routes.Map("GET", "teams/{team}/channels/{channel}/members", Permissions.ReadChannels, call => Members(call, Team(call), MembersOf(call)));
        routes.Map("DELETE", "teams/{team}/channels/{channel}/members/{member}", Permissions.WriteChannels, RemoveFromChannel);
    }

    private static SandboxGroup Team(GraphCall call)
    {
        SandboxGroup group = call.Seen(call.Tenant.Groups, call["team"]);
        return group.HasTeam ? group : throw new GraphException(404, "NotFound", $"No team found with Group Id {call["team"]}");
    }

    private static SandboxGroup TeamToChange(GraphCall call)
    {
        SandboxGroup group = call.ToChange(call.Tenant.Groups, Team(call).Id);
        Guards.Members(call, group);
        return group;
    }

    private static SandboxChannel FindChannel(GraphCall call) => Team(call).Channels.FirstOrDefault(channel => channel.Id == call["channel"])
        ?? throw new GraphException(404, "NotFound", "Channel not found.");

    private static List<string> MembersOf(GraphCall call)
    {
        SandboxChannel channel = FindChannel(call);
        return channel.MembershipType == "standard" ? Team(call).Members : channel.Members;
    }

    private static string MembershipId(SandboxGroup team, string userId) => Convert.ToBase64String(Encoding.ASCII.GetBytes($"MCMjMCMj#{team.Id}##{userId}"));

    private static SandboxUser UserOf(GraphCall call, IEnumerable<string> members)
    {
        SandboxGroup team = Team(call);
        string? id = members.FirstOrDefault(userId => MembershipId(team, userId) == call["member"]);
        return (id is null ? null : call.Tenant.FindUser(id)) ?? throw new GraphException(404, "NotFound", "Member not found.");
    }

    private static SandboxAnswer Joined(GraphCall call)
    {
        string id = call.SeenUser().Id;
        return ODataQuery.Many(call, call.Tenant.Groups.Select(group => call.Tenant.Seen(group)).OfType<SandboxGroup>()
            .Where(group => group.HasTeam && group.Members.Contains(id, StringComparer.OrdinalIgnoreCase)).Select(group => Json(group, call)), "teams", directory: false);
    }

    private static SandboxAnswer Members(GraphCall call, SandboxGroup team, IEnumerable<string> ids) => ODataQuery.Many(call,
        ids.Select(call.Tenant.FindUser).OfType<SandboxUser>().Select(user => Member(call, team, user)), "members", directory: false);

    private static SandboxAnswer Add(GraphCall call)
    {
        SandboxGroup team = TeamToChange(call);
        JsonObject body = call.Body();
        if (call.Referenced(Quoted(body["user@odata.bind"]?.ToString())) is not SandboxUser user) throw GraphErrors.BadQuery("Invalid user reference.");
        call.Tenant.Memberships.Add(team, user.Id);
        if (IsOwner(body) && !team.Owners.Contains(user.Id)) call.Tenant.Change(team, changed => changed.Owners.Add(user.Id));
        return ODataQuery.One(call, Member(call, team, user), "members", status: 201);
    }

    // .../users('id') and .../users/id both occur.
    private static string? Quoted(string? url) => url is null ? null : Regex.Replace(Regex.Replace(url, @"\('", "/"), @"'\)$", "");

    private static bool IsOwner(JsonObject body) => (body["roles"] as JsonArray)?.Any(role => role?.ToString() == "owner") ?? false;

    private static SandboxAnswer Change(GraphCall call)
    {
        SandboxGroup team = TeamToChange(call);
        SandboxUser user = UserOf(call, team.Members);
        bool isOwner = IsOwner(call.Body());
        RefuseLastOwner(team, user, leaves: !isOwner);
        call.Tenant.Change(team, changed =>
        {
            changed.Owners.Remove(user.Id);
            if (isOwner) changed.Owners.Add(user.Id);
        });
        return ODataQuery.One(call, Member(call, team, user), "members");
    }

    private static SandboxAnswer Remove(GraphCall call)
    {
        SandboxGroup team = TeamToChange(call);
        SandboxUser user = UserOf(call, team.Members);
        RefuseLastOwner(team, user, leaves: true);
        call.Tenant.Memberships.Remove(team, user.Id);
        if (team.Owners.Contains(user.Id)) call.Tenant.Change(team, changed => changed.Owners.Remove(user.Id));
        return SandboxAnswer.Empty(204);
    }

    private static void RefuseLastOwner(SandboxGroup team, SandboxUser user, bool leaves)
    {
        if (leaves && team.Owners.Count == 1 && team.Owners[0] == user.Id) throw new GraphException(400, "BadRequest", "The last owner of the team cannot be removed.");
    }

    private static SandboxAnswer RemoveFromChannel(GraphCall call)
    {
        SandboxChannel channel = FindChannel(call);
        if (channel.MembershipType == "standard") throw new GraphException(400, "BadRequest", "Members of a standard channel are those of the team.");
        channel.Members.Remove(UserOf(call, channel.Members).Id);
        return SandboxAnswer.Empty(204);
    }

    private static JsonObject Json(SandboxGroup group, GraphCall call) => new()
    {
        ["id"] = group.Id,
        ["displayName"] = group.DisplayName,
        ["description"] = group.Description,
        ["isArchived"] = false,
        ["tenantId"] = call.Tenant.TenantId,
        ["visibility"] = "private",
    };

    private static JsonObject Channel(SandboxChannel channel) => new()
    {
        ["id"] = channel.Id,
        ["displayName"] = channel.DisplayName,
        ["membershipType"] = channel.MembershipType,
    };

    private static JsonObject Member(GraphCall call, SandboxGroup team, SandboxUser user) => new()
    {
        ["@odata.type"] = "#microsoft.graph.aadUserConversationMember",
        ["id"] = MembershipId(team, user.Id),
        ["roles"] = team.Owners.Contains(user.Id) ? GraphJson.Texts(new[] { "owner" }) : user.IsGuest ? GraphJson.Texts(new[] { "guest" }) : new JsonArray(),
        ["displayName"] = user.DisplayName,
        ["visibleHistoryStartDateTime"] = "0001-01-01T00:00:00Z",
        ["userId"] = user.Id,
        ["email"] = user.Mail,
        ["tenantId"] = call.Tenant.TenantId,
    };
}

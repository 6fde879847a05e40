using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;
using LifecycleTools.Sandbox.Http;
using LifecycleTools.Sandbox.State;

namespace LifecycleTools.Sandbox.Graph;

/// <summary>Groups themselves: list, read, create, change, delete. Members and owners are in <see cref="GroupMemberRoutes"/>.</summary>
internal sealed class GroupRoutes : GraphRouteSet
{
    private const int MostBoundMembers = 20;

    public override void Map(GraphRouter routes)
    {
        routes.Map("GET", "groups", Permissions.ReadGroups, call => ODataQuery.Many(call, Seen(call), "groups", GraphJson.UsualOfGroup, Expansion(call)));
        routes.Map("GET", "groups/$count", Permissions.ReadGroups, call => ODataQuery.Count(call, Seen(call)));
        routes.Map("GET", "groups/{group}", Permissions.ReadGroups, call =>
            ODataQuery.One(call, GraphJson.Group(call.Seen(call.Tenant.Groups, call["group"])), "groups", GraphJson.UsualOfGroup, Expansion(call)));
        routes.Map("POST", "groups", "Group.Create " + Permissions.WriteGroups, Create);
        routes.Map("PATCH", "groups/{group}", Permissions.WriteMembers, Change);
        routes.Map("DELETE", "groups/{group}", Permissions.WriteGroups, call => Delete(call, call.ToChange(call.Tenant.Groups, call["group"])));
        routes.Map("GET", "groups/{group}/membersWithLicenseErrors", Permissions.ReadGroups, WithLicenseErrors);
    }

    /// <summary>Deletes a group; Microsoft 365 groups can be restored, others are gone.</summary>
    public static SandboxAnswer Delete(GraphCall call, SandboxGroup group)
    {
        if (group.IsManagementRestricted) throw GraphErrors.Forbidden();
        if (group.IsExchangeMastered) throw GraphErrors.BadRequest(GraphErrors.ExchangeMastered);
        if (group.OnPremisesSyncEnabled is true) throw GraphErrors.BadRequest(GraphErrors.OnPremisesMastered);
        call.Tenant.Groups.Remove(group);
        group.DeletedUtc = call.Now;
        if (group.IsUnified) call.Tenant.DeletedGroups.Add(group);
        foreach (SandboxUser user in call.Tenant.Users.Where(user => group.Members.Contains(user.Id)).ToList()) call.Tenant.Licensing.FollowGroup(user, group);
        return SandboxAnswer.Empty(204);
    }

    private static Func<JsonObject, string, JsonNode?> Expansion(GraphCall call) => (full, name) =>
    {
        SandboxGroup group = call.Seen(call.Tenant.Groups, (string)full["id"]!);
        IEnumerable<string> ids = name switch
        {
            "members" => group.Members,
            "owners" => group.Owners,
            _ => throw GraphErrors.BadQuery($"Parsing OData Select and Expand failed: Could not find a property named '{name}' on type 'microsoft.graph.group'."),
        };
        return new JsonArray(MembershipRoutes.Objects(call, ids).Select(item => (JsonNode?)GraphJson.Typed(item, call.Tenant)).ToArray());
    };

    private static IEnumerable<JsonObject> Seen(GraphCall call) => call.Tenant.Groups.Select(group => call.Tenant.Seen(group)).OfType<SandboxGroup>().Select(GraphJson.Group);

    private static SandboxAnswer Create(GraphCall call)
    {
        JsonObject body = call.Body();
        foreach (string name in new[] { "displayName", "mailEnabled", "mailNickname", "securityEnabled" })
        {
            if (body[name] is null) throw GraphErrors.Missing(name, "Group");
        }

        var group = new SandboxGroup { MailEnabled = (bool)body["mailEnabled"]!, SecurityEnabled = (bool)body["securityEnabled"]! };
        Set(group, body);
        group.GroupTypes.AddRange((body["groupTypes"] as JsonArray ?? new JsonArray()).Select(type => type!.ToString()));
        if (group.IsExchangeMastered) throw GraphErrors.BadRequest("The service does not support creation of mail-enabled security groups and distribution lists.");
        if (call.Tenant.Groups.Any(other => SandboxTenant.Same(other.MailNickname, group.MailNickname) && other.IsUnified && group.IsUnified)) throw GraphErrors.Taken("mailNickname");
        if (group.IsUnified)
        {
            group.Mail = $"{group.MailNickname}@{call.Tenant.Domains.First(domain => domain.IsDefault).Name}";
            group.ProxyAddresses.Add("SMTP:" + group.Mail);
        }

        group.IsAssignableToRole = (bool?)body["isAssignableToRole"];
        group.Members.AddRange(Bound(call, body, "members@odata.bind"));
        group.Owners.AddRange(Bound(call, body, "owners@odata.bind"));
        call.Tenant.Born(group, "group");
        call.Tenant.Groups.Add(group);
        return ODataQuery.One(call, GraphJson.Group(group), "groups", GraphJson.UsualOfGroup, status: 201);
    }

    private static SandboxAnswer Change(GraphCall call)
    {
        SandboxGroup group = call.ToChange(call.Tenant.Groups, call["group"]);
        JsonObject body = call.Body();
        List<string> joining = Bound(call, body, "members@odata.bind");
        if (joining.Count > 0) Guards.Members(call, group);
        if (joining.Any(id => group.Members.Contains(id, StringComparer.OrdinalIgnoreCase))) throw GraphErrors.AlreadyReferenced("members");
        bool isOnlyMembers = body.All(property => property.Key == "members@odata.bind");
        if (!isOnlyMembers && !call.Has(Permissions.WriteGroups.Split(' '))) throw GraphErrors.Forbidden();
        if (group.IsManagementRestricted) throw GraphErrors.Forbidden();
        if (group.IsExchangeMastered) throw GraphErrors.BadRequest(GraphErrors.ExchangeMastered);
        if (group.OnPremisesSyncEnabled is true) throw GraphErrors.BadRequest(GraphErrors.OnPremisesMastered);

        call.Tenant.Change(group, changed => Set(changed, body));
        foreach (string id in joining) call.Tenant.Memberships.Add(group, id);
        return SandboxAnswer.Empty(204);
    }

    private static void Set(SandboxGroup group, JsonObject body)
    {
        if (body["displayName"] is { } name) group.DisplayName = name.ToString();
        if (body["mailNickname"] is { } nickname) group.MailNickname = nickname.ToString();
        if (body.ContainsKey("description")) group.Description = body["description"]?.ToString();
        if (body.ContainsKey("visibility")) group.Visibility = body["visibility"]?.ToString();
        if (body.ContainsKey("membershipRule")) group.MembershipRule = body["membershipRule"]?.ToString();
    }

    private static List<string> Bound(GraphCall call, JsonObject body, string property)
    {
        if (body[property] is not JsonArray urls) return new List<string>();
        if (urls.Count > MostBoundMembers) throw GraphErrors.BadRequest($"The number of references in '{property}' exceeds the limit of {MostBoundMembers}.");
        return urls.Select(url => call.Referenced(url!.ToString()).Id).ToList();
    }

    private static SandboxAnswer WithLicenseErrors(GraphCall call)
    {
        SandboxGroup group = call.Seen(call.Tenant.Groups, call["group"]);
        return ODataQuery.Many(call, call.Tenant.Users
            .Where(user => user.Licenses.Any(license => license.AssignedByGroup == group.Id && license.State == "Error"))
            .Select(user => GraphJson.Member(user, call)), "directoryObjects");
    }
}

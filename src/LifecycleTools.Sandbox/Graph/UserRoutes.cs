using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;
using LifecycleTools.Sandbox.Http;
using LifecycleTools.Sandbox.State;

namespace LifecycleTools.Sandbox.Graph;

/// <summary>People: list, read, create, change, delete, end sessions.</summary>
internal sealed class UserRoutes : GraphRouteSet
{
    private static readonly string[] s_required = { "accountEnabled", "displayName", "mailNickname", "passwordProfile", "userPrincipalName" };

    public override void Map(GraphRouter routes)
    {
        routes.Map("GET", "users", Permissions.ReadUsers, call => ODataQuery.Many(call, Seen(call), "users", GraphJson.UsualOfUser, Expansion(call)));
        routes.Map("GET", "users/$count", Permissions.ReadUsers, call => ODataQuery.Count(call, Seen(call)));
        routes.Map("GET", "users/{user}", Permissions.ReadUsers, call =>
            ODataQuery.One(call, UserJson.Of(call.SeenUser(), call.Tenant), "users", GraphJson.UsualOfUser, Expansion(call)));
        routes.Map("POST", "users", Permissions.WriteUsers, Create);
        routes.Map("PATCH", "users/{user}", Permissions.ChangeUsers, Change);
        routes.Map("DELETE", "users/{user}", Permissions.DeleteUsers, call => Delete(call, call.UserToChange()));
        routes.Map("POST", "users/{user}/revokeSignInSessions", Permissions.RevokeSessions, RevokeSessions);
        routes.Map("PUT", "users/{user}/photo/$value", "ProfilePhoto.ReadWrite.All User.ReadWrite.All", SetPhoto);
        routes.Map("GET", "users/{user}/serviceProvisioningErrors", Permissions.ReadUsers, ProvisioningErrors);
        routes.Map("POST", "users/{user}/retryServiceProvisioning", Permissions.WriteUsers, RetryProvisioning);
    }

    /// <summary>Moves a person to the deleted items, out of every group, and lets the mailbox go.</summary>
    public static SandboxAnswer Delete(GraphCall call, SandboxUser user)
    {
        if (user.IsManagementRestricted) throw GraphErrors.Forbidden();
        Guards.Sensitive(call, user);
        SandboxTenant tenant = call.Tenant;
        tenant.Users.Remove(user);
        user.DeletedUtc = call.Now;
        user.Stale.Clear();
        tenant.DeletedUsers.Add(user);
        tenant.Memberships.Forget(user.Id);
        foreach (SandboxUser report in tenant.Users.Where(other => other.ManagerId == user.Id)) report.ManagerId = null;
        if (tenant.FindMailbox(user.Id) is { } mailbox) mailbox.SoftDeletedUtc = call.Now;
        return SandboxAnswer.Empty(204);
    }

    /// <summary>What $expand may ask of a person.</summary>
    public static Func<JsonObject, string, JsonNode?> Expansion(GraphCall call) => (full, name) =>
    {
        SandboxUser user = call.Tenant.Users.First(candidate => candidate.Id == (string)full["id"]!);
        switch (name)
        {
            case "manager":
                SandboxUser? manager = call.Tenant.Seen(user)?.ManagerId is { } managerId ? call.Tenant.FindUser(managerId) : null;
                return manager is null ? null : GraphJson.Typed(manager, call.Tenant);
            case "directReports":
                return new JsonArray(call.Tenant.Users.Where(other => other.ManagerId == user.Id).Select(other => (JsonNode?)GraphJson.Typed(other, call.Tenant)).ToArray());
            case "memberOf":
                return new JsonArray(MembershipRoutes.HoldersOf(call, user.Id).Select(item => (JsonNode?)GraphJson.Typed(item, call.Tenant)).ToArray());
            case "licenseDetails":
                return new JsonArray(LicenseRoutes.DetailsOf(call, user).Select(item => (JsonNode?)item).ToArray());
            default:
                throw GraphErrors.BadQuery($"Parsing OData Select and Expand failed: Could not find a property named '{name}' on type 'microsoft.graph.user'.");
        }
    };

    private static IEnumerable<JsonObject> Seen(GraphCall call) =>
        call.Tenant.Users.Select(user => call.Tenant.Seen(user)).OfType<SandboxUser>().Select(user => UserJson.Of(user, call.Tenant));

    private static SandboxAnswer Create(GraphCall call)
    {
        JsonObject body = call.Body();
        foreach (string name in s_required)
        {
            if (body[name] is null) throw GraphErrors.Missing(name, "User");
        }

        if ((body["passwordProfile"] as JsonObject)?["password"] is null) throw GraphErrors.Missing("passwordProfile", "User");
        var user = new SandboxUser { CompanyName = null };
        foreach (KeyValuePair<string, JsonNode?> property in body.Where(property => !property.Key.StartsWith("@odata.", StringComparison.Ordinal) && !property.Key.EndsWith("@odata.bind", StringComparison.Ordinal)))
            UserProperties.Set(user, property.Key, property.Value, call.Now);
        UserRules.CheckName(call.Tenant, user.UserPrincipalName);
        UserRules.CheckNickname(user.MailNickname);
        IReadOnlyList<string> taken = UserRules.Taken(call.Tenant, user);
        if (taken.Count > 0) throw GraphErrors.Taken(taken.ToArray());
        if (body["manager@odata.bind"] is { } manager) user.ManagerId = call.Referenced(manager.ToString()).Id;

        call.Tenant.Born(user, "user");
        user.SignInSessionsValidFromUtc = call.Now;
        call.Tenant.Users.Add(user);
        call.Tenant.Memberships.FollowRules(user);
        SandboxAnswer answer = ODataQuery.One(call, UserJson.Of(user, call.Tenant), "users", GraphJson.UsualOfUser, status: 201);
        answer.Headers["Location"] = $"{call.Root}/users/{user.Id}";
        return answer;
    }

    private static SandboxAnswer Change(GraphCall call)
    {
        SandboxUser user = call.UserToChange();
        JsonObject body = call.Body();
        List<string> names = body.Select(property => property.Key).Where(name => !name.StartsWith("@odata.", StringComparison.Ordinal)).ToList();
        RequirePermissions(call, names);
        if (names.Intersect(UserProperties.Sensitive, StringComparer.OrdinalIgnoreCase).Any()) Guards.Sensitive(call, user);
        if (user.OnPremisesSyncEnabled is true && names.Except(UserProperties.CloudOwned, StringComparer.OrdinalIgnoreCase).Any())
            throw GraphErrors.BadRequest(GraphErrors.OnPremisesMastered);

        // All or nothing: the change is tried on a copy first.
        var tried = (SandboxUser)user.Copy();
        foreach (string name in names) UserProperties.Set(tried, name, body[name], call.Now);
        if (tried.UserPrincipalName != user.UserPrincipalName) UserRules.CheckName(call.Tenant, tried.UserPrincipalName);
        if (tried.MailNickname != user.MailNickname) UserRules.CheckNickname(tried.MailNickname);
        RefuseTakenNames(call.Tenant, user, tried);

        call.Tenant.Change(user, changed =>
        {
            foreach (string name in names) UserProperties.Set(changed, name, body[name], call.Now);
        });
        call.Tenant.Memberships.FollowRules(user);
        return SandboxAnswer.Empty(204);
    }

    private static void RefuseTakenNames(SandboxTenant tenant, SandboxUser user, SandboxUser tried)
    {
        if (tried.UserPrincipalName != user.UserPrincipalName
            && (tenant.Users.Any(other => other != user && SandboxTenant.Same(other.UserPrincipalName, tried.UserPrincipalName)) || UserRules.IsAddressTaken(tenant, tried.UserPrincipalName, user)))
        {
            throw GraphErrors.Taken("userPrincipalName");
        }

        if (tried.MailNickname != user.MailNickname && tenant.Users.Any(other => other != user && SandboxTenant.Same(other.MailNickname, tried.MailNickname)))
            throw GraphErrors.Taken("mailNickname");
    }

    // The granular permissions open one property each; User.ReadWrite.All opens all.
    private static void RequirePermissions(GraphCall call, IEnumerable<string> names)
    {
        if (call.Has(Permissions.WriteUsers.Split(' '))) return;
        foreach (string name in names)
        {
            string needed = name switch
            {
                "accountEnabled" => "User.EnableDisableAccount.All",
                "passwordProfile" => "User-PasswordProfile.ReadWrite.All",
                "mobilePhone" or "businessPhones" => "User-Phone.ReadWrite.All",
                "otherMails" => "User-Mail.ReadWrite.All",
                _ => "User.ReadWrite.All",
            };
            if (!call.Has(needed)) throw GraphErrors.Forbidden();
        }
    }

    private static SandboxAnswer RevokeSessions(GraphCall call)
    {
        SandboxUser user = call.UserToChange();
        call.Tenant.Change(user, changed => changed.SignInSessionsValidFromUtc = call.Now);
        return SandboxAnswer.Json(200, new JsonObject { ["@odata.context"] = $"{call.Root}/$metadata#Edm.Boolean", ["value"] = true });
    }

    private static SandboxAnswer SetPhoto(GraphCall call)
    {
        call.UserToChange().PhotoBytes = call.Http.Body?.Length ?? 0;
        return SandboxAnswer.Empty(200);
    }

    // Provisioning never fails here, so there is nothing to list or to try again.
    private static SandboxAnswer ProvisioningErrors(GraphCall call)
    {
        call.SeenUser();
        return ODataQuery.Many(call, Enumerable.Empty<JsonObject>(), "serviceProvisioningErrors");
    }

    private static SandboxAnswer RetryProvisioning(GraphCall call)
    {
        call.UserToChange();
        return SandboxAnswer.Empty(204);
    }
}

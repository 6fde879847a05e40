using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using FluentAssertions;
using LifecycleTools.Sandbox;
using LifecycleTools.Sandbox.State;
using Xunit;

namespace LifecycleTools.Connectors.Tests.Contracts;

/// <summary>Every answer of the sandbox's Graph is held to the official description.</summary>
public sealed class SandboxContractTests
{
    private const string NotRouted = "Resource not found for the segment";

    // Reads that the product does not need; anything else that is described must be answered.
    private static readonly string[] s_notAnswered =
    [
        "/users/{user-id}/authentication/operations/{longRunningOperation-id}",
        "/teams/{team-id}/channels/{channel-id}/members/{conversationMember-id}",
        "/directory/administrativeUnits/{administrativeUnit-id}/scopedRoleMembers/{scopedRoleMembership-id}",
        "/auditLogs/directoryAudits",
        "/auditLogs/directoryAudits/{directoryAudit-id}",
        "/auditLogs/signIns",
        "/auditLogs/signIns/{signIn-id}",
        "/tenantRelationships/delegatedAdminRelationships",
        "/tenantRelationships/delegatedAdminCustomers",
        "/contracts",
    ];

    [SkippableFact]
    public async Task EveryDescribedRead_ForEveryPerson_IsAnsweredAsDescribed()
    {
        ContractFiles.Require();
        using GraphSession graph = new();
        List<string> reads = Contract.Graph.Operations.Where(one => one.StartsWith("GET ", StringComparison.Ordinal)).Select(one => one[4..]).ToList();
        List<string> unknown = [];
        List<string> odd = [];
        foreach (string template in reads)
        {
            bool perPerson = template.StartsWith("/users/{user-id}", StringComparison.Ordinal) && template.Count(letter => letter == '{') == 1;
            foreach (SandboxUser person in perPerson ? graph.Tenant.Users.ToList() : graph.Tenant.Users.Take(1).ToList())
            {
                (int status, JsonNode? body) = await graph.SendAsync("GET", await graph.FillAsync(template, person.Id) + QueryOf(template));
                if (status == 405 || (status == 400 && body!["error"]!["message"]!.ToString().StartsWith(NotRouted, StringComparison.Ordinal)))
                {
                    unknown.Add(template);
                    break;
                }

                if (status is not (200 or 404)) odd.Add($"{template} for {person.UserPrincipalName}: {status} {body?["error"]?["message"]}");
            }
        }

        odd.Should().BeEmpty();
        unknown.Should().BeSubsetOf(s_notAnswered);
        graph.Violations.DistinctBy(one => (one.Call.Split('/')[^1], one.Pointer, one.Rule)).Select(one => one.ToString()).Should().BeEmpty();
    }

    [SkippableTheory]
    [InlineData("POST", "/users", """{"accountEnabled":false,"displayName":"Zoë Ñandú","mailNickname":"zoe.nandu","userPrincipalName":"zoe.nandu@contoso.example","passwordProfile":{"password":"Correct-Horse-7","forceChangePasswordNextSignIn":true}}""", 201)]
    [InlineData("POST", "/users", """{"accountEnabled":false,"displayName":"Twin","mailNickname":"twin","userPrincipalName":"{upn}","passwordProfile":{"password":"Correct-Horse-7"}}""", 400)]
    [InlineData("PATCH", "/users/{person}", """{"jobTitle":"Cook","usageLocation":"DE"}""", 204)]
    [InlineData("PATCH", "/users/{person}", """{"accountEnabled":false}""", 204)]
    [InlineData("POST", "/users/{person}/revokeSignInSessions", null, 200)]
    [InlineData("PUT", "/users/{person}/manager/$ref", """{"@odata.id":"https://graph.microsoft.com/v1.0/users/{other}"}""", 204)]
    [InlineData("DELETE", "/users/{person}/manager/$ref", null, 204)]
    [InlineData("POST", "/users/{person}/assignLicense", """{"addLicenses":[],"removeLicenses":[]}""", 200)]
    [InlineData("POST", "/users/{person}/assignLicense", """{"addLicenses":[],"removeLicenses":["{sku}"]}""", 200)]
    [InlineData("POST", "/users/{person}/getMemberGroups", """{"securityEnabledOnly":false}""", 200)]
    [InlineData("POST", "/users/{person}/checkMemberGroups", """{"groupIds":["{group}"]}""", 200)]
    [InlineData("POST", "/directoryObjects/getByIds", """{"ids":["{person}","{group}"],"types":["user","group"]}""", 200)]
    [InlineData("POST", "/groups/{group}/members/$ref", """{"@odata.id":"https://graph.microsoft.com/v1.0/directoryObjects/{other}"}""", 204)]
    [InlineData("POST", "/groups/{group}/members/$ref", """{"@odata.id":"https://graph.microsoft.com/v1.0/directoryObjects/{person}"}""", 400)]
    [InlineData("DELETE", "/groups/{group}/members/{person}/$ref", null, 204)]
    [InlineData("DELETE", "/groups/{group}/members/{other}/$ref", null, 404)]
    [InlineData("DELETE", "/groups/{list}/members/{person}/$ref", null, 400)]
    [InlineData("POST", "/users/{person}/authentication/temporaryAccessPassMethods", """{"lifetimeInMinutes":60,"isUsableOnce":true}""", 201)]
    [InlineData("POST", "/users/{person}/authentication/temporaryAccessPassMethods", """{"lifetimeInMinutes":5}""", 400)]
    [InlineData("POST", "/drives/{drive}/items/{root}/invite", """{"recipients":[{"email":"{upn}"}],"roles":["write"],"requireSignIn":true,"sendInvitation":false}""", 200)]
    [InlineData("POST", "/drives/{drive}/items/{root}/invite", """{"recipients":[{"email":"{upn}"}],"roles":["owner"],"requireSignIn":true}""", 400)]
    [InlineData("PATCH", "/devices/{device}", """{"accountEnabled":false}""", 204)]
    [InlineData("POST", "/deviceManagement/managedDevices/{managed}/retire", null, 204)]
    [InlineData("POST", "/deviceManagement/managedDevices/{managed}/wipe", """{"keepUserData":false,"keepEnrollmentData":false}""", 204)]
    [InlineData("PATCH", "/users/{person}/mailboxSettings", """{"automaticRepliesSetting":{"status":"alwaysEnabled","internalReplyMessage":"Gone","externalReplyMessage":"Gone","externalAudience":"all"},"timeZone":"W. Europe Standard Time","language":{"locale":"de-DE"}}""", 200)]
    [InlineData("POST", "/users/{person}/sendMail", """{"message":{"subject":"Hello","body":{"contentType":"text","content":"x"},"toRecipients":[{"emailAddress":{"address":"{upn}"}}]},"saveToSentItems":false}""", 202)]
    [InlineData("POST", "/users/{person}/sendMail", """{"Message":{"subject":"Hello","body":{"contentType":"text","content":"x"},"toRecipients":[{"emailAddress":{"address":"{upn}"}}]},"SaveToSentItems":false}""", 202)]
    [InlineData("POST", "/users/{person}/calendar/calendarPermissions", """{"emailAddress":{"address":"{otherUpn}","name":"Other"},"role":"read","isInsideOrganization":true,"isRemovable":true}""", 201)]
    [InlineData("DELETE", "/users/{person}", null, 204)]
    [InlineData("POST", "/$batch", """{"requests":[{"id":"1","method":"GET","url":"/users/{person}?$select=id,accountEnabled"},{"id":"2","method":"GET","url":"/users/nobody"},{"id":"3","method":"PATCH","url":"/users/{person}","headers":{"Content-Type":"application/json"},"body":{"jobTitle":"x"}}]}""", 200)]
    public async Task Write_IsAnsweredAsDescribed(string method, string path, string? body, int status)
    {
        ContractFiles.Require();
        using GraphSession graph = new();
        (int actual, JsonNode? answer) = await graph.SendAsync(method, Named(graph.Tenant, path), body is null ? null : Named(graph.Tenant, body));
        graph.Violations.Select(one => one.ToString()).Should().BeEmpty();
        actual.Should().Be(status, "the answer was {0}", answer);
    }

    private static string QueryOf(string template) =>
        template.EndsWith("/calendarView", StringComparison.Ordinal) ? "?startDateTime=2026-03-01T00:00:00Z&endDateTime=2026-06-01T00:00:00Z" : "";

    // An ordinary person: no guest, not synchronized, no role, with a license of their own and a security group to leave.
    private static string Named(SandboxTenant tenant, string text)
    {
        SandboxGroup group = tenant.Groups.First(one => IsPlain(one) && one.Members.Any(id => Ordinary(tenant, id) is not null));
        SandboxUser person = group.Members.Select(id => Ordinary(tenant, id)).First(one => one is not null)!;
        SandboxUser other = tenant.Users.First(one => Ordinary(tenant, one.Id) is not null && !group.Members.Contains(one.Id));
        return new Dictionary<string, string>
        {
            ["{person}"] = person.Id,
            ["{upn}"] = person.UserPrincipalName,
            ["{other}"] = other.Id,
            ["{otherUpn}"] = other.UserPrincipalName,
            ["{group}"] = group.Id,
            ["{list}"] = tenant.Groups.First(one => one.IsExchangeMastered && one.OnPremisesSyncEnabled != true).Id,
            ["{sku}"] = person.Licenses.First(one => one.AssignedByGroup is null).SkuId,
            ["{drive}"] = tenant.Drives[0].Id,
            ["{root}"] = tenant.Drives[0].RootId,
            ["{device}"] = tenant.Devices[0].Id,
            ["{managed}"] = tenant.ManagedDevices[0].Id,
        }.Aggregate(text, (result, pair) => result.Replace(pair.Key, pair.Value, StringComparison.Ordinal));
    }

    private static bool IsPlain(SandboxGroup group) =>
        group is { SecurityEnabled: true, MailEnabled: false, IsDynamic: false, OnPremisesSyncEnabled: not true, IsAssignableToRole: not true, IsManagementRestricted: false };

    private static SandboxUser? Ordinary(SandboxTenant tenant, string id) => tenant.Users.FirstOrDefault(user => user.Id == id
        && user is { IsGuest: false, OnPremisesSyncEnabled: not true, IsManagementRestricted: false, ManagerId: not null }
        && user.Licenses.Any(one => one.AssignedByGroup is null)
        && tenant.RoleAssignments.All(role => role.PrincipalId != id && !tenant.Groups.Any(one => one.Id == role.PrincipalId && one.Members.Contains(id))));
}

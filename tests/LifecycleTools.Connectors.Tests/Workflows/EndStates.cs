using System;
using System.Collections.Generic;
using System.Linq;
using LifecycleTools.Sandbox;
using LifecycleTools.Sandbox.State;

namespace LifecycleTools.Connectors.Tests.Workflows;

/// <summary>What runs have to come to, read from the tenant itself.</summary>
internal static class EndStates
{
    private const string Newcomer = "2001";

    /// <summary>What a newcomer has, in words: equal for two hires that came to the same.</summary>
    public static string Describe(SandboxTenant sandbox)
    {
        SandboxUser user = sandbox.Users.Single(one => one.EmployeeId == Newcomer);
        SandboxMailbox? mailbox = sandbox.FindMailbox(user.Id);
        return string.Join("; ",
            user.UserPrincipalName, user.DisplayName, user.AccountEnabled, user.UsageLocation, user.ManagerId, user.JobTitle, user.Department,
            string.Join(",", user.Licenses.Select(license => license.SkuId).Order()),
            string.Join(",", sandbox.Groups.SelectMany(group => group.Members.Where(member => member == user.Id).Select(_ => group.DisplayName)).Order()),
            string.Join(",", sandbox.Mailboxes.SelectMany(box => box.Permissions.Where(right => right.UserId == user.Id).Select(_ => box.UserId)).Order()),
            string.Join(",", user.AuthenticationMethods.Select(method => method.Kind).Order()),
            mailbox?.RecipientTypeDetails);
    }

    /// <summary>What of a person is still open; nothing when they have left altogether.</summary>
    public static IEnumerable<string> Open(SandboxTenant tenant, SandboxUser user)
    {
        if (user.AccountEnabled) yield return "sign-in is allowed";
        if (user.Licenses.Count > 0) yield return "a license is left";
        if (user.AuthenticationMethods.Any(method => !method.Kind.StartsWith("password", StringComparison.OrdinalIgnoreCase))) yield return "a sign-in method is left";
        foreach (SandboxGroup group in tenant.Groups.Where(group => group.Members.Contains(user.Id))) yield return $"{group.DisplayName} has them";
        foreach (SandboxGroup group in tenant.Groups.Where(group => group.Owners.Contains(user.Id))) yield return $"{group.DisplayName} is theirs";
        if (tenant.FindMailbox(user.Id) is { RecipientTypeDetails: not "SharedMailbox" } mailbox) yield return $"the mailbox is a {mailbox.RecipientTypeDetails}";
        if (tenant.FindMailbox(user.Id) is { HiddenFromAddressListsEnabled: false }) yield return "the mailbox is listed";
        if (tenant.Mailboxes.Any(box => box.UserId == user.Id && box.SoftDeletedUtc is not null)) yield return "the mailbox is soft-deleted";
        if (tenant.Mailboxes.Any(box => box.UserId != user.Id && box.Permissions.Any(right => right.UserId == user.Id))) yield return "a right on another mailbox is left";
        if (tenant.RoleAssignments.Any(role => role.PrincipalId == user.Id)) yield return "a directory role is left";
        if (tenant.PermissionGrants.Any(grant => grant.PrincipalId == user.Id)) yield return "a consent is left";
        if (tenant.AppRoleAssignments.Any(role => role.PrincipalId == user.Id)) yield return "an app role is left";
    }
}

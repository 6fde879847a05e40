using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using LifecycleTools.Connectors.Exchange;
using LifecycleTools.Engine.Ports;

namespace LifecycleTools.Connectors.Runbooks;

/// <summary>A permission of the app registration.</summary>
/// <param name="Name">Its exact name.</param>
/// <param name="Api">The API that it belongs to, as the Entra admin center calls it.</param>
/// <param name="Use">What it is used for.</param>
/// <param name="Covers">Lesser ones that need not be granted beside it.</param>
internal sealed record Permission(string Name, string Api, string Use, IReadOnlyList<string> Covers);

/// <summary>What the connectors need of Microsoft 365, from what stands on each of their calls.</summary>
internal static class Permissions
{
    // The Exchange calls need one permission and a role; everything else is Graph's.
    private const string Exchange = "Exchange.ManageAsApp";

    private static readonly Dictionary<string, string> s_uses = new(StringComparer.Ordinal)
    {
        ["AppRoleAssignment.ReadWrite.All"] = "End the app roles that a leaver was given",
        ["Application.Read.All"] = "Read which apps a leaver owns, and which permissions were granted to us",
        ["Application.ReadWrite.All"] = "Hand over apps that a leaver owns",
        ["DelegatedPermissionGrant.ReadWrite.All"] = "End the consents that a leaver gave",
        ["Device.ReadWrite.All"] = "Disable a leaver's Entra devices, and enable them again",
        ["DeviceManagementManagedDevices.PrivilegedOperations.All"] = "Retire a leaver's Intune devices, and wipe one that was confirmed",
        ["DeviceManagementManagedDevices.Read.All"] = "Find a leaver's Intune devices",
        ["DeviceManagementManagedDevices.ReadWrite.All"] = "Wipe an Intune device that was confirmed",
        ["Directory.Read.All"] = "Read administrative units, app grants and restricted accounts before anything is changed",
        ["Domain.Read.All"] = "Check that a mail domain is verified",
        [Exchange] = "Mailboxes, rights on them, replies, rules, lists, phones",
        ["Files.Read.All"] = "Find a leaver's OneDrive and who has access",
        ["Files.ReadWrite.All"] = "Share a leaver's OneDrive with whoever takes over, and take it back",
        ["Group.Read.All"] = "Read the kind of a group, its rule and its owners",
        ["Group.ReadWrite.All"] = "Hand over groups that a leaver owns",
        ["GroupMember.Read.All"] = "Read who is in a group",
        ["GroupMember.ReadWrite.All"] = "Join and leave groups and teams",
        ["LicenseAssignment.Read.All"] = "Read licenses and free seats",
        ["LicenseAssignment.ReadWrite.All"] = "Assign and release licenses",
        ["Mail.Send"] = "Send notices, when they go through Graph; limit it to the sending mailbox",
        ["Organization.Read.All"] = "Read the tenant's id and name, which proves the connection",
        ["Policy.Read.AuthenticationMethod"] = "Read what the tenant allows of temporary access passes",
        ["RoleEligibilitySchedule.Read.Directory"] = "Read which roles a person may activate",
        ["RoleManagement.Read.Directory"] = "Read which roles a person holds",
        ["RoleManagement.ReadWrite.Directory"] = "End a leaver's directory roles; change role-assignable groups",
        ["User-PasswordProfile.ReadWrite.All"] = "Reset a leaver's password",
        ["User.DeleteRestore.All"] = "Restore a deleted account of somebody who comes back",
        ["User.EnableDisableAccount.All"] = "Block and allow sign-in",
        ["User.Read.All"] = "Read people, their managers and their devices",
        ["User.ReadWrite.All"] = "Create accounts, write profiles and managers",
        ["User.RevokeSessions.All"] = "End a leaver's sessions",
        ["UserAuthMethod-TAP.ReadWrite.All"] = "Issue a temporary access pass",
        ["UserAuthenticationMethod.Read.All"] = "List sign-in methods",
        ["UserAuthenticationMethod.ReadWrite.All"] = "Remove a leaver's sign-in methods",
    };

    /// <summary>The least set: without any one of them something could not be done.</summary>
    public static IReadOnlyList<Permission> ToGrant()
    {
        IReadOnlyList<NeedsAttribute> needs = Needs();
        List<string> names = needs.Select(need => need.Least).Distinct(StringComparer.Ordinal).OrderBy(name => name, StringComparer.Ordinal).ToList();
        List<string> kept = [.. names];

        // The broadest goes first, where narrower ones do without it.
        foreach (string name in names.OrderByDescending(name => needs.Count(need => need.IsMetBy([name]))).ThenBy(name => name, StringComparer.Ordinal))
        {
            List<string> without = kept.Where(other => other != name).ToList();
            if (needs.All(need => need.IsMetBy(without))) kept = without;
        }

        return kept.Select(name => new Permission(
            name, name == Exchange ? "Office 365 Exchange Online" : "Microsoft Graph", UseOf(name),
            names.Except(kept).Where(lesser => needs.Where(need => need.Least == lesser).All(need => need.Instead.Contains(name))).ToList())).ToList();
    }

    /// <summary>Every permission that a call names as its least one.</summary>
    public static IReadOnlyList<NeedsAttribute> Needs() => typeof(Permissions).Assembly.GetTypes()
        .Where(type => type.Namespace is { } space && (space == typeof(ExchangeCalls).Namespace || space == typeof(Graph.GraphCalls).Namespace || space == typeof(Notices.GraphMail).Namespace))
        .SelectMany(type => type.GetMethods(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
        .SelectMany(method => method.GetCustomAttributes<NeedsAttribute>()).ToList();

    /// <summary>What a permission is used for.</summary>
    /// <exception cref="InvalidOperationException">Nobody has written it.</exception>
    public static string UseOf(string permission) =>
        s_uses.TryGetValue(permission, out string? use) ? use : throw new InvalidOperationException($"The runbook does not say what {permission} is for.");
}

using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using LifecycleTools.Engine.People;
using LifecycleTools.Engine.Ports;

namespace LifecycleTools.Engine.Steps.Departure;

/// <summary>What things were before a departure changed them, as the journal keeps it and undo reads it.</summary>
internal static class Snapshots
{
    public static IReadOnlyDictionary<string, string> Of(Person person, Person? manager) => Fields(
        ("id", person.Id.Value), ("name", person.UserPrincipalName), ("displayName", person.DisplayName), ("mail", person.Mail),
        ("signInAllowed", person.SignInAllowed ? "true" : "false"), ("usageLocation", person.UsageLocation), ("manager", manager?.Id.Value));

    public static IReadOnlyDictionary<string, string> Of(Group group) => Fields(
        ("id", group.Id), ("name", group.Name), ("mail", group.Mail), ("kind", group.Kind.ToString()), ("rule", group.MembershipRule),
        ("team", group.HasTeam ? "true" : null));

    public static IReadOnlyDictionary<string, string> Of(LicenseState license) => Fields(
        ("sku", license.SkuId), ("byGroup", license.ByGroupId), ("disabledPlans", string.Join(",", license.DisabledPlanIds)));

    public static IReadOnlyDictionary<string, string> Of(SignInMethod method) =>
        Fields(("id", method.Id), ("type", method.Type), ("description", method.Description));

    public static IReadOnlyDictionary<string, string> Of(AppGrant grant) =>
        Fields(("id", grant.Id), ("app", grant.App), ("kind", grant.IsConsent ? "consent" : "role"), ("scope", grant.Scope));

    public static IReadOnlyDictionary<string, string> Of(RoleHolding holding) => Fields(
        ("id", holding.Id), ("role", holding.RoleDefinitionId), ("name", holding.RoleName), ("scope", holding.Scope),
        ("eligible", holding.IsEligible ? "true" : "false"));

    /// <param name="heir">Who owns it instead; null when others own it too.</param>
    public static IReadOnlyDictionary<string, string> Of(OwnedObject owned, Person? heir) => Fields(
        ("id", owned.Id), ("name", owned.Name), ("kind", owned.Kind.ToString()), ("otherOwners", string.Join(",", owned.OtherOwnerIds)),
        ("heir", heir?.Id.Value));

    public static IReadOnlyDictionary<string, string> Of(Mailbox mailbox) => Fields(
        ("id", mailbox.Id), ("address", mailbox.Address), ("kind", mailbox.Kind.ToString()), ("forwardsTo", mailbox.ForwardsTo),
        ("keepsCopy", mailbox.KeepsCopy ? "true" : "false"), ("hidden", mailbox.IsHidden ? "true" : "false"));

    public static IReadOnlyDictionary<string, string> Of(MailboxRight right) =>
        Fields(("mailbox", right.Mailbox), ("holder", right.Holder), ("right", right.Kind.ToString()));

    public static IReadOnlyDictionary<string, string> Of(AutomaticReply reply) =>
        Fields(("on", reply.IsOn ? "true" : "false"), ("internal", reply.Internal), ("external", reply.External));

    public static IReadOnlyDictionary<string, string> Of(InboxRule rule) => Fields(("id", rule.Id), ("name", rule.Name), ("to", rule.To));

    /// <param name="heir">Who manages it instead; null when others manage it too.</param>
    public static IReadOnlyDictionary<string, string> Of(DistributionList list, Person? heir) =>
        Fields(("id", list.Id), ("name", list.Name), ("address", list.Address), ("heir", heir?.Id.Value));

    /// <param name="holder">Who gets the right.</param>
    public static IReadOnlyDictionary<string, string> Of(MailboxRight right, Person holder) =>
        Fields(("mailbox", right.Mailbox), ("holder", right.Holder), ("right", right.Kind.ToString()), ("holderMail", holder.Mail));

    /// <param name="mail">Who gets access.</param>
    public static IReadOnlyDictionary<string, string> Of(PersonalDrive drive, string mail) =>
        Fields(("drive", drive.DriveId), ("root", drive.RootId), ("url", drive.WebUrl), ("mail", mail));

    public static IReadOnlyDictionary<string, string> OfMeetings(int count) => Fields(("count", count.ToString(CultureInfo.InvariantCulture)));

    public static IReadOnlyDictionary<string, string> Of(EntraDevice device) => Fields(
        ("id", device.Id), ("deviceId", device.DeviceId), ("name", device.Name), ("enabled", device.Enabled ? "true" : "false"));

    public static IReadOnlyDictionary<string, string> Of(ManagedDevice device) => Fields(
        ("id", device.Id), ("deviceId", device.EntraDeviceId), ("name", device.Name), ("serial", device.SerialNumber), ("state", device.State));

    public static IReadOnlyDictionary<string, string> Of(RmmDevice device) => Fields(
        ("id", device.Id), ("name", device.Name), ("serial", device.SerialNumber), ("owner", device.OwnerMail), ("site", device.SiteId), ("tags", string.Join(",", device.Tags)));

    public static IReadOnlyDictionary<string, string> Of(RmmEndUser user) =>
        Fields(("id", user.Id), ("mail", user.Mail), ("devices", string.Join(",", user.DeviceIds)));

    public static IReadOnlyDictionary<string, string> Of(MailPhone phone) =>
        Fields(("id", phone.Id), ("name", phone.Name), ("state", phone.State));

    /// <summary>Puts each of these into the journal before they are changed.</summary>
    public static void Record<T>(this StepContext of, string what, IEnumerable<T> items, Func<T, IReadOnlyDictionary<string, string>> fields)
    {
        foreach (T item in items) of.RecordSnapshot(what, fields(item));
    }

    private static Dictionary<string, string> Fields(params (string Name, string? Value)[] fields) =>
        fields.Where(field => !string.IsNullOrEmpty(field.Value)).ToDictionary(field => field.Name, field => field.Value!, StringComparer.Ordinal);
}

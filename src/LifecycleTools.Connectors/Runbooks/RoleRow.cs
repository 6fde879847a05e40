using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using LifecycleTools.Engine.Roles;

namespace LifecycleTools.Connectors.Runbooks;

/// <summary>One thing that a person of a role gets at a site, or has there.</summary>
/// <param name="Order">Its place among the others.</param>
/// <param name="Kind">License, group and so on.</param>
/// <param name="What">Which one.</param>
/// <param name="How">Disabled plans, rights, values.</param>
/// <param name="Why">Which parts of the role map want it; empty for what is usual.</param>
/// <param name="IsGrant">False for a setting.</param>
internal sealed record RoleRow(int Order, string Kind, string What, string How, string Why, bool IsGrant)
{
    /// <summary>Whether another row says the same, for whatever reason.</summary>
    public bool Says(RoleRow other) => Kind == other.Kind && What == other.What && How == other.How;

    /// <summary>Everything that a role means at a site.</summary>
    public static IEnumerable<RoleRow> Of(Entitlements means)
    {
        foreach (LicenseEntitlement license in means.Licenses)
        {
            yield return Grant(0, "License", license.Sku, license.DisabledPlans.Count == 0 ? "" : "without " + string.Join(", ", license.DisabledPlans), license.Why);
        }

        foreach (Entitled group in means.Groups) yield return Grant(1, "Group", group.Reference, "", group.Why);
        foreach (Entitled team in means.Teams) yield return Grant(2, "Team", team.Reference, "", team.Why);
        foreach (Entitled list in means.DistributionLists) yield return Grant(3, "Distribution list", list.Reference, "", list.Why);
        foreach (SharedMailboxEntitlement mailbox in means.SharedMailboxes)
        {
            string[] rights = [mailbox.FullAccess ? "full access" : "", mailbox.SendAs ? "send as" : "", mailbox.AutoMap ? "shown in Outlook" : ""];
            yield return Grant(4, "Shared mailbox", mailbox.Reference, string.Join(", ", rights.Where(right => right.Length > 0)), mailbox.Why);
        }

        foreach (string tag in means.Devices.Tags) yield return Grant(5, "Device tag", tag, "", means.Devices.Why[tag]);
        foreach (string software in means.Devices.Software) yield return Grant(6, "Software", software, "", means.Devices.Why[software]);
        foreach (RoleRow row in Settings(means)) yield return row;
    }

    private static IEnumerable<RoleRow> Settings(Entitlements means)
    {
        CalendarPreferences week = means.Calendar;
        SignInPolicy sign = means.SignIn;
        DepartureRules leaving = means.Departure;
        yield return Setting(7, "user principal name", string.Join(", then ", means.Naming.Alternatives.Prepend(means.Naming.UserPrincipalName)));
        yield return Setting(8, "mailbox", $"{means.Mailbox.Language}, {means.Mailbox.TimeZone}");
        yield return Setting(9, "working hours", string.Format(CultureInfo.InvariantCulture, @"{0:hh\:mm} to {1:hh\:mm}, {2}", week.WorkingHoursStart, week.WorkingHoursEnd, Days(week.WorkDays)));
        yield return Setting(10, "first sign-in", sign.FirstSignIn == FirstSignIn.Password
            ? $"password, to {Handed(sign.HandOver)}"
            : string.Format(CultureInfo.InvariantCulture, "temporary access pass for {0} minutes{1}, to {2}", sign.PassLifetimeMinutes, sign.PassUsableOnce ? ", once" : "", Handed(sign.HandOver)));
        if (sign.RegistrationGroup is { } group) yield return new RoleRow(11, "Day to day", "must register sign-in methods", "group " + group.Reference, group.Why, IsGrant: false);
        yield return Leaving(12, "who takes over", string.Join(", else ", leaving.Delegates.Select(Heir)));
        yield return Leaving(13, "mailbox", Mailbox(leaving));
        if (leaving.ForwardTo is { } to) yield return Leaving(14, "new mail goes to", to == DepartureRules.ForwardToDelegate ? "whoever takes over" : to);
        yield return Leaving(15, "files", leaving.OneDriveToDelegate ? "OneDrive is shared with whoever takes over" : "OneDrive is left as it is");
        yield return Leaving(16, "devices", leaving.DeviceAction switch
        {
            DeviceAction.Retire => "retired: company data is removed",
            DeviceAction.Flag => "flagged: a person decides",
            _ => "kept",
        });
    }

    private static string Mailbox(DepartureRules leaving)
    {
        string[] said =
        [
            leaving.ConvertToShared ? "made a shared mailbox" : "not made shared",
            leaving.DelegateFullAccess ? "opened for whoever takes over" : "",
            leaving.AutoReplyInternal is null && leaving.AutoReplyExternal is null ? "no automatic reply" : "automatic reply",
            leaving.HideFromAddressLists ? "hidden from address lists" : "",
            leaving.CancelMeetings ? "meetings canceled" : "",
            leaving.RemoveForwardingRules ? "forwarding rules removed" : "",
        ];
        return string.Join(", ", said.Where(one => one.Length > 0));
    }

    private static string Days(IReadOnlyList<DayOfWeek> days) =>
        days.SequenceEqual(new CalendarPreferences().WorkDays) ? "Monday to Friday" : string.Join(", ", days);

    private static string Heir(string who) => who switch
    {
        DepartureRules.Manager => "the manager",
        DepartureRules.ManagersManager => "the manager's manager",
        _ => who,
    };

    private static string Handed(HandOver to) => to == HandOver.ManagerMail ? "the manager by mail" : "the operator";

    private static RoleRow Grant(int order, string kind, string what, string how, string why) => new(order, kind, what, how, why, IsGrant: true);

    private static RoleRow Setting(int order, string what, string how) => new(order, "Day to day", what, how, "", IsGrant: false);

    private static RoleRow Leaving(int order, string what, string how) => new(order, "When leaving", what, how, "", IsGrant: false);
}

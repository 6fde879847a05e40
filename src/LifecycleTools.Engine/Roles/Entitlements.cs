using System;
using System.Collections.Generic;

namespace LifecycleTools.Engine.Roles;

/// <summary>Something that a person is to have, and why.</summary>
/// <param name="Reference">An object id, a mail address, or a name that must be unique in the tenant.</param>
/// <param name="Why">Which parts of the role map want it: "role sales, from base staff", "site zurich", "override contractors". Several are joined with "; ".</param>
public sealed record Entitled(string Reference, string Why);

/// <summary>A license that a person is to have, and why.</summary>
/// <param name="Sku">SKU part number, for example SPE_E3.</param>
/// <param name="DisabledPlans">Service plans to switch off, by service plan name.</param>
/// <param name="Why">Which parts of the role map want it.</param>
public sealed record LicenseEntitlement(string Sku, IReadOnlyList<string> DisabledPlans, string Why);

/// <summary>A shared mailbox that a person is to open, and why.</summary>
/// <param name="Reference">Mail address, object id or unique name.</param>
/// <param name="FullAccess">Whether the mailbox may be opened.</param>
/// <param name="SendAs">Whether mail may be sent in its name.</param>
/// <param name="AutoMap">Whether Outlook shows it without being asked.</param>
/// <param name="Why">Which parts of the role map want it.</param>
public sealed record SharedMailboxEntitlement(string Reference, bool FullAccess, bool SendAs, bool AutoMap, string Why);

/// <summary>Whom to resolve a role for.</summary>
/// <param name="Role">Name of a role in the map.</param>
/// <param name="Site">Name of a site in the map.</param>
/// <param name="Department">Department as HR writes it. Null: overrides by department do not apply.</param>
/// <param name="EmploymentType">Employment type as HR writes it, for example contractor. Null: overrides by employment type do not apply.</param>
public sealed record RoleRequest(string Role, string Site, string? Department = null, string? EmploymentType = null);

/// <summary>What a role means at a site for one person, with the reasons. Nothing in it has been looked up in a tenant.</summary>
public sealed class Entitlements
{
    /// <summary>Name of the role, as the map writes it.</summary>
    public required string Role { get; init; }

    /// <summary>Where the person works.</summary>
    public required Site Site { get; init; }

    /// <summary>Licenses, in the order the map gives them.</summary>
    public IReadOnlyList<LicenseEntitlement> Licenses { get; init; } = Array.Empty<LicenseEntitlement>();

    /// <summary>Security and Microsoft 365 groups.</summary>
    public IReadOnlyList<Entitled> Groups { get; init; } = Array.Empty<Entitled>();

    /// <summary>Distribution lists and mail-enabled security groups.</summary>
    public IReadOnlyList<Entitled> DistributionLists { get; init; } = Array.Empty<Entitled>();

    /// <summary>Teams.</summary>
    public IReadOnlyList<Entitled> Teams { get; init; } = Array.Empty<Entitled>();

    /// <summary>Shared mailboxes.</summary>
    public IReadOnlyList<SharedMailboxEntitlement> SharedMailboxes { get; init; } = Array.Empty<SharedMailboxEntitlement>();

    /// <summary>Whether role-assignable groups may be joined. Off unless the map says so.</summary>
    public bool AllowPrivileged { get; init; }

    /// <summary>How the person signs in for the first time.</summary>
    public required SignInPolicy SignIn { get; init; }

    /// <summary>Language, time zone and formats of the mailbox.</summary>
    public required MailboxPreferences Mailbox { get; init; }

    /// <summary>Working week of the calendar.</summary>
    public required CalendarPreferences Calendar { get; init; }

    /// <summary>Tags and software of the person's devices.</summary>
    public required DevicePreferences Devices { get; init; }

    /// <summary>How the account is named.</summary>
    public required NamingRules Naming { get; init; }

    /// <summary>What happens when the person leaves.</summary>
    public required DepartureRules Departure { get; init; }

    /// <summary>What the map says and no step of this version carries out; whoever hires is told.</summary>
    /// <param name="systems">What the tenant has; without an RMM nobody tags a device.</param>
    public IReadOnlyList<string> NotAppliedBy(Ports.TenantSystems systems)
    {
        List<string> left = [];
        if (systems.Rmm is null && Devices.Tags.Count > 0) left.Add($"device tags ({string.Join(", ", Devices.Tags)})");
        if (systems.Rmm is null && Devices.Software.Count > 0) left.Add($"software ({string.Join(", ", Devices.Software)})");
        if (Mailbox.DateFormat is { } date) left.Add($"date format {date}");
        if (Mailbox.TimeFormat is { } time) left.Add($"time format {time}");
        if (Calendar.ReminderMinutes is { } minutes) left.Add($"reminders {minutes} minutes ahead");
        if (Calendar.WeekStart != new CalendarPreferences().WeekStart) left.Add($"a week that begins on {Calendar.WeekStart}");
        return left;
    }
}

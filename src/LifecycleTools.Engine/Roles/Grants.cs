using System;
using System.Collections.Generic;

namespace LifecycleTools.Engine.Roles;

/// <summary>What one part of a role map writes: everyone, a site, a role or an override. Laid over one another they make <see cref="Entitlements"/>.</summary>
/// <remarks>Null means "not said here", which is not the same as off: a later part changes only what it names.</remarks>
public sealed record Grants
{
    /// <summary>Says nothing.</summary>
    public static Grants Nothing { get; } = new();

    /// <summary>Licenses to add. A plan that any part disables is disabled.</summary>
    public IReadOnlyList<LicenseGrant> Licenses { get; init; } = Array.Empty<LicenseGrant>();

    /// <summary>Security and Microsoft 365 groups to add, by object id, mail address or unique name.</summary>
    public IReadOnlyList<string> Groups { get; init; } = Array.Empty<string>();

    /// <summary>Distribution lists and mail-enabled security groups to add, by mail address or unique name.</summary>
    public IReadOnlyList<string> DistributionLists { get; init; } = Array.Empty<string>();

    /// <summary>Teams to add, by group id, mail address or unique name.</summary>
    public IReadOnlyList<string> Teams { get; init; } = Array.Empty<string>();

    /// <summary>Shared mailboxes to open, by mail address or unique name.</summary>
    public IReadOnlyList<SharedMailboxGrant> SharedMailboxes { get; init; } = Array.Empty<SharedMailboxGrant>();

    /// <summary>What earlier parts gave and this one takes back, before it adds its own.</summary>
    public Removals Remove { get; init; } = Removals.None;

    /// <summary>Whether role-assignable groups may be joined. Null: not said here.</summary>
    public bool? AllowPrivileged { get; init; }

    /// <summary>First sign-in, as far as it is said here.</summary>
    public SignInSettings SignIn { get; init; } = new();

    /// <summary>Mailbox language and formats, as far as they are said here.</summary>
    public MailboxSettings Mailbox { get; init; } = new();

    /// <summary>Working week, as far as it is said here.</summary>
    public CalendarSettings Calendar { get; init; } = new();

    /// <summary>Device tags and software to add.</summary>
    public DevicePreferences Devices { get; init; } = new();

    /// <summary>How names are built, as far as it is said here.</summary>
    public NamingSettings Naming { get; init; } = new();

    /// <summary>What a departure does, as far as it is said here.</summary>
    public DepartureSettings Departure { get; init; } = new();
}

/// <summary>A license that a part of the role map gives.</summary>
/// <param name="Sku">SKU part number, for example SPE_E3.</param>
/// <param name="DisabledPlans">Service plans to switch off, by service plan name.</param>
public sealed record LicenseGrant(string Sku, IReadOnlyList<string> DisabledPlans);

/// <summary>A shared mailbox that a part of the role map opens. Null: not said here; all three are on unless some part says otherwise.</summary>
/// <param name="Reference">Mail address, object id or unique name.</param>
/// <param name="FullAccess">Whether the mailbox may be opened.</param>
/// <param name="SendAs">Whether mail may be sent in its name.</param>
/// <param name="AutoMap">Whether Outlook shows it without being asked.</param>
public sealed record SharedMailboxGrant(string Reference, bool? FullAccess = null, bool? SendAs = null, bool? AutoMap = null);

/// <summary>What a part of the role map takes back from the parts before it.</summary>
public sealed record Removals
{
    /// <summary>Takes nothing back.</summary>
    public static Removals None { get; } = new();

    /// <summary>SKU part numbers.</summary>
    public IReadOnlyList<string> Licenses { get; init; } = Array.Empty<string>();

    /// <summary>Group references, as they were written.</summary>
    public IReadOnlyList<string> Groups { get; init; } = Array.Empty<string>();

    /// <summary>Distribution list references, as they were written.</summary>
    public IReadOnlyList<string> DistributionLists { get; init; } = Array.Empty<string>();

    /// <summary>Team references, as they were written.</summary>
    public IReadOnlyList<string> Teams { get; init; } = Array.Empty<string>();

    /// <summary>Shared mailbox references, as they were written.</summary>
    public IReadOnlyList<string> SharedMailboxes { get; init; } = Array.Empty<string>();

    /// <summary>Device tags.</summary>
    public IReadOnlyList<string> DeviceTags { get; init; } = Array.Empty<string>();

    /// <summary>Software names.</summary>
    public IReadOnlyList<string> Software { get; init; } = Array.Empty<string>();
}

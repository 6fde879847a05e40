using System;
using System.Collections.Generic;
using LifecycleTools.Sandbox.State;

namespace LifecycleTools.Sandbox.Seed;

/// <summary>A seed file as written. seed.yaml describes every key; people are named by user principal name, groups and products by name.</summary>
internal sealed class SeedFile
{
    public SeedTenant Tenant { get; set; } = new();
    public List<SandboxDomain> Domains { get; set; } = new();
    public SandboxPassPolicy PassPolicy { get; set; } = new();
    public List<SeedProduct> Products { get; set; } = new();
    public List<SeedRole> Roles { get; set; } = new();
    public Dictionary<string, SeedOffice> Offices { get; set; } = new();
    public List<SeedPerson> People { get; set; } = new();
    public List<SeedShared> SharedMailboxes { get; set; } = new();
    public List<SandboxContact> Contacts { get; set; } = new();
    public List<SeedGroup> Groups { get; set; } = new();
    public List<SeedUnit> AdministrativeUnits { get; set; } = new();
    public List<SeedRoleAssignment> RoleAssignments { get; set; } = new();
    public List<SeedApp> Apps { get; set; } = new();
    public List<SeedGrant> Grants { get; set; } = new();
    public List<SeedDevice> Devices { get; set; } = new();
}

internal sealed class SeedTenant
{
    public string Id { get; set; } = "";
    public string Name { get; set; } = "";
    public DateTimeOffset Start { get; set; } = new(2026, 3, 2, 8, 0, 0, TimeSpan.Zero);
    public int PersonalSiteRetentionDays { get; set; } = 30;
}

internal sealed class SeedProduct
{
    public string Id { get; set; } = "";
    public string PartNumber { get; set; } = "";
    public int Seats { get; set; }
    public int Warning { get; set; }
    public int Suspended { get; set; }
    public List<SandboxServicePlan> Plans { get; set; } = new();
}

/// <summary>What mailboxes of an office are set to, once their owners opened them.</summary>
internal sealed class SeedOffice
{
    /// <summary>Windows name, as Exchange keeps it.</summary>
    public string TimeZone { get; set; } = "";
    public string Language { get; set; } = "";
}

internal sealed class SeedRole
{
    public string Template { get; set; } = "";
    public string Name { get; set; } = "";
    public bool Activated { get; set; } = true;
}

internal sealed class SeedPerson
{
    public string Upn { get; set; } = "";
    public string? Id { get; set; }
    public string? Name { get; set; }
    public string? Given { get; set; }
    public string? Surname { get; set; }
    public string? Title { get; set; }
    public string? Department { get; set; }
    public string? Office { get; set; }
    public string? Country { get; set; }
    public string? Language { get; set; }
    public string? EmployeeId { get; set; }
    public string? EmployeeType { get; set; }
    public string? Mobile { get; set; }
    public string? Manager { get; set; }
    public bool Disabled { get; set; }
    public bool Guest { get; set; }
    public bool Synced { get; set; }

    /// <summary>True: deleted a week before the start, and still restorable.</summary>
    public bool Deleted { get; set; }
    public List<string> Addresses { get; set; } = new();
    public List<string> Licenses { get; set; } = new();
    public Dictionary<string, List<string>> DisabledPlans { get; set; } = new();
    public SeedMailbox? Mailbox { get; set; }
    public bool OneDrive { get; set; } = true;
    public List<SandboxAuthenticationMethod> Methods { get; set; } = new();

    /// <summary>The kind of the method that is the default.</summary>
    public string? DefaultMethod { get; set; }
}

internal sealed class SeedMailbox
{
    public double SizeGB { get; set; } = 2;
    public bool LitigationHold { get; set; }
    public bool Archive { get; set; }
    public string? ForwardTo { get; set; }
    public bool HideFromLists { get; set; }
    public List<string> FullAccess { get; set; } = new();
    public List<string> SendAs { get; set; } = new();
    public List<string> SendOnBehalf { get; set; } = new();
    public Dictionary<string, string> Calendar { get; set; } = new();
    public List<SandboxInboxRule> Rules { get; set; } = new();
    public List<SandboxMobileDevice> Phones { get; set; } = new();
    public List<SandboxCalendarEvent> Events { get; set; } = new();
}

internal sealed class SeedShared
{
    public string Address { get; set; } = "";
    public string Name { get; set; } = "";
    public SeedMailbox Mailbox { get; set; } = new();
}

internal sealed class SeedGroup
{
    public string Name { get; set; } = "";
    public string? Id { get; set; }
    public string? Description { get; set; }

    /// <summary>security, microsoft365, team, mailSecurity or distribution.</summary>
    public string Kind { get; set; } = "security";
    public string? Mail { get; set; }

    /// <summary>Makes it dynamic; members follow from the rule.</summary>
    public string? Rule { get; set; }
    public bool Synced { get; set; }
    public bool RoleAssignable { get; set; }
    public List<string> Licenses { get; set; } = new();
    public Dictionary<string, List<string>> DisabledPlans { get; set; } = new();
    public List<string> Members { get; set; } = new();
    public List<string> Owners { get; set; } = new();
    public List<SandboxChannel> Channels { get; set; } = new();
}

internal sealed class SeedUnit
{
    public string Name { get; set; } = "";
    public bool Restricted { get; set; }
    public List<string> Members { get; set; } = new();
}

internal sealed class SeedRoleAssignment
{
    public string Role { get; set; } = "";

    /// <summary>A person, a group or an app.</summary>
    public string To { get; set; } = "";
    public bool Eligible { get; set; }
    public string Scope { get; set; } = "/";
}

internal sealed class SeedApp
{
    public string Name { get; set; } = "";
    public string AppId { get; set; } = "";

    /// <summary>True: registered here, so that it has an application object beside its service principal.</summary>
    public bool Registered { get; set; }
    public string? Secret { get; set; }
    public string? CertificateThumbprint { get; set; }
    public List<string> Owners { get; set; } = new();

    /// <summary>App roles by value that this app offers to people.</summary>
    public List<string> Roles { get; set; } = new();

    /// <summary>App roles by value that this app offers to other apps, with their ids where they are public.</summary>
    public Dictionary<string, string?> Permissions { get; set; } = new();

    /// <summary>People or groups with the role they have.</summary>
    public Dictionary<string, string> AssignedTo { get; set; } = new();

    /// <summary>Application permissions that were granted to this app, by the name of the app that offers them.</summary>
    public Dictionary<string, List<string>> Granted { get; set; } = new();
}

internal sealed class SeedGrant
{
    public string Client { get; set; } = "";
    public string Resource { get; set; } = "";

    /// <summary>Null: everyone.</summary>
    public string? Person { get; set; }
    public string Scope { get; set; } = "";
}

internal sealed class SeedDevice
{
    public string Name { get; set; } = "";
    public string Owner { get; set; } = "";
    public string Os { get; set; } = "Windows";
    public string? OsVersion { get; set; }
    public string? Serial { get; set; }
    public string? Maker { get; set; }
    public string? Model { get; set; }
    public bool Personal { get; set; }
    public bool Entra { get; set; } = true;
    public bool Intune { get; set; } = true;
    public bool Autopilot { get; set; }
}

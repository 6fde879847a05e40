using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Serialization;

namespace LifecycleTools.Sandbox.State;

/// <summary>A group of any kind, distribution lists included. Change members through <see cref="SandboxTenant.Memberships"/>.</summary>
public sealed class SandboxGroup : SandboxObject
{
    public string? Description { get; set; }
    public string MailNickname { get; set; } = "";
    public string? Mail { get; set; }
    public bool MailEnabled { get; set; }
    public bool SecurityEnabled { get; set; }
    public List<string> GroupTypes { get; set; } = new();
    public List<string> ProxyAddresses { get; set; } = new();
    public string? Visibility { get; set; }
    public string? Classification { get; set; }

    /// <summary>The rule of a dynamic group, for example <c>(user.department -eq "Sales")</c>.</summary>
    public string? MembershipRule { get; set; }
    public bool? IsAssignableToRole { get; set; }
    public bool? OnPremisesSyncEnabled { get; set; }
    public DateTimeOffset? OnPremisesLastSyncDateTime { get; set; }
    public bool HasTeam { get; set; }
    public bool HiddenFromAddressLists { get; set; }

    /// <summary>Object ids of members: users, groups, devices, service principals, contacts.</summary>
    public List<string> Members { get; set; } = new();

    /// <summary>Object ids of owners; for Exchange groups this is ManagedBy.</summary>
    public List<string> Owners { get; set; } = new();

    public List<SandboxLicense> Licenses { get; set; } = new();
    public List<SandboxChannel> Channels { get; set; } = new();

    [JsonIgnore]
    public override string ODataType => "#microsoft.graph.group";

    [JsonIgnore]
    public bool IsUnified => GroupTypes.Contains("Unified");

    [JsonIgnore]
    public bool IsDynamic => GroupTypes.Contains("DynamicMembership");

    /// <summary>A distribution list or a mail-enabled security group: only Exchange can change it.</summary>
    [JsonIgnore]
    public bool IsExchangeMastered => MailEnabled && !IsUnified;

    protected override void CopyLists()
    {
        GroupTypes = GroupTypes.ToList();
        ProxyAddresses = ProxyAddresses.ToList();
        Members = Members.ToList();
        Owners = Owners.ToList();
        Licenses = Licenses.ToList();
        Channels = Channels.ToList();
    }
}

/// <summary>A channel of a team; private and shared ones have members of their own.</summary>
public sealed class SandboxChannel
{
    public string Id { get; set; } = "";
    public string DisplayName { get; set; } = "";

    /// <summary>standard, private or shared.</summary>
    public string MembershipType { get; set; } = "standard";
    public List<string> Members { get; set; } = new();
}

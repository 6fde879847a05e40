using System.Collections.Generic;
using System.Text.Json.Serialization;

namespace LifecycleTools.Sandbox.State;

public sealed class SandboxDomain
{
    public string Name { get; set; } = "";
    public bool IsDefault { get; set; }
    public bool IsInitial { get; set; }
    public bool IsVerified { get; set; } = true;
}

/// <summary>A mail contact: its addresses count when names are looked for.</summary>
public sealed class SandboxContact : SandboxObject
{
    public string Mail { get; set; } = "";
    public string MailNickname { get; set; } = "";
    public List<string> ProxyAddresses { get; set; } = new();

    [JsonIgnore]
    public override string ODataType => "#microsoft.graph.orgContact";
}

/// <summary>What the tenant allows of Temporary Access Passes.</summary>
public sealed class SandboxPassPolicy
{
    public bool Enabled { get; set; } = true;
    public int DefaultMinutes { get; set; } = 60;
    public int MinimumMinutes { get; set; } = 60;
    public int MaximumMinutes { get; set; } = 480;
    public int Length { get; set; } = 8;

    /// <summary>True: only one-time passes are allowed.</summary>
    public bool OneTimeOnly { get; set; }
}

/// <summary>A person's OneDrive.</summary>
public sealed class SandboxDrive
{
    public string Id { get; set; } = "";
    public string OwnerId { get; set; } = "";
    public string RootId { get; set; } = "";
    public string SiteUrl { get; set; } = "";
    public long UsedBytes { get; set; }
    public List<SandboxDriveItem> Items { get; set; } = new();
    public List<SandboxDrivePermission> Permissions { get; set; } = new();

    /// <summary>Object ids of site collection administrators beside the owner.</summary>
    public List<string> SiteAdmins { get; set; } = new();
}

public sealed class SandboxDriveItem
{
    public string Id { get; set; } = "";
    public string Name { get; set; } = "";
    public bool IsFolder { get; set; }
    public long SizeBytes { get; set; }
}

public sealed class SandboxDrivePermission
{
    public string Id { get; set; } = "";
    public string ItemId { get; set; } = "";
    public string UserId { get; set; } = "";
    public List<string> Roles { get; set; } = new();
}

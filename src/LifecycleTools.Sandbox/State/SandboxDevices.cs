using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Serialization;

namespace LifecycleTools.Sandbox.State;

/// <summary>A device as Entra ID knows it.</summary>
public sealed class SandboxDevice : SandboxObject
{
    /// <summary>The device's own id, not the object id.</summary>
    public string DeviceId { get; set; } = "";
    public bool AccountEnabled { get; set; } = true;
    public string OperatingSystem { get; set; } = "Windows";
    public string? OperatingSystemVersion { get; set; }

    /// <summary>AzureAd, Workplace or ServerAd.</summary>
    public string? TrustType { get; set; }
    public bool IsManaged { get; set; }
    public bool IsCompliant { get; set; }
    public DateTimeOffset? LastSignInUtc { get; set; }
    public List<string> Owners { get; set; } = new();
    public List<string> Users { get; set; } = new();

    [JsonIgnore]
    public override string ODataType => "#microsoft.graph.device";

    protected override void CopyLists()
    {
        Owners = Owners.ToList();
        Users = Users.ToList();
    }
}

/// <summary>A device as Intune manages it.</summary>
public sealed class SandboxManagedDevice
{
    public string Id { get; set; } = "";
    public string DeviceName { get; set; } = "";

    /// <summary>Joins it to <see cref="SandboxDevice.DeviceId"/>.</summary>
    public string? AzureAdDeviceId { get; set; }
    public string? SerialNumber { get; set; }
    public string? UserId { get; set; }
    public string OperatingSystem { get; set; } = "Windows";
    public string? OsVersion { get; set; }
    public string? Manufacturer { get; set; }
    public string? Model { get; set; }

    /// <summary>company or personal.</summary>
    public string OwnerType { get; set; } = "company";
    public string ManagementState { get; set; } = "managed";
    public string ComplianceState { get; set; } = "compliant";
    public DateTimeOffset EnrolledUtc { get; set; }
    public DateTimeOffset LastSyncUtc { get; set; }
    public string? Notes { get; set; }
    public List<SandboxDeviceAction> Actions { get; set; } = new();
}

public sealed class SandboxDeviceAction
{
    public string Name { get; set; } = "";

    /// <summary>none, pending, canceled, active, done, failed, notSupported.</summary>
    public string State { get; set; } = "pending";
    public DateTimeOffset StartUtc { get; set; }
    public DateTimeOffset LastUpdatedUtc { get; set; }

    /// <summary>The request body as sent, for assertions.</summary>
    public string? Body { get; set; }
}

public sealed class SandboxAutopilotDevice
{
    public string Id { get; set; } = "";
    public string SerialNumber { get; set; } = "";
    public string? Manufacturer { get; set; }
    public string? Model { get; set; }
    public string? GroupTag { get; set; }
    public string? DisplayName { get; set; }
    public string? UserPrincipalName { get; set; }
    public string? AddressableUserName { get; set; }
    public string? ManagedDeviceId { get; set; }
    public string? AzureAdDeviceId { get; set; }
}

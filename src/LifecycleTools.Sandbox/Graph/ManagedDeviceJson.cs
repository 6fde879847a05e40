using System.Linq;
using System.Text.Json.Nodes;
using LifecycleTools.Sandbox.State;

namespace LifecycleTools.Sandbox.Graph;

/// <summary>Intune devices as Graph writes them.</summary>
internal static class ManagedDeviceJson
{
    public static JsonObject Of(SandboxManagedDevice device, SandboxTenant tenant)
    {
        SandboxUser? user = device.UserId is null ? null : tenant.FindUser(device.UserId);
        return new JsonObject
        {
            ["id"] = device.Id,
            ["userId"] = device.UserId,
            ["userPrincipalName"] = user?.UserPrincipalName,
            ["userDisplayName"] = user?.DisplayName,
            ["emailAddress"] = user?.Mail,
            ["deviceName"] = device.DeviceName,
            ["managedDeviceName"] = $"{device.UserId}_{device.OperatingSystem}_{device.DeviceName}",
            ["managedDeviceOwnerType"] = device.OwnerType,
            ["managementState"] = device.ManagementState,
            ["managementAgent"] = "mdm",
            ["enrolledDateTime"] = GraphJson.Date(device.EnrolledUtc),
            ["lastSyncDateTime"] = GraphJson.Date(device.LastSyncUtc),
            ["operatingSystem"] = device.OperatingSystem,
            ["osVersion"] = device.OsVersion,
            ["complianceState"] = device.ComplianceState,
            ["azureADRegistered"] = device.AzureAdDeviceId is not null,
            ["azureADDeviceId"] = device.AzureAdDeviceId,
            ["deviceEnrollmentType"] = device.OperatingSystem == "Windows" ? "windowsAzureADJoin" : "userEnrollment",
            ["deviceRegistrationState"] = "registered",
            ["isEncrypted"] = true,
            ["isSupervised"] = false,
            ["jailBroken"] = "Unknown",
            ["manufacturer"] = device.Manufacturer,
            ["model"] = device.Model,
            ["serialNumber"] = device.SerialNumber,
            ["notes"] = device.Notes,
            ["deviceActionResults"] = new JsonArray(device.Actions.Select(action => (JsonNode?)new JsonObject
            {
                ["actionName"] = action.Name,
                ["actionState"] = action.State,
                ["startDateTime"] = GraphJson.Date(action.StartUtc),
                ["lastUpdatedDateTime"] = GraphJson.Date(action.LastUpdatedUtc),
            }).ToArray()),
        };
    }
}

using LifecycleTools.Sandbox.Services;
using LifecycleTools.Sandbox.State;

namespace LifecycleTools.Sandbox.Seed;

/// <summary>Devices as Entra ID, Intune and Autopilot know them; one entry of the seed may be all three.</summary>
internal static class SeedDevices
{
    public static void Add(SandboxTenant tenant, SeedFile seed)
    {
        foreach (SeedDevice written in seed.Devices)
        {
            string key = $"device:{written.Name}:{written.Owner}";
            string ownerId = SeedReader.Named(tenant, written.Owner).Id;
            string deviceId = StableId.Of(key + ":deviceId");
            if (written.Entra) tenant.Devices.Add(Entra(written, tenant, StableId.Of(key + ":entra"), deviceId, ownerId));
            if (written.Intune) tenant.ManagedDevices.Add(Intune(written, tenant, StableId.Of(key + ":intune"), deviceId, ownerId));
            if (written.Autopilot)
            {
                tenant.AutopilotDevices.Add(new SandboxAutopilotDevice
                {
                    Id = StableId.Of(key + ":autopilot"),
                    SerialNumber = written.Serial ?? "",
                    Manufacturer = written.Maker,
                    Model = written.Model,
                    UserPrincipalName = written.Owner,
                    ManagedDeviceId = StableId.Of(key + ":intune"),
                    AzureAdDeviceId = deviceId,
                });
            }
        }
    }

    private static SandboxDevice Entra(SeedDevice written, SandboxTenant tenant, string id, string deviceId, string ownerId) => new()
    {
        Id = id,
        DeviceId = deviceId,
        DisplayName = written.Name,
        OperatingSystem = written.Os,
        OperatingSystemVersion = written.OsVersion,
        TrustType = written.Personal ? "Workplace" : "AzureAd",
        IsManaged = written.Intune,
        IsCompliant = written.Intune,
        CreatedUtc = tenant.Clock.UtcNow.AddYears(-1),
        LastSignInUtc = tenant.Clock.UtcNow.AddDays(-1),
        Owners = { ownerId },
        Users = { ownerId },
    };

    private static SandboxManagedDevice Intune(SeedDevice written, SandboxTenant tenant, string id, string deviceId, string ownerId) => new()
    {
        Id = id,
        DeviceName = written.Name,
        AzureAdDeviceId = written.Entra ? deviceId : null,
        SerialNumber = written.Serial,
        UserId = ownerId,
        OperatingSystem = written.Os,
        OsVersion = written.OsVersion,
        Manufacturer = written.Maker,
        Model = written.Model,
        OwnerType = written.Personal ? "personal" : "company",
        EnrolledUtc = tenant.Clock.UtcNow.AddYears(-1),
        LastSyncUtc = tenant.Clock.UtcNow.AddHours(-2),
    };
}

using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Engine.Ports;

namespace LifecycleTools.Engine.Steps.Return;

/// <summary>A device that was retired or wiped comes back when somebody enrolls it; what a wipe removed does not.</summary>
/// <why>What cannot come back is said first.</why>
/// <person>Enroll the device again; what a wipe removed comes from a backup or not at all.</person>
[Step("devices.tell-lost-devices", LifecycleSystem.Devices)]
[Needs("DeviceManagementManagedDevices.Read.All", "DeviceManagementManagedDevices.ReadWrite.All")]
[Needs("User.Read.All", "User.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All")]
public sealed class TellLostDevices : Loss
{
    /// <inheritdoc/>
    public override string Action => "Say which devices are gone";

    /// <inheritdoc/>
    protected override bool NeedsPerson => true;

    /// <inheritdoc/>
    protected override string Reason => "enroll it again, then resume the run";

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Taken(StepContext of) => of.Return.Was.ManagedDevices.Select(device => InWords(device, of)).ToList();

    /// <inheritdoc/>
    protected override async Task<IReadOnlyList<string>> StillGoneAsync(StepContext of, CancellationToken cancel)
    {
        if (await of.Systems.Directory.ReadAsync(of.Return.Id, cancel).ConfigureAwait(false) is null) return Taken(of);
        IReadOnlyList<ManagedDevice> now = await of.Systems.Devices.ReadManagedAsync(of.Return.Id, cancel).ConfigureAwait(false);
        return of.Return.Was.ManagedDevices.Where(was => !now.Any(device => IsManagedAgain(device, was))).Select(device => InWords(device, of)).ToList();
    }

    // Enrolling gives a device another id; its serial number stays.
    private static bool IsManagedAgain(ManagedDevice now, ManagedDevice was) =>
        (now.Id == was.Id || (now.SerialNumber is { Length: > 0 } serial && string.Equals(serial, was.SerialNumber, StringComparison.OrdinalIgnoreCase)))
        && now.ActionPending is null && string.Equals(now.State, "managed", StringComparison.OrdinalIgnoreCase);

    private static string InWords(ManagedDevice device, StepContext of) =>
        $"{device.Name} (serial {device.SerialNumber ?? "unknown"}), {(of.Return.Was.IsWiped(device) ? "wiped: what was on it is gone" : "retired")}";
}

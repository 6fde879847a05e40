using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Engine.Ports;

namespace LifecycleTools.Engine.Steps.Arrival;

/// <summary>The devices that are set aside for a hire, and whether the device steps apply at all.</summary>
internal static class HireDevices
{
    /// <summary>Why no device step applies; null when they do.</summary>
    public static string? WhyNone(StepContext of)
    {
        if (of.Systems.Rmm is null) return "the tenant file names no RMM (systems.rmm)";
        bool asked = of.Hire.Request.DeviceSerialNumbers.Count > 0 || of.Hire.Means.Devices.Tags.Count > 0 || of.Hire.Means.Devices.Software.Count > 0;
        return asked ? null : "the request names no device, and the role map gives this role's devices nothing";
    }

    /// <summary>The person's devices in the RMM: by serial number where the request names some, else by the RMM's own tie to the person.</summary>
    public static async Task<IReadOnlyList<RmmDevice>> ReadAsync(StepContext of, CancellationToken cancel)
    {
        IReadOnlyList<string> serials = of.Hire.Request.DeviceSerialNumbers;
        if (serials.Count == 0 && of.Facts[FactNames.AccountName] is null) return [];

        DeviceClues clues = serials.Count > 0 ? new DeviceClues { SerialNumbers = serials } : new DeviceClues { Mails = [of.Facts[FactNames.AccountName]!] };
        IReadOnlyList<RmmDevice> found = await of.Systems.Rmm!.FindDevicesAsync(clues, cancel).ConfigureAwait(false);
        return found.Where(device => device.State != RmmDeviceState.Unenrolled && (serials.Count == 0
            ? Same(device.OwnerMail, of.Facts[FactNames.AccountName])
            : serials.Any(serial => Same(serial, device.SerialNumber)))).ToList();
    }

    /// <summary>"LAPTOP-7 [SN123]".</summary>
    public static string Name(RmmDevice device) => $"{device.Name} [{device.SerialNumber ?? device.Id}]";

    /// <summary>Compares ids, serial numbers and addresses as the systems do.</summary>
    public static bool Same(string? one, string? other) => !string.IsNullOrEmpty(one) && string.Equals(one!.Trim(), other?.Trim(), StringComparison.OrdinalIgnoreCase);
}

using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.Ports;

namespace LifecycleTools.Engine.Steps.Arrival;

/// <summary>The devices that are set aside for a hire, and whether the device steps apply at all.</summary>
internal static class HireDevices
{
    /// <summary>Why no device step applies; null when they do.</summary>
    public static string? WhyNone(StepContext of)
    {
        if (of.Systems.Rmm is null) return "the tenant file names no RMM (systems.rmm)";
        bool asked = Serials(of).Count > 0 || of.Hire.Means.Devices.Tags.Count > 0 || of.Hire.Means.Devices.Software.Count > 0;
        return asked ? null : "the request names no device, and the role map gives this role's devices nothing";
    }

    /// <summary>The serial numbers of the devices that are set aside, each once.</summary>
    public static IReadOnlyList<string> Serials(StepContext of) => of.Hire.Request.DeviceSerialNumbers
        .Select(serial => serial.Trim()).Where(serial => serial.Length > 0).Distinct(StringComparer.OrdinalIgnoreCase).ToList();

    /// <summary>The person's devices in the RMM: by serial number where the request names some, else by the RMM's own tie to the person.</summary>
    public static async Task<IReadOnlyList<RmmDevice>> ReadAsync(StepContext of, CancellationToken cancel)
    {
        IReadOnlyList<string> serials = Serials(of);
        if (serials.Count == 0 && of.Facts[FactNames.AccountName] is null) return [];

        DeviceClues clues = serials.Count > 0 ? new DeviceClues { SerialNumbers = serials } : new DeviceClues { Mails = [of.Facts[FactNames.AccountName]!] };
        IReadOnlyList<RmmDevice> found = await of.Systems.Rmm!.FindDevicesAsync(clues, cancel).ConfigureAwait(false);
        return found.Where(device => device.State != RmmDeviceState.Unenrolled && (serials.Count == 0
            ? RmmDevices.Same(device.OwnerMail, of.Facts[FactNames.AccountName])
            : serials.Any(serial => RmmDevices.Same(serial, device.SerialNumber)))).ToList();
    }

    /// <summary>What stops whatever needs the site in the RMM.</summary>
    public static Obstacle NoSite(StepContext of) => new(
        of.Hire.Means.Site.Name, "the role map gives this site no rmmSite, so nobody knows where its devices belong", NeedsPerson: false)
    { ErrorId = ErrorIds.ReferenceNotResolved };
}

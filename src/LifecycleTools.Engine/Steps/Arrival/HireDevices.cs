using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.Ports;

namespace LifecycleTools.Engine.Steps.Arrival;

/// <summary>What the RMM shows of a hire's devices.</summary>
/// <param name="Theirs">At the site where this hire's devices belong.</param>
/// <param name="Strange">Found by the same clue, and elsewhere: nothing is done to them.</param>
public sealed record SeenDevices(IReadOnlyList<RmmDevice> Theirs, IReadOnlyList<StrangeDevice> Strange)
{
    /// <summary>No device.</summary>
    public static SeenDevices None { get; } = new([], []);
}

/// <summary>A device that a hire's serial number or name leads to, and that does not stand where it should.</summary>
/// <param name="Device">As the RMM has it.</param>
/// <param name="Site">Where it should stand; null when the role map does not say.</param>
public sealed record StrangeDevice(RmmDevice Device, RmmSite? Site);

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
    /// <remarks>A serial number that was typed wrongly may be that of another customer's device: one that does not stand at the hire's site is told apart, and left alone.</remarks>
    public static async Task<SeenDevices> ReadAsync(StepContext of, CancellationToken cancel)
    {
        IReadOnlyList<string> serials = Serials(of);
        if (serials.Count == 0 && of.Facts[FactNames.AccountName] is null) return SeenDevices.None;

        DeviceClues clues = serials.Count > 0 ? new DeviceClues { SerialNumbers = serials } : new DeviceClues { Mails = [of.Facts[FactNames.AccountName]!] };
        List<RmmDevice> found = (await of.Systems.Rmm!.FindDevicesAsync(clues, cancel).ConfigureAwait(false)).Where(device => device.State != RmmDeviceState.Unenrolled && (serials.Count == 0
            ? RmmDevices.Same(device.OwnerMail, of.Facts[FactNames.AccountName])
            : serials.Any(serial => RmmDevices.Same(serial, device.SerialNumber)))).ToList();
        if (found.Count == 0) return SeenDevices.None;
        if (of.Hire.Means.Site.RmmSite is not { } named) return new SeenDevices([], found.Select(device => new StrangeDevice(device, null)).ToList());

        RmmSite site = await of.Systems.Rmm.FindSiteAsync(named, cancel).ConfigureAwait(false);
        return new SeenDevices(
            found.Where(device => RmmDevices.Same(device.SiteId, site.Id)).ToList(),
            found.Where(device => !RmmDevices.Same(device.SiteId, site.Id)).Select(device => new StrangeDevice(device, site)).ToList());
    }

    /// <summary>Why a device that was found is left alone.</summary>
    public static Obstacle Strange(StrangeDevice one, StepContext of) => one.Site is { } site
        ? new Obstacle(
            RmmDevices.Name(one.Device), $"is not at {site.Name} in {of.Systems.Rmm!.Product}, where this hire's devices belong (it is at site {one.Device.SiteId}): "
                + "correct the serial number, or move the device there if it is theirs", NeedsPerson: true)
        { ErrorId = ErrorIds.DeviceNotConfirmed }
        : new Obstacle(RmmDevices.Name(one.Device), $"may be anybody's: the role map gives the site {of.Hire.Means.Site.Name} no rmmSite, so nobody knows where its devices belong", NeedsPerson: false)
        { ErrorId = ErrorIds.ReferenceNotResolved };

    /// <summary>What stops whatever needs the site in the RMM.</summary>
    public static Obstacle NoSite(StepContext of) => new(
        of.Hire.Means.Site.Name, "the role map gives this site no rmmSite, so nobody knows where its devices belong", NeedsPerson: false)
    { ErrorId = ErrorIds.ReferenceNotResolved };
}

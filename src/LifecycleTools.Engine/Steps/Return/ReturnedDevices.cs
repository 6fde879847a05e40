using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Engine.Ports;

namespace LifecycleTools.Engine.Steps.Return;

/// <summary>A device of the RMM that a departure changed, and what has become of it.</summary>
/// <param name="Was">As the departure found it.</param>
/// <param name="Now">The same device in management; null when it is not, or about to leave.</param>
/// <param name="IsDoubtful">It is not in management, and several that are have its serial number.</param>
public sealed record ReturnedDevice(RmmDevice Was, RmmDevice? Now, bool IsDoubtful);

/// <summary>Finds the devices of a departure again, by the RMM's id, or by a serial number that tells them apart: enrolling gives a device another id. A name is never looked at.</summary>
internal static class ReturnedDevices
{
    public static async Task<IReadOnlyList<ReturnedDevice>> ReadAsync(IReadOnlyList<RmmDevice> before, StepContext of, CancellationToken cancel)
    {
        if (before.Count == 0) return [];
        IRmm rmm = of.Systems.Rmm!;
        RmmDevice?[] byId = await Each.ReadAsync(before, device => rmm.ReadAsync(device.Id, cancel)).ConfigureAwait(false);
        DeviceClues clues = new()
        {
            SerialNumbers = before.Where((device, at) => !IsManaged(device, byId[at], of)).Select(device => device.SerialNumber).Where(SerialNumbers.TellApart).OfType<string>().Distinct().ToList(),
        };
        IReadOnlyList<RmmDevice> found = clues.SerialNumbers.Count == 0 ? [] : await rmm.FindDevicesAsync(clues, cancel).ConfigureAwait(false);
        return before.Select((device, at) => IsManaged(device, byId[at], of) ? new ReturnedDevice(device, byId[at], IsDoubtful: false) : BySerial(device, found)).ToList();
    }

    private static ReturnedDevice BySerial(RmmDevice was, IReadOnlyList<RmmDevice> found)
    {
        List<RmmDevice> same = found.Where(one => one.Id != was.Id && one.State == RmmDeviceState.Enrolled && SerialNumbers.TellApart(was.SerialNumber) && RmmDevices.Same(one.SerialNumber, was.SerialNumber)).ToList();
        return new ReturnedDevice(was, same.Count == 1 ? same[0] : null, IsDoubtful: same.Count > 1);
    }

    // One that was told to leave and has not been online since still looks as if it were there.
    private static bool IsManaged(RmmDevice was, RmmDevice? now, StepContext of) =>
        now is { State: RmmDeviceState.Enrolled } && (now.IsOnline || !of.Return.Was.WasToldToLeave(was));
}

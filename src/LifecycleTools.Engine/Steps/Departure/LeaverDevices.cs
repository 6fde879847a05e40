using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Engine.People;
using LifecycleTools.Engine.Ports;

namespace LifecycleTools.Engine.Steps.Departure;

/// <summary>A device in the RMM that may be the leaver's.</summary>
/// <param name="Device">As the RMM has it.</param>
/// <param name="IsTheirsById">Its serial number or Entra device id is one of the leaver's devices in Intune or Entra, or was when the departure began.</param>
/// <param name="Doubt">Why a person must look before it is touched; null when all agrees.</param>
public sealed record LeaverDevice(RmmDevice Device, bool IsTheirsById, string? Doubt);

/// <summary>Finds the leaver's devices in the RMM by ids that agree. A name is never looked at.</summary>
internal static class LeaverDevices
{
    /// <summary>Every device that a clue points at, once the run has seen it also when the clue has gone since.</summary>
    public static async Task<IReadOnlyList<LeaverDevice>> ReadAsync(StepContext of, CancellationToken cancel)
    {
        IRmm rmm = of.Systems.Rmm!;
        Task<IReadOnlyList<ManagedDevice>> managed = of.Systems.Devices.ReadManagedAsync(of.Departure.Who.Id, cancel);
        Task<IReadOnlyList<EntraDevice>> entra = of.Systems.Devices.ReadEntraAsync(of.Departure.Who.Id, cancel);
        await Task.WhenAll(managed, entra).ConfigureAwait(false);
        DeviceTies ties = new(MailsOf(of.Departure.Who), await managed.ConfigureAwait(false), await entra.ConfigureAwait(false));

        List<RmmDevice> found = [.. await rmm.FindDevicesAsync(ties.Clues, cancel).ConfigureAwait(false)];
        string[] known = Ids(of, FactNames.RmmDevices);
        string[] doubted = Ids(of, FactNames.RmmDevicesInDoubt);
        foreach (string id in known.Concat(doubted).Distinct(StringComparer.Ordinal).Where(id => found.All(device => device.Id != id)).ToList())
        {
            if (await rmm.ReadAsync(id, cancel).ConfigureAwait(false) is { } device) found.Add(device);
        }

        List<LeaverDevice> all = found.Select(device => ties.Judge(device, found, known.Contains(device.Id), doubted.Contains(device.Id))).OfType<LeaverDevice>().ToList();
        Remember(of, FactNames.RmmDevices, known, all.Where(one => one.IsTheirsById));
        Remember(of, FactNames.RmmDevicesInDoubt, doubted, all.Where(one => !one.IsTheirsById));
        return all;
    }

    /// <summary>How many devices the run has seen to be the leaver's.</summary>
    public static int CountOfSeen(StepContext of) => Ids(of, FactNames.RmmDevices).Length;

    /// <summary>The addresses by which the RMM may know the leaver.</summary>
    public static IReadOnlyList<string> MailsOf(Person who) =>
        new[] { who.UserPrincipalName, who.Mail }.OfType<string>().Where(mail => mail.Length > 0).Distinct(StringComparer.OrdinalIgnoreCase).ToList();

    private static string[] Ids(StepContext of, string fact) => (of.Facts[fact] ?? "").Split([','], StringSplitOptions.RemoveEmptyEntries);

    private static void Remember(StepContext of, string fact, string[] known, IEnumerable<LeaverDevice> seen)
    {
        string[] all = known.Concat(seen.Select(one => one.Device.Id)).Distinct(StringComparer.Ordinal).ToArray();
        if (all.Length > known.Length) of.Facts.Learn(fact, string.Join(",", all));
    }
}

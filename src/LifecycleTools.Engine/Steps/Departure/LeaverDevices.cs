using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Engine.People;
using LifecycleTools.Engine.Ports;

namespace LifecycleTools.Engine.Steps.Departure;

/// <summary>A device in the RMM, and what says that it is the leaver's.</summary>
/// <param name="Device">As the RMM has it.</param>
/// <param name="IsTheirsById">Its serial number or Entra device id is one of the leaver's devices in Intune or Entra.</param>
/// <param name="OwnerMail">Whom the RMM names as its owner; null for nobody.</param>
/// <param name="IsOwnedByLeaver">The RMM names the leaver.</param>
public sealed record LeaverDevice(RmmDevice Device, bool IsTheirsById, string? OwnerMail, bool IsOwnedByLeaver);

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
        DeviceClues clues = new()
        {
            Mails = MailsOf(of.Departure.Who),
            SerialNumbers = (await managed.ConfigureAwait(false)).Select(device => device.SerialNumber).OfType<string>().Where(serial => serial.Length > 0).ToList(),
            EntraDeviceIds = (await entra.ConfigureAwait(false)).Select(device => device.DeviceId)
                .Concat((await managed.ConfigureAwait(false)).Select(device => device.EntraDeviceId).OfType<string>())
                .Where(id => id.Length > 0).Distinct(StringComparer.OrdinalIgnoreCase).ToList(),
        };

        List<RmmDevice> found = [.. await rmm.FindDevicesAsync(clues, cancel).ConfigureAwait(false)];
        string[] known = Known(of);
        foreach (string id in known.Where(id => found.All(device => device.Id != id)))
        {
            if (await rmm.ReadAsync(id, cancel).ConfigureAwait(false) is { } device) found.Add(device);
        }

        IReadOnlyList<LeaverDevice> all = found.Select(device => Judge(device, clues, known)).Where(one => one.IsTheirsById || one.IsOwnedByLeaver).ToList();
        of.Facts.Learn(FactNames.RmmDevices, string.Join(",", all.Where(one => one.IsTheirsById).Select(one => one.Device.Id)
            .Concat(known).Distinct(StringComparer.Ordinal)));
        return all;
    }

    /// <summary>The addresses by which the RMM may know the leaver.</summary>
    public static IReadOnlyList<string> MailsOf(Person who) =>
        new[] { who.UserPrincipalName, who.Mail }.OfType<string>().Where(mail => mail.Length > 0).Distinct(StringComparer.OrdinalIgnoreCase).ToList();

    /// <summary>"LAPTOP-7 [SN123]".</summary>
    public static string Name(RmmDevice device) => $"{device.Name} [{device.SerialNumber ?? device.Id}]";

    private static string[] Known(StepContext of) => (of.Facts[FactNames.RmmDevices] ?? "").Split([','], StringSplitOptions.RemoveEmptyEntries);

    private static LeaverDevice Judge(RmmDevice device, DeviceClues clues, string[] known) => new(
        device,
        Has(clues.SerialNumbers, device.SerialNumber) || Has(clues.EntraDeviceIds, device.EntraDeviceId) || known.Contains(device.Id),
        device.OwnerMail,
        Has(clues.Mails, device.OwnerMail));

    private static bool Has(IEnumerable<string> all, string? one) => !string.IsNullOrEmpty(one) && all.Contains(one!.Trim(), StringComparer.OrdinalIgnoreCase);
}

using System;
using System.Collections.Generic;
using System.Linq;
using LifecycleTools.Engine.Ports;

namespace LifecycleTools.Engine.Steps.Departure;

/// <summary>What ties devices to a leaver, and whether that is certain enough to touch one.</summary>
/// <param name="mails">The leaver's addresses.</param>
/// <param name="managed">Their devices in Intune.</param>
/// <param name="entra">Their devices in Entra.</param>
internal sealed class DeviceTies(IReadOnlyList<string> mails, IReadOnlyList<ManagedDevice> managed, IReadOnlyList<EntraDevice> entra)
{
    /// <summary>What the RMM is asked for. A serial number that many devices share is no clue.</summary>
    public DeviceClues Clues { get; } = new()
    {
        Mails = mails,
        SerialNumbers = managed.Select(device => device.SerialNumber).Where(SerialNumbers.TellApart).OfType<string>().ToList(),
        EntraDeviceIds = entra.Select(device => device.DeviceId).Concat(managed.Select(device => device.EntraDeviceId).OfType<string>())
            .Where(id => id.Length > 0).Distinct(StringComparer.OrdinalIgnoreCase).ToList(),
    };

    /// <summary>Whether a device is the leaver's; null when nothing says so.</summary>
    /// <param name="found">Every device that the RMM gave.</param>
    /// <param name="isKnown">The run has seen before that its ids are the leaver's; Intune may have forgotten since.</param>
    /// <param name="isDoubted">The run has seen before that a person must look at it.</param>
    public LeaverDevice? Judge(RmmDevice device, IReadOnlyList<RmmDevice> found, bool isKnown, bool isDoubted)
    {
        bool bySerial = managed.Any(one => SerialNumbers.TellApart(one.SerialNumber) && RmmDevices.Same(one.SerialNumber, device.SerialNumber));
        bool byEntraId = Clues.EntraDeviceIds.Any(id => RmmDevices.Same(id, device.EntraDeviceId));
        bool isOwned = mails.Any(mail => RmmDevices.Same(mail, device.OwnerMail));
        string? otherOwner = isOwned || string.IsNullOrEmpty(device.OwnerMail) ? null : device.OwnerMail;

        if (Contradiction(device) is { } contradiction) return new LeaverDevice(device, isKnown, contradiction);
        if (bySerial || byEntraId || isKnown)
        {
            return new LeaverDevice(device, IsTheirsById: true, otherOwner is not null
                ? $"has the leaver's ids, and the RMM gives it to {otherOwner}: find out whose it is"
                : byEntraId ? null : Twin(device, found));
        }

        if (isOwned) return new LeaverDevice(device, IsTheirsById: false, "is the leaver's in the RMM, and no serial number or Entra device id agrees: look at the device");

        // Its owner was taken off it since, by us or by a person. Somebody else as its owner is a person's answer; nobody is none.
        return isDoubted && otherOwner is null
            ? new LeaverDevice(device, IsTheirsById: false, "was the leaver's in the RMM when the departure began, and nobody has it now: decide whose it is")
            : null;
    }

    private string? Contradiction(RmmDevice device)
    {
        if (string.IsNullOrEmpty(device.EntraDeviceId) || !SerialNumbers.TellApart(device.SerialNumber)) return null;
        if (managed.Any(one => RmmDevices.Same(one.SerialNumber, device.SerialNumber) && RmmDevices.Same(one.EntraDeviceId, device.EntraDeviceId))) return null;

        return managed.Any(one => RmmDevices.Same(one.SerialNumber, device.SerialNumber) && !string.IsNullOrEmpty(one.EntraDeviceId))
            ? "has the serial number of the leaver's device and another Entra device id: find out whose it is"
            : managed.Any(one => RmmDevices.Same(one.EntraDeviceId, device.EntraDeviceId) && SerialNumbers.TellApart(one.SerialNumber))
                ? "has the Entra device id of the leaver's device and another serial number: find out whose it is"
                : null;
    }

    private static string? Twin(RmmDevice device, IReadOnlyList<RmmDevice> found) =>
        found.Any(other => other.Id != device.Id && other.State != RmmDeviceState.Unenrolled && RmmDevices.Same(other.SerialNumber, device.SerialNumber))
            ? "shares its serial number with another device in the RMM: find out which one is the leaver's"
            : null;
}

using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Engine.People;

namespace LifecycleTools.Engine.Ports;

/// <summary>Devices in Entra ID and in Intune. They are matched by ids, never by name.</summary>
public interface IDevices
{
    /// <summary>The Entra devices that the person owns or registered.</summary>
    Task<IReadOnlyList<EntraDevice>> ReadEntraAsync(PersonId person, CancellationToken cancel);

    /// <summary>Allows or blocks sign-in from a device.</summary>
    Task SetEnabledAsync(EntraDevice device, bool enabled, CancellationToken cancel);

    /// <summary>The devices that Intune manages for the person.</summary>
    Task<IReadOnlyList<ManagedDevice>> ReadManagedAsync(PersonId person, CancellationToken cancel);

    /// <summary>Asks Intune to remove company data; done at the device's next check-in.</summary>
    Task RetireAsync(ManagedDevice device, CancellationToken cancel);

    /// <summary>Asks Intune to reset the device to factory state. Cannot be undone.</summary>
    Task WipeAsync(ManagedDevice device, CancellationToken cancel);
}

/// <summary>A device in Entra ID.</summary>
/// <param name="Id">Object id, the one that changes go to.</param>
/// <param name="DeviceId">The device id that Intune and RMM systems know.</param>
/// <param name="Name">Display name; not unique.</param>
/// <param name="Enabled">Whether sign-in from it is allowed.</param>
/// <param name="IsSynchronized">The directory on premises owns it.</param>
public sealed record EntraDevice(string Id, string DeviceId, string Name, bool Enabled, bool IsSynchronized);

/// <summary>A device in Intune.</summary>
/// <param name="Id">Intune's id.</param>
/// <param name="EntraDeviceId">The Entra device id; null when it has none.</param>
/// <param name="Name">Its name; not unique.</param>
/// <param name="SerialNumber">The maker's serial number.</param>
/// <param name="UserId">Object id of the primary user, as Intune has it.</param>
/// <param name="OperatingSystem">Windows, iOS ...</param>
/// <param name="State">managed, retirePending, wipePending ... as Intune says it.</param>
/// <param name="ActionPending">A retire or wipe that was accepted and not carried out yet; null without one.</param>
public sealed record ManagedDevice(
    string Id, string? EntraDeviceId, string Name, string? SerialNumber, string? UserId, string OperatingSystem, string State, string? ActionPending);

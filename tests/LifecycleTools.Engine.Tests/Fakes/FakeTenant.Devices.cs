using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Engine.People;
using LifecycleTools.Engine.Ports;

namespace LifecycleTools.Engine.Tests.Fakes;

internal sealed partial class FakeTenant : IDevices, IFiles
{
    private readonly HashSet<(string Drive, string Mail)> _driveAccess = [];

    /// <summary>Entra devices: whose and what.</summary>
    public List<(string Person, EntraDevice Device)> EntraDevices { get; } = [];

    /// <summary>Intune devices: whose and what.</summary>
    public List<(string Person, ManagedDevice Device)> ManagedDevices { get; } = [];

    /// <summary>OneDrives by the owner's object id.</summary>
    public Dictionary<string, PersonalDrive> Drives { get; } = [];

    /// <summary>Seeds a device that both Entra and Intune know.</summary>
    public (EntraDevice Entra, ManagedDevice Managed) AddDevice(Person person, string name)
    {
        var entra = new EntraDevice(NewId(), NewId(), name, Enabled: true, IsSynchronized: false);
        var managed = new ManagedDevice(NewId(), entra.DeviceId, name, "SN-" + name, person.Id.Value, "Windows", "managed", null);
        EntraDevices.Add((person.Id.Value, entra));
        ManagedDevices.Add((person.Id.Value, managed));
        return (entra, managed);
    }

    /// <summary>Seeds a OneDrive.</summary>
    public PersonalDrive AddDrive(Person person) => Drives[person.Id.Value] = new PersonalDrive(NewId(), NewId(), "https://contoso.example/" + person.DisplayName);

    Task<IReadOnlyList<EntraDevice>> IDevices.ReadEntraAsync(PersonId person, CancellationToken cancel) =>
        ReadAsync<IReadOnlyList<EntraDevice>>("devices.read-entra", () => EntraDevices.Where(one => one.Person == Need(person).Id.Value).Select(one => one.Device).ToList(), cancel);

    Task IDevices.SetEnabledAsync(EntraDevice device, bool enabled, CancellationToken cancel) =>
        WriteAsync("devices.set-enabled", $"{device.Name} {enabled}", () =>
        {
            int at = EntraDevices.FindIndex(one => one.Device.Id == device.Id);
            EntraDevices[at] = (EntraDevices[at].Person, EntraDevices[at].Device with { Enabled = enabled });
        }, cancel);

    Task<IReadOnlyList<ManagedDevice>> IDevices.ReadManagedAsync(PersonId person, CancellationToken cancel) =>
        ReadAsync<IReadOnlyList<ManagedDevice>>("devices.read-managed", () => ManagedDevices.Where(one => one.Person == Need(person).Id.Value).Select(one => one.Device).ToList(), cancel);

    Task IDevices.RetireAsync(ManagedDevice device, CancellationToken cancel) =>
        WriteAsync("devices.retire", device.Name, () => Pend(device, "retirePending", "retire"), cancel);

    Task IDevices.WipeAsync(ManagedDevice device, CancellationToken cancel) =>
        WriteAsync("devices.wipe", device.Name, () => Pend(device, "wipePending", "wipe"), cancel);

    private void Pend(ManagedDevice device, string state, string action)
    {
        int at = ManagedDevices.FindIndex(one => one.Device.Id == device.Id);
        ManagedDevices[at] = (ManagedDevices[at].Person, device with { State = state, ActionPending = action });
    }

    Task<PersonalDrive?> IFiles.ReadAsync(PersonId person, CancellationToken cancel) =>
        ReadAsync("files.read", () => Drives.TryGetValue(Need(person).Id.Value, out PersonalDrive? drive) ? drive : null, cancel);

    Task<bool> IFiles.HasAccessAsync(PersonalDrive drive, string mail, CancellationToken cancel) =>
        ReadAsync("files.has-access", () => _driveAccess.Contains((drive.DriveId, mail)), cancel);

    Task IFiles.GrantAccessAsync(PersonalDrive drive, string mail, CancellationToken cancel) =>
        WriteAsync("files.grant", mail, () => _driveAccess.Add((drive.DriveId, mail)), cancel);

    Task IFiles.RevokeAccessAsync(PersonalDrive drive, string mail, CancellationToken cancel) =>
        WriteAsync("files.revoke", mail, () => _driveAccess.Remove((drive.DriveId, mail)), cancel);
}

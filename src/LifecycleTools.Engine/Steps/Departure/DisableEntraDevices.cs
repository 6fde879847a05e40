using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Engine.Ports;
using LifecycleTools.Engine.Roles;

namespace LifecycleTools.Engine.Steps.Departure;

/// <summary>Blocks sign-in from the devices that the person owns or registered.</summary>
/// <remarks>Takes effect: at once for new sign-ins. Undo: enable the devices of the snapshot.</remarks>
/// <why>A trusted device alone could satisfy a sign-in policy.</why>
/// <person>A flagged device waits for a decision, or a synchronized one is disabled in Active Directory. Decide, do it, then resume.</person>
[Step("devices.disable-entra", LifecycleSystem.Devices)]
[Needs("User.Read.All", "User.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All")]
[Needs("Device.ReadWrite.All", ToChange = true)]
public sealed class DisableEntraDevices : Step<IReadOnlyList<EntraDevice>>
{
    /// <inheritdoc/>
    public override string Action => "Disable Entra devices";

    /// <inheritdoc/>
    public override Task<IReadOnlyList<EntraDevice>> ObserveAsync(StepContext of, CancellationToken cancel) =>
        of.Systems.Devices.ReadEntraAsync(of.Departure.Who.Id, cancel);

    /// <inheritdoc/>
    public override Assessment Assess(IReadOnlyList<EntraDevice> now, StepContext of)
    {
        if (of.Departure.Rules.DeviceAction == DeviceAction.Keep) return Assessment.Skip("the role map keeps devices");
        EntraDevice[] enabled = now.Where(device => device.Enabled).ToArray();
        if (of.Departure.Rules.DeviceAction == DeviceAction.Flag)
        {
            return Assessment.Of(Describe(now, of), [], enabled.Select(device =>
                new Obstacle(Name(device), "is flagged: decide what becomes of it", NeedsPerson: true)).ToList());
        }

        return Assessment.Of(
            Describe(now, of),
            enabled.Where(device => !device.IsSynchronized).Select(device => new Change("disable", device.Name, device.Id, ChangePath.Graph, "")).ToList(),
            enabled.Where(device => device.IsSynchronized).Select(device =>
                new Obstacle(Name(device), "is synchronized: disable it in Active Directory", NeedsPerson: true)).ToList());
    }

    /// <inheritdoc/>
    public override Task ApplyAsync(IReadOnlyList<EntraDevice> now, StepContext of, CancellationToken cancel)
    {
        of.Record(SnapshotKinds.EntraDevice, now, Snapshots.Of);
        return Each.DoAsync(
            now.Where(device => device is { Enabled: true, IsSynchronized: false }),
            device => of.Systems.Devices.SetEnabledAsync(device, enabled: false, cancel), Name);
    }

    /// <inheritdoc/>
    public override string Describe(IReadOnlyList<EntraDevice> now, StepContext of) => now.Count == 0
        ? "no Entra device"
        : string.Join(", ", now.Select(device => $"{device.Name} {(device.Enabled ? "enabled" : "disabled")}"));

    private static string Name(EntraDevice device) => $"{device.Name} [{device.DeviceId}]";
}

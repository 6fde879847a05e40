using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Engine.Ports;

namespace LifecycleTools.Engine.Steps.Return;

/// <summary>Allows sign-in from the devices that the departure disabled.</summary>
/// <remarks>Takes effect: at once. Undo: disable them again.</remarks>
/// <why>The devices are trusted again.</why>
/// <person>The device was removed meanwhile, or is synchronized. Join it again, or enable it in Active Directory.</person>
[Step("devices.enable-entra", LifecycleSystem.Devices)]
[Needs("User.Read.All", "User.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All")]
[Needs("Device.ReadWrite.All", ToChange = true)]
public sealed class EnableEntraDevices : Step<IReadOnlyList<EntraDevice>>
{
    /// <inheritdoc/>
    public override string Action => "Enable Entra devices";

    /// <inheritdoc/>
    public override async Task<IReadOnlyList<EntraDevice>> ObserveAsync(StepContext of, CancellationToken cancel) =>
        of.Return.Was.EnabledDevices.Count == 0 ? [] : await of.Systems.Devices.ReadEntraAsync(of.Return.Id, cancel).ConfigureAwait(false);

    /// <inheritdoc/>
    public override Assessment Assess(IReadOnlyList<EntraDevice> now, StepContext of)
    {
        if (of.Return.Was.EnabledDevices.Count == 0) return Assessment.Skip("the departure disabled no device");
        List<Obstacle> gone = of.Return.Was.EnabledDevices.Where(was => now.All(device => device.Id != was.Id))
            .Select(was => new Obstacle($"{was.Name} [{was.Id}]", "is no device of this person any more: join it again", NeedsPerson: true)).ToList();
        gone.AddRange(Disabled(now, of).Where(device => device.IsSynchronized)
            .Select(device => new Obstacle($"{device.Name} [{device.Id}]", "is synchronized: enable it in Active Directory", NeedsPerson: true)));
        return Assessment.Of(Describe(now, of), Open(now, of).Select(device => new Change("enable", device.Name, device.Id, ChangePath.Graph, "as before the departure")).ToList(), gone);
    }

    /// <inheritdoc/>
    public override Task ApplyAsync(IReadOnlyList<EntraDevice> now, StepContext of, CancellationToken cancel) =>
        Each.DoAsync(Open(now, of), device => of.Systems.Devices.SetEnabledAsync(device, enabled: true, cancel), device => device.Name);

    /// <inheritdoc/>
    public override string Describe(IReadOnlyList<EntraDevice> now, StepContext of) => now.Count == 0
        ? "no Entra device"
        : string.Join(", ", now.Select(device => $"{device.Name} {(device.Enabled ? "enabled" : "disabled")}"));

    private static IEnumerable<EntraDevice> Disabled(IReadOnlyList<EntraDevice> now, StepContext of) =>
        now.Where(device => !device.Enabled && of.Return.Was.EnabledDevices.Any(was => was.Id == device.Id));

    private static List<EntraDevice> Open(IReadOnlyList<EntraDevice> now, StepContext of) => Disabled(now, of).Where(device => !device.IsSynchronized).ToList();
}

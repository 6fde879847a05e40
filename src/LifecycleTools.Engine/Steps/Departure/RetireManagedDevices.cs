using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.Ports;
using LifecycleTools.Engine.Roles;

namespace LifecycleTools.Engine.Steps.Departure;

/// <summary>Retires the person's Intune devices, and wipes those whose exact id was confirmed.</summary>
/// <remarks>
/// Devices are matched by ids that agree: Intune's primary user is the person, and the Entra device is one of theirs.
/// Takes effect: at the device's next check-in; the proof is that Intune has accepted it. Undo: enroll again; a wipe cannot be undone.
/// </remarks>
/// <why>Company data leaves the device at its next check-in.</why>
/// <person>A device is flagged for wipe, or is not surely the person's. Confirm it by its exact id with -WipeDevice, retire it in Intune, or leave it, and note the decision in the ticket.</person>
[Step("devices.retire-managed", LifecycleSystem.Devices)]
[Needs("DeviceManagementManagedDevices.Read.All", "DeviceManagementManagedDevices.ReadWrite.All")]
[Needs("User.Read.All", "User.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All")]
[Needs("DeviceManagementManagedDevices.PrivilegedOperations.All", ToChange = true, When = "a device is retired")]
[Needs("DeviceManagementManagedDevices.ReadWrite.All", "DeviceManagementManagedDevices.PrivilegedOperations.All", ToChange = true, When = "a device is wiped")]
public sealed class RetireManagedDevices : Step<RetireManagedDevices.State>
{
    private static readonly string[] s_wiping = ["wipePending", "wipeIssued"];
    private static readonly string[] s_leaving = [.. s_wiping, "retirePending", "retireIssued", "deletePending"];

    /// <inheritdoc/>
    public override string Action => "Retire Intune devices";

    /// <inheritdoc/>
    public override async Task<State> ObserveAsync(StepContext of, CancellationToken cancel)
    {
        Task<IReadOnlyList<ManagedDevice>> managed = of.Systems.Devices.ReadManagedAsync(of.Departure.Who.Id, cancel);
        Task<IReadOnlyList<EntraDevice>> entra = of.Systems.Devices.ReadEntraAsync(of.Departure.Who.Id, cancel);
        await Task.WhenAll(managed, entra).ConfigureAwait(false);
        return new State(await managed.ConfigureAwait(false), await entra.ConfigureAwait(false));
    }

    /// <inheritdoc/>
    public override Assessment Assess(State now, StepContext of)
    {
        if (of.Departure.Rules.DeviceAction == DeviceAction.Keep && of.Departure.Request.WipeDevices.Count == 0) return Assessment.Skip("the role map keeps devices");
        List<Change> open = [];
        List<Obstacle> left = [];
        foreach (ManagedDevice device in now.Managed)
        {
            if (IsLeaving(device, of)) continue;
            if (of.Departure.Rules.DeviceAction == DeviceAction.Keep && !IsToWipe(device, of)) continue;
            if (Disputed(device, now, of) is { } reason) left.Add(new Obstacle(Name(device), reason, NeedsPerson: true) { ErrorId = ErrorIds.DeviceNotConfirmed });
            else if (IsToWipe(device, of)) open.Add(new Change("wipe", Name(device), device.Id, ChangePath.Graph, "confirmed by its id"));
            else if (of.Departure.Rules.DeviceAction == DeviceAction.Retire) open.Add(new Change("retire", Name(device), device.Id, ChangePath.Graph, ""));
            else if (of.Departure.Rules.DeviceAction == DeviceAction.Flag) left.Add(new Obstacle(Name(device), "is flagged for wipe: confirm it by its id with -WipeDevice, or retire it", NeedsPerson: true));
        }

        left.AddRange(of.Departure.Request.WipeDevices
            .Where(id => now.Managed.All(device => !SameId(device.Id, id)) && of.Facts[FactNames.DeviceWiped(id)] is null)
            .Select(id => new Obstacle(id, "was to be wiped and is no Intune device of this person", NeedsPerson: true) { ErrorId = ErrorIds.DeviceNotConfirmed }));
        return Assessment.Of(Describe(now, of), open, left);
    }

    /// <inheritdoc/>
    public override Task ApplyAsync(State now, StepContext of, CancellationToken cancel)
    {
        of.Record(SnapshotKinds.IntuneDevice, now.Managed, Snapshots.Of);
        return Each.DoAsync(
            now.Managed.Where(device => !IsLeaving(device, of) && Disputed(device, now, of) is null),
            device => SendAwayAsync(device, of, cancel), Name);
    }

    /// <inheritdoc/>
    public override string Describe(State now, StepContext of) => now.Managed.Count == 0
        ? "no Intune device"
        : string.Join(", ", now.Managed.Select(device =>
            $"{device.Name} {device.ActionPending ?? device.State}{(IsLeaving(device, of) ? " (accepted; done at its next check-in)" : "")}"));

    private static async Task SendAwayAsync(ManagedDevice device, StepContext of, CancellationToken cancel)
    {
        if (IsToWipe(device, of))
        {
            await of.Systems.Devices.WipeAsync(device, cancel).ConfigureAwait(false);
            of.Facts.Learn(FactNames.DeviceWiped(device.Id), Name(device));
        }
        else if (of.Departure.Rules.DeviceAction == DeviceAction.Retire)
        {
            await of.Systems.Devices.RetireAsync(device, cancel).ConfigureAwait(false);
        }
    }

    private static bool IsToWipe(ManagedDevice device, StepContext of) => of.Departure.Request.WipeDevices.Any(id => SameId(device.Id, id));

    // A retire that is under way is no wipe: it takes the company's data, and leaves the rest.
    private static bool IsLeaving(ManagedDevice device, StepContext of) => IsToWipe(device, of)
        ? device.ActionPending?.IndexOf("wipe", StringComparison.OrdinalIgnoreCase) >= 0 || Is(s_wiping, device)
        : device.ActionPending is not null || Is(s_leaving, device);

    private static bool Is(string[] states, ManagedDevice device) => states.Contains(device.State, StringComparer.OrdinalIgnoreCase);

    private static string? Disputed(ManagedDevice device, State now, StepContext of)
    {
        if (!SameId(device.UserId, of.Departure.Who.Id.Value)) return "belongs to somebody else, or to nobody, as Intune has it";
        return device.EntraDeviceId is not null && now.Entra.Count > 0 && now.Entra.All(own => !SameId(own.DeviceId, device.EntraDeviceId))
            ? "is another device in Entra ID than any of this person's; the ids do not agree"
            : null;
    }

    private static bool SameId(string? one, string? other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);

    private static string Name(ManagedDevice device) => $"{device.Name} (serial {device.SerialNumber ?? "unknown"})";

    /// <summary>The person's devices in Intune and in Entra ID.</summary>
    public sealed record State(IReadOnlyList<ManagedDevice> Managed, IReadOnlyList<EntraDevice> Entra);
}

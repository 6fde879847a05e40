using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.Ports;
using LifecycleTools.Engine.Roles;

namespace LifecycleTools.Engine.Steps.Departure;

/// <summary>Takes the leaver's devices out of the RMM: the agent is uninstalled or the device decommissioned.</summary>
/// <remarks>
/// Only a device whose serial number or Entra device id is the leaver's, and that the RMM gives to nobody else. Everything else is a person's
/// decision. Takes effect: at once, or when the device is next online. Undo: enroll the device again. Wiping stays with Intune.
/// </remarks>
[Step("rmm.unenroll-devices", LifecycleSystem.Rmm)]
public sealed class UnenrollDevices : Step<IReadOnlyList<LeaverDevice>>
{
    /// <inheritdoc/>
    public override string Action => "Unenroll devices";

    /// <inheritdoc/>
    public override bool CanBeLeft => true;

    /// <inheritdoc/>
    public override async Task<IReadOnlyList<LeaverDevice>> ObserveAsync(StepContext of, CancellationToken cancel) =>
        WhyNot(of) is null ? await LeaverDevices.ReadAsync(of, cancel).ConfigureAwait(false) : [];

    /// <inheritdoc/>
    public override Assessment Assess(IReadOnlyList<LeaverDevice> now, StepContext of)
    {
        if (WhyNot(of) is { } reason) return Assessment.Skip(reason);

        List<Change> open = [];
        List<Obstacle> left = [];
        foreach (LeaverDevice one in now.Where(one => one.Device.State != RmmDeviceState.Unenrolled))
        {
            if (Disputed(one, of) is { } why) left.Add(new Obstacle(LeaverDevices.Name(one.Device), why, NeedsPerson: true) { ErrorId = ErrorIds.DeviceNotConfirmed });
            else if (of.Facts[AskedFact(one)] is not null) open.Add(new Change("wait for", LeaverDevices.Name(one.Device), one.Device.Id, ChangePath.Waiting, one.Device.IsOnline ? "" : "the device is offline"));
            else open.Add(new Change("unenroll", LeaverDevices.Name(one.Device), one.Device.Id, ChangePath.Rmm, ""));
        }

        return Assessment.Of(Describe(now, of), open, left);
    }

    /// <inheritdoc/>
    public override Task ApplyAsync(IReadOnlyList<LeaverDevice> now, StepContext of, CancellationToken cancel)
    {
        of.Record("RMM device", now.Select(one => one.Device), Snapshots.Of);
        return Each.DoAsync(
            now.Where(one => one.Device.State != RmmDeviceState.Unenrolled && Disputed(one, of) is null && of.Facts[AskedFact(one)] is null),
            one => UnenrollAsync(one, of, cancel), one => LeaverDevices.Name(one.Device));
    }

    /// <inheritdoc/>
    public override string Describe(IReadOnlyList<LeaverDevice> now, StepContext of)
    {
        int asked = (of.Facts[FactNames.RmmDevices] ?? "").Split([','], StringSplitOptions.RemoveEmptyEntries).Length;
        int gone = asked - now.Count(one => one.IsTheirsById);
        string still = string.Join(", ", now.Select(one => $"{LeaverDevices.Name(one.Device)} {one.Device.State.ToString().ToLowerInvariant()}"));
        string away = gone > 0 ? $"{gone} no longer in the RMM" : "";
        return still.Length + away.Length == 0 ? "no device in the RMM" : string.Join(", ", new[] { still, away }.Where(part => part.Length > 0));
    }

    private static async Task UnenrollAsync(LeaverDevice one, StepContext of, CancellationToken cancel)
    {
        await of.Systems.Rmm!.UnenrollAsync(one.Device, cancel).ConfigureAwait(false);
        of.Facts.Learn(AskedFact(one), of.Clock.UtcNow);
    }

    private static string? Disputed(LeaverDevice one, StepContext of)
    {
        if (of.Departure.Rules.DeviceAction == DeviceAction.Flag) return "is flagged: decide what becomes of it";
        if (one is { OwnerMail: { } owner, IsOwnedByLeaver: false }) return $"has the leaver's ids, and the RMM gives it to {owner}: find out whose it is";
        return one.IsTheirsById ? null : "is the leaver's in the RMM, and no serial number or Entra device id agrees: look at the device";
    }

    private static string? WhyNot(StepContext of)
    {
        if (of.Systems.Rmm is not { } rmm) return "the tenant file names no RMM (systems.rmm)";
        if (of.Departure.Rules.DeviceAction == DeviceAction.Keep) return "the role map keeps devices";
        return rmm.Abilities.HasFlag(RmmAbilities.Unenroll) ? null : $"{rmm.Product} as it is configured takes no device out of management";
    }

    private static string AskedFact(LeaverDevice one) => "rmm.unenroll-asked." + one.Device.Id;
}

using System;
using System.Collections.Concurrent;
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
/// Only a device whose serial number or Entra device id is the leaver's, where the two do not contradict each other, and that the RMM gives to
/// nobody else. Everything else is a person's decision. Who was told to leave in an earlier process and is online again is told once more.
/// Takes effect: at once, or when the device is next online. Undo: enroll the device again. Wiping stays with Intune.
/// </remarks>
/// <why>While Intune still knows which serial numbers are theirs; an agent left behind keeps the way in.</why>
/// <person>The device's ids do not agree, or it may be somebody else's. Find it by serial number, ask whose it is, and remove it in the RMM by hand.</person>
[Step("rmm.unenroll-devices", LifecycleSystem.Rmm)]
[Needs("DeviceManagementManagedDevices.Read.All", "DeviceManagementManagedDevices.ReadWrite.All", When = "an RMM is connected")]
[Needs("User.Read.All", "User.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All", When = "an RMM is connected")]
public sealed class UnenrollDevices : Step<IReadOnlyList<LeaverDevice>>
{
    // By id: whether the device was online when this process told it to leave.
    private readonly ConcurrentDictionary<string, bool> _askedJustNow = new(StringComparer.Ordinal);

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
            if (Disputed(one, of) is { } why) left.Add(new Obstacle(RmmDevices.Name(one.Device), why, NeedsPerson: true) { ErrorId = ErrorIds.DeviceNotConfirmed });
            else if (IsLeaving(one)) open.Add(new Change("wait for", RmmDevices.Name(one.Device), one.Device.Id, ChangePath.Waiting, "it has gone offline"));
            else if (!one.Device.IsOnline && WasAsked(one, of)) left.Add(new Obstacle(RmmDevices.Name(one.Device), "was told to leave, is offline, and leaves when it is next online", NeedsPerson: false) { IsAwaited = true });
            else open.Add(new Change("unenroll", RmmDevices.Name(one.Device), one.Device.Id, ChangePath.Rmm, ""));
        }

        return Assessment.Of(Describe(now, of), open, left);
    }

    /// <inheritdoc/>
    public override Task ApplyAsync(IReadOnlyList<LeaverDevice> now, StepContext of, CancellationToken cancel)
    {
        of.Record(SnapshotKinds.RmmDevice, now.Select(one => one.Device), Snapshots.Of);
        return Each.DoAsync(
            now.Where(one => one.Device.State != RmmDeviceState.Unenrolled && Disputed(one, of) is null && !_askedJustNow.ContainsKey(one.Device.Id) && (one.Device.IsOnline || !WasAsked(one, of))),
            one => UnenrollAsync(one, of, cancel), one => RmmDevices.Name(one.Device));
    }

    /// <inheritdoc/>
    public override string Describe(IReadOnlyList<LeaverDevice> now, StepContext of)
    {
        int gone = LeaverDevices.CountOfSeen(of) - now.Count(one => one.IsTheirsById);
        string still = string.Join(", ", now.Select(one => $"{RmmDevices.Name(one.Device)} {one.Device.State.ToString().ToLowerInvariant()}"));
        string away = gone > 0 ? $"{gone} no longer in the RMM" : "";
        return still.Length + away.Length == 0 ? "no device in the RMM" : string.Join(", ", new[] { still, away }.Where(part => part.Length > 0));
    }

    private async Task UnenrollAsync(LeaverDevice one, StepContext of, CancellationToken cancel)
    {
        await of.Systems.Rmm!.UnenrollAsync(one.Device, cancel).ConfigureAwait(false);
        _askedJustNow[one.Device.Id] = one.Device.IsOnline;
        of.Facts.Learn(AskedFact(one), of.Clock.UtcNow);
    }

    private static string? Disputed(LeaverDevice one, StepContext of)
    {
        if (of.Departure.Rules.DeviceAction == DeviceAction.Flag) return "is flagged: decide what becomes of it";
        if (one.Doubt is not null) return one.Doubt;
        return of.Systems.Rmm!.Abilities.HasFlag(RmmAbilities.Unenroll) ? null : $"is theirs, and {of.Systems.Rmm.Product} as it is configured takes no device out of management: do it by hand";
    }

    private static string? WhyNot(StepContext of)
    {
        if (of.Systems.Rmm is null) return "the tenant file names no RMM (systems.rmm)";
        return of.Departure.Rules.DeviceAction == DeviceAction.Keep ? "the role map keeps devices" : null;
    }

    // It was there a moment ago: its agent may be gone, and the RMM not know it yet.
    private bool IsLeaving(LeaverDevice one) => !one.Device.IsOnline && _askedJustNow.TryGetValue(one.Device.Id, out bool wasOnline) && wasOnline;

    private static bool WasAsked(LeaverDevice one, StepContext of) => of.Facts[AskedFact(one)] is not null;

    private static string AskedFact(LeaverDevice one) => FactNames.RmmToldToLeave(one.Device.Id);
}

using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Engine.Ports;

namespace LifecycleTools.Engine.Steps.Departure;

/// <summary>Takes the leaver's name off devices in the RMM, and removes their account there.</summary>
/// <remarks>
/// Also where the role map keeps or flags devices: an account in the RMM is a way in. A record of a device that has left stays as it is.
/// Undo: make them owner again; the account is made anew.
/// </remarks>
/// <why>An account in the RMM is a way in to the device.</why>
[Step("rmm.release-person", LifecycleSystem.Rmm)]
[Needs("DeviceManagementManagedDevices.Read.All", "DeviceManagementManagedDevices.ReadWrite.All", When = "an RMM is connected")]
[Needs("User.Read.All", "User.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All", When = "an RMM is connected")]
public sealed class ReleaseRmmPerson : Step<ReleaseRmmPerson.State>
{
    /// <inheritdoc/>
    public override string Action => "Remove from RMM";

    /// <inheritdoc/>
    public override async Task<State> ObserveAsync(StepContext of, CancellationToken cancel)
    {
        if (WhyNot(of) is not null) return new State([], []);

        IRmm rmm = of.Systems.Rmm!;
        IReadOnlyList<string> mails = LeaverDevices.MailsOf(of.Departure.Who);
        Task<IReadOnlyList<RmmDevice>> devices = rmm.FindDevicesAsync(new DeviceClues { Mails = mails }, cancel);
        Task<RmmEndUser?[]> users = rmm.Abilities.HasFlag(RmmAbilities.EndUsers)
            ? Each.ReadAsync(mails, mail => rmm.FindEndUserAsync(mail, cancel))
            : Task.FromResult<RmmEndUser?[]>([]);
        await Task.WhenAll(devices, users).ConfigureAwait(false);
        return new State(
            (await devices.ConfigureAwait(false)).Where(device => mails.Contains(device.OwnerMail ?? "", StringComparer.OrdinalIgnoreCase)).ToList(),
            (await users.ConfigureAwait(false)).OfType<RmmEndUser>().GroupBy(user => user.Id).Select(same => same.First()).ToList());
    }

    /// <inheritdoc/>
    public override Assessment Assess(State now, StepContext of) => WhyNot(of) is { } reason
        ? Assessment.Skip(reason)
        : Assessment.Of(Describe(now, of),
        [
            .. Owned(now, of).Select(device => new Change("clear owner of", RmmDevices.Name(device), device.Id, ChangePath.Rmm, "")),
            .. now.EndUsers.Select(user => new Change("remove end user", user.Mail, user.Id, ChangePath.Rmm, "")),
        ], []);

    /// <inheritdoc/>
    public override async Task ApplyAsync(State now, StepContext of, CancellationToken cancel)
    {
        IRmm rmm = of.Systems.Rmm!;
        of.Record(SnapshotKinds.RmmDevice, now.Devices, Snapshots.Of);
        of.Record(SnapshotKinds.RmmEndUser, now.EndUsers, Snapshots.Of);
        await Each.DoAsync(Owned(now, of), device => rmm.SetOwnerAsync(device, null, cancel), RmmDevices.Name).ConfigureAwait(false);
        await Each.DoAsync(now.EndUsers, user => rmm.RemoveEndUserAsync(user, cancel), user => user.Mail).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override string Describe(State now, StepContext of) => now.Devices.Count + now.EndUsers.Count == 0
        ? "the RMM does not know the leaver"
        : string.Join(", ", now.Devices.Select(device => "owner of " + RmmDevices.Name(device)).Concat(now.EndUsers.Select(user => "end user " + user.Mail)));

    private static IReadOnlyList<RmmDevice> Owned(State now, StepContext of) =>
        of.Systems.Rmm!.Abilities.HasFlag(RmmAbilities.Owners) ? now.Devices.Where(device => device.State != RmmDeviceState.Unenrolled).ToList() : [];

    private static string? WhyNot(StepContext of)
    {
        if (of.Systems.Rmm is not { } rmm) return "the tenant file names no RMM (systems.rmm)";
        return (rmm.Abilities & (RmmAbilities.Owners | RmmAbilities.EndUsers)) != 0 ? null : $"{rmm.Product} ties no person to a device";
    }

    /// <summary>Devices whose owner is the leaver, and the leaver's accounts.</summary>
    public sealed record State(IReadOnlyList<RmmDevice> Devices, IReadOnlyList<RmmEndUser> EndUsers);
}

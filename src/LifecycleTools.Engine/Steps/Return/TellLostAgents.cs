using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Engine.Ports;

namespace LifecycleTools.Engine.Steps.Return;

/// <summary>A device that left the RMM comes back when its agent is installed again, and a person when somebody ties them to it.</summary>
/// <why>What cannot come back is said first.</why>
/// <person>Enroll the device in the RMM again, and make the person its owner and end user, where the RMM has those; then resume.</person>
[Step("rmm.tell-lost-agents", LifecycleSystem.Rmm)]
public sealed class TellLostAgents : Loss
{
    /// <inheritdoc/>
    public override string Action => "Say what left the RMM";

    /// <inheritdoc/>
    protected override bool NeedsPerson => true;

    /// <inheritdoc/>
    protected override string Reason => "put it back in the RMM, then resume the run";

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Taken(StepContext of) =>
        [.. of.Return.Was.RmmDevices.Select(InWords), .. of.Return.Was.RmmEndUsers.Select(InWords)];

    /// <inheritdoc/>
    protected override async Task<IReadOnlyList<string>> StillGoneAsync(StepContext of, CancellationToken cancel)
    {
        // Without the RMM nobody can see what is back.
        if (of.Systems.Rmm is not { } rmm) return Taken(of);
        DepartureRecord was = of.Return.Was;
        DeviceClues clues = new()
        {
            SerialNumbers = was.RmmDevices.Select(device => device.SerialNumber).OfType<string>().Distinct().ToList(),
            Mails = was.RmmDevices.Select(device => device.OwnerMail).OfType<string>().Distinct().ToList(),
        };
        IReadOnlyList<RmmDevice> now = was.RmmDevices.Count == 0 ? [] : await rmm.FindDevicesAsync(clues, cancel).ConfigureAwait(false);
        bool hasOwners = rmm.Abilities.HasFlag(RmmAbilities.Owners);
        IReadOnlyList<string> people = rmm.Abilities.HasFlag(RmmAbilities.EndUsers) ? was.RmmEndUsers : [];
        RmmEndUser?[] known = await Each.ReadAsync(people, mail => rmm.FindEndUserAsync(mail, cancel)).ConfigureAwait(false);
        return
        [
            .. was.RmmDevices.Where(device => !now.Any(one => IsBack(one, device, hasOwners))).Select(InWords),
            .. people.Where((_, at) => known[at] is null).Select(InWords),
        ];
    }

    // Enrolling gives a device another id; its serial number stays.
    private static bool IsBack(RmmDevice now, RmmDevice was, bool hasOwners) =>
        (now.Id == was.Id || (SerialNumbers.TellApart(was.SerialNumber) && RmmDevices.Same(now.SerialNumber, was.SerialNumber)))
        && now.State == RmmDeviceState.Enrolled && (!hasOwners || was.OwnerMail is null || RmmDevices.Same(now.OwnerMail, was.OwnerMail));

    private static string InWords(RmmDevice device) => $"device {RmmDevices.Name(device)}{(device.OwnerMail is { } owner ? $", owner {owner}" : "")}";

    private static string InWords(string mail) => $"end user {mail}";
}

using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Engine.Ports;

namespace LifecycleTools.Engine.Steps.Return;

/// <summary>A device that left the RMM, its agent uninstalled or itself decommissioned, comes back when it is enrolled again.</summary>
/// <why>What cannot come back is said first.</why>
/// <person>Enroll the device in the RMM again, and give it the tags that are named; then resume, which makes the person its owner where the RMM has owners.</person>
[Step("rmm.tell-lost-agents", LifecycleSystem.Rmm)]
public sealed class TellLostAgents : Loss
{
    /// <inheritdoc/>
    public override string Action => "Say what left the RMM";

    /// <inheritdoc/>
    protected override bool NeedsPerson => true;

    /// <inheritdoc/>
    protected override string Reason => "its agent was uninstalled or the device decommissioned, or will be when it is next online: enroll it in the RMM again, then resume the run";

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Taken(StepContext of) => Left(of).Select(InWords).ToList();

    /// <inheritdoc/>
    protected override async Task<IReadOnlyList<string>> StillGoneAsync(StepContext of, CancellationToken cancel)
    {
        // Without the RMM nobody can see what is back.
        if (of.Systems.Rmm is null) return Taken(of);
        return (await ReturnedDevices.ReadAsync(Left(of), of, cancel).ConfigureAwait(false)).Where(device => device.Now is null).Select(device => InWords(device.Was)).ToList();
    }

    // A device of somebody else's is looked at by a departure, and only told to leave when nobody doubts whose it is.
    private static List<RmmDevice> Left(StepContext of) =>
        of.Return.Was.RmmDevices.Where(device => device.OwnerMail is null || of.Return.Was.IsTheirs(device.OwnerMail) || of.Return.Was.WasToldToLeave(device)).ToList();

    private static string InWords(RmmDevice device) => $"device {RmmDevices.Name(device)}{(device.Tags.Count > 0 ? $", tags {string.Join(" ", device.Tags)}" : "")}";
}

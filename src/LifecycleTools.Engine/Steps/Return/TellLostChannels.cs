using System.Collections.Generic;
using System.Linq;
using LifecycleTools.Engine.Ports;

namespace LifecycleTools.Engine.Steps.Return;

/// <summary>Whoever leaves a team leaves its private and shared channels, and does not come back into them with the team.</summary>
/// <why>What cannot come back is said first.</why>
/// <person>Ask the owner of each private or shared channel to add the person again.</person>
[Step("directory.tell-lost-channels", LifecycleSystem.Directory)]
public sealed class TellLostChannels : Loss
{
    /// <inheritdoc/>
    public override string Action => "Say which channels may be gone";

    /// <inheritdoc/>
    protected override bool NeedsPerson => false;

    /// <inheritdoc/>
    protected override string Reason => "if the person was in private or shared channels, their owners add them again; the journal does not know of them";

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Taken(StepContext of) =>
        of.Return.Was.Groups.Where(group => group.HasTeam).Select(group => "team " + group.Name).ToList();
}

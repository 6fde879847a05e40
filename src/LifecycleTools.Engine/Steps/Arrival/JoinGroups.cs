using System.Collections.Generic;
using LifecycleTools.Engine.Ports;

namespace LifecycleTools.Engine.Steps.Arrival;

/// <summary>Puts the person into the security and Microsoft 365 groups and the teams of the role.</summary>
/// <remarks>Takes effect: at once; a team follows within a day, a license of a group within minutes. Undo: leave the groups.</remarks>
/// <why>Access is given by membership, so that it can be read and taken away as a whole.</why>
[Step("directory.join-groups", LifecycleSystem.Directory)]
[Needs("GroupMember.Read.All", "Group.Read.All", "Group.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All")]
[Needs("GroupMember.ReadWrite.All", "Group.ReadWrite.All", "Directory.ReadWrite.All", ToChange = true)]
public sealed class JoinGroups : GroupMembershipStep
{
    /// <inheritdoc/>
    public override string Action => "Join groups and teams";

    /// <inheritdoc/>
    protected override string Nothing => "the role names no group and no team";

    /// <inheritdoc/>
    protected override IReadOnlyList<Joinable> Wanted(StepContext of) => of.Hire.References.Groups;
}

using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Engine.Ports;

namespace LifecycleTools.Engine.Steps.Return;

/// <summary>Puts the person back into security and Microsoft 365 groups, teams included.</summary>
/// <remarks>Takes effect: at once; a team follows within a day, a license of a group within minutes. Undo: leave the groups.</remarks>
/// <why>Access comes back the way it was given, and some groups give a license.</why>
/// <person>The group is gone, dynamic, synchronized or privileged. Decide whether the person needs it, and add them by hand or in Active Directory.</person>
[Step("directory.rejoin-groups", LifecycleSystem.Directory)]
[Needs("Group.Read.All", "Group.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All")]
[Needs("GroupMember.Read.All", "Group.Read.All", "Group.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All")]
[Needs("User.Read.All", "User.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All")]
[Needs("GroupMember.ReadWrite.All", "Group.ReadWrite.All", "Directory.ReadWrite.All", ToChange = true)]
public sealed class RejoinGroups : Rejoin
{
    /// <inheritdoc/>
    public override string Action => "Rejoin groups and teams";

    /// <inheritdoc/>
    protected override ChangePath Way => ChangePath.Graph;

    /// <inheritdoc/>
    protected override string Nothing => "the person was in no group that has members of its own";

    /// <inheritdoc/>
    protected override bool IsMine(Group group) => !group.IsExchangeOwned;

    /// <inheritdoc/>
    protected override Task<bool> IsMemberAsync(string id, StepContext of, CancellationToken cancel) => of.Systems.Groups.IsMemberAsync(id, of.Return.Id, cancel);

    /// <inheritdoc/>
    protected override Task AddAsync(string id, StepContext of, CancellationToken cancel) => of.Systems.Groups.AddMemberAsync(id, of.Return.Id, cancel);
}

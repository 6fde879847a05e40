using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Engine.Ports;

namespace LifecycleTools.Engine.Steps.Return;

/// <summary>Puts the person back into distribution lists and mail-enabled security groups, which only Exchange can do.</summary>
/// <remarks>Takes effect: within an hour. Undo: leave the lists.</remarks>
/// <why>Team mail arrives again.</why>
/// <person>The list is gone, dynamic or synchronized. Add the person by hand, or in Active Directory, when they need it.</person>
[Step("mail.rejoin-distribution-lists", LifecycleSystem.Mail)]
[Needs("Group.Read.All", "Group.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All")]
[Needs("User.Read.All", "User.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All")]
[Needs("Exchange.ManageAsApp")]
[NeedsRole("Exchange Administrator", "Exchange Recipient Administrator", "Global Administrator")]
public sealed class RejoinDistributionLists : Rejoin
{
    /// <inheritdoc/>
    public override string Action => "Rejoin distribution lists";

    /// <inheritdoc/>
    protected override ChangePath Way => ChangePath.Exchange;

    /// <inheritdoc/>
    protected override string Nothing => "the person was in no distribution list";

    /// <inheritdoc/>
    protected override bool IsMine(Group group) => group.IsExchangeOwned;

    /// <inheritdoc/>
    protected override Task<bool> IsMemberAsync(string id, StepContext of, CancellationToken cancel) => of.Systems.DistributionLists.IsMemberAsync(id, of.Return.Id, cancel);

    /// <inheritdoc/>
    protected override Task AddAsync(string id, StepContext of, CancellationToken cancel) => of.Systems.DistributionLists.AddMemberAsync(id, of.Return.Id, cancel);
}

using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.People;
using LifecycleTools.Engine.Ports;

namespace LifecycleTools.Engine.Steps.Arrival;

/// <summary>Puts the person into the distribution lists and mail-enabled security groups of the role.</summary>
/// <remarks>Only Exchange can change them, and only someone with a mailbox can be in one. Takes effect: within an hour. Undo: leave the lists.</remarks>
/// <why>Only Exchange can change them, and only a mailbox can be in one.</why>
[Step("mail.join-distribution-lists", LifecycleSystem.Mail)]
[Needs("Exchange.ManageAsApp")]
[NeedsRole("Exchange Administrator", "Exchange Recipient Administrator", "Global Administrator")]
public sealed class JoinDistributionLists : MembershipStep
{
    /// <inheritdoc/>
    public override string Action => "Join distribution lists";

    /// <inheritdoc/>
    protected override ChangePath Way => ChangePath.Exchange;

    /// <inheritdoc/>
    protected override string Nothing => "the role names no distribution list";

    /// <inheritdoc/>
    protected override IReadOnlyList<Joinable> Wanted(StepContext of) => of.Hire.References.Lists;

    /// <inheritdoc/>
    protected override Obstacle? WhyNot(StepContext of) =>
        of.Hire.BringsMailbox ? null : new Obstacle(of.PersonName, WaitForMailbox.NoMailbox, NeedsPerson: false) { ErrorId = ErrorIds.MailboxNotFound };

    /// <inheritdoc/>
    protected override Task<bool> IsMemberAsync(string id, PersonId account, StepContext of, CancellationToken cancel) =>
        of.Systems.DistributionLists.IsMemberAsync(id, account, cancel);

    /// <inheritdoc/>
    protected override Task AddAsync(string id, PersonId account, StepContext of, CancellationToken cancel) =>
        of.Systems.DistributionLists.AddMemberAsync(id, account, cancel);
}

using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Engine.Ports;

namespace LifecycleTools.Engine.Steps.Departure;

/// <summary>Takes away the rights that the person has on other mailboxes.</summary>
/// <remarks>Takes effect: within an hour, when Exchange's caches expire. Undo: grant the rights of the snapshot.</remarks>
/// <why>Rights on other mailboxes are not part of any group and would stay for ever.</why>
[Step("mail.remove-rights-elsewhere", LifecycleSystem.Mail)]
[Needs("Exchange.ManageAsApp")]
[NeedsRole("Exchange Administrator", "Exchange Recipient Administrator", "Global Administrator")]
public sealed class RemoveRightsElsewhere : Step<IReadOnlyList<MailboxRight>>
{
    /// <inheritdoc/>
    public override string Action => "Remove rights on other mailboxes";

    /// <inheritdoc/>
    public override Task<IReadOnlyList<MailboxRight>> ObserveAsync(StepContext of, CancellationToken cancel) =>
        of.Systems.MailboxAccess.FindHeldByAsync(of.Departure.Who.Id, cancel);

    /// <inheritdoc/>
    public override Assessment Assess(IReadOnlyList<MailboxRight> now, StepContext of) => now.Count == 0
        ? Assessment.Done("no right on another mailbox")
        : Assessment.ToDo(now.Select(right => new Change($"take {right.Kind} on", right.Mailbox, "", ChangePath.Exchange, "")).ToArray());

    /// <inheritdoc/>
    public override Task ApplyAsync(IReadOnlyList<MailboxRight> now, StepContext of, CancellationToken cancel)
    {
        of.Record(SnapshotKinds.RightElsewhere, now, Snapshots.Of);
        return Each.DoAsync(now, right => of.Systems.MailboxAccess.RevokeAsync(right, cancel), right => $"{right.Kind} on {right.Mailbox}");
    }

    /// <inheritdoc/>
    public override string Describe(IReadOnlyList<MailboxRight> now, StepContext of) => now.Count == 0
        ? "no right on another mailbox"
        : string.Join(", ", now.Select(right => $"{right.Kind} on {right.Mailbox}"));
}

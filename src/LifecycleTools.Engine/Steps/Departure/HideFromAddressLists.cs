using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.Ports;

namespace LifecycleTools.Engine.Steps.Departure;

/// <summary>Takes the person out of the address lists.</summary>
/// <remarks>Takes effect: lists are rebuilt within a day. Undo: show again.</remarks>
/// <why>Nobody picks the name by mistake.</why>
/// <person>The mailbox is not there. Look for a soft-deleted mailbox in Exchange, restore it, and resume.</person>
[Step("mail.hide-from-address-lists", LifecycleSystem.Mail)]
[Needs("Exchange.ManageAsApp")]
[NeedsRole("Exchange Administrator", "Exchange Recipient Administrator", "Global Administrator")]
public sealed class HideFromAddressLists : Step<MailboxOf>
{
    /// <inheritdoc/>
    public override string Action => "Hide from address lists";

    /// <inheritdoc/>
    public override Task<MailboxOf> ObserveAsync(StepContext of, CancellationToken cancel) => MailboxOf.LeaverAsync(of, cancel);

    /// <inheritdoc/>
    public override Assessment Assess(MailboxOf now, StepContext of)
    {
        if (now.Mailbox is not { } mailbox) return MailboxOf.Missing(of);
        if (!of.Departure.Rules.HideFromAddressLists) return Assessment.Skip("the role map keeps leavers listed");
        if (mailbox.IsHidden) return Assessment.Done("hidden");
        return mailbox.IsSynchronized || of.Departure.Who.IsSynchronized
            ? Assessment.Forbidden(mailbox.Address, "is synchronized: set msExchHideFromAddressLists in Active Directory", ErrorIds.PersonSynchronized)
            : Assessment.ToDo(new Change("hide", mailbox.Address, mailbox.Id, ChangePath.Exchange, ""));
    }

    /// <inheritdoc/>
    public override Task ApplyAsync(MailboxOf now, StepContext of, CancellationToken cancel)
    {
        of.RecordSnapshot(SnapshotKinds.Mailbox, Snapshots.Of(now.Mailbox!));
        return of.Systems.Mailboxes.SetHiddenAsync(of.Departure.Who.Id, hidden: true, cancel);
    }

    /// <inheritdoc/>
    public override string Describe(MailboxOf now, StepContext of) =>
        now.Mailbox is null ? "no mailbox" : now.Mailbox.IsHidden ? "hidden" : "listed";
}

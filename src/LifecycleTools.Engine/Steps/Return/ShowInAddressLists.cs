using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Engine.Ports;

namespace LifecycleTools.Engine.Steps.Return;

/// <summary>Shows the person in the address lists again.</summary>
/// <remarks>Takes effect: lists are rebuilt within a day. Undo: hide.</remarks>
/// <why>Colleagues find the person again.</why>
[Step("mail.show-in-address-lists", LifecycleSystem.Mail)]
[Needs("Exchange.ManageAsApp")]
[NeedsRole("Exchange Administrator", "Exchange Recipient Administrator", "Global Administrator")]
public sealed class ShowInAddressLists : MailboxSettingBack
{
    /// <inheritdoc/>
    public override string Action => "Show in address lists";

    // Who was hidden before stays it.
    /// <inheritdoc/>
    protected override bool IsBack(Mailbox now, Mailbox was) => was.IsHidden || !now.IsHidden;

    /// <inheritdoc/>
    protected override string InWords(Mailbox mailbox) => mailbox.IsHidden ? "hidden" : "listed";

    /// <inheritdoc/>
    protected override Change Back(Mailbox now, Mailbox was) => new("show", now.Address, now.Id, ChangePath.Exchange, "as before the departure");

    /// <inheritdoc/>
    protected override Task PutBackAsync(Mailbox was, StepContext of, CancellationToken cancel) =>
        of.Systems.Mailboxes.SetHiddenAsync(of.Return.Id, hidden: false, cancel);
}

using System;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Engine.Ports;

namespace LifecycleTools.Engine.Steps.Return;

/// <summary>Ends the forwarding that the departure set up, and sets up what was there before.</summary>
/// <remarks>Takes effect: within minutes. Undo: set the forwarding again.</remarks>
/// <why>Mail stays with the person again.</why>
[Step("mail.return-forwarding", LifecycleSystem.Mail)]
[Needs("Exchange.ManageAsApp")]
[NeedsRole("Exchange Administrator", "Exchange Recipient Administrator", "Global Administrator")]
public sealed class ReturnForwarding : MailboxSettingBack
{
    /// <inheritdoc/>
    public override string Action => "Put mail forwarding back";

    /// <inheritdoc/>
    protected override bool IsBack(Mailbox now, Mailbox was) =>
        string.Equals(now.ForwardsTo, was.ForwardsTo, StringComparison.OrdinalIgnoreCase) && (was.ForwardsTo is null || now.KeepsCopy == was.KeepsCopy);

    /// <inheritdoc/>
    protected override string InWords(Mailbox mailbox) => mailbox.ForwardsTo is { } to ? "forwards to " + to : "forwards nowhere";

    /// <inheritdoc/>
    protected override Change Back(Mailbox now, Mailbox was) => was.ForwardsTo is { } to
        ? new Change("forward mail of", now.Address, now.Id, ChangePath.Exchange, $"to {to}, as before the departure")
        : new Change("stop forwarding of", now.Address, now.Id, ChangePath.Exchange, "went to " + now.ForwardsTo);

    /// <inheritdoc/>
    protected override Task PutBackAsync(Mailbox was, StepContext of, CancellationToken cancel) =>
        of.Systems.Mailboxes.SetForwardingAsync(of.Return.Id, was.ForwardsTo, was.KeepsCopy, cancel);
}

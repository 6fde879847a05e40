using System;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Engine.Ports;
using LifecycleTools.Engine.Roles;

namespace LifecycleTools.Engine.Steps.Departure;

/// <summary>Sends arriving mail where the role map says, or nowhere: forwarding that the leaver set up does not outlive them.</summary>
/// <remarks>Takes effect: within minutes. Undo: set the forwarding of the snapshot.</remarks>
[Step("mail.forward", LifecycleSystem.Mail)]
public sealed class ForwardMail : Step<MailboxOf>
{
    /// <inheritdoc/>
    public override string Action => "Settle mail forwarding";

    /// <inheritdoc/>
    public override Task<MailboxOf> ObserveAsync(StepContext of, CancellationToken cancel) => MailboxOf.LeaverAsync(of, cancel);

    /// <inheritdoc/>
    public override Assessment Assess(MailboxOf now, StepContext of)
    {
        if (now.Mailbox is not { } mailbox) return Assessment.Skip("no mailbox");
        string? wanted = Wanted(of);
        if (wanted is null && !of.Departure.Rules.RemoveForwardingRules) return Assessment.Skip("the role map leaves forwarding as it is");
        if (of.Departure.Rules.ForwardTo == DepartureRules.ForwardToDelegate && wanted is null)
        {
            return Assessment.NeedsPerson(mailbox.Address, "nobody takes over, so there is nowhere to forward to");
        }

        if (string.Equals(mailbox.ForwardsTo, wanted, StringComparison.OrdinalIgnoreCase)) return Assessment.Done(Describe(now, of));
        return Assessment.ToDo(wanted is null
            ? new Change("stop forwarding of", mailbox.Address, mailbox.Id, ChangePath.Exchange, "went to " + mailbox.ForwardsTo)
            : new Change("forward mail of", mailbox.Address, mailbox.Id, ChangePath.Exchange, "to " + wanted));
    }

    /// <inheritdoc/>
    public override Task ApplyAsync(MailboxOf now, StepContext of, CancellationToken cancel)
    {
        of.RecordSnapshot("mailbox", Snapshots.Of(now.Mailbox!));
        return of.Systems.Mailboxes.SetForwardingAsync(of.Departure.Who.Id, Wanted(of), keepCopy: true, cancel);
    }

    /// <inheritdoc/>
    public override string Describe(MailboxOf now, StepContext of) =>
        now.Mailbox is null ? "no mailbox" : now.Mailbox.ForwardsTo is { } to ? "forwards to " + to : "forwards nowhere";

    private static string? Wanted(StepContext of) => of.Departure.Rules.ForwardTo == DepartureRules.ForwardToDelegate
        ? of.Departure.Delegate?.Mail ?? of.Departure.Delegate?.UserPrincipalName
        : of.Departure.Rules.ForwardTo;
}

using System;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Engine.Ports;
using LifecycleTools.Engine.Roles;

namespace LifecycleTools.Engine.Steps.Departure;

/// <summary>Sends arriving mail where the role map says, or nowhere: forwarding that the leaver set up does not outlive them.</summary>
/// <remarks>Takes effect: within minutes. Undo: set the forwarding of the snapshot.</remarks>
/// <why>Arriving mail goes where the role map says, and nowhere that the leaver chose.</why>
/// <person>Nobody takes over, so mail goes nowhere. Name a delegate and resume, or set the forwarding by hand.</person>
[Step("mail.forward", LifecycleSystem.Mail)]
[Needs("Exchange.ManageAsApp")]
[NeedsRole("Exchange Administrator", "Exchange Recipient Administrator", "Global Administrator")]
public sealed class ForwardMail : Step<MailboxOf>
{
    /// <inheritdoc/>
    public override string Action => "Settle mail forwarding";

    /// <inheritdoc/>
    public override Task<MailboxOf> ObserveAsync(StepContext of, CancellationToken cancel) => MailboxOf.LeaverAsync(of, cancel);

    /// <inheritdoc/>
    public override Assessment Assess(MailboxOf now, StepContext of)
    {
        if (now.Mailbox is not { } mailbox) return MailboxOf.Missing(of);
        string? wanted = Wanted(of);
        bool isAsked = of.Departure.Rules.ForwardTo is not null;
        if (!isAsked && !of.Departure.Rules.RemoveForwardingRules) return Assessment.Skip("the role map leaves forwarding as it is");

        // Without anybody to forward to, what the leaver set up is still stopped: it may lead out of the company.
        Obstacle[] left = isAsked && wanted is null
            ? [new Obstacle(mailbox.Address, "nobody takes over, so there is nowhere to forward to", NeedsPerson: true)]
            : [];
        if (IsAsWanted(mailbox, wanted)) return Assessment.Of(Describe(now, of), [], left);
        Change change = wanted is null
            ? new Change("stop forwarding of", mailbox.Address, mailbox.Id, ChangePath.Exchange, "went to " + mailbox.ForwardsTo)
            : new Change("forward mail of", mailbox.Address, mailbox.Id, ChangePath.Exchange, $"to {wanted}, a copy stays");
        return Assessment.Of(change.ToString(), [change], left);
    }

    /// <inheritdoc/>
    public override Task ApplyAsync(MailboxOf now, StepContext of, CancellationToken cancel)
    {
        of.RecordSnapshot(SnapshotKinds.Mailbox, Snapshots.Of(now.Mailbox!));
        return of.Systems.Mailboxes.SetForwardingAsync(of.Departure.Who.Id, Wanted(of), keepCopy: true, cancel);
    }

    /// <inheritdoc/>
    public override string Describe(MailboxOf now, StepContext of) =>
        now.Mailbox is null ? "no mailbox" : now.Mailbox.ForwardsTo is { } to ? "forwards to " + to : "forwards nowhere";

    private static bool IsAsWanted(Mailbox mailbox, string? wanted) =>
        string.Equals(mailbox.ForwardsTo, wanted, StringComparison.OrdinalIgnoreCase) && (wanted is null || mailbox.KeepsCopy);

    private static string? Wanted(StepContext of) => of.Departure.Rules.ForwardTo == DepartureRules.ForwardToDelegate
        ? of.Departure.Delegate?.Mail ?? of.Departure.Delegate?.UserPrincipalName
        : of.Departure.Rules.ForwardTo;
}

using System;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.Ports;

namespace LifecycleTools.Engine.Steps.Departure;

/// <summary>Makes the mailbox a shared one, so that it is kept without a license.</summary>
/// <remarks>
/// Takes effect: within minutes, and only while the license is there, so it comes before the licenses are released.
/// Undo: convert back, with a license. Source: Exchange Online, "Convert a user mailbox to a shared mailbox".
/// </remarks>
/// <why>While it still has a license: a mailbox whose license goes first is soft-deleted.</why>
/// <person>The mailbox is not there. Look for a soft-deleted mailbox in Exchange, restore it within 30 days, and resume.</person>
[Step("mail.convert-to-shared", LifecycleSystem.Mail)]
[Needs("Exchange.ManageAsApp")]
[NeedsRole("Exchange Administrator", "Exchange Recipient Administrator", "Global Administrator")]
public sealed class ConvertToShared : Step<MailboxOf>
{
    /// <inheritdoc/>
    public override string Action => "Convert the mailbox to shared";

    /// <inheritdoc/>
    public override bool TakesLong => true;

    /// <inheritdoc/>
    public override TimeSpan Deadline => TimeSpan.FromMinutes(60);

    /// <inheritdoc/>
    public override async Task<MailboxOf> ObserveAsync(StepContext of, CancellationToken cancel)
    {
        MailboxOf seen = await MailboxOf.LeaverAsync(of, cancel).ConfigureAwait(false);

        // One that this run gave up on purpose, or should have had, is accounted for already.
        if (seen.Mailbox is not null || of.Facts[FactNames.MailboxLicensed] is not null || !of.Departure.Rules.ConvertToShared) return seen;
        return seen with { IsSoftDeleted = await of.Systems.Mailboxes.IsSoftDeletedAsync(of.Departure.Who.Id, cancel).ConfigureAwait(false) };
    }

    /// <inheritdoc/>
    public override Assessment Assess(MailboxOf now, StepContext of)
    {
        if (now.IsSoftDeleted)
        {
            const string reason = "the mailbox is soft-deleted, and gone 30 days after that: give a license back or restore it into another mailbox, if it is to be kept";
            return Assessment.Of("soft-deleted mailbox", [], [new Obstacle(of.PersonName, reason, NeedsPerson: true) { ErrorId = ErrorIds.MailboxNotFound }]);
        }

        if (now.Mailbox is not { } mailbox) return MailboxOf.Missing(of);
        if (!of.Departure.Rules.ConvertToShared) return Assessment.Skip("the role map does not keep mailboxes");
        if (mailbox.Kind == MailboxKind.Shared) return Assessment.Done("shared mailbox");
        if (mailbox.Kind == MailboxKind.Other) return Assessment.Skip("it is not a person's mailbox");
        return mailbox.IsSynchronized || of.Departure.Who.IsSynchronized
            ? Assessment.Forbidden(mailbox.Address, "is synchronized: convert it on-premises (Set-RemoteMailbox -Type Shared), or the next synchronization turns it back", ErrorIds.PersonSynchronized)
            : Assessment.ToDo(new Change("convert to shared", mailbox.Address, mailbox.Id, ChangePath.Exchange, ""));
    }

    /// <inheritdoc/>
    public override Task ApplyAsync(MailboxOf now, StepContext of, CancellationToken cancel)
    {
        of.RecordSnapshot(SnapshotKinds.Mailbox, Snapshots.Of(now.Mailbox!));
        return of.Systems.Mailboxes.ConvertAsync(of.Departure.Who.Id, MailboxKind.Shared, cancel);
    }

    /// <inheritdoc/>
    public override string Describe(MailboxOf now, StepContext of) =>
        now.IsSoftDeleted ? "soft-deleted mailbox" : now.Mailbox is null ? "no mailbox" : $"{now.Mailbox.Kind} mailbox {now.Mailbox.Address}";
}

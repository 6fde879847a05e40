using System.Globalization;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Engine.Ports;

namespace LifecycleTools.Engine.Steps.Departure;

/// <summary>Cancels the meetings that the person organized. Off unless asked for: everyone invited gets a mail.</summary>
/// <remarks>Takes effect: at once. Undo: none.</remarks>
/// <why>Meetings without an organizer cannot be changed by anybody; it must be done while the calendar has its owner.</why>
/// <person>The mailbox is not there. Look for a soft-deleted mailbox in Exchange, restore it, and resume.</person>
[Step("mail.cancel-meetings", LifecycleSystem.Mail)]
[Needs("Exchange.ManageAsApp")]
[NeedsRole("Exchange Administrator", "Exchange Recipient Administrator", "Global Administrator")]
public sealed class CancelMeetings : Step<CancelMeetings.State>
{
    /// <inheritdoc/>
    public override string Action => "Cancel meetings";

    /// <inheritdoc/>
    public override async Task<State> ObserveAsync(StepContext of, CancellationToken cancel)
    {
        if (!of.Departure.CancelsMeetings) return new State(null, 0);
        Mailbox? mailbox = await of.Systems.Mailboxes.ReadAsync(of.Departure.Who.Id, cancel).ConfigureAwait(false);
        return mailbox is null
            ? new State(null, 0)
            : new State(mailbox, await of.Systems.MailboxContents.CountMeetingsAsync(of.Departure.Who.Id, cancel).ConfigureAwait(false));
    }

    /// <inheritdoc/>
    public override Assessment Assess(State now, StepContext of)
    {
        if (!of.Departure.CancelsMeetings) return Assessment.Skip("not asked for");
        if (now.Mailbox is not { } mailbox) return MailboxOf.Missing(of);
        return now.Count == 0
            ? Assessment.Done("no meeting ahead that the person organized")
            : Assessment.ToDo(new Change($"cancel {now.Count.ToString(CultureInfo.InvariantCulture)} meetings of", mailbox.Address, mailbox.Id, ChangePath.Exchange, "everyone invited gets a mail"));
    }

    /// <inheritdoc/>
    public override Task ApplyAsync(State now, StepContext of, CancellationToken cancel)
    {
        of.RecordSnapshot(SnapshotKinds.Meetings, Snapshots.OfMeetings(now.Count));
        return of.Systems.MailboxContents.CancelMeetingsAsync(of.Departure.Who.Id, cancel);
    }

    /// <summary>The mailbox, and how many meetings lie ahead.</summary>
    public sealed record State(Mailbox? Mailbox, int Count);
}

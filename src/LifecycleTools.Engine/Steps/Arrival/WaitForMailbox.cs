using System;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Engine.Ports;

namespace LifecycleTools.Engine.Steps.Arrival;

/// <summary>The mailbox; null while there is none.</summary>
public sealed record MailboxView(Mailbox? Mailbox);

/// <summary>Waits until Exchange has made the mailbox that a license brings.</summary>
/// <remarks>Exchange takes minutes, now and then most of an hour.</remarks>
/// <why>Nothing of the mail can be set before Exchange has made the mailbox.</why>
[Step("mail.wait-for-mailbox", LifecycleSystem.Mail)]
[Needs("User.Read.All", "User.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All")]
[Needs("Exchange.ManageAsApp")]
[NeedsRole("Exchange Administrator", "Exchange Recipient Administrator", "Global Administrator")]
public sealed class WaitForMailbox : Step<MailboxView>
{
    /// <inheritdoc/>
    public override string Action => "Wait for the mailbox";

    /// <inheritdoc/>
    public override bool ChangesNothing => true;

    /// <inheritdoc/>
    public override bool TakesLong => true;

    /// <inheritdoc/>
    public override TimeSpan Deadline => TimeSpan.FromMinutes(60);

    /// <inheritdoc/>
    public override async Task<MailboxView> ObserveAsync(StepContext of, CancellationToken cancel)
    {
        if (!of.Hire.BringsMailbox || Newcomers.Account(of) is not { } account) return new MailboxView(null);
        Mailbox? mailbox = await of.Systems.Mailboxes.ReadAsync(account, cancel).ConfigureAwait(false);
        if (mailbox is null) of.Facts.Learn(FactNames.MailboxAwaited, "true");
        else if (of.Facts[FactNames.MailboxAwaited] is not null && of.Facts[FactNames.MailboxSeen] is null) of.Facts.Learn(FactNames.MailboxSeen, of.Clock.UtcNow);
        return new MailboxView(mailbox);
    }

    /// <inheritdoc/>
    public override Assessment Assess(MailboxView now, StepContext of)
    {
        if (!of.Hire.BringsMailbox) return Assessment.Skip(NoMailbox);
        return now.Mailbox is { } mailbox
            ? Assessment.Done($"{mailbox.Address} [{mailbox.Id}]")
            : Assessment.ToDo(new Change("wait for mailbox", of.PersonName, "", ChangePath.Waiting, "Exchange makes it after the license"));
    }

    /// <summary>Why steps of the mailbox do not apply.</summary>
    internal const string NoMailbox = "no license of the role brings a mailbox";
}

using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Engine.Ports;

namespace LifecycleTools.Engine.Steps.Arrival;

/// <summary>Makes the mailbox of an account from before the person's own again: no shared one, listed, forwarding nowhere, without the reply that they have left.</summary>
/// <remarks>
/// Whoever may still open it is named and left to a person: without the departure's journal nobody can tell a delegate of the departure from an
/// assistant. Takes effect: within minutes. Undo: convert to shared.
/// </remarks>
/// <why>Somebody who came back gets a mailbox of their own again, not a shared one that others read.</why>
/// <person>Others still hold rights on the mailbox. Ask the person and the manager which of them came with the departure, and remove those in the Exchange admin center.</person>
[Step("mail.reclaim-mailbox", LifecycleSystem.Mail)]
[Needs("User.Read.All", "User.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All")]
[Needs("Exchange.ManageAsApp")]
[NeedsRole("Exchange Administrator", "Exchange Recipient Administrator", "Global Administrator")]
public sealed class ReclaimMailbox : Step<ReclaimMailbox.State>
{
    /// <inheritdoc/>
    public override string Action => "Make the mailbox from before theirs again";

    /// <inheritdoc/>
    public override bool TakesLong => true;

    /// <inheritdoc/>
    public override TimeSpan Deadline => TimeSpan.FromMinutes(60);

    /// <inheritdoc/>
    public override async Task<State> ObserveAsync(StepContext of, CancellationToken cancel)
    {
        if (!Applies(of) || Newcomers.Account(of) is not { } account) return new State(null, null, []);
        if (await of.Systems.Mailboxes.ReadAsync(account, cancel).ConfigureAwait(false) is not { } mailbox) return new State(null, null, []);
        Task<AutomaticReply> reply = of.Systems.MailboxContents.ReadReplyAsync(account, cancel);
        Task<IReadOnlyList<MailboxRight>> rights = of.Systems.MailboxAccess.ReadAsync(account.Value, cancel);
        await Task.WhenAll(reply, rights).ConfigureAwait(false);
        return new State(mailbox, await reply.ConfigureAwait(false), await rights.ConfigureAwait(false));
    }

    /// <inheritdoc/>
    public override Assessment Assess(State now, StepContext of)
    {
        if (!Applies(of)) return Assessment.Skip(of.Hire.BringsMailbox ? "the account is a new one" : WaitForMailbox.NoMailbox);
        if (now is not { Mailbox: { } mailbox, Reply: { } reply }) return Assessment.ToDo(new Change("wait for mailbox", of.PersonName, "", ChangePath.Waiting, "it comes back with its license"));
        List<Change> open = [];
        if (mailbox.Kind == MailboxKind.Shared) open.Add(Open("convert to a person's mailbox", mailbox, ""));
        if (mailbox.IsHidden) open.Add(Open("show in address lists", mailbox, ""));
        if (mailbox.ForwardsTo is { } to) open.Add(Open("stop forwarding of", mailbox, "went to " + to));
        if (reply.IsOn) open.Add(Open("turn off the automatic reply of", mailbox, ""));
        List<Obstacle> others = now.Rights.Select(right => new Obstacle($"{right.Holder} {right.Kind}", $"still holds on {mailbox.Address}: take it away if it came with the departure", NeedsPerson: true)).ToList();
        return Assessment.Of(open.Count > 0 ? string.Join("; ", open) : Describe(now, of), open, others);
    }

    /// <inheritdoc/>
    public override async Task ApplyAsync(State now, StepContext of, CancellationToken cancel)
    {
        if (now is not { Mailbox: { } mailbox, Reply: { } reply }) return;
        var account = Newcomers.Made(of);
        if (mailbox.Kind == MailboxKind.Shared) await of.Systems.Mailboxes.ConvertAsync(account, MailboxKind.User, cancel).ConfigureAwait(false);
        if (mailbox.IsHidden) await of.Systems.Mailboxes.SetHiddenAsync(account, hidden: false, cancel).ConfigureAwait(false);
        if (mailbox.ForwardsTo is not null) await of.Systems.Mailboxes.SetForwardingAsync(account, null, keepCopy: false, cancel).ConfigureAwait(false);
        if (reply.IsOn) await of.Systems.MailboxContents.SetReplyAsync(account, reply with { IsOn = false }, cancel).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override string Describe(State now, StepContext of) => now.Mailbox is { } mailbox
        ? $"{mailbox.Kind} mailbox, {(mailbox.IsHidden ? "hidden" : "listed")}, forwards {mailbox.ForwardsTo ?? "nowhere"}, reply {(now.Reply?.IsOn == true ? "on" : "off")}"
        : "no mailbox";

    private static bool Applies(StepContext of) => of.Facts[FactNames.FormerAccount] is not null && of.Hire.BringsMailbox;

    private static Change Open(string what, Mailbox mailbox, string why) => new(what, mailbox.Address, mailbox.Id, ChangePath.Exchange, why);

    /// <summary>The mailbox, its reply, and who else has rights on it.</summary>
    public sealed record State(Mailbox? Mailbox, AutomaticReply? Reply, IReadOnlyList<MailboxRight> Rights);
}

using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Engine.Ports;

namespace LifecycleTools.Engine.Steps.Departure;

/// <summary>Tells everyone who writes that the person has left, and whom to write to instead.</summary>
/// <remarks>Takes effect: at once. Undo: turn the automatic reply off; what it was is in the snapshot.</remarks>
/// <why>Customers learn at once whom to write to.</why>
/// <person>The reply names who takes over, and nobody does. Name a delegate, or write the reply in the Exchange admin center.</person>
[Step("mail.set-automatic-reply", LifecycleSystem.Mail)]
[Needs("Exchange.ManageAsApp")]
[NeedsRole("Exchange Administrator", "Exchange Recipient Administrator", "Global Administrator")]
public sealed class SetAutomaticReply : Step<SetAutomaticReply.State>
{
    /// <inheritdoc/>
    public override string Action => "Set the automatic reply";

    /// <inheritdoc/>
    public override async Task<State> ObserveAsync(StepContext of, CancellationToken cancel)
    {
        if (Wanted(of) is null) return new State((await MailboxOf.LeaverAsync(of, cancel).ConfigureAwait(false)).Mailbox, null);
        (Mailbox? mailbox, AutomaticReply? reply) = await MailboxOf.WithAsync(
            of, of.Systems.MailboxContents.ReadReplyAsync(of.Departure.Who.Id, cancel), cancel).ConfigureAwait(false);
        return new State(mailbox, reply);
    }

    /// <inheritdoc/>
    public override Assessment Assess(State now, StepContext of)
    {
        if (now.Mailbox is null) return MailboxOf.Missing(of);
        if (Wanted(of) is not { } wanted || now.Reply is not { } reply) return Assessment.Skip("the role map sets no automatic reply");
        if (NamesDelegate(of) && of.Departure.Delegate is null) return Assessment.NeedsPerson(now.Mailbox.Address, "nobody takes over, and the reply names who does");
        return reply.SaysTheSame(wanted)
            ? Assessment.Done("the automatic reply is on")
            : Assessment.ToDo(new Change("set the automatic reply of", now.Mailbox.Address, now.Mailbox.Id, ChangePath.Exchange, ""));
    }

    /// <inheritdoc/>
    public override Task ApplyAsync(State now, StepContext of, CancellationToken cancel)
    {
        of.RecordSnapshot(SnapshotKinds.AutomaticReply, Snapshots.Of(now.Reply!));
        return of.Systems.MailboxContents.SetReplyAsync(of.Departure.Who.Id, Wanted(of)!, cancel);
    }

    /// <inheritdoc/>
    public override string Describe(State now, StepContext of) =>
        now.Mailbox is null ? "no mailbox" : now.Reply is { IsOn: true } ? "automatic reply on" : "automatic reply off";

    private static bool NamesDelegate(StepContext of) =>
        new[] { of.Departure.Rules.AutoReplyInternal, of.Departure.Rules.AutoReplyExternal }.Any(text => text?.Contains("{delegate") == true);

    private static AutomaticReply? Wanted(StepContext of)
    {
        if (of.Departure.Rules is not { AutoReplyInternal: not null } and not { AutoReplyExternal: not null }) return null;
        string inside = Fill(of.Departure.Rules.AutoReplyInternal ?? of.Departure.Rules.AutoReplyExternal!, of);
        return new AutomaticReply(true, inside, Fill(of.Departure.Rules.AutoReplyExternal ?? of.Departure.Rules.AutoReplyInternal!, of));
    }

    private static string Fill(string text, StepContext of) => text
        .Replace("{displayName}", of.Departure.Who.DisplayName)
        .Replace("{delegateMail}", of.Departure.Delegate?.Mail ?? of.Departure.Delegate?.UserPrincipalName ?? "")
        .Replace("{delegate}", of.Departure.Delegate?.DisplayName ?? "")
        .Trim();

    /// <summary>The mailbox and its reply, as far as they are there.</summary>
    public sealed record State(Mailbox? Mailbox, AutomaticReply? Reply);
}

using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Engine.Ports;

namespace LifecycleTools.Engine.Steps.Return;

/// <summary>Ends the automatic reply of the departure, and puts the one from before back.</summary>
/// <remarks>Takes effect: at once. Undo: set the reply again.</remarks>
/// <why>Nobody is told any longer that the person has left.</why>
[Step("mail.return-automatic-reply", LifecycleSystem.Mail)]
[Needs("User.Read.All", "User.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All")]
[Needs("Exchange.ManageAsApp")]
[NeedsRole("Exchange Administrator", "Exchange Recipient Administrator", "Global Administrator")]
public sealed class ReturnAutomaticReply : Step<ReturnAutomaticReply.State>
{
    /// <inheritdoc/>
    public override string Action => "Put the automatic reply back";

    /// <inheritdoc/>
    public override async Task<State> ObserveAsync(StepContext of, CancellationToken cancel)
    {
        if (of.Return.Was.Reply is null || await Returnees.MailboxAsync(of, cancel).ConfigureAwait(false) is not { } mailbox) return new State(null, null);
        return new State(mailbox, await of.Systems.MailboxContents.ReadReplyAsync(of.Return.Id, cancel).ConfigureAwait(false));
    }

    /// <inheritdoc/>
    public override Assessment Assess(State now, StepContext of)
    {
        if (of.Return.Was.Reply is not { } was) return Assessment.Skip("the departure set no automatic reply");
        if (now is not { Mailbox: { } mailbox, Reply: { } reply }) return Returnees.NoMailbox(of);
        return was.IsOn ? reply.SaysTheSame(was) ? Assessment.Done("as before") : Open("put back", mailbox) : reply.IsOn ? Open("turn off", mailbox) : Assessment.Done("off");
    }

    /// <inheritdoc/>
    public override Task ApplyAsync(State now, StepContext of, CancellationToken cancel) =>
        of.Systems.MailboxContents.SetReplyAsync(of.Return.Id, of.Return.Was.Reply!, cancel);

    /// <inheritdoc/>
    public override string Describe(State now, StepContext of) => now.Reply is { IsOn: true } ? "automatic reply on" : "automatic reply off";

    private static Assessment Open(string what, Mailbox mailbox) =>
        Assessment.ToDo(new Change(what + " the automatic reply of", mailbox.Address, mailbox.Id, ChangePath.Exchange, "as before the departure"));

    /// <summary>The mailbox and its reply, as far as they are there.</summary>
    public sealed record State(Mailbox? Mailbox, AutomaticReply? Reply);
}

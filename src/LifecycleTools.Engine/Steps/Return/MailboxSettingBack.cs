using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Engine.Ports;

namespace LifecycleTools.Engine.Steps.Return;

/// <summary>The mailbox now; null when there is none.</summary>
public sealed record MailboxNow(Mailbox? Mailbox);

/// <summary>Puts one setting of the mailbox back to what it was before the departure.</summary>
public abstract class MailboxSettingBack : Step<MailboxNow>
{
    /// <inheritdoc/>
    public sealed override async Task<MailboxNow> ObserveAsync(StepContext of, CancellationToken cancel) =>
        new(await Returnees.MailboxAsync(of, cancel).ConfigureAwait(false));

    /// <inheritdoc/>
    public sealed override Assessment Assess(MailboxNow now, StepContext of)
    {
        if (of.Return.Was.Mailbox is not { } was) return Assessment.Skip("the departure changed no mailbox");
        if (now.Mailbox is not { } mailbox) return Returnees.NoMailbox(of);
        return IsBack(mailbox, was) ? Assessment.Done(InWords(mailbox)) : Assessment.ToDo(Back(mailbox, was));
    }

    /// <inheritdoc/>
    public sealed override Task ApplyAsync(MailboxNow now, StepContext of, CancellationToken cancel) => PutBackAsync(of.Return.Was.Mailbox!, of, cancel);

    /// <inheritdoc/>
    public sealed override string Describe(MailboxNow now, StepContext of) => now.Mailbox is { } mailbox ? InWords(mailbox) : "no mailbox";

    /// <summary>Whether the setting is what it was.</summary>
    protected abstract bool IsBack(Mailbox now, Mailbox was);

    /// <summary>The setting for the log.</summary>
    protected abstract string InWords(Mailbox mailbox);

    /// <summary>The change for the plan.</summary>
    protected abstract Change Back(Mailbox now, Mailbox was);

    /// <summary>Makes it.</summary>
    protected abstract Task PutBackAsync(Mailbox was, StepContext of, CancellationToken cancel);
}

using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Engine.People;

namespace LifecycleTools.Engine.Steps.Arrival;

/// <summary>A setting of the new mailbox; nothing while there is no mailbox to have it.</summary>
public sealed record MailboxSetting<T>(T? Value)
    where T : class;

/// <summary>Sets one thing of the new mailbox. It applies where a license brings a mailbox.</summary>
/// <typeparam name="T">The setting.</typeparam>
public abstract class MailboxSettingStep<T> : Step<MailboxSetting<T>>
    where T : class
{
    /// <inheritdoc/>
    public sealed override async Task<MailboxSetting<T>> ObserveAsync(StepContext of, CancellationToken cancel)
    {
        if (!of.Hire.BringsMailbox || Newcomers.Account(of) is not { } account) return new MailboxSetting<T>(null);

        // Only a preview comes here before the mailbox is there.
        if (of.IsPreview && await of.Systems.Mailboxes.ReadAsync(account, cancel).ConfigureAwait(false) is null) return new MailboxSetting<T>(null);
        return new MailboxSetting<T>(await ReadAsync(account, of, cancel).ConfigureAwait(false));
    }

    /// <inheritdoc/>
    public sealed override Assessment Assess(MailboxSetting<T> now, StepContext of)
    {
        if (!of.Hire.BringsMailbox) return Assessment.Skip(WaitForMailbox.NoMailbox);
        return now.Value is { } held && IsSo(held, of)
            ? Assessment.Done(InWords(held))
            : Assessment.ToDo(new Change("set", InWords(Wanted(of)), "", Way, Newcomers.Why(of)));
    }

    /// <inheritdoc/>
    public sealed override Task ApplyAsync(MailboxSetting<T> now, StepContext of, CancellationToken cancel) => SetAsync(Newcomers.Made(of), of, cancel);

    /// <inheritdoc/>
    public sealed override string Describe(MailboxSetting<T> now, StepContext of) => now.Value is { } held ? InWords(held) : "no mailbox";

    /// <summary>Which way the change goes.</summary>
    protected abstract ChangePath Way { get; }

    /// <summary>What the role map wants.</summary>
    protected abstract T Wanted(StepContext of);

    /// <summary>Whether what the mailbox has is what is wanted.</summary>
    protected abstract bool IsSo(T held, StepContext of);

    /// <summary>Reads the setting.</summary>
    protected abstract Task<T> ReadAsync(PersonId account, StepContext of, CancellationToken cancel);

    /// <summary>Sets it to what is wanted.</summary>
    protected abstract Task SetAsync(PersonId account, StepContext of, CancellationToken cancel);

    /// <summary>The setting for people.</summary>
    protected abstract string InWords(T setting);
}

using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Engine.Running;

namespace LifecycleTools.Connectors.Exchange;

/// <summary>What every port over Exchange shares.</summary>
internal abstract class ExchangePort(ExchangeCalls exchange)
{
    /// <summary>Runs a cmdlet about a mailbox; its not being there (yet) is MailboxNotFound.</summary>
    protected async Task<IReadOnlyList<ExchangeObject>> OnMailboxAsync(Cmdlet cmdlet, CancellationToken cancel)
    {
        try
        {
            return await exchange.RunAsync(cmdlet, cancel).ConfigureAwait(false);
        }
        catch (ExchangeRefusal refusal) when (refusal.IsNotFound && refusal.ServiceText.IndexOf(cmdlet.About, StringComparison.OrdinalIgnoreCase) >= 0)
        {
            throw refusal.AsMailboxNotFound();
        }
    }

    /// <summary>The one object of a cmdlet about a mailbox.</summary>
    /// <exception cref="Engine.Errors.LifecycleException">MailboxNotFound, also when the answer is empty.</exception>
    protected async Task<ExchangeObject> OneOfMailboxAsync(Cmdlet cmdlet, CancellationToken cancel)
    {
        IReadOnlyList<ExchangeObject> found = await OnMailboxAsync(cmdlet, cancel).ConfigureAwait(false);
        return found.Count > 0
            ? found[0]
            : throw new ExchangeRefusal("", default, $"{cmdlet.Name} {cmdlet.About} was not answered: there is no such mailbox.").AsMailboxNotFound();
    }

    /// <summary>Runs a cmdlet; no objects when what it names is not there.</summary>
    protected async Task<IReadOnlyList<ExchangeObject>> LookAsync(Cmdlet cmdlet, CancellationToken cancel)
    {
        try
        {
            return await exchange.RunAsync(cmdlet, cancel).ConfigureAwait(false);
        }
        catch (ExchangeRefusal refusal) when (refusal.IsNotFound)
        {
            return [];
        }
    }

    /// <summary>Runs a change; what was so before is as good as changed.</summary>
    protected async Task SettleAsync(Cmdlet cmdlet, CancellationToken cancel)
    {
        try
        {
            await exchange.RunAsync(cmdlet, cancel).ConfigureAwait(false);
        }
        catch (ExchangeRefusal refusal) when (refusal.IsAlreadyThere || refusal.IsAlreadyGone)
        {
            CallScope.Current?.Log?.Verbose($"Nothing to do: {refusal.ServiceText}");
        }
    }
}

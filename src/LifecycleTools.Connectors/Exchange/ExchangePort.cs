using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Connectors.Graph;
using LifecycleTools.Engine.Running;

namespace LifecycleTools.Connectors.Exchange;

/// <summary>What every port over Exchange shares.</summary>
internal abstract class ExchangePort(ExchangeCalls exchange)
{
    /// <summary>Cmdlets as they are, refusals included.</summary>
    protected ExchangeCalls Exchange => exchange;

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

    /// <summary>The address behind a name that Exchange gives an internal recipient; the name itself when it leads nowhere any more.</summary>
    /// <remarks>Asked for by its unique name: as an identity it could be another's display name.</remarks>
    protected async Task<string> AddressOfAsync(string name, CancellationToken cancel)
    {
        IReadOnlyList<ExchangeObject> found = await LookAsync(
            new Cmdlet("Get-Recipient", name) { { "Filter", $"Name -eq {ODataText.Quoted(name)} -or DistinguishedName -eq {ODataText.Quoted(name)}" } }, cancel).ConfigureAwait(false);
        return found.Count == 1 ? found[0].Text("PrimarySmtpAddress") ?? name : name;
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

    /// <summary>Runs an addition or a removal; what was so before is as good as changed.</summary>
    protected async Task SettleAsync(Cmdlet cmdlet, CancellationToken cancel)
    {
        try
        {
            await exchange.RunAsync(cmdlet, cancel).ConfigureAwait(false);
        }
        catch (ExchangeRefusal refusal) when (
            (refusal.IsAlreadyThere && cmdlet.Name.StartsWith("Add-", StringComparison.Ordinal))
            || (refusal.IsAlreadyGone && cmdlet.Name.StartsWith("Remove-", StringComparison.Ordinal)))
        {
            CallScope.Current?.Log?.Verbose($"Nothing to do: {refusal.ServiceText}");
        }
    }
}

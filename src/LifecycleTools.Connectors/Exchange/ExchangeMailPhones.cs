using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Engine.People;
using LifecycleTools.Engine.Ports;

namespace LifecycleTools.Connectors.Exchange;

/// <summary>Phones that hold mail. The phone itself is never wiped from here.</summary>
/// <remarks>Source: Exchange Online PowerShell, "Get-MobileDeviceStatistics", "Clear-MobileDevice" (AccountOnly).   Takes effect: when the phone next asks for mail.</remarks>
internal sealed class ExchangeMailPhones(ExchangeCalls exchange) : ExchangePort(exchange), IMailPhones
{
    /// <inheritdoc/>
    /// <remarks>One list has every partnership, the other how its removal is going; a phone without figures is not claimed to be done.</remarks>
    [Needs("Exchange.ManageAsApp")]
    public async Task<IReadOnlyList<MailPhone>> ReadAsync(PersonId person, CancellationToken cancel)
    {
        Task<IReadOnlyList<ExchangeObject>> phones = OnMailboxAsync(new Cmdlet("Get-MobileDevice", person.Value) { { "Mailbox", person.Value } }, cancel);
        Task<IReadOnlyList<ExchangeObject>> figures = OnMailboxAsync(new Cmdlet("Get-MobileDeviceStatistics", person.Value) { { "Mailbox", person.Value } }, cancel);
        await Task.WhenAll(phones, figures).ConfigureAwait(false);

        ILookup<string, string> states = (await figures.ConfigureAwait(false)).ToLookup(each => each.Needed("Guid"), each => each.Needed("Status"), StringComparer.OrdinalIgnoreCase);
        return (await phones.ConfigureAwait(false)).Select(each => From(each, states[each.Needed("Guid")].FirstOrDefault() ?? "")).ToList();
    }

    /// <inheritdoc/>
    /// <remarks>AccountOnly is what keeps the owner's photos: without it the cmdlet resets the whole phone.   Undo: add the account again on the phone.</remarks>
    [Needs("Exchange.ManageAsApp")]
    public Task RemoveAccountAsync(MailPhone phone, CancellationToken cancel) => SettleAsync(
        new Cmdlet("Clear-MobileDevice", phone.Id) { { "Identity", phone.Id }, { "AccountOnly", true }, { "Confirm", false } }, cancel);

    // AccountOnlyDeviceWipePending, DeviceWipeSucceeded; one that failed or was called off is still to be done.
    private static MailPhone From(ExchangeObject phone, string state) => new(
        phone.Needed("Guid"),
        phone.Text("FriendlyName") ?? phone.Text("DeviceModel") ?? "",
        state,
        state.IndexOf("Wipe", StringComparison.OrdinalIgnoreCase) >= 0
            && (state.EndsWith("Pending", StringComparison.OrdinalIgnoreCase) || state.EndsWith("Succeeded", StringComparison.OrdinalIgnoreCase)));
}

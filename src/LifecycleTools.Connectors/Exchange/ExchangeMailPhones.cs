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
    public async Task<IReadOnlyList<MailPhone>> ReadAsync(PersonId person, CancellationToken cancel)
    {
        IReadOnlyList<ExchangeObject> found = await OnMailboxAsync(
            new Cmdlet("Get-MobileDeviceStatistics", person.Value) { { "Mailbox", person.Value } }, cancel).ConfigureAwait(false);
        return found.Select(From).ToList();
    }

    /// <inheritdoc/>
    /// <remarks>AccountOnly is what keeps the owner's photos: without it the cmdlet resets the whole phone.   Undo: add the account again on the phone.</remarks>
    public Task RemoveAccountAsync(MailPhone phone, CancellationToken cancel) => SettleAsync(
        new Cmdlet("Clear-MobileDevice", phone.Id) { { "Identity", phone.Id }, { "AccountOnly", true }, { "Confirm", false } }, cancel);

    private static MailPhone From(ExchangeObject found)
    {
        string state = found.Needed("Status");
        return new MailPhone(
            found.Text("Guid") ?? found.Needed("Identity"),
            found.Text("DeviceFriendlyName") ?? found.Text("DeviceModel") ?? "",
            state,
            state.IndexOf("Wipe", StringComparison.OrdinalIgnoreCase) >= 0 && state.IndexOf("Failed", StringComparison.OrdinalIgnoreCase) < 0);
    }
}

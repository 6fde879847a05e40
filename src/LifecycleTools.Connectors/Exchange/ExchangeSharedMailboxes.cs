using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Engine.Ports;

namespace LifecycleTools.Connectors.Exchange;

/// <summary>Every shared mailbox, and who has rights on it.</summary>
/// <remarks>Source: Exchange Online PowerShell, "Get-Mailbox", "Get-MailboxPermission", "Get-RecipientPermission".   Limits: rights can only be asked of each mailbox.</remarks>
internal sealed class ExchangeSharedMailboxes(ExchangeCalls exchange) : ExchangePort(exchange)
{
    // Ten batches at a time: more would only be throttled.
    private const int Slice = 50;
    private static readonly string[] s_shared = ["SharedMailbox"];

    /// <summary>Full access and send-as of each.</summary>
    [Needs("Exchange.ManageAsApp")]
    public async Task<IReadOnlyList<MailboxRight>> ReadRightsAsync(CancellationToken cancel)
    {
        IReadOnlyList<ExchangeObject> shared = await Exchange.RunAsync(
            new Cmdlet("Get-Mailbox", "shared mailboxes", "Identity,ExternalDirectoryObjectId,PrimarySmtpAddress") { { "RecipientTypeDetails", s_shared }, { "ResultSize", "Unlimited" } },
            cancel).ConfigureAwait(false);
        var rights = new List<MailboxRight>();
        for (int from = 0; from < shared.Count; from += Slice)
        {
            IReadOnlyList<MailboxRight>[] found = await Task.WhenAll(shared.Skip(from).Take(Slice).Select(each => RightsOnAsync(each, cancel))).ConfigureAwait(false);
            rights.AddRange(found.SelectMany(each => each));
        }

        return rights;
    }

    private async Task<IReadOnlyList<MailboxRight>> RightsOnAsync(ExchangeObject mailbox, CancellationToken cancel)
    {
        string address = mailbox.Needed("PrimarySmtpAddress");
        string id = mailbox.Text("ExternalDirectoryObjectId") ?? address;

        // Not found: it went while we looked, and nobody has a right on it.
        Task<IReadOnlyList<ExchangeObject>> full = LookAsync(new Cmdlet("Get-MailboxPermission", address) { { "Identity", id } }, cancel);
        Task<IReadOnlyList<ExchangeObject>> sendAs = LookAsync(new Cmdlet("Get-RecipientPermission", address) { { "Identity", id } }, cancel);
        await Task.WhenAll(full, sendAs).ConfigureAwait(false);
        return (await full.ConfigureAwait(false)).Where(ExchangeMailboxAccess.IsFullAccess).Select(each => new MailboxRight(address, each.Needed("User"), MailboxRightKind.FullAccess))
            .Concat((await sendAs.ConfigureAwait(false)).Where(ExchangeMailboxAccess.IsSendAs).Select(each => new MailboxRight(address, each.Needed("Trustee"), MailboxRightKind.SendAs)))
            .ToList();
    }
}

using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Connectors.Graph;
using LifecycleTools.Engine.People;
using LifecycleTools.Engine.Ports;

namespace LifecycleTools.Connectors.Exchange;

/// <summary>Rights on mailboxes.</summary>
/// <remarks>
/// Source: Exchange Online PowerShell, "Add-MailboxPermission", "Add-RecipientPermission", "Set-Mailbox" (GrantSendOnBehalfTo).
/// Takes effect: up to an hour in Outlook. A right that is there, or not there, is a warning of the service and success.
/// </remarks>
internal sealed class ExchangeMailboxAccess(ExchangeCalls exchange) : ExchangePort(exchange), IMailboxAccess
{
    // Ten batches at a time: more would only be throttled.
    private const int Slice = 100;
    private static readonly string[] s_fullAccess = ["FullAccess"];
    private static readonly string[] s_sendAs = ["SendAs"];

    /// <inheritdoc/>
    public async Task<IReadOnlyList<MailboxRight>> ReadAsync(string mailbox, CancellationToken cancel)
    {
        Task<IReadOnlyList<ExchangeObject>> full = OnMailboxAsync(new Cmdlet("Get-MailboxPermission", mailbox) { { "Identity", mailbox } }, cancel);
        Task<IReadOnlyList<ExchangeObject>> sendAs = OnMailboxAsync(new Cmdlet("Get-RecipientPermission", mailbox) { { "Identity", mailbox } }, cancel);
        Task<ExchangeObject> own = OneOfMailboxAsync(new Cmdlet("Get-Mailbox", mailbox) { { "Identity", mailbox } }, cancel);
        await Task.WhenAll(full, sendAs, own).ConfigureAwait(false);

        string[] behalf = await Task.WhenAll((await own.ConfigureAwait(false)).Texts("GrantSendOnBehalfTo").Select(name => AddressOfAsync(name, cancel))).ConfigureAwait(false);
        return (await full.ConfigureAwait(false)).Where(IsFullAccess).Select(each => new MailboxRight(mailbox, each.Needed("User"), MailboxRightKind.FullAccess))
            .Concat((await sendAs.ConfigureAwait(false)).Where(IsSendAs).Select(each => new MailboxRight(mailbox, each.Needed("Trustee"), MailboxRightKind.SendAs)))
            .Concat(behalf.Select(holder => new MailboxRight(mailbox, holder, MailboxRightKind.SendOnBehalf)))
            .ToList();
    }

    /// <inheritdoc/>
    /// <remarks>Limits: full access can only be asked of each mailbox, so every mailbox of the tenant costs a tenth of a request.</remarks>
    public async Task<IReadOnlyList<MailboxRight>> FindHeldByAsync(PersonId person, CancellationToken cancel)
    {
        Task<IReadOnlyList<ExchangeObject>> all = LookAsync(new Cmdlet("Get-Mailbox", "all mailboxes") { { "ResultSize", "Unlimited" } }, cancel);
        Task<IReadOnlyList<ExchangeObject>> sendAs = LookAsync(
            new Cmdlet("Get-RecipientPermission", person.Value) { { "Trustee", person.Value }, { "ResultSize", "Unlimited" } }, cancel);
        Task<IReadOnlyList<ExchangeObject>> self = LookAsync(new Cmdlet("Get-Recipient", person.Value) { { "Identity", person.Value } }, cancel);
        await Task.WhenAll(all, sendAs, self).ConfigureAwait(false);

        string? ownName = (await self.ConfigureAwait(false)).Select(each => each.Text("DistinguishedName")).FirstOrDefault();
        List<ExchangeObject> others = (await all.ConfigureAwait(false)).Where(each => ownName is null || each.Text("DistinguishedName") != ownName).ToList();
        IReadOnlyList<ExchangeObject> behalf = ownName is null
            ? []
            : await LookAsync(
                new Cmdlet("Get-Mailbox", person.Value) { { "Filter", $"GrantSendOnBehalfTo -eq {ODataText.Quoted(ownName)}" }, { "ResultSize", "Unlimited" } }, cancel).ConfigureAwait(false);

        var rights = new List<MailboxRight>();
        for (int from = 0; from < others.Count; from += Slice)
        {
            IReadOnlyList<string>[] found = await Task.WhenAll(others.Skip(from).Take(Slice).Select(each => WithFullAccessAsync(each, person, cancel))).ConfigureAwait(false);
            rights.AddRange(found.SelectMany(each => each).Select(mailbox => new MailboxRight(mailbox, person.Value, MailboxRightKind.FullAccess)));
        }

        rights.AddRange(from permission in await sendAs.ConfigureAwait(false)
                        where IsSendAs(permission)
                        from mailbox in others
                        where mailbox.Text("Identity") == permission.Text("Identity")
                        select new MailboxRight(mailbox.Needed("PrimarySmtpAddress"), person.Value, MailboxRightKind.SendAs));
        rights.AddRange(behalf.Select(mailbox => new MailboxRight(mailbox.Needed("PrimarySmtpAddress"), person.Value, MailboxRightKind.SendOnBehalf)));
        return rights;
    }

    /// <inheritdoc/>
    /// <remarks>Undo: revoke the right.</remarks>
    public Task GrantAsync(MailboxRight right, bool autoMap, CancellationToken cancel)
    {
        Cmdlet cmdlet = Command(right, "Add-", add: [right.Holder], remove: []);
        if (right.Kind == MailboxRightKind.FullAccess)
        {
            cmdlet.Add("InheritanceType", "All");
            cmdlet.Add("AutoMapping", autoMap);
        }

        return OnMailboxAsync(cmdlet, cancel);
    }

    /// <inheritdoc/>
    /// <remarks>Undo: grant the right.</remarks>
    public Task RevokeAsync(MailboxRight right, CancellationToken cancel) =>
        SettleAsync(Command(right, "Remove-", add: [], remove: [right.Holder]), cancel);

    private static Cmdlet Command(MailboxRight right, string verb, string[] add, string[] remove) => right.Kind switch
    {
        MailboxRightKind.FullAccess => new Cmdlet(verb + "MailboxPermission", right.Mailbox)
        {
            { "Identity", right.Mailbox }, { "User", right.Holder }, { "AccessRights", s_fullAccess }, { "Confirm", false },
        },
        MailboxRightKind.SendAs => new Cmdlet(verb + "RecipientPermission", right.Mailbox)
        {
            { "Identity", right.Mailbox }, { "Trustee", right.Holder }, { "AccessRights", s_sendAs }, { "Confirm", false },
        },
        MailboxRightKind.SendOnBehalf => new Cmdlet("Set-Mailbox", right.Mailbox)
        {
            { "Identity", right.Mailbox }, { "GrantSendOnBehalfTo", Cmdlet.Change(add, remove) },
        },
        _ => throw new ArgumentOutOfRangeException(nameof(right), right.Kind, null),
    };

    private async Task<IReadOnlyList<string>> WithFullAccessAsync(ExchangeObject mailbox, PersonId person, CancellationToken cancel)
    {
        string address = mailbox.Needed("PrimarySmtpAddress");

        // Not found: the mailbox went while we looked, or the person was never anybody to Exchange. Neither holds a right.
        IReadOnlyList<ExchangeObject> entries = await LookAsync(
            new Cmdlet("Get-MailboxPermission", address) { { "Identity", mailbox.Text("ExternalDirectoryObjectId") ?? address }, { "User", person.Value } }, cancel).ConfigureAwait(false);
        return entries.Any(IsFullAccess) ? [address] : [];
    }

    // On behalf is told by names; a name that leads nowhere any more is shown as it is.
    private async Task<string> AddressOfAsync(string name, CancellationToken cancel)
    {
        IReadOnlyList<ExchangeObject> found = await LookAsync(new Cmdlet("Get-Recipient", name) { { "Identity", name } }, cancel).ConfigureAwait(false);
        return found.Count == 1 ? found[0].Text("PrimarySmtpAddress") ?? name : name;
    }

    private static bool IsFullAccess(ExchangeObject entry) => entry.Has("AccessRights", "FullAccess") && IsOwn(entry, "User");

    private static bool IsSendAs(ExchangeObject entry) => entry.Has("AccessRights", "SendAs") && entry.Text("AccessControlType") != "Deny" && IsOwn(entry, "Trustee");

    private static bool IsOwn(ExchangeObject entry, string holder) =>
        entry.Flag("IsInherited") != true && entry.Flag("Deny") != true
        && !entry.Needed(holder).StartsWith("NT AUTHORITY\\", StringComparison.OrdinalIgnoreCase);
}

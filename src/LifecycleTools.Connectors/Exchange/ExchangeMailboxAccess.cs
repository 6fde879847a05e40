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
    [Needs("Exchange.ManageAsApp")]
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
    /// <remarks>
    /// Send-as on lists is found too. Rights that come through a group are the group's.
    /// Limits: full access can only be asked of each mailbox, so every mailbox of the tenant costs a tenth of a request.
    /// </remarks>
    [Needs("Exchange.ManageAsApp")]
    public async Task<IReadOnlyList<MailboxRight>> FindHeldByAsync(PersonId person, CancellationToken cancel)
    {
        var everyMailbox = new Cmdlet("Get-Mailbox", "all mailboxes", "Identity,ExternalDirectoryObjectId,PrimarySmtpAddress,DistinguishedName") { { "ResultSize", "Unlimited" } };
        Task<IReadOnlyList<ExchangeObject>> reading = LookAsync(everyMailbox, cancel);
        IReadOnlyList<ExchangeObject> self = await LookAsync(new Cmdlet("Get-Recipient", person.Value) { { "Identity", person.Value } }, cancel).ConfigureAwait(false);
        string? ownName = self.Select(each => each.Needed("DistinguishedName")).FirstOrDefault();
        List<ExchangeObject> others = (await reading.ConfigureAwait(false)).Where(each => each.Needed("DistinguishedName") != ownName).ToList();

        Task<IReadOnlyList<MailboxRight>> sendAs = FindSendAsAsync(person, others, self, cancel);
        Task<IReadOnlyList<MailboxRight>> behalf = FindOnBehalfAsync(ownName, self, cancel);
        var rights = new List<MailboxRight>();
        for (int from = 0; from < others.Count; from += Slice)
        {
            IReadOnlyList<MailboxRight>[] found = await Task.WhenAll(others.Skip(from).Take(Slice).Select(each => FindFullAccessAsync(each, person, cancel))).ConfigureAwait(false);
            rights.AddRange(found.SelectMany(each => each));
        }

        return [.. rights, .. await sendAs.ConfigureAwait(false), .. await behalf.ConfigureAwait(false)];
    }

    /// <inheritdoc/>
    /// <remarks>Undo: revoke the right.</remarks>
    [Needs("Exchange.ManageAsApp")]
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
    [Needs("Exchange.ManageAsApp")]
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

    private async Task<IReadOnlyList<MailboxRight>> FindFullAccessAsync(ExchangeObject mailbox, PersonId person, CancellationToken cancel)
    {
        string address = mailbox.Needed("PrimarySmtpAddress");

        // Not found: the mailbox went while we looked, or the person was never anybody to Exchange. Neither holds a right.
        IReadOnlyList<ExchangeObject> entries = await LookAsync(
            new Cmdlet("Get-MailboxPermission", address) { { "Identity", mailbox.Text("ExternalDirectoryObjectId") ?? address }, { "User", person.Value } }, cancel).ConfigureAwait(false);
        return entries.Where(IsFullAccess).Select(each => new MailboxRight(address, each.Needed("User"), MailboxRightKind.FullAccess)).ToList();
    }

    private async Task<IReadOnlyList<MailboxRight>> FindSendAsAsync(
        PersonId person, List<ExchangeObject> others, IReadOnlyList<ExchangeObject> self, CancellationToken cancel)
    {
        IReadOnlyList<ExchangeObject> found = await LookAsync(
            new Cmdlet("Get-RecipientPermission", person.Value) { { "Trustee", person.Value }, { "ResultSize", "Unlimited" } }, cancel).ConfigureAwait(false);
        ILookup<string, string> addresses = others.ToLookup(each => each.Needed("Identity"), each => each.Needed("PrimarySmtpAddress"), StringComparer.OrdinalIgnoreCase);
        var own = new HashSet<string>(self.Select(each => each.Needed("Identity")), StringComparer.OrdinalIgnoreCase);
        return await Task.WhenAll(found
            .Where(each => IsSendAs(each) && !own.Contains(each.Needed("Identity")))
            .Select(async each => new MailboxRight(
                addresses[each.Needed("Identity")].FirstOrDefault() ?? await AddressOfAsync(each.Needed("Identity"), cancel).ConfigureAwait(false),
                each.Needed("Trustee"), MailboxRightKind.SendAs))).ConfigureAwait(false);
    }

    // Who is no recipient has no name that others' mailboxes could list.
    private async Task<IReadOnlyList<MailboxRight>> FindOnBehalfAsync(string? ownName, IReadOnlyList<ExchangeObject> self, CancellationToken cancel)
    {
        if (ownName is null) return [];

        string holder = self[0].Needed("PrimarySmtpAddress");
        IReadOnlyList<ExchangeObject> found = await LookAsync(
            new Cmdlet("Get-Mailbox", "GrantSendOnBehalfTo " + holder) { { "Filter", $"GrantSendOnBehalfTo -eq {ODataText.Quoted(ownName)}" }, { "ResultSize", "Unlimited" } }, cancel)
            .ConfigureAwait(false);
        return found
            .Where(each => each.Needed("DistinguishedName") != ownName)
            .Select(each => new MailboxRight(each.Needed("PrimarySmtpAddress"), holder, MailboxRightKind.SendOnBehalf)).ToList();
    }

    internal static bool IsFullAccess(ExchangeObject entry) => entry.Has("AccessRights", "FullAccess") && IsOwn(entry, "User");

    internal static bool IsSendAs(ExchangeObject entry) => entry.Has("AccessRights", "SendAs") && entry.Text("AccessControlType") != "Deny" && IsOwn(entry, "Trustee");

    private static bool IsOwn(ExchangeObject entry, string holder) =>
        entry.Flag("IsInherited") != true && entry.Flag("Deny") != true
        && !entry.Needed(holder).StartsWith("NT AUTHORITY\\", StringComparison.OrdinalIgnoreCase);
}

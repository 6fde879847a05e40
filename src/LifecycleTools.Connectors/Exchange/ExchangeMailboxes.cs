using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.RegularExpressions;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Connectors.Graph;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.People;
using LifecycleTools.Engine.Ports;

namespace LifecycleTools.Connectors.Exchange;

/// <summary>Mailboxes in Exchange Online.</summary>
/// <remarks>Source: Exchange Online PowerShell, "Get-Mailbox", "Set-Mailbox", "Get-MailboxStatistics".   Takes effect: minutes; a conversion longer.</remarks>
internal sealed class ExchangeMailboxes(ExchangeCalls exchange) : ExchangePort(exchange), IMailboxes
{
    private static readonly Regex s_bytes = new(@"\(([\d.,'\u00A0\u202F ]+)\s*bytes\)", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase);

    /// <inheritdoc/>
    /// <remarks>A role map may name a shared mailbox by its display name, which need not be unique: it is asked for as what it is.</remarks>
    /// <exception cref="LifecycleException">ReferenceNotResolved when several have that display name.</exception>
    [Needs("Exchange.ManageAsApp")]
    public async Task<Mailbox?> ReadAsync(PersonId person, CancellationToken cancel)
    {
        var cmdlet = new Cmdlet("Get-Mailbox", person.Value);
        if (person.IsObjectId || ODataText.LooksLikeAddress(person.Value)) cmdlet.Add("Identity", person.Value);
        else cmdlet.Add("Filter", $"DisplayName -eq {ODataText.Quoted(person.Value)}");

        IReadOnlyList<ExchangeObject> found = await LookAsync(cmdlet, cancel).ConfigureAwait(false);
        return found.Count switch
        {
            0 => null,
            1 => await FromAsync(found[0], cancel).ConfigureAwait(false),
            _ => throw new LifecycleException(ErrorIds.ReferenceNotResolved, ErrorKind.Refused, $"{found.Count} mailboxes answer to {person}. Name one by its object id."),
        };
    }

    /// <inheritdoc/>
    /// <remarks>Source: "Get-Mailbox", SoftDeletedMailbox.</remarks>
    [Needs("Exchange.ManageAsApp")]
    public async Task<bool> IsSoftDeletedAsync(PersonId person, CancellationToken cancel) =>
        (await LookAsync(new Cmdlet("Get-Mailbox", person.Value) { { "Identity", person.Value }, { "SoftDeletedMailbox", true } }, cancel).ConfigureAwait(false)).Count > 0;

    /// <inheritdoc/>
    /// <remarks>Null without a mailbox too.   Source: TotalItemSize, "12.3 GB (13,207,024,435 bytes)", in the service's culture.</remarks>
    [Needs("Exchange.ManageAsApp")]
    public async Task<long?> ReadSizeAsync(PersonId person, CancellationToken cancel)
    {
        IReadOnlyList<ExchangeObject> found = await LookAsync(new Cmdlet("Get-MailboxStatistics", person.Value) { { "Identity", person.Value } }, cancel).ConfigureAwait(false);
        if (found.Count == 0 || found[0].Text("TotalItemSize") is not { } size) return null;

        return BytesOf(size) ?? throw new LifecycleException(
            ErrorIds.ConnectorAnswerUnexpected, ErrorKind.Answer, $"Exchange says a mailbox size that cannot be read: {size}.");
    }

    /// <inheritdoc/>
    /// <remarks>Undo: convert back; a person's mailbox needs a license then.</remarks>
    [Needs("Exchange.ManageAsApp")]
    public Task ConvertAsync(PersonId person, MailboxKind kind, CancellationToken cancel) => OnMailboxAsync(
        new Cmdlet("Set-Mailbox", person.Value)
        {
            { "Identity", person.Value },
            { "Type", kind switch { MailboxKind.Shared => "Shared", MailboxKind.User => "Regular", _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null) } },
        },
        cancel);

    /// <inheritdoc/>
    /// <remarks>
    /// ForwardingAddress would win over the address that is set here, so it is cleared with it.   Undo: set what was before.
    /// Limits: the outbound spam policy may stop mail to another organization without a word here.
    /// </remarks>
    [Needs("Exchange.ManageAsApp")]
    public Task SetForwardingAsync(PersonId person, string? address, bool keepCopy, CancellationToken cancel) => OnMailboxAsync(
        new Cmdlet("Set-Mailbox", person.Value)
        {
            { "Identity", person.Value },
            { "ForwardingAddress", null },
            { "ForwardingSmtpAddress", address },
            { "DeliverToMailboxAndForward", address is not null && keepCopy },
        },
        cancel);

    /// <inheritdoc/>
    /// <remarks>Limits: a synchronized mailbox is hidden in the directory on premises.   Undo: show it again.</remarks>
    [Needs("Exchange.ManageAsApp")]
    public Task SetHiddenAsync(PersonId person, bool hidden, CancellationToken cancel) => OnMailboxAsync(
        new Cmdlet("Set-Mailbox", person.Value) { { "Identity", person.Value }, { "HiddenFromAddressListsEnabled", hidden } }, cancel);

    /// <summary>The bytes in "12.3 GB (13,207,024,435 bytes)"; null when there are none.</summary>
    internal static long? BytesOf(string size)
    {
        Match found = s_bytes.Match(size);
        return found.Success
            ? long.Parse(string.Concat(found.Groups[1].Value.Where(char.IsDigit)), NumberStyles.None, CultureInfo.InvariantCulture)
            : null;
    }

    // The recipient wins over the address when both are set.
    private async Task<Mailbox> FromAsync(ExchangeObject found, CancellationToken cancel) => From(found) with
    {
        ForwardsTo = found.Text("ForwardingAddress") is { } recipient
            ? await AddressOfAsync(recipient, cancel).ConfigureAwait(false)
            : Plain(found.Text("ForwardingSmtpAddress")),
    };

    private static Mailbox From(ExchangeObject found) =>
        new(found.Text("ExternalDirectoryObjectId") ?? found.Needed("Guid"), found.Needed("PrimarySmtpAddress"), found.Needed("RecipientTypeDetails") switch
        {
            "UserMailbox" => MailboxKind.User,
            "SharedMailbox" => MailboxKind.Shared,
            _ => MailboxKind.Other,
        })
        {
            // A hold of the organization that leaves this mailbox out is listed with a minus.
            IsOnHold = found.NeededFlag("LitigationHoldEnabled") || found.Texts("InPlaceHolds").Any(each => !each.StartsWith("-", StringComparison.Ordinal)),
            HasArchive = found.Text("ArchiveStatus") is { } status ? status != "None" : Guid.Parse(found.Needed("ArchiveGuid")) != Guid.Empty,
            KeepsCopy = found.Flag("DeliverToMailboxAndForward") == true,
            IsHidden = found.NeededFlag("HiddenFromAddressListsEnabled"),
            DistinguishedName = found.Needed("DistinguishedName"),
            IsSynchronized = found.NeededFlag("IsDirSynced"),
        };

    private static string? Plain(string? address) =>
        address?.StartsWith("smtp:", StringComparison.OrdinalIgnoreCase) == true ? address.Substring("smtp:".Length) : address;
}

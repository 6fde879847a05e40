using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Connectors.Graph;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.People;
using LifecycleTools.Engine.Ports;

namespace LifecycleTools.Connectors.Exchange;

/// <summary>Distribution lists and mail-enabled security groups, always by id.</summary>
/// <remarks>Source: Exchange Online PowerShell, "Add-DistributionGroupMember", "Get-Recipient", "Set-DistributionGroup".   Takes effect: minutes.</remarks>
internal sealed class ExchangeDistributionLists(ExchangeCalls exchange) : ExchangePort(exchange), IDistributionLists
{
    private static readonly string[] s_kinds = ["MailUniversalDistributionGroup", "MailUniversalSecurityGroup"];

    /// <inheritdoc/>
    /// <remarks>Limits: the filter compares by distinguished name only. How many manage a list is not told here.</remarks>
    [Needs("Exchange.ManageAsApp")]
    public async Task<IReadOnlyList<DistributionList>> ReadMembershipsAsync(Mailbox mailbox, CancellationToken cancel)
    {
        if (mailbox.DistinguishedName.Length == 0)
        {
            throw new LifecycleException(ErrorIds.ConnectorAnswerUnexpected, ErrorKind.Answer, $"The lists of {mailbox.Address} cannot be found: Exchange told no distinguished name of it.");
        }

        IReadOnlyList<ExchangeObject> found = await OnMailboxAsync(
            new Cmdlet("Get-Recipient", "Members " + mailbox.Address)
            {
                { "Filter", $"Members -eq {ODataText.Quoted(mailbox.DistinguishedName)}" }, { "RecipientTypeDetails", s_kinds }, { "ResultSize", "Unlimited" },
            },
            cancel).ConfigureAwait(false);
        return found.Select(From).ToList();
    }

    /// <inheritdoc/>
    [Needs("Exchange.ManageAsApp")]
    public async Task<IReadOnlyList<DistributionList>> ReadManagedAsync(Mailbox mailbox, CancellationToken cancel)
    {
        IReadOnlyList<ExchangeObject> found = await OnMailboxAsync(
            new Cmdlet("Get-DistributionGroup", "ManagedBy " + mailbox.Address) { { "ManagedBy", mailbox.Id }, { "ResultSize", "Unlimited" } }, cancel).ConfigureAwait(false);
        return found.Select(From).ToList();
    }

    /// <inheritdoc/>
    [Needs("Exchange.ManageAsApp")]
    public async Task<IReadOnlyList<DistributionList>> FindAsync(string reference, CancellationToken cancel)
    {
        bool isKey = Guid.TryParse(reference, out _) || ODataText.LooksLikeAddress(reference);
        var cmdlet = new Cmdlet("Get-DistributionGroup", reference) { { "ResultSize", "Unlimited" } };
        if (isKey) cmdlet.Add("Identity", reference);
        else cmdlet.Add("Filter", $"DisplayName -eq {ODataText.Quoted(reference)}");
        return (await LookAsync(cmdlet, cancel).ConfigureAwait(false)).Select(From).ToList();
    }

    /// <inheritdoc/>
    /// <remarks>Undo: remove the member.</remarks>
    [Needs("Exchange.ManageAsApp")]
    public Task AddMemberAsync(string listId, PersonId person, CancellationToken cancel) => SettleAsync(Membership("Add-DistributionGroupMember", listId, person), cancel);

    /// <inheritdoc/>
    /// <remarks>Undo: add the member.</remarks>
    [Needs("Exchange.ManageAsApp")]
    public Task RemoveMemberAsync(string listId, PersonId person, CancellationToken cancel) => SettleAsync(Membership("Remove-DistributionGroupMember", listId, person), cancel);

    /// <inheritdoc/>
    /// <remarks>Limits: Exchange returns all members and can look for none; a name that signs in is looked up first, since members are listed by address.</remarks>
    [Needs("Exchange.ManageAsApp")]
    public async Task<bool> IsMemberAsync(string listId, PersonId person, CancellationToken cancel)
    {
        string id = person.IsObjectId ? person.Value : await IdOfAsync(person, cancel).ConfigureAwait(false);
        IReadOnlyList<ExchangeObject> members = await Exchange.RunAsync(
            new Cmdlet("Get-DistributionGroupMember", listId) { { "Identity", listId }, { "ResultSize", "Unlimited" } }, cancel).ConfigureAwait(false);
        return members.Any(each => string.Equals(each.Text("ExternalDirectoryObjectId"), id, StringComparison.OrdinalIgnoreCase));
    }

    /// <inheritdoc/>
    /// <remarks>Undo: replace them the other way round.</remarks>
    [Needs("Exchange.ManageAsApp")]
    public Task ReplaceManagerAsync(DistributionList list, PersonId? old, PersonId? heir, CancellationToken cancel) => SettleAsync(
        new Cmdlet("Set-DistributionGroup", list.Id)
        {
            { "Identity", list.Id },
            { "ManagedBy", Cmdlet.Change(heir is { } to ? [to.Value] : [], old is { } from ? [from.Value] : []) },
            { "BypassSecurityGroupManagerCheck", true },
        },
        cancel);

    private async Task<string> IdOfAsync(PersonId person, CancellationToken cancel)
    {
        IReadOnlyList<ExchangeObject> found = await Exchange.RunAsync(new Cmdlet("Get-Recipient", person.Value) { { "Identity", person.Value } }, cancel).ConfigureAwait(false);
        return found.Count == 1
            ? found[0].Needed("ExternalDirectoryObjectId")
            : throw new LifecycleException(ErrorIds.ReferenceNotResolved, ErrorKind.NotFound, $"{found.Count} recipients answer to {person}, so nobody can say whether one of them is a member.");
    }

    private static Cmdlet Membership(string name, string listId, PersonId person) => new(name, listId)
    {
        { "Identity", listId }, { "Member", person.Value }, { "BypassSecurityGroupManagerCheck", true }, { "Confirm", false },
    };

    private static DistributionList From(ExchangeObject found) =>
        new(found.Text("ExternalDirectoryObjectId") ?? found.Needed("Guid"), found.Text("DisplayName") ?? "", found.Needed("PrimarySmtpAddress"))
        {
            IsSynchronized = found.Flag("IsDirSynced") == true,
            IsDynamic = found.Text("RecipientTypeDetails") == "DynamicDistributionGroup",
            ManagerCount = found.Texts("ManagedBy").Count,
        };
}

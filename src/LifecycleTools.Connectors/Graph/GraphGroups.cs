using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Engine.People;
using LifecycleTools.Engine.Ports;
using Microsoft.Graph.Models;
using Microsoft.Kiota.Abstractions.Serialization;
using Group = LifecycleTools.Engine.Ports.Group;

namespace LifecycleTools.Connectors.Graph;

/// <summary>Groups in Entra ID.</summary>
/// <remarks>Source: Microsoft Graph v1.0, "Group".   Takes effect: at once; a team or a license that follows takes minutes more.</remarks>
internal sealed class GraphGroups(GraphCalls graph) : GraphPort(graph), IGroups
{
    private static readonly string[] s_properties =
    [
        "id", "displayName", "mail", "mailEnabled", "securityEnabled", "groupTypes", "membershipRule", "onPremisesSyncEnabled",
        "isAssignableToRole", "resourceProvisioningOptions", "assignedLicenses",
    ];

    private static readonly string[] s_id = ["id"];
    private readonly Memberships _memberships = new(graph);

    /// <inheritdoc/>
    /// <remarks>Source: "List a user's direct memberships".</remarks>
    [Needs("GroupMember.Read.All", "Group.Read.All", "Group.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All")]
    public async Task<IReadOnlyList<Group>> ReadMembershipsAsync(PersonId person, CancellationToken cancel)
    {
        IReadOnlyList<Microsoft.Graph.Models.Group> groups = await CallAsync(Graph.ListAsync(
            Api.Users[Key(person)].MemberOf.GraphGroup.ToGetRequestInformation(ask => ask.QueryParameters.Select = s_properties),
            GroupCollectionResponse.CreateFromDiscriminatorValue, page => page.Value, cancel)).ConfigureAwait(false);
        return groups.Select(From).ToList();
    }

    /// <inheritdoc/>
    /// <remarks>Source: "Get group", "List groups".</remarks>
    [Needs("Group.Read.All", "Group.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All")]
    public async Task<IReadOnlyList<Group>> FindAsync(string reference, CancellationToken cancel)
    {
        if (Guid.TryParse(reference, out _))
        {
            Microsoft.Graph.Models.Group? one = await FindOneAsync(
                Api.Groups[reference].GetAsync(ask => ask.QueryParameters.Select = s_properties, cancel)).ConfigureAwait(false);
            return one is null ? [] : [From(one)];
        }

        string filter = ODataText.LooksLikeAddress(reference)
            ? $"mail eq {ODataText.Quoted(reference)} or {ODataText.HasAddress(reference)}"
            : $"displayName eq {ODataText.Quoted(reference)}";
        IReadOnlyList<Microsoft.Graph.Models.Group> found = await CallAsync(Graph.ListAsync(
            Api.Groups.ToGetRequestInformation(ask => (ask.QueryParameters.Filter, ask.QueryParameters.Select) = (filter, s_properties)),
            GroupCollectionResponse.CreateFromDiscriminatorValue, page => page.Value, cancel)).ConfigureAwait(false);
        return found.Select(From).ToList();
    }

    /// <inheritdoc/>
    /// <remarks>Undo: remove the member.   Source: "Add members"; 400 when the person is one already, which is success here.</remarks>
    [Needs("GroupMember.ReadWrite.All", "Group.ReadWrite.All", "Directory.ReadWrite.All")]
    public Task AddMemberAsync(string groupId, PersonId person, CancellationToken cancel) =>
        AddOneAsync(_memberships.AddAsync(MembershipKind.GroupMember, groupId, person.Value, cancel));

    /// <inheritdoc/>
    /// <remarks>Undo: add the member.   Source: "Remove member".</remarks>
    [Needs("GroupMember.ReadWrite.All", "Group.ReadWrite.All", "Directory.ReadWrite.All")]
    public Task RemoveMemberAsync(string groupId, PersonId person, CancellationToken cancel) =>
        RemoveOneAsync(_memberships.RemoveAsync(MembershipKind.GroupMember, groupId, person.Value, cancel));

    /// <inheritdoc/>
    /// <remarks>Source: "List group members", filtered by id; some clouds refuse that filter, and then all members are read.</remarks>
    [Needs("GroupMember.Read.All", "Group.Read.All", "Group.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All")]
    public async Task<bool> IsMemberAsync(string groupId, PersonId person, CancellationToken cancel)
    {
        IReadOnlyList<DirectoryObject> members;
        try
        {
            members = await ReadMembersAsync($"id eq {ODataText.Quoted(person.Value)}").ConfigureAwait(false);
        }
        catch (GraphRefusal refusal) when (refusal.Code == "Request_UnsupportedQuery")
        {
            members = await ReadMembersAsync(null).ConfigureAwait(false);
        }

        return members.Any(each => string.Equals(each.Id, person.Value, StringComparison.OrdinalIgnoreCase));

        Task<IReadOnlyList<DirectoryObject>> ReadMembersAsync(string? filter) => CallAsync(
            Graph.ListAsync(
                Api.Groups[groupId].Members.ToGetRequestInformation(ask =>
                {
                    ask.QueryParameters.Select = s_id;
                    if (filter is not null) ask.QueryParameters.Filter = filter;
                }),
                DirectoryObjectCollectionResponse.CreateFromDiscriminatorValue, page => page.Value, cancel),
            nameof(IsMemberAsync));
    }

    private static Group From(Microsoft.Graph.Models.Group group) =>
        new(GraphCalls.Present(group.Id, "group id"), group.DisplayName ?? "", group.Mail, KindOf(group))
        {
            MembershipRule = group.GroupTypes?.Contains("DynamicMembership") == true ? group.MembershipRule ?? "" : null,
            IsSynchronized = group.OnPremisesSyncEnabled == true,
            IsRoleAssignable = group.IsAssignableToRole == true,
            HasTeam = ProvisioningOf(group).Contains("Team"),
            LicensedSkuIds = (group.AssignedLicenses ?? []).Where(each => each.SkuId is not null).Select(each => each.SkuId!.Value.ToString()).ToList(),
        };

    // The SDK's model does not have this property.
    private static IEnumerable<string?> ProvisioningOf(Microsoft.Graph.Models.Group group) =>
        group.AdditionalData.TryGetValue("resourceProvisioningOptions", out object? found) && found is UntypedArray options
            ? options.GetValue().OfType<UntypedString>().Select(each => each.GetValue())
            : [];

    private static GroupKind KindOf(Microsoft.Graph.Models.Group group)
    {
        // Absent would make a distribution list look like a security group, which Graph would then be asked to change.
        bool hasMail = GraphCalls.Present(group.MailEnabled, "mailEnabled");
        bool isSecurity = GraphCalls.Present(group.SecurityEnabled, "securityEnabled");
        if (GraphCalls.Present(group.GroupTypes, "groupTypes").Contains("Unified")) return GroupKind.Microsoft365;
        if (!hasMail) return GroupKind.Security;
        return isSecurity ? GroupKind.MailEnabledSecurity : GroupKind.DistributionList;
    }
}

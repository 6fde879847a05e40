using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.People;
using LifecycleTools.Engine.Ports;
using Microsoft.Graph.Models;
using Microsoft.Kiota.Abstractions;

namespace LifecycleTools.Connectors.Graph;

/// <summary>Owners of groups and apps in Entra ID. Managers of distribution lists are Exchange's.</summary>
/// <remarks>Source: Microsoft Graph v1.0, "List ownedObjects", "Add owner", "Remove owner".   Takes effect: at once.</remarks>
internal sealed class GraphOwnership(GraphCalls graph) : GraphPort(graph), IOwnership
{
    private static readonly string[] s_id = ["id"];
    private readonly Memberships _memberships = new(graph);

    /// <inheritdoc/>
    /// <remarks>
    /// Distribution lists and mail-enabled security groups are left out: their managers are changed in Exchange.
    /// Source: "List ownedObjects", "List group owners" and its siblings for apps.
    /// </remarks>
    [Needs("User.Read.All", "User.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All")]
    [Needs("GroupMember.Read.All", "Group.Read.All", "Group.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All")]
    [Needs("Application.Read.All", "Application.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All")]
    public async Task<IReadOnlyList<OwnedObject>> ReadAsync(PersonId person, CancellationToken cancel)
    {
        IReadOnlyList<DirectoryObject> owned = await CallAsync(Graph.ListAsync(
            Api.Users[Key(person)].OwnedObjects.ToGetRequestInformation(),
            DirectoryObjectCollectionResponse.CreateFromDiscriminatorValue, page => page.Value, cancel)).ConfigureAwait(false);

        // All asked before any is awaited, so that they travel in one batch.
        return await Task.WhenAll(owned.Where(each => !IsExchangeOwned(each)).Select(each => WithOwnersAsync(each, person, cancel))).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    /// <remarks>Undo: remove the owner.   Source: "Add owner"; 400 when the person is one already, which is success here.</remarks>
    [Needs("Group.ReadWrite.All", "Directory.ReadWrite.All")]
    [Needs("Application.ReadWrite.All", "Directory.ReadWrite.All")]
    public Task AddAsync(OwnedObject owned, PersonId owner, CancellationToken cancel) =>
        AddOneAsync(_memberships.AddAsync(MembershipOf(owned), owned.Id, owner.Value, cancel));

    /// <inheritdoc/>
    /// <remarks>Undo: add the owner.   Source: "Remove owner"; the last owner of a group is refused.</remarks>
    [Needs("Group.ReadWrite.All", "Directory.ReadWrite.All")]
    [Needs("Application.ReadWrite.All", "Directory.ReadWrite.All")]
    public Task RemoveAsync(OwnedObject owned, PersonId owner, CancellationToken cancel) =>
        RemoveOneAsync(_memberships.RemoveAsync(MembershipOf(owned), owned.Id, owner.Value, cancel));

    private async Task<OwnedObject> WithOwnersAsync(DirectoryObject owned, PersonId person, CancellationToken cancel)
    {
        string id = GraphCalls.Present(owned.Id, "object id");
        IReadOnlyList<string> others = [];
        if (OwnersOf(owned, id) is { } request)
        {
            IReadOnlyList<DirectoryObject> owners = await CallAsync(
                Graph.ListAsync(request, DirectoryObjectCollectionResponse.CreateFromDiscriminatorValue, page => page.Value, cancel),
                nameof(ReadAsync)).ConfigureAwait(false);
            others = owners.Select(each => GraphCalls.Present(each.Id, "owner id"))
                .Where(each => !string.Equals(each, person.Value, StringComparison.OrdinalIgnoreCase)).ToList();
        }

        (OwnedKind kind, string? name) = owned switch
        {
            Microsoft.Graph.Models.Group group => (OwnedKind.Group, group.DisplayName),
            Application application => (OwnedKind.Application, application.DisplayName),
            ServicePrincipal principal => (OwnedKind.ServicePrincipal, principal.DisplayName),
            _ => (OwnedKind.Other, owned.OdataType),
        };
        return new OwnedObject(id, name ?? id, kind, others)
        {
            IsSynchronized = (owned as Microsoft.Graph.Models.Group)?.OnPremisesSyncEnabled == true,
        };
    }

    private RequestInformation? OwnersOf(DirectoryObject owned, string id) => owned switch
    {
        Microsoft.Graph.Models.Group => Api.Groups[id].Owners.ToGetRequestInformation(ask => ask.QueryParameters.Select = s_id),
        Application => Api.Applications[id].Owners.ToGetRequestInformation(ask => ask.QueryParameters.Select = s_id),
        ServicePrincipal => Api.ServicePrincipals[id].Owners.ToGetRequestInformation(ask => ask.QueryParameters.Select = s_id),
        _ => null,
    };

    private static bool IsExchangeOwned(DirectoryObject owned) =>
        owned is Microsoft.Graph.Models.Group group
        && GraphCalls.Present(group.MailEnabled, "mailEnabled")
        && !GraphCalls.Present(group.GroupTypes, "groupTypes").Contains("Unified");

    private static MembershipKind MembershipOf(OwnedObject owned) => owned.Kind switch
    {
        OwnedKind.Group => MembershipKind.GroupOwner,
        OwnedKind.Application => MembershipKind.ApplicationOwner,
        OwnedKind.ServicePrincipal => MembershipKind.ServicePrincipalOwner,
        _ => throw new LifecycleException(ErrorIds.StepNeedsPerson, ErrorKind.Refused, $"The owners of {owned.Name} ({owned.Id}) were not changed: this version knows no address for its kind.")
        {
            RecommendedAction = "Change its owners in the Entra admin center.",
        },
    };
}

using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Engine.People;
using LifecycleTools.Engine.Ports;
using Microsoft.Graph.Models;

namespace LifecycleTools.Connectors.Graph;

/// <summary>App roles of people, and their consents, in Entra ID.</summary>
/// <remarks>Source: Microsoft Graph v1.0, "appRoleAssignment", "oAuth2PermissionGrant".</remarks>
internal sealed class GraphAppAccess(GraphCalls graph) : GraphPort(graph), IAppAccess
{
    /// <inheritdoc/>
    /// <remarks>App roles that a group gives end with the membership and are left out.   Source: "List appRoleAssignments granted to a user", "List a user's oauth2PermissionGrants".</remarks>
    [Needs("Directory.Read.All", "Directory.ReadWrite.All")]
    public async Task<IReadOnlyList<AppGrant>> ReadAsync(PersonId person, CancellationToken cancel)
    {
        Task<IReadOnlyList<AppRoleAssignment>> readingRoles = CallAsync(Graph.ListAsync(
            Api.Users[Key(person)].AppRoleAssignments.ToGetRequestInformation(),
            AppRoleAssignmentCollectionResponse.CreateFromDiscriminatorValue, page => page.Value, cancel));
        Task<IReadOnlyList<OAuth2PermissionGrant>> readingConsents = CallAsync(Graph.ListAsync(
            Api.Users[Key(person)].Oauth2PermissionGrants.ToGetRequestInformation(),
            OAuth2PermissionGrantCollectionResponse.CreateFromDiscriminatorValue, page => page.Value, cancel));
        await Task.WhenAll(readingRoles, readingConsents).ConfigureAwait(false);

        IEnumerable<AppGrant> roles = (await readingRoles.ConfigureAwait(false))
            .Where(each => Is(GraphCalls.Present(each.PrincipalType, "principalType"), "User"))
            .Select(each => new AppGrant(
                GraphCalls.Present(each.Id, "assignment id"), each.ResourceDisplayName ?? each.ResourceId?.ToString() ?? "", IsConsent: false, each.AppRoleId?.ToString() ?? ""));
        IEnumerable<AppGrant> consents = (await readingConsents.ConfigureAwait(false))
            .Where(each => Is(GraphCalls.Present(each.ConsentType, "consentType"), "Principal"))
            .Select(each => new AppGrant(GraphCalls.Present(each.Id, "grant id"), GraphCalls.Present(each.ClientId, "clientId"), IsConsent: true, (each.Scope ?? "").Trim()));
        return roles.Concat(consents).ToList();
    }

    /// <inheritdoc/>
    /// <remarks>
    /// Takes effect: for new tokens.   Undo: assign the role again; a consent only the person can give again.
    /// Source: "Delete appRoleAssignment", "Delete oAuth2PermissionGrant".
    /// </remarks>
    [Needs("AppRoleAssignment.ReadWrite.All")]
    [Needs("DelegatedPermissionGrant.ReadWrite.All")]
    public Task RemoveAsync(PersonId person, AppGrant grant, CancellationToken cancel) => RemoveOneAsync(grant.IsConsent
        ? Api.Oauth2PermissionGrants[grant.Id].DeleteAsync(cancellationToken: cancel)
        : Api.Users[Key(person)].AppRoleAssignments[grant.Id].DeleteAsync(cancellationToken: cancel));

    private static bool Is(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);
}

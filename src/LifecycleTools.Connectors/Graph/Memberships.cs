using System;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Graph.Models;

namespace LifecycleTools.Connectors.Graph;

/// <summary>What someone is a member or an owner of.</summary>
internal enum MembershipKind
{
    GroupMember,
    GroupOwner,
    ApplicationOwner,
    ServicePrincipalOwner,
    DirectoryRoleMember,
}

/// <summary>The only place that builds the address of a membership to add or to remove.</summary>
/// <remarks>
/// Without /$ref at its end the same DELETE deletes the person. <see cref="Http.ReferenceGuard"/> stops one that comes from elsewhere.
/// Source: Microsoft Graph v1.0, "Add member", "Remove member", "Add owner", "Remove owner".
/// </remarks>
internal sealed class Memberships(GraphCalls graph)
{
    /// <summary>Adds; the refusal of one that is there already is the caller's to judge.</summary>
    public Task AddAsync(MembershipKind kind, string holder, string member, CancellationToken cancel)
    {
        var body = new ReferenceCreate { OdataId = graph.ObjectAddress(member) };
        return kind switch
        {
            MembershipKind.GroupMember => graph.Api.Groups[holder].Members.Ref.PostAsync(body, cancellationToken: cancel),
            MembershipKind.GroupOwner => graph.Api.Groups[holder].Owners.Ref.PostAsync(body, cancellationToken: cancel),
            MembershipKind.ApplicationOwner => graph.Api.Applications[holder].Owners.Ref.PostAsync(body, cancellationToken: cancel),
            MembershipKind.ServicePrincipalOwner => graph.Api.ServicePrincipals[holder].Owners.Ref.PostAsync(body, cancellationToken: cancel),
            MembershipKind.DirectoryRoleMember => graph.Api.DirectoryRoles[holder].Members.Ref.PostAsync(body, cancellationToken: cancel),
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
        };
    }

    /// <summary>Removes the membership, never the member.</summary>
    public Task RemoveAsync(MembershipKind kind, string holder, string member, CancellationToken cancel) => kind switch
    {
        MembershipKind.GroupMember => graph.Api.Groups[holder].Members[member].Ref.DeleteAsync(cancellationToken: cancel),
        MembershipKind.GroupOwner => graph.Api.Groups[holder].Owners[member].Ref.DeleteAsync(cancellationToken: cancel),
        MembershipKind.ApplicationOwner => graph.Api.Applications[holder].Owners[member].Ref.DeleteAsync(cancellationToken: cancel),
        MembershipKind.ServicePrincipalOwner => graph.Api.ServicePrincipals[holder].Owners[member].Ref.DeleteAsync(cancellationToken: cancel),
        MembershipKind.DirectoryRoleMember => graph.Api.DirectoryRoles[holder].Members[member].Ref.DeleteAsync(cancellationToken: cancel),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };
}

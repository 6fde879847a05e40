using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace LifecycleTools.Engine.Ports;

/// <summary>What the tenant itself is.</summary>
public interface ITenantFacts
{
    /// <summary>The tenant's id and name.</summary>
    Task<TenantIdentity> ReadIdentityAsync(CancellationToken cancel);

    /// <summary>The domains that are verified.</summary>
    Task<IReadOnlyList<string>> ReadVerifiedDomainsAsync(CancellationToken cancel);

    /// <summary>The application permissions that were granted to us, and the directory roles we hold.</summary>
    Task<GrantedRights> ReadGrantedRightsAsync(CancellationToken cancel);

    /// <summary>What we may do, as far as it can be known before anything is tried.</summary>
    /// <param name="quick">Only what the token at hand says, with no request: for a departure, where nothing may come before the block.</param>
    Task<HeldRights> ReadHeldRightsAsync(bool quick, CancellationToken cancel);

    /// <summary>How many people the tenant has: enabled accounts that are no guests.</summary>
    Task<int> CountPeopleAsync(CancellationToken cancel);

    /// <summary>Our own account or service principal: nobody may offboard the operator.</summary>
    Task<string> ReadOwnIdAsync(CancellationToken cancel);
}

/// <summary>Id and name of a tenant.</summary>
public sealed record TenantIdentity(string Id, string Name);

/// <summary>What we may do: Graph application permissions by name, directory roles by display name.</summary>
public sealed record GrantedRights(IReadOnlyList<string> Permissions, IReadOnlyList<string> DirectoryRoles);

/// <summary>What we may do, before anything is tried. Null is "not known", and never a reason to refuse.</summary>
/// <param name="Graph">Application permissions of Microsoft Graph: the token's roles.</param>
/// <param name="Exchange">Application permissions of Exchange Online: its token's roles.</param>
/// <param name="DirectoryRoles">Directory roles by display name. One that comes through a group may be missing.</param>
public sealed record HeldRights(IReadOnlyList<string>? Graph, IReadOnlyList<string>? Exchange, IReadOnlyList<string>? DirectoryRoles)
{
    /// <summary>Nothing is known.</summary>
    public static HeldRights Unknown { get; } = new(null, null, null);

    /// <summary>Whether it is known that we lack this.</summary>
    public bool Lacks(NeedsAttribute need)
    {
        IReadOnlyList<string>? held = need is NeedsRoleAttribute ? DirectoryRoles : need.Least.StartsWith("Exchange.", StringComparison.Ordinal) ? Exchange : Graph;
        return held is not null && !need.IsMetBy(held);
    }
}

/// <summary>Tells people.</summary>
public interface IMessages
{
    /// <summary>Sends a plain-text mail.</summary>
    /// <returns>What the service accepted it with: status and request id. Accepted is not delivered.</returns>
    Task<string> SendAsync(string subject, string text, IReadOnlyList<string> to, CancellationToken cancel);

    /// <summary>Whether a sender is configured.</summary>
    bool IsConfigured { get; }
}

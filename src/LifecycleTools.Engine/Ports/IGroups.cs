using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Engine.People;

namespace LifecycleTools.Engine.Ports;

/// <summary>The groups whose members Graph can change, and a live look at those it cannot.</summary>
public interface IGroups
{
    /// <summary>Every group, of every kind, that the person is a direct member of.</summary>
    Task<IReadOnlyList<Group>> ReadMembershipsAsync(PersonId person, CancellationToken cancel);

    /// <summary>Finds a group by object id, mail address or a name that must be unique.</summary>
    /// <returns>Every match; one is what the caller wants.</returns>
    Task<IReadOnlyList<Group>> FindAsync(string reference, CancellationToken cancel);

    /// <summary>Adds a member. Being one already is success.</summary>
    Task AddMemberAsync(string groupId, PersonId person, CancellationToken cancel);

    /// <summary>Takes a member out. Not being one is success. The person is never deleted: the address ends in /$ref.</summary>
    Task RemoveMemberAsync(string groupId, PersonId person, CancellationToken cancel);

    /// <summary>Whether the person is a member now, asked of the group.</summary>
    Task<bool> IsMemberAsync(string groupId, PersonId person, CancellationToken cancel);
}

/// <summary>What kind of group, which decides who can change it.</summary>
public enum GroupKind
{
    /// <summary>Security group without mail.</summary>
    Security,

    /// <summary>Microsoft 365 group, with or without a team.</summary>
    Microsoft365,

    /// <summary>Distribution list: Exchange only.</summary>
    DistributionList,

    /// <summary>Mail-enabled security group: Exchange only.</summary>
    MailEnabledSecurity,
}

/// <summary>A group as it is now.</summary>
/// <param name="Id">Object id.</param>
/// <param name="Name">Display name; not unique.</param>
/// <param name="Mail">Address, where it has one.</param>
/// <param name="Kind">What kind.</param>
public sealed record Group(string Id, string Name, string? Mail, GroupKind Kind)
{
    /// <summary>The rule of a dynamic group; null for one whose members are set by hand.</summary>
    public string? MembershipRule { get; init; }

    /// <summary>The directory on premises owns it.</summary>
    public bool IsSynchronized { get; init; }

    /// <summary>Its members can hold directory roles.</summary>
    public bool IsRoleAssignable { get; init; }

    /// <summary>It has a team.</summary>
    public bool HasTeam { get; init; }

    /// <summary>SKUs that its members inherit.</summary>
    public IReadOnlyList<string> LicensedSkuIds { get; init; } = [];

    /// <summary>Only Exchange can change its members.</summary>
    public bool IsExchangeOwned => Kind is GroupKind.DistributionList or GroupKind.MailEnabledSecurity;

    /// <summary>"Sales (sales@contoso.example)", for people.</summary>
    public override string ToString() => Mail is null ? Name : $"{Name} ({Mail})";
}

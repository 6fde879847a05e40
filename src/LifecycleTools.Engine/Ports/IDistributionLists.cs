using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Engine.People;

namespace LifecycleTools.Engine.Ports;

/// <summary>Distribution lists and mail-enabled security groups, which only Exchange can change.</summary>
public interface IDistributionLists
{
    /// <summary>The lists that the mailbox is a member of.</summary>
    Task<IReadOnlyList<DistributionList>> ReadMembershipsAsync(Mailbox mailbox, CancellationToken cancel);

    /// <summary>The lists that the person manages.</summary>
    Task<IReadOnlyList<DistributionList>> ReadManagedAsync(Mailbox mailbox, CancellationToken cancel);

    /// <summary>Finds a list by object id, address or a name that must be unique.</summary>
    /// <returns>Every match; one is what the caller wants.</returns>
    Task<IReadOnlyList<DistributionList>> FindAsync(string reference, CancellationToken cancel);

    /// <summary>Adds a member. Being one already is success.</summary>
    Task AddMemberAsync(string listId, PersonId person, CancellationToken cancel);

    /// <summary>Takes a member out. Not being one is success.</summary>
    Task RemoveMemberAsync(string listId, PersonId person, CancellationToken cancel);

    /// <summary>Whether the person is a member now, asked of the list.</summary>
    Task<bool> IsMemberAsync(string listId, PersonId person, CancellationToken cancel);

    /// <summary>Replaces one manager of a list by another, takes one out, or adds one.</summary>
    /// <param name="old">Who goes; null for nobody.</param>
    /// <param name="heir">Who comes; null for nobody.</param>
    Task ReplaceManagerAsync(DistributionList list, PersonId? old, PersonId? heir, CancellationToken cancel);
}

/// <summary>A list.</summary>
/// <param name="Id">The directory's object id.</param>
/// <param name="Name">Display name; not unique.</param>
/// <param name="Address">Its address.</param>
public sealed record DistributionList(string Id, string Name, string Address)
{
    /// <summary>The directory on premises owns it.</summary>
    public bool IsSynchronized { get; init; }

    /// <summary>Its members follow a rule.</summary>
    public bool IsDynamic { get; init; }

    /// <summary>How many manage it.</summary>
    public int ManagerCount { get; init; }

    /// <summary>"Newsletter (newsletter@contoso.example)", for people.</summary>
    public override string ToString() => $"{Name} ({Address})";
}

/// <summary>Phones that hold mail.</summary>
public interface IMailPhones
{
    /// <summary>The phones partnered with the mailbox.</summary>
    Task<IReadOnlyList<MailPhone>> ReadAsync(PersonId person, CancellationToken cancel);

    /// <summary>Removes the mail account from the phone, and nothing else from it.</summary>
    Task RemoveAccountAsync(MailPhone phone, CancellationToken cancel);
}

/// <summary>A phone partnership.</summary>
/// <param name="Id">Its identity in Exchange.</param>
/// <param name="Name">What it calls itself.</param>
/// <param name="State">The state of the account's removal as Exchange says it.</param>
/// <param name="RemovalRequested">The removal was accepted or is done.</param>
public sealed record MailPhone(string Id, string Name, string State, bool RemovalRequested);

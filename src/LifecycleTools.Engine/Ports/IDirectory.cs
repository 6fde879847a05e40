using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Engine.People;
using LifecycleTools.Engine.Security;

namespace LifecycleTools.Engine.Ports;

/// <summary>The people of the tenant.</summary>
public interface IDirectory
{
    /// <summary>Reads one person by object id or user principal name.</summary>
    /// <returns>Null when the directory does not show them (yet).</returns>
    Task<Person?> ReadAsync(PersonId person, CancellationToken cancel);

    /// <summary>Everyone with this HR number.</summary>
    Task<IReadOnlyList<Person>> FindByEmployeeIdAsync(string employeeId, CancellationToken cancel);

    /// <summary>Who or what holds this address or alias already: users, deleted users, groups, contacts, any proxy address.</summary>
    /// <returns>Empty when it is free.</returns>
    Task<IReadOnlyList<NameClash>> FindClashesAsync(string userPrincipalName, string mailNickname, CancellationToken cancel);

    /// <summary>Makes an account; the password must be changed at the first sign-in.</summary>
    /// <returns>The id that the directory gave; use it, since reads by name come later.</returns>
    /// <exception cref="Errors.LifecycleException">NameTaken when the directory says that the name is taken.</exception>
    Task<PersonId> CreateAsync(NewAccount account, Secret password, CancellationToken cancel);

    /// <summary>Changes what is not null.</summary>
    Task UpdateAsync(PersonId person, Profile profile, CancellationToken cancel);

    /// <summary>The manager; null when none is set.</summary>
    Task<Person?> ReadManagerAsync(PersonId person, CancellationToken cancel);

    /// <summary>Deleted accounts, which are kept for thirty days, with this HR number or mail address.</summary>
    /// <param name="employeeId">Null: only by address.</param>
    /// <param name="mail">Null: only by number.</param>
    Task<IReadOnlyList<Person>> FindDeletedAsync(string? employeeId, string? mail, CancellationToken cancel);

    /// <summary>Reads a deleted account by its object id; null when it is not among the deleted ones.</summary>
    Task<Person?> ReadDeletedAsync(PersonId person, CancellationToken cancel);

    /// <summary>Brings a deleted account back, with its id, its licenses and its mailbox. Memberships do not come back.</summary>
    /// <exception cref="Errors.LifecycleException">NameTaken when somebody holds its name or address by now.</exception>
    Task RestoreAsync(PersonId person, CancellationToken cancel);

    /// <summary>Sets the manager.</summary>
    Task SetManagerAsync(PersonId person, PersonId manager, CancellationToken cancel);
}

/// <summary>Something that holds a name already.</summary>
/// <param name="Kind">user, deleted user, group, contact.</param>
/// <param name="Id">Its object id.</param>
/// <param name="Name">Its display name.</param>
/// <param name="Holds">The address or alias that clashes.</param>
public sealed record NameClash(string Kind, string Id, string Name, string Holds);

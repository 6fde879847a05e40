using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Engine.People;

namespace LifecycleTools.Engine.Ports;

/// <summary>Who owns groups and applications.</summary>
public interface IOwnership
{
    /// <summary>Everything that the person owns, with the other owners of each.</summary>
    Task<IReadOnlyList<OwnedObject>> ReadAsync(PersonId person, CancellationToken cancel);

    /// <summary>Adds an owner. Being one already is success.</summary>
    Task AddAsync(OwnedObject owned, PersonId owner, CancellationToken cancel);

    /// <summary>Takes an owner out. Not being one is success.</summary>
    /// <exception cref="Errors.LifecycleException">GroupLastOwner.</exception>
    Task RemoveAsync(OwnedObject owned, PersonId owner, CancellationToken cancel);
}

/// <summary>What kind of object is owned.</summary>
public enum OwnedKind
{
    /// <summary>A group that Graph can change.</summary>
    Group,

    /// <summary>An app registration.</summary>
    Application,

    /// <summary>An enterprise application.</summary>
    ServicePrincipal,

    /// <summary>Something else, which a person must look at.</summary>
    Other,
}

/// <summary>Something owned.</summary>
/// <param name="Id">Object id.</param>
/// <param name="Name">Display name.</param>
/// <param name="Kind">What it is.</param>
/// <param name="OtherOwnerIds">Object ids of the other owners.</param>
public sealed record OwnedObject(string Id, string Name, OwnedKind Kind, IReadOnlyList<string> OtherOwnerIds)
{
    /// <summary>The directory on premises owns it.</summary>
    public bool IsSynchronized { get; init; }
}

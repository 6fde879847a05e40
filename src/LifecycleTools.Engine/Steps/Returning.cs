using LifecycleTools.Engine.People;
using LifecycleTools.Engine.Roles;
using LifecycleTools.Engine.Steps.Return;

namespace LifecycleTools.Engine.Steps;

/// <summary>The undoing of a departure as the run goes on.</summary>
public sealed class Returning(ReturnRequest request, DepartureRecord was, RoleMap? map = null)
{
    private volatile Person? _person;
    private volatile Person? _manager;

    /// <summary>What was asked.</summary>
    public ReturnRequest Request { get; } = request;

    /// <summary>What was before the departure.</summary>
    public DepartureRecord Was { get; } = was;

    /// <summary>Who it is, once the check has read them.</summary>
    public Person? Person { get => _person; set => _person = value; }

    /// <summary>Who managed them before the departure, once the check has read them; null for nobody, or somebody who is gone.</summary>
    public Person? Manager { get => _manager; set => _manager = value; }

    /// <summary>Where they work: the site that the departure was settled for, or the one that the role map has for them; null when that is not certain.</summary>
    public Site? Site => Was.SiteName.Length > 0 ? map?.FindSite(Was.SiteName) : Person is { } person ? map?.SiteOf(person) : null;

    /// <summary>The person's object id; it is the same before and after.</summary>
    public PersonId Id => Was.Person;

    /// <summary>The user principal name.</summary>
    public string Name => Person?.UserPrincipalName ?? Was.Name;
}

using System.Collections.Generic;
using System.Threading;
using LifecycleTools.Engine.People;
using LifecycleTools.Engine.Ports;
using LifecycleTools.Engine.Roles;

namespace LifecycleTools.Engine.Steps;

/// <summary>A departure as the run goes on.</summary>
public sealed class Leaving(DepartureRequest request, DepartureRules rules, RoleMap? map = null)
{
    private volatile Person? _person;
    private Person? _justRead;
    private volatile Person? _manager;
    private volatile Person? _delegate;
    private volatile IReadOnlyList<Group> _groups = [];

    /// <summary>What was asked.</summary>
    public DepartureRequest Request { get; } = request;

    /// <summary>What the role map says about departures.</summary>
    public DepartureRules Rules { get; } = rules;

    /// <summary>Who it is, once the check has read them.</summary>
    public Person? Person
    {
        get => _person;
        set
        {
            _person = value;
            _justRead = value;
        }
    }

    /// <summary>Where they work: the site that was asked for, or the one that the role map has for their office or address; null when that is not certain.</summary>
    public Site? Site => Request.Site.Length > 0 ? map?.FindSite(Request.Site) : Person is { } person ? map?.SiteOf(person) : null;

    /// <summary>Their manager; null when none is set.</summary>
    public Person? Manager { get => _manager; set => _manager = value; }

    /// <summary>Who takes over; null until the check has settled it, or when nobody can.</summary>
    public Person? Delegate { get => _delegate; set => _delegate = value; }

    /// <summary>Their groups as the check found them.</summary>
    public IReadOnlyList<Group> Groups { get => _groups; set => _groups = value; }

    /// <summary>The person as the check read them a moment ago, for the first step after it; null when it was taken.</summary>
    public Person? TakeJustRead() => Interlocked.Exchange(ref _justRead, null);

    /// <summary>The person that the check read. Every other step needs the check, so it is there.</summary>
    public Person Who => Person ?? throw new System.InvalidOperationException("The departure has not been checked.");

    /// <summary>The user principal name, or what was asked for.</summary>
    public string Name => Person?.UserPrincipalName ?? Request.Identity;

    /// <summary>Whether meetings are canceled.</summary>
    public bool CancelsMeetings => Request.CancelMeetings ?? Rules.CancelMeetings;
}

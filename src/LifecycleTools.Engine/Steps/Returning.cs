using LifecycleTools.Engine.People;
using LifecycleTools.Engine.Steps.Return;

namespace LifecycleTools.Engine.Steps;

/// <summary>The undoing of a departure as the run goes on.</summary>
public sealed class Returning(ReturnRequest request, DepartureRecord was)
{
    private volatile Person? _person;

    /// <summary>What was asked.</summary>
    public ReturnRequest Request { get; } = request;

    /// <summary>What was before the departure.</summary>
    public DepartureRecord Was { get; } = was;

    /// <summary>Who it is, once the check has read them.</summary>
    public Person? Person { get => _person; set => _person = value; }

    /// <summary>The person's object id; it is the same before and after.</summary>
    public PersonId Id => Was.Person;

    /// <summary>The user principal name.</summary>
    public string Name => Person?.UserPrincipalName ?? Was.Name;
}

using System;

namespace LifecycleTools.Engine.People;

/// <summary>The directory's object id of a person, or while it is not known yet the user principal name that leads to it.</summary>
public readonly record struct PersonId(string Value)
{
    /// <summary>True for an object id; false for a user principal name.</summary>
    public bool IsObjectId => Guid.TryParse(Value, out _);

    /// <inheritdoc/>
    public override string ToString() => Value;
}

using System;
using System.Collections.Generic;

namespace LifecycleTools.Engine.Roles;

/// <summary>One entry of a role map: what people with this role get.</summary>
public sealed record Role
{
    /// <summary>Name in the map.</summary>
    public required string Name { get; init; }

    /// <summary>One line for people. Null: none given.</summary>
    public string? Description { get; init; }

    /// <summary>Roles whose grants come first, in this order.</summary>
    public IReadOnlyList<string> Extends { get; init; } = Array.Empty<string>();

    /// <summary>Whether the role only serves others as a base and cannot be given to a person.</summary>
    public bool Abstract { get; init; }

    /// <summary>What the role itself gives.</summary>
    public Grants Gives { get; init; } = Grants.Nothing;
}

/// <summary>Something that changes for some people, whatever their role. All conditions that are given must hold; within one, any value will do.</summary>
public sealed record Override
{
    /// <summary>Name in the map.</summary>
    public required string Name { get; init; }

    /// <summary>Names of sites. Empty: every site.</summary>
    public IReadOnlyList<string> Sites { get; init; } = Array.Empty<string>();

    /// <summary>Names of roles, as given to the person. Empty: every role.</summary>
    public IReadOnlyList<string> Roles { get; init; } = Array.Empty<string>();

    /// <summary>Departments, compared without regard to case. Empty: every department.</summary>
    public IReadOnlyList<string> Departments { get; init; } = Array.Empty<string>();

    /// <summary>Employment types, compared without regard to case. Empty: every one.</summary>
    public IReadOnlyList<string> EmploymentTypes { get; init; } = Array.Empty<string>();

    /// <summary>What it adds, takes back or changes.</summary>
    public Grants Gives { get; init; } = Grants.Nothing;
}

using System.Collections.Generic;

namespace LifecycleTools.Engine.Roles;

/// <summary>How accounts are named.</summary>
/// <remarks>
/// A pattern is text with placeholders: {given}, {surname}, {g} and {s} (first letters), {n} (2 to 99, tried in turn).
/// The part of the user principal name after the @ is the site's mail domain.
/// </remarks>
public sealed record NamingRules
{
    /// <summary>Pattern of the part before the @.</summary>
    public string UserPrincipalName { get; init; } = "{given}.{surname}";

    /// <summary>Patterns to try in this order when the first is taken.</summary>
    public IReadOnlyList<string> Alternatives { get; init; } = new[] { "{given}.{surname}{n}" };

    /// <summary>Pattern of the display name; here the names keep their accents and letters.</summary>
    public string DisplayName { get; init; } = "{given} {surname}";
}

/// <summary>How accounts are named, as one part of the map writes it. Null: not said here. A list of alternatives replaces the one before it.</summary>
public sealed record NamingSettings
{
    /// <summary>Pattern of the part before the @.</summary>
    public string? UserPrincipalName { get; init; }

    /// <summary>Patterns to try in this order.</summary>
    public IReadOnlyList<string>? Alternatives { get; init; }

    /// <summary>Pattern of the display name.</summary>
    public string? DisplayName { get; init; }
}

using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;

namespace LifecycleTools.Engine.Ports;

/// <summary>What a connector's method must be allowed to do at the service. Several attributes: all of them are needed.</summary>
/// <remarks>Read only to check a tenant and to word a refusal; nothing is allowed or forbidden by it.</remarks>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public sealed class NeedsAttribute : Attribute
{
    /// <param name="least">The least privileged permission that is enough: User.RevokeSessions.All.</param>
    /// <param name="instead">Broader ones, each of which is enough as well.</param>
    public NeedsAttribute(string least, params string[] instead)
    {
        Least = least;
        Instead = instead;
    }

    /// <summary>The least privileged permission that is enough.</summary>
    public string Least { get; }

    /// <summary>Broader ones, each of which is enough as well.</summary>
    public IReadOnlyList<string> Instead { get; }

    /// <summary>Whether one of the granted permissions is enough.</summary>
    public bool IsMetBy(IEnumerable<string> granted) =>
        granted.Any(each => Matches(each, Least) || Instead.Any(other => Matches(each, other)));

    /// <summary>What a connector needs, one entry a permission.</summary>
    /// <param name="connector">The class behind a port.</param>
    /// <param name="method">One method of it by name; null for all.</param>
    public static IReadOnlyList<NeedsAttribute> Of(Type connector, string? method = null) =>
        connector.GetMethods(BindingFlags.Instance | BindingFlags.Public | BindingFlags.DeclaredOnly)
            .Where(each => method is null || each.Name == method)
            .SelectMany(each => each.GetCustomAttributes<NeedsAttribute>())
            .GroupBy(each => each.Least, StringComparer.Ordinal)
            .Select(same => same.First())
            .ToList();

    private static bool Matches(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);
}

using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;

namespace LifecycleTools.Engine.Ports;

/// <summary>What a connector's method, or a step, must be allowed to do at the service. Several attributes: all of them are needed.</summary>
/// <remarks>On a method it words a refusal. On a step it is compared with what we hold before anything is sent, and printed in the runbook.</remarks>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Class, AllowMultiple = true)]
public class NeedsAttribute : Attribute
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

    /// <summary>Needed to make the step's change; false: needed to look already.</summary>
    public bool ToChange { get; set; }

    /// <summary>In which case it is needed, in words: "they own an app"; empty when always.</summary>
    public string When { get; set; } = "";

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

    /// <summary>The permission, or what is enough in its place: "Mail.Send", "Exchange Administrator (or Global Administrator)".</summary>
    public override string ToString() => Instead.Count == 0 ? Least : $"{Least} (or {string.Join(", ", Instead)})";

    private static bool Matches(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);
}

/// <summary>Which directory role of Entra ID a step needs beside its permissions, by display name.</summary>
/// <param name="least">The narrowest role that is enough.</param>
/// <param name="instead">Others, each of which is enough as well.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
public sealed class NeedsRoleAttribute(string least, params string[] instead) : NeedsAttribute(least, instead);

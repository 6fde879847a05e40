using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.Ports;

namespace LifecycleTools.Connectors.Systems;

/// <summary>Finds the class for an entry of the tenant file: by its port and by the kind on its <see cref="ConnectorAttribute"/>.</summary>
internal static class ConnectorCatalog
{
    private static readonly IReadOnlyList<(string Kind, Type Type)> s_all = typeof(ConnectorCatalog).Assembly.GetTypes()
        .Where(type => type is { IsClass: true, IsAbstract: false })
        .Select(type => (Kind: type.GetCustomAttribute<ConnectorAttribute>()?.Kind, Type: type))
        .Where(each => each.Kind is not null)
        .Select(each => (each.Kind!, each.Type))
        .ToList();

    /// <summary>The kinds that there are for a port.</summary>
    public static IReadOnlyList<string> KindsOf<TPort>() =>
        s_all.Where(each => typeof(TPort).IsAssignableFrom(each.Type)).Select(each => each.Kind).OrderBy(kind => kind, StringComparer.Ordinal).ToList();

    /// <summary>Whether an entry's kind has a connector for this port.</summary>
    public static bool Has<TPort>(string kind) => Find(typeof(TPort), kind) is not null;

    /// <summary>What the account of a kind must be allowed to do, for each port that the kind is there for; null when there is no connector of that kind.</summary>
    public static string? RightsOf(string kind)
    {
        List<string> rights = Of(kind).Select(type => type.GetCustomAttribute<ConnectorAttribute>()!.Rights).Distinct(StringComparer.Ordinal).ToList();
        return rights.Count == 0 ? null : string.Join(" ", rights);
    }

    /// <summary>Every kind that there is.</summary>
    public static IReadOnlyList<string> Kinds { get; } = s_all.Select(each => each.Kind).Distinct(StringComparer.Ordinal).OrderBy(kind => kind, StringComparer.Ordinal).ToList();

    /// <summary>What an entry of a kind may have, for each port that the kind is there for; none when there is no connector of that kind.</summary>
    public static IReadOnlyList<SettingAttribute> SettingsOf(string kind) => Of(kind)
        .SelectMany(type => type.GetCustomAttributes<SettingAttribute>(inherit: true).Concat(type.GetInterfaces().SelectMany(port => port.GetCustomAttributes<SettingAttribute>())))
        .GroupBy(setting => setting.Key, StringComparer.Ordinal).Select(same => same.First()).ToList();

    /// <summary>Which settings of a kind stand for each other; empty when every one stands for itself.</summary>
    public static IReadOnlyList<string> EitherOf(string kind) => Of(kind).SelectMany(type => type.GetCustomAttribute<EitherSettingsAttribute>()?.Lines ?? []).ToList();

    /// <summary>Makes the connector of an entry. No request is sent.</summary>
    /// <exception cref="LifecycleException">ConnectorNotConfigured: no such kind, or a setting is missing or wrong. SecretNotFound.</exception>
    public static TPort Make<TPort>(SystemAccess access)
        where TPort : class
    {
        Type type = Find(typeof(TPort), access.Settings.Kind) ?? throw access.Missing("kind",
            $"is '{access.Settings.Kind}', and must be one of: {string.Join(", ", KindsOf<TPort>())}");
        try
        {
            return (TPort)Activator.CreateInstance(type, BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic, null, [access], null)!;
        }
        catch (TargetInvocationException wrapped) when (wrapped.InnerException is LifecycleException failure)
        {
            throw failure;
        }
    }

    private static IEnumerable<Type> Of(string kind) => s_all.Where(each => string.Equals(each.Kind, kind, StringComparison.OrdinalIgnoreCase)).Select(each => each.Type);

    private static Type? Find(Type port, string kind) =>
        Of(kind).FirstOrDefault(port.IsAssignableFrom);
}

using System;
using System.Collections.Generic;
using System.Linq;
using LifecycleTools.Connectors.Systems;
using LifecycleTools.Engine.Ports;

namespace LifecycleTools.Chaos.Tests.Secrets;

/// <summary>A value for every secret that a tenant file names: nothing else holds such a text, and every encoding changes it.</summary>
internal sealed class Canaries
{
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);

    /// <summary>Every value so far, by kind and key.</summary>
    public IReadOnlyDictionary<string, string> Values => _values;

    /// <summary>What the environment of a session has to hold, by the name that the tenant file says.</summary>
    public Dictionary<string, string> Environment { get; } = new(StringComparer.Ordinal);

    /// <summary>The secrets that an entry of this kind may have, from the connector itself.</summary>
    public static IEnumerable<string> KeysOf(string kind) => ConnectorCatalog.SettingsOf(kind).Where(setting => setting.Form == SettingForm.Secret).Select(setting => setting.Key);

    /// <summary>A new canary.</summary>
    /// <param name="place">Kind of the system, or section of the tenant file.</param>
    /// <param name="around">Makes what is handed over of it, where the secret is a part of that only.</param>
    /// <returns>What the tenant file says in its place.</returns>
    public string Add(string place, string key, Func<string, string>? around = null)
    {
        string value = $"Kanarie-{place}-{key}\"<&+/%7Qx'";
        string variable = $"LT_{place}_{key}".ToUpperInvariant();
        _values[$"{place}.{key}"] = value;
        Environment[variable] = around?.Invoke(value) ?? value;
        return "env:" + variable;
    }
}

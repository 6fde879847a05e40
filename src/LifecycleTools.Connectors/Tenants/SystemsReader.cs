using System;
using System.Collections.Generic;
using System.Linq;
using LifecycleTools.Connectors.Systems;
using LifecycleTools.Connectors.Yaml;
using LifecycleTools.Engine.Tenants;

namespace LifecycleTools.Connectors.Tenants;

/// <summary>Reads the other systems of a tenant. Which settings each has is on its connector; which it needs is for that to say.</summary>
internal static class SystemsReader
{
    public static IReadOnlyDictionary<string, SystemSettings> Read(YamlReader file)
    {
        var systems = new Dictionary<string, SystemSettings>(StringComparer.OrdinalIgnoreCase);
        foreach ((YamlText name, YamlReader at) in file.Named("systems", "system")) systems[name.Value] = System(at);
        return systems;
    }

    private static SystemSettings System(YamlReader at)
    {
        string kind = at.RequiredValue("kind")?.Value ?? "";
        var values = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        var lists = new Dictionary<string, IReadOnlyList<string>>(StringComparer.OrdinalIgnoreCase);
        var maps = new Dictionary<string, IReadOnlyDictionary<string, string>>(StringComparer.OrdinalIgnoreCase);

        string[] known = ConnectorCatalog.SettingsOf(kind).Select(setting => setting.Key).ToArray();
        at.Know(known);

        foreach ((string key, YamlNode node) in at.Map.Entries.Where(entry => known.Length == 0 ? entry.Key.Value != "kind" : known.Contains(entry.Key.Value)).Select(entry => (entry.Key.Value, entry.Value)))
        {
            if (node is YamlList) lists[key] = at.Texts(key);
            else if (node is YamlMap) maps[key] = Map(at.Section(key)!);
            else if (Single(at, key) is { } value) values[key] = value;
        }

        // A kind that nobody knows is refused by whoever wants its port, with the kinds that there are; its keys are then beside the point.
        if (known.Length > 0) at.Finish();
        return new SystemSettings { Kind = kind, Values = values, Lists = lists, Maps = maps };
    }

    private static Dictionary<string, string> Map(YamlReader at)
    {
        var map = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (YamlText key in at.Map.Entries.Select(entry => entry.Key))
        {
            if (at.Text(key.Value) is not { } value) continue;
            if (map.ContainsKey(key.Value)) at.Findings.Error(key, FindingIds.KeyDuplicate, $"'{YamlReader.Short(key.Value)}' stands here twice, in another case. Keep one of them.");
            else map.Add(key.Value, value);
        }

        return map;
    }

    private static string? Single(YamlReader at, string key)
    {
        if (SecretNames.IsForSecret(key)) return SecretNames.Read(at, key);

        return key.EndsWith("url", StringComparison.OrdinalIgnoreCase)
            ? WebAddresses.Read(at, key)?.OriginalString
            : at.Text(key);
    }
}

using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;

namespace LifecycleTools.Connectors.Tests.Workflows;

/// <summary>What differs between two fingerprints of a sandbox, one line a value, by where it is: "Users/jane/AccountEnabled: true -> false".</summary>
internal static class StateDifference
{
    private static readonly string[] s_keys = ["UserPrincipalName", "DisplayName", "SkuPartNumber", "Id", "SkuId", "UserId", "OwnerId", "Kind"];

    public static IReadOnlyList<string> Between(string before, string after)
    {
        Dictionary<string, string> one = Flat(before);
        Dictionary<string, string> other = Flat(after);
        return one.Keys.Union(other.Keys).Where(key => Value(one, key) != Value(other, key))
            .Order(StringComparer.Ordinal).Select(key => $"{key}: {Value(one, key)} -> {Value(other, key)}").ToList();
    }

    private static string Value(Dictionary<string, string> values, string key) => values.TryGetValue(key, out string? value) ? value : "-";

    private static Dictionary<string, string> Flat(string fingerprint)
    {
        Dictionary<string, string> values = [];
        string name = "";
        List<string> body = [];
        foreach (string line in fingerprint.Split(Environment.NewLine))
        {
            if (line.Length > 0 && char.IsUpper(line[0]))
            {
                Take(name, body, values);
                int end = line.IndexOf(": ", StringComparison.Ordinal);
                (name, body) = (line[..end], [line[(end + 2)..]]);
            }
            else
            {
                body.Add(line);
            }
        }

        Take(name, body, values);
        return values;
    }

    private static void Take(string name, List<string> body, Dictionary<string, string> values)
    {
        if (name.Length > 0) Walk(name, JsonNode.Parse(string.Join('\n', body)), values);
    }

    private static void Walk(string path, JsonNode? node, Dictionary<string, string> values)
    {
        switch (node)
        {
            case JsonObject all:
                foreach ((string name, JsonNode? value) in all) Walk($"{path}/{name}", value, values);
                break;
            case JsonArray items when items.All(item => item is JsonObject):
                foreach ((JsonNode? item, int at) in items.Select((item, at) => (item, at))) Walk($"{path}/{KeyOf((JsonObject)item!, at)}", item, values);
                break;

            // The order of plain values says nothing.
            case JsonArray plain:
                values[path] = string.Join(", ", plain.Select(item => item?.ToString() ?? "").Order(StringComparer.Ordinal));
                break;
            default:
                values[path] = node?.ToString() ?? "null";
                break;
        }
    }

    private static string KeyOf(JsonObject item, int at) =>
        s_keys.Select(key => item[key]?.ToString()).FirstOrDefault(value => !string.IsNullOrEmpty(value)) ?? at.ToString(System.Globalization.CultureInfo.InvariantCulture);
}

using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.Json.Nodes;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.Ports;

namespace LifecycleTools.Connectors.Rmm;

/// <summary>Reads what MeshCentral says of devices.</summary>
internal static class MeshCentralJson
{
    private const int AgentConnected = 1;

    // What makers leave in the firmware when they leave nothing: two devices would be taken for one.
    private static readonly HashSet<string> s_noSerials = new(
        ["to be filled by o.e.m.", "default string", "system serial number", "not specified", "not applicable", "none", "unknown", "n/a", "invalid", "oem", "serial number"],
        StringComparer.OrdinalIgnoreCase);

    /// <summary>A text; null when it is not there or no text.</summary>
    public static string? Text(JsonNode? node, string key) => node is JsonObject map && map[key] is JsonValue value && value.TryGetValue(out string? text) ? text : null;

    /// <summary>A number; 0 when it is not there or no number.</summary>
    public static long Number(JsonNode? node, string key) => node is JsonObject map && map[key] is JsonValue value && value.TryGetValue(out double number) ? (long)number : 0;

    /// <summary>A point in time; null when it is not there or none.</summary>
    public static DateTimeOffset? Time(JsonNode? node, string key) =>
        DateTimeOffset.TryParse(Text(node, key), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time) ? time : null;

    /// <summary>The texts of a list; none when it is not there.</summary>
    public static IReadOnlyList<string> Texts(JsonNode? node, string key) => node is JsonObject map && map[key] is JsonArray list
        ? list.Select(one => one is JsonValue value && value.TryGetValue(out string? text) ? text : null).OfType<string>().ToList()
        : [];

    /// <summary>What an answer is there for.</summary>
    /// <exception cref="LifecycleException">ConnectorAnswerUnexpected when it is not in it: what is not seen is not empty.</exception>
    public static T Seen<T>(JsonObject answer, string key) where T : JsonNode => answer[key] as T
        ?? throw new LifecycleException(ErrorIds.ConnectorAnswerUnexpected, ErrorKind.Answer, $"MeshCentral: an answer came without its {key}.");

    /// <summary>The devices of an answer to <c>nodes</c>, each with the group that it stands under.</summary>
    public static IEnumerable<(string GroupId, JsonObject Node)> Nodes(JsonObject answer) =>
        Seen<JsonObject>(answer, "nodes").SelectMany(group => (group.Value as JsonArray ?? []).OfType<JsonObject>().Select(node => (group.Key, node)));

    /// <summary>A device.</summary>
    /// <param name="serial">From its details; null when unknown.</param>
    public static RmmDevice Device(string groupId, JsonObject node, string? serial) => new(Text(node, "_id")!, Text(node, "name") ?? Text(node, "rname") ?? "", RmmDeviceState.Enrolled)
    {
        SerialNumber = serial,
        SiteId = groupId,
        LastUser = Texts(node, "users").FirstOrDefault(),
        IsOnline = IsOnline(node),
        Tags = Texts(node, "tags"),
    };

    /// <summary>The agent is connected now.</summary>
    public static bool IsOnline(JsonObject node) => (Number(node, "conn") & AgentConnected) != 0;

    /// <summary>The maker's serial number from an answer to <c>getsysinfo</c>; null when the firmware has none.</summary>
    /// <remarks>A Mac has it as the board's; elsewhere the board's is not the one on the label.</remarks>
    public static string? Serial(JsonObject details)
    {
        JsonNode? identifiers = details["hardware"]?["identifiers"];
        string? serial = Text(identifiers, "bios_serial") ?? (details["hardware"]?["darwin"] is not null ? Text(identifiers, "board_serial") : null);
        return serial?.Trim() is { Length: > 1 } found && !s_noSerials.Contains(found) && found.Any(one => one != '0') ? found : null;
    }
}

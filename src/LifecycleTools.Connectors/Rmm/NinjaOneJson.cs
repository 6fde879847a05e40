using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Nodes;
using LifecycleTools.Engine.Ports;

namespace LifecycleTools.Connectors.Rmm;

/// <summary>NinjaOne's objects as ours, and its two shapes of errors.</summary>
internal static class NinjaOneJson
{
    /// <summary>A device.</summary>
    /// <param name="users">All end users: a device names its owner by uid only.</param>
    /// <param name="serial">The serial number that it was found by; null to take the one that the device shows.</param>
    public static RmmDevice Device(JsonObject device, IEnumerable<JsonObject> users, string? serial)
    {
        string id = device["id"]!.ToString();
        string? owner = Text(device["assignedOwnerUid"]);
        JsonObject? user = users.FirstOrDefault(each => owner is not null ? Same(owner, each["uid"]) : Items(each["assignedDeviceIds"]).Any(one => one.ToString() == id));
        return new RmmDevice(id, Text(device["displayName"]) ?? Text(device["systemName"]) ?? id, StateOf(Text(device["approvalStatus"])))
        {
            SerialNumber = serial ?? Text(device["system"]?["serialNumber"]) ?? Text(device["system"]?["biosSerialNumber"]),
            SiteId = $"{device["organizationId"]}/{device["locationId"]}",
            OwnerMail = user is null ? owner : Text(user["email"]),
            LastUser = Text(device["lastLoggedInUser"]),
            IsOnline = device["offline"] is JsonValue offline && offline.TryGetValue(out bool off) && !off,
            Tags = Items(device["tags"]).Select(tag => tag.ToString()).ToList(),
        };
    }

    /// <summary>An end user. Owners are set by uid and end users removed by id, so ours holds both.</summary>
    public static RmmEndUser EndUser(JsonObject user) =>
        new($"{user["id"]}/{user["uid"]}", Text(user["email"]) ?? "", Items(user["assignedDeviceIds"]).Select(each => each.ToString()).ToList());

    /// <summary>The id of an end user.</summary>
    public static string IdOf(RmmEndUser user) => user.Id.Split('/')[0];

    /// <summary>The uid of an end user.</summary>
    public static string UidOf(RmmEndUser user) => user.Id.Split('/')[1];

    /// <summary>The service's own words.</summary>
    public static string ErrorOf(string body)
    {
        try
        {
            JsonObject? answer = body.Length == 0 ? null : JsonNode.Parse(body) as JsonObject;
            return Text(answer?["errorMessage"]) ?? Text(answer?["error_description"]) ?? Text(answer?["error"]) ?? Text(answer?["resultCode"]) ?? "";
        }
        catch (JsonException)
        {
            // A page of a proxy says nothing about the device.
            return "";
        }
    }

    /// <summary>The objects of a list; none when it is no list.</summary>
    public static IEnumerable<JsonObject> Objects(JsonNode? list) => Items(list).OfType<JsonObject>();

    /// <summary>The items of a list; none when it is no list.</summary>
    public static IEnumerable<JsonNode> Items(JsonNode? list) => (list as JsonArray ?? []).OfType<JsonNode>();

    /// <summary>Compares a text with a value, without case.</summary>
    public static bool Same(string text, JsonNode? value) => value is not null && string.Equals(text.Trim(), value.ToString().Trim(), StringComparison.OrdinalIgnoreCase);

    /// <summary>A whole number; null when it is none.</summary>
    public static long? Number(JsonNode? value) => value is not null && long.TryParse(value.ToString(), NumberStyles.Integer, CultureInfo.InvariantCulture, out long number) ? number : null;

    /// <summary>An id as the service writes it.</summary>
    public static long ParseId(string id) => long.Parse(id, NumberStyles.None, CultureInfo.InvariantCulture);

    /// <summary>A text that is there; null for nothing and for emptiness.</summary>
    public static string? Text(JsonNode? value) => value?.ToString() is { Length: > 0 } text ? text : null;

    private static RmmDeviceState StateOf(string? status) => status?.ToUpperInvariant() switch
    {
        "STAGED" or "PENDING" => RmmDeviceState.Staged,
        "DECOMMISSIONED" => RmmDeviceState.Unenrolled,
        _ => RmmDeviceState.Enrolled,
    };
}

using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Nodes;
using LifecycleTools.Connectors.Systems;
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
        string? owner = JsonValues.Text(device["assignedOwnerUid"]);
        JsonObject? user = users.FirstOrDefault(each => owner is not null ? JsonValues.Same(owner, each["uid"]) : JsonValues.Items(each["assignedDeviceIds"]).Any(one => one.ToString() == id));
        return new RmmDevice(id, JsonValues.Text(device["displayName"]) ?? JsonValues.Text(device["systemName"]) ?? id, StateOf(JsonValues.Text(device["approvalStatus"])))
        {
            SerialNumber = serial ?? JsonValues.Text(device["system"]?["serialNumber"]) ?? JsonValues.Text(device["system"]?["biosSerialNumber"]),
            SiteId = $"{device["organizationId"]}/{device["locationId"]}",
            OwnerMail = user is null ? owner : JsonValues.Text(user["email"]),
            LastUser = JsonValues.Text(device["lastLoggedInUser"]),
            IsOnline = device["offline"] is JsonValue offline && offline.TryGetValue(out bool off) && !off,
            Tags = JsonValues.Items(device["tags"]).Select(tag => tag.ToString()).ToList(),
        };
    }

    /// <summary>An end user. Owners are set by uid and end users removed by id, so ours holds both.</summary>
    public static RmmEndUser EndUser(JsonObject user) =>
        new($"{user["id"]}/{user["uid"]}", JsonValues.Text(user["email"]) ?? "", JsonValues.Items(user["assignedDeviceIds"]).Select(each => each.ToString()).ToList());

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
            return JsonValues.Text(answer?["errorMessage"]) ?? JsonValues.Text(answer?["error_description"]) ?? JsonValues.Text(answer?["error"]) ?? JsonValues.Text(answer?["resultCode"]) ?? "";
        }
        catch (JsonException)
        {
            // A page of a proxy says nothing about the device.
            return "";
        }
    }

    /// <summary>An id as the service writes it.</summary>
    public static long ParseId(string id) => long.Parse(id, NumberStyles.None, CultureInfo.InvariantCulture);

    private static RmmDeviceState StateOf(string? status) => status?.ToUpperInvariant() switch
    {
        "STAGED" or "PENDING" => RmmDeviceState.Staged,
        "DECOMMISSIONED" => RmmDeviceState.Unenrolled,
        _ => RmmDeviceState.Enrolled,
    };
}

using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;
using LifecycleTools.Sandbox.Http;
using LifecycleTools.Sandbox.State;

namespace LifecycleTools.Sandbox.Graph;

/// <summary>Devices as Entra ID knows them.</summary>
internal sealed class DeviceRoutes : GraphRouteSet
{
    public override void Map(GraphRouter routes)
    {
        routes.Map("GET", "devices", Permissions.ReadDevices, call => ODataQuery.Many(call, Seen(call, _ => true).Select(GraphJson.Device), "devices"));
        routes.Map("GET", "devices/{device}", Permissions.ReadDevices, call => ODataQuery.One(call, GraphJson.Device(call.Seen(call.Tenant.Devices, Key(call))), "devices"));
        routes.Map("PATCH", "devices/{device}", Permissions.WriteDevices, Change);
        routes.Map("DELETE", "devices/{device}", Permissions.WriteDevices, call => DirectoryObjectRoutes.Delete(call, call.ToChange(call.Tenant.Devices, Key(call)).Id));
        routes.Map("GET", "devices/{device}/registeredOwners", Permissions.ReadDevices, call => GroupMemberRoutes.Items(call, MembershipRoutes.Objects(call, call.Seen(call.Tenant.Devices, Key(call)).Owners)));
        routes.Map("GET", "devices/{device}/registeredUsers", Permissions.ReadDevices, call => GroupMemberRoutes.Items(call, MembershipRoutes.Objects(call, call.Seen(call.Tenant.Devices, Key(call)).Users)));
        routes.Map("DELETE", "devices/{device}/registeredOwners/{owner}/$ref", Permissions.WriteDevices, RemoveOwner);

        // As with groups: without /$ref the owner itself is deleted.
        routes.Map("DELETE", "devices/{device}/registeredOwners/{owner}", Permissions.WriteDevices, call => DirectoryObjectRoutes.Delete(call, call["owner"]));
        routes.Map("GET", "users/{user}/registeredDevices", Permissions.ReadUsers, call => Mine(call, (device, id) => device.Users.Contains(id)));
        routes.Map("GET", "users/{user}/ownedDevices", Permissions.ReadUsers, call => Mine(call, (device, id) => device.Owners.Contains(id)));
    }

    private static IEnumerable<SandboxDevice> Seen(GraphCall call, Func<SandboxDevice, bool> wanted) =>
        call.Tenant.Devices.Select(device => call.Tenant.Seen(device)).OfType<SandboxDevice>().Where(wanted);

    private static SandboxAnswer Mine(GraphCall call, Func<SandboxDevice, string, bool> isMine)
    {
        string id = call.SeenUser().Id;
        return GroupMemberRoutes.Items(call, Seen(call, device => isMine(device, id)));
    }

    // devices(deviceId='..') names the device by its own id.
    private static string Key(GraphCall call)
    {
        const string byDeviceId = "deviceId=";
        string key = call["device"];
        return key.StartsWith(byDeviceId, StringComparison.Ordinal)
            ? call.Tenant.Devices.FirstOrDefault(device => SandboxTenant.Same(device.DeviceId, key.Substring(byDeviceId.Length)))?.Id ?? key
            : key;
    }

    private static SandboxAnswer Change(GraphCall call)
    {
        SandboxDevice device = call.ToChange(call.Tenant.Devices, Key(call));
        JsonObject body = call.Body();
        call.Tenant.Change(device, changed =>
        {
            if (body["accountEnabled"] is { } enabled) changed.AccountEnabled = (bool)enabled;
            if (body["displayName"] is { } name) changed.DisplayName = name.ToString();
        });
        return SandboxAnswer.Empty(204);
    }

    private static SandboxAnswer RemoveOwner(GraphCall call)
    {
        SandboxDevice device = call.ToChange(call.Tenant.Devices, Key(call));
        if (!device.Owners.Contains(call["owner"])) throw GraphErrors.NotFound(call["owner"]);
        call.Tenant.Change(device, changed => changed.Owners.Remove(call["owner"]));
        return SandboxAnswer.Empty(204);
    }
}

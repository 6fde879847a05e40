using System.Linq;
using System.Text.Json.Nodes;
using LifecycleTools.Sandbox.Http;
using LifecycleTools.Sandbox.State;

namespace LifecycleTools.Sandbox.Graph;

/// <summary>Devices registered for Windows Autopilot.</summary>
internal sealed class AutopilotRoutes : GraphRouteSet
{
    private const string Root = "deviceManagement/windowsAutopilotDeviceIdentities";

    public override void Map(GraphRouter routes)
    {
        routes.Map("GET", Root, Permissions.ReadAutopilot, call => ODataQuery.Many(call, call.Tenant.AutopilotDevices.Select(device => Json(device, call)), Root, directory: false));
        routes.Map("GET", Root + "/{device}", Permissions.ReadAutopilot, call => ODataQuery.One(call, Json(Find(call), call), Root));
        routes.Map("DELETE", Root + "/{device}", Permissions.WriteAutopilot, Delete);
        routes.Map("POST", Root + "/{device}/unassignUserFromDevice", Permissions.ReadAutopilot, Unassign);
        routes.Map("POST", Root + "/{device}/assignUserToDevice", Permissions.WriteAutopilot, Assign);
        routes.Map("POST", Root + "/{device}/updateDeviceProperties", Permissions.WriteAutopilot, Update);
    }

    private static SandboxAutopilotDevice Find(GraphCall call) =>
        call.Tenant.AutopilotDevices.FirstOrDefault(device => SandboxTenant.Same(device.Id, call["device"]))
        ?? throw new GraphException(404, "ResourceNotFound", $"ZtdDevice {call["device"]} was not found.");

    private static bool IsEnrolled(GraphCall call, SandboxAutopilotDevice device) => call.Tenant.ManagedDevices.Any(managed => managed.Id == device.ManagedDeviceId);

    private static SandboxAnswer Delete(GraphCall call)
    {
        SandboxAutopilotDevice device = Find(call);
        if (IsEnrolled(call, device)) throw new GraphException(400, "BadRequest", "The device is still enrolled. Delete it from Intune first.");
        call.Tenant.AutopilotDevices.Remove(device);
        return SandboxAnswer.Empty(204);
    }

    private static SandboxAnswer Unassign(GraphCall call)
    {
        SandboxAutopilotDevice device = Find(call);
        device.UserPrincipalName = null;
        device.AddressableUserName = null;
        return SandboxAnswer.Empty(204);
    }

    private static SandboxAnswer Assign(GraphCall call)
    {
        SandboxAutopilotDevice device = Find(call);
        JsonObject body = call.Body();
        device.UserPrincipalName = body["userPrincipalName"]?.ToString();
        device.AddressableUserName = body["addressableUserName"]?.ToString();
        return SandboxAnswer.Empty(204);
    }

    private static SandboxAnswer Update(GraphCall call)
    {
        SandboxAutopilotDevice device = Find(call);
        JsonObject body = call.Body();
        if (body.ContainsKey("groupTag")) device.GroupTag = body["groupTag"]?.ToString();
        if (body.ContainsKey("displayName")) device.DisplayName = body["displayName"]?.ToString();
        return SandboxAnswer.Empty(204);
    }

    private static JsonObject Json(SandboxAutopilotDevice device, GraphCall call) => new()
    {
        ["id"] = device.Id,
        ["serialNumber"] = device.SerialNumber,
        ["manufacturer"] = device.Manufacturer,
        ["model"] = device.Model,
        ["groupTag"] = device.GroupTag,
        ["displayName"] = device.DisplayName,
        ["userPrincipalName"] = device.UserPrincipalName,
        ["addressableUserName"] = device.AddressableUserName,
        ["managedDeviceId"] = device.ManagedDeviceId,
        ["azureActiveDirectoryDeviceId"] = device.AzureAdDeviceId,
        ["enrollmentState"] = IsEnrolled(call, device) ? "enrolled" : "notContacted",
    };
}

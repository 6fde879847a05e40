using System.Linq;
using System.Text.Json.Nodes;
using LifecycleTools.Sandbox.Http;
using LifecycleTools.Sandbox.State;

namespace LifecycleTools.Sandbox.Graph;

/// <summary>Devices as Intune manages them. Actions are queued: done when the device checks in.</summary>
internal sealed class ManagedDeviceRoutes : GraphRouteSet
{
    private const string Root = "deviceManagement/managedDevices";

    public override void Map(GraphRouter routes)
    {
        routes.Map("GET", Root, Permissions.ReadIntune, call => ODataQuery.Many(call, call.Tenant.ManagedDevices.Select(device => ManagedDeviceJson.Of(device, call.Tenant)), Root, directory: false));
        routes.Map("GET", Root + "/{device}", Permissions.ReadIntune, call => ODataQuery.One(call, ManagedDeviceJson.Of(Find(call), call.Tenant), Root));
        routes.Map("GET", Root + "/{device}/users", Permissions.ReadIntune, Users);
        routes.Map("GET", "users/{user}/managedDevices", Permissions.ReadIntune, Mine);
        routes.Map("PATCH", Root + "/{device}", Permissions.WriteIntune, Change);
        routes.Map("DELETE", Root + "/{device}", Permissions.WriteIntune, Delete);
        routes.Map("POST", Root + "/{device}/retire", Permissions.ActOnDevices, call => Queue(call, Find(call), "retire", "retirePending"));
        routes.Map("POST", Root + "/{device}/wipe", Permissions.WipeDevices, call => Queue(call, Find(call), "factoryReset", "wipePending"));
        routes.Map("POST", "users/{user}/removeAllDevicesFromManagement", Permissions.ActOnDevices, RetireAll);
        routes.Map("POST", "users/{user}/wipeManagedAppRegistrationsByDeviceTag", "DeviceManagementApps.ReadWrite.All", WipeApps);
        foreach (string action in new[] { "syncDevice", "remoteLock", "resetPasscode", "bypassActivationLock" })
            routes.Map("POST", Root + "/{device}/" + action, Permissions.ActOnDevices, call => Note(call, action));
    }

    private static SandboxManagedDevice Find(GraphCall call) =>
        call.Tenant.ManagedDevices.FirstOrDefault(device => SandboxTenant.Same(device.Id, call["device"]))
        ?? throw new GraphException(404, "ResourceNotFound", "{\"_version\":3,\"Message\":\"An error has occurred - Operation ID (for customer support): "
            + call.Http.RequestId + " - Activity ID: " + call.Http.ClientRequestId + "\",\"CustomApiErrorPhrase\":\"\",\"RetryAfter\":null,\"ErrorSourceService\":\"\",\"HttpHeaders\":\"{}\"}");

    private static SandboxAnswer Mine(GraphCall call)
    {
        SandboxUser user = call.SeenUser();
        return ODataQuery.Many(call, call.Tenant.ManagedDevices.Where(device => device.UserId == user.Id).Select(device => ManagedDeviceJson.Of(device, call.Tenant)), "managedDevices", directory: false);
    }

    private static SandboxAnswer Users(GraphCall call)
    {
        SandboxManagedDevice device = Find(call);
        return ODataQuery.Many(call, call.Tenant.Users.Where(user => user.Id == device.UserId).Select(user => UserJson.Of(user, call.Tenant)), "users", GraphJson.UsualOfUser);
    }

    private static SandboxAnswer Change(GraphCall call)
    {
        SandboxManagedDevice device = Find(call);
        JsonObject body = call.Body();
        if (body.ContainsKey("notes")) device.Notes = body["notes"]?.ToString();
        if (body["managedDeviceOwnerType"] is { } owner) device.OwnerType = owner.ToString();
        return ODataQuery.One(call, ManagedDeviceJson.Of(device, call.Tenant), Root);
    }

    private static SandboxAnswer Delete(GraphCall call)
    {
        call.Tenant.ManagedDevices.Remove(Find(call));
        return SandboxAnswer.Empty(204);
    }

    private static SandboxAnswer RetireAll(GraphCall call)
    {
        SandboxUser user = call.UserToChange();
        foreach (SandboxManagedDevice device in call.Tenant.ManagedDevices.Where(device => device.UserId == user.Id).ToList()) Queue(call, device, "retire", "retirePending");
        return SandboxAnswer.Empty(204);
    }

    private static SandboxAnswer WipeApps(GraphCall call)
    {
        call.UserToChange();
        return SandboxAnswer.Empty(204);
    }

    private static SandboxAnswer Queue(GraphCall call, SandboxManagedDevice device, string action, string pending)
    {
        SandboxTenant tenant = call.Tenant;
        SandboxDeviceAction queued = Add(call, device, action);
        device.ManagementState = pending;
        bool staysEnrolled = action == "factoryReset" && call.Http.Body is not null && ((bool?)call.Body()["keepEnrollmentData"] ?? false);
        tenant.Agenda.At(call.Now + tenant.Options.DeviceActionDelay, () =>
        {
            queued.State = "done";
            queued.LastUpdatedUtc = tenant.Clock.UtcNow;
            device.ManagementState = "managed";
            if (staysEnrolled) return;
            tenant.ManagedDevices.Remove(device);
            if (tenant.Devices.FirstOrDefault(entra => SandboxTenant.Same(entra.DeviceId, device.AzureAdDeviceId)) is not { } known) return;

            // The Entra record goes with a retired Windows device and stays elsewhere.
            if (device.OperatingSystem == "Windows" && action == "retire") tenant.Devices.Remove(known);
            else tenant.Change(known, changed => changed.IsManaged = false);
        });
        return SandboxAnswer.Empty(204);
    }

    private static SandboxAnswer Note(GraphCall call, string action)
    {
        Add(call, Find(call), action);
        return SandboxAnswer.Empty(204);
    }

    private static SandboxDeviceAction Add(GraphCall call, SandboxManagedDevice device, string action)
    {
        var queued = new SandboxDeviceAction { Name = action, StartUtc = call.Now, LastUpdatedUtc = call.Now, Body = call.Http.Body };
        device.Actions.Add(queued);
        return queued;
    }
}

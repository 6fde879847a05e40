using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Engine.People;
using LifecycleTools.Engine.Ports;
using Microsoft.Graph.DeviceManagement.ManagedDevices.Item.Wipe;
using Microsoft.Graph.Models;
using ManagedDevice = LifecycleTools.Engine.Ports.ManagedDevice;

namespace LifecycleTools.Connectors.Graph;

/// <summary>Devices of people in Entra ID and in Intune.</summary>
/// <remarks>Source: Microsoft Graph v1.0, "device", "managedDevice".</remarks>
internal sealed class GraphDevices(GraphCalls graph) : GraphPort(graph), IDevices
{
    private static readonly string[] s_departures = ["retire", "wipe", "factoryReset"];

    /// <inheritdoc/>
    /// <remarks>Source: "List registeredDevices", "List ownedDevices"; a device in both is one device.</remarks>
    [Needs("User.Read.All", "User.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All")]
    public async Task<IReadOnlyList<EntraDevice>> ReadEntraAsync(PersonId person, CancellationToken cancel)
    {
        Task<IReadOnlyList<DirectoryObject>> registered = CallAsync(Graph.ListAsync(
            Api.Users[Key(person)].RegisteredDevices.ToGetRequestInformation(),
            DirectoryObjectCollectionResponse.CreateFromDiscriminatorValue, page => page.Value, cancel));
        Task<IReadOnlyList<DirectoryObject>> owned = CallAsync(Graph.ListAsync(
            Api.Users[Key(person)].OwnedDevices.ToGetRequestInformation(),
            DirectoryObjectCollectionResponse.CreateFromDiscriminatorValue, page => page.Value, cancel));
        IReadOnlyList<DirectoryObject>[] both = await Task.WhenAll(registered, owned).ConfigureAwait(false);

        // Endpoints and app role assignments can be listed here too; they are no devices.
        return both.SelectMany(each => each).OfType<Device>()
            .GroupBy(each => GraphCalls.Present(each.Id, "device object id"), StringComparer.OrdinalIgnoreCase)
            .Select(same => From(same.First()))
            .ToList();
    }

    /// <inheritdoc/>
    /// <remarks>Sets accountEnabled.   Takes effect: for new sign-ins from it.   Undo: set it back.   Source: "Update device".</remarks>
    [Needs("Device.ReadWrite.All")]
    public Task SetEnabledAsync(EntraDevice device, bool enabled, CancellationToken cancel) =>
        CallAsync(Api.Devices[device.Id].PatchAsync(new Device { AccountEnabled = enabled }, cancellationToken: cancel));

    /// <inheritdoc/>
    /// <remarks>Source: "List managedDevices" of a user.</remarks>
    [Needs("DeviceManagementManagedDevices.Read.All", "DeviceManagementManagedDevices.ReadWrite.All")]
    public async Task<IReadOnlyList<ManagedDevice>> ReadManagedAsync(PersonId person, CancellationToken cancel)
    {
        IReadOnlyList<Microsoft.Graph.Models.ManagedDevice> devices = await CallAsync(Graph.ListAsync(
            Api.Users[Key(person)].ManagedDevices.ToGetRequestInformation(),
            ManagedDeviceCollectionResponse.CreateFromDiscriminatorValue, page => page.Value, cancel)).ConfigureAwait(false);
        return devices.Select(From).ToList();
    }

    /// <inheritdoc/>
    /// <remarks>204 is queued, not done.   Undo: enroll again.   Source: "retire action".</remarks>
    [Needs("DeviceManagementManagedDevices.PrivilegedOperations.All")]
    public Task RetireAsync(ManagedDevice device, CancellationToken cancel) =>
        CallAsync(Api.DeviceManagement.ManagedDevices[device.Id].Retire.PostAsync(cancellationToken: cancel));

    /// <inheritdoc/>
    /// <remarks>Keeps neither enrollment nor user data. 204 is queued, not done.   Undo: cannot be undone.   Source: "wipe action".</remarks>
    [Needs("DeviceManagementManagedDevices.ReadWrite.All", "DeviceManagementManagedDevices.PrivilegedOperations.All")]
    public Task WipeAsync(ManagedDevice device, CancellationToken cancel) =>
        CallAsync(Api.DeviceManagement.ManagedDevices[device.Id].Wipe.PostAsync(
            new WipePostRequestBody { KeepEnrollmentData = false, KeepUserData = false }, cancellationToken: cancel));

    private static EntraDevice From(Device device) => new(
        device.Id!,
        GraphCalls.Present(device.DeviceId, "deviceId"),
        device.DisplayName ?? "",
        GraphCalls.Present(device.AccountEnabled, "accountEnabled of a device"),
        device.OnPremisesSyncEnabled == true);

    private static ManagedDevice From(Microsoft.Graph.Models.ManagedDevice device)
    {
        // Intune writes zeros for a device that Entra ID does not know.
        bool isKnown = Guid.TryParse(device.AzureADDeviceId, out Guid entra) && entra != Guid.Empty;

        // The SDK's model does not have this property.
        string state = device.AdditionalData.TryGetValue("managementState", out object? said) && said is string text ? text : "unknown";
        return new ManagedDevice(
            GraphCalls.Present(device.Id, "managed device id"),
            isKnown ? device.AzureADDeviceId : null,
            device.DeviceName ?? "",
            string.IsNullOrEmpty(device.SerialNumber) ? null : device.SerialNumber,
            string.IsNullOrEmpty(device.UserId) ? null : device.UserId,
            device.OperatingSystem ?? "",
            state,
            PendingOf(device, state));
    }

    private static string? PendingOf(Microsoft.Graph.Models.ManagedDevice device, string state)
    {
        DeviceActionResult? action = (device.DeviceActionResults ?? [])
            .Where(each => s_departures.Contains(each.ActionName, StringComparer.OrdinalIgnoreCase))
            .OrderBy(each => each.StartDateTime)
            .LastOrDefault();
        bool underWay = action?.ActionState is ActionState.Pending or ActionState.Active;

        // Carried out, and not heard of since. One that checked in after it kept its enrollment, so it is still managed.
        bool carriedOut = action?.ActionState == ActionState.Done && action.LastUpdatedDateTime > device.LastSyncDateTime;
        if (underWay || carriedOut) return $"{action!.ActionName} {(underWay ? "pending" : "done")}";

        bool stateSaysSo = state.StartsWith("retire", StringComparison.OrdinalIgnoreCase) || state.StartsWith("wipe", StringComparison.OrdinalIgnoreCase);
        return stateSaysSo && state.IndexOf("fail", StringComparison.OrdinalIgnoreCase) < 0 && state.IndexOf("cancel", StringComparison.OrdinalIgnoreCase) < 0 ? state : null;
    }
}

using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;
using LifecycleTools.Sandbox.State;

namespace LifecycleTools.Sandbox.Exchange;

/// <summary>Phones that synchronize mail. Clearing one without AccountOnly wipes the whole phone: the sandbox does so too, that it may be seen.</summary>
internal static class MobileDeviceCmdlets
{
    [Cmdlet("Get-MobileDevice", "Identity Mailbox Filter ActiveSync? OWAforDevices? RestApi? UniversalOutlook? ResultSize SortBy")]
    public static IEnumerable<JsonObject> GetDevice(CmdletCall call) => Select(call).Select(one => new JsonObject
    {
        ["Identity"] = IdentityOf(one),
        ["Id"] = one.Device.Id,
        ["Guid"] = one.Device.Id,
        ["DeviceId"] = one.Device.Id,
        ["FriendlyName"] = one.Device.FriendlyName,
        ["DeviceModel"] = one.Device.DeviceModel,
        ["ClientType"] = one.Device.ClientType,
        ["DeviceAccessState"] = "Allowed",
        ["UserDisplayName"] = one.Owner.Source.DisplayName,
    });

    [Cmdlet("Get-MobileDeviceStatistics", "Identity Mailbox ActiveSync? OWAforDevices? RestApi? UniversalOutlook? ShowRecoveryPassword?")]
    [Cmdlet("Get-EXOMobileDeviceStatistics", "Identity Mailbox ActiveSync? OWAforDevices? RestApi? UniversalOutlook? Properties[]")]
    public static IEnumerable<JsonObject> GetStatistics(CmdletCall call) => Select(call).Select(one => new JsonObject
    {
        ["Identity"] = IdentityOf(one),
        ["Guid"] = one.Device.Id,
        ["DeviceFriendlyName"] = one.Device.FriendlyName,
        ["DeviceModel"] = one.Device.DeviceModel,
        ["ClientType"] = one.Device.ClientType,
        ["Status"] = one.Device.Status,
    });

    [Cmdlet("Clear-MobileDevice", "Identity* AccountOnly? Cancel? NotificationEmailAddresses[]", Asks = true)]
    public static IEnumerable<JsonObject> ClearDevice(CmdletCall call)
    {
        (Recipient _, SandboxMobileDevice device) = One(call);
        if (call.Flag("Cancel"))
        {
            device.Status = "DeviceOk";
            return Enumerable.Empty<JsonObject>();
        }

        // The Outlook app owns nothing but its account, whatever was asked for.
        bool accountOnly = call.Flag("AccountOnly") || SandboxTenant.Same(device.ClientType, "Outlook");
        string kind = accountOnly ? "AccountOnlyDeviceWipe" : "DeviceWipe";
        device.Status = kind + "Pending";
        call.Tenant.Agenda.At(call.Tenant.Clock.UtcNow + call.Tenant.Options.DeviceActionDelay, () =>
        {
            if (device.Status == kind + "Pending") device.Status = kind + "Succeeded";
        });
        return Enumerable.Empty<JsonObject>();
    }

    [Cmdlet("Remove-MobileDevice", "Identity* Force?", Asks = true)]
    public static IEnumerable<JsonObject> RemoveDevice(CmdletCall call)
    {
        (Recipient owner, SandboxMobileDevice device) = One(call);
        owner.Mailbox!.MobileDevices.Remove(device);
        return Enumerable.Empty<JsonObject>();
    }

    private static IEnumerable<(Recipient Owner, SandboxMobileDevice Device)> Select(CmdletCall call)
    {
        if (call.Text("Mailbox") is { } mailbox)
        {
            Recipient owner = call.Directory.Store(mailbox);
            return owner.Mailbox!.MobileDevices.Select(device => (owner, device)).ToList();
        }

        return call.Has("Identity") ? new[] { One(call) } : All(call);
    }

    private static (Recipient Owner, SandboxMobileDevice Device) One(CmdletCall call)
    {
        string identity = call.Required("Identity");
        var found = All(call).Where(one => SandboxTenant.Same(one.Device.Id, identity) || SandboxTenant.Same(IdentityOf(one), identity)).ToList();
        return found.Count > 0 ? found[0] : throw Failures.NotFound(identity);
    }

    private static IEnumerable<(Recipient Owner, SandboxMobileDevice Device)> All(CmdletCall call) =>
        call.Directory.Mailboxes.SelectMany(owner => owner.Mailbox!.MobileDevices.Select(device => (owner, device)));

    private static string IdentityOf((Recipient Owner, SandboxMobileDevice Device) one) =>
        $"{one.Owner.Name}\\ExchangeActiveSyncDevices\\{one.Device.ClientType}§{one.Device.Id}";
}

using System;
using System.Collections.Generic;
using System.Linq;
using LifecycleTools.Sandbox;
using LifecycleTools.Sandbox.State;

namespace LifecycleTools.Connectors.Tests.Workflows;

/// <summary>The leaver that is measured and counted: 10 groups, 3 lists, 4 sign-in methods, 2 devices, 2 licenses.</summary>
internal static class TypicalPeople
{
    public const string Leaver = "ines.roth@contoso.example";

    /// <summary>Gives the leaver what such a person has.</summary>
    public static void Furnish(SandboxTenant sandbox)
    {
        SandboxUser user = sandbox.FindUser(Leaver)!;
        List<SandboxGroup> groups = sandbox.Groups
            .Where(group => group.MembershipRule is null && group.OnPremisesSyncEnabled != true && group.IsAssignableToRole != true && group.Licenses.Count == 0
                && group.DisplayName != "Executive records")
            .ToList();
        ILookup<bool, SandboxGroup> has = sandbox.Groups.Where(group => group.MembershipRule is null && group.Members.Contains(user.Id)).ToLookup(group => group.IsExchangeMastered);
        Join(sandbox, user, groups.Where(group => !group.IsExchangeMastered), 10 - has[false].Count());
        Join(sandbox, user, groups.Where(group => group.IsExchangeMastered), 3 - has[true].Count());
        IEnumerable<SandboxAuthenticationMethod> rich = sandbox.FindUser("ruth.baker@contoso.example")!.AuthenticationMethods;
        user.AuthenticationMethods = [.. rich.Where(method => !IsPassword(method)).Take(4), .. user.AuthenticationMethods.Where(IsPassword)];
        while (sandbox.ManagedDevices.Count(device => device.UserId == user.Id) < 2) AddDevice(sandbox, user, $"LT-{9001 + sandbox.ManagedDevices.Count}");
        sandbox.Licensing.Change(user, [new SandboxLicense { SkuId = sandbox.FindSku("POWER_BI_PRO")!.SkuId }], []);
    }

    private static bool IsPassword(SandboxAuthenticationMethod method) => method.Kind.StartsWith("password", StringComparison.OrdinalIgnoreCase);

    private static void AddDevice(SandboxTenant sandbox, SandboxUser user, string name)
    {
        SandboxDevice device = sandbox.Born(new SandboxDevice { DisplayName = name, DeviceId = Guid.NewGuid().ToString(), Owners = [user.Id], Users = [user.Id] }, "device");
        sandbox.Devices.Add(device);
        sandbox.ManagedDevices.Add(new SandboxManagedDevice
        {
            Id = Guid.NewGuid().ToString(), DeviceName = name, AzureAdDeviceId = device.DeviceId, SerialNumber = "SN-" + name, UserId = user.Id,
        });
    }

    private static void Join(SandboxTenant sandbox, SandboxUser user, IEnumerable<SandboxGroup> groups, int missing)
    {
        foreach (SandboxGroup group in groups.Where(group => !group.Members.Contains(user.Id)).Take(missing).ToList()) sandbox.Memberships.Add(group, user.Id);
    }
}

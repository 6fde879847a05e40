using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Threading.Tasks;
using LifecycleTools.Engine.People;
using LifecycleTools.Engine.Running;
using LifecycleTools.Sandbox.State;

namespace LifecycleTools.Benchmarks;

/// <summary>Someone with 10 groups, 3 lists, 4 sign-in methods, 2 devices and 2 licenses leaves.</summary>
internal static class DepartureTimes
{
    private const string Who = "ines.roth@contoso.example";

    public static async Task PrintAsync()
    {
        using SlowTenant tenant = await SlowTenant.OpenAsync();
        Furnish(tenant);
        Dictionary<string, TimeSpan> ends = [];
        Stopwatch watch = Stopwatch.StartNew();
        using (LifecycleRun run = new RunOpening(tenant.Connection).Offboard(
            new DepartureRequest { Identity = Who }, tenant.Map.ResolveDeparture(null, null), tenant.Journals, RunHeader.OfThisProcess("benchmark")))
        {
            await SlowTenant.CarryAsync(run, result => ends[result.Step] = watch.Elapsed);
        }

        int graph = tenant.Sandbox.Requests.Count(request => request.BatchId is null && request.Cmdlet is null && !request.Path.Contains("adminapi", StringComparison.Ordinal));
        int exchange = tenant.Sandbox.Requests.Count(request => request.BatchId is null && request.Path.Contains("adminapi", StringComparison.Ordinal));
        if (Environment.GetCommandLineArgs().Contains("--steps"))
        {
            foreach (KeyValuePair<string, TimeSpan> step in ends) Console.WriteLine($"| {step.Key} ended | {step.Value.TotalSeconds:0.00} s | |");
        }

        Console.WriteLine($"| departure: sign-in seen to be blocked | {ends["directory.block-sign-in"].TotalSeconds:0.00} s | 1.0 s |");
        Console.WriteLine($"| departure: every step read back | {watch.Elapsed.TotalSeconds:0.0} s | 15 s |");
        Console.WriteLine($"| departure: requests | {graph} to Graph, {exchange} to Exchange | |");
    }

    private static void Furnish(SlowTenant tenant)
    {
        SandboxUser user = tenant.Sandbox.FindUser(Who)!;
        List<SandboxGroup> groups = tenant.Sandbox.Groups
            .Where(group => group.MembershipRule is null && group.OnPremisesSyncEnabled != true && group.IsAssignableToRole != true && group.Licenses.Count == 0
                && group.DisplayName != "Executive records")
            .ToList();
        Join(tenant, user, groups.Where(group => !group.IsExchangeMastered), 10);
        Join(tenant, user, groups.Where(group => group.IsExchangeMastered), 3);
        SandboxUser rich = tenant.Sandbox.FindUser("ruth.baker@contoso.example")!;
        user.AuthenticationMethods = rich.AuthenticationMethods.Where(method => !method.Kind.StartsWith("password", StringComparison.OrdinalIgnoreCase)).Take(4)
            .Concat(user.AuthenticationMethods.Where(method => method.Kind.StartsWith("password", StringComparison.OrdinalIgnoreCase))).ToList();
        foreach (string name in new[] { "LT-9001", "LT-9002" }) AddDevice(tenant, user, name);
        tenant.Sandbox.Licensing.Change(user, [new SandboxLicense { SkuId = tenant.Sandbox.FindSku("POWER_BI_PRO")!.SkuId }], []);
    }

    private static void AddDevice(SlowTenant tenant, SandboxUser user, string name)
    {
        SandboxDevice device = tenant.Sandbox.Born(new SandboxDevice { DisplayName = name, DeviceId = Guid.NewGuid().ToString(), Owners = [user.Id], Users = [user.Id] }, "device");
        tenant.Sandbox.Devices.Add(device);
        tenant.Sandbox.ManagedDevices.Add(new SandboxManagedDevice
        {
            Id = Guid.NewGuid().ToString(), DeviceName = name, AzureAdDeviceId = device.DeviceId, SerialNumber = "SN-" + name, UserId = user.Id,
        });
    }

    private static void Join(SlowTenant tenant, SandboxUser user, IEnumerable<SandboxGroup> groups, int count)
    {
        foreach (SandboxGroup group in groups.Take(count).Where(group => !group.Members.Contains(user.Id))) tenant.Sandbox.Memberships.Add(group, user.Id);
    }
}

using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Connectors.Connections;
using LifecycleTools.Connectors.Journal;
using LifecycleTools.Connectors.Roles;
using LifecycleTools.Engine.Ports;
using LifecycleTools.Engine.Requests;
using LifecycleTools.Engine.Roles;
using LifecycleTools.Engine.Security;
using LifecycleTools.Engine.Tenants;
using LifecycleTools.Sandbox;
using LifecycleTools.Sandbox.Adp;
using LifecycleTools.Sandbox.BambooHr;

namespace LifecycleTools.Benchmarks;

/// <summary>An HR system with very many people: what a sync costs that finds three changes, as each scheduled process pays it.</summary>
internal static class LargeRegisters
{
    private static readonly RequestQuery s_due = new() { Due = true };

    public static async Task PrintAsync()
    {
        Console.WriteLine("| HR and people | first sync | its requests | sync of 3 changes | its requests to HR, to Graph | heap held | highest heap | ledger |");
        Console.WriteLine("| --- | --- | --- | --- | --- | --- | --- | --- |");
        await MeasureAsync("bamboohr", 1000);
        foreach (string hr in new[] { "bamboohr", "adp" })
        {
            foreach (int people in new[] { 1000, 5000, 10_000 }) Console.WriteLine(await MeasureAsync(hr, people));
        }
    }

    private static async Task<string> MeasureAsync(string hr, int people)
    {
        string folder = Path.Combine(Path.GetTempPath(), "lifecycle-benchmark-" + Guid.NewGuid().ToString("N"));
        SandboxTenant sandbox = SandboxTenant.Load();
        Fill(sandbox, hr, people);
        RoleMap map = new YamlRoleMapReader().Read([Path.Combine(SlowTenant.Root(), "roles", "three-countries.yaml")]).RequireMap();
        try
        {
            (TimeSpan first, int firstRequests, _, _, _) = await SyncAsync(sandbox, hr, folder, map);
            sandbox.Clock.Advance(TimeSpan.FromMinutes(15));
            await SyncAsync(sandbox, hr, folder, map);
            sandbox.Clock.Advance(TimeSpan.FromMinutes(15));
            Change(sandbox, hr);
            (TimeSpan time, int requests, int graph, long held, long highest) = await SyncAsync(sandbox, hr, folder, map);
            long ledger = new FileInfo(Path.Combine(folder, "requests", "ledger.jsonl")).Length;
            return string.Format(CultureInfo.InvariantCulture, "| {0}, {1:#,0} | {2:0.0} s | {3:#,0} | {4:0.00} s | {5}, {6} | {7:0.0} MB | {8:0.0} MB | {9:0.0} MB |",
                hr, people, first.TotalSeconds, firstRequests, time.TotalSeconds, requests, graph, held / 1e6, highest / 1e6, ledger / 1e6);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    // As a process of its own: nothing is remembered but the ledger.
    private static async Task<(TimeSpan Time, int ToHr, int ToGraph, long Held, long Highest)> SyncAsync(SandboxTenant sandbox, string hr, string folder, RoleMap map)
    {
        using ITenantConnection connection = await TenantConnection.OpenAsync(
            FileOf(sandbox, hr), new Named(sandbox.ClientApps[0].Secret!), sandbox.CreateHandler(), new SandboxTime(sandbox.Clock), isSandbox: true, new Silence(), CancellationToken.None);
        sandbox.ClearRequests();
        GC.Collect();
        long before = GC.GetTotalMemory(forceFullCollection: true);
        long highest = before;
        using Timer watch = new(_ => highest = Math.Max(highest, GC.GetTotalMemory(forceFullCollection: false)), null, 0, 5);
        Stopwatch time = Stopwatch.StartNew();
        RequestIntake intake = new(connection, new JournalFolder(folder), map);
        await intake.ReadAsync(s_due, new Silence(), CancellationToken.None);
        await intake.WriteBackAsync(new Silence(), CancellationToken.None);
        time.Stop();
        (int toHr, int toGraph) = Sent(sandbox);

        // The sandbox remembers every answer that it gave, which is most of the company each time.
        sandbox.ClearRequests();
        long held = GC.GetTotalMemory(forceFullCollection: true) - before;
        GC.KeepAlive(intake);
        return (time.Elapsed, toHr, toGraph, held, highest - before);
    }

    // Apart, for what a method has looked at may stay in its frame, and be counted as held.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static (int ToHr, int ToGraph) Sent(SandboxTenant sandbox)
    {
        List<SandboxRequest> sent = sandbox.Requests.Where(request => request.BatchId is null || request.Path.EndsWith("batch", StringComparison.Ordinal)).ToList();
        int toGraph = sent.Count(request => request.Path.StartsWith("/v1.0/", StringComparison.Ordinal));
        return (sent.Count - toGraph, toGraph);
    }

    private static void Fill(SandboxTenant sandbox, string hr, int people)
    {
        for (int number = 0; number < people; number++)
        {
            string id = $"5{number:00000}";
            if (hr == "adp") sandbox.Beside<AdpState>().Add(new AdpWorker { GivenName = "Ada", FamilyName = $"Number{number}", Number = id, HireDate = "2019-05-01", Location = "zurich", JobTitle = "sales", ManagerNumber = "1014" });
            else sandbox.Beside<BambooHrState>().Add(new BambooHrEmployee { ["firstName"] = "Ada", ["lastName"] = $"Number{number}", ["employeeNumber"] = id, ["hireDate"] = "2019-05-01", ["location"] = "zurich", ["jobTitle"] = "sales", ["supervisorEmail"] = "carla.moretti@contoso.example" });
        }
    }

    private static void Change(SandboxTenant sandbox, string hr)
    {
        foreach (string number in new[] { "1012", "1013", "1016" })
        {
            if (hr == "adp") sandbox.Beside<AdpState>()[number].TerminationDate = "2026-12-31";
            else sandbox.Beside<BambooHrState>().Terminate(sandbox.Beside<BambooHrState>()[number], "2026-12-31");
        }
    }

    private static TenantFile FileOf(SandboxTenant sandbox, string hr) => new()
    {
        Path = "lifecycle.yaml", Name = "large", Id = Guid.Parse(sandbox.TenantId),
        Credential = new TenantCredential { Kind = CredentialKind.ClientSecret, ClientId = sandbox.ClientApps[0].AppId, Secret = "app" },
        Systems = new Dictionary<string, SystemSettings>
        {
            ["hr"] = new()
            {
                Kind = hr,
                Values = hr == "adp"
                    ? new Dictionary<string, string> { ["url"] = "https://api.adp.com", ["clientId"] = "adp-client", ["clientSecret"] = "adp-secret" }
                    : new Dictionary<string, string> { ["url"] = "https://contoso.bamboohr.com", ["apiKey"] = "bamboo-key" },
                Maps = new Dictionary<string, IReadOnlyDictionary<string, string>> { ["sites"] = new Dictionary<string, string> { ["*"] = "zurich" } },
            },
        },
    };

    private sealed class Named(string ofApp) : ISecrets
    {
        public Secret Resolve(string reference) => new(reference == "app" ? ofApp : reference);
    }
}

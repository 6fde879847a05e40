using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Threading.Tasks;
using LifecycleTools.Connectors.Tests.Workflows;
using LifecycleTools.Engine.People;
using LifecycleTools.Engine.Running;

namespace LifecycleTools.Benchmarks;

/// <summary>Someone with 10 groups, 3 lists, 4 sign-in methods, 2 devices and 2 licenses leaves.</summary>
internal static class DepartureTimes
{
    public static async Task PrintAsync()
    {
        using SlowTenant tenant = await SlowTenant.OpenAsync();
        TypicalPeople.Furnish(tenant.Sandbox);
        Dictionary<string, TimeSpan> ends = [];
        Stopwatch watch = Stopwatch.StartNew();
        using (LifecycleRun run = new RunOpening(tenant.Connection).Offboard(
            new DepartureRequest { Identity = TypicalPeople.Leaver }, tenant.Map.ResolveDeparture(null, null), tenant.Journals, RunHeader.OfThisProcess("benchmark")))
        {
            await SlowTenant.CarryAsync(run, result => ends[result.Step] = watch.Elapsed);
        }

        (int graph, int exchange) = tenant.Sent();
        if (Environment.GetCommandLineArgs().Contains("--steps"))
        {
            foreach (KeyValuePair<string, TimeSpan> step in ends) Console.WriteLine($"| {step.Key} ended | {step.Value.TotalSeconds:0.00} s | |");
        }

        Console.WriteLine($"| departure: sign-in seen to be blocked | {ends["directory.block-sign-in"].TotalSeconds:0.00} s | 1.0 s |");
        Console.WriteLine($"| departure: every step read back | {watch.Elapsed.TotalSeconds:0.0} s | 15 s |");
        Console.WriteLine($"| departure: requests | {graph} to Graph, {exchange} to Exchange | |");
    }
}

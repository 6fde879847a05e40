using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Threading.Tasks;
using LifecycleTools.Engine.People;
using LifecycleTools.Engine.Planning;
using LifecycleTools.Engine.Roles;
using LifecycleTools.Engine.Running;

namespace LifecycleTools.Benchmarks;

/// <summary>Someone starts; the mailbox is there at once, so that what is measured is ours.</summary>
internal static class HireTimes
{
    public static async Task PrintAsync()
    {
        using SlowTenant tenant = await SlowTenant.OpenAsync();
        HireRequest request = new()
        {
            GivenName = "Zoë", Surname = "Baumann", Role = "sales", Site = "zurich", EmployeeId = "2001", Department = "Sales", Manager = "carla.moretti@contoso.example",
        };
        Entitlements means = tenant.Map.Resolve(new RoleRequest(request.Role, request.Site, request.Department, null));
        List<StepResult> results = [];
        Stopwatch watch = Stopwatch.StartNew();
        TimeSpan critical;
        using (LifecycleRun run = new RunOpening(tenant.Connection).Hire(request, means, tenant.Journals, RunHeader.OfThisProcess("benchmark"), _ => { }))
        {
            await SlowTenant.CarryAsync(run, results.Add);
            critical = CriticalPath(run.Rounds, results.ToDictionary(result => result.Number, result => result.Duration));
        }

        Console.WriteLine($"| hire: every step read back | {watch.Elapsed.TotalSeconds:0.0} s | |");
        Console.WriteLine($"| hire: against its critical path of {critical.TotalSeconds:0.0} s | {watch.Elapsed.TotalSeconds / critical.TotalSeconds:0.00} | 1.10 |");
        (int graph, int exchange) = tenant.Sent();
        Console.WriteLine($"| hire: requests | {graph} to Graph, {exchange} to Exchange | |");
    }

    // The longest chain of steps that need each other, the rounds one after the other.
    private static TimeSpan CriticalPath(IReadOnlyList<IReadOnlyList<PlannedStep>> rounds, Dictionary<int, TimeSpan> durations)
    {
        TimeSpan before = TimeSpan.Zero;
        foreach (IReadOnlyList<PlannedStep> round in rounds)
        {
            Dictionary<Type, TimeSpan> ends = [];
            foreach (PlannedStep step in round)
            {
                TimeSpan begins = step.Needs.Where(ends.ContainsKey).Select(need => ends[need]).Append(before).Max();
                ends[step.Step.GetType()] = begins + durations[step.Number];
            }

            before = ends.Values.Max();
        }

        return before;
    }
}

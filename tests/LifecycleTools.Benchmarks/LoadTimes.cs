using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Threading.Tasks;
using LifecycleTools.Chaos.Tests;

namespace LifecycleTools.Benchmarks;

/// <summary>Very many leave and as many come, in a tenant of the smallest size that throttles as Graph documents.</summary>
internal static class LoadTimes
{
    private const int UnitsPer10Seconds = 3500;
    private const int WritesPer150Seconds = 3000;
    private const int SideBySide = 8;

    /// <param name="people">How many leave; as many come.</param>
    public static async Task PrintAsync(int people)
    {
        List<string> heaps = [];
        using CrowdedTenant crowd = await CrowdedTenant.OpenAsync(people, Path.Combine(SlowTenant.Root(), "roles", "three-countries.yaml"));
        Stopwatch watch = Stopwatch.StartNew();
        LoadFigures figures = await crowd.RunAsync(UnitsPer10Seconds, WritesPer150Seconds, SideBySide, ended =>
        {
            if (ended % (people / 2) == 0) heaps.Add($"{(GC.GetTotalMemory(forceFullCollection: true) / 1e6).ToString("0", CultureInfo.InvariantCulture)} MB");
        });
        foreach (string left in figures.Left) Console.WriteLine(left);
        Console.WriteLine("| departures and hires | not completed | changes | answered 429 | time in the tenant | share of the permitted rate | real time | heap at each quarter |");
        Console.WriteLine("| --- | --- | --- | --- | --- | --- | --- | --- |");
        Console.WriteLine(string.Format(CultureInfo.InvariantCulture, "| {0:#,0} | {1} | {2:#,0} | {3:#,0} | {4:#,0} s | {5:0.00} | {6:0} s | {7} |",
            figures.Runs, figures.Left.Count, figures.Writes, figures.Refused, figures.Took.TotalSeconds, figures.ShareOfRate, watch.Elapsed.TotalSeconds, string.Join(", ", heaps)));
    }
}

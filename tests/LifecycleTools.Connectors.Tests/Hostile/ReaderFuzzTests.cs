using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text;
using FluentAssertions;
using LifecycleTools.Connectors.Requests;
using LifecycleTools.Connectors.Roles;
using Xunit;
using Xunit.Abstractions;

namespace LifecycleTools.Connectors.Tests.Hostile;

/// <summary>A file that somebody broke, by accident or on purpose, ends as findings or as a named failure: never as a crash, and never as a wait.</summary>
public sealed class ReaderFuzzTests(ITestOutputHelper output) : IDisposable
{
    private const int Seed = 20260511;
    private readonly string _file = Path.Combine(Path.GetTempPath(), $"lifecycle-fuzz-{Guid.NewGuid():N}.yaml");

    private static readonly string[] s_pieces =
        ["&a", "*a", "!!binary ", "!!python/object:os.system ", "- ", ": ", "\t", "{", "}", "[", "]", "|", ">", "'", "\"", "#", "---\n", "...\n", "<<: *a", "\0", "\u2028", "\ufeff", "~", "? ", "%TAG ! x\n", ",", ";", "\r\n", "=1+1", "\"\"\""];

    [Fact]
    public void RoleMapReader_OfBrokenFiles_AlwaysEndsWithAReport()
    {
        byte[] sound = File.ReadAllBytes(Path.Combine(Root(), "roles", "three-countries.yaml"));
        Random random = new(Seed);
        int broken = 0;
        const int trials = 1500;
        Stopwatch time = Stopwatch.StartNew();
        for (int trial = 0; trial < trials; trial++)
        {
            File.WriteAllBytes(_file, Mutate(sound, random));
            if (new YamlRoleMapReader().Read([_file]).Reports.Single() is { IsValid: false }) broken++;
        }

        output.WriteLine($"YAML: {trials} broken role maps (seed {Seed}), {broken} refused with findings, 0 crashes, {time.Elapsed.TotalSeconds:0.0} s");
        broken.Should().BeGreaterThan(trials / 2, "a fuzz run that breaks nothing proves nothing");
    }

    [Fact]
    public void CsvReader_OfBrokenFiles_AlwaysEndsWithRowsOrANamedFailure()
    {
        byte[] sound = File.ReadAllBytes(Path.Combine(Root(), "examples", "intake.csv"));
        Random random = new(Seed);
        int refused = 0;
        int rows = 0;
        const int trials = 5000;
        for (int trial = 0; trial < trials; trial++)
        {
            try
            {
                rows += CsvRows.Read(IntakeText.Decode(Mutate(sound, random)), ",", 1000).Count();
            }
            catch (InvalidDataException)
            {
                refused++;
            }
        }

        output.WriteLine($"CSV: {trials} broken tables (seed {Seed}), {rows} rows read, {refused} refused by name, 0 crashes");
        (rows + refused).Should().BePositive();
    }

    [Fact]
    public void RoleMapReader_OfABillionLaughs_RefusesItAtOnce()
    {
        StringBuilder text = new("a0: &a0 [lol,lol,lol,lol,lol,lol,lol,lol,lol]\n");
        for (int level = 1; level < 12; level++)
        {
            string laughs = string.Join(",", Enumerable.Repeat("*a" + (level - 1), 9));
            text.Append("a" + level + ": &a" + level + " [" + laughs + "]\n");
        }

        File.WriteAllText(_file, text.ToString());
        long before = GC.GetAllocatedBytesForCurrentThread();
        new YamlRoleMapReader().Read([_file]).Reports.Single().IsValid.Should().BeFalse();
        (GC.GetAllocatedBytesForCurrentThread() - before).Should().BeLessThan(100_000_000);
    }

    [Fact]
    public void RoleMapReader_OfADeepNest_RefusesItWithoutACrash()
    {
        File.WriteAllText(_file, "roles: " + new string('[', 100_000));
        new YamlRoleMapReader().Read([_file]).Reports.Single().IsValid.Should().BeFalse();
    }

    public void Dispose() => File.Delete(_file);

    private static byte[] Mutate(byte[] sound, Random random)
    {
        List<byte> bytes = [.. sound];
        int changes = random.Next(1, 6);
        for (int change = 0; change < changes; change++)
        {
            int at = random.Next(bytes.Count);
            switch (random.Next(5))
            {
                case 0: bytes[at] = (byte)random.Next(256); break;
                case 1: bytes.RemoveRange(at, Math.Min(random.Next(1, 40), bytes.Count - at)); break;
                case 2: bytes.InsertRange(at, Encoding.UTF8.GetBytes(s_pieces[random.Next(s_pieces.Length)])); break;
                case 3: bytes.InsertRange(at, bytes.GetRange(at, Math.Min(random.Next(1, 60), bytes.Count - at))); break;
                default: bytes.InsertRange(at, Enumerable.Repeat((byte)' ', random.Next(1, 6))); break;
            }

            if (bytes.Count == 0) bytes.Add((byte)'a');
        }

        return [.. bytes];
    }

    private static string Root()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "LifecycleTools.psd1"))) folder = folder.Parent;
        return folder!.FullName;
    }
}

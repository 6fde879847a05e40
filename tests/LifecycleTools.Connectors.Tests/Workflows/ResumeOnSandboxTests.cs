using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using FluentAssertions;
using LifecycleTools.Sandbox;
using Xunit;
using Xunit.Abstractions;

namespace LifecycleTools.Connectors.Tests.Workflows;

/// <summary>A run that was killed anywhere is ended by a resume, and nothing that held is done again.</summary>
public sealed class ResumeOnSandboxTests(ITestOutputHelper output)
{
    // All lines and all changes take five minutes, so an ordinary run takes a sample; LIFECYCLE_TESTS=all takes all.
    private static readonly bool s_all = Environment.GetEnvironmentVariable("LIFECYCLE_TESTS") == "all";

    [Fact]
    public async Task Hire_KilledAtAnyLine_IsEndedByResume() =>
        await KillAtLinesAsync(OpenAsync, bench => bench.HireAsync(SandboxBench.Hire()), CutRun.HireAsync, every: 4);

    [Fact]
    public async Task Hire_KilledWhileReplicasLag_IsEndedByResume() =>
        await KillAtLinesAsync(OpenLaggingAsync, bench => bench.HireAsync(SandboxBench.Hire()), CutRun.HireAsync, every: 9);

    [Fact]
    public async Task Offboard_KilledAtAnyLine_IsEndedByResume() =>
        await KillAtLinesAsync(OpenAsync, bench => bench.OffboardAsync(TypicalPeople.Leaver), CutRun.OffboardAsync, every: 9);

    [Fact]
    public async Task Offboard_KilledWhileReplicasLag_IsEndedByResume() =>
        await KillAtLinesAsync(OpenLaggingAsync, bench => bench.OffboardAsync(TypicalPeople.Leaver), CutRun.OffboardAsync, every: 19);

    [Theory]
    [InlineData(SandboxFaultKind.LoseAnswer)]
    [InlineData(SandboxFaultKind.DropBefore)]
    public async Task Hire_KilledAroundAnyChange_IsEndedByResume(SandboxFaultKind kind) =>
        await KillAroundChangesAsync(kind, bench => bench.HireAsync(SandboxBench.Hire()), CutRun.HireAsync, every: 1);

    [Theory]
    [InlineData(SandboxFaultKind.LoseAnswer)]
    [InlineData(SandboxFaultKind.DropBefore)]
    public async Task Offboard_KilledAroundAnyChange_IsEndedByResume(SandboxFaultKind kind) =>
        await KillAroundChangesAsync(kind, bench => bench.OffboardAsync(TypicalPeople.Leaver), CutRun.OffboardAsync, every: 4);

    [Fact]
    public async Task Hire_KilledAndResumed_ComesToWhatAnUndisturbedOneComesTo()
    {
        using SandboxBench undisturbed = await OpenAsync();
        await undisturbed.HireAsync(SandboxBench.Hire());
        using SandboxBench cut = await OpenAsync();

        (await CutRun.HireAsync(cut, line => line >= 40, tears: true)).Should().BeEmpty();

        EndStates.Describe(cut.Sandbox).Should().Be(EndStates.Describe(undisturbed.Sandbox));
    }

    private async Task KillAtLinesAsync(
        Func<Task<SandboxBench>> open, Func<SandboxBench, Task<BenchRun>> whole, Func<SandboxBench, Func<int, bool>, bool, Task<IReadOnlyList<string>>> cut, int every)
    {
        int lines;
        using (SandboxBench bench = await open())
        {
            BenchRun run = await whole(bench);
            run.Outcome.Should().Be(RunOutcome.Completed, run.Trouble);
            lines = bench.Journals.Read(run.RunId).Entries.Count;
        }

        // The first line is the run itself: without it there is nothing to resume. Waiting differs from run to run, so the end is left a little room.
        List<string> wrong = [];
        int kills = 0;
        for (int line = 2; line < lines - 1; line += s_all ? 1 : every, kills++)
        {
            using SandboxBench bench = await open();
            int last = line;
            wrong.AddRange((await cut(bench, number => number >= last, kills % 2 == 0)).Select(what => $"killed at line {line}: {what}"));
        }

        output.WriteLine($"{kills} kills in a journal of {lines} lines");
        wrong.Should().BeEmpty();
    }

    private async Task KillAroundChangesAsync(
        SandboxFaultKind kind, Func<SandboxBench, Task<BenchRun>> whole, Func<SandboxBench, Func<int, bool>, bool, Task<IReadOnlyList<string>>> cut, int every)
    {
        List<(string Method, string Path, string? Cmdlet, int Nth)> changes;
        using (SandboxBench bench = await OpenAsync())
        {
            await whole(bench);
            changes = ChangesOf(bench.Sandbox).Where((_, at) => s_all || at % every == 0).ToList();
        }

        List<string> wrong = [];
        foreach ((string method, string path, string? cmdlet, int nth) in changes)
        {
            using SandboxBench bench = await OpenAsync();
            SandboxFault fault = bench.Sandbox.Faults.Add(kind, method, path, cmdlet, from: nth, times: 1000);
            wrong.AddRange((await cut(bench, _ => fault.Seen >= nth, false)).Select(what => $"killed at {method} {path} {cmdlet} {nth}: {what}"));
        }

        output.WriteLine($"{changes.Count} changes killed with {kind}");
        changes.Should().HaveCountGreaterThan(5);
        wrong.Should().BeEmpty();
    }

    // One pattern for all that differ in ids only, and which of them it is.
    private static List<(string Method, string Path, string? Cmdlet, int Nth)> ChangesOf(SandboxTenant sandbox) => sandbox.Requests
        .Where(sent => sent.IsWrite && (sent.Path.Contains("/v1.0/", StringComparison.Ordinal) || sent.Cmdlet is not null))
        .Select(sent => (sent.Method, Path: sent.Cmdlet is null ? PatternOf(sent.Path) : "adminapi", sent.Cmdlet))
        .GroupBy(sent => sent)
        .SelectMany(same => same.Select((sent, at) => (sent.Method, sent.Path, sent.Cmdlet, at + 1)))
        .ToList();

    private static string PatternOf(string path) =>
        "^" + Regex.Replace(Regex.Escape(Uri.UnescapeDataString(path)), "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", "[^/]+", RegexOptions.IgnoreCase) + "$";

    private static async Task<SandboxBench> OpenAsync() => Furnished(await SandboxBench.OpenAsync());

    private static async Task<SandboxBench> OpenLaggingAsync() => Furnished(await SandboxBench.OpenAsync(new SandboxOptions
    {
        ReplicationDelay = TimeSpan.FromSeconds(20), MailboxDelay = TimeSpan.FromMinutes(10), ConversionDelay = TimeSpan.FromMinutes(2), LicensingDelay = TimeSpan.FromSeconds(30),
    }));

    private static SandboxBench Furnished(SandboxBench bench)
    {
        TypicalPeople.Furnish(bench.Sandbox);
        return bench;
    }
}

using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using FluentAssertions;
using Xunit;
using Xunit.Abstractions;

namespace LifecycleTools.Chaos.Tests;

/// <summary>
/// A real process is killed (SIGKILL) before or after one journal line or one request, and a new one goes on: nothing is there twice, no line is lost, and the
/// tenant comes to what it would have come to.
/// </summary>
public sealed class KillAnywhereTests(ITestOutputHelper output)
{
    private const int SampleSize = 6;

    // Every moment takes the better part of an hour, so an ordinary run takes some, evenly spread; LIFECYCLE_TESTS=all takes all.
    private static readonly bool s_all = Environment.GetEnvironmentVariable("LIFECYCLE_TESTS") == "all";

    [Theory]
    [InlineData("hire")]
    [InlineData("departure")]
    public async Task Run_KilledAtAnyMoment_IsEndedByANewProcess(string workflow)
    {
        using Trial undisturbed = new(workflow);
        (await undisturbed.RunAsync(null)).Should().Equal("Completed");
        undisturbed.Duplicates().Should().BeEmpty();
        undisturbed.Lost().Should().BeEmpty();

        IReadOnlyList<Moment> moments = s_all ? undisturbed.Moments : Spread(undisturbed.Moments);
        Figures figures = new();
        await Parallel.ForEachAsync(moments, new ParallelOptions { MaxDegreeOfParallelism = 2 }, async (moment, _) => await TryAsync(workflow, moment, undisturbed, figures));

        output.WriteLine($"{workflow}: {figures} of {undisturbed.Moments.Count} moments");
        figures.Wrong.Should().BeEmpty();
    }

    private static async Task TryAsync(string workflow, Moment moment, Trial undisturbed, Figures figures)
    {
        using Trial trial = new(workflow);
        string[] ended = await trial.RunAsync(moment) ?? await trial.RunAsync(null) ?? ["killed twice"];
        bool isCompleted = ended[0] == "Completed";

        // A notice that left and was not answered cannot be looked at: a person is told which one to ask about. It came, or it did not; that none came twice, the duplicates say.
        bool isNoticeInDoubt = ended is ["Exception", var step] && step.StartsWith("messages.tell-people ManualReview: ", StringComparison.Ordinal);
        List<string> lost = trial.Lost().ToList();
        List<string> duplicates = trial.Duplicates().ToList();
        figures.Add(isCompleted, isNoticeInDoubt, duplicates.Count, lost.Count);
        if (!isCompleted && !isNoticeInDoubt) figures.Wrong.Add($"{moment}: {string.Join(" | ", ended)}");
        foreach (string wrong in lost.Concat(duplicates)) figures.Wrong.Add($"{moment}: {wrong}");
        if (isCompleted && trial.State != undisturbed.State) figures.Wrong.Add($"{moment}: {trial.State}{Environment.NewLine}instead of{Environment.NewLine}{undisturbed.State}");
        if (isCompleted && trial.Mails != undisturbed.Mails) figures.Wrong.Add($"{moment}: {trial.Mails} mails instead of {undisturbed.Mails}");
    }

    private static List<Moment> Spread(IReadOnlyList<Moment> all) =>
        Enumerable.Range(0, SampleSize).Select(at => all[(int)((at + 0.5) * all.Count / SampleSize)]).ToList();

    private sealed class Figures
    {
        private int _trials;
        private int _completed;
        private int _inDoubt;
        private int _duplicates;
        private int _lost;

        public ConcurrentBag<string> Wrong { get; } = [];

        public void Add(bool isCompleted, bool isInDoubt, int duplicates, int lost)
        {
            Interlocked.Increment(ref _trials);
            if (isCompleted) Interlocked.Increment(ref _completed);
            if (isInDoubt) Interlocked.Increment(ref _inDoubt);
            Interlocked.Add(ref _duplicates, duplicates);
            Interlocked.Add(ref _lost, lost);
        }

        public override string ToString() => $"{_trials} trials, {_completed} completed, {_inDoubt} with a notice in doubt, {_duplicates} duplicates, {_lost} lost records";
    }
}

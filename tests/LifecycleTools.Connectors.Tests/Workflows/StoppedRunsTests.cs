using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using FluentAssertions;
using LifecycleTools.Engine.Journal;
using LifecycleTools.Engine.People;
using LifecycleTools.Engine.Planning;
using LifecycleTools.Engine.Running;
using LifecycleTools.Sandbox.State;
using Xunit;

namespace LifecycleTools.Connectors.Tests.Workflows;

/// <summary>Runs that are stopped anywhere on their way end soon, tell the truth in their journal, and can be gone on with.</summary>
public sealed class StoppedRunsTests
{
    // Only a run that hangs is ever this late.
    private static readonly TimeSpan s_hung = TimeSpan.FromMinutes(1);

    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    [InlineData(13)]
    [InlineData(17)]
    [InlineData(22)]
    [InlineData(30)]
    [InlineData(41)]
    [InlineData(55)]
    [InlineData(70)]
    [InlineData(90)]
    public async Task Offboard_StoppedAtAnyCall_EndsWithATrueJournalAndGoesOn(int call)
    {
        using SandboxBench bench = await SandboxBench.OpenAsync();
        DepartureRequest request = new() { Identity = "ines.roth@contoso.example" };
        RunHeader header = RunHeader.OfThisProcess("test");
        string runId;
        RunEnd end;
        using (LifecycleRun run = new RunOpening(bench.Connection).Offboard(request, bench.Map.ResolveDeparture(null, null), bench.Journals, header))
        {
            runId = run.RunId;
            end = await StopAtAsync(call, run);
        }

        JournalReading journal = bench.Journals.Read(runId);
        end.Outcome.Should().Be(RunOutcome.Exception);
        Lies(journal).Should().BeEmpty();

        RunReading reading = RunReading.From(runId, journal)!;
        using LifecycleRun again = new RunOpening(bench.Connection).ResumeOffboard(reading, bench.Map.ResolveDeparture(null, null), bench.Journals, header);
        RunEnd resumed = await StopAtAsync(int.MaxValue, again);
        resumed.Outcome.Should().Be(RunOutcome.Completed, string.Join(Environment.NewLine, again.Results.Where(result => result.ErrorId.Length > 0).Select(result => result.Detail)));
        SandboxUser user = bench.Sandbox.FindUser("ines.roth@contoso.example")!;
        user.AccountEnabled.Should().BeFalse();
        user.Licenses.Should().BeEmpty();
    }

    // A step that says "nothing was sent" has no change in the journal, and one that says "Done" was seen.
    private static IEnumerable<string> Lies(JournalReading journal)
    {
        ILookup<string, JournalEntry> sent = journal.Entries.Where(line => line.Kind == JournalKinds.Sending).ToLookup(line => line["step"]);
        foreach (JournalEntry end in journal.Entries.Where(line => line.Kind == JournalKinds.StepEnded))
        {
            bool isUntouched = end["status"] is nameof(StepStatus.Declined) or nameof(StepStatus.Blocked) or nameof(StepStatus.AlreadyDone) or nameof(StepStatus.Skipped);
            if (isUntouched && end["attempts"] == "0" && sent[end["step"]].Any()) yield return $"{end["step"]} is {end["status"]}, and a change of it left";
            if (end["status"] is nameof(StepStatus.Done) && end["verified"] != "true") yield return $"{end["step"]} is Done and was not seen";
            if (end["status"] is nameof(StepStatus.Declined) && end["attempts"] != "0") yield return $"{end["step"]} is Declined after {end["attempts"]} changes";
        }

        foreach (string step in sent.Select(group => group.Key).Where(step => step != "run.escalate"))
        {
            if (!journal.Entries.Any(line => line.Kind == JournalKinds.StepEnded && line["step"] == step)) yield return $"{step} sent a change and has no end";
        }

        if (journal.Entries[^1].Kind != JournalKinds.RunEnded) yield return "the run has no end";
    }

    private static async Task<RunEnd> StopAtAsync(int call, LifecycleRun run)
    {
        using CancellationTokenSource stop = new();
        StopAtCall log = new(call, stop);
        foreach (IReadOnlyList<PlannedStep> round in run.Rounds)
        {
            await run.RunRoundAsync(round, new HashSet<PlannedStep>(), _ => { }, log, stop.Token).WaitAsync(s_hung);
        }

        return await run.EndAsync(log, stop.Token).WaitAsync(s_hung);
    }

    // Every request says one verbose line, so counting lines finds every point between two requests.
    private sealed class StopAtCall(int call, CancellationTokenSource stop) : IStepLog
    {
        private int _said;

        public void Verbose(string line)
        {
            if (Interlocked.Increment(ref _said) == call) stop.Cancel();
        }

        public void Warning(string line)
        {
        }

        public void Progress(string person, string doing, int finished, int total)
        {
        }
    }
}

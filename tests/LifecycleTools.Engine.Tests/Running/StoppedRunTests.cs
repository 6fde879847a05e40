using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using FluentAssertions;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.Journal;
using LifecycleTools.Engine.Planning;
using LifecycleTools.Engine.Ports;
using LifecycleTools.Engine.Reports;
using LifecycleTools.Engine.Running;
using LifecycleTools.Engine.Tests.Fakes;
using LifecycleTools.Engine.Workflows;
using Xunit;

namespace LifecycleTools.Engine.Tests.Running;

/// <summary>A run that is stopped says so, and says which steps it never reached.</summary>
public class StoppedRunTests
{
    private const string Revoke = "directory.revoke-sessions";
    private readonly OffboardBench _bench = new();

    private static IEnumerable<string> From(string step) => Offboard.Define().Steps.Select(planned => planned.Step.Id).SkipWhile(id => id != step);

    [Fact]
    public async Task Stopped_ListsTheStepsThatItNeverReached()
    {
        RunEnd end = await _bench.StopBeforeAsync(Revoke);

        end.Outcome.Should().Be(RunOutcome.Exception);
        end.LeftOut.Select(left => left.Step).Should().Equal(From(Revoke));
        RunSummary run = _bench.Reading.Summary;
        run.State.Should().Be("Exception");
        run.WasStopped.Should().BeTrue();
        run.Exceptions.Should().BeEquivalentTo(end.LeftOut, same => same.Excluding(left => left.StartedUtc)).And.OnlyContain(left => left.Status == StepStatus.NotReached && left.Attempts == 0 && !left.Verified);
        run.Exceptions[0].Should().BeEquivalentTo(new { Number = 3, Phase = "End access", Action = "Revoke sessions", System = "Directory", Person = "jane@contoso.example", Workflow = "Offboard" });
        run.Steps.Select(step => step.Step).Should().Equal("directory.check-leaver", "directory.block-sign-in");
        _bench.Lines(JournalKinds.RunEnded).Single()["exceptions"].Should().Be($"{run.Exceptions.Count}");
    }

    [Fact]
    public async Task Stopped_TellsThePeopleWhatIsLeft_AlsoWhenATicketIsThere()
    {
        await _bench.StopBeforeAsync("directory.settle-delegate");

        _bench.Tenant.Tickets.Should().ContainSingle("its step had ended");
        Notice told = _bench.Tenant.Notices.Should().ContainSingle().Subject;
        told.Kind.Should().Be(NoticeKind.Escalation);
        told.Steps.Select(left => (left.Step, left.Status)).Should().Equal(From("directory.settle-delegate").Select(step => (step, StepStatus.NotReached)));
    }

    [Fact]
    public async Task StoppedAndResumed_IsComplete_AndTheTicketSaysWhereItStopped()
    {
        await _bench.StopBeforeAsync("directory.settle-delegate");

        (await _bench.ResumeAsync()).End.Outcome.Should().Be(RunOutcome.Completed);

        RunSummary run = _bench.Reading.Summary;
        (run.State, run.WasStopped, run.Exceptions.Count).Should().Be(("Completed", false, 0));
        TicketNote note = _bench.Tenant.Tickets.Single().Notes.Should().ContainSingle(one => one.Title == "Stopped").Subject;
        note.Lines.Should().HaveCount(2).And.Contain(line => line.StartsWith("Never reached: Settle", StringComparison.Ordinal) && line.EndsWith("Close ticket.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task AResumeThatIsStopped_KeepsWhatWasSeenBefore_AndDoesNotCallTheRunComplete()
    {
        (await _bench.RunAsync()).End.Outcome.Should().Be(RunOutcome.Completed);

        await _bench.StopResumeBeforeAsync(Revoke);

        RunSummary run = _bench.Reading.Summary;
        (run.State, run.WasStopped).Should().Be(("Exception", true));
        run.Steps.Single(step => step.Step == Revoke).Status.Should().Be(StepStatus.Done);
        run.Exceptions.Select(left => left.Step).Should().Equal(From(Revoke));
    }

    [Fact]
    public async Task AResumeThatIsStopped_NamesAStepOnce_WithWhatIsKnownOfIt()
    {
        _bench.Tenant.On("files.grant").Fails();
        await _bench.RunAsync();

        await _bench.StopResumeBeforeAsync(Revoke);

        RunSummary run = _bench.Reading.Summary;
        run.Exceptions.Select(left => left.Step).Should().OnlyHaveUniqueItems().And.BeEquivalentTo(From(Revoke));
        run.Exceptions.Single(left => left.Step == "files.share-onedrive").Status.Should().Be(StepStatus.Failed);
    }

    [Fact]
    public async Task AStepThatIsStillUnderWay_IsUnknown_AndNotCalledUnreached()
    {
        FakeConnection nobodyToTell = new(_bench.Tenant) { Tenant = new FakeConnection(_bench.Tenant).Tenant with { Escalation = [] } };
        using LifecycleRun run = new RunOpening(nobodyToTell).Offboard(_bench.Request, _bench.Rules, _bench.Journals, HireBench.Header);
        await run.RunRoundAsync(run.Rounds[0], new HashSet<PlannedStep>(), _ => { }, new QuietLog(), default);
        using ManualResetEventSlim asked = new();
        using ManualResetEventSlim answer = new();
        _bench.Tenant.On("signin.set-allowed").Meanwhile(() =>
        {
            asked.Set();
            answer.Wait();
        });
        Task round = Task.Run(() => run.RunRoundAsync(run.Rounds[1], new HashSet<PlannedStep>(), _ => { }, new QuietLog(), default));
        asked.Wait();

        RunEnd end = await run.EndAsync(new QuietLog(), default);

        end.LeftOut[0].Should().BeEquivalentTo(new { Step = "directory.block-sign-in", Status = StepStatus.Unknown, ErrorId = ErrorIds.StepUnsettled });
        end.LeftOut.Skip(1).Should().OnlyContain(left => left.Status == StepStatus.NotReached);
        _bench.Reading.Summary.Exceptions[0].Should().BeEquivalentTo(end.LeftOut[0], same => same.Excluding(left => left.StartedUtc));
        answer.Set();
        await round;
        RunSummary summary = _bench.Reading.Summary;
        summary.Steps.Single(step => step.Step == "directory.block-sign-in").Status.Should().Be(StepStatus.Done, "its line came after the end, and is the truth");
        summary.Exceptions.Should().OnlyContain(left => left.Status == StepStatus.NotReached);
    }

    [Fact]
    public async Task Reports_CountBeingStoppedAsOneCause_AndCloseItWithTheResume()
    {
        await _bench.StopBeforeAsync(Revoke);
        Figures().Causes.Should().ContainSingle().Which.Should().Be(new RunCause("NotReached", Revoke, "Revoke sessions", IsAwaited: false, IsOpen: true));
        Figures().IsAwaited.Should().BeFalse();

        await _bench.ResumeAsync();

        Figures().Causes.Should().ContainSingle().Which.IsOpen.Should().BeFalse();
    }

    private RunFigures Figures()
    {
        JournalReading journal = _bench.Journals.Read(_bench.Journals.Last.RunId);
        return RunReportReader.Read(_bench.Journals.Last.RunId, journal, new RunVerdict { IsIntact = true })!.Figures;
    }
}

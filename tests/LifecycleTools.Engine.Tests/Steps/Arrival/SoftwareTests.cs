using System;
using System.Linq;
using System.Threading.Tasks;
using FluentAssertions;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.Journal;
using LifecycleTools.Engine.Ports;
using LifecycleTools.Engine.Running;
using LifecycleTools.Engine.Tests.Fakes;
using Xunit;

namespace LifecycleTools.Engine.Tests.Steps.Arrival;

public class SoftwareTests
{
    private const string Push = "rmm.push-software";
    private const RmmAbilities CannotFindJobs = (RmmAbilities)255 & ~RmmAbilities.FindsJobs;
    private readonly HireBench _bench = new();

    private string RunId => _bench.Journals.Last.RunId;

    [Fact]
    public async Task Job_ThatRunsAtTheDeadline_IsLeftToAResumeThatReadsItsEnd()
    {
        _bench.Tenant.JobsEnd = _ => RmmJobState.Running;

        HireRun run = await _bench.RunAsync();

        run[Push].Status.Should().Be(StepStatus.Deferred);
        run[Push].Duration.Should().BeGreaterThan(TimeSpan.FromMinutes(19));
        run[Push].Detail.Should().Contain("7-Zip on LAPTOP-7 [SN-7]: running");

        _bench.Tenant.RmmJobs.Single().State = RmmJobState.Succeeded;
        HireRun resumed = await _bench.ResumeAsync();

        resumed[Push].Status.Should().Be(StepStatus.AlreadyDone);
        resumed.End.Outcome.Should().Be(RunOutcome.Completed);
        _bench.Tenant.CountOf("rmm.software").Should().Be(1);
        _bench.Tenant.Tickets.Single().Notes.Single(note => note.Key == RunId + "/2/Device").Lines.Should().ContainSingle().Which.Should().Contain("succeeded");
    }

    [Fact]
    public async Task Job_OnADeviceThatIsOffline_IsLeftAtOnce()
    {
        _bench.Tenant.ChangeRmmDevice(_bench.Device.Id, device => device with { IsOnline = false });
        _bench.Tenant.JobsEnd = _ => RmmJobState.Running;

        HireRun run = await _bench.RunAsync();

        run[Push].Status.Should().Be(StepStatus.Deferred);
        run[Push].Detail.Should().Contain("the device is offline");
        run[Push].Duration.Should().BeLessThan(TimeSpan.FromMinutes(2));
    }

    [Fact]
    public async Task Job_ThatFailed_IsAPersonsTaskAndStartedAnewByAResumeUnderANewKey()
    {
        _bench.Tenant.JobsEnd = job => job.Key.EndsWith("-1", StringComparison.Ordinal) ? RmmJobState.Failed : RmmJobState.Succeeded;

        HireRun run = await _bench.RunAsync();

        run[Push].Status.Should().Be(StepStatus.ManualReview);
        run[Push].Detail.Should().Be("7-Zip on LAPTOP-7 [SN-7]: failed: exit code 1");
        _bench.Tenant.RmmJobs.Should().ContainSingle("it is not tried again by itself");

        HireRun resumed = await _bench.ResumeAsync();

        resumed[Push].Status.Should().Be(StepStatus.Done);
        _bench.Tenant.RmmJobs.Select(job => job.Key).Should().Equal(RunId + "-1", RunId + "-2");
        resumed.End.Outcome.Should().Be(RunOutcome.Completed);
    }

    [Fact]
    public async Task Job_ThatFailedBesideOneThatRuns_IsNotHiddenByIt()
    {
        _bench.Devices = _bench.Devices with { Software = ["7-Zip", "Git"] };
        _bench.Tenant.JobsEnd = job => job.Software == "Git" ? RmmJobState.Running : RmmJobState.Failed;

        HireRun run = await _bench.RunAsync();

        run[Push].Status.Should().Be(StepStatus.ManualReview);
        run[Push].Detail.Should().Contain("7-Zip on LAPTOP-7 [SN-7]: failed").And.Contain("wait for Git on LAPTOP-7");
        _bench.Tenant.Notices.Should().Contain(notice => notice.Kind == NoticeKind.Escalation);
    }

    [Fact]
    public async Task Job_WhoseRunWasKilledBeforeTheAnswer_IsFoundByItsKey()
    {
        _bench.Journals.FailsOn = line => line.Kind == JournalKinds.Answered && line["step"] == Push;
        await FluentActions.Awaiting(() => _bench.RunAsync()).Should().ThrowAsync<LifecycleException>();
        _bench.Journals.FailsOn = _ => false;

        HireRun resumed = await _bench.ResumeAsync();

        resumed[Push].Status.Should().Be(StepStatus.AlreadyDone);
        _bench.Tenant.RmmJobs.Should().ContainSingle();
    }

    [Fact]
    public async Task Job_ThatWasNotAnsweredAndCannotBeFound_IsAPersonsTaskAndNeverStartedAgain()
    {
        _bench.Tenant.WithRmm(CannotFindJobs);
        _bench.Tenant.On("rmm.software").LosesAnswer();

        HireRun run = await _bench.RunAsync();
        HireRun resumed = await _bench.ResumeAsync();

        run[Push].Status.Should().Be(StepStatus.ManualReview);
        run[Push].Detail.Should().Contain("look on the device");
        resumed[Push].Status.Should().Be(StepStatus.ManualReview);
        _bench.Tenant.RmmJobs.Should().ContainSingle();
    }

    [Fact]
    public async Task Job_ThatIsLeftToAPolicy_SaysThatItsEndIsNotSeen()
    {
        _bench.Tenant.JobsEnd = _ => RmmJobState.LeftToPolicy;

        HireRun run = await _bench.RunAsync();
        HireRun resumed = await _bench.ResumeAsync();

        run[Push].Status.Should().Be(StepStatus.Done);
        run[Push].Detail.Should().Contain("what became of it is not seen here");
        resumed[Push].Status.Should().Be(StepStatus.AlreadyDone);
        resumed[Push].Detail.Should().Contain("what became of it is not seen here");
        _bench.Tenant.RmmJobs.Should().ContainSingle();
    }

    [Fact]
    public async Task Job_ThatIsRefused_FailsAndIsStartedByTheResume()
    {
        _bench.Tenant.On("rmm.software").Fails(ErrorIds.ReferenceNotResolved, ErrorKind.NotFound);

        HireRun run = await _bench.RunAsync();
        HireRun resumed = await _bench.ResumeAsync();

        run[Push].Should().BeEquivalentTo(new { Status = StepStatus.Failed, ErrorId = ErrorIds.ReferenceNotResolved });
        resumed[Push].Status.Should().Be(StepStatus.Done);
        _bench.Tenant.RmmJobs.Should().ContainSingle();
    }

    [Fact]
    public async Task Job_ThatIsAcceptedAndNeverSeen_IsNotCalledRunningAndStartedAnewByAResume()
    {
        _bench.Tenant.On("rmm.software").Ignores();

        HireRun run = await _bench.RunAsync();
        HireRun resumed = await _bench.ResumeAsync();

        run[Push].Status.Should().Be(StepStatus.Deferred);
        run[Push].Detail.Should().Contain("asked for; the RMM shows nothing of it yet").And.NotContain("running");
        resumed[Push].Status.Should().Be(StepStatus.Done);
        resumed.End.Outcome.Should().Be(RunOutcome.Completed);
        _bench.Tenant.RmmJobs.Select(job => job.Key).Should().Equal(RunId + "-2");
    }

    [Fact]
    public async Task Job_ThatIsNotSeenWhileItsDeviceWasAway_IsNotStartedAnewBeforeTheDeviceHadItsTime()
    {
        _bench.Tenant.On("rmm.software").Ignores();
        _bench.Tenant.ChangeRmmDevice(_bench.Device.Id, device => device with { IsOnline = false });
        await _bench.RunAsync();
        _bench.Tenant.ChangeRmmDevice(_bench.Device.Id, device => device with { IsOnline = true });

        HireRun resumed = await _bench.ResumeAsync();

        resumed[Push].Status.Should().Be(StepStatus.Deferred);
        _bench.Tenant.RmmJobs.Should().BeEmpty();

        (await _bench.ResumeAsync())[Push].Status.Should().Be(StepStatus.Done);
    }

    [Fact]
    public async Task Job_ThatIsNeverSeenInAnRmmThatFindsNone_IsAPersonsTask()
    {
        _bench.Tenant.WithRmm(CannotFindJobs);
        _bench.Tenant.On("rmm.software").Ignores();
        await _bench.RunAsync();

        HireRun resumed = await _bench.ResumeAsync();

        resumed[Push].Status.Should().Be(StepStatus.ManualReview);
        resumed[Push].Detail.Should().Contain("look on the device");
    }

    [Fact]
    public async Task Software_ForTwoDevices_IsPushedToEach()
    {
        _bench.Tenant.AddRmmDevice("LAPTOP-8", "SN-8");
        _bench.Request = _bench.Request with { DeviceSerialNumbers = ["SN-7", "SN-8"] };
        _bench.Devices = _bench.Devices with { Software = ["7-Zip", "Git"] };

        await _bench.RunAsync();

        _bench.Tenant.RmmJobs.Select(job => (job.Device, job.Software)).Should().BeEquivalentTo(
            [("rmm-1", "7-Zip"), ("rmm-1", "Git"), ("rmm-2", "7-Zip"), ("rmm-2", "Git")]);
    }

    [Fact]
    public async Task Preview_OfAResume_ShowsThatWhatFailedIsStartedAnewAndLearnsNothing()
    {
        _bench.Tenant.JobsEnd = _ => RmmJobState.Failed;
        await _bench.RunAsync();
        int lines = _bench.Journals.Last.Entries.Count;
        _bench.Tenant.ForgetWrites();

        StepEnd push = (await _bench.PreviewResumeAsync()).Single(end => end.Result.Step == Push);

        push.Result.Detail.Should().Be("would push 7-Zip on LAPTOP-7 [SN-7] (Rmm; role map)");
        _bench.Tenant.Writes.Should().BeEmpty();
        _bench.Journals.Last.Entries.Should().HaveCount(lines);
    }

    [Theory]
    [InlineData(RmmJobState.Succeeded, false)]
    [InlineData(RmmJobState.Succeeded, true)]
    [InlineData(RmmJobState.LeftToPolicy, false)]
    public async Task Software_ThatAnEarlierRunHasPushed_IsNotPushedAgainByANewOne(RmmJobState state, bool withoutEnd)
    {
        _bench.Tenant.FindsJobsWithoutTheirEnd = withoutEnd;
        _bench.Tenant.JobsEnd = _ => state;
        await _bench.RunAsync();

        HireRun second = await _bench.RunAsync();

        second[Push].Status.Should().Be(StepStatus.AlreadyDone);
        second[Push].Detail.Should().Contain("was pushed before this run and is not pushed again");
        _bench.Tenant.RmmJobs.Should().ContainSingle();
    }

    [Fact]
    public async Task Software_ThatAnEarlierRunHasPushedAndThatIsUnderWay_IsWaitedForByANewOne()
    {
        _bench.Tenant.JobsEnd = _ => RmmJobState.Running;
        await _bench.RunAsync();

        HireRun second = await _bench.RunAsync();

        second[Push].Status.Should().Be(StepStatus.Deferred);
        _bench.Tenant.RmmJobs.Should().ContainSingle();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Software_ThatFailedInAnEarlierRun_IsPushedAgainByANewOne(bool withoutEnd)
    {
        _bench.Tenant.FindsJobsWithoutTheirEnd = withoutEnd;
        _bench.Tenant.JobsEnd = job => job.Id == "job-1" ? RmmJobState.Failed : RmmJobState.Succeeded;
        await _bench.RunAsync();

        HireRun second = await _bench.RunAsync();

        second[Push].Status.Should().Be(StepStatus.Done);
        _bench.Tenant.RmmJobs.Should().HaveCount(2);
    }

    [Fact]
    public async Task Software_WhoseEarlierPushTheRmmCannotTell_IsPushedAndItIsSaid()
    {
        _bench.Tenant.WithRmm(CannotFindJobs);

        HireRun run = await _bench.RunAsync();

        run[Push].Status.Should().Be(StepStatus.Done);
        run[Push].Detail.Should().Contain("Fake RMM does not tell whether an earlier run has pushed it");
    }

    [Fact]
    public async Task Software_ForADeviceThatIsOfflineWhereTheRmmKeepsNothing_IsDeferredAndPushedByTheResume()
    {
        _bench.Tenant.WithRmm((RmmAbilities)255 | RmmAbilities.OnlineOnly);
        _bench.Tenant.ChangeRmmDevice(_bench.Device.Id, device => device with { IsOnline = false });

        HireRun run = await _bench.RunAsync();
        int before = _bench.Tenant.CountOf("rmm.software");
        _bench.Tenant.ChangeRmmDevice(_bench.Device.Id, device => device with { IsOnline = true });
        HireRun resumed = await _bench.ResumeAsync();

        run[Push].Status.Should().Be(StepStatus.Deferred);
        run[Push].Detail.Should().Contain("7-Zip on LAPTOP-7 [SN-7]: waits: the device is offline, and Fake RMM keeps nothing");
        before.Should().Be(0);
        resumed[Push].Status.Should().Be(StepStatus.Done);
        _bench.Tenant.RmmJobs.Should().ContainSingle();
    }
}

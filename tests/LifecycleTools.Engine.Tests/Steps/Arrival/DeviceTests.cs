using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using FluentAssertions;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.Ports;
using LifecycleTools.Engine.Running;
using LifecycleTools.Engine.Security;
using LifecycleTools.Engine.Tests.Fakes;
using Xunit;

namespace LifecycleTools.Engine.Tests.Steps.Arrival;

public class DeviceTests
{
    private const string Enroll = "rmm.enroll-device";
    private const string Assign = "rmm.assign-device";
    private const string Tag = "rmm.tag-device";
    private const string Push = "rmm.push-software";
    private const RmmAbilities All = (RmmAbilities)255;
    private readonly HireBench _bench = new();

    private void AskFor(params string[] serials) => _bench.Request = _bench.Request with { DeviceSerialNumbers = serials };

    [Fact]
    public async Task Enroll_OfADeviceNobodyHasSeen_AnnouncesItAndWaits()
    {
        AskFor("SN-9");

        HireRun run = await _bench.RunAsync();

        run[Enroll].Status.Should().Be(StepStatus.Deferred);
        run[Enroll].Detail.Should().Be("SN-9: is announced and was not switched on yet");
        new[] { run[Assign], run[Tag], run[Push] }.Should().OnlyContain(result => result.Status == StepStatus.Deferred && result.Detail.Contains("Enroll device"));
        _bench.Tenant.RmmDevices.Values.Should().ContainSingle(device => device.SerialNumber == "SN-9" && device.State == RmmDeviceState.Staged);
        run.End.Untold.Should().BeNull();
        _bench.Tenant.Notices.Should().NotContain(notice => notice.Kind == NoticeKind.Escalation);
        FakeTicket ticket = _bench.Tenant.Tickets.Single();
        ticket.Should().BeEquivalentTo(new { Status = "New", IsRaised = false });
        ticket.Notes[^1].Lines.Should().Contain(line => line.Contains("Enroll device (SN-9): Deferred"));
    }

    [Fact]
    public async Task Resume_OnceTheDeviceIsThere_GoesOnWithOwnerTagsAndSoftware()
    {
        AskFor("SN-9");
        await _bench.RunAsync();
        RmmDevice announced = _bench.Tenant.RmmDevices.Values.Single(device => device.SerialNumber == "SN-9");
        HireRun stillAway = await _bench.ResumeAsync();
        _bench.Tenant.ChangeRmmDevice(announced.Id, device => device with { State = RmmDeviceState.Enrolled });

        HireRun resumed = await _bench.ResumeAsync();

        stillAway[Enroll].Status.Should().Be(StepStatus.Deferred);
        resumed.End.Outcome.Should().Be(RunOutcome.Completed);
        _bench.Tenant.CountOf("rmm.stage").Should().Be(1);
        _bench.Tenant.RmmDevices[announced.Id].Should().BeEquivalentTo(new { OwnerMail = "jane.obrien@contoso.example", Tags = new[] { "sales" } });
        _bench.Tenant.RmmJobs.Should().ContainSingle();
        _bench.Tenant.Tickets.Single().Status.Should().Be("Resolved");
    }

    [Theory]
    [InlineData("SN-9")]
    [InlineData()]
    public async Task Enroll_WithALink_HandsItOutOnceAndWritesItNowhere(params string[] serials)
    {
        _bench.Tenant.WithRmm(All & ~RmmAbilities.StagedDevices);
        AskFor(serials);

        HireRun run = await _bench.RunAsync();
        HireRun resumed = await _bench.ResumeAsync();

        HandedSecret handed = _bench.Handed.Should().ContainSingle(secret => secret.Kind == SecretKind.EnrollmentLink).Subject;
        handed.Person.Should().Be("jane.obrien@contoso.example");
        handed.ValidUntil.Should().NotBeNull();
        run[Enroll].Status.Should().Be(StepStatus.Deferred);
        run[Enroll].Detail.Should().Contain("the link was handed out");
        resumed[Enroll].Status.Should().Be(StepStatus.Deferred);
        _bench.Tenant.CountOf("rmm.link").Should().Be(1);
        string link = handed.Secret.Reveal();
        _bench.Journals.Last.Entries.SelectMany(line => line.Fields.Values).Should().NotContain(text => text.Contains(link));
        _bench.Tenant.Tickets.Single().Notes.SelectMany(note => note.Lines).Should().NotContain(line => line.Contains(link));
        _bench.Tenant.Notices.SelectMany(notice => notice.Steps).Should().NotContain(step => step.Detail.Contains(link) || step.After.Contains(link));
    }

    [Fact]
    public async Task Enroll_WhoseLinkWasNotAnswered_HandsOneOut()
    {
        _bench.Tenant.WithRmm(All & ~RmmAbilities.StagedDevices);
        AskFor("SN-9");
        _bench.Tenant.On("rmm.link").LosesAnswer();

        HireRun run = await _bench.RunAsync();

        run[Enroll].Status.Should().Be(StepStatus.Deferred);
        _bench.Handed.Should().ContainSingle(secret => secret.Kind == SecretKind.EnrollmentLink);
    }

    [Fact]
    public async Task Enroll_WithoutLinkAndAnnouncement_SaysThatItIsDoneByHand()
    {
        _bench.Tenant.WithRmm(All & ~RmmAbilities.StagedDevices & ~RmmAbilities.EnrollmentLinks);
        _bench.RmmSite = null;
        AskFor("SN-9");

        HireRun run = await _bench.RunAsync();

        run[Enroll].Status.Should().Be(StepStatus.Deferred);
        run[Enroll].Detail.Should().Contain("Fake RMM gives no link");
    }

    [Fact]
    public async Task Enroll_WhoseAnnouncementWasNotAnswered_AnnouncesOnce()
    {
        AskFor("SN-9");
        _bench.Tenant.On("rmm.stage").LosesAnswer();

        (await _bench.RunAsync())[Enroll].Status.Should().Be(StepStatus.Deferred);

        _bench.Tenant.RmmDevices.Values.Should().ContainSingle(device => device.SerialNumber == "SN-9");
    }

    [Fact]
    public async Task Enroll_WhoseAnnouncementIsIgnored_Fails()
    {
        AskFor("SN-9");
        _bench.Tenant.On("rmm.stage").Ignores();

        HireRun run = await _bench.RunAsync();

        run[Enroll].Should().BeEquivalentTo(new { Status = StepStatus.Failed, ErrorId = ErrorIds.StepNotProved });
        run[Assign].Status.Should().Be(StepStatus.Blocked);
    }

    [Fact]
    public async Task Enroll_OfOneNumberWrittenTwice_AnnouncesOnce()
    {
        AskFor("SN-9", " sn-9 ", " ");

        await _bench.RunAsync();

        _bench.Tenant.CountOf("rmm.stage").Should().Be(1);
    }

    [Fact]
    public async Task Enroll_OfANumberThatADecommissionedRecordHas_AnnouncesAnew()
    {
        _bench.Tenant.ChangeRmmDevice(_bench.Device.Id, device => device with { State = RmmDeviceState.Unenrolled });

        (await _bench.RunAsync())[Enroll].Status.Should().Be(StepStatus.Deferred);

        _bench.Tenant.CountOf("rmm.stage").Should().Be(1);
    }

    [Fact]
    public async Task Enroll_OfANumberThatTwoDevicesHave_AsksAPersonAndTouchesNeither()
    {
        _bench.Tenant.AddRmmDevice("LAPTOP-8", "SN-7");

        HireRun run = await _bench.RunAsync();

        run[Enroll].Should().BeEquivalentTo(new { Status = StepStatus.ManualReview, ErrorId = ErrorIds.DeviceNotConfirmed });
        run[Enroll].Detail.Should().Contain("LAPTOP-7").And.Contain("LAPTOP-8");
        _bench.Tenant.Writes.Should().NotContain(write => write.StartsWith("rmm.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Enroll_AtASiteWithoutRmmSite_IsBlockedAndSaysWhatIsMissing()
    {
        _bench.RmmSite = null;
        AskFor("SN-7", "SN-9");

        HireRun run = await _bench.RunAsync();

        run[Enroll].Should().BeEquivalentTo(new { Status = StepStatus.Blocked, ErrorId = ErrorIds.ReferenceNotResolved });
        run[Enroll].Detail.Should().Contain("rmmSite");
        _bench.Tenant.Writes.Should().NotContain(write => write.StartsWith("rmm.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Enroll_OfAKnownDeviceAtASiteWithoutRmmSite_IsBlockedBecauseNobodyKnowsWhoseItIs()
    {
        _bench.RmmSite = null;

        HireRun run = await _bench.RunAsync();

        run[Enroll].Should().BeEquivalentTo(new { Status = StepStatus.Blocked, ErrorId = ErrorIds.ReferenceNotResolved });
        run[Enroll].Detail.Should().Contain("LAPTOP-7").And.Contain("rmmSite");
        _bench.Tenant.Writes.Should().NotContain(write => write.StartsWith("rmm.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Assign_WithoutDeviceAndRmmSite_IsBlockedWhenAnAccountIsToBeMade()
    {
        _bench.Tenant.WithRmm(All & ~RmmAbilities.StagedDevices & ~RmmAbilities.EnrollmentLinks);
        _bench.RmmSite = null;
        AskFor();

        HireRun run = await _bench.RunAsync();

        run[Enroll].Status.Should().Be(StepStatus.Deferred);
        _bench.Tenant.Writes.Should().NotContain(write => write.StartsWith("rmm.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Assign_OfSomebodyElsesDevice_AsksAPersonAndPutsNothingOnIt()
    {
        _bench.Tenant.ChangeRmmDevice(_bench.Device.Id, device => device with { OwnerMail = "sam@contoso.example" });

        HireRun run = await _bench.RunAsync();

        run[Assign].Should().BeEquivalentTo(new { Status = StepStatus.ManualReview, ErrorId = ErrorIds.DeviceNotConfirmed });
        run[Assign].Detail.Should().Contain("sam@contoso.example");
        _bench.DeviceNow.Should().BeEquivalentTo(new { OwnerMail = "sam@contoso.example", Tags = Array.Empty<string>() });
        _bench.Tenant.RmmJobs.Should().BeEmpty();
    }

    [Fact]
    public async Task Assign_OfADeviceOfTheSameName_NeverLooksAtTheName()
    {
        RmmDevice stranger = _bench.Tenant.AddRmmDevice("LAPTOP-7", "SN-OTHER") with { LastUser = "jane.obrien@contoso.example" };
        _bench.Tenant.ChangeRmmDevice(stranger.Id, _ => stranger);

        HireRun run = await _bench.RunAsync();

        run.End.Outcome.Should().Be(RunOutcome.Completed);
        _bench.Tenant.RmmDevices[stranger.Id].Should().Be(stranger);
    }

    [Fact]
    public async Task Tag_OfATaggedDevice_KeepsTheOthers()
    {
        _bench.Devices = _bench.Devices with { Tags = ["Sales", "zurich"] };
        _bench.Tenant.ChangeRmmDevice(_bench.Device.Id, device => device with { Tags = ["spare", "sales"] });

        await _bench.RunAsync();

        _bench.DeviceNow.Tags.Should().Equal("spare", "sales", "zurich");
    }

    [Theory]
    [InlineData(RmmAbilities.Owners, Assign, "Fake RMM has no owners")]
    [InlineData(RmmAbilities.Tags, Tag, "Fake RMM has no tags")]
    [InlineData(RmmAbilities.Software, Push, "pushes no software")]
    public async Task Step_ThatTheRmmCannotDo_IsSkippedWithTheReason(RmmAbilities lacking, string step, string reason)
    {
        _bench.Tenant.WithRmm(All & ~lacking);

        HireRun run = await _bench.RunAsync();

        run[step].Status.Should().Be(StepStatus.Skipped);
        run[step].Detail.Should().Contain(reason);
        run.Results.Count(result => result.Status == StepStatus.Skipped && result.System == "Rmm").Should().Be(1);
        run.End.Outcome.Should().Be(RunOutcome.Completed);
    }

    [Fact]
    public async Task Assign_WithoutEndUsers_NamesTheOwnerByAddress()
    {
        _bench.Tenant.WithRmm(All & ~RmmAbilities.EndUsers);

        await _bench.RunAsync();

        _bench.DeviceNow.OwnerMail.Should().Be("jane.obrien@contoso.example");
        _bench.Tenant.RmmEndUsers.Should().BeEmpty();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Steps_WithoutAnRmmOrAWish_AreSkipped(bool hasRmm)
    {
        if (!hasRmm) _bench.Tenant.WithoutRmm();
        else (_bench.Devices, _bench.Request) = (new(), _bench.Request with { DeviceSerialNumbers = [] });

        HireRun run = await _bench.RunAsync();

        new[] { run[Enroll], run[Assign], run[Tag], run[Push] }.Should().OnlyContain(result => result.Status == StepStatus.Skipped);
        run.End.Outcome.Should().Be(RunOutcome.Completed);
    }

    [Fact]
    public async Task Rmm_ThatIsDown_HoldsUpNothingButTheDevice()
    {
        _bench.Tenant.On("rmm.find").Fails(ErrorIds.ConnectorUnreachable, ErrorKind.Network).Always();

        HireRun run = await _bench.RunAsync();

        run[Enroll].Status.Should().Be(StepStatus.Failed);
        run.Results.Where(result => result.Status is not (StepStatus.Done or StepStatus.AlreadyDone or StepStatus.Skipped)).Select(result => result.Step)
            .Should().BeEquivalentTo(Enroll, Assign, Tag, Push);
    }

    [Fact]
    public async Task Steps_InPreview_SayWhatTheyWouldDoAndDoNothing()
    {
        AskFor("SN-9");

        IReadOnlyList<StepEnd> plan = await _bench.PreviewAsync();

        plan.Single(end => end.Result.Step == Enroll).Result.Detail.Should().Be("would announce SN-9 (Rmm; site Contoso Zurich)");
        plan.Single(end => end.Result.Step == Assign).Result.Detail.Should().Contain("make an end user for");
        _bench.Tenant.Writes.Should().BeEmpty();
        _bench.Handed.Should().BeEmpty();
        _bench.Journals.List().Should().BeEmpty();
    }
}

using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using FluentAssertions;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.Ports;
using LifecycleTools.Engine.Roles;
using LifecycleTools.Engine.Running;
using LifecycleTools.Engine.Tests.Fakes;
using Xunit;

namespace LifecycleTools.Engine.Tests.Steps.Departure;

public class RmmDeviceTests
{
    private const string Unenroll = "rmm.unenroll-devices";
    private const string Release = "rmm.release-person";
    private readonly OffboardBench _bench = new();

    private IReadOnlyDictionary<string, RmmDevice> Devices => _bench.Tenant.RmmDevices;

    private void Make(Func<RmmDevice, RmmDevice> change) => _bench.Tenant.ChangeRmmDevice(_bench.Agent.Id, change);

    private async Task<OffboardRun> RunToReviewAsync(string reason)
    {
        OffboardRun run = await _bench.RunAsync();
        run[Unenroll].Should().BeEquivalentTo(new { Status = StepStatus.ManualReview, ErrorId = ErrorIds.DeviceNotConfirmed });
        run[Unenroll].Detail.Should().Contain(reason);
        _bench.Tenant.CountOf("rmm.unenroll").Should().Be(0);
        return run;
    }

    private void ForgetDevices()
    {
        _bench.Tenant.ManagedDevices.Clear();
        _bench.Tenant.EntraDevices.Clear();
    }

    [Fact]
    public async Task Unenroll_OfADeviceBySerialNumber_LeavesTheStrangersDeviceOfTheSameNameAlone()
    {
        Make(device => device with { OwnerMail = null });

        OffboardRun run = await _bench.RunAsync();

        run[Unenroll].Status.Should().Be(StepStatus.Done);
        run[Unenroll].After.Should().Be("1 no longer in the RMM");
        Devices.Values.Should().Equal(_bench.Stranger);
    }

    [Fact]
    public async Task Unenroll_OfADeviceByEntraId_NeedsNoSerialNumber()
    {
        Make(device => device with { SerialNumber = null, EntraDeviceId = _bench.Laptop.DeviceId, OwnerMail = null });

        (await _bench.RunAsync())[Unenroll].Status.Should().Be(StepStatus.Done);

        Devices.Values.Should().Equal(_bench.Stranger);
    }

    [Fact]
    public async Task Unenroll_OfADeviceThatTheLeaverWasOnlySignedInOn_NeverHappens()
    {
        RmmDevice stranger = _bench.Stranger with { LastUser = _bench.Jane.UserPrincipalName, OwnerMail = null };
        _bench.Tenant.ChangeRmmDevice(stranger.Id, _ => stranger);

        (await _bench.RunAsync()).End.Outcome.Should().Be(RunOutcome.Completed);

        Devices.Values.Should().Equal(stranger);
    }

    [Fact]
    public async Task Unenroll_OfADeviceThatTheRmmGivesToSomebodyElse_AsksAPerson()
    {
        Make(device => device with { OwnerMail = "sam@contoso.example" });

        OffboardRun run = await RunToReviewAsync("the RMM gives it to sam@contoso.example");

        Devices[_bench.Agent.Id].OwnerMail.Should().Be("sam@contoso.example", "what is somebody's stays theirs");
        run[Release].Status.Should().Be(StepStatus.Done);
        run["devices.retire-managed"].Status.Should().Be(StepStatus.Done);
    }

    [Fact]
    public async Task Unenroll_OfADeviceThatOnlyTheRmmTiesToTheLeaver_AsksAPersonUntilOneHasDecided()
    {
        Make(device => device with { SerialNumber = "SN-PRIVATE" });
        await RunToReviewAsync("no serial number or Entra device id agrees");
        Devices[_bench.Agent.Id].OwnerMail.Should().BeNull("the leaver's name is taken off it all the same");

        OffboardRun undecided = await _bench.ResumeAsync();
        Make(device => device with { OwnerMail = "max@contoso.example" });
        OffboardRun decided = await _bench.ResumeAsync();

        undecided[Unenroll].Status.Should().Be(StepStatus.ManualReview, "we took the owner off ourselves; that is no answer");
        decided[Unenroll].Status.Should().Be(StepStatus.AlreadyDone);
        decided.End.Outcome.Should().Be(RunOutcome.Completed);
        Devices.Should().ContainKey(_bench.Agent.Id);
    }

    [Fact]
    public async Task Unenroll_OfADeviceWhoseIdsContradictEachOther_AsksAPerson()
    {
        Make(device => device with { EntraDeviceId = "somebody-elses", OwnerMail = null });

        await RunToReviewAsync("another Entra device id");

        ForgetDevices();
        (await _bench.ResumeAsync())[Unenroll].Status.Should().Be(StepStatus.ManualReview, "Intune has forgotten what spoke against it");
    }

    [Fact]
    public async Task Unenroll_OfADeviceWithTheEntraIdAndAnotherSerialNumber_AsksAPerson()
    {
        Make(device => device with { EntraDeviceId = _bench.Laptop.DeviceId, SerialNumber = "SN-OTHER" });

        await RunToReviewAsync("another serial number");
    }

    [Theory]
    [InlineData("To Be Filled By O.E.M.")]
    [InlineData("Default string")]
    [InlineData("00000000")]
    public async Task Unenroll_ByAPlaceholderOfTheMaker_TouchesNobody(string serial)
    {
        _bench.Tenant.ManagedDevices[0] = (_bench.Jane.Id.Value, _bench.ManagedLaptop with { SerialNumber = serial });
        Make(device => device with { SerialNumber = serial, OwnerMail = null });

        OffboardRun run = await _bench.RunAsync();

        run[Unenroll].Status.Should().Be(StepStatus.AlreadyDone);
        Devices.Should().HaveCount(2);
    }

    [Fact]
    public async Task Unenroll_OfTwoAgentsWithOneSerialNumber_AsksAPerson()
    {
        RmmDevice twin = _bench.Tenant.AddRmmDevice("LAPTOP-1-OLD", _bench.ManagedLaptop.SerialNumber);

        await RunToReviewAsync("shares its serial number");

        Devices.Should().ContainKey(twin.Id);
    }

    [Fact]
    public async Task Unenroll_OfTwoAgentsOfOneEntraDevice_TakesBoth()
    {
        Make(device => device with { EntraDeviceId = _bench.Laptop.DeviceId });
        _bench.Tenant.ChangeRmmDevice(
            _bench.Tenant.AddRmmDevice("LAPTOP-1-OLD", _bench.ManagedLaptop.SerialNumber).Id, device => device with { EntraDeviceId = _bench.Laptop.DeviceId });

        (await _bench.RunAsync())[Unenroll].Status.Should().Be(StepStatus.Done);

        Devices.Values.Should().Equal(_bench.Stranger);
    }

    [Fact]
    public async Task Unenroll_WhenDevicesAreFlagged_LeavesThemToAPersonAndStillRemovesTheAccount()
    {
        _bench.Rules = _bench.Rules with { DeviceAction = DeviceAction.Flag };

        await RunToReviewAsync("is flagged");

        _bench.Tenant.RmmEndUsers.Should().BeEmpty();
    }

    [Fact]
    public async Task Unenroll_WhenDevicesAreKept_IsSkippedAndTheAccountIsRemoved()
    {
        _bench.Rules = _bench.Rules with { DeviceAction = DeviceAction.Keep };

        OffboardRun run = await _bench.RunAsync();

        run[Unenroll].Status.Should().Be(StepStatus.Skipped);
        Devices.Should().ContainKey(_bench.Agent.Id);
        _bench.Tenant.RmmEndUsers.Should().BeEmpty();
        run.End.Outcome.Should().Be(RunOutcome.Completed);
    }

    [Fact]
    public async Task Unenroll_OfADeviceThatIsGoneAlready_IsDone()
    {
        _bench.Tenant.RmmDevices.Remove(_bench.Agent.Id);

        (await _bench.RunAsync())[Unenroll].Should().BeEquivalentTo(new { Status = StepStatus.AlreadyDone, Detail = "no device in the RMM" });
    }

    [Fact]
    public async Task Unenroll_OfADecommissionedRecord_LeavesTheRecord()
    {
        Make(device => device with { State = RmmDeviceState.Unenrolled });

        OffboardRun run = await _bench.RunAsync();

        run[Unenroll].Status.Should().Be(StepStatus.AlreadyDone);
        run.End.Outcome.Should().Be(RunOutcome.Completed);
        _bench.Tenant.CountOf("rmm.owner").Should().Be(0);
    }

    [Fact]
    public async Task Unenroll_OfAnOfflineDevice_IsAskedOnceAndFinishedByAResumeAfterIntuneForgotIt()
    {
        Make(device => device with { IsOnline = false });

        OffboardRun run = await _bench.RunAsync();
        ForgetDevices();
        OffboardRun waiting = await _bench.ResumeAsync();
        int asked = _bench.Tenant.CountOf("rmm.unenroll");
        _bench.Tenant.RmmDevices.Remove(_bench.Agent.Id);
        OffboardRun gone = await _bench.ResumeAsync();

        run[Unenroll].Status.Should().Be(StepStatus.Deferred);
        run[Unenroll].Duration.Should().BeLessThan(TimeSpan.FromMinutes(1), "nothing is gained by waiting for somebody to open a lid");
        run["devices.retire-managed"].Status.Should().Be(StepStatus.Done);
        waiting[Unenroll].Status.Should().Be(StepStatus.Deferred);
        asked.Should().Be(1);
        gone[Unenroll].Should().BeEquivalentTo(new { Status = StepStatus.AlreadyDone, Detail = "1 no longer in the RMM" });
        gone.End.Outcome.Should().Be(RunOutcome.Completed);
    }

    [Theory]
    [InlineData(true, StepStatus.Done)]
    [InlineData(false, StepStatus.Deferred)]
    public async Task Unenroll_OfADeviceWhoseAgentIsGoneBeforeTheRmmKnows_WaitsForTheRmm(bool learns, StepStatus status)
    {
        _bench.Tenant.On("rmm.unenroll").Ignores().Meanwhile(() => Make(device => device with { IsOnline = false }));
        if (learns) _bench.Tenant.On("rmm.find").AfterCalls(4).Meanwhile(() => _bench.Tenant.RmmDevices.Remove(_bench.Agent.Id));

        OffboardRun run = await _bench.RunAsync();

        run[Unenroll].Status.Should().Be(status);
        _bench.Tenant.CountOf("rmm.unenroll").Should().Be(1);
    }

    [Fact]
    public async Task Unenroll_OfADeviceThatCameBackAndIsStillThere_IsAskedAgain()
    {
        Make(device => device with { IsOnline = false });
        await _bench.RunAsync();
        ForgetDevices();
        Make(device => device with { IsOnline = true });

        OffboardRun resumed = await _bench.ResumeAsync();

        resumed[Unenroll].Status.Should().Be(StepStatus.Done);
        _bench.Tenant.CountOf("rmm.unenroll").Should().Be(2);
    }

    [Fact]
    public async Task Unenroll_OfAnOfflineDeviceBesideADisputedOne_IsAPersonsTask()
    {
        Make(device => device with { IsOnline = false });
        (EntraDevice _, ManagedDevice other) = _bench.Tenant.AddDevice(_bench.Jane, "TABLET");
        _bench.Tenant.AddRmmDevice("TABLET", other.SerialNumber, owner: "sam@contoso.example");

        OffboardRun run = await _bench.RunAsync();

        run[Unenroll].Status.Should().Be(StepStatus.ManualReview);
        run[Unenroll].Detail.Should().Contain("LAPTOP-1 [SN-LAPTOP-1]: was told to leave").And.Contain("TABLET");
        _bench.Tenant.Notices.Should().Contain(notice => notice.Kind == NoticeKind.Escalation);
    }

    [Fact]
    public async Task Unenroll_ThatTheRmmCannotDo_IsAPersonsTaskWhenThereIsADevice()
    {
        _bench.Tenant.WithRmm((RmmAbilities)255 & ~RmmAbilities.Unenroll);
        await RunToReviewAsync("do it by hand");

        OffboardBench without = new();
        without.Tenant.WithRmm((RmmAbilities)255 & ~RmmAbilities.Unenroll);
        without.Tenant.RmmDevices.Remove(without.Agent.Id);
        (await without.RunAsync()).End.Outcome.Should().Be(RunOutcome.Completed);
    }

    [Fact]
    public async Task Release_OfAPerson_TakesTheirNameOffWhatStaysAndRecordsWhatWas()
    {
        _bench.Rules = _bench.Rules with { DeviceAction = DeviceAction.Keep };

        OffboardRun run = await _bench.RunAsync();

        run[Release].Before.Should().Be("owner of LAPTOP-1 [SN-LAPTOP-1], end user jane@contoso.example");
        run[Release].After.Should().Be("the RMM does not know the leaver");
        Devices[_bench.Agent.Id].OwnerMail.Should().BeNull();
        Devices[_bench.Stranger.Id].Should().Be(_bench.Stranger);
        _bench.Lines("snapshot").Should().Contain(line => line["what"] == "RMM device" && line["owner"] == "jane@contoso.example");
    }

    [Fact]
    public async Task Release_InAnRmmWithoutPeople_IsSkipped()
    {
        _bench.Tenant.WithRmm(RmmAbilities.Unenroll);

        (await _bench.RunAsync())[Release].Should().BeEquivalentTo(new { Status = StepStatus.Skipped, Detail = "Fake RMM ties no person to a device" });
    }

    [Fact]
    public async Task Rmm_ThatIsDown_StopsNothingElse()
    {
        _bench.Tenant.On("rmm.find").Fails(ErrorIds.ConnectorUnreachable, ErrorKind.Network).Always();

        (await _bench.RunAsync()).Exceptions.Should().BeEquivalentTo(Unenroll, Release);
    }

    [Fact]
    public async Task Steps_InPreview_NameTheDeviceByIdAndDoNothing()
    {
        IReadOnlyList<StepEnd> plan = await _bench.PreviewAsync();

        plan.Single(end => end.Result.Step == Unenroll).Result.Detail.Should().Be("would unenroll LAPTOP-1 [SN-LAPTOP-1] [rmm-1] (Rmm)");
        plan.Single(end => end.Result.Step == Release).Result.Detail.Should().Contain("remove end user jane@contoso.example");
        _bench.Tenant.Writes.Should().BeEmpty();
        _bench.Journals.List().Should().BeEmpty();
    }
}

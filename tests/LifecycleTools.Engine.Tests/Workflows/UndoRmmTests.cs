using System;
using System.Threading.Tasks;
using FluentAssertions;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.Ports;
using LifecycleTools.Engine.Roles;
using LifecycleTools.Engine.Tests.Fakes;
using Xunit;

namespace LifecycleTools.Engine.Tests.Workflows;

/// <summary>What ties a person to devices in the RMM comes back by id; what left the RMM has to be enrolled again.</summary>
public class UndoRmmTests
{
    private const string Jane = "jane@contoso.example";
    private const string Return = "rmm.return-person";
    private const string Gone = "rmm.tell-lost-agents";
    private readonly UndoBench _bench = new();

    private RmmDevice Agent => _bench.Tenant.RmmDevices[_bench.Left.Agent.Id];

    private void Keep() => _bench.Left.Rules = _bench.Left.Rules with { DeviceAction = DeviceAction.Keep };

    private void Change(Func<RmmDevice, RmmDevice> change) => _bench.Tenant.ChangeRmmDevice(_bench.Left.Agent.Id, change);

    [Fact]
    public async Task ADeviceThatWasKept_IsTheirsAgain_AndTheyAreAnEndUserAgain()
    {
        Keep();
        await _bench.LeaveAsync();
        (Agent.OwnerMail, _bench.Tenant.RmmEndUsers.Count).Should().Be((null, 0));

        OffboardRun run = await _bench.UndoAsync();

        run[Return].Should().BeEquivalentTo(new { Status = StepStatus.Done, Verified = true, ErrorId = "" });
        run[Return].Detail.Should().Be($"end user {Jane}, LAPTOP-1 [SN-LAPTOP-1] of {Jane}");
        Agent.OwnerMail.Should().Be(Jane);
        _bench.Tenant.RmmEndUsers.Should().ContainKey(Jane);
        _bench.Tenant.RmmDevices[_bench.Left.Stranger.Id].OwnerMail.Should().Be("sam@contoso.example", "a name is no id");
        run[Gone].Status.Should().Be(StepStatus.AlreadyDone);
        (await _bench.UndoAsync())[Return].Status.Should().Be(StepStatus.AlreadyDone);
    }

    [Fact]
    public async Task ADeviceThatBelongsToSomebodyElseByNow_IsNamedAndStaysTheirs()
    {
        Keep();
        await _bench.LeaveAsync();
        Change(device => device with { OwnerMail = "sam@contoso.example" });

        OffboardRun run = await _bench.UndoAsync();

        run[Return].Status.Should().Be(StepStatus.Done, "the end user came back");
        run[Return].Detail.Should().Contain("LAPTOP-1 [SN-LAPTOP-1] belongs to sam@contoso.example by now and stays theirs");
        Agent.OwnerMail.Should().Be("sam@contoso.example");
        _bench.Tenant.CountOf("rmm.owner").Should().Be(0);
    }

    [Fact]
    public async Task ADeviceThatLeft_MustBeEnrolledAgain_AndIsTheirsOnceItIs()
    {
        Change(device => device with { Tags = ["sales", "vpn"] });
        await _bench.LeaveAsync();
        _bench.Tenant.RmmDevices.Should().NotContainKey(_bench.Left.Agent.Id);

        OffboardRun run = await _bench.UndoAsync();

        run[Gone].Should().BeEquivalentTo(new { Status = StepStatus.ManualReview });
        run[Gone].Detail.Should().Be("device LAPTOP-1 [SN-LAPTOP-1], tags sales vpn: its agent was uninstalled or the device decommissioned, or will be when it is next online: enroll it in the RMM again, then resume the run");
        run[Return].Detail.Should().Contain("LAPTOP-1 [SN-LAPTOP-1] is not in management");
        RmmDevice anew = _bench.Tenant.AddRmmDevice("DESKTOP-OTHERNAME", "SN-LAPTOP-1");

        OffboardRun resumed = await _bench.ResumeAsync();

        resumed[Gone].Status.Should().Be(StepStatus.AlreadyDone);
        resumed[Return].Status.Should().Be(StepStatus.Done);
        _bench.Tenant.RmmDevices[anew.Id].OwnerMail.Should().Be(Jane);
    }

    [Fact]
    public async Task ADeviceOfTheSameNameOrWithAnUntellingSerialNumber_IsNotTheirs()
    {
        Change(device => device with { SerialNumber = "To be filled by O.E.M." });
        Keep();
        await _bench.LeaveAsync();
        _bench.Tenant.RmmDevices.Remove(_bench.Left.Agent.Id);
        _bench.Tenant.AddRmmDevice("LAPTOP-1", "To be filled by O.E.M.");

        OffboardRun run = await _bench.UndoAsync();

        run[Gone].Status.Should().Be(StepStatus.ManualReview);
        _bench.Tenant.CountOf("rmm.owner").Should().Be(0);
    }

    [Fact]
    public async Task SeveralDevicesWithTheSerialNumber_AreAPersonsTask()
    {
        await _bench.LeaveAsync();
        _bench.Tenant.AddRmmDevice("LAPTOP-1", "SN-LAPTOP-1");
        _bench.Tenant.AddRmmDevice("LAPTOP-1-OLD", "SN-LAPTOP-1");

        OffboardRun run = await _bench.UndoAsync();

        run[Return].Should().BeEquivalentTo(new { Status = StepStatus.ManualReview, ErrorId = ErrorIds.DeviceNotConfirmed });
        _bench.Tenant.CountOf("rmm.owner").Should().Be(0);
    }

    [Fact]
    public async Task ADeviceThatIsOfflineAndWasToldToLeave_IsNotCalledBack()
    {
        Change(device => device with { IsOnline = false });
        await _bench.LeaveAsync();
        _bench.Tenant.RmmDevices.Should().ContainKey(_bench.Left.Agent.Id, "it leaves when it is next online");

        OffboardRun run = await _bench.UndoAsync();

        run[Gone].Status.Should().Be(StepStatus.ManualReview);
        run[Return].Detail.Should().Contain("is not in management");
        Change(device => device with { IsOnline = true });
        (await _bench.ResumeAsync())[Return].Status.Should().Be(StepStatus.Done, "it is online and still there: somebody has enrolled it again");
        Agent.OwnerMail.Should().Be(Jane);
    }

    [Theory]
    [InlineData(RmmAbilities.Tags | RmmAbilities.Unenroll)]
    [InlineData(RmmAbilities.None)]
    public async Task AnRmmWithoutOwnersAndEndUsers_HasNothingToGiveBack(RmmAbilities abilities)
    {
        _bench.Tenant.RmmEndUsers.Clear();
        Change(device => device with { OwnerMail = null });
        _bench.Tenant.WithRmm(abilities);
        await _bench.LeaveAsync();

        OffboardRun run = await _bench.UndoAsync();

        run[Return].Should().BeEquivalentTo(new { Status = StepStatus.Skipped, Detail = "the departure took the person off no device, and removed no end user" });
    }

    [Fact]
    public async Task AnRmmWithOwnersOnly_IsGivenTheAddress()
    {
        Keep();
        _bench.Tenant.RmmEndUsers.Clear();
        _bench.Tenant.WithRmm(RmmAbilities.Owners | RmmAbilities.Unenroll);
        await _bench.LeaveAsync();

        OffboardRun run = await _bench.UndoAsync();

        run[Return].Status.Should().Be(StepStatus.Done);
        Agent.OwnerMail.Should().Be(Jane);
        _bench.Tenant.CountOf("rmm.create-end-user").Should().Be(0);
        _bench.Tenant.Reads.Should().NotContain("rmm.end-user");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task AnRmmThatIsGoneOrTiesNobodyAnyMore_IsAPersonsTask(bool isGone)
    {
        Keep();
        await _bench.LeaveAsync();
        if (isGone) _bench.Tenant.WithoutRmm();
        else _bench.Tenant.WithRmm(RmmAbilities.Tags);

        OffboardRun run = await _bench.UndoAsync();

        run[Return].Status.Should().Be(StepStatus.ManualReview);
        run[Return].Detail.Should().Contain("owner of LAPTOP-1 [SN-LAPTOP-1]").And.Contain("end user " + Jane).And.Contain("by hand");
    }

    [Fact]
    public async Task AnEndUserOfASiteThatNobodyKnows_IsAPersonsTask()
    {
        _bench.Tenant.RmmDevices.Clear();
        await _bench.LeaveAsync();

        OffboardRun run = await _bench.UndoAsync();

        run[Return].Status.Should().Be(StepStatus.ManualReview);
        run[Return].Detail.Should().Contain("was an end user").And.Contain("rmmSite");
        _bench.Tenant.RmmEndUsers.Should().BeEmpty();
    }

    [Fact]
    public async Task AnOwnerThatIsAnsweredAndNotSet_IsFound()
    {
        Keep();
        await _bench.LeaveAsync();
        _bench.Tenant.On("rmm.owner").Ignores().Always();

        OffboardRun run = await _bench.UndoAsync();

        run[Return].Should().BeEquivalentTo(new { Status = StepStatus.Failed, ErrorId = ErrorIds.StepNotProved });
        run[Return].After.Should().Contain("LAPTOP-1 [SN-LAPTOP-1] of nobody");
    }

    [Fact]
    public async Task AnAnswerThatIsLost_MakesNoSecondEndUser()
    {
        Keep();
        await _bench.LeaveAsync();
        _bench.Tenant.On("rmm.create-end-user").LosesAnswer();

        OffboardRun run = await _bench.UndoAsync();

        run[Return].Status.Should().Be(StepStatus.Done);
        _bench.Tenant.CountOf("rmm.create-end-user").Should().Be(1);
        Agent.OwnerMail.Should().Be(Jane);
    }

    [Fact]
    public async Task NobodyGetsAWayInToADevice_WhoMayNotSignIn()
    {
        Keep();
        await _bench.LeaveAsync();
        _bench.Left.Make(jane => jane with { IsSynchronized = true });

        OffboardRun run = await _bench.UndoAsync();

        run["directory.allow-sign-in-again"].Status.Should().Be(StepStatus.Blocked);
        run[Return].Status.Should().Be(StepStatus.Blocked);
        _bench.Tenant.RmmEndUsers.Should().BeEmpty();
    }

    [Fact]
    public async Task TheirNewAddress_IsTheirsToo()
    {
        Keep();
        await _bench.LeaveAsync();
        _bench.Left.Make(jane => jane with { UserPrincipalName = "jane.new@contoso.example" });
        Change(device => device with { OwnerMail = "jane.new@contoso.example" });

        (await _bench.UndoAsync())[Return].Detail.Should().EndWith("LAPTOP-1 [SN-LAPTOP-1] of jane.new@contoso.example");
    }
}

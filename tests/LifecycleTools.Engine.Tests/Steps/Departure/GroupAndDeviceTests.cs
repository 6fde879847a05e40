using System;
using System.Linq;
using System.Threading.Tasks;
using FluentAssertions;
using LifecycleTools.Engine.Ports;
using LifecycleTools.Engine.Roles;
using LifecycleTools.Engine.Tests.Fakes;
using Xunit;

namespace LifecycleTools.Engine.Tests.Steps.Departure;

public class GroupAndDeviceTests
{
    private const string Groups = "directory.leave-groups";
    private const string Lists = "mail.leave-distribution-lists";
    private const string Retire = "devices.retire-managed";
    private readonly OffboardBench _bench = new();

    [Fact]
    public async Task LeaveGroups_OfADynamicOne_NamesItsRule()
    {
        Group rule = Join("By rule", group => group with { MembershipRule = "user.city -eq \"Zurich\"" });

        OffboardRun run = await _bench.RunAsync();

        run[Groups].Status.Should().Be(StepStatus.ManualReview);
        run[Groups].ErrorId.Should().Be("GroupNotJoinable");
        run[Groups].Detail.Should().Contain(rule.Id).And.Contain("user.city");
        _bench.Tenant.MembersOf(_bench.Sales.Id).Should().BeEmpty("the others are left all the same");
    }

    [Fact]
    public async Task LeaveGroups_OfADynamicOneThatDropsBlockedAccounts_WaitsForIt()
    {
        Group rule = Join("Enabled", group => group with { MembershipRule = "(user.accountEnabled -eq true)" });
        _bench.Tenant.On("groups.remove").AfterCalls(1).Meanwhile(() => _bench.Tenant.MembersOf(rule.Id).Clear());

        OffboardRun run = await _bench.RunAsync();

        run[Groups].Status.Should().Be(StepStatus.Done);
        _bench.Tenant.Writes.Should().NotContain(write => write.StartsWith("groups.remove Enabled", StringComparison.Ordinal));
    }

    [Fact]
    public async Task LeaveGroups_OfADynamicOneThatKeepsBlockedAccountsAfterAll_Fails()
    {
        Join("Enabled", group => group with { MembershipRule = "(user.accountEnabled -eq true)" });
        (await _bench.RunAsync())[Groups].ErrorId.Should().Be("StepNotProved");
    }

    [Fact]
    public async Task LeaveGroups_OfADynamicOneWhoseMemberIsNotBlocked_DoesNotWaitForIt()
    {
        Join("Enabled", group => group with { MembershipRule = "(user.accountEnabled -eq true)" });
        _bench.Make(jane => jane with { IsSynchronized = true });

        OffboardRun run = await _bench.RunAsync();

        run[Groups].Status.Should().Be(StepStatus.ManualReview);
        run[Groups].Detail.Should().Contain("user.accountEnabled");
    }

    [Fact]
    public async Task LeaveGroups_OfASynchronizedOne_IsLeftToAPerson()
    {
        Join("On premises", group => group with { IsSynchronized = true });
        OffboardRun run = await _bench.RunAsync();
        run[Groups].Status.Should().Be(StepStatus.ManualReview);
        run[Groups].Detail.Should().Contain("Active Directory");
    }

    [Fact]
    [Trait("PainPoint", "C12")]
    public async Task LeaveGroups_OfOneOfTwoWithTheSameName_GoesById()
    {
        Group other = _bench.Tenant.AddGroup("Sales");
        _bench.Tenant.Join(other.Id, _bench.Boss);

        await _bench.RunAsync();

        _bench.Tenant.MembersOf(_bench.Sales.Id).Should().BeEmpty();
        _bench.Tenant.MembersOf(other.Id).Should().Equal(_bench.Boss.Id.Value);
    }

    [Fact]
    [Trait("PainPoint", "C10")]
    [Trait("PainPoint", "C12")]
    public async Task LeaveDistributionLists_OfTwoWithTheSameName_LeavesEachById()
    {
        DistributionList second = _bench.Tenant.AddList("News");
        _bench.Tenant.Join(second.Id, _bench.Jane);
        DistributionList third = _bench.Tenant.AddList("News");
        _bench.Tenant.Join(third.Id, _bench.Boss);

        OffboardRun run = await _bench.RunAsync();

        run[Lists].Status.Should().Be(StepStatus.Done);
        run[Lists].Attempts.Should().Be(2);
        _bench.Tenant.MembersOf(second.Id).Should().BeEmpty();
        _bench.Tenant.MembersOf(third.Id).Should().Equal(_bench.Boss.Id.Value);
    }

    [Fact]
    public async Task LeaveDistributionLists_OfASynchronizedOne_IsLeftToAPerson()
    {
        DistributionList list = _bench.Tenant.AddList("Old", old => old with { IsSynchronized = true });
        _bench.Tenant.Join(list.Id, _bench.Jane);
        (await _bench.RunAsync())[Lists].Status.Should().Be(StepStatus.ManualReview);
    }

    [Fact]
    public async Task RetireManagedDevices_OfSomebodyElses_IsLeftToAPerson()
    {
        Device(device => device with { UserId = _bench.Boss.Id.Value });

        OffboardRun run = await _bench.RunAsync();

        run[Retire].Status.Should().Be(StepStatus.ManualReview);
        run[Retire].ErrorId.Should().Be("DeviceNotConfirmed");
        _bench.Tenant.CountOf("devices.retire").Should().Be(0);
    }

    [Fact]
    [Trait("PainPoint", "C35")]
    public async Task RetireManagedDevices_WhoseIdsDoNotAgree_IsLeftToAPerson()
    {
        Device(device => device with { EntraDeviceId = FakeTenant.NewId() });
        _bench.Request = _bench.Request with { WipeDevices = [_bench.ManagedLaptop.Id] };

        OffboardRun run = await _bench.RunAsync();

        run[Retire].Detail.Should().Contain("ids do not agree");
        _bench.Tenant.CountOf("devices.wipe").Should().Be(0);
    }

    [Fact]
    [Trait("PainPoint", "C37")]
    public async Task RetireManagedDevices_WithOneToWipe_WipesExactlyThat()
    {
        (EntraDevice _, ManagedDevice twin) = _bench.Tenant.AddDevice(_bench.Jane, "LAPTOP-1");
        _bench.Request = _bench.Request with { WipeDevices = [_bench.ManagedLaptop.Id.ToUpperInvariant()] };

        OffboardRun run = await _bench.RunAsync();

        run.End.Outcome.Should().Be(RunOutcome.Completed);
        ActionOf(_bench.ManagedLaptop).Should().Be("wipe");
        ActionOf(twin).Should().Be("retire");
        _bench.Tenant.ManagedDevices.RemoveAll(one => one.Device.Id == _bench.ManagedLaptop.Id);
        (await _bench.ResumeAsync())[Retire].Status.Should().Be(StepStatus.AlreadyDone, "a wiped device leaves Intune");
    }

    [Fact]
    public async Task RetireManagedDevices_ToWipeOneThatIsBeingRetired_IsNotDoneByTheRetire()
    {
        Device(device => device with { State = "retirePending", ActionPending = "retire" });
        _bench.Request = _bench.Request with { WipeDevices = [_bench.ManagedLaptop.Id] };

        await _bench.RunAsync();

        ActionOf(_bench.ManagedLaptop).Should().Be("wipe");
    }

    [Theory]
    [InlineData("LAPTOP-1")]
    [InlineData("00000000-0000-0000-0000-000000000001")]
    public async Task RetireManagedDevices_ToWipeByNameOrUnknownId_IsLeftToAPerson(string id)
    {
        _bench.Request = _bench.Request with { WipeDevices = [id] };

        OffboardRun run = await _bench.RunAsync();

        run[Retire].Status.Should().Be(StepStatus.ManualReview);
        run[Retire].Detail.Should().Contain("no Intune device of this person");
        _bench.Tenant.CountOf("devices.wipe").Should().Be(0);
    }

    [Fact]
    [Trait("PainPoint", "C37")]
    public async Task Devices_ThatAreFlagged_AreLeftToAPersonUnchanged()
    {
        _bench.Rules = _bench.Rules with { DeviceAction = DeviceAction.Flag };

        OffboardRun run = await _bench.RunAsync();

        run.Exceptions.Should().BeEquivalentTo("rmm.unenroll-devices", "devices.disable-entra", Retire);
        _bench.Tenant.Writes.Should().NotContain(write => write.StartsWith("devices.", StringComparison.Ordinal) || write.StartsWith("rmm.unenroll ", StringComparison.Ordinal));
    }

    [Fact]
    [Trait("PainPoint", "C37")]
    [Trait("PainPoint", "C43")]
    public async Task Devices_ThatAreKept_DoNotStandInTheWayOfAWipe()
    {
        _bench.Rules = _bench.Rules with { DeviceAction = DeviceAction.Keep };
        (EntraDevice _, ManagedDevice other) = _bench.Tenant.AddDevice(_bench.Jane, "TABLET");
        _bench.Request = _bench.Request with { WipeDevices = [_bench.ManagedLaptop.Id] };

        OffboardRun run = await _bench.RunAsync();

        run.End.Outcome.Should().Be(RunOutcome.Completed);
        ActionOf(_bench.ManagedLaptop).Should().Be("wipe");
        ActionOf(other).Should().BeNull();
    }

    [Fact]
    public async Task DisableEntraDevices_OfASynchronizedOne_IsLeftToAPerson()
    {
        _bench.Tenant.EntraDevices[0] = (_bench.Jane.Id.Value, _bench.Laptop with { IsSynchronized = true });
        (await _bench.RunAsync())["devices.disable-entra"].Status.Should().Be(StepStatus.ManualReview);
    }

    [Fact]
    [Trait("PainPoint", "C34")]
    public async Task RemoveMailFromPhones_Always_RemovesTheAccountOnly()
    {
        await _bench.RunAsync();
        _bench.Mail.Phones.Should().ContainSingle().Which.State.Should().Be("AccountOnlyDeviceWipePending");
    }

    private Group Join(string name, Func<Group, Group> more)
    {
        Group group = _bench.Tenant.AddGroup(name, more: more);
        _bench.Tenant.Join(group.Id, _bench.Jane);
        return group;
    }

    private void Device(Func<ManagedDevice, ManagedDevice> change) =>
        _bench.Tenant.ManagedDevices[0] = (_bench.Jane.Id.Value, change(_bench.ManagedLaptop));

    private string? ActionOf(ManagedDevice device) =>
        _bench.Tenant.ManagedDevices.Single(one => one.Device.Id == device.Id).Device.ActionPending;
}

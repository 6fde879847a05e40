using System;
using System.Threading.Tasks;
using FluentAssertions;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.Tests.Fakes;
using Xunit;

namespace LifecycleTools.Engine.Tests.Steps.Arrival;

/// <summary>A serial number that was typed wrongly may be that of another customer's device, in an RMM that many share.</summary>
public class DeviceSiteTests
{
    private const string Enroll = "rmm.enroll-device";
    private const string Assign = "rmm.assign-device";
    private const string Tag = "rmm.tag-device";
    private const string Push = "rmm.push-software";
    private readonly HireBench _bench = new();

    private void AskFor(params string[] serials) => _bench.Request = _bench.Request with { DeviceSerialNumbers = serials };

    [Theory]
    [InlineData("SN-7")]
    [InlineData("SN-7", "SN-8")]
    public async Task Device_OfAnotherCustomer_IsAPersonsTaskByNameAndNeverOwnedTaggedOrPushedTo(params string[] serials)
    {
        _bench.Tenant.ChangeRmmDevice(_bench.Device.Id, device => device with { SiteId = "fabrikam" });
        _bench.Tenant.AddRmmDevice("LAPTOP-8", "SN-8");
        AskFor(serials);

        HireRun run = await _bench.RunAsync();
        HireRun resumed = await _bench.ResumeAsync();

        foreach (HireRun each in new[] { run, resumed })
        {
            each[Enroll].Should().BeEquivalentTo(new { Status = StepStatus.ManualReview, ErrorId = ErrorIds.DeviceNotConfirmed });
            each[Enroll].Detail.Should().Contain("LAPTOP-7 [SN-7]: is not at Contoso Zurich").And.Contain("fabrikam");
            new[] { each[Assign], each[Tag], each[Push] }.Should().OnlyContain(result => result.Status == StepStatus.Blocked);
        }

        run.End.Outcome.Should().Be(RunOutcome.Exception);
        _bench.Tenant.Writes.Should().NotContain(write => write.StartsWith("rmm.", StringComparison.Ordinal));
        _bench.DeviceNow.Should().BeEquivalentTo(new { OwnerMail = (string?)null, Tags = Array.Empty<string>() });
    }

    [Fact]
    public async Task Device_ThatTheRmmGivesThePersonAtAnotherCustomer_IsAPersonsTask()
    {
        _bench.Tenant.AddRmmDevice("LAPTOP-9", "SN-9", owner: "jane.obrien@contoso.example");
        _bench.Tenant.ChangeRmmDevice("rmm-2", device => device with { SiteId = "fabrikam" });
        AskFor();

        HireRun run = await _bench.RunAsync();

        run[Enroll].Status.Should().Be(StepStatus.ManualReview);
        _bench.Tenant.RmmJobs.Should().BeEmpty();
        _bench.Tenant.RmmDevices["rmm-2"].Tags.Should().BeEmpty();
    }

    [Fact]
    public async Task Device_ThatIsMovedAwayAfterItWasSeen_IsLeftAloneByTheStepsThatFollow()
    {
        _bench.Tenant.On("rmm.create-end-user").Meanwhile(() => _bench.Tenant.ChangeRmmDevice(_bench.Device.Id, device => device with { SiteId = "fabrikam" }));

        HireRun run = await _bench.RunAsync();

        run[Enroll].Status.Should().Be(StepStatus.AlreadyDone);
        run[Assign].Should().BeEquivalentTo(new { Status = StepStatus.ManualReview, ErrorId = ErrorIds.DeviceNotConfirmed });
        new[] { run[Tag], run[Push] }.Should().OnlyContain(result => result.Status == StepStatus.Blocked);
        _bench.DeviceNow.Tags.Should().BeEmpty();
        _bench.Tenant.RmmJobs.Should().BeEmpty();
    }
}

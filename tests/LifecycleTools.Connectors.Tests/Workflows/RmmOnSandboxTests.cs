using System;
using System.Collections.Generic;
using System.Linq;
using System.Net.Http;
using System.Threading.Tasks;
using FluentAssertions;
using LifecycleTools.Connectors.Tests.Rmm;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.People;
using LifecycleTools.Engine.Roles;
using LifecycleTools.Engine.Tenants;
using LifecycleTools.Sandbox.DattoRmm;
using LifecycleTools.Sandbox.NinjaOne;
using Xunit;

namespace LifecycleTools.Connectors.Tests.Workflows;

/// <summary>A whole hire and a whole departure with each RMM beside Microsoft 365.</summary>
public class RmmOnSandboxTests
{
    private const string Zoe = "zoe.baumann@contoso.example";
    private const string Ines = "ines.roth@contoso.example";

    [Theory]
    [InlineData("ninjaone")]
    [InlineData("dattormm")]
    public async Task Hire_FindsItsDeviceOwnsTagsAndFillsIt_AndANewRunPushesNothingTwice(string kind)
    {
        using SandboxBench bench = await OpenAsync(kind);
        HireRequest request = SandboxBench.Hire() with { DeviceSerialNumbers = ["PF3XK101"] };
        IReadOnlyList<string> software = bench.Map.Resolve(new RoleRequest("sales", "zurich", "Sales", null)).Devices.Software;

        BenchRun hire = await bench.HireAsync(request);
        IReadOnlyList<string> pushed = Jobs(bench, kind);
        BenchRun again = await bench.HireAsync(request);

        hire.Trouble.Should().BeEmpty();
        hire["rmm.enroll-device"].Status.Should().Be(StepStatus.AlreadyDone);
        new[] { hire["rmm.assign-device"], hire["rmm.tag-device"], hire["rmm.push-software"] }.Should().OnlyContain(result => result.Status == StepStatus.Done && result.Verified);
        (string? owner, IReadOnlyList<string> tags, _) = Device(bench, kind, "PF3XK101");
        owner.Should().Be(Zoe);
        tags.Should().NotBeEmpty();
        pushed.Should().BeEquivalentTo(software);
        again["rmm.push-software"].Status.Should().Be(StepStatus.AlreadyDone);
        again["rmm.push-software"].Detail.Should().Contain("was pushed before this run");
        Jobs(bench, kind).Should().Equal(pushed);
    }

    [Theory]
    [InlineData("ninjaone")]
    [InlineData("dattormm")]
    public async Task Hire_WithTheSerialNumberOfAnotherCustomersDevice_TouchesNothingOfTheirs(string kind)
    {
        using SandboxBench bench = await OpenAsync(kind);

        BenchRun hire = await bench.HireAsync(SandboxBench.Hire() with { DeviceSerialNumbers = ["PF9FAB01"] });

        hire["rmm.enroll-device"].Should().BeEquivalentTo(new { Status = StepStatus.ManualReview, ErrorId = ErrorIds.DeviceNotConfirmed });
        hire["rmm.enroll-device"].Detail.Should().Contain("FAB-LT-001 [PF9FAB01]").And.Contain("Contoso Zurich");
        Device(bench, kind, "PF9FAB01").Should().BeEquivalentTo(((string?)null, Array.Empty<string>(), true));
        Jobs(bench, kind).Should().BeEmpty();
    }

    [Theory]
    [InlineData("ninjaone")]
    [InlineData("dattormm")]
    public async Task Hire_WhoseDeviceIsNotSwitchedOnYet_IsDeferredAndFinishedByAResume(string kind)
    {
        using SandboxBench bench = await OpenAsync(kind);
        SetOnline(bench, kind, "PF3XK101", false);

        BenchRun hire = await bench.HireAsync(SandboxBench.Hire() with { DeviceSerialNumbers = ["PF3XK101"] });
        int jobs = Jobs(bench, kind).Count;
        SetOnline(bench, kind, "PF3XK101", true);
        BenchRun resumed = await bench.ResumeAsync();

        hire["rmm.push-software"].Status.Should().Be(StepStatus.Deferred);
        hire["rmm.push-software"].Detail.Should().Contain("offline");
        resumed["rmm.push-software"].Status.Should().BeOneOf(StepStatus.Done, StepStatus.AlreadyDone);
        Jobs(bench, kind).Should().HaveCount(jobs);
    }

    [Theory]
    [InlineData("ninjaone")]
    [InlineData("dattormm")]
    public async Task Departure_TakesTheLeaversDeviceAndNotTheOneOfTheSameName(string kind)
    {
        using SandboxBench bench = await OpenAsync(kind);

        BenchRun departure = await bench.OffboardAsync(Ines);

        departure["rmm.unenroll-devices"].Should().BeEquivalentTo(new { Status = StepStatus.Done, Verified = true }, departure.Trouble);

        // The record of a device that has left stays as it is; with accounts of people there is one to remove all the same.
        departure["rmm.release-person"].Status.Should().Be(kind == "ninjaone" ? StepStatus.Done : StepStatus.AlreadyDone);
        Device(bench, kind, "PF3XK028").IsManaged.Should().BeFalse();
        Device(bench, kind, "PF3XK027").Should().BeEquivalentTo(("frank.mueller@contoso.example", Array.Empty<string>(), true));
        (await bench.OffboardAsync(Ines))["rmm.unenroll-devices"].Status.Should().BeOneOf(StepStatus.AlreadyDone, StepStatus.Skipped);
    }

    [Theory]
    [InlineData("ninjaone")]
    [InlineData("dattormm")]
    public async Task Undo_OfADepartureThatKeptTheDevice_MakesItTheirsAgain(string kind)
    {
        using SandboxBench bench = await OpenAsync(kind);
        BenchRun departure = await bench.OffboardAsync(Ines, rules: rules => rules with { DeviceAction = DeviceAction.Keep });
        Device(bench, kind, "PF3XK028").Should().BeEquivalentTo(((string?)null, Array.Empty<string>(), true), departure.Trouble);

        BenchRun back = await bench.UndoAsync(departure.RunId);

        back["rmm.return-person"].Should().BeEquivalentTo(new { Status = StepStatus.Done, Verified = true }, back.Trouble);
        back["rmm.tell-lost-agents"].Status.Should().Be(StepStatus.AlreadyDone);
        Device(bench, kind, "PF3XK028").Owner.Should().Be(Ines);
        Device(bench, kind, "PF3XK027").Owner.Should().Be("frank.mueller@contoso.example");
        if (kind == "ninjaone") EndUserOf(bench).Should().BeEquivalentTo(new { FirstName = "Ines", LastName = "Roth", OrganizationId = 1 });
        (await bench.UndoAsync(departure.RunId))["rmm.return-person"].Status.Should().Be(StepStatus.AlreadyDone);
    }

    [Theory]
    [InlineData("ninjaone")]
    [InlineData("dattormm")]
    public async Task Undo_OfADepartureThatTookTheDevice_SaysSo_AndMakesItTheirsOnceItIsEnrolledAgain(string kind)
    {
        using SandboxBench bench = await OpenAsync(kind);
        BenchRun departure = await bench.OffboardAsync(Ines);

        BenchRun back = await bench.UndoAsync(departure.RunId);

        back["rmm.tell-lost-agents"].Status.Should().Be(StepStatus.ManualReview);
        back["rmm.tell-lost-agents"].Detail.Should().Contain("[PF3XK028]").And.Contain("enroll it in the RMM again");
        back["rmm.return-person"].Detail.Should().Contain("[PF3XK028] is not in management");
        back["rmm.return-person"].Status.Should().Be(kind == "ninjaone" ? StepStatus.Done : StepStatus.AlreadyDone, "only NinjaOne has accounts of people");
        EnrollAgain(bench, kind, "PF3XK028");

        BenchRun resumed = await bench.ResumeAsync(back.RunId);

        resumed["rmm.tell-lost-agents"].Status.Should().Be(StepStatus.AlreadyDone, resumed.Trouble);
        resumed["rmm.return-person"].Status.Should().BeOneOf(StepStatus.Done, StepStatus.AlreadyDone);
        resumed["rmm.return-person"].Detail.Should().Contain($"[PF3XK028] of {Ines}");
    }

    private static NinjaOneEndUser EndUserOf(SandboxBench bench) => bench.Sandbox.Beside<NinjaOneState>().EndUsers.Single(user => user.Email == Ines);

    // NinjaOne keeps the record of the decommissioned device and gives the enrolled one another id; Datto RMM knows it again.
    private static void EnrollAgain(SandboxBench bench, string kind, string serial)
    {
        if (kind == "ninjaone") bench.Sandbox.Beside<NinjaOneState>().Add("ZRH-LT-ANEW", serial, 11);
        else bench.Sandbox.Beside<DattoRmmState>()[serial].Online = true;
    }

    private static Task<SandboxBench> OpenAsync(string kind)
    {
        (SystemSettings entry, Func<HttpMessageHandler, HttpMessageHandler> hold) = kind == "ninjaone"
            ? (NinjaOneContract.Entry, (Func<HttpMessageHandler, HttpMessageHandler>)NinjaOneContract.Hold)
            : (DattoRmmContract.Entry, DattoRmmContract.Hold);
        return SandboxBench.OpenAsync(around: hold, beside: new Dictionary<string, SystemSettings>(StringComparer.OrdinalIgnoreCase) { ["rmm"] = entry });
    }

    private static IReadOnlyList<string> Jobs(SandboxBench bench, string kind) => kind == "ninjaone"
        ? bench.Sandbox.Beside<NinjaOneState>().Runs.Select(run => run.Script).ToList()
        : bench.Sandbox.Beside<DattoRmmState>().Jobs.Select(job => job.Component).ToList();

    private static void SetOnline(SandboxBench bench, string kind, string serial, bool isOnline)
    {
        if (kind == "ninjaone") bench.Sandbox.Beside<NinjaOneState>()[serial].Offline = !isOnline;
        else bench.Sandbox.Beside<DattoRmmState>()[serial].Online = isOnline;
    }

    private static (string? Owner, IReadOnlyList<string> Tags, bool IsManaged) Device(SandboxBench bench, string kind, string serial)
    {
        if (kind == "ninjaone")
        {
            NinjaOneState ninja = bench.Sandbox.Beside<NinjaOneState>();
            return (ninja.OwnerOf(ninja[serial]), ninja[serial].Tags, ninja[serial].ApprovalStatus != "DECOMMISSIONED");
        }

        DattoRmmDevice device = bench.Sandbox.Beside<DattoRmmState>()[serial];
        string? Field(string name) => device.Fields.TryGetValue(name, out string? value) ? value : null;
        bool left = bench.Sandbox.Beside<DattoRmmState>().Jobs.Any(job => job.DeviceUid == device.Uid && job.Component == DattoRmmState.UninstallComponent && job.RanUtc is not null);
        return (Field("udf2"), (Field("udf1") ?? "").Split(", ", StringSplitOptions.RemoveEmptyEntries), !left);
    }
}

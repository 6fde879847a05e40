using System.Linq;
using System.Threading.Tasks;
using FluentAssertions;
using Xunit;

namespace LifecycleTools.Connectors.Tests.Workflows;

/// <summary>What the app was not granted, as its token tells: named before the first change, in a run and in a plan.</summary>
public sealed class PermissionsOnSandboxTests
{
    [Theory]
    [InlineData("UserAuthenticationMethod.ReadWrite.All", "directory.issue-first-sign-in")]
    [InlineData("Policy.Read.All", "directory.issue-first-sign-in")]
    public async Task Hire_WithAPermissionTakenAway_NamesItBeforeAnythingIsChanged(string permission, string step)
    {
        using SandboxBench bench = await SandboxBench.OpenAsync();
        await TakeAwayAsync(bench, permission);

        BenchRun run = await bench.HireAsync(SandboxBench.Hire());

        StepResult check = run["directory.check-hire"];
        (check.Status, check.ErrorId).Should().Be((StepStatus.Blocked, "ConnectorPermissionMissing"), run.Trouble);
        check.Detail.Should().Contain(Engine.Steps.StepCatalog.Find(step)!.Action);
        bench.Sandbox.Users.Should().NotContain(user => user.EmployeeId == "2001");
    }

    [Fact]
    public async Task Offboard_WithAPermissionTakenAway_NamesItFirst_AndStillEndsAccess()
    {
        using SandboxBench bench = await SandboxBench.OpenAsync();
        await TakeAwayAsync(bench, "DeviceManagementManagedDevices.ReadWrite.All");

        BenchRun run = await bench.OffboardAsync("ines.roth@contoso.example");

        run["directory.check-leaver"].Detail.Should().Contain("DeviceManagementManagedDevices.Read.All");
        StepResult devices = run["devices.retire-managed"];
        (devices.Status, devices.ErrorId, devices.Attempts).Should().Be((StepStatus.Blocked, "ConnectorPermissionMissing", 0));
        bench.Sandbox.FindUser("ines.roth@contoso.example")!.AccountEnabled.Should().BeFalse();
        run.Outcome.Should().Be(RunOutcome.Exception);
    }

    [Fact]
    public async Task OffboardPreview_WithAPermissionTakenAway_NamesIt_AndSendsReadsOnly()
    {
        using SandboxBench bench = await SandboxBench.OpenAsync();
        await TakeAwayAsync(bench, "DeviceManagementManagedDevices.ReadWrite.All");

        var ends = await bench.PreviewAsync(bench.PreviewOffboard("ines.roth@contoso.example"));

        ends.Single(end => end.Result.Step == "devices.retire-managed").Failure!.Id.Should().Be("ConnectorPermissionMissing");
        bench.Sandbox.Requests.Should().NotContain(request => request.IsWrite);
    }

    private static async Task TakeAwayAsync(SandboxBench bench, string permission)
    {
        string[] roles = bench.Sandbox.ServicePrincipals.SelectMany(app => app.AppRoles).Where(role => role.Value == permission).Select(role => role.Id).ToArray();
        bench.Sandbox.AppRoleAssignments.RemoveAll(granted => roles.Contains(granted.AppRoleId)).Should().BePositive();
        bench.Sandbox.Tokens.ExpireAll();
        await bench.ReconnectAsync();
        bench.Sandbox.ClearRequests();
    }
}

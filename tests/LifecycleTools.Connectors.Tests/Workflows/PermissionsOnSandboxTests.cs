using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using FluentAssertions;
using LifecycleTools.Connectors.Tests.Rmm;
using LifecycleTools.Engine.Planning;
using LifecycleTools.Engine.Ports;
using LifecycleTools.Engine.Tenants;
using LifecycleTools.Engine.Workflows;
using LifecycleTools.Sandbox;
using Xunit;

namespace LifecycleTools.Connectors.Tests.Workflows;

/// <summary>What the app was not granted, as its token tells: named before the first change, in a run and in a plan.</summary>
public sealed class PermissionsOnSandboxTests
{
    private static readonly Dictionary<string, SystemSettings> s_beside = new(StringComparer.OrdinalIgnoreCase)
    {
        ["rmm"] = NinjaOneContract.Entry,
        ["psa"] = new SystemSettings
        {
            Kind = "connectwise",
            Values = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
            {
                ["url"] = "https://api-na.myconnectwise.net", ["company"] = "contosomsp", ["publicKey"] = "cw-public", ["privateKey"] = "sandbox:cw-private-key",
                ["clientId"] = "7f3c1f9a-52d4-4f0b-9a53-1f9e6f4b2c11", ["board"] = "HR Requests", ["customer"] = "Contoso",
            },
        },
    };

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

    [Fact]
    public async Task Hire_WithoutTheExchangePermission_NamesEachStepOfExchange_AndChangesNothing()
    {
        using SandboxBench bench = await SandboxBench.OpenAsync();
        await TakeAwayAsync(bench, "Exchange.ManageAsApp");

        BenchRun run = await bench.HireAsync(SandboxBench.Hire());

        StepResult check = run["directory.check-hire"];
        (check.Status, check.ErrorId).Should().Be((StepStatus.Blocked, "ConnectorPermissionMissing"), run.Trouble);
        foreach (Engine.Steps.Step step in Hire.Define().Steps.Select(planned => planned.Step).Where(step => step.Needs.Any(need => need.Least == "Exchange.ManageAsApp")))
        {
            check.Detail.Should().Contain($"{step.Action}: needs").And.Contain("Exchange.ManageAsApp");
        }

        bench.Sandbox.Requests.Where(request => request.IsWrite && !request.Path.EndsWith("/sendMail", StringComparison.Ordinal)).Should().BeEmpty();
    }

    [Theory]
    [InlineData("hire")]
    [InlineData("departure")]
    public async Task APlan_WithoutTheExchangeDirectoryRole_NamesItAtEachStepThatNeedsIt(string workflow)
    {
        using SandboxBench bench = await SandboxBench.OpenAsync();
        string own = bench.Sandbox.ServicePrincipals.Single(app => app.AppId == bench.Sandbox.ClientApps[0].AppId).Id;
        bench.Sandbox.RoleAssignments.RemoveAll(held => held.PrincipalId == own).Should().BePositive();
        bench.Sandbox.ClearRequests();

        var ends = await bench.PreviewAsync(workflow == "hire" ? bench.PreviewHire(SandboxBench.Hire()) : bench.PreviewOffboard("ines.roth@contoso.example"));

        string told = ends[0].Result.Detail;
        foreach (PlannedStep planned in (workflow == "hire" ? Hire.Define() : Offboard.Define()).Steps)
        {
            foreach (NeedsRoleAttribute role in planned.Step.Needs.OfType<NeedsRoleAttribute>()) told.Should().Contain($"{planned.Step.Action}: needs").And.Contain(role.Least);
        }

        told.Should().Contain("Exchange");
        bench.Sandbox.Requests.Should().NotContain(request => request.IsWrite);
    }

    [Theory]
    [InlineData("^/v2/(device|organization|user)", "rmm.unenroll-devices", "scopes monitoring and management")]
    [InlineData("/service/tickets", "tickets.open", "Service Desk")]
    public async Task Offboard_WithARightOfAnotherSystemMissing_NamesItAtTheStep_AndEndsAccessAllTheSame(string path, string step, string right)
    {
        using SandboxBench bench = await SandboxBench.OpenAsync(beside: s_beside);
        bench.Sandbox.Faults.Add(SandboxFaultKind.Forbid, null, path, times: int.MaxValue);

        BenchRun run = await bench.OffboardAsync("ines.roth@contoso.example");

        StepResult refused = run[step];
        (refused.Status, refused.ErrorId).Should().Be((StepStatus.Failed, "ConnectorPermissionMissing"), run.Trouble);
        refused.Detail.Should().Contain(right);
        bench.Sandbox.FindUser("ines.roth@contoso.example")!.AccountEnabled.Should().BeFalse();
        run.Outcome.Should().Be(RunOutcome.Exception);
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

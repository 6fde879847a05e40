using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Reflection;
using FluentAssertions;
using LifecycleTools.Bridge;
using LifecycleTools.Commands;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Tests.Shared;
using Xunit;

namespace LifecycleTools.Tests.Commands;

/// <summary>Waiting that is left to a scheduler, and people who were here before; all on the sandbox, whose clock passes by itself.</summary>
[Collection(Door.Name)]
public sealed class WaitingOnSandboxTests : IDisposable
{
    private const string Hire = "New-LifecycleHire -GivenName Zoe -Surname Baumann -Role sales -Site zurich -EmployeeId 2001 -Manager carla.moretti@contoso.example -DeviceSerialNumber PF3XK101 -Confirm:$false";
    private const string Rehire = "New-LifecycleHire -GivenName Oliver -Surname Stone -Role sales -Site zurich -EmployeeId 0990 -Manager carla.moretti@contoso.example -DeviceSerialNumber PF3XK101 -Confirm:$false";
    private readonly string _journals = Path.Combine(Path.GetTempPath(), "lifecycle-waiting-" + Guid.NewGuid().ToString("N"));
    private readonly Runspace _runspace;

    public WaitingOnSandboxTests()
    {
        ConnectorHost.Factory = ConnectorHost.Create(ConnectorHost.Connectors(Repository.At("bin")));
        InitialSessionState state = InitialSessionState.CreateDefault2();
        foreach (Type command in typeof(LifecycleCommand).Assembly.GetTypes())
        {
            if (command.GetCustomAttribute<CmdletAttribute>() is { } name) state.Commands.Add(new SessionStateCmdletEntry($"{name.VerbName}-{name.NounName}", command, null));
        }

        _runspace = RunspaceFactory.CreateRunspace(state);
        _runspace.Open();
        Run($"Connect-LifecycleTenant -Sandbox -JournalPath '{_journals}' -RoleMap '{Repository.At("roles", "three-countries.yaml")}'").Errors.Should().BeEmpty();
    }

    public void Dispose()
    {
        Run("Disconnect-LifecycleTenant");
        _runspace.Dispose();
        ConnectorHost.Factory = null!;
        Directory.Delete(_journals, recursive: true);
    }

    [Fact]
    public void Departure_WithoutWaiting_LeavesWhatTakesLong_AndTheSchedulerFinishesItWhenItIsDue()
    {
        Said left = Run("Invoke-LifecycleOffboard ines.roth@contoso.example -NoWait -Confirm:$false");

        left.Errors.Should().BeEmpty("nothing failed");
        left.Results.Where(result => result.Status == StepStatus.Deferred).Select(result => result.Step)
            .Should().Equal("mail.convert-to-shared", "licenses.release", "directory.leave-groups");
        left.Warnings.Should().HaveCount(3).And.OnlyContain(warning => warning.Contains("is left to a later resume", StringComparison.Ordinal));
        StateOf("ines.roth@contoso.example").Should().Be("Exception");
        Run("Resume-LifecycleRun -Due -Confirm:$false").Output.Should().BeEmpty("it has not had time to come");

        // Others leave meanwhile, and are waited for: that takes minutes.
        Run("'lena.vogt@contoso.example', 'grace.kim@contoso.example', 'dana.white@contoso.example' | Invoke-LifecycleOffboard -Confirm:$false");
        Said due = Run("Resume-LifecycleRun -Due -Confirm:$false");

        due.Errors.Should().BeEmpty();
        due.Results.Select(result => result.Person).Distinct().Should().Equal("ines.roth@contoso.example");
        StateOf("ines.roth@contoso.example").Should().Be("Completed");
        Run("Resume-LifecycleRun -Due -Confirm:$false").Output.Should().BeEmpty("nothing is left");
    }

    [Fact]
    public void Hire_WithoutWaiting_IsFinishedByAResumeThatWaits()
    {
        Said left = Run(Hire + " -NoWait");

        left.Errors.Should().BeEmpty();
        left.Results.Single(result => result.Step == "mail.wait-for-mailbox").Status.Should().Be(StepStatus.Deferred);
        left.Results.Single(result => result.Step == "directory.join-groups").Status.Should().Be(StepStatus.Done);

        Run("Get-LifecycleRun | Resume-LifecycleRun -Confirm:$false").Errors.Should().BeEmpty();
        StateOf("zoe.baumann@contoso.example").Should().Be("Completed");
    }

    [Fact]
    public void Hire_OfSomebodyWhoWasHereBefore_ChangesNothingUntilItIsSaidHow()
    {
        Said asked = Run(Rehire);

        asked.Errors.Should().Contain(error => error.StartsWith(ErrorIds.FormerAccountFound + ",", StringComparison.Ordinal));
        asked.Results.Single(result => result.Step == "directory.find-former-account").Detail.Should().Contain("-Restore").And.Contain("-NewAccount");
        asked.Results.Single(result => result.Step == "directory.create-account").Status.Should().Be(StepStatus.Blocked);
    }

    [Fact]
    public void Hire_WithRestore_GoesOnWithTheDeletedAccount()
    {
        Said back = Run(Rehire + " -Restore");

        StepResult restored = back.Results.Single(result => result.Step == "directory.restore-account");
        restored.Status.Should().Be(StepStatus.Done);
        back.Results.Single(result => result.Step == "directory.create-account").Status.Should().Be(StepStatus.AlreadyDone);
        back.Results[^1].Person.Should().Be("oliver.stone@contoso.example");
    }

    [Fact]
    public void Hire_WithNewAccount_LeavesTheFormerOneAlone()
    {
        Said fresh = Run(Rehire + " -NewAccount");

        fresh.Results.Single(result => result.Step == "directory.create-account").Status.Should().Be(StepStatus.Done);
        fresh.Results.Single(result => result.Step == "directory.restore-account").Status.Should().Be(StepStatus.Skipped);
        fresh.Results[^1].Person.Should().NotBe("oliver.stone@contoso.example");
    }

    private string StateOf(string person) => Run("Get-LifecycleRun").Output.Cast<RunSummary>().Single(run => run.Person == person).State;

    private Said Run(string script)
    {
        using PowerShell shell = PowerShell.Create(_runspace);
        PSDataCollection<PSObject> output = [];
        shell.AddScript(script).Invoke<PSObject, PSObject>(null, output, null);
        return new Said(
            output.Select(each => each.BaseObject).ToList(), shell.Streams.Error.Select(error => error.FullyQualifiedErrorId).ToList(),
            shell.Streams.Warning.Select(warning => warning.Message).ToList());
    }

    private sealed record Said(IReadOnlyList<object> Output, IReadOnlyList<string> Errors, IReadOnlyList<string> Warnings)
    {
        public IReadOnlyList<StepResult> Results => Output.OfType<StepResult>().ToList();
    }
}

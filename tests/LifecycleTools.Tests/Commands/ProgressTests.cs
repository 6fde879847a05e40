using System;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using FluentAssertions;
using LifecycleTools.Bridge;
using LifecycleTools.Tests.Shared;
using Xunit;

namespace LifecycleTools.Tests.Commands;

/// <summary>A bar that was shown is taken away, however the command ends.</summary>
[Collection(Door.Name)]
public sealed class ProgressTests : IDisposable
{
    private const string Hire = "New-LifecycleHire -GivenName Zoe -Surname Baumann -Role sales -Site zurich -EmployeeId 2001 -DeviceSerialNumber PF3XK101";
    private readonly string _folder = Path.Combine(Path.GetTempPath(), "lifecycle-progress-" + Guid.NewGuid().ToString("N"));
    private readonly Runspace _runspace;

    public ProgressTests()
    {
        ConnectorHost.Factory = ConnectorHost.Create(ConnectorHost.Connectors(Repository.At("bin")));
        _runspace = Door.OpenRunspace();
        Directory.CreateDirectory(_folder);
        Shown($"Connect-LifecycleTenant -Sandbox -JournalPath '{_folder}' -RoleMap '{Repository.At("roles", "three-countries.yaml")}'");
    }

    public void Dispose()
    {
        Shown("Disconnect-LifecycleTenant");
        _runspace.Dispose();
        ConnectorHost.Factory = null!;
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData(Hire + " -Confirm:$false")]
    [InlineData("Invoke-LifecycleOffboard ines.roth@contoso.example -Confirm:$false")]
    [InlineData("'ines.roth@contoso.example', 'nobody@contoso.example', 'martin.huber@contoso.example' | Invoke-LifecycleOffboard -Confirm:$false -ErrorAction SilentlyContinue")]
    [InlineData("Invoke-LifecycleOffboard nobody@contoso.example -Confirm:$false -ErrorAction Stop")]
    [InlineData("Invoke-LifecycleOffboard martin.huber@contoso.example -Confirm:$false -ErrorAction Stop")]
    [InlineData("New-LifecycleRoleMap")]
    public void Bar_ThatWasShown_IsTakenAway(string command)
    {
        ProgressRecord[] shown = Shown(command);

        shown.Should().NotBeEmpty();
        foreach (IGrouping<int, ProgressRecord> bar in shown.GroupBy(record => record.ActivityId))
            bar.Last().RecordType.Should().Be(ProgressRecordType.Completed, $"the bar of '{bar.First().Activity}' would stay on the screen");
    }

    [Fact]
    public void Hire_HasOneBar_ThoughThePersonGetsAnAddressOnTheWay() =>
        Shown(Hire + " -Confirm:$false").Select(record => record.ActivityId).Distinct().Should().ContainSingle();

    private ProgressRecord[] Shown(string script)
    {
        using PowerShell shell = PowerShell.Create(_runspace);
        try
        {
            shell.AddScript(script).Invoke();
        }
        catch (ActionPreferenceStopException)
        {
            // That a command ends so is what some of them are asked for; what it leaves on the screen is looked at.
            shell.HadErrors.Should().BeTrue();
        }

        return [.. shell.Streams.Progress];
    }
}

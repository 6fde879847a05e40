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

/// <summary>Whoever says -Verbose is told which files a run leaves.</summary>
[Collection(Door.Name)]
public sealed class VerboseFilesTests : IDisposable
{
    private readonly string _journals = Path.Combine(Path.GetTempPath(), "lifecycle-verbose-" + Guid.NewGuid().ToString("N"));
    private readonly Runspace _runspace;

    public VerboseFilesTests()
    {
        ConnectorHost.Factory = ConnectorHost.Create(ConnectorHost.Connectors(Repository.At("bin")));
        _runspace = Door.OpenRunspace();
    }

    public void Dispose()
    {
        Run("Disconnect-LifecycleTenant");
        _runspace.Dispose();
        ConnectorHost.Factory = null!;
        Directory.Delete(_journals, recursive: true);
    }

    [Fact]
    public void EveryCommandThatWritesAJournal_NamesIt()
    {
        Run($"Connect-LifecycleTenant -Sandbox -JournalPath '{_journals}' -RoleMap '{Repository.At("roles", "three-countries.yaml")}' -Verbose").Should().Contain(_journals);

        string departure = Named("Invoke-LifecycleOffboard grace.kim@contoso.example -Confirm:$false -Verbose", known: 0);
        Named($"Undo-LifecycleOffboard {departure} -Confirm:$false -Verbose", known: 1);
        Named("New-LifecycleHire -GivenName Zoe -Surname Baumann -Role sales -Site zurich -EmployeeId 2001 -Manager carla.moretti@contoso.example -NoWait -Confirm:$false -Verbose", known: 2);
        string resumed = Journals().First();
        Run($"Resume-LifecycleRun {Path.GetFileNameWithoutExtension(resumed)} -Confirm:$false -Verbose").Should().Contain(resumed);
        Run("Get-LifecycleRun | Test-LifecycleRun -Verbose").Should().ContainAll(Journals());
    }

    // The run that the command began, by its only new journal.
    private string Named(string command, int known)
    {
        string[] before = Journals();
        before.Should().HaveCount(known);
        string said = Run(command);
        string journal = Journals().Except(before).Should().ContainSingle().Subject;
        said.Should().Contain(journal);
        return Path.GetFileNameWithoutExtension(journal);
    }

    private string[] Journals() => Directory.Exists(_journals) ? Directory.GetFiles(_journals, "*.jsonl").OrderDescending().ToArray() : [];

    private string Run(string script)
    {
        using PowerShell shell = PowerShell.Create(_runspace);
        shell.AddScript(script).Invoke();
        return string.Join(Environment.NewLine, shell.Streams.Verbose.Select(line => line.Message));
    }
}

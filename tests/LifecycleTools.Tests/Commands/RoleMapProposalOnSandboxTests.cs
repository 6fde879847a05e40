using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Reflection;
using System.Threading;
using System.Threading.Tasks;
using FluentAssertions;
using LifecycleTools.Binding;
using LifecycleTools.Bridge;
using LifecycleTools.Commands;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.People;
using LifecycleTools.Tests.Shared;
using Xunit;

namespace LifecycleTools.Tests.Commands;

/// <summary>New-LifecycleRoleMap and what completes while somebody types, in a runspace against the sandbox.</summary>
[Collection(Door.Name)]
public sealed class RoleMapProposalOnSandboxTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("lifecycle-proposal-").FullName;
    private readonly Runspace _runspace;

    public RoleMapProposalOnSandboxTests()
    {
        ConnectorHost.Factory = ConnectorHost.Create(ConnectorHost.Connectors(Repository.At("bin")));
        InitialSessionState state = InitialSessionState.CreateDefault2();
        state.Commands.Add(typeof(LifecycleCommand).Assembly.GetTypes().Where(type => type.GetCustomAttribute<CmdletAttribute>() is not null).Select(type =>
        {
            CmdletAttribute name = type.GetCustomAttribute<CmdletAttribute>()!;
            return new SessionStateCmdletEntry($"{name.VerbName}-{name.NounName}", type, null);
        }));
        _runspace = RunspaceFactory.CreateRunspace(state);
        _runspace.Open();
        Run($"Connect-LifecycleTenant -Sandbox -JournalPath '{_folder}/journals' -RoleMap '{Repository.At("roles", "three-countries.yaml")}'");
        _runspace.SessionStateProxy.Path.SetLocation(_folder);
    }

    public void Dispose()
    {
        Run("Disconnect-LifecycleTenant");
        _runspace.Dispose();
        ConnectorHost.Factory = null!;
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void WithoutPath_TheProposalIsTheOutput_AndNothingIsWritten()
    {
        RoleMapProposal proposal = Run("New-LifecycleRoleMap").Output.Should().ContainSingle().Which.Should().BeOfType<RoleMapProposal>().Subject;

        proposal.Should().BeEquivalentTo(new { Map = "contoso", Path = "", People = 45, Placed = 43, Threshold = 0.75 });
        proposal.Yaml.Should().StartWith("# ").And.Contain("\nmap: contoso\n");
        Directory.GetFiles(_folder).Should().BeEmpty();
    }

    [Fact]
    public void WithPath_AFileIsWritten_ThatTheCheckAgainstTheTenantAccepts()
    {
        (IReadOnlyList<object> output, IReadOnlyList<string> errors) = Run("New-LifecycleRoleMap ./new.yaml; Test-LifecycleRoleMap ./new.yaml -Online");

        errors.Should().BeEmpty();
        RoleMapReport report = output.Should().ContainSingle().Which.Should().BeOfType<RoleMapReport>().Subject;
        report.IsValid.Should().BeTrue();
        report.Findings.Should().OnlyContain(finding => finding.Id == ErrorIds.LicenseSeatsMissing);
        File.ReadAllBytes(Path.Combine(_folder, "new.yaml"))[0].Should().Be((byte)'#', "there is no byte order mark");
    }

    [Fact]
    public void AFileThatIsThere_IsKept_UnlessForced()
    {
        string path = Path.Combine(_folder, "mine.yaml");
        File.WriteAllText(path, "mine");

        Run("New-LifecycleRoleMap ./mine.yaml").Errors.Should().ContainSingle().Which.Should().StartWith(ErrorIds.RoleMapExists + ",");
        File.ReadAllText(path).Should().Be("mine");
        Run("New-LifecycleRoleMap ./mine.yaml -Force -PassThru").Output.Should().ContainSingle().Which.Should().BeOfType<RoleMapProposal>().Which.Path.Should().Be(path);
        File.ReadAllText(path).Should().Contain("map: contoso");
    }

    [Fact]
    public void WhatIf_WritesNothing()
    {
        Run("New-LifecycleRoleMap ./new.yaml -WhatIf").Output.Should().BeEmpty();

        Directory.GetFiles(_folder).Should().BeEmpty();
    }

    [Theory]
    [InlineData("New-LifecycleRoleMap ./no/such/folder/new.yaml", ErrorIds.RoleMapNotWritable)]
    [InlineData("New-LifecycleRoleMap -Tenant other", ErrorIds.TenantNotConnected)]
    [InlineData("New-LifecycleRoleMap -MinimumPeople 100", ErrorIds.RoleMapInvalid)]
    public void Failure_HasItsStableId(string command, string id) => Run(command).Errors.Should().ContainSingle().Which.Should().StartWith(id + ",");

    [Theory]
    [InlineData("Invoke-LifecycleOffboard maria.s", "maria.santos@contoso.example")]
    [InlineData("Invoke-LifecycleOffboard -Identity 'Frank", "frank.mueller@contoso.example")]
    [InlineData("Invoke-LifecycleOffboard x -Delegate megan", "megan.ward@contoso.example")]
    [InlineData("New-LifecycleHire -Manager car", "carla.moretti@contoso.example")]
    [InlineData("Invoke-LifecycleOffboard sean", "'sean.o''brien@contoso.example'")]
    [InlineData("Invoke-LifecycleOffboard nobody.at.all", null)]
    [InlineData("New-LifecycleRoleMap -Tenant s", "sandbox")]
    [InlineData("New-LifecycleHire -Site zur", "zurich")]
    public void Typed_IsCompleted(string typed, string? completed)
    {
        using PowerShell shell = PowerShell.Create(_runspace);

        string[] found = CommandCompletion.CompleteInput(typed, typed.Length, null, shell).CompletionMatches.Select(match => match.CompletionText).ToArray();

        found.Should().Equal(completed is null ? [] : [completed]);
    }

    [Fact]
    public void RunIds_AreCompletedNewestFirst()
    {
        Run("Invoke-LifecycleOffboard lena.vogt@contoso.example -Confirm:$false; Invoke-LifecycleOffboard ines.roth@contoso.example -Confirm:$false");
        const string Typed = "Test-LifecycleRun ";
        using PowerShell shell = PowerShell.Create(_runspace);

        string[] found = CommandCompletion.CompleteInput(Typed, Typed.Length, null, shell).CompletionMatches.Select(match => match.CompletionText).ToArray();

        found.Should().HaveCount(2).And.BeInDescendingOrder(StringComparer.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task ASearchThatTakesTooLong_CompletesToNothing_AndIsCalledOff()
    {
        TaskCompletionSource<CancellationToken> seen = new(TaskCreationOptions.RunContinuationsAsynchronously);

        IReadOnlyList<Person> found = PersonCompleter.Ask(
            async cancel =>
            {
                seen.SetResult(cancel);
                await Task.Delay(Timeout.Infinite, cancel);
                return [];
            },
            TimeSpan.FromMilliseconds(200));

        found.Should().BeEmpty();
        (await seen.Task).IsCancellationRequested.Should().BeTrue();
    }

    private (IReadOnlyList<object> Output, IReadOnlyList<string> Errors) Run(string script)
    {
        using PowerShell shell = PowerShell.Create(_runspace);
        List<object> output = shell.AddScript(script).Invoke().Select(each => each.BaseObject).ToList();
        return (output, shell.Streams.Error.Select(error => error.FullyQualifiedErrorId).ToList());
    }
}

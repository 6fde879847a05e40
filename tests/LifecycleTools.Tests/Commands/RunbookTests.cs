using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;
using System.Management.Automation.Runspaces;
using System.Reflection;
using System.Text.RegularExpressions;
using FluentAssertions;
using LifecycleTools.Bridge;
using LifecycleTools.Commands;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Tests.Shared;
using Xunit;

namespace LifecycleTools.Tests.Commands;

/// <summary>The runbook in a runspace that is connected to nothing.</summary>
[Collection(Door.Name)]
public sealed class RunbookTests : IDisposable
{
    private readonly string _folder = Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), "lifecycle-runbook-" + Guid.NewGuid().ToString("N"))).FullName;
    private readonly Runspace _runspace;

    public RunbookTests()
    {
        ConnectorHost.Factory = ConnectorHost.Create(ConnectorHost.Connectors(Repository.At("bin")));
        InitialSessionState state = InitialSessionState.CreateDefault2();
        foreach (Type command in Commands) state.Commands.Add(new SessionStateCmdletEntry(NameOf(command), command, null));
        _runspace = RunspaceFactory.CreateRunspace(state);
        _runspace.Open();
    }

    private static IReadOnlyList<Type> Commands => typeof(LifecycleCommand).Assembly.GetTypes().Where(type => type.GetCustomAttribute<CmdletAttribute>() is not null).ToList();

    private static string TenantFile => Repository.At("examples", "lifecycle.yaml");

    public void Dispose()
    {
        _runspace.Dispose();
        ConnectorHost.Factory = null!;
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData("runbook.html", "", "<!DOCTYPE html>")]
    [InlineData("runbook.md", "", "# Runbook")]
    [InlineData("runbook", "", "# Runbook")]
    [InlineData("runbook.txt", " -Format Html", "<!DOCTYPE html>")]
    public void Export_WithoutAConnection_WritesWhatTheNameOfTheFileSays(string file, string more, string begins)
    {
        (IReadOnlyList<PSObject> output, IReadOnlyList<ErrorRecord> errors) = Run($"Export-LifecycleRunbook '{At(file)}' -TenantFile '{TenantFile}' -PassThru{more}");

        errors.Should().BeEmpty();
        output.Should().ContainSingle().Which.BaseObject.Should().BeOfType<FileInfo>().Which.FullName.Should().Be(At(file));
        File.ReadAllText(At(file)).Should().StartWith(begins);
        File.ReadAllBytes(At(file))[0].Should().NotBe(0xEF, "a mark at the beginning would be a change of its own on the other edition");
    }

    [Fact]
    public void Export_WithWhatIf_WritesNothing()
    {
        Run($"Export-LifecycleRunbook '{At("runbook.md")}' -TenantFile '{TenantFile}' -WhatIf").Errors.Should().BeEmpty();

        Directory.GetFiles(_folder).Should().BeEmpty();
    }

    [Fact]
    public void Export_WithAFileThatIsThere_LeavesItWhereNoClobberSaysSo()
    {
        File.WriteAllText(At("runbook.md"), "mine");

        Run($"Export-LifecycleRunbook '{At("runbook.md")}' -TenantFile '{TenantFile}' -NoClobber").Errors.Should().ContainSingle()
            .Which.FullyQualifiedErrorId.Should().Be(ErrorIds.RunbookNotWritten + ",LifecycleTools.Commands.ExportLifecycleRunbookCommand");
        File.ReadAllText(At("runbook.md")).Should().Be("mine");

        Run($"Export-LifecycleRunbook '{At("runbook.md")}' -TenantFile '{TenantFile}'").Errors.Should().BeEmpty();
        File.ReadAllText(At("runbook.md")).Should().StartWith("# Runbook");
    }

    [Theory]
    [InlineData("", ErrorIds.TenantNotConnected)]
    [InlineData("-TenantFile missing.yaml", ErrorIds.TenantFileInvalid)]
    [InlineData("-TenantFile '{file}' -RoleMap missing.yaml", ErrorIds.RoleMapNotFound)]
    public void Export_WithSomethingMissing_SaysWhat(string parameters, string id)
    {
        Run($"Export-LifecycleRunbook '{At("runbook.md")}' {parameters.Replace("{file}", TenantFile)}").Errors.Should().ContainSingle()
            .Which.FullyQualifiedErrorId.Split(',')[0].Should().Be(id);
        Directory.GetFiles(_folder).Should().BeEmpty();
    }

    [Fact]
    public void Export_IntoAFolderThatIsNotThere_SaysSo() =>
        Run($"Export-LifecycleRunbook '{At("missing", "runbook.md")}' -TenantFile '{TenantFile}'").Errors.Should().ContainSingle()
            .Which.FullyQualifiedErrorId.Split(',')[0].Should().Be(ErrorIds.RunbookNotWritten);

    [Fact]
    public void Runbook_NamesOnlyCommandsAndParametersThatThereAre()
    {
        Run($"Export-LifecycleRunbook '{At("runbook.md")}' -TenantFile '{TenantFile}'").Errors.Should().BeEmpty();
        string text = File.ReadAllText(At("runbook.md"));
        string[] known = Commands.Select(NameOf).ToArray();
        HashSet<string> parameters = Commands.SelectMany(command => command.GetProperties()).Where(one => one.IsDefined(typeof(ParameterAttribute)))
            .Select(one => one.Name).Concat(PSCmdlet.CommonParameters).Concat(PSCmdlet.OptionalCommonParameters).ToHashSet(StringComparer.OrdinalIgnoreCase);

        string[] typed = Regex.Matches(text, "`([^`\n]+)`").Select(match => match.Groups[1].Value).ToArray();
        string[] listed = Regex.Matches(text, "```powershell\n(.*?)\n```", RegexOptions.Singleline).Select(match => match.Groups[1].Value).ToArray();
        listed.Should().NotBeEmpty();

        typed.Where(word => Regex.IsMatch(word, "^-[A-Z]")).Select(word => word[1..]).Where(word => !parameters.Contains(word)).Should().BeEmpty();
        CommandAst[] calls = typed.Where(word => Regex.IsMatch(word, "^[A-Z][a-z]+-Lifecycle")).Concat(listed)
            .SelectMany(script => Parser.ParseInput(script, out _, out _).FindAll(one => one is CommandAst, searchNestedScriptBlocks: true)).Cast<CommandAst>()
            .Where(call => call.GetCommandName().Contains("-Lifecycle", StringComparison.Ordinal)).ToArray();
        calls.Should().HaveCountGreaterThan(10);
        foreach (CommandAst call in calls)
        {
            known.Should().Contain(call.GetCommandName());
            Type command = Commands.Single(one => NameOf(one) == call.GetCommandName());
            foreach (CommandParameterAst parameter in call.CommandElements.OfType<CommandParameterAst>())
            {
                command.GetProperties().Select(one => one.Name).Concat(PSCmdlet.OptionalCommonParameters).Should().Contain(parameter.ParameterName, call.ToString());
            }
        }
    }

    private string At(params string[] parts) => Path.Combine([_folder, .. parts]);

    private static string NameOf(Type command)
    {
        CmdletAttribute name = command.GetCustomAttribute<CmdletAttribute>()!;
        return $"{name.VerbName}-{name.NounName}";
    }

    private (IReadOnlyList<PSObject> Output, IReadOnlyList<ErrorRecord> Errors) Run(string script)
    {
        using PowerShell shell = PowerShell.Create(_runspace);
        return (shell.AddScript(script).Invoke().ToList(), shell.Streams.Error.ToList());
    }
}

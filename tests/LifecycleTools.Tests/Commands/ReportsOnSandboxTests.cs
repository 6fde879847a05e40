using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Reflection;
using System.Text.Json;
using FluentAssertions;
using LifecycleTools.Bridge;
using LifecycleTools.Commands;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Tests.Shared;
using Xunit;

namespace LifecycleTools.Tests.Commands;

/// <summary>Reports of a hire and a departure on the sandbox, made once for all tests: a report only reads.</summary>
[Collection(Door.Name)]
public sealed class ReportsOnSandboxTests : IDisposable
{
    private readonly string _folder = Path.Combine(Path.GetTempPath(), "lifecycle-reports-" + Guid.NewGuid().ToString("N"));
    private readonly Runspace _runspace;

    public ReportsOnSandboxTests()
    {
        ConnectorHost.Factory = ConnectorHost.Create(ConnectorHost.Connectors(Repository.At("bin")));
        InitialSessionState state = InitialSessionState.CreateDefault2();
        foreach (Type command in typeof(LifecycleCommand).Assembly.GetTypes())
        {
            if (command.GetCustomAttribute<CmdletAttribute>() is { } name) state.Commands.Add(new SessionStateCmdletEntry($"{name.VerbName}-{name.NounName}", command, null));
        }

        Directory.CreateDirectory(_folder);
        _runspace = RunspaceFactory.CreateRunspace(state);
        _runspace.Open();
        Run($"Connect-LifecycleTenant -Sandbox -JournalPath '{Journals}' -RoleMap '{Repository.At("roles", "three-countries.yaml")}'");
        Run("Invoke-LifecycleOffboard ines.roth@contoso.example -Reason '<b>Ticket</b> & more' -TriggeredAt 2026-03-02T06:00:00Z -Confirm:$false");
    }

    private string Journals => At("journals");

    public void Dispose()
    {
        Run("Disconnect-LifecycleTenant");
        _runspace.Dispose();
        ConnectorHost.Factory = null!;
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void Run_FromThePipeline_IsAPageThatAsksNobody()
    {
        (IReadOnlyList<object> output, IReadOnlyList<string> errors) = Run($"Get-LifecycleRun | Export-LifecycleReport -Path '{At("run.html")}' -PassThru");

        errors.Should().BeEmpty();
        output.Should().ContainSingle().Which.Should().BeOfType<FileInfo>().Which.FullName.Should().Be(At("run.html"));
        string page = File.ReadAllText(At("run.html"));
        page.Should().Contain("&lt;b&gt;Ticket&lt;/b&gt; &amp; more").And.NotContain("<b>").And.NotContain("<script");
        page.Should().Contain("Does the journal hold?").And.Contain("Block sign-in").And.Contain("request id");
        page.Should().NotContainAny("src=", "url(http", "@import", "style=\"");
    }

    [Fact]
    public void Journal_SaysWhatReportsCount_SiteZoneTriggerAndPrice()
    {
        Run($"Export-LifecycleReport '{At("all.json")}'").Errors.Should().BeEmpty();

        using JsonDocument report = JsonDocument.Parse(File.ReadAllText(At("all.json")));
        JsonElement run = report.RootElement.GetProperty("runs")[0];
        run.GetProperty("site").GetString().Should().Be("berlin");
        run.GetProperty("zone").GetString().Should().Be("Europe/Berlin");
        run.GetProperty("triggered").GetString().Should().Be("2026-03-02T06:00:00.000Z");
        run.GetProperty("sameDay").GetBoolean().Should().BeTrue();
        run.GetProperty("journalIsIntact").GetBoolean().Should().BeTrue();
        run.GetProperty("seats").GetArrayLength().Should().BePositive();
        run.GetProperty("saved")[0].GetProperty("amount").GetDecimal().Should().BePositive();
        report.RootElement.GetProperty("total").GetProperty("departures").GetInt32().Should().Be(1);
    }

    [Theory]
    [InlineData("x.csv", "", "\uFEFFRunId,")]
    [InlineData("x.json", "", "{")]
    [InlineData("x.html", "", "<!DOCTYPE html>")]
    [InlineData("x.txt", "", "<!DOCTYPE html>")]
    [InlineData("x.txt", "-Format Csv", "\uFEFFRunId,")]
    [InlineData("x.CSV", "-Format Json", "{")]
    public void Format_IsWhatWasGiven_OrWhatTheNameSays(string name, string more, string begins)
    {
        Run($"Export-LifecycleReport '{At(name)}' {more}").Errors.Should().BeEmpty();

        System.Text.Encoding.UTF8.GetString(File.ReadAllBytes(At(name))).Should().StartWith(begins);
    }

    [Fact]
    public void Journals_OfAFolder_NeedNoTenant()
    {
        Run("Get-LifecycleTenant | Disconnect-LifecycleTenant");

        Run($"Export-LifecycleReport '{At("offline.html")}' -JournalPath '{Journals}'").Errors.Should().BeEmpty();
        Run($"Export-LifecycleReport '{At("one.csv")}' -RunId 2* -JournalPath '{Journals}'").Errors.Should().BeEmpty();
        Run($"Get-LifecycleRun -JournalPath '{Journals}' | Export-LifecycleReport '{At("piped.csv")}'").Errors.Should().BeEmpty();

        File.ReadAllText(At("piped.csv")).Should().Be(File.ReadAllText(At("one.csv")));
        File.ReadAllLines(At("one.csv")).Length.Should().BeGreaterThan(31);
        Run($"Export-LifecycleReport '{At("x.html")}'").Errors.Should().ContainSingle().Which.Should().StartWith(ErrorIds.TenantNotConnected + ",");
    }

    [Fact]
    public void WhatIf_WritesNothing()
    {
        Run($"Export-LifecycleReport '{At("never.html")}' -WhatIf -PassThru").Output.Should().BeEmpty();

        File.Exists(At("never.html")).Should().BeFalse();
    }

    [Fact]
    public void File_ThatIsThere_IsWrittenOver_KeptOrForced_AsExportCsvDoes()
    {
        File.WriteAllText(At("there.html"), "old");
        Run($"Export-LifecycleReport '{At("there.html")}' -NoClobber").Errors.Should().ContainSingle().Which.Should().StartWith(ErrorIds.ReportExists + ",");
        File.ReadAllText(At("there.html")).Should().Be("old");

        Run($"Export-LifecycleReport '{At("there.html")}'").Errors.Should().BeEmpty();
        File.ReadAllText(At("there.html")).Should().StartWith("<!DOCTYPE");

        File.WriteAllText(At("there.html"), "old");
        File.SetAttributes(At("there.html"), FileAttributes.ReadOnly);
        Run($"Export-LifecycleReport '{At("there.html")}'").Errors.Should().ContainSingle().Which.Should().StartWith(ErrorIds.ReportNotWritten + ",");
        Run($"Export-LifecycleReport '{At("there.html")}' -Force").Errors.Should().BeEmpty();
        File.ReadAllText(At("there.html")).Should().StartWith("<!DOCTYPE");
        (File.GetAttributes(At("there.html")) & FileAttributes.ReadOnly).Should().NotBe(0, "it was so before");
        File.SetAttributes(At("there.html"), FileAttributes.Normal);
    }

    [Theory]
    [InlineData("Export-LifecycleReport '{0}/*.html'", ErrorIds.ReportPathInvalid)]
    [InlineData("Export-LifecycleReport '{0}/[a].html'", ErrorIds.ReportPathInvalid)]
    [InlineData("Export-LifecycleReport", ErrorIds.ReportPathInvalid)]
    [InlineData("Export-LifecycleReport '{0}'", ErrorIds.ReportPathInvalid)]
    [InlineData("Export-LifecycleReport Variable:x", ErrorIds.ReportPathInvalid)]
    [InlineData("Export-LifecycleReport nodrive:/x.html", ErrorIds.ReportPathInvalid)]
    [InlineData("Export-LifecycleReport '{0}/x.html' -LiteralPath '{0}/y.html'", ErrorIds.ReportPathInvalid)]
    [InlineData("Export-LifecycleReport '{0}/no/such/folder.html'", ErrorIds.ReportNotWritten)]
    [InlineData("Export-LifecycleReport '{0}/x.html' -RunId 20260101T000000Z-00000000", ErrorIds.RunNotFound)]
    [InlineData("Export-LifecycleReport '{0}/x.html' -RunId '../../etc/passwd'", ErrorIds.RunNotFound)]
    [InlineData("Export-LifecycleReport '{0}/x.html' -JournalPath '{0}/no-such'", ErrorIds.RunNotFound)]
    [InlineData("Get-LifecycleRun | Where-Object State -EQ nothing | Export-LifecycleReport '{0}/x.html'", ErrorIds.RunNotFound)]
    public void Failure_HasItsStableId_AndLeavesNoFile(string command, string id)
    {
        Run(command.Replace("{0}", _folder, StringComparison.Ordinal)).Errors.Should().Contain(error => error.StartsWith(id + ",", StringComparison.Ordinal));

        Directory.GetFiles(_folder).Should().BeEmpty();
    }

    [Fact]
    public void LiteralPath_TakesBracketsAsTheyStand()
    {
        Run($"Export-LifecycleReport -LiteralPath '{At("[a].html")}'").Errors.Should().BeEmpty();

        File.Exists(At("[a].html")).Should().BeTrue();
    }

    [Fact]
    public void Journal_ThatWasChanged_IsCountedNowhere_AndItsOwnReportSaysSoFirst()
    {
        string path = Directory.GetFiles(Journals, "*.jsonl").Single();
        File.WriteAllText(path, File.ReadAllText(path).Replace("\"attempts\":\"1\"", "\"attempts\":\"7\"", StringComparison.Ordinal));

        Run($"Export-LifecycleReport '{At("all.json")}'").Errors.Should().BeEmpty();
        Run($"Export-LifecycleReport '{At("run.html")}' -RunId *").Errors.Should().BeEmpty();

        using JsonDocument report = JsonDocument.Parse(File.ReadAllText(At("all.json")));
        report.RootElement.GetProperty("runs").GetArrayLength().Should().Be(0);
        report.RootElement.GetProperty("notCounted")[0].GetProperty("finding").GetString().Should().Be("Altered");
        string page = File.ReadAllText(At("run.html"));
        page.IndexOf("Does the journal hold?", StringComparison.Ordinal).Should().BeLessThan(page.IndexOf("The run</h2>", StringComparison.Ordinal));
        page.Should().Contain("proves nothing by itself");
    }

    [Theory]
    [InlineData("-From 2026-03-02 -To 2026-03-02", 1)]
    [InlineData("-From 2026-03-03", 0)]
    [InlineData("-To 2026-03-01", 0)]
    [InlineData("-To '2026-03-02T08:00:00'", 0)]
    public void Period_HoldsItsLastDay(string period, int runs)
    {
        Run($"Export-LifecycleReport '{At("p.json")}' {period}").Errors.Should().BeEmpty();

        using JsonDocument report = JsonDocument.Parse(File.ReadAllText(At("p.json")));
        report.RootElement.GetProperty("total").GetProperty("runs").GetInt32().Should().Be(runs);
    }

    private string At(string name) => Path.Combine(_folder, name);

    private (IReadOnlyList<object> Output, IReadOnlyList<string> Errors) Run(string script)
    {
        using PowerShell shell = PowerShell.Create(_runspace);
        PSDataCollection<PSObject> output = [];
        List<string> errors = [];
        try
        {
            shell.AddScript(script).Invoke<PSObject, PSObject>(null, output, null);
        }
        catch (RuntimeException failure)
        {
            errors.Add(failure.ErrorRecord.FullyQualifiedErrorId);
        }

        errors.AddRange(shell.Streams.Error.Select(error => error.FullyQualifiedErrorId));
        return (output.Select(each => each.BaseObject).ToList(), errors);
    }
}

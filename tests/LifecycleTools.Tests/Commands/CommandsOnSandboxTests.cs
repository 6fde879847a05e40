using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Security;
using FluentAssertions;
using LifecycleTools.Bridge;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Tests.Shared;
using Xunit;

namespace LifecycleTools.Tests.Commands;

/// <summary>The commands in a runspace, through the real door, against the sandbox.</summary>
[Collection(Door.Name)]
public sealed class CommandsOnSandboxTests : IDisposable
{
    private const string Hire = "New-LifecycleHire -GivenName Zoe -Surname Baumann -Role sales -Site zurich -EmployeeId 2001 -Manager carla.moretti@contoso.example -DeviceSerialNumber PF3XK101";
    private readonly string _journals = Path.Combine(Path.GetTempPath(), "lifecycle-commands-" + Guid.NewGuid().ToString("N"));
    private readonly Runspace _runspace;

    public CommandsOnSandboxTests()
    {
        ConnectorHost.Factory = ConnectorHost.Create(ConnectorHost.Connectors(Repository.At("bin")));
        _runspace = Door.OpenRunspace();
        Run($"Connect-LifecycleTenant -Sandbox -JournalPath '{_journals}' -RoleMap '{Repository.At("roles", "three-countries.yaml")}'").Output.Should().ContainSingle();
    }

    public void Dispose()
    {
        Run("Disconnect-LifecycleTenant");
        _runspace.Dispose();
        ConnectorHost.Factory = null!;
        Directory.Delete(_journals, recursive: true);
    }

    [Theory]
    [InlineData(Hire + " -WhatIf", 28)]
    [InlineData("$WhatIfPreference = $true; " + Hire, 28)]
    [InlineData("Invoke-LifecycleOffboard maria.santos@contoso.example -WhatIf", 31)]
    public void DryRun_GivesOnePlannedObjectAStep_AndNoRun(string command, int steps)
    {
        Said said = Run(command);

        said.Results.Should().HaveCount(steps).And.OnlyContain(result => result.Status == StepStatus.Planned);
        said.Errors.Should().BeEmpty();
        Run("$WhatIfPreference = $false; Get-LifecycleRun").Output.Should().BeEmpty();
    }

    [Fact]
    public void HireAndOffboard_Complete_AndHandTheFirstSignInOverOnce()
    {
        Said hired = Run(Hire + " -Confirm:$false -InformationAction SilentlyContinue");
        Said left = Run("Invoke-LifecycleOffboard ines.roth@contoso.example -Reason 'Ticket 1' -Confirm:$false");

        hired.Errors.Should().BeEmpty();
        LifecycleCredential pass = hired.Output.OfType<LifecycleCredential>().Should().ContainSingle().Subject;
        pass.Secret.Should().BeOfType<SecureString>().Which.Length.Should().BePositive();
        left.Errors.Should().BeEmpty();
        left.Results.Should().HaveCount(31);
        Run("Get-LifecycleRun").Output.Cast<RunSummary>().Select(run => run.State).Should().Equal("Completed", "Completed");
    }

    [Fact]
    public void Hire_OfACsvRow_BindsByPropertyName()
    {
        Said said = Run("""
            [pscustomobject]@{ FirstName = 'Noa'; LastName = 'Frei'; Role = 'sales'; Site = 'zurich'; Manager = 'carla.moretti@contoso.example'; StartDate = '2026-01-05'; EmployeeId = '2002' } |
                New-LifecycleHire -Confirm:$false
            """);

        said.Errors.Should().BeEmpty();
        said.Results.Last().Person.Should().Be("noa.frei@contoso.example");
    }

    [Fact]
    public void Offboard_UnderErrorActionStop_FinishesBeforeItStops()
    {
        Said said = Run("Invoke-LifecycleOffboard martin.huber@contoso.example -Confirm:$false -ErrorAction Stop");

        said.Results.Should().HaveCount(31);
        said.Stopped!.ErrorRecord.FullyQualifiedErrorId.Should().StartWith(ErrorIds.MailboxNeedsLicense + ",");
    }

    [Fact]
    [Trait("PainPoint", "C44")]
    public void Offboard_WithNobodyToAsk_ChangesNothingAndDoesNotWait()
    {
        Said said = Run("Invoke-LifecycleOffboard ines.roth@contoso.example");

        said.Errors.Should().ContainSingle().Which.Should().StartWith(ErrorIds.ConfirmationNeeded + ",");
        said.Results.Should().BeEmpty();
        Run("Invoke-LifecycleOffboard ines.roth@contoso.example -WhatIf").Results[1].Detail.Should().StartWith("would block sign-in");
        Run("Get-LifecycleRun").Output.Should().BeEmpty("no run was opened");
    }

    [Fact]
    public void Hire_StoppedAfterItsFirstResult_LeavesARunThatResumeCompletes()
    {
        using (PowerShell shell = PowerShell.Create(_runspace))
        {
            PSDataCollection<PSObject> output = [];
            using System.Threading.ManualResetEventSlim first = new();
            output.DataAdded += (_, _) => first.Set();
            IAsyncResult running = shell.AddScript(Hire + " -Confirm:$false").BeginInvoke<PSObject, PSObject>(null, output);
            first.Wait();
            shell.Stop();
            running.AsyncWaitHandle.WaitOne();
        }

        RunSummary stopped = Run("Get-LifecycleRun").Output.Cast<RunSummary>().Single();
        stopped.State.Should().Be("Exception");
        Said resumed = Run($"Resume-LifecycleRun {stopped.RunId} -Confirm:$false");
        resumed.Errors.Should().BeEmpty();
        Run("Get-LifecycleRun").Output.Cast<RunSummary>().Single().State.Should().Be("Completed");
    }

    [Fact]
    public void Offboard_WhoseReaderHasSeenEnough_SaysThatItWasStopped_AndBeforeWhat()
    {
        Run("foreach ($once in 1) { Invoke-LifecycleOffboard ines.roth@contoso.example -Confirm:$false | ForEach-Object { $_; break } }");

        RunSummary stopped = Run("Get-LifecycleRun").Output.Cast<RunSummary>().Single();
        (stopped.State, stopped.WasStopped).Should().Be(("Exception", true));
        stopped.Exceptions.Should().HaveCountGreaterThanOrEqualTo(29).And.Contain(left => left.Step == "tickets.close" && left.Status == StepStatus.NotReached);
        stopped.Exceptions.Concat(stopped.Steps).Select(step => step.Step).Distinct().Should().HaveCount(31, "each step has an answer");
    }

    [Theory]
    [InlineData("Invoke-LifecycleOffboard ines.roth@contoso.example -Confirm:$false")]
    [InlineData(Hire + " -Confirm:$false")]
    public void Run_WhoseFirstVerboseLineEndsTheCommand_HasAnEndToo(string command)
    {
        Run("$VerbosePreference = 'Stop'; " + command).Stopped.Should().NotBeNull();

        RunSummary stopped = Run("$VerbosePreference = 'SilentlyContinue'; Get-LifecycleRun").Output.Cast<RunSummary>().Single();
        (stopped.State, stopped.WasStopped, stopped.Steps.Count).Should().Be(("Exception", true, 0));
    }

    [Theory]
    [InlineData("Invoke-LifecycleOffboard nobody@contoso.example -Confirm:$false", ErrorIds.PersonNotFound)]
    [InlineData("Invoke-LifecycleOffboard breakglass@contoso.example -Confirm:$false", ErrorIds.PersonProtected)]
    [InlineData("New-LifecycleHire -GivenName A -Surname B -Role nothing -Site zurich -Confirm:$false", ErrorIds.RoleUnknown)]
    [InlineData("New-LifecycleHire -GivenName A -Surname B -Role sales -Site nowhere -Confirm:$false", ErrorIds.SiteUnknown)]
    [InlineData("Get-LifecycleRun -RunId 20260101T000000Z-00000000", ErrorIds.RunNotFound)]
    [InlineData("Test-LifecycleRoleMap ./no-such-file.yaml", ErrorIds.RoleMapNotFound)]
    [InlineData("Test-LifecycleRun 20260101T000000Z-00000000", ErrorIds.RunNotFound)]
    [InlineData("Undo-LifecycleOffboard 20260101T000000Z-00000000 -Confirm:$false", ErrorIds.RunNotFound)]
    [InlineData(Hire + " -Confirm:$false; Get-LifecycleRun | Undo-LifecycleOffboard -Confirm:$false", ErrorIds.RunNotUndoable)]
    [InlineData("Test-LifecycleRun '../../etc/passwd'", ErrorIds.RunNotFound)]
    [InlineData("Test-LifecycleRun -Path ./no-such.jsonl", ErrorIds.RunNotFound)]
    [InlineData("Get-LifecycleTenant; Invoke-LifecycleOffboard x@y.example -Tenant other -Confirm:$false", ErrorIds.TenantNotConnected)]
    public void Failure_HasItsStableId(string command, string id)
    {
        Said said = Run(command);

        said.Errors.Concat(said.Stopped is null ? [] : [said.Stopped.ErrorRecord.FullyQualifiedErrorId])
            .Should().Contain(error => error.StartsWith(id + ",", StringComparison.Ordinal));
    }

    [Fact]
    public void Undo_PutsADepartureBack_AndItsPlanChangesNothing()
    {
        Run("Invoke-LifecycleOffboard dana.white@contoso.example -Confirm:$false");
        const string Departure = "Get-LifecycleRun | Where-Object Workflow -EQ 'Offboard'";

        Said plan = Run(Departure + " | Undo-LifecycleOffboard -WhatIf");
        Said back = Run(Departure + " | Undo-LifecycleOffboard -Reason 'Ticket 2' -Confirm:$false");

        plan.Errors.Should().BeEmpty();
        plan.Results.Should().HaveCount(32).And.OnlyContain(result => result.Status == StepStatus.Planned);
        back.Errors.Should().BeEmpty();
        back.Results.Single(result => result.Step == "directory.allow-sign-in-again").Status.Should().Be(StepStatus.Done);
        back.Output.OfType<LifecycleCredential>().Should().ContainSingle().Which.Kind.Should().Be("InitialPassword");
        RunSummary run = Run("Get-LifecycleRun").Output.Cast<RunSummary>().First(one => one.Workflow == "Undo");
        run.Should().BeEquivalentTo(new { State = "Completed", Person = "dana.white@contoso.example", Reason = "Ticket 2" });
        Run($"Resume-LifecycleRun {run.RunId} -Confirm:$false").Results.Should().NotContain(result => result.Status == StepStatus.Done);
    }

    [Fact]
    public void Undo_WithNobodyToAsk_ChangesNothing()
    {
        Run("Invoke-LifecycleOffboard dana.white@contoso.example -Confirm:$false");

        Said said = Run("Get-LifecycleRun | Undo-LifecycleOffboard");

        said.Errors.Should().ContainSingle().Which.Should().StartWith(ErrorIds.ConfirmationNeeded + ",");
        said.Results.Should().BeEmpty();
        Run("Get-LifecycleRun").Output.Should().ContainSingle("no run was opened");
    }

    [Fact]
    public void TestRun_ByIdByObjectAndByPath_AnswersTheSame_UntilAJournalIsChanged()
    {
        Run("Invoke-LifecycleOffboard lena.vogt@contoso.example -Confirm:$false");
        string id = Run("Get-LifecycleRun").Output.Cast<RunSummary>().Single().RunId;
        string[] ways = [$"Test-LifecycleRun {id}", "Get-LifecycleRun | Test-LifecycleRun", $"[IO.FileInfo]'{_journals}/{id}.jsonl' | Test-LifecycleRun", $"Test-LifecycleRun -Path '{_journals}/*.jsonl'"];

        ways.Select(way => Run(way).Output.Cast<RunVerdict>().Single()).Should().OnlyContain(verdict => verdict.RunId == id && verdict.IsIntact && verdict.Finding == RunFinding.None);
        Run("Test-LifecycleRun * -Quiet").Output.Should().Equal(true);

        string path = Path.Combine(_journals, id + ".jsonl");
        string[] lines = File.ReadAllLines(path);
        File.WriteAllText(path, string.Concat(lines.Where((_, index) => index != 4).Select(line => line + "\n")));

        ways[..1].Concat(ways[2..]).Select(way => Run(way).Output.Cast<RunVerdict>().Single())
            .Should().OnlyContain(verdict => !verdict.IsIntact && verdict.FirstBadLine == 5 && verdict.Finding == RunFinding.Missing);
        Run($"Test-LifecycleRun {id} -Quiet").Output.Should().Equal(false);
    }

    [Fact]
    public void TestRun_WhereASignatureIsAskedFor_PassesNoneWithout()
    {
        Run("Invoke-LifecycleOffboard lena.vogt@contoso.example -Confirm:$false");

        Run("Get-LifecycleRun | Test-LifecycleRun -Thumbprint 00").Output.Cast<RunVerdict>().Single().Finding.Should().Be(RunFinding.NotSigned);
    }

    [Fact]
    public void TestRoleMap_AgainstTheTenant_FindsNothingWrongInTheShippedMaps()
    {
        Said said = Run($"Test-LifecycleRoleMap '{Repository.At("roles", "*.yaml")}' -Online");

        said.Errors.Should().BeEmpty();
        said.Output.Cast<RoleMapReport>().Should().HaveCount(3).And.OnlyContain(report => report.Findings.Count == 0);
    }

    [Fact]
    public void Tenants_CanBeLetGoWhileTheyAreListed()
    {
        Said said = Run("Get-LifecycleTenant | Disconnect-LifecycleTenant; Get-LifecycleTenant");

        said.Stopped.Should().BeNull();
        said.Output.Should().BeEmpty();
    }

    [Fact]
    public void TestRoleMap_Quiet_AnswersTrueOrFalse() =>
        Run($"Test-LifecycleRoleMap '{Repository.At("roles", "clinic.yaml")}' -Quiet").Output.Should().Equal(true);

    [Fact]
    public void Role_IsCompletedFromTheRoleMap()
    {
        Completed("New-LifecycleHire -Role sal").Should().Contain(["sales", "sales-lead"]);
    }

    [Fact]
    public void RunIdOfAnUndoing_IsCompletedWithDeparturesOnly_NewestFirst()
    {
        Run("New-LifecycleHire -GivenName Noa -Surname Frei -Role sales -Site zurich -Manager carla.moretti@contoso.example -EmployeeId 2002 -NoWait -Confirm:$false");
        foreach (string leaver in new[] { "ines.roth", "martin.huber" }) Run($"Invoke-LifecycleOffboard {leaver}@contoso.example -NoWait -Confirm:$false");
        List<RunSummary> runs = Run("Get-LifecycleRun").Output.Cast<RunSummary>().ToList();
        string[] departures = runs.Where(run => run.Workflow == "Offboard").Select(run => run.RunId).OrderByDescending(id => id, StringComparer.OrdinalIgnoreCase).ToArray();

        runs.Should().HaveCount(3);
        departures.Should().HaveCount(2);
        Completed("Undo-LifecycleOffboard -RunId ").Should().Equal(departures);
        Completed($"Undo-LifecycleOffboard -RunId {departures[1]}").Should().Equal(departures[1]);
        Completed("Get-LifecycleRun -RunId ").Should().BeEquivalentTo(runs.Select(run => run.RunId));
    }

    private IEnumerable<string> Completed(string typed)
    {
        using PowerShell shell = PowerShell.Create(_runspace);
        return CommandCompletion.CompleteInput(typed, typed.Length, null, shell).CompletionMatches.Select(match => match.CompletionText).ToList();
    }

    private Said Run(string script)
    {
        using PowerShell shell = PowerShell.Create(_runspace);
        List<object> output = [];
        PSDataCollection<PSObject> collected = [];
        RuntimeException? stopped = null;
        try
        {
            shell.AddScript(script).Invoke<PSObject, PSObject>(null, collected, null);
        }
        catch (RuntimeException failure)
        {
            stopped = failure;
        }

        output.AddRange(collected.Select(each => each.BaseObject));
        return new Said(output, shell.Streams.Error.Select(error => error.FullyQualifiedErrorId).ToList(), stopped);
    }

    private sealed record Said(IReadOnlyList<object> Output, IReadOnlyList<string> Errors, RuntimeException? Stopped)
    {
        public IReadOnlyList<StepResult> Results => Output.OfType<StepResult>().ToList();
    }
}

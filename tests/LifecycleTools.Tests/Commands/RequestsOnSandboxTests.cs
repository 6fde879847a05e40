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

/// <summary>Requests from intake files through the real door into the two commands, against the sandbox.</summary>
[Collection(Door.Name)]
public sealed class RequestsOnSandboxTests : IDisposable
{
    private const string Header = "Kind,GivenName,Surname,Role,Site,Manager,StartDate,EndDate,EmployeeId,Identity\r\n";
    private readonly string _folder = Path.Combine(Path.GetTempPath(), "lifecycle-requests-" + Guid.NewGuid().ToString("N"));
    private readonly Runspace _runspace;

    public RequestsOnSandboxTests()
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
        Run($"Connect-LifecycleTenant -Sandbox -JournalPath '{_folder}/journals' -RoleMap '{Repository.At("roles", "three-countries.yaml")}'").Output.Should().ContainSingle();
    }

    public void Dispose()
    {
        Run("Disconnect-LifecycleTenant");
        _runspace.Dispose();
        ConnectorHost.Factory = null!;
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void DueRequests_PipeIntoBothCommands_AndRunOnce()
    {
        string file = Write("hr.csv", Header
            + "Hire,Zoe,Baumann,sales,zurich,carla.moretti@contoso.example,2025-12-01,,2001,\r\n"
            + "Departure,,,,zurich,,,2025-12-01,,ines.roth@contoso.example\r\n");

        Said hired = Run($"Get-LifecycleRequest -Path '{file}' -Due | Where-Object Kind -eq Hire | New-LifecycleHire -Confirm:$false");
        Said left = Run($"Get-LifecycleRequest -Path '{file}' -Due | Where-Object Kind -eq Departure | Invoke-LifecycleOffboard -Confirm:$false");
        Said again = Run($"Get-LifecycleRequest -Path '{file}' -Due");

        hired.Errors.Select(error => error.FullyQualifiedErrorId).Should().NotContain(id => id.StartsWith("Request", StringComparison.Ordinal));
        hired.Output.OfType<LifecycleCredential>().Should().ContainSingle(handed => handed.Kind != "EnrollmentLink");
        left.Errors.Should().BeEmpty();
        left.Output.OfType<StepResult>().Should().HaveCountGreaterThan(20);
        again.Output.Should().BeEmpty();
        Run("Get-LifecycleRun").Output.Should().HaveCount(2);
        Run($"Get-LifecycleRequest -Path '{file}' -All -Kind Departure").Output.Cast<LifecycleRequest>().Single().State.Should().Be(RequestState.Completed);
    }

    [Fact]
    public void CarriedOutRequest_AskedAgain_IsAnsweredWithItsRun()
    {
        string file = Write("hr.csv", Header + "Departure,,,,zurich,,,2025-12-01,,ines.roth@contoso.example\r\n");
        Run($"$script:request = Get-LifecycleRequest -Path '{file}' -Due; $request | Invoke-LifecycleOffboard -Confirm:$false");

        Said again = Run("$request | Invoke-LifecycleOffboard -Confirm:$false");

        StepResult answer = again.Output.Should().ContainSingle().Which.Should().BeOfType<StepResult>().Subject;
        answer.Status.Should().Be(StepStatus.AlreadyDone);
        again.Warnings.Should().ContainSingle().Which.Should().Contain(answer.RunId);
        Run("Get-LifecycleRun").Output.Should().ContainSingle();
    }

    [Fact]
    public void BrokenRows_FailByName_AndTheOthersGoOn()
    {
        string file = Write("hr.csv", Header
            + "Hire,Zoe,,sales,zurich,carla.moretti@contoso.example,2025-12-01,,2001,\r\n"
            + "Hire,Noa,Frei,wizard,zurich,carla.moretti@contoso.example,2025-12-01,,2002,\r\n"
            + "Hire,Lea,Vogel,sales,zurich,,2025-12-01,,2003,\r\n"
            + "Hire,Ada,Byrne,sales,zurich,nobody@contoso.example,2025-12-01,,2004,\r\n"
            + "Hire,Tim,Good,sales,zurich,carla.moretti@contoso.example,2025-12-01,,2005,\r\n"
            + "Hire,Too,Short\r\n");

        Said due = Run($"Get-LifecycleRequest -Path '{file}' -Due");

        due.Output.Cast<LifecycleRequest>().Should().ContainSingle().Which.Person.Should().Be("Tim Good");
        due.Errors.Where(error => error.FullyQualifiedErrorId.StartsWith(ErrorIds.RequestInvalid, StringComparison.Ordinal)).Select(error => (string)error.TargetObject)
            .Should().BeEquivalentTo("Zoe", "Noa Frei", "Lea Vogel", "Ada Byrne", "Too Short");
    }

    [Fact]
    public void InvalidRequest_PipedAllTheSame_IsRefused()
    {
        string file = Write("hr.csv", Header + "Hire,Noa,Frei,wizard,zurich,carla.moretti@contoso.example,2025-12-01,,2002,\r\n");

        Said said = Run($"Get-LifecycleRequest -Path '{file}' | New-LifecycleHire -Confirm:$false");

        said.Errors.Should().ContainSingle().Which.FullyQualifiedErrorId.Should().StartWith(ErrorIds.RequestInvalid);
        Run("Get-LifecycleRun").Output.Should().BeEmpty();
    }

    [Fact]
    public void MadFeed_IsStopped_UntilPeopleAreApproved()
    {
        string[] names = ["maria.santos", "lena.vogt", "jonas.keller", "carla.moretti", "ruth.baker", "megan.ward", "ines.roth", "ivan.petrov"];
        string file = Write("hr.csv", Header + string.Concat(names.Select(name => $"Departure,,,,zurich,,,2025-12-01,,{name}@contoso.example\r\n")));

        Said due = Run($"Get-LifecycleRequest -Path '{file}' -Due");
        Said approved = Run($"Get-LifecycleRequest -Path '{file}' -Due -Approve maria.santos@contoso.example -WarningAction SilentlyContinue");
        Said forced = Run($"Get-LifecycleRequest -Path '{file}' -Due -Force");

        int known = forced.Output.Count;
        known.Should().BeGreaterThan(5);
        due.Output.Should().BeEmpty();
        due.Errors.Should().Contain(error => error.FullyQualifiedErrorId.StartsWith(ErrorIds.RequestBatchStopped, StringComparison.Ordinal));
        approved.Output.Cast<LifecycleRequest>().Select(request => request.UserPrincipalName).Should().Contain("maria.santos@contoso.example");
    }

    [Fact]
    public void EverybodyApprovedByName_GoesWithoutForce()
    {
        string[] names = ["maria.santos", "lena.vogt", "ivan.petrov", "ruth.baker", "megan.ward", "ines.roth"];
        string file = Write("hr.csv", Header + string.Concat(names.Select(name => $"Departure,,,,zurich,,,2025-12-01,,{name}@contoso.example\r\n")));

        Run($"Get-LifecycleRequest -Path '{file}' -Due").Output.Should().BeEmpty();
        Said approved = Run($"Get-LifecycleRequest -Path '{file}' -Due -Approve {string.Join(",", names.Select(name => $"'{name}@contoso.example'"))}");

        approved.Output.Cast<LifecycleRequest>().Select(request => request.UserPrincipalName).Should().BeEquivalentTo(names.Select(name => name + "@contoso.example"));
        approved.Errors.Should().BeEmpty();
    }

    [Fact]
    public void HireWhoseManagerIsLeaving_StopsTheHires_AndTheDepartureGoes()
    {
        string file = Write("hr.csv", Header
            + "Hire,Zoe,Baumann,sales,zurich,carla.moretti@contoso.example,2025-12-01,,2001,\r\n"
            + "Hire,Tim,Good,sales,zurich,ivan.petrov@contoso.example,2025-12-01,,2002,\r\n"
            + "Departure,,,,zurich,,,2025-12-01,,carla.moretti@contoso.example\r\n");

        Said due = Run($"Get-LifecycleRequest -Path '{file}' -Due");

        due.Output.Cast<LifecycleRequest>().Should().ContainSingle().Which.Kind.Should().Be(RequestKind.Departure);
        ErrorRecord stopped = due.Errors.Should().ContainSingle().Subject;
        stopped.FullyQualifiedErrorId.Should().StartWith(ErrorIds.RequestBatchStopped);
        stopped.Exception.Message.Should().Contain("manager").And.Contain("Zoe Baumann").And.NotContain("Tim Good");
    }

    [Fact]
    public void Since_LeavesOutWhatTakesEffectBefore()
    {
        string file = Write("hr.csv", Header
            + "Departure,,,,zurich,,,2025-11-28,,ines.roth@contoso.example\r\n"
            + "Departure,,,,zurich,,,2025-12-12,,ruth.baker@contoso.example\r\n");

        Said all = Run($"Get-LifecycleRequest -Path '{file}'");
        Said since = Run($"Get-LifecycleRequest -Path '{file}' -Since 2025-12-10");

        all.Output.Should().HaveCount(2);
        since.Output.Cast<LifecycleRequest>().Should().ContainSingle().Which.UserPrincipalName.Should().Be("ruth.baker@contoso.example");
        since.Errors.Should().BeEmpty();
    }

    [Fact]
    public void DepartureTakenBackAfterItsRun_NeedsAPersonOnce()
    {
        const string Columns = "Kind,Identity,Site,EndDate,Withdrawn\r\n";
        string file = Write("hr.csv", Columns + "Departure,ines.roth@contoso.example,zurich,2025-12-01,\r\n");
        Run($"Get-LifecycleRequest -Path '{file}' -Due | Invoke-LifecycleOffboard -Confirm:$false").Errors.Should().BeEmpty();
        Write("hr.csv", Columns + "Departure,ines.roth@contoso.example,zurich,2025-12-01,yes\r\n");

        Said first = Run($"Get-LifecycleRequest -Path '{file}' -Due");
        Said second = Run($"Get-LifecycleRequest -Path '{file}' -Due");

        first.Output.Concat(second.Output).Should().BeEmpty();
        ErrorRecord told = first.Errors.Should().ContainSingle().Subject;
        told.FullyQualifiedErrorId.Should().StartWith(ErrorIds.RequestNeedsPerson);
        told.Exception.Message.Should().Contain("taken back").And.Contain((string)Run("(Get-LifecycleRun).RunId").Output.Single());
        second.Errors.Should().BeEmpty();
        Run($"Get-LifecycleRequest -Path '{file}'").Output.Cast<LifecycleRequest>().Should().ContainSingle()
            .Which.Should().Match<LifecycleRequest>(late => late.State == RequestState.Exception && late.Findings[0].Id == "WithdrawnTooLate");
    }

    [Fact]
    public void UnknownSource_IsNamed()
    {
        Said said = Run("Get-LifecycleRequest hr");

        said.Errors.Should().ContainSingle().Which.FullyQualifiedErrorId.Should().StartWith(ErrorIds.RequestSourceNotFound);
    }

    [Fact]
    public void RequestOfAnotherKind_IsRefused()
    {
        string file = Write("hr.csv", Header + "Departure,Ines,Roth,sales,zurich,carla.moretti@contoso.example,,2025-12-01,,ines.roth@contoso.example\r\n");

        Said said = Run($"Get-LifecycleRequest -Path '{file}' -Due | New-LifecycleHire -Confirm:$false");

        said.Errors.Should().ContainSingle().Which.FullyQualifiedErrorId.Should().StartWith(ErrorIds.RequestInvalid);
        Run("Get-LifecycleRun").Output.Should().BeEmpty();
    }

    [Fact]
    public void Change_IsToldOnceWhateverIsAsked()
    {
        string file = Write("hr.csv", Header + "Change,Ines,Roth,sales,zurich,carla.moretti@contoso.example,,2025-12-01,,ines.roth@contoso.example\r\n");

        Said first = Run($"Get-LifecycleRequest -Path '{file}' -Due");
        Said second = Run($"Get-LifecycleRequest -Path '{file}' -Due");

        first.Output.Concat(second.Output).Should().BeEmpty();
        first.Errors.Should().ContainSingle().Which.FullyQualifiedErrorId.Should().StartWith(ErrorIds.RequestNeedsPerson);
        second.Errors.Should().BeEmpty();
        Run($"Get-LifecycleRequest -Path '{file}'").Output.Cast<LifecycleRequest>().Should().ContainSingle().Which.State.Should().Be(RequestState.Exception);
    }

    [Fact]
    public void Deliveries_WithoutASourceThatSendsThem_AreAnErrorEachAndEndNothing()
    {
        Said said = Run("1..2 | ForEach-Object { [pscustomobject]@{ Body = '{}'; Headers = @{ one = 'x'; two = 'y', 'z' } } } | ConvertFrom-LifecycleWebhook; 'after'");
        Said lines = Run("ConvertFrom-LifecycleWebhook -Body '1', '2' -Header @{}");

        said.Output.Should().Equal("after");
        said.Errors.Should().HaveCount(2).And.OnlyContain(error => error.FullyQualifiedErrorId.StartsWith(ErrorIds.RequestSourceNotFound, StringComparison.Ordinal));
        lines.Errors.Should().ContainSingle().Which.Exception.Message.Should().Contain("-Raw");
    }

    private string Write(string name, string text)
    {
        string path = Path.Combine(_folder, name);
        File.WriteAllText(path, text);
        return path;
    }

    private Said Run(string script)
    {
        using PowerShell shell = PowerShell.Create(_runspace);
        List<object> output = shell.AddScript(script).Invoke().Select(one => one.BaseObject).ToList();
        return new Said(output, shell.Streams.Error.ToList(), shell.Streams.Warning.Select(one => one.Message).ToList());
    }

    private sealed record Said(IReadOnlyList<object> Output, IReadOnlyList<ErrorRecord> Errors, IReadOnlyList<string> Warnings);
}

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

/// <summary>Tickets and list items of a tenant behind a loopback port, by its tenant file and through the real door into the two commands.</summary>
[Collection(Door.Name)]
public sealed class DeskRequestsOnSandboxTests : IDisposable
{
    private const string Hire = "Kind: Hire`nFirst name: Zoe`nLast name: Baumann`nRole: sales`nSite: zurich`nManager: carla.moretti@contoso.example`nStart date: 2025-12-01`nEmployee id: 2001";
    private const string Departure = "Kind: Departure`nIdentity: ines.roth@contoso.example`nSite: zurich`nLast day: 2025-12-01";
    private const string Broken = "Kind: Hire`nFirst name: Lea`nRole: wizard`nSite: zurich`nStart date: 2025-12-01";
    private const string AppSecret = "LIFECYCLE_DESK_TEST_APP";
    private const string DeskKey = "LIFECYCLE_DESK_TEST_KEY";
    private readonly string _folder = Path.Combine(Path.GetTempPath(), "lifecycle-desk-" + Guid.NewGuid().ToString("N"));
    private readonly Runspace _runspace;

    public DeskRequestsOnSandboxTests()
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
        string app = (string)Run($$"""
            [Reflection.Assembly]::LoadFrom('{{Repository.At("bin", "Core", "LifecycleTools.Sandbox.dll")}}') | Out-Null
            $tenant = [LifecycleTools.Sandbox.SandboxTenant]::Load([NullString]::Value, $null)
            $server = [LifecycleTools.Sandbox.SandboxServer]::new($tenant)
            $desk = $tenant.Beside[LifecycleTools.Sandbox.ConnectWise.ConnectWiseState]()
            $forms = $tenant.Beside[LifecycleTools.Sandbox.SharePoint.SharePointState]().Forms
            function Add-Ticket([string] $Text) {
                $ticket = [LifecycleTools.Sandbox.ConnectWise.ConnectWiseTicket]::new()
                ($ticket.Summary, $ticket.Company, $ticket.Board, $ticket.Status, $ticket.Priority) = 'Please', $desk.Companies[0], $desk.Boards[1], $desk.Boards[1].Statuses[0], $desk.Priorities[2]
                $note = [LifecycleTools.Sandbox.ConnectWise.ConnectWiseNote]::new()
                ($note.Id, $note.Text) = $desk.NewId(), $Text
                $ticket.Notes.Add($note)
                $desk.AddTicket($ticket) | Out-Null
            }
            @($tenant.ClientApps)[0].Secret
            """).Output.Single();
        Environment.SetEnvironmentVariable(AppSecret, app);
        Environment.SetEnvironmentVariable(DeskKey, "cw-private-key");
        string file = Path.Combine(_folder, "lifecycle.yaml");
        File.WriteAllText(file, (string)Run($$"""
            @"
            tenant:
              name: Contoso
              id: $($tenant.TenantId)
              cloud: custom
              endpoints: { authority: '$($server.Url)', graph: '$($server.Url)', exchange: '$($server.Url)' }
              roles: '{{Repository.At("roles", "three-countries.yaml")}}'
              journal: './journal'
              escalation: [ivan.petrov@contoso.example]
            credential: { kind: clientSecret, clientId: $(@($tenant.ClientApps)[0].AppId), secret: 'env:{{AppSecret}}' }
            systems:
              psa: { kind: connectwise, url: '$($server.Url)', company: contosomsp, publicKey: cw-public, privateKey: 'env:{{DeskKey}}', clientId: 7f3c1f9a-52d4-4f0b-9a53-1f9e6f4b2c11, board: HR Requests, requestStatus: New, claimedStatus: In Progress }
              forms: { kind: sharepointlist, site: 'https://contoso.sharepoint.com/sites/hr', list: Joiners and leavers, siteZone: Europe/Zurich }
              notify: { kind: graphmail, from: noreply@contoso.example }
            "@
            """).Output.Single());
        Said connected = Run($"Connect-LifecycleTenant -Path '{file}'");
        connected.Errors.Should().BeEmpty();
    }

    public void Dispose()
    {
        Run("Disconnect-LifecycleTenant; $server.Dispose()");
        _runspace.Dispose();
        ConnectorHost.Factory = null!;
        Environment.SetEnvironmentVariable(AppSecret, null);
        Environment.SetEnvironmentVariable(DeskKey, null);
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void Tickets_PipeIntoBothCommands_AndTheRunsWriteIntoThem()
    {
        Run($"Add-Ticket \"{Hire}\"; Add-Ticket \"{Departure}\"; Add-Ticket \"{Broken}\"");

        Said due = Run("Get-LifecycleRequest -Source psa -Due");
        Said hired = Run("Get-LifecycleRequest psa -Due -Kind Hire -ErrorAction SilentlyContinue | New-LifecycleHire -Confirm:$false");
        Said left = Run("Get-LifecycleRequest psa -Due -Kind Departure -ErrorAction SilentlyContinue | Invoke-LifecycleOffboard -Confirm:$false");

        due.Output.Cast<LifecycleRequest>().Select(request => (request.Kind, request.Source)).Should().BeEquivalentTo([(RequestKind.Hire, "psa"), (RequestKind.Departure, "psa")]);
        due.Errors.Should().ContainSingle().Which.FullyQualifiedErrorId.Should().StartWith(ErrorIds.RequestInvalid);
        hired.Errors.Concat(left.Errors).Should().BeEmpty();
        hired.Output.OfType<StepResult>().Concat(left.Output.OfType<StepResult>()).Where(step => step.Step == "tickets.open").Should().HaveCount(2).And.OnlyContain(step => step.Status == StepStatus.AlreadyDone);
        Texts("$desk.Tickets | ForEach-Object { $_.Status.Name }").Should().Equal("Completed", "Completed", "In Progress");
        Texts("$desk.Tickets[0].Notes | ForEach-Object { $_.Text }").Should().Contain(note => note.Contains("Completed", StringComparison.Ordinal)).And.HaveCountGreaterThan(4);
        Texts("$desk.Tickets[2].Notes[-1].Text").Single().Should().Contain("Surname").And.Contain("wizard").And.Contain("Manager");
        Run("Get-LifecycleRequest psa -Due -ErrorAction SilentlyContinue").Output.Should().BeEmpty();
    }

    [Fact]
    public void ItemsOfAList_PipeIntoTheCommand_AndSayWhatBecameOfThem()
    {
        Run("""
            function Add-Item([string] $Last, [string] $Role) {
                $item = $forms.Add()
                $item.Set('field_2', 'Hire'); $item.Set('Title', 'Zoe'); $item.Set('field_1', $Last); $item.Set('field_3', $Role); $item.Set('field_4', 'zurich')
                $item.Set('field_5', 'carla.moretti@contoso.example'); $item.Set('field_6', '2025-11-30T23:00:00Z')
            }
            Add-Item Baumann sales; Add-Item Frei wizard
            """);

        Said hired = Run("Get-LifecycleRequest forms -Due | New-LifecycleHire -Confirm:$false");

        hired.Errors.Should().ContainSingle().Which.FullyQualifiedErrorId.Should().StartWith(ErrorIds.RequestInvalid);
        Texts("$forms.Items | ForEach-Object { $_.Fields['Status'] }").Should().Equal("Processed", "Failed");
        Texts("$forms.Items | ForEach-Object { $_.Fields['Result'] }").Should().SatisfyRespectively(
            result => result.Should().Contain("zoe.baumann@contoso.example"), result => result.Should().Contain("wizard"));
    }

    private IEnumerable<string> Texts(string script) => Run(script).Output.Cast<string>();

    private Said Run(string script)
    {
        using PowerShell shell = PowerShell.Create(_runspace);
        List<object> output = shell.AddScript(script).Invoke().Select(one => one.BaseObject).ToList();
        return new Said(output, shell.Streams.Error.ToList());
    }

    private sealed record Said(IReadOnlyList<object> Output, IReadOnlyList<ErrorRecord> Errors);
}

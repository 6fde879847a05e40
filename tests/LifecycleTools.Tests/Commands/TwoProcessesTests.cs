using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using FluentAssertions;
using LifecycleTools.Tests.Bridge;
using LifecycleTools.Tests.Shared;
using Xunit;

namespace LifecycleTools.Tests.Commands;

/// <summary>Two schedulers of the same second, as two processes with one folder of journals.</summary>
public sealed class TwoProcessesTests : IDisposable
{
    private readonly string _folder = Path.Combine(Path.GetTempPath(), "lifecycle-two-" + Guid.NewGuid().ToString("N"));

    public TwoProcessesTests() => Directory.CreateDirectory(_folder);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task SameRequest_GetsOneRun()
    {
        File.WriteAllText(Path.Combine(_folder, "hr.csv"),
            "Kind,GivenName,Surname,Role,Site,Manager,StartDate,EmployeeId\r\nHire,Zoe,Baumann,sales,zurich,carla.moretti@contoso.example,2025-12-01,2001\r\n");
        string script = Path.Combine(_folder, "sync.ps1");

        // Both are connected and have read the request before either may go on: whoever comes second comes while the first works, or when it has just ended.
        File.WriteAllText(script, $$"""
            Connect-LifecycleTenant -Sandbox -JournalPath '{{_folder}}/journals' -RoleMap '{{Repository.At("roles", "three-countries.yaml")}}' | Out-Null
            $due = @(Get-LifecycleRequest -Path '{{_folder}}/hr.csv' -Due)
            [System.IO.File]::WriteAllText('{{_folder}}/ready-' + $PID, '')
            while ([System.IO.Directory]::GetFiles('{{_folder}}', 'ready-*').Length -lt 2) { [System.Threading.Thread]::Yield() | Out-Null }
            $results = @($due | New-LifecycleHire -Confirm:$false -WarningAction SilentlyContinue)
            'requests ' + $due.Count
            'done ' + @($results | Where-Object { $_.Status -eq 'Done' }).Count
            """);

        StrangersSession[] sessions = await Task.WhenAll(StrangersSession.PlayAsync("script", script), StrangersSession.PlayAsync("script", script));

        sessions.SelectMany(session => session.Notes["output"]).Where(line => line.StartsWith("requests", StringComparison.Ordinal)).Should().Equal("requests 1", "requests 1");
        Directory.GetFiles(Path.Combine(_folder, "journals"), "*.jsonl").Should().ContainSingle();
        sessions.Count(session => session.Notes["output"].Contains("done 0")).Should().Be(1, "one of them does it");
        sessions.SelectMany(session => session.Notes["error"]).Should().BeEmpty("that the other one has it is no failure");
    }

    [Fact]
    public async Task TwoWholeSyncs_CarryEachRequestOutOnce()
    {
        File.WriteAllText(Path.Combine(_folder, "hr.csv"), """
            Kind,GivenName,Surname,Role,Site,Manager,StartDate,EndDate,EmployeeId,Identity,DeviceSerialNumber
            Hire,Zoe,Baumann,sales,zurich,carla.moretti@contoso.example,2025-12-01,,2001,,PF3XK101
            Hire,Conor,Murphy,developer,berlin,ruth.baker@contoso.example,2025-12-01,,2002,,PF3XK102
            Departure,,,,austin,,,2025-12-01,,dana.white@contoso.example,
            Departure,,,,berlin,,,2025-12-01,,ines.roth@contoso.example,
            """);
        string script = Path.Combine(_folder, "sync.ps1");

        // Each with locks of its own, as on two machines: what keeps them apart is the ledger alone.
        File.WriteAllText(script, $$"""
            # This host has the language and no module but ours.
            function Join-Path([string] $Path, [string] $ChildPath) { [System.IO.Path]::Combine($Path, $ChildPath) }
            function Split-Path([string] $Parent) { [System.IO.Path]::GetDirectoryName($Parent) }
            [System.IO.Directory]::CreateDirectory("{{_folder}}/locks-$PID") | Out-Null
            [System.IO.File]::WriteAllText("{{_folder}}/ready-$PID", '')
            while ([System.IO.Directory]::GetFiles('{{_folder}}', 'ready-*').Length -lt 2) { [System.Threading.Thread]::Yield() | Out-Null }
            $said = @(& '{{Repository.At("examples", "sync-tenant.ps1")}}' -Sandbox -JournalPath '{{_folder}}/journals' -IntakePath '{{_folder}}/hr.csv' -LockPath "{{_folder}}/locks-$PID")
            $outcome = $said[-1]
            foreach ($run in $outcome.runs) { 'run ' + $run.runId + ' ' + $run.state }
            'status ' + $outcome.status
            """);

        StrangersSession[] sessions = await Task.WhenAll(StrangersSession.PlayAsync("script", script), StrangersSession.PlayAsync("script", script));

        string[] said = sessions.SelectMany(session => session.Notes["output"]).ToArray();
        said.Where(line => line.StartsWith("status", StringComparison.Ordinal)).Should().HaveCount(2).And.NotContain("status Failed");

        // Each has a sandbox of its own, whose clock runs as its waits do, so either may look again at what the other left waiting: that is no second run.
        IEnumerable<string> runs = said.Where(line => line.StartsWith("run ", StringComparison.Ordinal)).Select(line => line.Split(' ')[1]).Distinct();
        Directory.GetFiles(Path.Combine(_folder, "journals"), "*.jsonl").Select(Path.GetFileNameWithoutExtension).Should().HaveCount(4, "there are four requests").And.BeEquivalentTo(runs);
    }
}

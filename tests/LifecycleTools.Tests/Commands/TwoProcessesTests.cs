using System;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using FluentAssertions;
using LifecycleTools.Engine.Errors;
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
        sessions.SelectMany(session => session.Notes["error"]).Should().OnlyContain(id => id.StartsWith(ErrorIds.PersonBusy, StringComparison.Ordinal));
    }
}

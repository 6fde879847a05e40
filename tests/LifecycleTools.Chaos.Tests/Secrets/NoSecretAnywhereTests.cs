using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using FluentAssertions;
using LifecycleTools.Connectors.Systems;
using LifecycleTools.Sandbox.Http;
using Xunit;
using Xunit.Abstractions;

namespace LifecycleTools.Chaos.Tests.Secrets;

/// <summary>
/// The commands in sessions of their own with -Verbose and -Debug, on tenants with a canary in every secret, with trouble and with a crash. A secret leaves by the property
/// Secret of a LifecycleCredential, by the request that needs it, and into the file that is named to keep a token; it is in nothing else that anybody could read.
/// </summary>
public sealed class NoSecretAnywhereTests(ITestOutputHelper output)
{
    private const string Begin = """
        $VerbosePreference = $DebugPreference = $InformationPreference = $WarningPreference = 'Continue'
        $loud = @{ Verbose = $true; Debug = $true; Confirm = $false }
        $wire = [System.Net.WebClient]::new()
        function Set-Trouble([string] $Kind) { $wire.UploadString('URL/witness/trouble', $Kind) | Out-Null }
        Connect-LifecycleTenant -Path 'FILE' -Verbose -Debug
        """;

    private const string Both = """

        New-LifecycleHire -GivenName Zoe -Surname Baumann -Role sales -Site zurich -EmployeeId 2001 -Manager carla.moretti@contoso.example -DeviceSerialNumber PF3XK101 @loud
        Invoke-LifecycleOffboard ines.roth@contoso.example -Reason 'Ticket 1' @loud
        """;

    private const string End = """

        Set-Trouble Calm
        Get-LifecycleRun | Where-Object State -ne Completed | Resume-LifecycleRun @loud
        Get-LifecycleRun | Where-Object Workflow -eq Offboard | Undo-LifecycleOffboard @loud
        Get-LifecycleRun
        Get-LifecycleRun | Test-LifecycleRun
        foreach ($format in 'Html', 'Csv', 'Json') { Get-LifecycleRun | Export-LifecycleReport -Path "./runs.$format" -Format $format -Verbose -Debug }
        Export-LifecycleReport -Path ./period.html -Verbose -Debug
        foreach ($format in 'md', 'html') { Export-LifecycleRunbook -Path "./runbook.$format" -Verbose -Debug }
        Get-LifecycleTenant
        Disconnect-LifecycleTenant -Verbose -Debug
        """;

    public static TheoryData<string> Desks => [.. SecretDesk.All.Keys];

    [Fact]
    public void EverySecretOfEveryConnector_HasACanaryOnSomeDesk() =>
        ConnectorCatalog.Kinds.SelectMany(kind => Canaries.KeysOf(kind).Select(key => $"{kind}.{key}"))
            .Should().HaveCountGreaterThan(15).And.BeEquivalentTo(SecretDesk.Covered.Concat(SecretDesk.Elsewhere));

    [Theory]
    [MemberData(nameof(Desks))]
    public async Task BothWorkflows_AllTalking_ShowNoSecret(string desk)
    {
        await using SecretTrial trial = new(desk);

        await trial.PlayAsync(Begin.Replace("URL", trial.Url).Replace("FILE", trial.File) + Both + End);

        MustHoldNothing(trial);
    }

    private void MustHoldNothing(SecretTrial trial)
    {
        SecretSearch search = trial.Look();
        output.WriteLine($"{trial.Secrets().Count} secrets; {string.Join(", ", search.Places)}");
        search.Find(trial.Secrets()).Should().BeEmpty();
    }
}

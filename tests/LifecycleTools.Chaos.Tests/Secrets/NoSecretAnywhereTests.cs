using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using FluentAssertions;
using LifecycleTools.Connectors.Systems;
using LifecycleTools.Sandbox.NinjaOne;
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
        $VerbosePreference = $DebugPreference = $InformationPreference = 'Continue'
        # -Debug would ask at each warning, and nobody is there.
        $loud = @{ Verbose = $true; Debug = $true; WarningAction = 'Continue' }
        $wire = [System.Net.WebClient]::new()
        function Set-Trouble([string] $Kind) { $wire.UploadString('URL/witness/trouble', $Kind) | Out-Null }
        function Hire([string] $Surname, [string] $Number, [hashtable] $More) {
            New-LifecycleHire -GivenName Zoe -Surname $Surname -Role sales -Site zurich -EmployeeId $Number -Manager carla.moretti@contoso.example @More @loud -Confirm:$false
        }
        Connect-LifecycleTenant -Path 'FILE' @loud

        """;

    private const string Sources = """
        $body = '{"type":"employee.updated","data":{"employeeId":"101"}}'
        $stamp = [DateTimeOffset]::UtcNow.ToUnixTimeSeconds().ToString()
        $hmac = [Security.Cryptography.HMACSHA256]::new([Text.Encoding]::UTF8.GetBytes("$env:LT_BAMBOOHR_WEBHOOKKEY"))
        $signature = [BitConverter]::ToString($hmac.ComputeHash([Text.Encoding]::UTF8.GetBytes($body + $stamp))).Replace('-', '')
        foreach ($signed in $signature, '00') {
            ConvertFrom-LifecycleWebhook -Body ([Text.Encoding]::UTF8.GetBytes($body)) -Header @{ 'X-BambooHR-Signature' = $signed; 'X-BambooHR-Timestamp' = $stamp } -Source hr @loud
        }
        foreach ($source in 'hr', 'psa') { Get-LifecycleRequest -Source $source @loud }

        """;

    private const string Both = """
        Hire Baumann 2001 @{ DeviceSerialNumber = 'PF3XK101' }
        Hire Frei 2002 @{}
        Invoke-LifecycleOffboard ines.roth@contoso.example -Reason 'Ticket 1' @loud -Confirm:$false

        """;

    private const string Troubles = """
        $number = 3000
        $leavers = 'grace.kim', 'dana.white', 'lena.vogt', 'maria.santos'
        foreach ($trouble in 'TROUBLE', 'Echo (POST|PATCH).*(users|temporaryAccessPass)', 'Echo (ATServicesRest|REST/2.0|apis/3.0|/api/|/v2/|workflows)') {
            Set-Trouble $trouble
            Hire "Keller$number" $number @{}
            Invoke-LifecycleOffboard "$($leavers[$number % 4])@contoso.example" @loud -Confirm:$false
            $number++
        }
        foreach ($trouble in 'Echo (oauth2|token)', 'Echo (zoneinformation|companyinfo|Client|queue|account|organizations|workers|employees)', 'Html POST token') {
            Set-Trouble $trouble
            Connect-LifecycleTenant -Path 'FILE' @loud
        }
        Set-Trouble Calm
        Connect-LifecycleTenant -Path 'FILE' @loud

        """;

    private const string End = """
        Get-LifecycleRun @loud | Where-Object State -ne Completed | Resume-LifecycleRun @loud -Confirm:$false
        Get-LifecycleRun | Where-Object Workflow -eq Offboard | Undo-LifecycleOffboard @loud -Confirm:$false
        Get-LifecycleRun @loud
        Get-LifecycleRun | Test-LifecycleRun @loud
        foreach ($format in 'Html', 'Csv', 'Json') { Get-LifecycleRun | Export-LifecycleReport -Path "./runs.$format" -Format $format @loud }
        Export-LifecycleReport -Path ./period.html @loud
        foreach ($format in 'md', 'html') { Export-LifecycleRunbook -Path "./runbook.$format" @loud }
        Get-LifecycleTenant @loud
        Disconnect-LifecycleTenant @loud
        """;

    private static readonly bool s_all = Environment.GetEnvironmentVariable("LIFECYCLE_TESTS") == "all";

    // They never leave for a service that keeps what it is sent: a password of a file, a key that signs, and a mail server that forgets.
    private static readonly string[] s_staying = ["credential.certificatePassword", "journal.certificatePassword", "adp.certificatePassword", "bamboohr.webhookKey", "smtp.password"];

    /// <summary>Each desk with a trouble of its own: kind, method, path. Those that are waited out for minutes are in SecretsTests, whose clock is not the computer's.</summary>
    public static TheoryData<string, string> Desks
    {
        get
        {
            TheoryData<string, string> desks = new() { { "halopsa", "Forbid POST temporaryAccessPass|Tickets|passwordProfile" }, { "autotask", "ServerError POST ." } };
            if (!s_all) return desks;

            desks.Add("connectwise", "LoseAnswer POST .");
            desks.Add("requesttracker", "ExpireToken POST .");
            desks.Add("requesttracker, a person", "Throttle POST .");
            return desks;
        }
    }

    /// <summary>When a session is killed: once this was worked on and before it is answered.</summary>
    public static TheoryData<string> LastCalls =>
    [
        "temporaryAccessPassMethods.*lifetimeInMinutes", "PATCH.*passwordProfile", "generate-installer", "ws/oauth/token", "/notes",
        .. s_all ? ["POST.*passwordProfile", "sendMail", "/invoke"] : Array.Empty<string>(),
    ];

    [Fact]
    public void EverySecretOfEveryConnector_HasACanaryOnSomeDesk() =>
        ConnectorCatalog.Kinds.SelectMany(kind => Canaries.KeysOf(kind).Select(key => $"{kind}.{key}"))
            .Should().HaveCountGreaterThan(15).And.BeEquivalentTo(SecretDesk.Covered.Concat(SecretDesk.Elsewhere), "a secret without a canary could be seen by nobody's test");

    [Theory]
    [MemberData(nameof(Desks))]
    public async Task BothWorkflows_WithTrouble_ShowNoSecret(string desk, string trouble)
    {
        await using SecretTrial trial = new(desk);

        await trial.PlayAsync(Placed(trial, Begin + Sources + Both + Troubles + End, trouble));

        SecretSearch search = MustHoldNothing(trial);
        search.Places.Should().Contain(["session 1 output.txt", "session 1 error.txt", "session 1 warning.txt", "session 1 verbose.txt", "session 1 information.txt",
            "session 1 progress.txt", "session 1 caught.txt", "session 1 screen.txt", "file runs.Html", "file runs.Csv", "file runs.Json", "file period.html", "file runbook.md"]);
        search.Places.Should().Contain(place => place.StartsWith("tickets of", StringComparison.Ordinal)).And.Contain(place => place.StartsWith("mails of", StringComparison.Ordinal) || place.StartsWith("cards of", StringComparison.Ordinal))
            .And.Contain(place => place.EndsWith(".jsonl", StringComparison.Ordinal)).And.Contain(place => place.EndsWith(".sig", StringComparison.Ordinal));
        trial.Handed.Select(handed => handed.Kind).Should().Contain("InitialPassword");

        // A search for what nobody had proves nothing.
        SecretSearch wire = new();
        wire.Add("wire", trial.Wire);
        IReadOnlyList<string> sent = wire.Find(trial.Canaries.Values);
        trial.Canaries.Values.Keys.Except(s_staying).Where(name => !sent.Any(found => found.StartsWith($"wire: {name} ", StringComparison.Ordinal))).Should().BeEmpty("each was used");
    }

    [Theory]
    [MemberData(nameof(LastCalls))]
    public async Task BothWorkflows_KilledWithASecretInHand_ShowNoneEvenAfterAResume(string last)
    {
        await using SecretTrial trial = new("connectwise");

        bool isKilled = await trial.PlayAsync(Placed(trial, Begin + Both), call => Regex.IsMatch($"{call.Method} {Uri.UnescapeDataString(call.Uri.PathAndQuery)} {call.Body}", last));

        isKilled.Should().BeTrue();
        MustHoldNothing(trial);
        (await trial.PlayAsync(Placed(trial, Begin + End))).Should().BeFalse();
        MustHoldNothing(trial);
    }

    [SkippableFact]
    public async Task TokenFile_OnUnix_IsTheOwnersOnly_AndHasTheLastToken()
    {
        if (OperatingSystem.IsWindows()) throw new SkipException("Modes of files are Unix's.");
        await using SecretTrial trial = new("connectwise");

        await trial.PlayAsync(Placed(trial, Begin + "Connect-LifecycleTenant -Path 'FILE' @loud"));

        string kept = Path.Combine(trial.Home, SecretTrial.KeptToken);
        File.GetUnixFileMode(kept).Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.ReadAllText(kept).Should().Be(trial.Sandbox.Beside<NinjaOneState>().RefreshToken).And.StartWith("ninja-refresh-");
        MustHoldNothing(trial);
    }

    private static string Placed(SecretTrial trial, string script, string trouble = "") => script
        .Replace("TROUBLE", trouble, StringComparison.Ordinal).Replace("URL", trial.Url, StringComparison.Ordinal).Replace("FILE", trial.File, StringComparison.Ordinal);

    private SecretSearch MustHoldNothing(SecretTrial trial)
    {
        SecretSearch search = trial.Look();
        Dictionary<string, string> secrets = trial.Secrets();
        output.WriteLine($"{secrets.Count} secrets in {search.Places.Count} places; {trial.Handed.Count} handed over ({string.Join(", ", trial.Handed.Select(handed => handed.Kind).Distinct())})");
        secrets.Should().HaveCountGreaterThan(5);
        search.Find(secrets).Should().BeEmpty();
        return search;
    }
}

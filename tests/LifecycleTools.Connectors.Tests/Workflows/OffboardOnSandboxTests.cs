using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using FluentAssertions;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.Running;
using LifecycleTools.Sandbox;
using LifecycleTools.Sandbox.State;
using Xunit;

namespace LifecycleTools.Connectors.Tests.Workflows;

/// <summary>A departure over the real connectors; what is compared is the tenant's state, not what the steps say.</summary>
public sealed class OffboardOnSandboxTests
{
    [Fact]
    public async Task Offboard_OfAnOrdinaryPerson_ClosesEverything()
    {
        using SandboxBench bench = await SandboxBench.OpenAsync();

        BenchRun run = await bench.OffboardAsync("ines.roth@contoso.example");

        run.Outcome.Should().Be(RunOutcome.Completed, run.Trouble);
        Closed(bench, "ines.roth@contoso.example");
    }

    [Fact]
    public async Task Offboard_Repeated_EndsCompletedAgain()
    {
        using SandboxBench bench = await SandboxBench.OpenAsync();
        await bench.OffboardAsync("ines.roth@contoso.example");
        bench.Sandbox.Clock.Advance(TimeSpan.FromMinutes(1));

        BenchRun again = await bench.OffboardAsync("ines.roth@contoso.example");

        again.Outcome.Should().Be(RunOutcome.Completed, again.Trouble);
        Closed(bench, "ines.roth@contoso.example");
    }

    [Fact]
    public async Task Offboard_WithReplicationLag_Completes()
    {
        using SandboxBench bench = await SandboxBench.OpenAsync(new SandboxOptions
        {
            ReplicationDelay = TimeSpan.FromSeconds(60), ConversionDelay = TimeSpan.FromMinutes(9), LicensingDelay = TimeSpan.FromSeconds(90),
        });

        BenchRun run = await bench.OffboardAsync("ines.roth@contoso.example");

        run.Outcome.Should().Be(RunOutcome.Completed, run.Trouble);
        Closed(bench, "ines.roth@contoso.example");
    }

    [Theory]
    [InlineData(SandboxFaultKind.Throttle)]
    [InlineData(SandboxFaultKind.ServerError)]
    [InlineData(SandboxFaultKind.ExpireToken)]
    public async Task Offboard_WhenTheServiceFalters_Completes(SandboxFaultKind kind)
    {
        using SandboxBench bench = await SandboxBench.OpenAsync();
        for (int nth = 1; nth <= 12; nth += 4)
        {
            bench.Sandbox.Faults.Add(kind, null, "^/(v1\\.0|adminapi)", retryAfter: kind == SandboxFaultKind.Throttle ? "2.128" : null, from: nth, times: 1);
        }

        BenchRun run = await bench.OffboardAsync("ines.roth@contoso.example");

        run.Outcome.Should().Be(RunOutcome.Completed, run.Trouble);
        Closed(bench, "ines.roth@contoso.example");
    }

    [Theory]
    [InlineData("PATCH", "^/v1.0/users/[^/]+$", null, "directory.block-sign-in")]
    [InlineData("POST", null, "Set-Mailbox", "mail.convert-to-shared")]
    [InlineData("POST", "assignLicense", null, "licenses.release")]
    public async Task Offboard_WhenAWriteIsAnsweredAndNotDone_FailsThatStep(string method, string? path, string? cmdlet, string step)
    {
        using SandboxBench bench = await SandboxBench.OpenAsync();
        bench.Sandbox.Faults.Add(SandboxFaultKind.IgnoreWrite, method, path, cmdlet: cmdlet, from: 1, times: 1000);

        BenchRun run = await bench.OffboardAsync("grace.kim@contoso.example");

        run.Outcome.Should().Be(RunOutcome.Exception);
        run[step].Status.Should().Be(StepStatus.Failed, run[step].Detail);
        run[step].ErrorId.Should().Be(ErrorIds.StepNotProved);
    }

    [Theory]
    [InlineData("breakglass@contoso.example", ErrorIds.PersonProtected)]
    [InlineData("nora.keller@contoso.example", ErrorIds.PersonProtected)]
    [InlineData("tom.fischer@contoso.example", ErrorIds.PersonProtected)]
    [InlineData("priya.raman@contoso.example", ErrorIds.PersonProtected)]
    [InlineData("victor.hale@contoso.example", ErrorIds.PersonProtected)]
    [InlineData("nobody@contoso.example", ErrorIds.PersonNotFound)]
    public async Task Offboard_OfSomebodyItMustNotTouch_ChangesNothing(string person, string errorId)
    {
        using SandboxBench bench = await SandboxBench.OpenAsync();

        BenchRun run = await bench.OffboardAsync(person);

        run.Outcome.Should().Be(RunOutcome.Exception);
        run["directory.check-leaver"].ErrorId.Should().Be(errorId);
        bench.Sandbox.Requests.Where(request => request.IsWrite && !request.Path.Contains("sendMail", StringComparison.OrdinalIgnoreCase)).Should().BeEmpty();
    }

    [Fact]
    public async Task Offboard_OfASynchronizedPerson_BlocksWhatTheCloudCannotDoAndDoesTheRest()
    {
        using SandboxBench bench = await SandboxBench.OpenAsync();

        BenchRun run = await bench.OffboardAsync("karl.schneider@contoso.example");

        run.Outcome.Should().Be(RunOutcome.Exception);
        run["directory.block-sign-in"].ErrorId.Should().Be(ErrorIds.PersonSynchronized);
        run["directory.revoke-sessions"].Status.Should().Be(StepStatus.Done, run["directory.revoke-sessions"].Detail);
        bench.Sandbox.FindUser("karl.schneider@contoso.example")!.AuthenticationMethods.Should().NotContain(method => !method.Kind.StartsWith("password", StringComparison.OrdinalIgnoreCase));
    }

    [Theory]
    [InlineData("martin.huber@contoso.example")]
    [InlineData("sofia.rossi@contoso.example")]
    [InlineData("georg.winkler@contoso.example")]
    public async Task Offboard_OfAMailboxThatNeedsItsLicense_KeepsTheLicenseAndSaysWhy(string person)
    {
        using SandboxBench bench = await SandboxBench.OpenAsync();

        BenchRun run = await bench.OffboardAsync(person);

        run["licenses.release"].Status.Should().Be(StepStatus.ManualReview, run["licenses.release"].Detail);
        run["licenses.release"].ErrorId.Should().Be(ErrorIds.MailboxNeedsLicense);
        SandboxUser user = bench.Sandbox.FindUser(person)!;
        user.Licenses.Should().NotBeEmpty();
        bench.Sandbox.FindMailbox(user.Id)!.RecipientTypeDetails.Should().Be("SharedMailbox");
    }

    [Fact]
    public async Task Offboard_Previewed_ReadsOnlyAndChangesNothing()
    {
        using SandboxBench bench = await SandboxBench.OpenAsync();
        string before = bench.Sandbox.Fingerprint();

        IReadOnlyList<StepEnd> ends = await bench.PreviewAsync(bench.PreviewOffboard("maria.santos@contoso.example"));

        ends.Should().OnlyContain(end => end.Result.Status == StepStatus.Planned && end.Failure == null);
        bench.Sandbox.Requests.Where(request => request.IsWrite).Should().BeEmpty();
        bench.Sandbox.Fingerprint().Should().Be(before);
    }

    [Fact]
    [Trait("PainPoint", "C39")]
    public async Task Offboard_OfEverybody_EndsEachRunWithTheTruth()
    {
        using SandboxBench bench = await SandboxBench.OpenAsync();
        List<string> lies = [];
        foreach (string person in bench.Sandbox.Users.Select(user => user.UserPrincipalName).ToList())
        {
            BenchRun run = await bench.OffboardAsync(person);
            SandboxUser user = bench.Sandbox.FindUser(person)!;
            if (run.Outcome == RunOutcome.Completed) lies.AddRange(EndStates.Open(bench.Sandbox, user).Select(what => $"{person} is Completed, and {what}"));
            if (run.Outcome == RunOutcome.Exception && run.Results.All(result => result.ErrorId.Length == 0)) lies.Add($"{person} is an exception without a reason");
            if (run.Results.Any(result => result.Status == StepStatus.Failed && result.ErrorId != ErrorIds.ConnectorPermissionMissing)) lies.Add($"{person} failed: {run.Trouble}");
        }

        lies.Should().BeEmpty();
        bench.Sandbox.FindUser("breakglass@contoso.example")!.AccountEnabled.Should().BeTrue();
    }

    private static void Closed(SandboxBench bench, string person) => EndStates.Open(bench.Sandbox, bench.Sandbox.FindUser(person)!).Should().BeEmpty();
}

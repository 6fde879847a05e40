using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using FluentAssertions;
using LifecycleTools.Connectors.Tests.Sandbox;
using LifecycleTools.Engine.Security;
using LifecycleTools.Sandbox;
using LifecycleTools.Sandbox.State;
using Xunit;

namespace LifecycleTools.Connectors.Tests.Workflows;

/// <summary>A departure and its undoing over the real connectors: what is compared is the tenant's whole state before and after.</summary>
public sealed class UndoOnSandboxTests
{
    /// <summary>What no undo can put back, or what the undoing itself leaves behind; everything else must be as it was.</summary>
    private static readonly Regex s_lost = new(string.Join("|",
    [
        "^Users/.*/AuthenticationMethods/", "^Users/[^/]*/DefaultMethodId:",
        "^Users/[^/]*/(Password|ForceChangePasswordNextSignIn|LastPasswordChangeUtc|SignInSessionsValidFromUtc):", "^Users/[^/]*/Licenses/[^/]*/LastUpdatedUtc:",
        "^(AppRoleAssignments|PermissionGrants|RoleAssignments|RoleRequests)/", "^Groups/[^/]*/Channels/",
        "^ManagedDevices/[^/]*/(Actions/|ManagementState:)", "^Mailboxes/[^/]*/(InboxRules|MobileDevices|Sent)/", "^Mailboxes/[^/]*/ReadyUtc:",

        // The ticket of the departure stays, and a device that left the RMM is enrolled there by somebody.
        "^LifecycleTools\\.Sandbox\\.",
    ]), RegexOptions.CultureInvariant);

    [Fact]
    public async Task Undo_OfATypicalDeparture_LeavesNothingDifferentButWhatItSays()
    {
        using SandboxBench bench = await SandboxBench.OpenAsync();
        TypicalPeople.Furnish(bench.Sandbox);
        string before = bench.Sandbox.Fingerprint();
        BenchRun left = await bench.OffboardAsync(TypicalPeople.Leaver);

        BenchRun back = await bench.UndoAsync(left.RunId);

        back.Results.Where(result => result.Status is not (StepStatus.Done or StepStatus.AlreadyDone or StepStatus.Skipped)).Select(result => result.Step)
            .Should().Equal("devices.tell-lost-devices");
        Remaining(before, bench).Should().BeEmpty();
        Places(StateDifference.Between(before, bench.Sandbox.Fingerprint())).Should().BeEquivalentTo(
            "AuthenticationMethods", "ForceChangePasswordNextSignIn", "LastPasswordChangeUtc", "Licenses/LastUpdatedUtc", "Password", "SignInSessionsValidFromUtc",
            "ManagedDevices/Actions", "ManagedDevices/ManagementState", "Mailboxes/Sent");
        SandboxUser ines = bench.Sandbox.FindUser(TypicalPeople.Leaver)!;
        bench.Handed.Should().ContainSingle().Which.Secret.Reveal().Should().Be(ines.Password);
    }

    [Theory]
    [InlineData("maria.santos@contoso.example")]
    [InlineData("grace.kim@contoso.example")]
    [InlineData("dana.white@contoso.example")]
    [InlineData("noah.becker@contoso.example")]
    [InlineData("omar.haddad@contoso.example")]
    [InlineData("priya.raman@contoso.example")]
    [InlineData("carla.moretti@contoso.example")]
    [InlineData("mia.novak@clinic.contoso.example")]
    [InlineData("sofia.rossi@contoso.example")]
    public async Task Undo_OfADeparture_PutsBackAllThatCanComeBack(string who)
    {
        using SandboxBench bench = await SandboxBench.OpenAsync();
        string before = bench.Sandbox.Fingerprint();
        BenchRun left = await bench.OffboardAsync(who, request => request with { ApprovePrivileged = true });
        bench.Sandbox.FindUser(who)!.AccountEnabled.Should().BeFalse(left.Trouble);
        StateDifference.Between(before, bench.Sandbox.Fingerprint()).Should().NotBeEmpty();

        BenchRun back = await bench.UndoAsync(left.RunId);

        Remaining(before, bench).Should().BeEmpty();
        back.Results.Should().OnlyContain(result => result.Status != StepStatus.Failed && result.Status != StepStatus.Unknown && result.Status != StepStatus.Blocked, back.Trouble);
    }

    [Fact]
    public async Task Undo_WithReplicationLagAndSlowExchange_PutsEverythingBackToo()
    {
        using SandboxBench bench = await SandboxBench.OpenAsync(new SandboxOptions
        {
            ReplicationDelay = TimeSpan.FromSeconds(40), ConversionDelay = TimeSpan.FromMinutes(9), LicensingDelay = TimeSpan.FromSeconds(90),
        });
        BenchRun left = await bench.OffboardAsync("ines.roth@contoso.example");

        BenchRun back = await bench.UndoAsync(left.RunId);

        back.Results.Should().OnlyContain(result => result.Step == "devices.tell-lost-devices" || result.Status != StepStatus.Failed, back.Trouble);
        SandboxUser ines = bench.Sandbox.FindUser("ines.roth@contoso.example")!;
        ines.AccountEnabled.Should().BeTrue();
        bench.Sandbox.FindMailbox(ines.Id)!.RecipientTypeDetails.Should().Be("UserMailbox");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(40)]
    public async Task Undo_OfAnAccountThatWasDeletedMeanwhile_RestoresItFirst(int lagSeconds)
    {
        using SandboxBench bench = await SandboxBench.OpenAsync(new SandboxOptions { ReplicationDelay = TimeSpan.FromSeconds(lagSeconds) });
        string before = bench.Sandbox.Fingerprint();
        BenchRun left = await bench.OffboardAsync("grace.kim@contoso.example");
        await DeleteAsync(bench, "grace.kim@contoso.example");

        BenchRun back = await bench.UndoAsync(left.RunId);

        back["directory.restore-account"].Status.Should().Be(StepStatus.Done, back.Trouble);
        Remaining(before, bench).Should().BeEmpty(back.Trouble);
    }

    [Fact]
    public async Task Undo_Repeated_ChangesNothing()
    {
        using SandboxBench bench = await SandboxBench.OpenAsync();
        BenchRun left = await bench.OffboardAsync("dana.white@contoso.example");
        await bench.UndoAsync(left.RunId);
        string once = bench.Sandbox.Fingerprint();
        bench.Sandbox.ClearRequests();

        BenchRun again = await bench.UndoAsync(left.RunId);

        again.Outcome.Should().Be(RunOutcome.Completed, again.Trouble);
        StateDifference.Between(once, bench.Sandbox.Fingerprint()).Should().BeEmpty();
        bench.Handed.Select(handed => handed.Kind).Should().Equal(SecretKind.InitialPassword);
    }

    private static List<string> Remaining(string before, SandboxBench bench) =>
        StateDifference.Between(before, bench.Sandbox.Fingerprint()).Where(line => !s_lost.IsMatch(line)).ToList();

    // Where it differs, without whose it is: "Users/ines/Licenses/12/LastUpdatedUtc: ..." is "Licenses/LastUpdatedUtc".
    private static IEnumerable<string> Places(IEnumerable<string> differences) => differences
        .Where(line => Regex.IsMatch(line, "^(Users|ManagedDevices|Mailboxes)/"))
        .Select(line => line.Split(": ")[0].Split('/'))
        .Select(parts => parts[0] == "Users"
            ? parts.Length == 3 ? parts[2] : parts[2] == "Licenses" ? "Licenses/" + parts[4] : parts[2]
            : $"{parts[0]}/{parts[2]}")
        .Distinct();

    private static async Task DeleteAsync(SandboxBench bench, string who)
    {
        using GraphClient graph = new(bench.Sandbox);
        (await graph.DeleteAsync("users/" + bench.Sandbox.FindUser(who)!.Id)).Status.Should().Be(204);
        bench.Sandbox.FindUser(who).Should().BeNull();
    }
}

using System;
using System.Linq;
using System.Threading.Tasks;
using FluentAssertions;
using LifecycleTools.Engine.Ports;
using LifecycleTools.Engine.Running;
using LifecycleTools.Engine.Tests.Fakes;
using Xunit;

namespace LifecycleTools.Engine.Tests.Running;

/// <summary>What takes long is left, and found again by its journal when it has had time to come.</summary>
public class NoWaitTests
{
    private readonly HireBench _bench = new() { NoWait = true };

    [Fact]
    public async Task Hire_WithoutWaiting_LeavesTheMailboxAndWhatNeedsIt_AndIsFinishedWhenItIsThere()
    {
        _bench.Tenant.MailboxDelay = TimeSpan.FromMinutes(40);
        DateTimeOffset began = _bench.Tenant.Clock.UtcNow;

        HireRun left = await _bench.RunAsync();

        left.End.Outcome.Should().Be(RunOutcome.Exception);
        left["mail.wait-for-mailbox"].Status.Should().Be(StepStatus.Deferred);
        left["mail.set-regional-settings"].Status.Should().Be(StepStatus.Deferred);
        left["directory.join-groups"].Status.Should().Be(StepStatus.Done);
        left.Results.Should().NotContain(result => result.Status == StepStatus.Failed || result.Status == StepStatus.Blocked);
        (_bench.Tenant.Clock.UtcNow - began).Should().BeLessThan(TimeSpan.FromMinutes(20));
        _bench.Tenant.Clock.Advance(TimeSpan.FromMinutes(45));

        (await _bench.ResumeAsync()).End.Outcome.Should().Be(RunOutcome.Completed);
    }

    [Fact]
    public async Task IsDue_GrowsRarerWithEachLookThatFindsNothing()
    {
        _bench.Tenant.MailboxDelay = TimeSpan.FromHours(9);
        await _bench.RunAsync();

        foreach (int minutes in new[] { 5, 10, 20, 40 })
        {
            DueRuns.IsDue(Reading(), End().AddMinutes(minutes).AddSeconds(-1)).Should().BeFalse("{0} minutes have not passed", minutes);
            DueRuns.IsDue(Reading(), End().AddMinutes(minutes)).Should().BeTrue("{0} minutes have passed", minutes);
            _bench.Tenant.Clock.Advance(TimeSpan.FromMinutes(minutes));
            await _bench.ResumeAsync();
        }
    }

    [Fact]
    public async Task WhatHasBeenLeftForADay_Fails_AndIsDueNoMore()
    {
        _bench.Tenant.MailboxDelay = TimeSpan.FromDays(9);
        await _bench.RunAsync();
        _bench.Tenant.Clock.Advance(TimeSpan.FromHours(25));

        HireRun run = await _bench.ResumeAsync();

        run["mail.wait-for-mailbox"].Status.Should().Be(StepStatus.Failed);
        DueRuns.IsDue(Reading(), _bench.Tenant.Clock.UtcNow.AddDays(1)).Should().BeFalse();
    }

    [Fact]
    public async Task AHireThatWaitsForItsFirstDay_IsDueOnThatDay_Once()
    {
        DateTimeOffset day = _bench.Tenant.Clock.UtcNow.AddDays(3);
        _bench.Request = _bench.Request with { StartDate = day };
        await _bench.RunAsync();

        DueRuns.IsDue(Reading(), day.AddSeconds(-1)).Should().BeFalse();
        DueRuns.IsDue(Reading(), day).Should().BeTrue();
        _bench.Tenant.Clock.Advance(TimeSpan.FromDays(3));
        await _bench.ResumeAsync();
        _bench.Jane.SignInAllowed.Should().BeTrue();
        DueRuns.IsDue(Reading(), day.AddDays(1)).Should().BeFalse();
    }

    [Fact]
    public async Task Departure_WithoutWaiting_LeavesTheGroupThatGivesTheMailboxItsLicenseUntilTheMailboxIsShared()
    {
        OffboardBench bench = new() { NoWait = true };
        Group staff = bench.GiveOfficeByGroup("Staff");
        bench.Tenant.ConversionDelay = TimeSpan.FromMinutes(40);

        OffboardRun left = await bench.RunAsync();

        left["mail.convert-to-shared"].Status.Should().Be(StepStatus.Deferred);
        left["licenses.release"].Status.Should().Be(StepStatus.Deferred);
        left["directory.leave-groups"].Status.Should().Be(StepStatus.Deferred);
        left["directory.leave-groups"].Detail.Should().Contain(staff.Id).And.NotContain("Sales");
        left.Results.Should().NotContain(result => result.Status == StepStatus.Failed || result.Status == StepStatus.ManualReview || result.Status == StepStatus.Blocked);
        bench.Tenant.MembersOf(bench.Sales.Id).Should().BeEmpty("a group that gives no license is left at once");
        bench.Tenant.Clock.Advance(TimeSpan.FromMinutes(45));

        OffboardRun resumed = await bench.ResumeAsync();

        resumed.End.Outcome.Should().Be(RunOutcome.Completed);
        bench.Tenant.MembersOf(staff.Id).Should().BeEmpty();
    }

    [Fact]
    public async Task Departure_WithoutWaiting_WhoseLicenseIsKeptForAnotherReason_LeavesItsGroupToAPerson()
    {
        OffboardBench bench = new() { NoWait = true };
        bench.GiveOfficeByGroup("Staff");
        bench.Mail.Mailbox = bench.Mail.Mailbox with { IsOnHold = true };

        OffboardRun left = await bench.RunAsync();

        left["licenses.release"].Status.Should().Be(StepStatus.ManualReview);
        left["directory.leave-groups"].Should().BeEquivalentTo(new { Status = StepStatus.ManualReview, ErrorId = "GroupNotJoinable" });
    }

    private RunReading Reading() => RunReading.From(_bench.Journals.Last.RunId, _bench.Journals.Read(_bench.Journals.Last.RunId))!;

    private DateTimeOffset End() => _bench.Journals.Last.Entries.Last().Utc;
}

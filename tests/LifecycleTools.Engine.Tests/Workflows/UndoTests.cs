using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using FluentAssertions;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.Running;
using LifecycleTools.Engine.Security;
using LifecycleTools.Engine.Tests.Fakes;
using LifecycleTools.Engine.Workflows;
using Xunit;

namespace LifecycleTools.Engine.Tests.Workflows;

public class UndoTests
{
    private readonly UndoBench _bench = new();

    /// <summary>What nobody can bring back, and somebody has to give.</summary>
    private static readonly string[] s_forPeople = ["directory.tell-lost-app-access", "directory.tell-lost-roles", "devices.tell-lost-devices", "rmm.tell-lost-agents"];

    [Fact]
    public void Define_SaysWhatIsGoneBeforeTheFirstQuestion()
    {
        Workflow undo = Undo.Define();

        undo.Rounds.Select(round => round.Count).Should().Equal(1, 9, 1, 18, 1, 1, 1);
        undo.Rounds[1].Should().OnlyContain(planned => planned.Step.OnlyTells && planned.Step.ChangesNothing);
        undo.Rounds.Skip(2).SelectMany(round => round).Should().OnlyContain(planned => !planned.Step.ChangesNothing);
    }

    [Fact]
    [Trait("PainPoint", "C42")]
    public async Task Undo_PutsBackWhatTheDepartureChanged()
    {
        string before = _bench.State();
        await _bench.LeaveAsync();
        _bench.State().Should().NotBe(before);

        OffboardRun run = await _bench.UndoAsync();

        _bench.State().Should().Be(before);
        run.Exceptions.Should().BeEquivalentTo(s_forPeople);
        run.Results.Where(result => result.Status == StepStatus.Done).Should().OnlyContain(result => result.Verified);
    }

    [Fact]
    public async Task Undo_HandsThePasswordOverOnce_AndItMustBeChanged()
    {
        await _bench.LeaveAsync();

        await _bench.UndoAsync();

        HandedSecret handed = _bench.Handed.Should().ContainSingle().Subject;
        handed.Person.Should().Be("jane@contoso.example");
        _bench.Tenant.Passwords[_bench.Left.Jane.Id.Value].Should().Be((handed.Secret, true));
        _bench.Left.Journals.Last.Entries.SelectMany(line => line.Fields.Values).Should().NotContain(value => value.Contains(handed.Secret.Reveal(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Undo_SaysWhatIsGone_AndWhoGetsItBackHow()
    {
        await _bench.LeaveAsync();

        OffboardRun run = await _bench.UndoAsync();

        run["directory.tell-lost-sign-in-methods"].Should().BeEquivalentTo(new { Status = StepStatus.Skipped });
        run["directory.tell-lost-sign-in-methods"].Detail.Should().Contain("microsoftAuthenticator").And.Contain("registers them again");
        run["mail.tell-lost-meetings"].Detail.Should().StartWith("2 canceled meetings");
        run["mail.tell-lost-inbox-rules"].Detail.Should().Contain("to home").And.NotContain("sort");
        run["devices.tell-lost-phones"].Detail.Should().StartWith("iPhone");
        run["directory.tell-lost-app-access"].Detail.Should().Contain("app role of Reports: assign the app role again").And.Contain("consents to Notes are given again by the person");
        run["directory.tell-lost-roles"].Detail.Should().Contain("Reports Reader (eligible)");
        run["devices.tell-lost-devices"].Detail.Should().Contain("SN-LAPTOP-1").And.Contain("retired");
        run["rmm.tell-lost-agents"].Detail.Should().Contain("device LAPTOP-1 [SN-LAPTOP-1]: its agent was uninstalled").And.NotContain("SN-STRANGER");
        _bench.Tenant.Writes.Should().ContainSingle(write => write == "notices.send Escalation").And.NotContain("notices.send Completed");
        _bench.Tenant.Notices[^1].Workflow.Should().Be("Undo");
    }

    [Fact]
    public async Task Undo_WhenPeopleHaveGivenTheRestBack_IsCompleteOnResume()
    {
        await _bench.LeaveAsync();
        (await _bench.UndoAsync()).End.Outcome.Should().Be(RunOutcome.Exception);
        _bench.GiveTheRestBack();
        _bench.Tenant.ForgetWrites();

        OffboardRun run = await _bench.ResumeAsync();

        run.End.Outcome.Should().Be(RunOutcome.Completed);
        _bench.Changes.Should().BeEmpty();
        _bench.Words.Should().BeEquivalentTo("psa.note", "psa.attach", "psa.resolve", "notices.send Completed");
        _bench.Handed.Should().ContainSingle();
    }

    [Fact]
    public async Task Undo_ASecondTime_ChangesNothing()
    {
        await _bench.LeaveAsync();
        await _bench.UndoAsync();
        _bench.Tenant.ForgetWrites();

        OffboardRun run = await _bench.UndoAsync();

        _bench.Changes.Should().BeEmpty();
        _bench.Words.Should().BeEquivalentTo("psa.create", "psa.note", "psa.attach", "psa.raise", "notices.send Escalation");
        run.Results.Where(result => result.Status == StepStatus.Done).Select(result => result.Step).Should().Equal("tickets.open", "tickets.write-log", "tickets.close");
        _bench.Handed.Should().ContainSingle();
    }

    [Fact]
    public async Task WhatTheOperatorSaysNoTo_IsNotDone_AndTheRestIs()
    {
        await _bench.LeaveAsync();

        OffboardRun run = await _bench.UndoAsync(default, "directory.allow-sign-in-again", "directory.rejoin-groups");

        run["directory.allow-sign-in-again"].Status.Should().Be(StepStatus.Declined);
        run["directory.rejoin-groups"].Status.Should().Be(StepStatus.Declined);
        run["rmm.return-person"].Status.Should().Be(StepStatus.Blocked, "it is a way in of its own");
        run["mail.return-mailbox"].Status.Should().Be(StepStatus.Done);
        _bench.Left.JaneNow.SignInAllowed.Should().BeFalse();
        _bench.Tenant.CountOf("groups.add").Should().Be(0);
        (await _bench.ResumeAsync()).Exceptions.Should().BeEquivalentTo(s_forPeople, "a resume asks again");
        _bench.Left.JaneNow.SignInAllowed.Should().BeTrue();
    }

    [Fact]
    public async Task AWipedDevice_IsSaidToBeLostWithWhatWasOnIt()
    {
        _bench.Left.Request = _bench.Left.Request with { WipeDevices = [_bench.Left.ManagedLaptop.Id] };
        await _bench.LeaveAsync();

        OffboardRun run = await _bench.UndoAsync();

        run["devices.tell-lost-devices"].Status.Should().Be(StepStatus.ManualReview);
        run["devices.tell-lost-devices"].Detail.Should().Contain("SN-LAPTOP-1").And.Contain("wiped: what was on it is gone");
    }

    [Fact]
    public async Task Preview_NamesEveryChange_AndMakesNone()
    {
        await _bench.LeaveAsync();

        IReadOnlyList<StepEnd> plan = await _bench.PreviewAsync();

        plan.Should().HaveCount(32).And.OnlyContain(step => step.Result.Status == StepStatus.Planned && step.Failure == null);
        plan.Single(step => step.Result.Step == "directory.rejoin-groups").Result.Detail.Should().Contain("join Sales").And.Contain("Voice Users");
        _bench.Tenant.Writes.Should().BeEmpty();
    }

    public static TheoryData<string, string> Changes => new()
    {
        { "signin.set-allowed", "directory.allow-sign-in-again" }, { "signin.reset-password", "directory.hand-out-password" },
        { "groups.add", "directory.rejoin-groups" }, { "licenses.assign", "licenses.regain" }, { "ownership.add", "directory.regain-ownership" },
        { "ownership.remove", "directory.regain-ownership" }, { "mailbox.convert", "mail.return-mailbox" }, { "mailbox.forward", "mail.return-forwarding" },
        { "mail.set-reply", "mail.return-automatic-reply" }, { "mailbox.hide", "mail.show-in-address-lists" }, { "access.revoke", "mail.take-back-mailbox" },
        { "access.grant", "mail.regain-rights-elsewhere" }, { "lists.add", "mail.rejoin-distribution-lists" }, { "lists.replace-manager", "mail.regain-lists" },
        { "files.revoke", "files.take-back-onedrive" }, { "devices.set-enabled", "devices.enable-entra" },
        { "rmm.create-end-user", "rmm.return-person" },
    };

    [Theory, MemberData(nameof(Changes))]
    public async Task AChangeThatIsRefused_FailsItsStep_AndHoldsUpOnlyWhatNeedsIt(string operation, string step)
    {
        await _bench.LeaveAsync();
        _bench.Tenant.On(operation).Fails();

        OffboardRun run = await _bench.UndoAsync();

        run[step].Status.Should().Be(StepStatus.Failed);
        run.Results.Any(result => result.Status == StepStatus.Blocked).Should().Be(operation is "mailbox.convert" or "licenses.assign" or "signin.set-allowed", "only the mailbox and the block have others behind them");
        run.End.Outcome.Should().Be(RunOutcome.Exception);
    }

    [Theory, MemberData(nameof(Changes))]
    public async Task AChangeThatIsAnsweredAndNotMade_IsFound(string operation, string step)
    {
        await _bench.LeaveAsync();
        _bench.Tenant.On(operation).Ignores().Always();

        OffboardRun run = await _bench.UndoAsync();

        run[step].Status.Should().Be(StepStatus.Failed);
        run[step].ErrorId.Should().Be(operation == "ownership.add" ? ErrorIds.GroupLastOwner : ErrorIds.StepNotProved);
        if (operation == "signin.reset-password") _bench.Handed.Should().BeEmpty();
    }

    [Theory, MemberData(nameof(Changes))]
    public async Task AChangeWhoseAnswerIsLost_IsSettledByLooking(string operation, string step)
    {
        await _bench.LeaveAsync();
        _bench.Tenant.On(operation).LosesAnswer();

        OffboardRun run = await _bench.UndoAsync();

        run[step].Status.Should().Be(StepStatus.Done);
        run.Exceptions.Should().BeEquivalentTo(s_forPeople);
        _bench.Handed.Should().ContainSingle();
    }

    [Fact]
    public async Task AKilledUndo_IsFinishedByResume_WhereverItWasKilled()
    {
        await _bench.LeaveAsync();
        await _bench.UndoAsync();
        int lines = _bench.Left.Journals.Last.Entries.Count;
        string whole = _bench.State();
        lines.Should().BeGreaterThan(80);

        for (int at = 2; at <= lines; at++)
        {
            UndoBench bench = new();
            await bench.LeaveAsync();
            int written = 0;
            bench.Left.Journals.FailsOn = _ => ++written >= at;
            try
            {
                await bench.UndoAsync();
            }
            catch (LifecycleException dead) when (dead.Id == ErrorIds.JournalNotWritable)
            {
                bench.Left.Journals.FailsOn = _ => false;
            }

            OffboardRun run = await bench.ResumeAsync();
            run.Exceptions.Should().BeEquivalentTo(s_forPeople, "it was killed at line {0} ({1})", at, string.Join("; ", run.Results.Select(result => result.Detail)));
            bench.State().Should().Be(whole, "it was killed at line {0}", at);
            bench.Handed.Count.Should().BeInRange(1, 2, "it was killed at line {0}", at);
            bench.Tenant.Passwords[bench.Left.Jane.Id.Value].Password.Should().Be(bench.Handed[^1].Secret);
        }
    }

}

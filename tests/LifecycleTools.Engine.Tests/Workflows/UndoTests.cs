using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using FluentAssertions;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.People;
using LifecycleTools.Engine.Ports;
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

        undo.Rounds.Select(round => round.Count).Should().Equal(1, 9, 1, 17, 1, 1, 1);
        undo.Rounds[1].Should().OnlyContain(planned => planned.Step.OnlyTells && planned.Step.ChangesNothing);
        undo.Rounds.Skip(2).SelectMany(round => round).Should().OnlyContain(planned => !planned.Step.ChangesNothing);
    }

    [Fact]
    [Trait("PainPoint", "C42")]
    public async Task Undo_PutsBackWhatTheDepartureChanged()
    {
        string before = State();
        await _bench.LeaveAsync();
        State().Should().NotBe(before);

        OffboardRun run = await _bench.UndoAsync();

        State().Should().Be(before);
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
        run["directory.tell-lost-app-access"].Detail.Should().Contain("app role of Reports").And.NotContain("Notes");
        run["directory.tell-lost-roles"].Detail.Should().Contain("Reports Reader (eligible)");
        run["devices.tell-lost-devices"].Detail.Should().Contain("SN-LAPTOP-1").And.Contain("retired");
        run["rmm.tell-lost-agents"].Detail.Should().Contain("device LAPTOP-1 [SN-LAPTOP-1], owner jane@contoso.example").And.Contain("end user jane@contoso.example").And.NotContain("SN-STRANGER");
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
        PutBack.Should().BeEmpty();
        _bench.Tenant.Writes.Should().ContainSingle(write => write == "notices.send Completed");
        _bench.Handed.Should().ContainSingle();
    }

    [Fact]
    public async Task Undo_ASecondTime_ChangesNothing()
    {
        await _bench.LeaveAsync();
        await _bench.UndoAsync();
        _bench.Tenant.ForgetWrites();

        OffboardRun run = await _bench.UndoAsync();

        PutBack.Should().BeEmpty();
        run.Results.Where(result => result.Status == StepStatus.Done).Should().OnlyContain(result => result.System == "Psa");
        _bench.Handed.Should().ContainSingle();
    }

    [Fact]
    public async Task Preview_NamesEveryChange_AndMakesNone()
    {
        await _bench.LeaveAsync();

        IReadOnlyList<StepEnd> plan = await _bench.PreviewAsync();

        plan.Should().HaveCount(31).And.OnlyContain(step => step.Result.Status == StepStatus.Planned && step.Failure == null);
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
    };

    [Theory, MemberData(nameof(Changes))]
    public async Task AChangeThatIsRefused_FailsItsStep_AndHoldsUpOnlyWhatNeedsIt(string operation, string step)
    {
        await _bench.LeaveAsync();
        _bench.Tenant.On(operation).Fails();

        OffboardRun run = await _bench.UndoAsync();

        run[step].Status.Should().Be(StepStatus.Failed);
        run.Results.Any(result => result.Status == StepStatus.Blocked).Should().Be(operation is "mailbox.convert" or "licenses.assign", "only the mailbox has others behind it");
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
        string whole = State();
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
            State(bench).Should().Be(whole, "it was killed at line {0}", at);
            bench.Handed.Count.Should().BeInRange(1, 2, "it was killed at line {0}", at);
            bench.Tenant.Passwords[bench.Left.Jane.Id.Value].Password.Should().Be(bench.Handed[^1].Secret);
        }
    }

    [Fact]
    public async Task WithoutAFreeSeat_SaysWhichLicense_AndTheMailboxStaysShared()
    {
        await _bench.LeaveAsync();
        int at = _bench.Tenant.Skus.FindIndex(sku => sku.PartNumber == "SPE_E3");
        _bench.Tenant.Skus[at] = _bench.Tenant.Skus[at] with { Used = 5 };

        OffboardRun run = await _bench.UndoAsync();

        run["licenses.regain"].Should().BeEquivalentTo(new { Status = StepStatus.Blocked, ErrorId = ErrorIds.LicenseSeatsMissing });
        run["licenses.regain"].Detail.Should().Contain("SPE_E3").And.NotContain("MCOEV");
        run["mail.return-mailbox"].Should().BeEquivalentTo(new { Status = StepStatus.Failed, ErrorId = ErrorIds.MailboxNeedsLicense });
        _bench.Tenant.MailboxOf(_bench.Left.Jane.Id)!.Mailbox.Kind.Should().Be(MailboxKind.Shared);
        run["directory.allow-sign-in-again"].Status.Should().Be(StepStatus.Done);
    }

    [Fact]
    public async Task ADeletedAccount_IsRestoredFirst()
    {
        string before = State();
        await _bench.LeaveAsync();
        _bench.Tenant.Delete(_bench.Left.Jane);

        OffboardRun run = await _bench.UndoAsync();

        run["directory.restore-account"].Status.Should().Be(StepStatus.Done);
        PutBack.First().Should().StartWith("directory.restore");
        State().Should().Be(before);
    }

    [Fact]
    public async Task AnAccountThatIsGoneForGood_EndsTheRunBeforeAnything()
    {
        await _bench.LeaveAsync();
        _bench.Tenant.People.Remove(_bench.Left.Jane.Id.Value);

        OffboardRun run = await _bench.UndoAsync();

        run["directory.check-return"].Should().BeEquivalentTo(new { Status = StepStatus.Failed, ErrorId = ErrorIds.PersonNotFound });
        run.Results.Skip(1).Where(result => result.System is not ("Psa" or "Messages")).Should().OnlyContain(result => result.Status == StepStatus.Blocked);
        PutBack.Should().BeEmpty();
    }

    [Fact]
    public async Task AProtectedPerson_IsNotTouched()
    {
        await _bench.LeaveAsync();
        _bench.Protected = ["jane@contoso.example"];

        OffboardRun run = await _bench.UndoAsync();

        run["directory.check-return"].ErrorId.Should().Be(ErrorIds.PersonProtected);
        _bench.Tenant.CountOf("signin.set-allowed").Should().Be(0);
    }

    [Fact]
    public async Task TheAccountThatRunsThis_DoesNotLetItselfIn()
    {
        await _bench.LeaveAsync();
        _bench.Tenant.OwnId = _bench.Left.Jane.Id.Value;

        await ShouldBeRefusedAsync("the account that runs this");
    }

    [Fact]
    public async Task AnAdministrator_IsNotLetInByRule_AndIsOnceSomebodyHasDecided()
    {
        await _bench.LeaveAsync();
        _bench.Tenant.AddHolding(_bench.Left.Jane, "User Administrator");

        await ShouldBeRefusedAsync("User Administrator");
        _bench.Left.Make(jane => jane with { SignInAllowed = true });

        (await _bench.ResumeAsync())["directory.check-return"].Status.Should().Be(StepStatus.AlreadyDone);
    }

    [Fact]
    public async Task AMemberOfARoleGroup_IsNotLetInByRule()
    {
        await _bench.LeaveAsync();
        Group admins = _bench.Tenant.AddGroup("Helpdesk admins", more: group => group with { IsRoleAssignable = true });
        _bench.Tenant.Join(admins.Id, _bench.Left.Jane);

        await ShouldBeRefusedAsync("Helpdesk admins");
    }

    [Theory]
    [InlineData("facts.own-id")]
    [InlineData("privileges.read-active")]
    [InlineData("groups.read")]
    public async Task GuardsThatCannotBeRead_LetNobodyIn(string operation)
    {
        await _bench.LeaveAsync();
        _bench.Tenant.On(operation).Fails().Always();

        await ShouldBeRefusedAsync(operation);
    }

    private async Task ShouldBeRefusedAsync(string why)
    {
        OffboardRun run = await _bench.UndoAsync();

        run["directory.check-return"].Detail.Should().Contain(why);
        run.Results.Skip(1).Where(result => result.System is not ("Psa" or "Messages")).Should().OnlyContain(result => result.Status == StepStatus.Blocked);
        PutBack.Should().BeEmpty();
    }

    [Fact]
    public async Task ASynchronizedPerson_IsEnabledOnPremises()
    {
        await _bench.LeaveAsync();
        _bench.Left.Make(jane => jane with { IsSynchronized = true });

        OffboardRun run = await _bench.UndoAsync();

        run["directory.allow-sign-in-again"].Should().BeEquivalentTo(new { Status = StepStatus.Blocked, ErrorId = ErrorIds.PersonSynchronized });
        run["directory.hand-out-password"].ErrorId.Should().Be(ErrorIds.PersonSynchronized);
    }

    [Fact]
    public async Task AGroupThatIsGoneOrFollowsARuleByNow_IsLeftToAPerson_AndTheOthersAreJoined()
    {
        await _bench.LeaveAsync();
        List<Group> groups = _bench.Tenant.Groups;
        groups.RemoveAll(group => group.Id == _bench.Left.VoiceUsers.Id);
        Group sales = groups.Single(group => group.Id == _bench.Left.Sales.Id);
        groups[groups.IndexOf(sales)] = sales with { MembershipRule = "user.city -eq \"Zurich\"" };

        OffboardRun run = await _bench.UndoAsync();

        run["directory.rejoin-groups"].Should().BeEquivalentTo(new { Status = StepStatus.ManualReview, ErrorId = ErrorIds.GroupNotJoinable });
        run["directory.rejoin-groups"].Detail.Should().Contain("is not there any more").And.Contain("user.city");
        run["mail.rejoin-distribution-lists"].Status.Should().Be(StepStatus.Done);
    }

    [Fact]
    public async Task WhatWasSoBefore_StaysSo()
    {
        _bench.Left.Make(jane => jane with { SignInAllowed = false });
        _bench.Left.Mail.Mailbox = _bench.Left.Mail.Mailbox with { IsHidden = true };
        _bench.Left.Mail.Reply = new AutomaticReply(true, "On holiday.", "On holiday.");
        _bench.Tenant.Rights.Add((new MailboxRight("jane@contoso.example", "bob@contoso.example", MailboxRightKind.FullAccess), true));
        string before = State();
        await _bench.LeaveAsync();

        OffboardRun run = await _bench.UndoAsync();

        State().Should().Be(before);
        run["directory.allow-sign-in-again"].Status.Should().Be(StepStatus.Skipped);
        _bench.Tenant.Rights.Should().Contain(one => one.Right.Holder == "bob@contoso.example");
    }

    [Fact]
    public async Task AManagerWhoWasNamedSince_Stays()
    {
        await _bench.LeaveAsync();
        _bench.Tenant.SetManager(_bench.Left.Jane, _bench.Left.Boss);

        await _bench.UndoAsync();

        _bench.Tenant.ManagerOf(_bench.Left.Jane.Id).Should().Be(_bench.Left.Boss.Id.Value);
    }

    // What was written anywhere but into the ticket and to people.
    private IEnumerable<string> PutBack => _bench.Tenant.Writes.Where(write =>
        !write.StartsWith("psa.", StringComparison.Ordinal) && !write.StartsWith("notices.", StringComparison.Ordinal));

    // Everything that a departure changes and an undo can put back.
    private string State(UndoBench? of = null)
    {
        UndoBench bench = of ?? _bench;
        FakeTenant tenant = bench.Tenant;
        string jane = bench.Left.Jane.Id.Value;
        FakeMailbox mail = tenant.MailboxOf(bench.Left.Jane.Id)!;
        string Named(string id) => tenant.People.TryGetValue(id, out Person? person) ? person.UserPrincipalName : "somebody";
        return string.Join("\n",
        [
            $"allowed {tenant.People[jane].SignInAllowed}", $"manager {Named(tenant.ManagerOf(bench.Left.Jane.Id)!)}",
            "groups " + string.Join(", ", tenant.Groups.Where(group => tenant.MembersOf(group.Id).Contains(jane)).Select(group => group.Name)),
            "licenses " + string.Join(", ", tenant.LicensesOf(bench.Left.Jane.Id).Select(license =>
                $"{tenant.Skus.Single(sku => sku.Id == license.SkuId).PartNumber} by {tenant.Groups.Find(group => group.Id == license.ByGroupId)?.Name}").Order()),
            "owners " + string.Join(", ", tenant.Owned.SelectMany(one => one.Owners.Select(Named).Order())),
            "list managers " + string.Join(", ", tenant.ManagersOf(bench.Left.Managed.Id).Select(Named)),
            $"mailbox {mail.Mailbox.Kind} to {mail.Mailbox.ForwardsTo} copy {mail.Mailbox.KeepsCopy} hidden {mail.Mailbox.IsHidden} reply {mail.Reply}",
            "rights " + string.Join(", ", tenant.Rights.Select(one => one.Right.ToString()).Order()),
            "devices " + string.Join(", ", tenant.EntraDevices.Select(one => $"{one.Device.Name} {one.Device.Enabled}")),
        ]);
    }
}

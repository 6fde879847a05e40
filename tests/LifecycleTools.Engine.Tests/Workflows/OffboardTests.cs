using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using FluentAssertions;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.Journal;
using LifecycleTools.Engine.Ports;
using LifecycleTools.Engine.Running;
using LifecycleTools.Engine.Steps.Closing;
using LifecycleTools.Engine.Tenants;
using LifecycleTools.Engine.Tests.Fakes;
using LifecycleTools.Engine.Workflows;
using Xunit;

namespace LifecycleTools.Engine.Tests.Workflows;

public class OffboardTests
{
    private readonly OffboardBench _bench = new();

    [Fact]
    public void Define_Always_ClosesInTheOneSafeOrder()
    {
        Workflow workflow = Offboard.Define();

        workflow.Steps.Select(planned => planned.Phase).Distinct().Should()
            .Equal("Check", "End access", "Ticket", "Keep the mail", "Give back", "Leave groups", "Settle devices", "Close");
        workflow.Steps.Take(5).Select(planned => planned.Step.Id).Should().Equal(
            "directory.check-leaver", "directory.block-sign-in", "directory.revoke-sessions", "directory.remove-sign-in-methods", "directory.reset-password");
        RoundOf("mail.convert-to-shared").Should().BeLessThan(RoundOf("licenses.release"));
        RoundOf("mail.cancel-meetings").Should().BeLessThan(RoundOf("mail.convert-to-shared"));
        RoundOf("directory.settle-delegate").Should().BeLessThan(RoundOf("mail.set-automatic-reply"));
        RoundOf("licenses.release").Should().BeLessThan(RoundOf("directory.leave-groups"));
        RoundOf("directory.leave-groups").Should().BeLessThan(RoundOf("devices.retire-managed"));
        RoundOf("directory.reset-password").Should().BeLessThan(RoundOf("tickets.open"));
        RoundOf("rmm.unenroll-devices").Should().BeLessThan(RoundOf("devices.retire-managed"), "Intune forgets the serial number");
        RoundOf("tickets.write-log").Should().BeLessThan(RoundOf("messages.tell-people")).And.BeLessThan(RoundOf("tickets.close"));
        workflow.Steps.Where(planned => planned.Phase is not ("Check" or "Ticket" or "Close"))
            .Should().OnlyContain(planned => planned.Needs.Count == 1, "a failed step stops nothing but what the check stops");
        workflow.Steps.Where(planned => planned.Phase is "Ticket" or "Close")
            .Should().OnlyContain(planned => planned.Needs.All(need => need == typeof(OpenTicket)), "whatever became of the rest is told");

        int RoundOf(string step) => workflow.Rounds.ToList().FindIndex(round => round.Any(planned => planned.Step.Id == step));
    }

    [Fact]
    [Trait("PainPoint", "C29")]
    [Trait("PainPoint", "C30")]
    public async Task Offboard_OfAPersonWithEverything_Completes()
    {
        OffboardRun run = await _bench.RunAsync();

        run.Exceptions.Should().BeEmpty();
        run.End.Outcome.Should().Be(RunOutcome.Completed);
        run.Results.Should().OnlyContain(result => result.Verified).And.NotContain(result => result.Status == StepStatus.Skipped);
        FakeTenant tenant = _bench.Tenant;
        _bench.JaneNow.SignInAllowed.Should().BeFalse();
        tenant.MethodsOf(_bench.Jane.Id).Should().OnlyContain(method => method.IsPassword);
        tenant.LicensesOf(_bench.Jane.Id).Should().BeEmpty();
        _bench.Mail.Mailbox.Should().BeEquivalentTo(new { Kind = MailboxKind.Shared, IsHidden = true, ForwardsTo = "max@contoso.example", KeepsCopy = true });
        _bench.Mail.Reply.Internal.Should().Be("jane has left; write to max@contoso.example.");
        _bench.Mail.Rules.Select(rule => rule.Name).Should().Equal("sort");
        _bench.Mail.Meetings.Should().Be(0);
        tenant.Rights.Select(one => one.Right).Should().BeEquivalentTo(
        [
            new MailboxRight("jane@contoso.example", "max@contoso.example", MailboxRightKind.FullAccess),
            new MailboxRight("jane@contoso.example", "max@contoso.example", MailboxRightKind.SendAs),
        ]);
        tenant.Groups.Should().NotContain(group => tenant.MembersOf(group.Id).Contains(_bench.Jane.Id.Value));
        tenant.ManagersOf(_bench.Managed.Id).Should().Equal(_bench.Manager.Id.Value);
        tenant.Owned.Single().Owners.Should().Equal(_bench.Manager.Id.Value);
        tenant.Holdings.Should().BeEmpty();
        tenant.AppGrants.Should().BeEmpty();
        tenant.EntraDevices.Single().Device.Enabled.Should().BeFalse();
        tenant.ManagedDevices.Single().Device.ActionPending.Should().Be("retire");
        tenant.Notices.Select(notice => notice.Kind).Should().BeEquivalentTo([NoticeKind.ManagerDeparture, NoticeKind.Completed]);
        tenant.Tickets.Should().ContainSingle().Which.Status.Should().Be("Resolved");
        tenant.RmmDevices.Keys.Should().Equal(_bench.Stranger.Id);
        tenant.RmmEndUsers.Should().BeEmpty();
    }

    [Fact]
    [Trait("PainPoint", "C43")]
    public async Task Offboard_InPreview_ChangesAndRecordsNothing()
    {
        IReadOnlyList<StepEnd> plan = await _bench.PreviewAsync();

        _bench.Tenant.Writes.Should().BeEmpty();
        plan.Should().HaveCount(Offboard.Define().Steps.Count).And.OnlyContain(end => end.Result.Status == StepStatus.Planned && end.Failure == null);
        plan.Single(end => end.Result.Step == "licenses.release").Result.Detail.Should().Contain("Voice Users");
    }

    public static TheoryData<string, string> Writes => new()
    {
        { "signin.set-allowed", "directory.block-sign-in" },
        { "signin.revoke", "directory.revoke-sessions" },
        { "methods.remove", "directory.remove-sign-in-methods" },
        { "signin.reset-password", "directory.reset-password" },
        { "apps.remove", "directory.remove-app-access" },
        { "privileges.remove", "directory.remove-directory-roles" },
        { "mail.set-reply", "mail.set-automatic-reply" },
        { "mailbox.forward", "mail.forward" },
        { "mail.remove-rule", "mail.remove-forwarding-rules" },
        { "mailbox.hide", "mail.hide-from-address-lists" },
        { "mail.cancel-meetings", "mail.cancel-meetings" },
        { "access.revoke", "mail.remove-rights-elsewhere" },
        { "mailbox.convert", "mail.convert-to-shared" },
        { "access.grant", "mail.delegate" },
        { "files.grant", "files.share-onedrive" },
        { "ownership.remove", "directory.hand-over-ownership" },
        { "lists.replace-manager", "mail.hand-over-lists" },
        { "licenses.assign", "licenses.release" },
        { "groups.remove", "directory.leave-groups" },
        { "lists.remove", "mail.leave-distribution-lists" },
        { "devices.set-enabled", "devices.disable-entra" },
        { "devices.retire", "devices.retire-managed" },
        { "phones.remove-account", "devices.remove-mail-from-phones" },
        { "rmm.unenroll", "rmm.unenroll-devices" },
        { "rmm.remove-end-user", "rmm.release-person" },
        { "psa.create", "tickets.open" },
        { "psa.note", "tickets.write-log" },
        { "psa.attach", "tickets.write-log" },
        { "psa.resolve", "tickets.close" },
    };

    [Fact]
    public void Writes_OfTheseTests_CoverEveryStepThatChangesAnything() =>
        Offboard.Define().Steps.Where(planned => planned.Step is { ChangesNothing: false, CanRepeat: true }).Select(planned => planned.Step.Id)
            .Should().BeEquivalentTo(Writes.Select(row => (string)row[1]).Distinct());

    [Theory]
    [MemberData(nameof(Writes))]
    public async Task Step_WhoseWriteIsRefused_FailsAndTheRestIsDone(string operation, string step)
    {
        _bench.Tenant.On(operation).Fails().Always();

        OffboardRun run = await _bench.RunAsync();

        run[step].Status.Should().Be(StepStatus.Failed);
        run[step].ErrorId.Should().BeOneOf("ConnectorRequestRefused", "StepItemsFailed");
        run.End.Outcome.Should().Be(RunOutcome.Exception);
        run.Results.Should().NotContain(result => result.ErrorId == "StepPrerequisiteFailed" && result.System != "Psa");
        run["directory.leave-groups"].Attempts.Should().BeGreaterThan(0, "one failure stops nothing else");
        _bench.Tenant.Notices.Single(notice => notice.Kind == NoticeKind.Escalation).Steps.Should().Contain(left => left.Step == step);
    }

    [Theory]
    [MemberData(nameof(Writes))]
    [Trait("PainPoint", "C38")]
    public async Task Step_WhoseWriteIsAnsweredAndIgnored_IsNotProved(string operation, string step)
    {
        _bench.Tenant.On(operation).Ignores().Always();

        OffboardRun run = await _bench.RunAsync();

        run[step].Status.Should().Be(StepStatus.Failed);

        // The default method is refused as long as the others, in truth, are still there.
        run[step].ErrorId.Should().Be(operation == "methods.remove" ? "SignInMethodIsDefault" : "StepNotProved");
        run.End.Outcome.Should().Be(RunOutcome.Exception);
    }

    [Theory]
    [MemberData(nameof(Writes))]
    public async Task Step_WhoseAnswerIsLost_IsSettledByLooking(string operation, string step)
    {
        OffboardBench quiet = new();
        await quiet.RunAsync();
        _bench.Tenant.On(operation).LosesAnswer();

        OffboardRun run = await _bench.RunAsync();

        run[step].Status.Should().Be(StepStatus.Done);
        run.End.Outcome.Should().Be(RunOutcome.Completed);
        _bench.Tenant.CountOf(operation).Should().Be(quiet.Tenant.CountOf(operation), "nothing is sent twice");
    }

    [Theory]
    [MemberData(nameof(Writes))]
    public async Task Step_WhoseRequestIsLost_IsSentAgain(string operation, string step)
    {
        _bench.Tenant.On(operation).LosesRequest();

        OffboardRun run = await _bench.RunAsync();

        run[step].Status.Should().Be(StepStatus.Done);
        run.End.Outcome.Should().Be(RunOutcome.Completed);
    }

    [Theory]
    [MemberData(nameof(Writes))]
    public async Task Step_TakenTwice_WritesOnce(string operation, string step)
    {
        await _bench.RunAsync();
        _bench.Tenant.ForgetWrites();

        OffboardRun again = await _bench.ResumeAsync();

        again[step].Status.Should().Be(StepStatus.AlreadyDone);
        _bench.Tenant.CountOf(operation).Should().Be(0);
        again.End.Outcome.Should().Be(RunOutcome.Completed);
    }

    [Theory]
    [MemberData(nameof(Writes))]
    public async Task Step_WhoseSendingCannotBeWrittenDown_SendsNothing(string operation, string step)
    {
        _bench.Journals.FailsOn = entry => entry.Kind == JournalKinds.Sending && entry["step"] == step;

        Func<Task> run = () => _bench.RunAsync();

        (await run.Should().ThrowAsync<LifecycleException>()).Which.Id.Should().Be("JournalNotWritable");
        _bench.Tenant.CountOf(operation).Should().Be(operation == "groups.remove" ? 1 : 0, "the group of a license was left before, by the license step");
    }

    [Fact]
    [Trait("PainPoint", "C41")]
    public async Task Journal_OfADeparture_HasEveryChangeOnce()
    {
        await _bench.RunAsync();

        _bench.Journals.Last.Entries.Where(entry => entry.Kind == JournalKinds.Sending).Select(entry => entry["what"])
            .Should().BeEquivalentTo(_bench.Tenant.Writes);
        _bench.Journals.Last.Entries[^1].Kind.Should().Be(JournalKinds.RunEnded);
    }

    [Theory]
    [InlineData("person", "signin.set-allowed")]
    [InlineData("sign-in method", "methods.remove")]
    [InlineData("app access", "apps.remove")]
    [InlineData("directory role", "privileges.remove")]
    [InlineData("automatic reply", "mail.set-reply")]
    [InlineData("inbox rule", "mail.remove-rule")]
    [InlineData("right on another mailbox", "access.revoke")]
    [InlineData("mailbox", "mailbox.convert")]
    [InlineData("owned object", "ownership.add")]
    [InlineData("managed list", "lists.replace-manager")]
    [InlineData("license", "licenses.assign")]
    [InlineData("group", "groups.remove")]
    [InlineData("Entra device", "devices.set-enabled")]
    [InlineData("Intune device", "devices.retire")]
    [InlineData("phone", "phones.remove-account")]
    [InlineData("RMM device", "rmm.unenroll")]
    [InlineData("RMM end user", "rmm.remove-end-user")]
    public async Task Snapshot_OfAThing_IsThereBeforeItsChange(string what, string operation)
    {
        await _bench.RunAsync();

        List<JournalEntry> lines = _bench.Journals.Last.Entries.ToList();
        int snapshot = lines.FindIndex(entry => entry.Kind == JournalKinds.Snapshot && entry["what"] == what);
        int change = lines.FindIndex(entry => entry.Kind == JournalKinds.Sending && entry["what"].StartsWith(operation + " ", StringComparison.Ordinal));
        snapshot.Should().BePositive().And.BeLessThan(change);
    }

    [Fact]
    public async Task Snapshot_OfAMailbox_HasWhatItWasBeforeItIsHidden()
    {
        _bench.Mail.Mailbox = _bench.Mail.Mailbox with { ForwardsTo = null };
        _bench.Rules = _bench.Rules with { ForwardTo = null };

        await _bench.RunAsync();

        _bench.Journals.Last.Entries.First(entry => entry.Kind == JournalKinds.Snapshot && entry["what"] == "mailbox")["hidden"].Should().Be("false");
    }

    [Fact]
    public async Task Exception_OfARun_IsToldOnceByMail()
    {
        _bench.Tenant.On("signin.revoke").Fails();
        _bench.Tenant.On("devices.retire").Fails();

        OffboardRun run = await _bench.RunAsync();

        run.End.Untold.Should().BeNull();
        Notice told = _bench.Tenant.Notices.Should().ContainSingle().Subject;
        told.To.Should().Equal("it-leads@contoso.example");
        told.Steps.Select(left => left.Action).Should().Equal("Revoke sessions", "Retire Intune devices");
    }

    [Fact]
    public async Task Exception_WithNobodyToTell_SaysSo()
    {
        _bench.Escalation = [];
        _bench.Tenant.On("signin.revoke").Fails();

        OffboardRun run = await _bench.RunAsync();

        run.End.Outcome.Should().Be(RunOutcome.Exception);
        run.End.Untold!.Id.Should().Be("EscalationFailed");
    }

    [Fact]
    public async Task Exception_WhoseMailIsRefused_SaysSo()
    {
        _bench.Tenant.On("signin.revoke").Fails();
        _bench.Tenant.On("notices.send").Fails();

        (await _bench.RunAsync()).End.Untold!.Id.Should().Be("EscalationFailed");
    }

    [Fact]
    public async Task Exception_MendedByAPerson_CompletesWhenResumed()
    {
        _bench.Tenant.On("mailbox.convert").Fails();
        OffboardRun first = await _bench.RunAsync();
        first.Exceptions.Should().BeEquivalentTo("mail.convert-to-shared", "licenses.release");
        first["licenses.release"].ErrorId.Should().Be("MailboxNeedsLicense");

        OffboardRun second = await _bench.ResumeAsync();

        second.End.Outcome.Should().Be(RunOutcome.Completed);
        second["licenses.release"].Status.Should().Be(StepStatus.Done);
    }

    [Fact]
    public async Task Resume_OfACompletedDeparture_WritesNothing()
    {
        await _bench.RunAsync();
        _bench.Tenant.ForgetWrites();

        await _bench.ResumeAsync();

        _bench.Tenant.Writes.Should().BeEmpty();
    }

    [Fact]
    public async Task Release_OfLicenses_SaysWhatItSaves()
    {
        _bench.Prices = new Dictionary<string, MonthlyPrice> { ["SPE_E3"] = new(36.50m, "USD") };

        OffboardRun run = await _bench.RunAsync();

        run["licenses.release"].Detail.Should().Be("returned to the pool: SPE_E3, MCOEV; saves 36.50 USD a month");
    }
}

using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using FluentAssertions;
using LifecycleTools.Engine.Journal;
using LifecycleTools.Engine.People;
using LifecycleTools.Engine.Ports;
using LifecycleTools.Engine.Roles;
using LifecycleTools.Engine.Security;
using LifecycleTools.Engine.Tests.Fakes;
using LifecycleTools.Engine.Workflows;
using Xunit;

namespace LifecycleTools.Engine.Tests.Workflows;

public class HireTests
{
    private readonly HireBench _bench = new();

    [Fact]
    [Trait("PainPoint", "C14")]
    public async Task Hire_OnAReadyTenant_GivesEverythingThatWasAsked()
    {
        HireRun run = await _bench.RunAsync();

        run.Results.Should().OnlyContain(result => result.Status == StepStatus.Done || result.Status == StepStatus.AlreadyDone
            || result.Step == "directory.restore-account" || result.Step == "mail.reclaim-mailbox");
        run.End.Outcome.Should().Be(RunOutcome.Completed);
        FakeTenant tenant = _bench.Tenant;
        Person jane = _bench.Jane;
        jane.UserPrincipalName.Should().Be("jane.obrien@contoso.example");
        jane.Should().BeEquivalentTo(new
        {
            DisplayName = "Jane O'Brien", GivenName = "Jane", Surname = "O'Brien", Department = "Sales", JobTitle = "Account executive",
            CompanyName = "Contoso AG", OfficeLocation = "Zurich HQ", UsageLocation = "CH", SignInAllowed = true,
        });
        tenant.ManagerOf(jane.Id).Should().Be(_bench.Manager.Id.Value);
        tenant.LicensesOf(jane.Id).Select(state => state.SkuId).Should().BeEquivalentTo(_bench.Office.Id, _bench.Voice.Id);
        tenant.LicensesOf(jane.Id).Single(state => state.SkuId == _bench.Office.Id).DisabledPlanIds.Should().Equal(_bench.Office.Plans[1].Id);
        new[] { _bench.Sales.Id, _bench.Team.Id, _bench.Registration.Id, _bench.News.Id }
            .Should().OnlyContain(id => tenant.MembersOf(id).Contains(jane.Id.Value));
        tenant.Rights.Select(one => one.Right).Should().BeEquivalentTo(
        [
            new MailboxRight("info@contoso.example", jane.UserPrincipalName, MailboxRightKind.FullAccess),
            new MailboxRight("info@contoso.example", jane.UserPrincipalName, MailboxRightKind.SendAs),
        ]);
        tenant.MailboxOf(jane.Id)!.Regional.Should().Be(new RegionalSettings("de-CH", "Europe/Zurich"));
        tenant.MailboxOf(jane.Id)!.Hours.Days.Should().HaveCount(5);
        run["mail.set-regional-settings"].Detail.Should().Be("de-CH, W. Europe Standard Time", "Exchange knows no Zurich, and would be read back as Berlin");
        run["mail.set-working-hours"].Detail.Should().EndWith(" W. Europe Standard Time");
        _bench.Handed.Should().ContainSingle().Which.Secret.Reveal().Should().Be(tenant.Passes.Single());
        _bench.DeviceNow.Should().BeEquivalentTo(new { OwnerMail = jane.UserPrincipalName, Tags = new[] { "sales" } });
        tenant.RmmJobs.Should().ContainSingle().Which.Software.Should().Be("7-Zip");
        tenant.Tickets.Should().ContainSingle().Which.Status.Should().Be("Resolved");
        tenant.Notices.Select(notice => notice.Kind).Should().BeEquivalentTo([NoticeKind.ManagerReady, NoticeKind.Completed]);
    }

    [Fact]
    public async Task Hire_RunAgainForTheSameEmployee_WritesItsOwnTicketAndNothingElse()
    {
        // No RMM tells what a device has, so a new run starts its jobs anew.
        _bench.Devices = _bench.Devices with { Software = [] };
        await _bench.RunAsync();
        _bench.Tenant.ForgetWrites();

        HireRun again = await _bench.RunAsync();

        _bench.Tenant.Writes.Should().OnlyContain(write => write.StartsWith("psa."));
        again.End.Outcome.Should().Be(RunOutcome.Completed);
        again["messages.tell-people"].Status.Should().Be(StepStatus.Skipped, "the manager has been told before");

        // Beside the check that recognizes the account, a step may end before its name is known: the search for the former one, and a check that waits for neither.
        again.Results.Where(result => result.Step is not ("directory.find-former-account" or "directory.check-references")).Should().OnlyContain(result => result.Person == "jane.obrien@contoso.example");
        _bench.Handed.Should().HaveCount(1);
    }

    [Fact]
    public async Task Hire_WhenResumedAfterItsEnd_WritesNothing()
    {
        await _bench.RunAsync();
        _bench.Tenant.ForgetWrites();

        HireRun again = await _bench.ResumeAsync();

        _bench.Tenant.Writes.Should().BeEmpty();
        again.Results.Should().OnlyContain(result => result.Status == StepStatus.AlreadyDone || result.Status == StepStatus.Skipped);
        _bench.Handed.Should().HaveCount(1);
    }

    public static TheoryData<string, string> Writes => new()
    {
        { "directory.create", "directory.create-account" },
        { "directory.update", "directory.set-profile" },
        { "directory.set-manager", "directory.set-manager" },
        { "licenses.assign", "licenses.assign" },
        { "mail.set-regional", "mail.set-regional-settings" },
        { "mail.set-hours", "mail.set-working-hours" },
        { "lists.add", "mail.join-distribution-lists" },
        { "access.grant", "mail.grant-shared-mailboxes" },
        { "groups.add", "directory.join-groups" },
        { "methods.create-pass", "directory.issue-first-sign-in" },
        { "psa.create", "tickets.open" },
        { "psa.note", "tickets.write-log" },
        { "psa.attach", "tickets.write-log" },
        { "psa.resolve", "tickets.close" },
        { "rmm.create-end-user", "rmm.assign-device" },
        { "rmm.owner", "rmm.assign-device" },
        { "rmm.tags", "rmm.tag-device" },
        { "rmm.software", "rmm.push-software" },
    };

    // What an RMM only says of a job is all that can be known of it: one that is never run stays under way.
    public static TheoryData<string, string> ProvedWrites => Without("rmm.software");

    private static TheoryData<string, string> Without(string operation)
    {
        TheoryData<string, string> rows = [];
        foreach (object[] row in Writes.Where(row => (string)row[0] != operation)) rows.Add((string)row[0], (string)row[1]);
        return rows;
    }

    [Theory]
    [MemberData(nameof(ProvedWrites))]
    public async Task Step_WhoseWriteIsAnsweredAndIgnored_Fails(string operation, string step)
    {
        _bench.SignIn = _bench.SignIn with { RegistrationGroup = null };
        _bench.Tenant.On(operation).Ignores().Always();

        HireRun run = await _bench.RunAsync();

        run[step].Status.Should().Be(StepStatus.Failed);
        run[step].ErrorId.Should().Be("StepNotProved");
        run.End.Outcome.Should().Be(RunOutcome.Exception);
        _bench.Handed.Should().HaveCount(operation is "methods.create-pass" or "directory.create" ? 0 : 1);
    }

    [Theory]
    [MemberData(nameof(Writes))]
    public async Task Step_WhoseWriteIsRefused_FailsAndIsNotSentAgain(string operation, string step)
    {
        _bench.SignIn = _bench.SignIn with { RegistrationGroup = null };
        _bench.Tenant.On(operation).Fails().Always();

        HireRun run = await _bench.RunAsync();

        run[step].Status.Should().Be(StepStatus.Failed);
        run[step].ErrorId.Should().BeOneOf("ConnectorRequestRefused", "StepItemsFailed");
        _bench.Tenant.Writes.Count(write => write.StartsWith(operation + " ", StringComparison.Ordinal)).Should().BeLessThanOrEqualTo(2);
        run.Results.Should().NotContain(result => result.Status == StepStatus.Blocked && result.ErrorId != "StepPrerequisiteFailed");
    }

    [Theory]
    [MemberData(nameof(Writes))]
    public async Task Hire_WhenAnAnswerIsLost_EndsCompletedWithOneOfEach(string operation, string step)
    {
        _bench.Tenant.On(operation).LosesAnswer();

        await ShouldCompleteWithOneOfEachAsync(step);
    }

    [Theory]
    [MemberData(nameof(Writes))]
    public async Task Hire_WhenARequestIsLost_SendsItAgain(string operation, string step)
    {
        _bench.Tenant.On(operation).LosesRequest();

        await ShouldCompleteWithOneOfEachAsync(step);
    }

    [Theory]
    [MemberData(nameof(Writes))]
    [Trait("PainPoint", "C17")]
    public async Task Hire_WhenAChangeShowsLate_WaitsForIt(string operation, string step)
    {
        _bench.Tenant.On(operation).ShowsAfter(TimeSpan.FromSeconds(60)).Always();

        await ShouldCompleteWithOneOfEachAsync(step);
    }

    [Fact]
    [Trait("PainPoint", "C16")]
    public async Task Hire_WhenTheAnswerIsLostAndTheAccountShowsLate_MakesNoSecondAccount()
    {
        _bench.Tenant.On("directory.create").LosesAnswer().ShowsAfter(TimeSpan.FromSeconds(90));

        HireRun run = await _bench.RunAsync();

        run.End.Outcome.Should().Be(RunOutcome.Completed);
        _bench.Tenant.CountOf("directory.create").Should().Be(1);
        ShouldBeOneOfEach();
    }

    [Fact]
    public async Task Hire_WithoutEmployeeIdWhenTheAnswerIsLost_FindsTheAccountByName()
    {
        _bench.Request = _bench.Request with { EmployeeId = "" };
        _bench.Tenant.On("directory.create").LosesAnswer().ShowsAfter(TimeSpan.FromSeconds(30));

        HireRun run = await _bench.RunAsync();

        run.End.Outcome.Should().Be(RunOutcome.Completed);
        _bench.Tenant.People.Values.Count(person => person.Surname == "O'Brien").Should().Be(1);
    }

    [Fact]
    [Trait("PainPoint", "C18")]
    public async Task Hire_WithAMailboxThatTakesFortyMinutes_EndsCompleted()
    {
        _bench.Tenant.MailboxDelay = TimeSpan.FromMinutes(40);

        HireRun run = await _bench.RunAsync();

        run.End.Outcome.Should().Be(RunOutcome.Completed);
        run["mail.wait-for-mailbox"].Duration.Should().BeGreaterThan(TimeSpan.FromMinutes(39));
    }

    [Fact]
    [Trait("PainPoint", "C40")]
    public async Task Hire_WithAMailboxThatNeverComes_BlocksOnlyWhatNeedsIt()
    {
        _bench.Tenant.MailboxDelay = TimeSpan.FromDays(2);

        HireRun run = await _bench.RunAsync();

        run["mail.wait-for-mailbox"].Status.Should().Be(StepStatus.Failed);
        run.Results.Where(result => result.Status == StepStatus.Blocked).Select(result => result.Step).Should().BeEquivalentTo(
            "mail.reclaim-mailbox", "mail.set-regional-settings", "mail.set-working-hours", "mail.join-distribution-lists", "mail.grant-shared-mailboxes");
        run["directory.join-groups"].Status.Should().Be(StepStatus.Done);
        _bench.Tenant.Notices.Should().ContainSingle().Which.Kind.Should().Be(NoticeKind.Escalation);
    }

    [Fact]
    public async Task Hire_WhenResumedAfterAFailure_RepeatsNothing()
    {
        _bench.Tenant.On("licenses.assign").Fails();
        HireRun first = await _bench.RunAsync();
        first["licenses.assign"].Status.Should().Be(StepStatus.Failed);
        _bench.Tenant.ForgetWrites();

        HireRun resumed = await _bench.ResumeAsync();

        resumed.End.Outcome.Should().Be(RunOutcome.Completed);
        _bench.Tenant.CountOf("directory.create").Should().Be(0);
        _bench.Tenant.CountOf("methods.create-pass").Should().Be(0);
        ShouldBeOneOfEach();
    }

    [Fact]
    public async Task Hire_WhoseCheckFails_ChangesNothing()
    {
        _bench.Request = _bench.Request with { Manager = "nobody@contoso.example" };

        HireRun run = await _bench.RunAsync();

        run["directory.check-hire"].ErrorId.Should().Be("ManagerNotFound");
        run["directory.create-account"].Status.Should().Be(StepStatus.Blocked);
        _bench.Tenant.Writes.Should().OnlyContain(write => write == "notices.send Escalation" || write.StartsWith("psa."));
    }

    [Fact]
    public async Task Preview_OfAHire_PlansEveryStepAndReadsOnly()
    {
        IReadOnlyList<LifecycleTools.Engine.Running.StepEnd> plan = await _bench.PreviewAsync();

        _bench.Tenant.Writes.Should().BeEmpty();
        plan.Should().HaveCount(Hire.Define().Steps.Count).And.OnlyContain(end => end.Result.Status == StepStatus.Planned && end.Failure == null);
        plan.Single(end => end.Result.Step == "directory.create-account").Result.Detail.Should().Contain("jane.obrien@contoso.example").And.Contain("role sales");
        plan.Single(end => end.Result.Step == "directory.join-groups").Result.Detail.Should().Contain(_bench.Sales.Id).And.Contain("Graph; role sales");
        plan.Single(end => end.Result.Step == "licenses.assign").Result.Detail.Should().Contain("SPE_E3 without SWAY");
    }

    [Fact]
    public async Task Preview_OfAFinishedHire_FindsEverythingSo()
    {
        await _bench.RunAsync();
        _bench.Tenant.ForgetWrites();

        IReadOnlyList<LifecycleTools.Engine.Running.StepEnd> plan = await _bench.PreviewAsync();

        plan.Where(end => !end.Result.Detail.StartsWith("is so already", StringComparison.Ordinal)).Select(end => end.Result.Step)
            .Should().Equal("tickets.open", "directory.restore-account", "mail.reclaim-mailbox", "tickets.write-log", "messages.tell-people", "tickets.close");
        _bench.Tenant.Writes.Should().BeEmpty();
    }

    [Fact]
    public async Task Hire_WithAStartInTheFuture_LeavesTheAccountDisabledUntilThen()
    {
        _bench.Request = _bench.Request with { StartDate = _bench.Tenant.Clock.UtcNow.AddDays(14) };

        HireRun run = await _bench.RunAsync();

        _bench.Jane.SignInAllowed.Should().BeFalse();
        run["directory.allow-sign-in"].Status.Should().Be(StepStatus.Skipped);
        run["directory.allow-sign-in"].Detail.Should().Contain("2026-03-16");
        run["directory.issue-first-sign-in"].Status.Should().Be(StepStatus.Skipped);

        _bench.Tenant.Clock.Advance(TimeSpan.FromDays(14));
        HireRun onTheDay = await _bench.ResumeAsync();

        onTheDay["directory.allow-sign-in"].Status.Should().Be(StepStatus.Done);
        onTheDay["directory.issue-first-sign-in"].Status.Should().Be(StepStatus.Done);
        _bench.Jane.SignInAllowed.Should().BeTrue();
        _bench.Handed.Should().HaveCount(1);
    }

    [Theory]
    [InlineData(FirstSignIn.TemporaryAccessPass)]
    [InlineData(FirstSignIn.Password)]
    public async Task Hire_KeepsTheSecretOutOfJournalAndResults(FirstSignIn kind)
    {
        _bench.SignIn = _bench.SignIn with { FirstSignIn = kind };

        HireRun run = await _bench.RunAsync();

        HandedSecret handed = _bench.Handed.Should().ContainSingle().Subject;
        handed.Secret.Reveal().Length.Should().BeGreaterThan(7);
        string[] journal = _bench.Journals.Last.Entries.SelectMany(line => line.Fields.Values).ToArray();
        journal.Should().NotContain(text => text.Contains(handed.Secret.Reveal()));
        run.Results.SelectMany(result => new[] { result.Detail, result.Before, result.After }).Should().NotContain(text => text.Contains(handed.Secret.Reveal()));
        _bench.Tenant.Mails.Should().NotContain(mail => mail.Text.Contains(handed.Secret.Reveal()));
    }

    [Fact]
    public async Task Journal_HasEveryChangeBeforeItsAnswer()
    {
        await _bench.RunAsync();

        List<JournalEntry> lines = _bench.Journals.Last.Entries.ToList();
        lines[0].Kind.Should().Be(JournalKinds.RunStarted);
        lines[^1].Kind.Should().Be(JournalKinds.RunEnded);
        List<JournalEntry> sent = lines.Where(line => line.Kind == JournalKinds.Sending).ToList();
        sent.Should().HaveCount(_bench.Tenant.Writes.Count);
        foreach (JournalEntry sending in sent)
        {
            lines.FindIndex(line => line.Kind == JournalKinds.Answered && line["clientRequestId"] == sending["clientRequestId"])
                .Should().BeGreaterThan(lines.IndexOf(sending));
        }

        int intended = lines.FindIndex(line => line.Kind == JournalKinds.Fact && line["name"] == "account.intended");
        intended.Should().BeGreaterThan(0).And.BeLessThan(lines.FindIndex(line => line.Kind == JournalKinds.Sending && line["step"] == "directory.create-account"));
    }

    private async Task ShouldCompleteWithOneOfEachAsync(string step)
    {
        HireRun run = await _bench.RunAsync();

        run[step].Status.Should().Be(StepStatus.Done);
        run.End.Outcome.Should().Be(RunOutcome.Completed);
        ShouldBeOneOfEach();
    }

    private void ShouldBeOneOfEach()
    {
        _bench.Tenant.People.Values.Count(person => person.EmployeeId == "4711").Should().Be(1);
        Person jane = _bench.Jane;
        _bench.Tenant.LicensesOf(jane.Id).Should().HaveCount(2);
        _bench.Tenant.Skus.Should().OnlyContain(sku => sku.Used == 1);
        _bench.Tenant.MethodsOf(jane.Id).Count(method => method.IsAccessPass).Should().Be(1);
        _bench.Tenant.Rights.Should().HaveCount(2);
        _bench.Handed.Should().ContainSingle().Which.Secret.Reveal().Should().Be(_bench.Tenant.Passes[^1]);
        FakeTicket ticket = _bench.Tenant.Tickets.Should().ContainSingle().Subject;
        ticket.Notes.Select(note => note.Key).Should().OnlyHaveUniqueItems();
        ticket.Files.Select(file => file.Name).Should().OnlyHaveUniqueItems();
        _bench.Tenant.RmmEndUsers.Should().ContainSingle();
        _bench.Tenant.RmmJobs.Should().ContainSingle();
        _bench.Tenant.Notices.Should().ContainSingle(notice => notice.Kind == NoticeKind.ManagerReady);
    }
}

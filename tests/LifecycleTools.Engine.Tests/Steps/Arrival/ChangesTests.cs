using System;
using System.Linq;
using System.Threading.Tasks;
using FluentAssertions;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.People;
using LifecycleTools.Engine.Ports;
using LifecycleTools.Engine.Roles;
using LifecycleTools.Engine.Security;
using LifecycleTools.Engine.Tests.Fakes;
using Xunit;

namespace LifecycleTools.Engine.Tests.Steps.Arrival;

public class ChangesTests
{
    private readonly HireBench _bench = new();

    [Fact]
    [Trait("PainPoint", "C47")]
    public async Task CreateAccount_WhenTheNameIsTakenInTheLastMoment_TakesTheNext()
    {
        _bench.Tenant.On("directory.create").Meanwhile(() => _bench.Tenant.AddPerson("jane.obrien@contoso.example"));

        HireRun run = await _bench.RunAsync();

        run.End.Outcome.Should().Be(RunOutcome.Completed);
        _bench.Jane.UserPrincipalName.Should().Be("jane.obrien2@contoso.example");
        run["directory.create-account"].Person.Should().Be("jane.obrien2@contoso.example");
    }

    [Fact]
    public async Task CreateAccount_WhenAnAskedNameIsTakenInTheLastMoment_FailsAndTakesNoOther()
    {
        _bench.Request = _bench.Request with { UserPrincipalName = "jane@contoso.example" };
        _bench.Tenant.On("directory.create").Meanwhile(() => _bench.Tenant.AddPerson("jane@contoso.example"));

        HireRun run = await _bench.RunAsync();

        run["directory.create-account"].ErrorId.Should().Be("NameTaken");
        _bench.Tenant.People.Values.Should().NotContain(person => person.EmployeeId == "4711");
    }

    [Fact]
    public async Task CreateAccount_WhenOurOwnLostOneIsSeenOnlyAfterTheWindow_RecognizesItFromTheConflict()
    {
        _bench.Tenant.On("directory.create").LosesAnswer().ShowsAfter(TimeSpan.FromMinutes(7));
        _bench.Tenant.On("directory.create").Fails(ErrorIds.NameTaken, ErrorKind.Exists);

        HireRun run = await _bench.RunAsync();

        run.End.Outcome.Should().Be(RunOutcome.Completed);
        _bench.Jane.UserPrincipalName.Should().Be("jane.obrien@contoso.example");
    }

    [Fact]
    public async Task CreateAccount_KilledBeforeTheAnswer_IsFoundByTheNextProcess()
    {
        _bench.Request = _bench.Request with { EmployeeId = "" };
        _bench.Journals.FailsOn = line => line.Kind == "fact" && line["name"] == "account.created";
        Func<Task> killed = () => _bench.RunAsync();
        await killed.Should().ThrowAsync<LifecycleException>().Where(failure => failure.Id == ErrorIds.JournalNotWritable);
        _bench.Journals.FailsOn = _ => false;
        _bench.Tenant.ForgetWrites();

        HireRun resumed = await _bench.ResumeAsync();

        resumed.End.Outcome.Should().Be(RunOutcome.Completed);
        _bench.Tenant.CountOf("directory.create").Should().Be(0);
    }

    [Fact]
    public async Task AssignLicenses_InOneCall_LeavingOutWhatAGroupGives()
    {
        Person jane = _bench.Tenant.AddPerson("jane@contoso.example", person => person with { EmployeeId = "4711" });
        _bench.Tenant.AddLicense(jane, _bench.Office, _bench.Sales);
        _bench.Tenant.AddMailbox(jane);

        await _bench.RunAsync();

        _bench.Tenant.Writes.Where(write => write.StartsWith("licenses.assign", StringComparison.Ordinal)).Should().Equal("licenses.assign jane@contoso.example +1 -0");
        _bench.Tenant.LicensesOf(jane.Id).Should().HaveCount(2);
    }

    [Fact]
    public async Task AssignLicenses_WithALicenseInError_BlocksWithItsCode()
    {
        Person jane = _bench.Tenant.AddPerson("jane@contoso.example", person => person with { EmployeeId = "4711" });
        _bench.Tenant.LicensesOf(jane.Id).Add(new LicenseState(_bench.Office.Id, null, [], "Error", "MutuallyExclusiveViolation"));
        _bench.Tenant.AddMailbox(jane);

        HireRun run = await _bench.RunAsync();

        run["licenses.assign"].Status.Should().Be(StepStatus.Blocked);
        run["licenses.assign"].ErrorId.Should().Be("LicenseNotAssignable");
        run["licenses.assign"].Detail.Should().Contain("MutuallyExclusiveViolation");
    }

    [Fact]
    public async Task MailSteps_WithoutAMailboxLicense_AreSkippedOrBlocked()
    {
        _bench.Licenses = [new LicenseEntitlement("MCOEV", [], "role sales"), new LicenseEntitlement("SPE_E3", ["EXCHANGE_S_ENTERPRISE"], "role sales")];

        HireRun run = await _bench.RunAsync();

        foreach (string step in new[] { "mail.wait-for-mailbox", "mail.set-regional-settings", "mail.set-working-hours" }) run[step].Status.Should().Be(StepStatus.Skipped);
        foreach (string step in new[] { "mail.join-distribution-lists", "mail.grant-shared-mailboxes" }) run[step].ErrorId.Should().Be("MailboxNotFound");
    }

    [Fact]
    public async Task WaitForMailbox_TakesNoFoundationPlanForAMailbox()
    {
        _bench.Tenant.AddSku("POWER_BI_STANDARD", 5, "EXCHANGE_S_FOUNDATION", "BI_AZURE_P0");
        _bench.Licenses = [new LicenseEntitlement("POWER_BI_STANDARD", [], "role sales")];

        (await _bench.RunAsync())["mail.wait-for-mailbox"].Status.Should().Be(StepStatus.Skipped);
    }

    [Fact]
    public async Task JoinGroups_WhenOneOfTwoIsRefused_JoinsTheOtherAndFails()
    {
        _bench.SignIn = _bench.SignIn with { RegistrationGroup = null };
        _bench.Tenant.On("groups.add").Fails();

        HireRun run = await _bench.RunAsync();

        run["directory.join-groups"].Status.Should().Be(StepStatus.Failed);
        run["directory.join-groups"].After.Should().Contain("in 1 of 2");
    }

    [Fact]
    public async Task JoinGroups_WhileOurAccountIsNotEverywhere_WaitsAndJoins()
    {
        _bench.Tenant.On("groups.add").Fails(ErrorIds.PersonNotFound, ErrorKind.NotFound, mayBeReplication: true).Times(4);

        (await _bench.RunAsync()).End.Outcome.Should().Be(RunOutcome.Completed);
    }

    [Fact]
    [Trait("PainPoint", "C19")]
    public async Task IssueFirstSignIn_ClampsThePassIntoThePolicyAndSaysSo()
    {
        _bench.SignIn = _bench.SignIn with { PassLifetimeMinutes = 1440, PassUsableOnce = false };
        _bench.Tenant.PassPolicy = new AccessPassPolicy(true, TimeSpan.FromMinutes(60), TimeSpan.FromMinutes(240), AllowsReuse: false);

        string plan = (await _bench.PreviewAsync()).Single(end => end.Result.Step == "directory.issue-first-sign-in").Result.Detail;
        await _bench.RunAsync();

        plan.Should().Contain("240 minutes").And.Contain("1440").And.Contain("no second use");
        _bench.Tenant.Writes.Should().Contain("methods.create-pass jane.obrien@contoso.example 240 True");
        _bench.Handed.Single().ValidUntil.Should().BeCloseTo(_bench.Tenant.Clock.UtcNow.AddMinutes(240), TimeSpan.FromMinutes(2));
    }

    [Fact]
    public async Task IssueFirstSignIn_WhenThePolicyIsOff_NeedsAPerson()
    {
        _bench.Tenant.PassPolicy = _bench.Tenant.PassPolicy with { IsEnabled = false };

        HireRun run = await _bench.RunAsync();

        run["directory.issue-first-sign-in"].Status.Should().Be(StepStatus.ManualReview);
        run["directory.issue-first-sign-in"].ErrorId.Should().Be("AccessPassNotAllowed");
        _bench.Handed.Should().BeEmpty();
    }

    [Fact]
    public async Task IssueFirstSignIn_WhenTheAnswerIsLost_RemovesTheLostPassBeforeAnother()
    {
        _bench.Tenant.On("methods.create-pass").LosesAnswer();

        await _bench.RunAsync();

        _bench.Tenant.CountOf("methods.remove").Should().Be(1);
        _bench.Handed.Single().Secret.Reveal().Should().Be(_bench.Tenant.Passes[1]);
    }

    [Fact]
    public async Task IssueFirstSignIn_KilledBeforeTheHandOver_IssuesAnotherOnResume()
    {
        _bench.Journals.FailsOn = line => line.Kind == "answered" && line["what"].StartsWith("methods.create-pass", StringComparison.Ordinal);
        Func<Task> killed = () => _bench.RunAsync();
        await killed.Should().ThrowAsync<LifecycleException>();
        _bench.Journals.FailsOn = _ => false;
        _bench.Handed.Should().BeEmpty();

        HireRun resumed = await _bench.ResumeAsync();

        resumed.End.Outcome.Should().Be(RunOutcome.Completed);
        _bench.Handed.Single().Secret.Reveal().Should().Be(_bench.Tenant.Passes[^1]);
        _bench.Tenant.MethodsOf(_bench.Jane.Id).Count(method => method.IsAccessPass).Should().Be(1);
    }

    [Fact]
    public async Task IssueFirstSignIn_WithAPassword_HandsOverWhatTheAccountHas_Once()
    {
        _bench.SignIn = _bench.SignIn with { FirstSignIn = FirstSignIn.Password };

        await _bench.RunAsync();
        _bench.Tenant.Clock.Advance(TimeSpan.FromHours(1));
        _bench.Tenant.ForgetWrites();
        await _bench.RunAsync();

        _bench.Tenant.CountOf("signin.reset-password").Should().Be(0);
        HandedSecret handed = _bench.Handed.Should().ContainSingle().Subject;
        handed.Kind.Should().Be(SecretKind.InitialPassword);
        _bench.Tenant.Passwords[_bench.Jane.Id.Value].Should().Be((handed.Secret, true));
    }

    [Fact]
    public async Task IssueFirstSignIn_WithAPasswordThatIsNotSet_HandsNothingOver()
    {
        _bench.SignIn = _bench.SignIn with { FirstSignIn = FirstSignIn.Password };
        _bench.Tenant.On("signin.reset-password").Ignores().Always();

        HireRun run = await _bench.RunAsync();

        run["directory.issue-first-sign-in"].Status.Should().Be(StepStatus.Failed);
        _bench.Handed.Should().BeEmpty();
    }

    [Fact]
    public async Task IssueFirstSignIn_ToTheManager_MailsItAndKeepsItFromTheCaller()
    {
        _bench.SignIn = _bench.SignIn with { HandOver = HandOver.ManagerMail };

        await _bench.RunAsync();

        _bench.Handed.Should().BeEmpty();
        _bench.Tenant.Mails.Should().ContainSingle(mail => mail.Text.Contains(_bench.Tenant.Passes.Single())).Which.To.Should().Equal("max@contoso.example");
    }

    [Fact]
    public async Task IssueFirstSignIn_ToAManagerWhoCannotBeMailed_MakesNoPass()
    {
        _bench.SignIn = _bench.SignIn with { HandOver = HandOver.ManagerMail };
        _bench.Tenant.CanSendMail = false;

        (await _bench.RunAsync())["directory.issue-first-sign-in"].Status.Should().Be(StepStatus.ManualReview);

        _bench.Tenant.Passes.Should().BeEmpty();
    }

    [Fact]
    public async Task AllowSignIn_OfAnAccountThatIsBlocked_AllowsItAndSeesIt()
    {
        _bench.Tenant.AddPerson("jane@contoso.example", person => person with { EmployeeId = "4711", SignInAllowed = false, Created = _bench.Tenant.Clock.UtcNow });

        (await _bench.RunAsync())["directory.allow-sign-in"].Status.Should().Be(StepStatus.Done);

        _bench.Jane.SignInAllowed.Should().BeTrue();
    }

    [Fact]
    public async Task AllowSignIn_WhenIgnored_Fails()
    {
        _bench.Tenant.AddPerson("jane@contoso.example", person => person with { EmployeeId = "4711", SignInAllowed = false, Created = _bench.Tenant.Clock.UtcNow });
        _bench.Tenant.On("signin.set-allowed").Ignores();

        (await _bench.RunAsync())["directory.allow-sign-in"].Status.Should().Be(StepStatus.Failed);
    }

    [Fact]
    public async Task TellPeople_WhenTheAnswerIsLost_IsUnknownAndNeverSentAgain()
    {
        _bench.Tenant.On("notices.send").LosesAnswer();

        HireRun run = await _bench.RunAsync();
        HireRun resumed = await _bench.ResumeAsync();

        run["messages.tell-people"].Status.Should().Be(StepStatus.Unknown);
        resumed["messages.tell-people"].Status.Should().Be(StepStatus.ManualReview);
        _bench.Tenant.Notices.Count(notice => notice.Kind == NoticeKind.ManagerReady).Should().Be(1);
    }

    [Fact]
    public async Task TellPeople_WhenRefused_IsSentByTheResume()
    {
        _bench.Tenant.On("notices.send").Fails();

        HireRun run = await _bench.RunAsync();
        HireRun resumed = await _bench.ResumeAsync();

        run["messages.tell-people"].Status.Should().Be(StepStatus.Failed);
        resumed["messages.tell-people"].Status.Should().Be(StepStatus.Done);
    }

    [Fact]
    public async Task ManagerSteps_WithoutAManager_AreSkipped()
    {
        _bench.Request = _bench.Request with { Manager = "" };

        HireRun run = await _bench.RunAsync();

        run.End.Outcome.Should().Be(RunOutcome.Completed);
        run["directory.set-manager"].Status.Should().Be(StepStatus.Skipped);
        _bench.Tenant.Notices.Select(notice => notice.Kind).Should().Equal(NoticeKind.Completed);
    }
}

using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using FluentAssertions;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.Journal;
using LifecycleTools.Engine.Ports;
using LifecycleTools.Engine.Roles;
using LifecycleTools.Engine.Tenants;
using LifecycleTools.Engine.Tests.Fakes;
using Xunit;

namespace LifecycleTools.Engine.Tests.Steps.Closing;

public class NoticeTests
{
    private const string Tell = "messages.tell-people";
    private readonly OffboardBench _bench = new();
    private readonly HireBench _hire = new();

    [Fact]
    public async Task Departure_ThatCompleted_IsToldToWhoeverTakesOverAndToLeadership()
    {
        _bench.Prices = new Dictionary<string, MonthlyPrice> { ["SPE_E3"] = new(36.50m, "USD") };

        OffboardRun run = await _bench.RunAsync();

        Notice departure = _bench.Tenant.Notices.Single(notice => notice.Kind == NoticeKind.ManagerDeparture);
        departure.To.Should().Equal("max@contoso.example");
        departure.Should().BeEquivalentTo(new { Tenant = "Contoso", Workflow = "Offboard", Person = "jane", UserPrincipalName = "jane@contoso.example", Ticket = "#1" });
        departure.Facts.Should().Contain(NoticeFacts.Delegate, "max").And.Contain(NoticeFacts.Mailbox, "jane@contoso.example").And.Contain(NoticeFacts.Saved, "36.50 USD");
        Notice completed = _bench.Tenant.Notices.Single(notice => notice.Kind == NoticeKind.Completed);
        completed.To.Should().Equal("hr@contoso.example", "cio@contoso.example");
        completed.RunId.Should().Be(_bench.Journals.Last.RunId);
        completed.Steps.Select(step => step.Step).Should().Contain("directory.block-sign-in").And.Contain("tickets.write-log");
        run[Tell].Detail.Should().Contain("ManagerDeparture by Fake mail: accepted with 202");
    }

    [Fact]
    public async Task Hire_ThatCompleted_IsToldToTheManagerInTheLanguageOfTheSite()
    {
        await _hire.RunAsync();

        Notice ready = _hire.Tenant.Notices.Single(notice => notice.Kind == NoticeKind.ManagerReady);
        ready.To.Should().Equal("max@contoso.example");
        ready.Should().BeEquivalentTo(new { Language = "de-CH", TimeZone = "Europe/Zurich", Person = "Jane O'Brien", Workflow = "Hire" });
        ready.Facts.Should().Contain(NoticeFacts.Role, "sales").And.Contain(NoticeFacts.Site, "zurich").And.NotContainKey(NoticeFacts.SignInFrom);
    }

    [Theory]
    [InlineData("licenses.assign")]
    [InlineData("psa.note")]
    public async Task Hire_WithAnyFailure_IsToldToNobodyAsReady(string operation)
    {
        _hire.Tenant.On(operation).Fails().Always();

        HireRun run = await _hire.RunAsync();

        run[Tell].Status.Should().Be(StepStatus.Skipped);
        run[Tell].Detail.Should().StartWith("the run is not complete: ");
        _hire.Tenant.Notices.Select(notice => notice.Kind).Should().Equal(NoticeKind.Escalation);
    }

    [Fact]
    public async Task Hire_WhoseDeviceIsAwaited_IsReadyButNotCompleted()
    {
        _hire.Tenant.ChangeRmmDevice(_hire.Device.Id, device => device with { State = RmmDeviceState.Staged });

        HireRun run = await _hire.RunAsync();

        _hire.Tenant.Notices.Select(notice => notice.Kind).Should().Equal(NoticeKind.ManagerReady);
        run[Tell].Status.Should().Be(StepStatus.Done);
        run[Tell].Detail.Should().Contain("Completed by Fake mail: not sent");

        _hire.Tenant.ChangeRmmDevice(_hire.Device.Id, device => device with { State = RmmDeviceState.Enrolled });
        HireRun resumed = await _hire.ResumeAsync();
        await _hire.ResumeAsync();

        resumed.End.Outcome.Should().Be(RunOutcome.Completed);
        _hire.Tenant.Notices.Select(notice => notice.Kind).Should().Equal([NoticeKind.ManagerReady, NoticeKind.Completed], "nothing is sent twice");
    }

    [Fact]
    public async Task Departure_WhoseDeviceIsAwaited_IsToldToNobodyAsDone()
    {
        _bench.Tenant.ChangeRmmDevice(_bench.Agent.Id, device => device with { IsOnline = false });

        OffboardRun run = await _bench.RunAsync();

        run["rmm.unenroll-devices"].Status.Should().Be(StepStatus.Deferred);
        run[Tell].Status.Should().Be(StepStatus.Skipped);
        _bench.Tenant.Notices.Should().BeEmpty();
    }

    [Fact]
    public async Task Notice_ThatLeftWhenTheProcessWasKilled_IsAPersonsTaskAndNeverSentAgain()
    {
        _bench.Journals.FailsOn = line => line.Kind == JournalKinds.Answered && line["step"] == Tell;
        await FluentActions.Awaiting(() => _bench.RunAsync()).Should().ThrowAsync<LifecycleException>();
        _bench.Journals.FailsOn = _ => false;
        int sent = _bench.Tenant.CountOf("notices.send");

        OffboardRun resumed = await _bench.ResumeAsync();

        sent.Should().BePositive();
        resumed[Tell].Status.Should().Be(StepStatus.ManualReview);
        resumed[Tell].Detail.Should().Contain("it is not sent twice");
        _bench.Tenant.Notices.Where(notice => notice.Kind != NoticeKind.Escalation).Select(notice => notice.Kind).Should().OnlyHaveUniqueItems();
        _bench.Tenant.Tickets.Single().IsRaised.Should().BeTrue();
    }

    [Fact]
    public async Task Notices_OnTwoWaysOfWhichOneFails_AreCompletedByTheResume()
    {
        _bench.Tenant.Channels = 1;
        _bench.Tenant.On("channel1.send").Fails().Times(2);

        OffboardRun run = await _bench.RunAsync();

        run[Tell].Status.Should().Be(StepStatus.Failed);
        _bench.Tenant.Notices.Select(notice => notice.Kind).Should().Contain([NoticeKind.ManagerDeparture, NoticeKind.Completed]);

        OffboardRun resumed = await _bench.ResumeAsync();

        resumed[Tell].Status.Should().Be(StepStatus.Done);
        _bench.Tenant.Notices.Count(notice => notice.Kind == NoticeKind.Completed).Should().Be(1, "the mail was accepted before");
        _bench.Tenant.Cards.Count(card => card.Kind == NoticeKind.Completed).Should().Be(1);
    }

    [Fact]
    public async Task Notices_InTwoChannelsOfOneProduct_AreRememberedApart()
    {
        _bench.Tenant.Channels = 2;
        _bench.Tenant.On("channel2.send").Fails().Times(2);
        await _bench.RunAsync();
        _bench.Tenant.ForgetWrites();

        OffboardRun resumed = await _bench.ResumeAsync();

        resumed.End.Outcome.Should().Be(RunOutcome.Completed);
        _bench.Tenant.CountOf("channel1.send").Should().Be(0);
        _bench.Tenant.CountOf("channel2.send").Should().Be(2);
    }

    [Fact]
    public async Task Notices_WithoutAWay_AreSkipped()
    {
        _bench.Tenant.CanSendMail = false;

        OffboardRun run = await _bench.RunAsync();

        run[Tell].Status.Should().Be(StepStatus.Skipped);
        run[Tell].Detail.Should().Contain("systems.notify");
        run.End.Outcome.Should().Be(RunOutcome.Completed);
    }

    [Fact]
    public async Task Notices_OfAHire_HoldNoSecret()
    {
        _hire.SignIn = _hire.SignIn with { FirstSignIn = FirstSignIn.Password };

        await _hire.RunAsync();

        string secret = _hire.Handed.Should().ContainSingle().Subject.Secret.Reveal();
        _hire.Tenant.Notices.Should().NotBeEmpty();
        _hire.Tenant.Notices.SelectMany(notice => notice.Facts.Values.Concat(notice.Steps.SelectMany(step => new[] { step.Detail, step.Before, step.After })))
            .Should().NotContain(text => text.Contains(secret));
    }

    [Fact]
    public async Task Escalation_GoesEveryWayAndSaysWhichOneFailed()
    {
        _bench.Tenant.Channels = 1;
        _bench.Tenant.On("devices.retire").Fails().Always();
        _bench.Tenant.On("notices.send").Fails();

        OffboardRun run = await _bench.RunAsync();

        run.End.Untold.Should().BeNull();
        _bench.Tenant.Cards.Should().ContainSingle().Which.Kind.Should().Be(NoticeKind.Escalation);
        _bench.Lines(JournalKinds.Escalated).Should().ContainSingle().Which["how"].Should().Contain("Fake channel: 202").And.Contain("Fake mail: notices.send was refused");
    }

    [Fact]
    public async Task Escalation_ThatFailsEveryWay_IsSaidToTheCaller()
    {
        _bench.Tenant.Channels = 1;
        _bench.Tenant.On("devices.retire").Fails().Always();
        _bench.Tenant.On("notices.send").Fails();
        _bench.Tenant.On("channel1.send").LosesAnswer();

        (await _bench.RunAsync()).End.Untold!.Message.Should().Contain("Fake mail").And.Contain("Fake channel");
    }

    [Fact]
    public async Task Escalation_OfARunThatOnlyWaits_IsLeftToTheTicketThatNamesIt()
    {
        _bench.Tenant.ChangeRmmDevice(_bench.Agent.Id, device => device with { IsOnline = false });

        OffboardRun run = await _bench.RunAsync();

        run.End.Should().BeEquivalentTo(new { Outcome = RunOutcome.Exception, Untold = (LifecycleException?)null });
        _bench.Tenant.Notices.Should().BeEmpty();
        _bench.Lines(JournalKinds.Escalated).Should().ContainSingle().Which["how"].Should().Contain("#1");
        FakeTicket ticket = _bench.Tenant.Tickets.Should().ContainSingle().Subject;
        ticket.Should().BeEquivalentTo(new { Status = "New", IsRaised = false });
        ticket.Notes[^1].Title.Should().Be("Waiting");
        ticket.Notes[^1].Lines.Should().Contain(line => line.StartsWith("To do: Unenroll devices") && line.Contains("is offline"));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("psa.note")]
    public async Task Escalation_OfARunThatOnlyWaits_GoesToPeopleWhenNoTicketNamesIt(string? refused)
    {
        _bench.Tenant.ChangeRmmDevice(_bench.Agent.Id, device => device with { IsOnline = false });
        if (refused is null) _bench.Tenant.WithoutPsa();
        else _bench.Tenant.On(refused).Fails().Always();

        await _bench.RunAsync();

        _bench.Tenant.Notices.Should().ContainSingle().Which.Steps.Should().Contain(step => step.Status == StepStatus.Deferred);
    }
}

using System;
using System.Linq;
using System.Threading.Tasks;
using FluentAssertions;
using LifecycleTools.Engine.Ports;
using LifecycleTools.Engine.Roles;
using LifecycleTools.Engine.Tests.Fakes;
using Xunit;

namespace LifecycleTools.Engine.Tests.Workflows;

public class UndoTicketTests
{
    private readonly UndoBench _bench = new();

    private FakeTicket Departure => _bench.Tenant.Tickets[0];

    private FakeTicket Undoing => _bench.Tenant.Tickets[1];

    [Fact]
    public async Task Ticket_IsTheUndoingsOwn_NamesTheDepartures_AndLeavesThatAsItIs()
    {
        await _bench.LeaveAsync();
        int notes = Departure.Notes.Count;

        await _bench.UndoAsync();

        _bench.Tenant.Tickets.Should().HaveCount(2);
        Undoing.Key.Should().Be(_bench.Left.Journals.Last.RunId).And.NotBe(_bench.Departure);
        Undoing.Asked.Title.Should().Be("Undo of offboarding: jane");
        Undoing.Asked.Lines.Should().Contain($"The departure's own ticket: #{Departure.Id}.").And.Contain("Reason: ticket 8.")
            .And.Contain(line => line.Contains(_bench.Departure)).And.NotContain(line => line.Contains("leaves") || line.Contains("blocked"));
        Undoing.Asked.Contact!.Mail.Should().Be("max@contoso.example");
        (Departure.Status, Departure.Notes.Count).Should().Be(("Resolved", notes));
    }

    [Fact]
    public async Task Ticket_IsForTheCompanyOfTheDeparturesSite()
    {
        _bench.Map = _bench.Left.Map = new RoleMap
        {
            Sites = [new Site { Name = "zurich", UsageLocation = "CH", TimeZone = "Europe/Zurich", Language = "de-CH", MailDomain = "contoso.example", PsaCompany = "Contoso AG" }],
        };

        await _bench.LeaveAsync();
        await _bench.UndoAsync();

        Undoing.Asked.Company.Name.Should().Be("Contoso AG");
        Undoing.Notes.SelectMany(note => note.Lines).Should().Contain(line => line.Contains("Europe/Zurich"));
    }

    [Fact]
    public async Task Notes_SayWhatCannotComeBack_ThenWhatWasPutBack_AndTheTicketIsRaised()
    {
        await _bench.LeaveAsync();

        await _bench.UndoAsync();

        Undoing.Notes.Select(note => note.Title).Should().Equal("Check", "What is gone", "Ticket", "Account", "Groups and licenses", "Mail", "Files and devices", "Needs a person");
        Undoing.Notes[1].Lines.Should().Contain(line => line.Contains("microsoftAuthenticator"));
        (Undoing.IsRaised, Undoing.Status).Should().Be((true, "Open"));
    }

    [Fact]
    public async Task Ticket_IsResolved_WhenPeopleHaveGivenTheRestBack()
    {
        await _bench.LeaveAsync();
        await _bench.UndoAsync();
        _bench.GiveTheRestBack();

        OffboardRun run = await _bench.ResumeAsync();

        run.End.Outcome.Should().Be(RunOutcome.Completed);
        Undoing.Status.Should().Be("Resolved");
        _bench.Tenant.Tickets.Should().HaveCount(2);
        _bench.Tenant.Notices[^1].Should().BeEquivalentTo(new { Kind = NoticeKind.Completed, Workflow = "Undo" });
    }

    [Fact]
    public async Task ATicketSystemThatIsDown_StopsNothing_AndIsToldOnceOnResume()
    {
        await _bench.LeaveAsync();
        foreach (string call in new[] { "psa.company", "psa.find", "psa.read", "psa.create", "psa.note" }) _bench.Tenant.On(call).Fails().Always();

        OffboardRun run = await _bench.UndoAsync();

        run["tickets.open"].Status.Should().Be(StepStatus.Failed);
        run["directory.allow-sign-in-again"].Status.Should().Be(StepStatus.Done);
        run["mail.return-mailbox"].Status.Should().Be(StepStatus.Done);
        _bench.Tenant.Tickets.Should().ContainSingle();

        _bench.Tenant.Calm();
        _bench.Tenant.ForgetWrites();
        OffboardRun resumed = await _bench.ResumeAsync();

        resumed["tickets.open"].Status.Should().Be(StepStatus.Done);
        _bench.Changes.Should().BeEmpty("all that could be put back was, without the ticket");
        _bench.Tenant.Tickets.Should().HaveCount(2);
        string[] told = Undoing.Notes.Select(note => note.Key).ToArray();
        told.Should().OnlyHaveUniqueItems().And.Contain(key => key.EndsWith("/1/Account", StringComparison.Ordinal)).And.Contain(key => key.EndsWith("/2/left", StringComparison.Ordinal));
        Undoing.Notes.Single(note => note.Key.EndsWith("/1/Account", StringComparison.Ordinal)).Lines.Should().Contain(line => line.Contains("Allow sign-in") && line.Contains(": Done."));
        Undoing.Files.Should().ContainSingle();
        Undoing.IsRaised.Should().BeTrue();

        _bench.Tenant.ForgetWrites();
        await _bench.ResumeAsync();

        Undoing.Notes.Select(note => note.Key).Should().Equal(told, "what was delivered once is not delivered again");
        Undoing.Files.Should().ContainSingle();
        _bench.Words.Should().BeEquivalentTo("notices.send Escalation");
    }

    [Fact]
    public async Task ATicketWhoseAnswerIsLost_IsOpenedOnce()
    {
        await _bench.LeaveAsync();
        _bench.Tenant.On("psa.create").LosesAnswer();

        OffboardRun run = await _bench.UndoAsync();

        run["tickets.open"].Status.Should().Be(StepStatus.Done);
        _bench.Tenant.Tickets.Should().HaveCount(2);
    }
}

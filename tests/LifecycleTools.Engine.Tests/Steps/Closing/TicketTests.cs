using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using FluentAssertions;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.Journal;
using LifecycleTools.Engine.Roles;
using LifecycleTools.Engine.Running;
using LifecycleTools.Engine.Tests.Fakes;
using Xunit;

namespace LifecycleTools.Engine.Tests.Steps.Closing;

public class TicketTests
{
    private const string Open = "tickets.open";
    private const string Log = "tickets.write-log";
    private const string Close = "tickets.close";
    private readonly OffboardBench _bench = new();

    private FakeTicket Ticket => _bench.Tenant.Tickets.Should().ContainSingle().Subject;

    [Fact]
    public async Task Ticket_OfADeparture_IsForTheCompanyOfTheSiteAndTheManager()
    {
        _bench.Map = Zurich();

        await _bench.RunAsync();

        Ticket.Key.Should().Be(_bench.Journals.Last.RunId);
        Ticket.Asked.Title.Should().Be("Offboarding: jane");
        Ticket.Asked.Company.Name.Should().Be("Contoso AG");
        Ticket.Asked.Contact!.Mail.Should().Be("max@contoso.example");
        Ticket.Asked.Lines.Should().Contain("Sign-in was blocked before this ticket was opened.").And.Contain("Reason: ticket 7.");
    }

    [Fact]
    public async Task Ticket_OfADepartureWhoseBlockFailed_SaysThatSignInIsOpen()
    {
        _bench.Tenant.On("signin.set-allowed").Fails().Always();

        await _bench.RunAsync();

        Ticket.Asked.Lines.Should().Contain("Sign-in is NOT known to be blocked; the notes say why.");
    }

    [Fact]
    public async Task Ticket_OfARunThatWasKilledBeforeTheAnswer_IsFoundByTheRunsId()
    {
        _bench.Journals.FailsOn = line => line.Kind == JournalKinds.Answered && line["step"] == Open;
        await FluentActions.Awaiting(() => _bench.RunAsync()).Should().ThrowAsync<LifecycleException>();
        _bench.Journals.FailsOn = _ => false;

        OffboardRun resumed = await _bench.ResumeAsync();

        resumed.End.Outcome.Should().Be(RunOutcome.Completed);
        Ticket.Status.Should().Be("Resolved");
        _bench.Tenant.CountOf("psa.create").Should().Be(1);
    }

    [Fact]
    public async Task Ticket_ThatTheRequestNames_IsUsed()
    {
        FakeTicket asked = _bench.Tenant.AddTicket("Jane leaves on Friday");
        _bench.Request = _bench.Request with { Ticket = "#1" };

        OffboardRun run = await _bench.RunAsync();

        run[Open].Detail.Should().Be("ticket #1 is New");
        Ticket.Should().BeSameAs(asked);
        asked.Notes.Should().NotBeEmpty();
        asked.Status.Should().Be("Resolved");
    }

    [Fact]
    public async Task Ticket_ThatTheRequestNamesAndNobodyHas_IsNotReplacedByAnother()
    {
        _bench.Request = _bench.Request with { Ticket = "T-404" };

        OffboardRun run = await _bench.RunAsync();

        run[Open].ErrorId.Should().Be(ErrorIds.ReferenceNotResolved);
        run[Open].Detail.Should().Contain("T-404");
        run.Exceptions.Should().BeEquivalentTo(Open, Log, Close);
        _bench.Tenant.Tickets.Should().BeEmpty();
        _bench.JaneNow.SignInAllowed.Should().BeFalse();
    }

    [Fact]
    public async Task Notes_OfADeparture_AreOneAPartInOrderWithBothTimesStatusAndRequestId()
    {
        _bench.Map = Zurich();

        await _bench.RunAsync();

        Ticket.Notes.Select(note => note.Title).Should().Equal(
            "Check", "End access", "Ticket", "Keep the mail", "Give back", "Leave groups", "Settle devices", "Completed");
        Ticket.Notes.Take(7).SelectMany(note => note.Lines).Should()
            .OnlyContain(line => System.Text.RegularExpressions.Regex.IsMatch(line, @"^2026-03-02 08:\d\d:\d\dZ \(2026-03-02 09:\d\d Europe/Zurich\) "));
        Ticket.Notes[1].Lines[0].Should().MatchRegex(@"\) Block sign-in: jane@contoso\.example: Done\. .*\[request request-[0-9a-f-]+\]$");
        Ticket.Notes[7].Lines[0].Should().MatchRegex("^All [0-9]+ steps ended well");
    }

    [Fact]
    public async Task Notes_OfSomebodyWithoutASite_HaveUtcOnly()
    {
        await _bench.RunAsync();

        Ticket.Notes[0].Lines.Should().ContainSingle().Which.Should().MatchRegex(@"^2026-03-02 08:\d\d:\d\dZ Check");
    }

    [Fact]
    public async Task Journal_OfTheRun_IsAttached()
    {
        await _bench.RunAsync();

        LifecycleTools.Engine.Ports.TicketFile file = Ticket.Files.Should().ContainSingle().Subject;
        file.Name.Should().Be(_bench.Journals.Last.RunId + "-1.jsonl");
        System.Text.Encoding.UTF8.GetString(file.Content).Should().StartWith("run-started").And.Contain("directory.block-sign-in");
    }

    [Fact]
    public async Task Ticket_OfACompletedRun_IsResolvedAndNotRaised()
    {
        await _bench.RunAsync();

        Ticket.Should().BeEquivalentTo(new { Status = "Resolved", IsRaised = false });
    }

    [Fact]
    public async Task Ticket_OfAnException_IsRaisedAndOpenAndSaysWhatIsLeftAndByWhom()
    {
        _bench.Tenant.On("devices.retire").Fails().Always();

        await _bench.RunAsync();

        Ticket.Should().BeEquivalentTo(new { Status = "Open", IsRaised = true });
        Ticket.Notes[^1].Title.Should().Be("Needs a person");
        Ticket.Notes[^1].Lines.Should().Contain(line => line.StartsWith("To do: Retire Intune devices (jane@contoso.example): Failed.", StringComparison.Ordinal));
        Ticket.Notes[^1].Lines[^1].Should().StartWith("By whom: it-leads@contoso.example.").And.Contain("Resume-LifecycleRun -RunId " + _bench.Journals.Last.RunId);
    }

    [Fact]
    public async Task Ticket_OfAProtectedPerson_IsOpenedAndRaised()
    {
        _bench.Protected = ["jane@contoso.example"];

        OffboardRun run = await _bench.RunAsync();

        run[Close].Status.Should().Be(StepStatus.Done);
        Ticket.Should().BeEquivalentTo(new { Status = "Open", IsRaised = true });
        Ticket.Notes[0].Lines.Should().ContainSingle().Which.Should().Contain("Check").And.Contain("protected");
        _bench.JaneNow.SignInAllowed.Should().BeTrue();
    }

    [Fact]
    public async Task Ticket_OfAHireWhoseChecksFail_IsOpenedAndRaised()
    {
        HireBench hire = new();
        hire.Request = hire.Request with { Manager = "nobody@contoso.example" };

        HireRun run = await hire.RunAsync();

        run["directory.create-account"].Status.Should().Be(StepStatus.Blocked);
        hire.Tenant.Tickets.Should().ContainSingle().Which.Should().BeEquivalentTo(new { Status = "Open", IsRaised = true });
        hire.Tenant.Tickets[0].Asked.Title.Should().Be("Onboarding: Jane O'Brien");
    }

    [Fact]
    public async Task Ticket_WithoutATicketSystem_IsSkippedAndTheRunCompletes()
    {
        _bench.Tenant.WithoutPsa();

        OffboardRun run = await _bench.RunAsync();

        new[] { run[Open], run[Log], run[Close] }.Should().OnlyContain(result => result.Status == StepStatus.Skipped && result.Detail.Contains("systems.psa"));
        run.End.Outcome.Should().Be(RunOutcome.Completed);
    }

    [Fact]
    public async Task Ticket_OfAHire_HoldsNoSecret()
    {
        HireBench hire = new();

        await hire.RunAsync();

        string secret = hire.Handed.Should().ContainSingle().Subject.Secret.Reveal();
        FakeTicket ticket = hire.Tenant.Tickets.Single();
        ticket.Notes.SelectMany(note => note.Lines).Concat(ticket.Asked.Lines).Should().NotContain(line => line.Contains(secret));
        System.Text.Encoding.UTF8.GetString(ticket.Files.Single().Content).Should().NotContain(secret);
    }

    [Fact]
    public async Task Steps_OfTheTicket_InPreview_SayWhatTheyWouldDoAndDoNothing()
    {
        IReadOnlyList<StepEnd> plan = await _bench.PreviewAsync();

        plan.Single(end => end.Result.Step == Open).Result.Detail.Should().Be("would open ticket Offboarding: jane (Psa; Fake desk)");
        plan.Single(end => end.Result.Step == Close).Result.Detail.Should().StartWith("would resolve the ticket, or raise it");
        plan.Single(end => end.Result.Step == "messages.tell-people").Result.Detail.Should().Contain("send ManagerDeparture by Fake mail [max@contoso.example]");
        _bench.Tenant.Writes.Should().BeEmpty();
        _bench.Journals.List().Should().BeEmpty();
    }

    private static RoleMap Zurich() => new()
    {
        Sites =
        [
            new Site { Name = "zurich", UsageLocation = "CH", TimeZone = "Europe/Zurich", Language = "de-CH", MailDomain = "contoso.example", PsaCompany = "Contoso AG" },
        ],
    };
}

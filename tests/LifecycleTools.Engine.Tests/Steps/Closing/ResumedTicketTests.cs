using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using FluentAssertions;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.Journal;
using LifecycleTools.Engine.Ports;
using LifecycleTools.Engine.Tests.Fakes;
using Xunit;

namespace LifecycleTools.Engine.Tests.Steps.Closing;

/// <summary>What becomes of the ticket when the ticket system was down, the process was killed, or a person came between.</summary>
public class ResumedTicketTests
{
    private readonly OffboardBench _bench = new();

    private FakeTicket Ticket => _bench.Tenant.Tickets.Should().ContainSingle().Subject;

    private string RunId => _bench.Journals.Last.RunId;

    private void TakeTheTicketSystemDown()
    {
        foreach (string operation in new[] { "psa.company", "psa.contact", "psa.find", "psa.read", "psa.create", "psa.notes", "psa.note", "psa.files", "psa.attach" })
        {
            _bench.Tenant.On(operation).Fails(ErrorIds.ConnectorUnreachable, ErrorKind.Network).Always();
        }
    }

    [Fact]
    public async Task Departure_WhileTheTicketSystemIsDown_DoesEverythingElseAndTellsPeople()
    {
        TakeTheTicketSystemDown();

        OffboardRun run = await _bench.RunAsync();

        run.Exceptions.Should().BeEquivalentTo("tickets.open", "tickets.write-log", "tickets.close");
        _bench.JaneNow.SignInAllowed.Should().BeFalse();
        _bench.Tenant.LicensesOf(_bench.Jane.Id).Should().BeEmpty();
        _bench.Tenant.Notices.Should().ContainSingle().Which.Kind.Should().Be(NoticeKind.Escalation);
        run["messages.tell-people"].Status.Should().Be(StepStatus.Skipped, "nobody is told that a run is complete which is not");
    }

    [Fact]
    public async Task Log_OfARunWhoseTicketSystemWasDown_IsDeliveredByTheResumeOnceAndInOrder()
    {
        TakeTheTicketSystemDown();
        await _bench.RunAsync();
        _bench.Tenant.Calm();

        OffboardRun resumed = await _bench.ResumeAsync();
        await _bench.ResumeAsync();

        resumed.End.Outcome.Should().Be(RunOutcome.Completed);
        Ticket.Notes.Select(note => note.Key).Should().Equal(
            new[] { "1/Check", "1/End-access", "1/Ticket", "1/Keep-the-mail", "1/Give-back", "1/Leave-groups", "1/Settle-devices", "2/Ticket", "2/completed" }
                .Select(key => $"{RunId}/{key}"));
        Ticket.Notes.Single(note => note.Key.EndsWith("2/Ticket", StringComparison.Ordinal)).Title.Should().Be("Ticket (resumed, attempt 2)");
        Ticket.Notes[1].Lines.Should().Contain(line => line.Contains("Block sign-in") && line.Contains(": Done."));
        Ticket.Files.Select(file => file.Name).Should().Equal(RunId + "-2.jsonl");
        Ticket.Status.Should().Be("Resolved");
        _bench.Tenant.Notices.Select(notice => notice.Kind).Should().Equal(NoticeKind.Escalation, NoticeKind.ManagerDeparture, NoticeKind.Completed);
    }

    [Fact]
    public async Task Log_OfARunKilledBeforeItWasWritten_IsWrittenByTheResume()
    {
        await _bench.CutBeforeAsync("tickets.write-log");
        Ticket.Notes.Should().BeEmpty();

        OffboardRun resumed = await _bench.ResumeAsync();

        resumed.End.Outcome.Should().Be(RunOutcome.Completed);
        Ticket.Notes.Select(note => note.Key).Should().OnlyHaveUniqueItems().And.HaveCount(8).And.OnlyContain(key => key.StartsWith(RunId + "/1/", StringComparison.Ordinal));
        Ticket.Notes[^1].Title.Should().Be("Completed");
        _bench.Tenant.Notices.Select(notice => notice.Kind).Should().BeEquivalentTo([NoticeKind.ManagerDeparture, NoticeKind.Completed]);
    }

    [Fact]
    public async Task Log_OfARunKilledInTheMiddleOfAPart_HasBothHalves()
    {
        _bench.Journals.FailsOn = line => line.Kind == JournalKinds.StepStarted && line["step"] == "directory.reset-password";
        await FluentActions.Awaiting(() => _bench.RunAsync()).Should().ThrowAsync<LifecycleException>();
        _bench.Journals.FailsOn = _ => false;

        await _bench.ResumeAsync();

        TicketNote first = Ticket.Notes.Single(note => note.Key == RunId + "/1/End-access");
        first.Lines.Should().HaveCount(3).And.Contain(line => line.Contains("Block sign-in"));
        Ticket.Notes.Single(note => note.Key == RunId + "/2/End-access").Lines.Should().Contain(line => line.Contains("password") && line.Contains(": Done."))
            .And.NotContain(line => line.Contains("Block sign-in"), "it is told once");
    }

    [Fact]
    public async Task Log_OfAnAnswerLostInTheMiddle_HasEachNoteOnceAndInOrder()
    {
        _bench.Tenant.On("psa.note").AfterCalls(2).LosesAnswer();
        _bench.Tenant.On("psa.attach").LosesAnswer();

        OffboardRun run = await _bench.RunAsync();

        run.End.Outcome.Should().Be(RunOutcome.Completed);
        Ticket.Notes.Select(note => note.Title).Should().Equal(
            "Check", "End access", "Ticket", "Keep the mail", "Give back", "Leave groups", "Settle devices", "Completed");
        Ticket.Files.Should().ContainSingle();
    }

    [Fact]
    public async Task Resume_ThatMendsAStep_WritesOnlyWhatIsNewAndResolves()
    {
        _bench.Tenant.On("devices.retire").Fails().Always();
        await _bench.RunAsync();
        _bench.Tenant.Calm();

        await _bench.ResumeAsync();

        Ticket.Notes.Select(note => note.Key).Skip(7).Should().Equal(RunId + "/1/left", RunId + "/2/Settle-devices", RunId + "/2/completed");
        Ticket.Notes[8].Lines.Should().ContainSingle().Which.Should().Contain("Retire Intune devices").And.Contain(": Done.");
        Ticket.Files.Select(file => file.Name).Should().Equal(RunId + "-1.jsonl", RunId + "-2.jsonl");
        Ticket.Status.Should().Be("Resolved");
    }

    [Fact]
    public async Task Resume_AfterAPersonDidIt_SaysThatItIsSoNow()
    {
        _bench.Tenant.On("devices.retire").Fails().Always();
        await _bench.RunAsync();
        _bench.Tenant.Calm();
        _bench.Tenant.ManagedDevices[0] = (_bench.Jane.Id.Value, _bench.ManagedLaptop with { ActionPending = "retire", State = "retirePending" });

        await _bench.ResumeAsync();

        Ticket.Notes.Single(note => note.Key == RunId + "/2/Settle-devices").Lines.Should().ContainSingle().Which.Should().Contain("AlreadyDone");
    }

    [Fact]
    public async Task Resume_ThatFailsAgain_OpensATicketThatAPersonClosedBeforeItWritesWhatIsLeft()
    {
        _bench.Tenant.On("devices.retire").Fails().Always();
        await _bench.RunAsync();
        Ticket.Status = "Resolved";
        _bench.Tenant.ForgetWrites();

        await _bench.ResumeAsync();

        Ticket.Should().BeEquivalentTo(new { Status = "Open", IsRaised = true });
        List<string> writes = _bench.Tenant.Writes.ToList();
        writes.IndexOf("psa.raise #1").Should().BePositive().And.BeLessThan(writes.IndexOf($"psa.note {RunId}/2/left"));
    }

    [Fact]
    public async Task Resume_AfterThePersonDeletedTheTicket_OpensAnotherWithTheWholeLog()
    {
        _bench.Tenant.On("devices.retire").Fails().Always();
        await _bench.RunAsync();
        _bench.Tenant.Calm();
        _bench.Tenant.Tickets.Clear();

        OffboardRun resumed = await _bench.ResumeAsync();

        resumed.End.Outcome.Should().Be(RunOutcome.Completed);
        Ticket.Notes.Select(note => note.Key).Should().StartWith(RunId + "/1/Check").And.EndWith(RunId + "/2/completed").And.OnlyHaveUniqueItems();
    }

    [Fact]
    public async Task Resume_OfARunWhoseNoticeFailed_EndsTheTicketOfTheFirstAttempt()
    {
        _bench.Tenant.On("notices.send").Fails().Times(2);
        await _bench.RunAsync();
        Ticket.IsRaised.Should().BeTrue();

        await _bench.ResumeAsync();

        Ticket.Notes.Select(note => note.Key).Skip(7).Should().Equal(RunId + "/1/left", RunId + "/1/completed");
        Ticket.Status.Should().Be("Resolved");
    }
}

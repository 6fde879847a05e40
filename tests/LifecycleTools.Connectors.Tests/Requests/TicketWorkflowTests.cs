using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using FluentAssertions;
using LifecycleTools.Connectors.Tests.Workflows;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.Requests;
using LifecycleTools.Engine.Tenants;
using LifecycleTools.Sandbox;
using Xunit;

namespace LifecycleTools.Connectors.Tests.Requests;

/// <summary>Tickets from the desk to the end of their runs, over the real connectors on the sandbox.</summary>
public sealed class TicketWorkflowTests
{
    private const string Hire = "Kind: Hire\nFirst name: {0}\nLast name: {1}\nRole: {2}\nSite: zurich\nManager: {3}\nStart date: 2025-12-01\nEmployee id: {4}";
    private const string Manager = "carla.moretti@contoso.example";

    public static TheoryData<string> Desks => new() { "connectwise", "halopsa", "autotask", "requesttracker" };

    [Theory, MemberData(nameof(Desks))]
    public async Task HireAndDeparture_RunInTheTicketsThatAskedForThem(string kind)
    {
        (RequestDesk desk, IReadOnlyDictionary<string, SystemSettings> beside) = RequestDesk.Open(kind);
        using SandboxBench bench = await SandboxBench.OpenAsync(beside: beside);
        string hire = desk.Add(bench.Sandbox, string.Format(null, Hire, "Zoë", "O'Brien", "sales", Manager, "2001"));
        string departure = desk.Add(bench.Sandbox, "Kind: Departure\nIdentity: ines.roth@contoso.example\nSite: zurich\nLast day: 2025-12-01");

        IReadOnlyList<LifecycleRequest> due = (await Intake(bench).ReadAsync(new RequestQuery { Due = true }, new SandboxBench.SilentLog(), default)).Requests;
        due.Select(request => (request.Kind, request.Ticket)).Should().BeEquivalentTo([(RequestKind.Hire, hire), (RequestKind.Departure, departure)]);
        foreach (LifecycleRequest request in due) (await CarryOutAsync(bench, request)).Outcome.Should().Be(RunOutcome.Completed);

        IReadOnlyList<DeskTicket> tickets = desk.Read(bench.Sandbox);
        tickets.Select(ticket => (ticket.Id, ticket.IsClosed)).Should().BeEquivalentTo([(hire, true), (departure, true)], "no run opened a ticket of its own");
        tickets.Single(ticket => ticket.Id == hire).Log.Should().Contain("Zo").And.Contain("Completed");
        tickets.Single(ticket => ticket.Id == departure).Log.Should().Contain("Block sign-in").And.Contain("Completed");
        (await Intake(bench).ReadAsync(new RequestQuery { Due = true }, new SandboxBench.SilentLog(), default)).Requests.Should().BeEmpty("what was carried out is not carried out again");
    }

    [Theory, MemberData(nameof(Desks))]
    public async Task BrokenTickets_FailByNameAndAreToldWhatIsMissing_AndTheOthersGoOn(string kind)
    {
        (RequestDesk desk, IReadOnlyDictionary<string, SystemSettings> beside) = RequestDesk.Open(kind);
        using SandboxBench bench = await SandboxBench.OpenAsync(beside: beside);
        string[] broken =
        [
            desk.Add(bench.Sandbox, string.Format(null, Hire, "Lea", "Vogel", "sales", "", "2001")),
            desk.Add(bench.Sandbox, string.Format(null, Hire, "Zoe", "", "sales", Manager, "2002")),
            desk.Add(bench.Sandbox, string.Format(null, Hire, "Noa", "Frei", "wizard", Manager, "2003")),
            desk.Add(bench.Sandbox, "Please make an account for the new colleague."),
            desk.Add(bench.Sandbox, "Kind: Hire\nFirst name: Ada\nFirst name: Eve"),
        ];
        desk.Add(bench.Sandbox, string.Format(null, Hire, "Tim", "Good", "sales", Manager, "2005"));
        RequestIntake intake = Intake(bench);

        RequestReading reading = await intake.ReadAsync(new RequestQuery { Due = true }, new SandboxBench.SilentLog(), default);
        (await intake.WriteBackAsync(new SandboxBench.SilentLog(), default)).Should().BeEmpty();
        await Intake(bench).ReadAsync(new RequestQuery { Due = true }, new SandboxBench.SilentLog(), default);
        (await intake.WriteBackAsync(new SandboxBench.SilentLog(), default)).Should().BeEmpty();

        reading.Requests.Should().ContainSingle().Which.Person.Should().Be("Tim Good");
        reading.Failures.Where(failure => failure.Failure.Id == ErrorIds.RequestInvalid).Select(failure => failure.Target).Should().Contain(["Lea Vogel", "Zoe", "Noa Frei"]).And.HaveCount(5);
        Dictionary<string, DeskTicket> tickets = desk.Read(bench.Sandbox).ToDictionary(ticket => ticket.Id);
        tickets.Should().HaveCount(6);
        broken.Should().OnlyContain(id => !tickets[id].IsClosed && tickets[id].Status == "In Progress" && tickets[id].Notes.Count == 2, "the claim, and what is wrong, once");
        broken.Select(id => tickets[id].Notes[1]).Should().SatisfyRespectively(
            note => note.Should().Contain("Manager"), note => note.Should().Contain("Surname"), note => note.Should().Contain("wizard").And.Contain("sales"),
            note => note.Should().Contain("Kind"), note => note.Should().Contain("First name").And.Contain("twice"));
    }

    [Theory, MemberData(nameof(Desks))]
    public async Task TwoWorkersOfOneBoard_TakeEachTicketOnce(string kind)
    {
        (RequestDesk desk, IReadOnlyDictionary<string, SystemSettings> first) = RequestDesk.Open(kind, "one");
        using SandboxBench one = await SandboxBench.OpenAsync(beside: first);
        using SandboxBench two = await one.BesideAsync(RequestDesk.Open(kind, "two").Beside);
        string[] ids = Enumerable.Range(0, 12).Select(number => desk.Add(one.Sandbox, string.Format(null, Hire, "Person", "Number" + number, "sales", Manager, 3000 + number))).ToArray();

        RequestReading[] readings = await Task.WhenAll(
            Task.Run(() => Intake(one).ReadAsync(new RequestQuery { Force = true }, new SandboxBench.SilentLog(), default)), Task.Run(() => Intake(two).ReadAsync(new RequestQuery { Force = true }, new SandboxBench.SilentLog(), default)));

        readings.SelectMany(reading => reading.Failures).Should().BeEmpty();
        readings.SelectMany(reading => reading.Requests).Select(request => request.SourceId).Should().BeEquivalentTo(ids, "each is one worker's, and none is lost");
        desk.Read(one.Sandbox).Should().OnlyContain(ticket => ticket.Status == "In Progress");
    }

    [Theory]
    [InlineData("connectwise", "PATCH", "/tickets/", 400)]
    [InlineData("halopsa", "POST", "/api/Tickets$", 400)]
    [InlineData("autotask", "PATCH", "/Tickets$", 400)]
    [InlineData("requesttracker", "PUT", "/ticket/", 400)]
    public async Task TicketWhoseStatusIsRefused_FailsByName_TheOthersGoOn_AndItIsTakenOnceItCanBe(string kind, string method, string path, int status)
    {
        (RequestDesk desk, IReadOnlyDictionary<string, SystemSettings> beside) = RequestDesk.Open(kind);
        using SandboxBench bench = await SandboxBench.OpenAsync(beside: beside);
        string stuck = desk.Add(bench.Sandbox, string.Format(null, Hire, "Lea", "Vogel", "sales", Manager, "2001"));
        string other = desk.Add(bench.Sandbox, string.Format(null, Hire, "Tim", "Good", "sales", Manager, "2002"));
        bench.Sandbox.Faults.Add(SandboxFaultKind.ServerError, method, path, status: status);

        RequestReading first = await Intake(bench).ReadAsync(new RequestQuery(), new SandboxBench.SilentLog(), default);
        bench.Sandbox.Clock.Advance(TimeSpan.FromMinutes(15));
        RequestReading second = await Intake(bench).ReadAsync(new RequestQuery(), new SandboxBench.SilentLog(), default);

        first.Requests.Should().ContainSingle().Which.SourceId.Should().Be(other);
        first.Failures.Should().ContainSingle().Which.Should().Match<RequestFailure>(failed => failed.Failure.Message.Contains(status.ToString(null, null)) && failed.Target.StartsWith("psa "));
        second.Requests.Select(request => request.SourceId).Should().BeEquivalentTo(stuck, other);
        second.Failures.Should().BeEmpty();
        desk.Read(bench.Sandbox).Should().OnlyContain(ticket => ticket.Status == "In Progress" && ticket.Notes.Count == 1, "the claim was noted once");
    }

    [Theory, MemberData(nameof(Desks))]
    public async Task CorrectedTicket_IsReadAgainByItself(string kind)
    {
        (RequestDesk desk, IReadOnlyDictionary<string, SystemSettings> beside) = RequestDesk.Open(kind);
        using SandboxBench bench = await SandboxBench.OpenAsync(beside: beside);
        desk.Add(bench.Sandbox, string.Format(null, Hire, "Noa", "Frei", "wizard", Manager, "2003"));
        (await Intake(bench).ReadAsync(new RequestQuery(), new SandboxBench.SilentLog(), default)).Requests.Single().State.Should().Be(RequestState.Invalid);
        bench.Sandbox.Clock.Advance(TimeSpan.FromMinutes(15));

        desk.Correct(bench.Sandbox, "wizard", "sales");

        (await Intake(bench).ReadAsync(new RequestQuery(), new SandboxBench.SilentLog(), default)).Requests.Single().State.Should().Be(RequestState.Waiting);
    }

    private static RequestIntake Intake(SandboxBench bench) => new(bench.Connection, bench.Journals, bench.Map);

    private static Task<BenchRun> CarryOutAsync(SandboxBench bench, LifecycleRequest request) => request.Kind == RequestKind.Hire
        ? bench.HireAsync(SandboxBench.Hire(request.GivenName, request.Surname, request.Role, request.Site, request.EmployeeId) with { Ticket = request.Ticket!, RequestId = request.Id })
        : bench.OffboardAsync(request.Identity, departure => departure with { Ticket = request.Ticket!, RequestId = request.Id, Site = request.Site });
}

using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Threading.Tasks;
using FluentAssertions;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.Requests;
using LifecycleTools.Sandbox.Autotask;
using Xunit;

namespace LifecycleTools.Connectors.Tests.Psa;

public sealed class AutotaskRequestsTests : TicketRequestTests
{
    protected override PsaBench Bench { get; } = new(AutotaskTests.ToContract);

    protected override string Kind => "autotask";

    protected override Dictionary<string, string> Settings => new()
    {
        ["user"] = "api@contosomsp.example", ["secret"] = "sandbox:autotask-secret", ["integrationCode"] = "CONTOSOMSP00000000000000000", ["queue"] = "HR Requests",
        ["requestStatus"] = "New", ["claimedStatus"] = "In Progress",
    };

    protected override string ListPath => "/Tickets/query";

    protected override (string Method, string Path) NoteCreate => ("POST", "/Notes$");

    protected override (string Method, string Path) StatusChange => ("PATCH", "/Tickets$");

    protected override string ClosedStatus => "Complete";

    private AutotaskState State => Bench.Tenant.Beside<AutotaskState>();

    protected override string AddTicket(string body, string key = "") => Add(body, key, 136);

    protected override void AddField(string id, string label, string value) => Ticket(id).UserDefinedFields[label] = value;

    protected override void AddPublicNote(string id, string text) => Ticket(id).Notes.Add(new AutotaskNote { Id = State.NewId(), Description = text, Publish = 1, NoteType = 3 });

    protected override void Move(string id, string status)
    {
        List<AutotaskValue> statuses = State.TicketPicklists["status"];
        if (statuses.All(each => each.Label != status)) statuses.Add(new AutotaskValue(40 + statuses.Count, status));
        Ticket(id).Values["status"] = statuses.Single(each => each.Label == status).Value;
        Ticket(id).UpdatedUtc = Bench.Tenant.Clock.UtcNow;
    }

    protected override string StatusOf(string id) => State.TicketPicklists["status"].Single(each => each.Value == Ticket(id).Values["status"]).Label;

    protected override IReadOnlyList<string> NotesOf(string id) => Ticket(id).Notes.Where(note => note.Publish == 2).Select(note => note.Description).ToList();

    [Fact]
    public async Task RequestType_IsALabelOfAnyOfTheThreeTypes()
    {
        Add("Kind: Hire", "", 136);
        string id = Add("Kind: Departure", "", 137);

        SourceRecord record = (await ReadAsync(Source(("requestType", "offboarding")))).Single();

        record.SourceId.Should().Be(id);
        record.Fields.Should().Contain("Type", "User").And.Contain("Subtype", "Offboarding");
        record.Place.Should().Be(Ticket(id).Number);
        (await ReadAsync(Source(("requestType", "User")))).Should().HaveCount(2);
        (await FluentActions.Awaiting(() => PsaBench.Reading(() => Source(("requestType", "x")).CheckAsync(default))).Should().ThrowAsync<LifecycleException>())
            .WithMessage("*requestType*Onboarding, Offboarding*");
    }

    [Fact]
    public async Task OtherQueues_AreLeftAlone()
    {
        string id = AddTicket("Kind: Hire");
        Ticket(id).Values["queueID"] = 8;

        (await ReadAsync(Source())).Should().BeEmpty();
    }

    private string Add(string body, string key, int subIssue)
    {
        AutotaskTicket ticket = new() { Title = "Please", Description = body, ExternalId = key.Length > 0 ? key : null, CompanyId = State.Companies[0].Id };
        foreach ((string field, int value) in new[] { ("status", 1), ("priority", 2), ("queueID", 29683481), ("issueType", 10), ("subIssueType", subIssue) }) ticket.Values[field] = value;
        return State.AddTicket(ticket).Id.ToString(CultureInfo.InvariantCulture);
    }

    private AutotaskTicket Ticket(string id) => State.Tickets.Single(ticket => ticket.Id.ToString(CultureInfo.InvariantCulture) == id);
}

using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Threading.Tasks;
using FluentAssertions;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.Ports;
using LifecycleTools.Engine.Requests;
using LifecycleTools.Sandbox.HaloPsa;
using Xunit;

namespace LifecycleTools.Connectors.Tests.Psa;

public sealed class HaloPsaRequestsTests : TicketRequestTests
{
    protected override PsaBench Bench { get; } = new(HaloPsaTests.ToContract);

    protected override string Kind => "halopsa";

    protected override Dictionary<string, string> Settings => new()
    {
        ["url"] = "https://contosomsp.halopsa.com", ["tenant"] = "contosomsp", ["clientId"] = "halo-app", ["clientSecret"] = "sandbox:halo-secret", ["ticketType"] = "HR Request",
        ["raisedPriority"] = "Critical", ["requestStatus"] = "New", ["claimedStatus"] = "In Progress",
    };

    protected override string ListPath => "/Tickets\\?requesttype_id";

    protected override (string Method, string Path) NoteCreate => ("POST", "/api/Actions$");

    protected override (string Method, string Path) StatusChange => ("POST", "/api/Tickets$");

    private HaloPsaState State => Bench.Tenant.Beside<HaloPsaState>();

    protected override string AddTicket(string body, string key = "") => Add(new HaloTicket { DetailsHtml = $"<p>{body.Replace("\n", "<br>", StringComparison.Ordinal)}</p>", ThirdPartyId = key });

    protected override void AddField(string id, string label, string value)
    {
        string name = "CF" + label.Replace(" ", "", StringComparison.Ordinal);
        State.Labels[name] = label;
        Ticket(id).CustomFields[name] = value;
    }

    protected override void AddPublicNote(string id, string text) => Ticket(id).Actions.Add(new HaloAction { Id = State.NewId(), NoteHtml = $"<p>{text}</p>", OutcomeId = 1 });

    protected override void Move(string id, string status)
    {
        if (State.Statuses.All(each => each.Name != status)) State.Statuses.Add(new HaloName { Id = 40 + State.Statuses.Count, Name = status });
        Ticket(id).StatusId = State.Statuses.Single(each => each.Name == status).Id;
        Ticket(id).UpdatedUtc = Bench.Tenant.Clock.UtcNow;
    }

    protected override string ClosedStatus => "Closed";

    protected override string StatusOf(string id) => State.Statuses.Single(status => status.Id == Ticket(id).StatusId).Name;

    protected override IReadOnlyList<string> NotesOf(string id) => Ticket(id).Actions.Where(action => action.IsHidden).Select(action => action.NoteHtml).ToList();

    [Fact]
    public async Task List_ThatShowsNoChanges_IsReadAllTheSame()
    {
        State.ListsShowChanges = false;
        string id = AddTicket("Kind: Hire");

        (await ReadAsync(Source())).Select(record => record.SourceId).Should().Equal(id);
    }

    [Fact]
    public async Task RequestType_NamesOtherTypesThanOurOwn()
    {
        AddTicket("Kind: Hire");
        string id = Add(new HaloTicket { DetailsHtml = "Kind: Hire", TypeId = 1, Category = "User>Onboarding" });

        SourceRecord record = (await ReadAsync(Source(("requestType", "incident")))).Single();

        record.SourceId.Should().Be(id);
        record.Fields.Should().Contain("Type", "Incident").And.Contain("Subtype", "User>Onboarding");
        (await FluentActions.Awaiting(() => PsaBench.Reading(() => Source(("requestType", "x")).CheckAsync(default))).Should().ThrowAsync<LifecycleException>())
            .WithMessage("*requestType*Incident, HR Request*");
    }

    [Fact]
    public async Task Claim_ThatAWorkflowKeepsFromHappening_SaysWhy()
    {
        State.Warning = "The workflow does not allow this step";
        string id = AddTicket("Kind: Hire");
        IRequestSource source = Source();
        SourceRecord record = (await ReadAsync(source)).Single();

        LifecycleException failure = (await FluentActions.Awaiting(() => ClaimAsync(source, record)).Should().ThrowAsync<LifecycleException>()).Which;

        failure.Message.Should().Contain("In Progress");
        StatusOf(id).Should().Be("New");
    }

    private string Add(HaloTicket ticket)
    {
        (ticket.Summary, ticket.ClientId) = ("Please", State.Clients[0].Id);
        if (ticket.TypeId == 1 && ticket.Category is null) ticket.TypeId = 29;
        return State.AddTicket(ticket).Id.ToString(CultureInfo.InvariantCulture);
    }

    private HaloTicket Ticket(string id) => State.Tickets.Single(ticket => ticket.Id.ToString(CultureInfo.InvariantCulture) == id);
}

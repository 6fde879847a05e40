using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Threading.Tasks;
using FluentAssertions;
using LifecycleTools.Engine.Requests;
using LifecycleTools.Sandbox.ConnectWise;
using Xunit;

namespace LifecycleTools.Connectors.Tests.Psa;

public sealed class ConnectWiseRequestsTests : TicketRequestTests
{
    protected override PsaBench Bench { get; } = new(ConnectWiseTests.ToContract);

    protected override string Kind => "connectwise";

    protected override Dictionary<string, string> Settings => new()
    {
        ["url"] = "https://api-na.myconnectwise.net", ["company"] = "contosomsp", ["publicKey"] = "cw-public", ["privateKey"] = "sandbox:cw-private-key",
        ["clientId"] = "7f3c1f9a-52d4-4f0b-9a53-1f9e6f4b2c11", ["board"] = "HR Requests", ["requestStatus"] = "New", ["claimedStatus"] = "In Progress",
    };

    protected override string ListPath => "/service/tickets\\?conditions";

    protected override (string Method, string Path) NoteCreate => ("POST", "/notes$");

    protected override (string Method, string Path) StatusChange => ("PATCH", "/tickets/");

    protected override string ClosedStatus => "Completed";

    private ConnectWiseState State => Bench.Tenant.Beside<ConnectWiseState>();

    protected override string AddTicket(string body, string key = "") => Add(body, key).Id.ToString(CultureInfo.InvariantCulture);

    protected override void AddField(string id, string label, string value) => Ticket(id).CustomFields[label] = value;

    protected override void AddPublicNote(string id, string text) => Ticket(id).Notes.Add(new ConnectWiseNote { Id = State.NewId(), Text = text });

    protected override void Move(string id, string status)
    {
        ConnectWiseTicket ticket = Ticket(id);
        if (ticket.Board.Statuses.All(each => each.Name != status)) ticket.Board.Statuses.Add(new ConnectWiseStatus { Id = State.NewId(), Name = status });
        ticket.Status = ticket.Board.Statuses.Single(each => each.Name == status);
        ticket.UpdatedUtc = Bench.Tenant.Clock.UtcNow;
    }

    protected override string StatusOf(string id) => Ticket(id).Status.Name;

    protected override IReadOnlyList<string> NotesOf(string id) => Ticket(id).Notes.Where(note => note.IsInternal).Select(note => note.Text).ToList();

    [Fact]
    public async Task Subtype_ThatIsTranslated_SaysTheKindWhateverTheTextSays()
    {
        Add("Kind: Hire\nIdentity: ada@contoso.com", "", "Offboarding");
        Dictionary<string, IReadOnlyDictionary<string, string>> maps = new() { ["kinds"] = new Dictionary<string, string> { ["Offboarding"] = "Departure" } };

        SourceRecord record = (await ReadAsync(Source(maps))).Single();

        new SourceMapping("psa", new Engine.Tenants.SystemSettings { Kind = "connectwise", Maps = maps }).Read(record).Kind.Should().Be(RequestKind.Departure);
    }

    [Fact]
    public async Task RequestType_LeavesOtherTicketsAlone()
    {
        Add("Kind: Hire", "", "Onboarding");
        string id = Add("Kind: Departure", "", "Offboarding").Id.ToString(CultureInfo.InvariantCulture);

        (await ReadAsync(Source(("requestType", "offboarding")))).Select(record => record.SourceId).Should().Equal(id);
        await FluentActions.Awaiting(() => PsaBench.Reading(() => Source(("requestType", "x")).CheckAsync(default))).Should().ThrowAsync<Engine.Errors.LifecycleException>()
            .WithMessage("*User, Onboarding, Offboarding*");
    }

    [Fact]
    public async Task Body_InHtml_IsReadAsItLooks()
    {
        Add("<html><head><style>Kind: x</style></head><body><p><b>Kind:</b>&nbsp;Hire</p><table><tr><td>First name</td><td>Ad&eacute;</td></tr></table><div>Last name: A&lt;b&gt;<br>Site: Zurich</div>"
            + "<blockquote>Role: old</blockquote><script>Role: x", "");

        SourceRecord record = (await ReadAsync(Source())).Single();

        record.Fields.Should().Contain("Kind", "Hire").And.Contain("First name", "Adé").And.Contain("Last name", "A<b>").And.Contain("Site", "Zurich").And.NotContainKey("Role");
    }

    private ConnectWiseTicket Add(string body, string key, string? subType = null)
    {
        ConnectWiseBoard board = State.Boards.Single(each => each.Name == "HR Requests");
        ConnectWiseTicket ticket = State.AddTicket(new ConnectWiseTicket
        {
            Summary = "Please", Company = State.Companies[0], Board = board, Status = board.Statuses[0], Priority = State.Priorities[2], Type = "User", SubType = subType,
            ExternalXRef = key.Length > 0 ? key : null,
        });
        ticket.Notes.Add(new ConnectWiseNote { Id = State.NewId(), CreatedUtc = ticket.CreatedUtc, Text = body });
        return ticket;
    }

    private ConnectWiseTicket Ticket(string id) => State.Tickets.Single(ticket => ticket.Id.ToString(CultureInfo.InvariantCulture) == id);
}

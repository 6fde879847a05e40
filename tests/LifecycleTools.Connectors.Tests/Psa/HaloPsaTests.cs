using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using FluentAssertions;
using LifecycleTools.Connectors.Tests.Contracts;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.Ports;
using LifecycleTools.Sandbox;
using LifecycleTools.Sandbox.HaloPsa;
using Xunit;

namespace LifecycleTools.Connectors.Tests.Psa;

public sealed class HaloPsaTests : PsaPortTests
{
    protected override PsaBench Bench { get; } = new(ToContract);

    protected override string Kind => "halopsa";

    protected override Dictionary<string, string> Settings => new()
    {
        ["url"] = "https://contosomsp.halopsa.com", ["tenant"] = "contosomsp", ["clientId"] = "halo-app", ["clientSecret"] = "sandbox:halo-secret", ["ticketType"] = "HR Request", ["raisedPriority"] = "Critical",
    };

    protected override IReadOnlyList<HeldTicket> Held => State.Tickets.Select(ticket => new HeldTicket(
        ticket.Id.ToString(CultureInfo.InvariantCulture), ticket.Summary, State.Clients.Single(client => client.Id == ticket.ClientId).Name, State.Users.Find(user => user.Id == ticket.UserId)?.Mail,
        ticket.StatusId == 9, State.Priorities.Single(each => each.Id == ticket.PriorityId).Name, ticket.DetailsHtml,
        ticket.Actions.Where(action => action.IsHidden).Select(action => action.NoteHtml).ToList(), ticket.Files.Select(file => (file.Name, file.Content)).ToList())).ToList();

    protected override (string Method, string Path) TicketCreate => ("POST", "/api/Tickets$");

    protected override (string Method, string Path) NoteCreate => ("POST", "/api/Actions$");

    protected override (string Method, string Path) FileCreate => ("POST", "/api/Attachment$");

    protected override string SecretText => "halo-secret";

    private HaloPsaState State => Bench.Tenant.Beside<HaloPsaState>();

    protected override void AddCompany(string name) => State.AddClient(name);

    protected override void AddTicket(string key, string title) => State.AddTicket(new HaloTicket { Summary = title, ThirdPartyId = key, ClientId = State.Clients[0].Id });

    protected override string Readable(string stored) => WebUtility.HtmlDecode(Regex.Replace(stored, "<[^>]*>", "\n", RegexOptions.CultureInvariant));

    internal static HttpMessageHandler ToContract(HttpMessageHandler sandbox) => VendorContractHandler.Hold(sandbox, "halopsa-subset.json", (inner, contract) => new VendorContractHandler(inner, contract, "^/api(?=/)")
    {
        // The answers of this description have no schema: they are held to the one that the request of the same path has.
        AnswerOf = path => path.Split('/')[1] switch
        {
            "Tickets" => ("Faults", "tickets"),
            "Actions" => ("Actions", "actions"),
            "Attachment" => ("Attachment", "attachments"),
            "Client" => ("Area", "clients"),
            "Users" => ("Users", "users"),
            "Status" => ("TStatus", ""),
            "Priority" => ("Policy", ""),
            "TicketType" => ("RequestType", ""),
            _ => null,
        },
        IsKnown = found =>
            // Community modules call it (HaloAPI, CIPP); the swagger of 2024-09 leaves it out.
            (found.Call.StartsWith("GET /Outcome", StringComparison.Ordinal) && found.Pointer == "path")
            // Described as a flag; every community module sends a time (HaloAPI, CIPP).
            || found.Pointer == "?lastupdatefromdate"
            // Times come without a zone (HaloAPI).
            || found.Rule.EndsWith("is no date-time", StringComparison.Ordinal),
    });

    [Theory]
    [InlineData("ticketType", "x", "Incident, HR Request")]
    [InlineData("status", "x", "New, In Progress")]
    [InlineData("closedStatus", "x", "New, In Progress, Closed")]
    [InlineData("priority", "x", "Critical, High, Medium, Low")]
    [InlineData("raisedPriority", "x", "Critical, High, Medium, Low")]
    [InlineData("outcome", "x", "Email User, Private Note")]
    [InlineData("customer", "Contosso", "Contoso, Fabrikam")]
    public Task Check_OfANameThatIsNotThere_ListsThoseThatAre(string key, string value, string valid) => RefusesNameAsync(key, value, valid);

    [Theory]
    [InlineData("Client", "read:customers")]
    [InlineData("Tickets", "read:tickets")]
    [InlineData("Outcome", "read:tickets")]
    public async Task Check_WithoutARight_NamesIt(string part, string right)
    {
        State.Forbidden.Add(part);

        LifecycleException failure = await CheckFailsAsync();

        failure.Id.Should().Be(ErrorIds.ConnectorPermissionMissing);
        failure.Message.Should().Contain(right).And.Contain("You do not have permission");
    }

    [Theory]
    [InlineData("clientSecret", "sandbox:another-secret")]
    [InlineData("clientId", "another")]
    [InlineData("tenant", "another")]
    public async Task Check_WithAWrongSignIn_SaysSoWithoutIt(string key, string value)
    {
        LifecycleException failure = await CheckFailsAsync((key, value));

        failure.Id.Should().Be(ErrorIds.ConnectorSignInFailed);
        failure.ToString().Should().NotContain("another-secret").And.NotContain(SecretText);
    }

    [Theory]
    [InlineData(true, null)]
    [InlineData(false, null)]
    [InlineData(true, "CFlifecycle")]
    [InlineData(false, "CFlifecycle")]
    public async Task Ticket_IsFoundByItsKeyWhereverTheSearchLooks(bool searchSeesKeys, string? field)
    {
        State.SearchSeesKeys = searchSeesKeys;
        IPsa psa = field is null ? Psa() : Psa(("keyField", field));

        Ticket made = await CreateAsync(psa);

        (await FoundAsync(psa)).Should().Be(made);
        (field is null ? State.Tickets.Single().ThirdPartyId : State.Tickets.Single().CustomFields[field]).Should().Be(Key);
    }

    [Fact]
    public async Task Ticket_HasTheNamesOfTheTenantFileAndNobodyIsMailed()
    {
        IPsa psa = Psa(("status", "In Progress"), ("priority", "Low"), ("outcome", "7"));
        Ticket ticket = await CreateAsync(psa);
        await Bench.Writing(() => psa.AddNoteAsync(ticket, new TicketNote("k", "t", []), default));

        HaloTicket held = State.Tickets.Single();
        (held.TypeId, held.StatusId, held.PriorityId).Should().Be((29, 2, 4));
        held.Actions.Should().ContainSingle().Which.Should().Match<HaloAction>(action => action.OutcomeId == 7 && action.IsHidden && !action.IsMailed);
    }

    [Fact]
    public async Task Resolved_WhereAWorkflowKeepsTheStatus_IsNotSeenAsResolved()
    {
        IPsa psa = Psa();
        Ticket ticket = await CreateAsync(psa);
        State.Warning = "The workflow does not allow this status";

        await Bench.Writing(() => psa.ResolveAsync(ticket, default));

        (await FoundAsync(psa))!.IsResolved.Should().BeFalse();
    }

    [Fact]
    public async Task Change_ThatIsAnsweredWithNothing_IsNotClaimed()
    {
        IPsa psa = Psa();
        Bench.Tenant.Faults.Add(SandboxFaultKind.IgnoreWrite, "POST", "/api/Tickets$");

        Func<Task> create = () => CreateAsync(psa);

        (await create.Should().ThrowAsync<LifecycleException>()).Which.Id.Should().Be(ErrorIds.ConnectorAnswerUnexpected);
    }

    [Fact]
    public async Task Token_ThatRanOut_IsRenewedOnce()
    {
        IPsa psa = Psa();
        await CreateAsync(psa);
        State.Token = "halo-token-2";

        (await FoundAsync(psa)).Should().NotBeNull();

        Bench.Tenant.Requests.Count(request => request.Path.StartsWith("/auth/token", StringComparison.Ordinal)).Should().Be(2);
    }
}

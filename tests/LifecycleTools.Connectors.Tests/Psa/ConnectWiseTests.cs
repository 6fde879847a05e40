using System;
using System.Collections.Generic;
using System.Linq;
using System.Net.Http;
using System.Threading.Tasks;
using FluentAssertions;
using LifecycleTools.Connectors.Tests.Contracts;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.Ports;
using LifecycleTools.Sandbox.ConnectWise;
using Xunit;

namespace LifecycleTools.Connectors.Tests.Psa;

public sealed class ConnectWiseTests : PsaPortTests
{
    protected override PsaBench Bench { get; } = new(ToContract);

    protected override string Kind => "connectwise";

    protected override Dictionary<string, string> Settings => new()
    {
        ["url"] = "https://api-na.myconnectwise.net", ["company"] = "contosomsp", ["publicKey"] = "cw-public", ["privateKey"] = "sandbox:cw-private-key",
        ["clientId"] = "7f3c1f9a-52d4-4f0b-9a53-1f9e6f4b2c11", ["board"] = "HR Requests",
    };

    protected override IReadOnlyList<HeldTicket> Held => State.Tickets.Select(ticket => new HeldTicket(
        ticket.Id.ToString(System.Globalization.CultureInfo.InvariantCulture), ticket.Summary, ticket.Company.Name, ticket.Contact?.Mail, ticket.Status.IsClosed, ticket.Priority.Name, ticket.Description,
        ticket.Notes.Where(note => note.IsInternal).Select(note => note.Text).ToList(), ticket.Documents.Select(file => (file.Title, file.Content)).ToList())).ToList();

    protected override (string Method, string Path) TicketCreate => ("POST", "/service/tickets$");

    protected override (string Method, string Path) NoteCreate => ("POST", "/notes$");

    protected override (string Method, string Path) FileCreate => ("POST", "/system/documents$");

    protected override string SecretText => "cw-private-key";

    private ConnectWiseState State => Bench.Tenant.Beside<ConnectWiseState>();

    protected override void AddCompany(string name) => State.AddCompany(name);

    protected override void AddTicket(string key, string title) => State.AddTicket(new ConnectWiseTicket
    {
        ExternalXRef = key, Summary = title, Company = State.Companies[0], Board = State.Boards[0], Status = State.Boards[0].Statuses[0], Priority = State.Priorities[2],
    });

    internal static HttpMessageHandler ToContract(HttpMessageHandler sandbox) => VendorContractHandler.Hold(
        sandbox, "connectwise-subset.json", (inner, contract) => new VendorContractHandler(inner, contract, "^/[^/]+/apis/3[.]0(?=/)")
        {
            // The value of a custom field is described as "an object", and is whatever the field's type says.
            IsKnown = found => found.Pointer.StartsWith("/customFields/", StringComparison.Ordinal) && found.Pointer.EndsWith("/value", StringComparison.Ordinal) && found.Rule.EndsWith("must be Object", StringComparison.Ordinal),
        });

    [Theory]
    [InlineData("board", "HR Request", "Service Desk, HR Requests")]
    [InlineData("status", "Completed", "New, In Progress")]
    [InlineData("closedStatus", "New", "Completed")]
    [InlineData("type", "Incident", "User")]
    [InlineData("subType", "x", "Onboarding, Offboarding")]
    [InlineData("item", "x", "Account")]
    [InlineData("source", "x", "Email, API")]
    [InlineData("priority", "x", "Priority 1 - Critical, Priority 2 - High")]
    [InlineData("raisedPriority", "x", "Priority 1 - Critical, Priority 2 - High")]
    [InlineData("customer", "Contosso", "Contoso, Fabrikam")]
    public Task Check_OfANameThatIsNotThere_ListsThoseThatAre(string key, string value, string valid) => RefusesNameAsync(key, value, valid);

    [Fact]
    public async Task Check_OfACustomerThatTwoAre_NamesTheirIdsAndOneOfThemWorks()
    {
        State.AddCompany("Northwind");
        ConnectWiseCompany second = State.AddCompany("Northwind");

        LifecycleException failure = await CheckFailsAsync(("customer", "Northwind"));

        string id = second.Id.ToString(System.Globalization.CultureInfo.InvariantCulture);
        failure.Message.Should().Contain("several").And.Contain(id);
        await PsaBench.Reading(() => Psa(("customer", id)).CheckAsync(default));
    }

    [Fact]
    public async Task Check_OfABoardWithTwoClosedStatuses_AsksForOne()
    {
        State.Boards[1].Statuses.Add(new ConnectWiseStatus { Id = 4711, Name = "Canceled", IsClosed = true });

        (await CheckFailsAsync()).Message.Should().Contain("systems.psa.closedStatus").And.Contain("Completed, Canceled");
        await PsaBench.Reading(() => Psa(("closedStatus", "completed")).CheckAsync(default));
    }

    [Theory]
    [InlineData("service/boards", "Table Setup")]
    [InlineData("company/companies", "Company Maintenance")]
    [InlineData("service/tickets", "Service Tickets")]
    public async Task Check_WithoutARight_NamesIt(string part, string right)
    {
        State.Forbidden.Add(part);

        LifecycleException failure = await CheckFailsAsync();

        failure.Id.Should().Be(ErrorIds.ConnectorPermissionMissing);
        failure.Message.Should().Contain(right).And.Contain("security role");
    }

    [Theory]
    [InlineData("privateKey", "sandbox:another-key")]
    [InlineData("publicKey", "another")]
    [InlineData("company", "another")]
    [InlineData("clientId", "00000000-0000-0000-0000-000000000000")]
    public async Task Check_WithAWrongKey_SaysSoWithoutIt(string key, string value)
    {
        LifecycleException failure = await CheckFailsAsync((key, value));

        failure.Id.Should().Be(ErrorIds.ConnectorSignInFailed);
        failure.ToString().Should().NotContain("another-key").And.NotContain(SecretText);
    }

    [Fact]
    public async Task Codebase_ThatIsAskedFor_IsUsed()
    {
        await PsaBench.Reading(() => Psa(("codebase", "auto")).CheckAsync(default));

        Bench.Tenant.Requests[0].Path.Should().Be("/login/companyinfo/contosomsp");
        Bench.Tenant.Requests[0].Host.Should().Be("na.myconnectwise.net");
        Bench.Tenant.Requests.Skip(1).Should().OnlyContain(request => request.Path.StartsWith("/v2026_4/apis/3.0/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Codebase_OfACompanyOfAnotherRegion_SaysWhere()
    {
        State.SiteUrl = "api-eu.myconnectwise.net";

        LifecycleException failure = await CheckFailsAsync(("codebase", "auto"));

        failure.Id.Should().Be(ErrorIds.ConnectorSignInFailed);
        failure.Message.Should().Contain("https://api-eu.myconnectwise.net");
    }

    [Fact]
    public async Task Keys_GoToTheirOwnHostOnly()
    {
        List<HttpRequestMessage> seen = [];
        PsaBench bench = new(inner => new Watching(inner, seen.Add));
        IPsa psa = bench.Psa(Kind, new Dictionary<string, string>(Settings) { ["codebase"] = "auto" });

        await PsaBench.Reading(() => psa.CheckAsync(default));

        seen.Where(request => request.Headers.Authorization is null).Should().OnlyContain(request => request.RequestUri!.Host == "na.myconnectwise.net");
        seen.Where(request => request.Headers.Authorization is not null).Should().NotBeEmpty().And.OnlyContain(request => request.RequestUri!.Host == "api-na.myconnectwise.net");
        seen.Should().OnlyContain(request => request.Headers.GetValues("Accept").Single() == "application/vnd.connectwise.com+json; version=2026.4");
    }

    [Fact]
    public async Task Ticket_HasTheNamesOfTheTenantFileAndNobodyIsNotified()
    {
        IPsa psa = Psa(("type", "User"), ("subType", "offboarding"), ("item", "Account"), ("status", "In Progress"), ("priority", "Priority 4 - Low"), ("source", "API"));
        Ticket ticket = await CreateAsync(psa);
        await Bench.Writing(() => psa.AddNoteAsync(ticket, new TicketNote("k", "t", []), default));

        ConnectWiseTicket held = State.Tickets.Single();
        (held.Board.Name, held.Type, held.SubType, held.Item, held.Status.Name, held.Priority.Name, held.Source)
            .Should().Be(("HR Requests", "User", "Offboarding", "Account", "In Progress", "Priority 4 - Low", "API"));
        held.Notes.Where(note => note.IsInternal).Should().OnlyContain(note => !note.Notified);
        Bench.Tenant.Requests.Single(request => request.Method == "POST" && request.Path.EndsWith("/service/tickets", StringComparison.Ordinal)).Body.Should().Contain("\"processNotifications\":false");
    }

    [Fact]
    public async Task Ticket_OfAnotherBoard_IsClosedWithThatBoardsStatus()
    {
        AddTicket("asked-by-a-person", "New hire");
        IPsa psa = Psa();
        Ticket ticket = (await FoundAsync(psa, "asked-by-a-person"))!;

        await Bench.Writing(() => psa.ResolveAsync(ticket, default));

        State.Tickets.Single().Status.Should().BeSameAs(State.Boards[0].Statuses.Single(status => status.IsClosed));
        (await PsaBench.Reading(() => psa.ReadTicketAsync(ticket.Number, default)))!.IsResolved.Should().BeTrue();
    }

    [Fact]
    public async Task Raised_AlreadyHigherThanAsked_StaysSo()
    {
        IPsa psa = Psa(("priority", "Priority 1 - Critical"), ("raisedPriority", "Priority 2 - High"));

        Ticket ticket = await CreateAsync(psa);
        await Bench.Writing(() => psa.RaiseAsync(ticket, default));

        ticket.IsRaised.Should().BeTrue();
        State.Tickets.Single().Priority.Name.Should().Be("Priority 1 - Critical");
    }

    [Fact]
    public async Task Names_AreLookedUpOnce()
    {
        IPsa psa = Psa();
        await PsaBench.Reading(() => psa.CheckAsync(default));
        Bench.Tenant.ClearRequests();

        await CreateAsync(psa);

        Bench.Tenant.Requests.Should().NotContain(request => request.Path.Contains("/boards", StringComparison.Ordinal) || request.Path.Contains("/priorities", StringComparison.Ordinal));
    }

    private sealed class Watching(HttpMessageHandler inner, Action<HttpRequestMessage> saw) : DelegatingHandler(inner)
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, System.Threading.CancellationToken cancel)
        {
            saw(request);
            return base.SendAsync(request, cancel);
        }
    }
}

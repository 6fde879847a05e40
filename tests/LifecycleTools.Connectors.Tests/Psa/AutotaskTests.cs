using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using FluentAssertions;
using LifecycleTools.Connectors.Tests.Contracts;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.Ports;
using LifecycleTools.Sandbox;
using LifecycleTools.Sandbox.Autotask;
using Xunit;

namespace LifecycleTools.Connectors.Tests.Psa;

public sealed class AutotaskTests : PsaPortTests
{
    protected override PsaBench Bench { get; } = new(ToContract);

    protected override string Kind => "autotask";

    protected override Dictionary<string, string> Settings => new()
    {
        ["user"] = "api@contosomsp.example", ["secret"] = "sandbox:autotask-secret", ["integrationCode"] = "CONTOSOMSP00000000000000000", ["queue"] = "HR Requests",
    };

    protected override IReadOnlyList<HeldTicket> Held => State.Tickets.Select(ticket => new HeldTicket(
        Text(ticket.Id), ticket.Title, State.Companies.First(company => company.Id == ticket.CompanyId).Name, State.Contacts.Find(contact => contact.Id == ticket.ContactId)?.Mail,
        ticket.Values["status"] == 5, Text(ticket.Values["priority"]), ticket.Description, ticket.Notes.Where(note => note.Publish == 2).Select(note => note.Description).ToList(),
        ticket.Files.Select(file => (file.Title, file.Content)).ToList())).ToList();

    protected override (string Method, string Path) TicketCreate => ("POST", "/Tickets$");

    protected override (string Method, string Path) NoteCreate => ("POST", "/Notes$");

    protected override (string Method, string Path) FileCreate => ("POST", "/Attachments$");

    protected override string SecretText => "autotask-secret";

    private AutotaskState State => Bench.Tenant.Beside<AutotaskState>();

    protected override void AddCompany(string name) => State.AddCompany(name);

    protected override void AddTicket(string key, string title)
    {
        AutotaskTicket ticket = new() { ExternalId = key, Title = title, CompanyId = State.Companies[0].Id };
        ticket.Values["status"] = 1;
        ticket.Values["priority"] = 2;
        State.AddTicket(ticket);
    }

    internal static HttpMessageHandler ToContract(HttpMessageHandler sandbox) => VendorContractHandler.Hold(sandbox, "autotask-subset.json", (inner, contract) => new VendorContractHandler(inner, contract, "^/ATServicesRest(?=/)")
    {
        // The description gives every operation the entity as its answer, and leaves out what stands around it (Autotask REST help, "Basic query calls").
        AnswerOf = path => path.Split('/') switch
        {
            [_, _, "Companies", "query"] => ("CompanyModel", "items"),
            [_, _, "Contacts", "query"] => ("ContactModel", "items"),
            [_, _, "Tickets", "query"] => ("TicketModel", "items"),
            [_, _, "TicketNotes", "query"] => ("TicketNoteModel", "items"),
            [_, _, "TicketAttachments", "query"] => ("TicketAttachmentModel", "items"),
            [_, _, "Tickets"] or [_, _, "Tickets", _, "Notes" or "Attachments"] => ("OperationResultModel", ""),
            [_, _, "Tickets", _] => ("TicketModel", "item"),
            _ => null,
        },
        IsKnown = found =>
            // Nothing in it may be null, and every example of the help has null for what is empty.
            found.Rule == "null is not allowed"
            // The page's link is the service's own.
            || (found.Pointer == "?paging" && found.Call.EndsWith("/query", StringComparison.Ordinal))
            // The value of a condition is described by the parts of a class, and written as it is.
            || (found.Pointer.EndsWith("/value", StringComparison.Ordinal) && found.Call.EndsWith("/query", StringComparison.Ordinal) && found.Rule.EndsWith("must be Object", StringComparison.Ordinal))
            // The id of a result is described as "an object", and is a number.
            || (found.Pointer == "/itemId" && found.Rule == "is Number, must be Object")
            // A ticket that is not there: the answer is {"item":null}.
            || (found.Pointer == "/item" && found.Call.StartsWith("GET /V1.0/Tickets/", StringComparison.Ordinal)),
    }, StringComparer.OrdinalIgnoreCase);

    [Theory]
    [InlineData("queue", "HR Request", "Client Portal, HR Requests")]
    [InlineData("status", "Fresh", "New, In Progress, Waiting Customer, Complete")]
    [InlineData("resolvedStatus", "Closed", "New, In Progress, Waiting Customer, Complete")]
    [InlineData("priority", "Project", "Critical, High, Medium, Low")]
    [InlineData("raisedPriority", "Urgent", "Critical, High, Medium, Low")]
    [InlineData("type", "x", "Service Request, Incident")]
    [InlineData("issueType", "x", "User, Hardware")]
    [InlineData("category", "x", "Standard")]
    [InlineData("source", "x", "API, Phone")]
    [InlineData("noteType", "x", "Task Summary, Task Notes")]
    [InlineData("publish", "x", "All Autotask Users, Internal Project Team")]
    [InlineData("customer", "Contosso", "Contoso, Fabrikam")]
    public async Task Check_OfALabelThatIsNotThere_ListsThoseThatAre(string key, string value, string valid)
    {
        LifecycleException failure = await CheckFailsAsync((key, value));

        failure.Id.Should().Be(ErrorIds.ConnectorNotConfigured);
        failure.Message.Should().Contain("systems.psa." + key).And.Contain(valid);
        Bench.Tenant.Requests.Should().OnlyContain(request => !request.IsWrite);
    }

    [Fact]
    public async Task Check_OfASubIssueOfAnotherIssue_ListsThoseOfThisOne()
    {
        LifecycleException failure = await CheckFailsAsync(("issueType", "User"), ("subIssueType", "Laptop"));

        failure.Message.Should().Contain("systems.psa.subIssueType").And.Contain("Onboarding, Offboarding").And.NotContain("Laptop,");
    }

    [Fact]
    public async Task Check_OfNotesThatCustomersMightSee_AsksWhoMay()
    {
        State.Publish.RemoveAt(1);
        State.Publish.Add(new AutotaskValue(2, "Our people"));

        (await CheckFailsAsync()).Message.Should().Contain("systems.psa.publish").And.Contain("All Autotask Users, Our people");
        await PsaBench.Reading(() => Psa(("publish", "Our people")).CheckAsync(default));
    }

    [Theory]
    [InlineData("secret", "sandbox:another-secret")]
    [InlineData("integrationCode", "ANOTHER")]
    [InlineData("user", "nobody@contosomsp.example")]
    public async Task Check_WithAWrongCredential_SaysSoWithoutIt(string key, string value)
    {
        LifecycleException failure = await CheckFailsAsync((key, value));

        failure.Id.Should().Be(ErrorIds.ConnectorSignInFailed);
        failure.ToString().Should().NotContain("another-secret").And.NotContain(SecretText);
    }

    [Theory]
    [InlineData("Companies", "Companies (View)")]
    [InlineData("Tickets", "Tickets")]
    [InlineData("TicketNotes", "TicketNotes (View)")]
    public async Task Check_WithoutARight_NamesIt(string entity, string right)
    {
        State.Forbidden.Add(entity);

        LifecycleException failure = await CheckFailsAsync();

        failure.Id.Should().Be(ErrorIds.ConnectorPermissionMissing);
        failure.Message.Should().Contain("security level").And.Contain(right);
    }

    [Theory]
    [InlineData("evil.example")]
    [InlineData("webservices5.autotask.net.evil.example")]
    [InlineData("localhost")]
    public async Task Zone_ThatIsNoAutotask_GetsNoSecret(string host)
    {
        State.ZoneHost = host;

        (await CheckFailsAsync()).Message.Should().Contain(host);
        Bench.Tenant.Requests.Should().OnlyContain(request => request.Path.Contains("ZoneInformation", StringComparison.Ordinal));
    }

    [Fact]
    public void Url_ThatIsNoAutotask_IsRefused()
    {
        Action make = () => Psa(("url", "https://autotask.evil.example/ATServicesRest"));

        make.Should().Throw<LifecycleException>().Which.Id.Should().Be(ErrorIds.ConnectorNotConfigured);
    }

    [Fact]
    public async Task Secret_GoesToTheZoneOnly()
    {
        List<(string Host, bool HasSecret)> seen = [];
        PsaBench bench = new(inner => new Watching(inner, request => seen.Add((request.RequestUri!.Host, request.Headers.Contains("Secret")))));

        await PsaBench.Reading(() => bench.Psa(Kind, Settings).CheckAsync(default));

        seen[0].Should().Be(("webservices2.autotask.net", false));
        seen.Skip(1).Should().NotBeEmpty().And.OnlyContain(each => each.Host == "webservices5.autotask.net" && each.HasSecret);
    }

    [Fact]
    public async Task Refusal_OfARequest_IsNeitherRepeatedNorAmbiguous()
    {
        IPsa psa = Psa();
        PsaCompany company = await PsaBench.Reading(() => psa.FindCompanyAsync(null, default));
        await PsaBench.Reading(() => psa.CheckAsync(default));
        Bench.Tenant.ClearRequests();

        Func<Task> create = () => Bench.Writing(() => psa.CreateTicketAsync(Ticket(company, new PsaContact("4711", "x", "x")), default));

        LifecycleException failure = (await create.Should().ThrowAsync<LifecycleException>()).Which;
        failure.Id.Should().Be(ErrorIds.ConnectorRequestRefused);
        failure.IsAmbiguous.Should().BeFalse();
        failure.Message.Should().Contain("The Contact does not belong to the Company");
        Bench.Tenant.Requests.Should().ContainSingle().Which.Status.Should().Be(500);
    }

    [Fact]
    public async Task Failure_WithoutReasons_IsAmbiguousForACreateAndRepeatedForAQuery()
    {
        IPsa psa = Psa();
        PsaCompany company = await PsaBench.Reading(() => psa.FindCompanyAsync(null, default));
        await PsaBench.Reading(() => psa.CheckAsync(default));
        SandboxFault create = Bench.Tenant.Faults.Add(SandboxFaultKind.ServerError, "POST", "/Tickets$", status: 500);
        SandboxFault query = Bench.Tenant.Faults.Add(SandboxFaultKind.ServerError, "POST", "/Tickets/query$", status: 500);

        Func<Task> make = () => Bench.Writing(() => psa.CreateTicketAsync(Ticket(company), default));

        (await make.Should().ThrowAsync<LifecycleException>()).Which.IsAmbiguous.Should().BeTrue();
        (await FoundAsync(psa)).Should().BeNull();
        (create.Seen, query.Seen).Should().Be((1, 2));
    }

    [Fact]
    public async Task Ticket_HasTheLabelsOfTheTenantFileAsValues()
    {
        IPsa psa = Psa(("type", "Service Request"), ("issueType", "User"), ("subIssueType", "offboarding"), ("category", "Standard"), ("source", "API"), ("status", "8"), ("priority", "Low"), ("dueHours", "8"));

        Ticket made = await CreateAsync(psa);

        AutotaskTicket held = State.Tickets.Single();
        held.Values.Should().Equal(new Dictionary<string, int>
        {
            ["queueID"] = 29683481, ["status"] = 8, ["priority"] = 3, ["ticketType"] = 1, ["issueType"] = 10, ["subIssueType"] = 137, ["ticketCategory"] = 3, ["source"] = 8,
        });
        DateTimeOffset.Parse(held.DueDateTime!, CultureInfo.InvariantCulture).Should().BeCloseTo(held.CreatedUtc.AddHours(8), TimeSpan.FromMinutes(1));
        made.Number.Should().Be(held.Number);
        made.Status.Should().Be("In Progress");
    }

    [Fact]
    public async Task Labels_AreLookedUpOnce()
    {
        IPsa psa = Psa();
        await PsaBench.Reading(() => psa.CheckAsync(default));
        Bench.Tenant.ClearRequests();

        Ticket made = await CreateAsync(psa);
        await Bench.Writing(() => psa.ResolveAsync(made, default));

        Bench.Tenant.Requests.Should().NotContain(request => request.Path.Contains("entityInformation", StringComparison.Ordinal));
        Bench.Tenant.Requests.Should().NotContain(request => request.Method == "PUT");
    }

    [Fact]
    public async Task Pages_AreFollowedToTheEndAndToNoOtherHost()
    {
        State.PageSize = 7;
        IPsa psa = Psa();
        Ticket ticket = await CreateAsync(psa);
        for (int at = 0; at < 20; at++) await Bench.Writing(() => psa.AddNoteAsync(ticket, new TicketNote($"k/{Text(at)}", "t", []), default));

        (await PsaBench.Reading(() => psa.ReadNoteKeysAsync(ticket, default))).Should().Equal(Enumerable.Range(0, 20).Select(at => $"k/{Text(at)}"));
        Bench.Tenant.Requests.Count(request => request.Path.Contains("TicketNotes/query", StringComparison.Ordinal)).Should().Be(3);

        PsaBench elsewhere = new(inner => new Rewriting(inner));
        Func<Task> find = () => PsaBench.Reading(() => elsewhere.Psa(Kind, Settings).FindCompanyAsync("Contoso", default));
        (await find.Should().ThrowAsync<LifecycleException>()).Which.Message.Should().Contain("another host (evil.example)");
    }

    [Theory]
    [InlineData(100, 0)]
    [InlineData(8000, 1)]
    [InlineData(9500, 5)]
    public async Task Calls_AreSpacedWhenTheHourIsNearlyUsedUp(int used, int seconds)
    {
        State.Used = used;
        IPsa psa = Psa();
        await PsaBench.Reading(() => psa.CheckAsync(default));
        DateTimeOffset before = Bench.Tenant.Clock.UtcNow;

        await FoundAsync(psa);

        (Bench.Tenant.Clock.UtcNow - before).Should().Be(TimeSpan.FromSeconds(seconds));
    }

    [Fact]
    public async Task Files_WaitForTheirFiveMinutesAndAreRefusedAboveTheLimit()
    {
        IPsa psa = Psa();
        Ticket ticket = await CreateAsync(psa);
        DateTimeOffset before = Bench.Tenant.Clock.UtcNow;
        for (int at = 1; at <= 2; at++) await Bench.Writing(() => psa.AttachAsync(ticket, new TicketFile($"{Text(at)}.jsonl", "application/x-ndjson", new byte[5_500_000]), default));

        State.Tickets.Single().Files.Should().HaveCount(2);
        (Bench.Tenant.Clock.UtcNow - before).Should().BeGreaterThanOrEqualTo(TimeSpan.FromMinutes(5));
        Func<Task> tooLarge = () => Bench.Writing(() => psa.AttachAsync(ticket, new TicketFile("large.jsonl", "application/x-ndjson", new byte[6_000_001]), default));
        (await tooLarge.Should().ThrowAsync<LifecycleException>()).Which.Kind.Should().Be(ErrorKind.Limit);
    }

    [Fact]
    public async Task Calls_AreNeverMoreThanThreeAtOnce()
    {
        Counting? counter = null;
        PsaBench bench = new(inner => counter = new Counting(inner));
        IPsa psa = bench.Psa(Kind, Settings);
        await PsaBench.Reading(() => psa.CheckAsync(default));

        await PsaBench.Reading(() => Task.WhenAll(Enumerable.Range(0, 12).Select(at => psa.FindTicketAsync(Text(at), default))));

        counter!.Most.Should().BeInRange(1, 3);
    }

    private static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);

    private sealed class Watching(HttpMessageHandler inner, Action<HttpRequestMessage> saw) : DelegatingHandler(inner)
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancel)
        {
            saw(request);
            return base.SendAsync(request, cancel);
        }
    }

    private sealed class Counting(HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        private int _now;

        public int Most { get; private set; }

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancel)
        {
            int now = Interlocked.Increment(ref _now);
            lock (this) Most = Math.Max(Most, now);
            await Task.Yield();
            HttpResponseMessage answer = await base.SendAsync(request, cancel);
            Interlocked.Decrement(ref _now);
            return answer;
        }
    }

    private sealed class Rewriting(HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancel)
        {
            HttpResponseMessage answer = await base.SendAsync(request, cancel);
            if (!request.RequestUri!.AbsolutePath.EndsWith("/query", StringComparison.Ordinal)) return answer;

            string body = await answer.Content.ReadAsStringAsync(cancel);
            return new HttpResponseMessage(HttpStatusCode.OK)
            {
                RequestMessage = request,
                Content = new StringContent(body.Replace("\"nextPageUrl\":null", "\"nextPageUrl\":\"https://evil.example/ATServicesRest/V1.0/Companies/query\"", StringComparison.Ordinal), System.Text.Encoding.UTF8, "application/json"),
            };
        }
    }
}

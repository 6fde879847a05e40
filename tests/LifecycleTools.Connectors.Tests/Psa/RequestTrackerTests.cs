using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Threading.Tasks;
using FluentAssertions;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.Ports;
using LifecycleTools.Sandbox.RequestTracker;
using Xunit;

namespace LifecycleTools.Connectors.Tests.Psa;

/// <summary>The sandbox's Request Tracker; a real server is asked the same in LifecycleTools.RealServers.Tests.</summary>
public sealed class RequestTrackerTests : PsaPortTests
{
    protected override PsaBench Bench { get; } = new();

    protected override string Kind => "requesttracker";

    protected override Dictionary<string, string> Settings => new() { ["url"] = "https://rt.contosomsp.example", ["token"] = "sandbox:1-14-rt-token", ["queue"] = "Contoso" };

    protected override IReadOnlyList<HeldTicket> Held => State.Tickets.Select(ticket => new HeldTicket(
        ticket.Id.ToString(CultureInfo.InvariantCulture), ticket.Subject, State.Queues.Single(queue => queue.Id == ticket.QueueId).Name, ticket.Requestor,
        State.Inactive.Contains(ticket.Status), ticket.Priority.ToString(CultureInfo.InvariantCulture), ticket.Messages[0].Content,
        ticket.Messages.Where(message => message is { Type: "Comment", Files.Count: 0 }).Select(message => message.Content).ToList(),
        ticket.Messages.SelectMany(message => message.Files).Select(file => (file.Name, file.Content)).ToList())).ToList();

    protected override (string Method, string Path) TicketCreate => ("POST", "/ticket$");

    protected override (string Method, string Path) NoteCreate => ("POST", "/comment$");

    protected override (string Method, string Path) FileCreate => ("POST", "/comment$");

    protected override string SecretText => "1-14-rt-token";

    private RequestTrackerState State => Bench.Tenant.Beside<RequestTrackerState>();

    protected override void AddCompany(string name) => State.AddQueue(name);

    protected override void AddTicket(string key, string title) =>
        State.AddTicket(new RequestTrackerTicket { Subject = title, QueueId = State.Queues[0].Id, CustomFields = { ["External Id"] = key } }, "");

    /// <summary>A user of Request Tracker belongs to no queue: who is not found in one is found in none.</summary>
    [Fact]
    public override async Task Contact_IsFoundByMailWithinItsCompanyOnly()
    {
        IPsa psa = Psa();
        foreach (string queue in new[] { "Contoso", "Fabrikam" })
        {
            PsaCompany company = await PsaBench.Reading(() => psa.FindCompanyAsync(queue, default));
            (await PsaBench.Reading(() => psa.FindContactAsync(company, "Megan.Ward@contoso.example", default)))!.Mail.Should().BeEquivalentTo("megan.ward@contoso.example");
            (await PsaBench.Reading(() => psa.FindContactAsync(company, "sean.o'brien@contoso.example", default)))!.Mail.Should().Be("sean.o'brien@contoso.example");
            (await PsaBench.Reading(() => psa.FindContactAsync(company, "ward@contoso.example", default))).Should().BeNull("a part of an address is another address");
        }
    }

    [Theory]
    [InlineData("queue", "x", "Contoso, Fabrikam")]
    [InlineData("keyField", "x", "External Id")]
    public Task Check_OfANameThatIsNotThere_ListsThoseThatAre(string key, string value, string valid) => RefusesNameAsync(key, value, valid);

    [Fact]
    public async Task Check_OfAnAccountThatMayMakeNoTicket_NamesTheRight()
    {
        State.MayCreate = false;

        (await CheckFailsAsync()).RecommendedAction.Should().Contain("CreateTicket");
    }

    [Fact]
    public async Task Ticket_OfAQueueWithoutTheField_IsFoundByItsSubject()
    {
        State.CustomFields.Clear();
        IPsa psa = Psa();

        Ticket made = await CreateAsync(psa);

        (await FoundAsync(psa)).Should().Be(made);
        Held.Single().Title.Should().EndWith($"[lifecycle {Key}]");
    }

    [Fact]
    public async Task Change_ThatIsRefusedInAnAnswerThatSucceeds_IsAFailureThatQuotesIt()
    {
        IPsa psa = Psa();
        Ticket made = await CreateAsync(psa);
        State.Refusal = "Status could not be changed: Permission Denied";

        System.Func<Task> resolve = () => Bench.Writing(() => psa.ResolveAsync(made, default));

        (await resolve.Should().ThrowAsync<LifecycleException>()).WithMessage("*Permission Denied*").Which.Id.Should().Be(ErrorIds.ConnectorRequestRefused);
    }
}

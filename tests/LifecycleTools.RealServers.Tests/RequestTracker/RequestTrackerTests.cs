using System;
using System.Collections.Generic;
using System.Linq;
using System.Net.Http;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using FluentAssertions;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.Ports;
using Xunit;

namespace LifecycleTools.RealServers.Tests.RequestTracker;

/// <summary>The port over a Request Tracker that this project did not write; what is compared is what the server itself says.</summary>
[Collection(RequestTrackerCollection.Name)]
public sealed class RequestTrackerTests(RequestTrackerServer server)
{
    private static readonly CancellationToken s_none = CancellationToken.None;
    private readonly string _key = "20261122T100000Z-" + Guid.NewGuid().ToString("N")[..8];

    [SkippableFact]
    public async Task Ticket_FromItsMakingToItsEnd_IsOnTheServerAsTheRunSaysIt()
    {
        server.Require();
        using RequestTrackerBench bench = new(server);
        await bench.Psa.CheckAsync(s_none);
        PsaCompany company = await bench.Psa.FindCompanyAsync(null, s_none);
        PsaContact? contact = await bench.Psa.FindContactAsync(company, "Carla.Moretti@contoso.example", s_none);
        (await bench.Psa.FindTicketAsync(_key, s_none)).Should().BeNull();

        Ticket made = await bench.Psa.CreateTicketAsync(Ticket(company) with { Contact = contact }, s_none);
        await bench.Psa.AddNoteAsync(made, Note("Access", "10:00:00Z Block sign-in: O'Brien: Done.", "  <b>José</b> & \"50%\" → " + new string('x', 400)), s_none);
        await bench.Psa.AddNoteAsync(made, Note("Mail", "10:01:00Z shared"), s_none);
        byte[] journal = Encoding.UTF8.GetBytes("{\"a\":\"José\"}\r\n{\"b\":1}\n");
        await bench.Psa.AttachAsync(made, new TicketFile($"{_key}-1.jsonl", "application/x-ndjson", journal), s_none);
        await bench.Psa.ResolveAsync(made, s_none);

        contact.Should().Be(new PsaContact("carla", "Carla Moretti", "carla.moretti@contoso.example"));
        (await server.TicketsOfAsync(_key)).Should().Equal(made.Id);
        JsonNode held = await server.AskAsync("ticket/" + made.Id);
        held["Subject"]!.ToString().Should().Be("Offboarding: Seán \"O'Brien\" <b> \\ 100%");
        held["Status"]!.ToString().Should().Be("resolved");
        held["Requestor"]![0]!["id"]!.ToString().Should().Be("carla");
        held["CustomFields"]![0]!["values"]![0]!.ToString().Should().Be(_key);
        IReadOnlyList<StoredPart> parts = await server.PartsAsync(made.Id);
        parts[0].Text.Should().Be("Seán O'Brien leaves.\nReason: \"50%\" & <more>.");
        List<StoredPart> notes = parts.Where(part => part is { Transaction: "Comment", FileName: "", ContentType: "text/plain" }).ToList();
        notes.Select(note => note.Text.Split('\n')[0]).Should().Equal("Access", "Mail", $"{_key}-1.jsonl");
        notes[0].Text.Should().Contain("Block sign-in: O'Brien: Done.\n  <b>José</b> & \"50%\" → xxx").And.EndWith($"[lifecycle {_key}/1/Access]");
        parts.Single(part => part.FileName.Length > 0).Content.Should().Equal(journal);
        server.Mails.Should().NotContain($"{_key}/1", "nobody outside is sent a note");
        (await bench.Psa.ReadNoteKeysAsync(made, s_none)).Should().Equal($"{_key}/1/Access", $"{_key}/1/Mail");
        (await bench.Psa.ReadAttachmentNamesAsync(made, s_none)).Should().Equal($"{_key}-1.jsonl");
        Ticket now = (await bench.Psa.FindTicketAsync(_key, s_none))!;
        now.Should().Be(made with { Status = "resolved", IsResolved = true });
        (await bench.Psa.ReadTicketAsync(made.Number, s_none)).Should().Be(now);
        bench.Sent.Should().HaveCount(5, "every change is announced before it leaves");
    }

    [SkippableFact]
    public async Task Raised_AfterItWasResolved_IsOpenAndUrgent()
    {
        server.Require();
        using RequestTrackerBench bench = new(server, ("priority", "20"), ("raisedPriority", "80"));
        Ticket made = await CreateAsync(bench);
        await bench.Psa.ResolveAsync(made, s_none);

        await bench.Psa.RaiseAsync(made, s_none);

        JsonNode held = await server.AskAsync("ticket/" + made.Id);
        (held["Status"]!.ToString(), held["Priority"]!.ToString()).Should().Be(("open", "80"));
        Ticket now = (await bench.Psa.FindTicketAsync(_key, s_none))!;
        (made.IsRaised, now.IsRaised, now.IsResolved).Should().Be((false, true, false));
    }

    [SkippableFact]
    public async Task Change_ThatTheServerRefusesWithASentence_IsAFailureThatQuotesIt()
    {
        server.Require();
        using RequestTrackerBench bench = new(server);
        Ticket made = await CreateAsync(bench);
        JsonNode other = await server.TellAsync(HttpMethod.Post, "ticket", new JsonObject { ["Queue"] = RequestTrackerServer.Queue, ["Subject"] = "First this" });
        await server.TellAsync(HttpMethod.Put, "ticket/" + made.Id, new JsonObject { ["DependsOn"] = other["id"]!.ToString() });

        Func<Task> resolve = () => bench.Psa.ResolveAsync(made, s_none);

        LifecycleException failure = (await resolve.Should().ThrowAsync<LifecycleException>()).Which;
        failure.Id.Should().Be(ErrorIds.ConnectorRequestRefused);
        failure.Message.Should().Contain(made.Number).And.Contain("unresolved dependencies");
        (await server.AskAsync("ticket/" + made.Id))["Status"]!.ToString().Should().Be("new");
    }

    [SkippableFact]
    public async Task Creates_WhoseAnswersAreLost_AreAmbiguousAndThereOnce()
    {
        server.Require();
        using RequestTrackerBench bench = new(server);
        bench.LoseNextAnswer();
        await AmbiguousAsync(() => CreateAsync(bench));
        Ticket made = (await bench.Psa.FindTicketAsync(_key, s_none))!;
        bench.LoseNextAnswer();
        await AmbiguousAsync(() => bench.Psa.AddNoteAsync(made, Note("Access", "line"), s_none));
        bench.LoseNextAnswer();
        await AmbiguousAsync(() => bench.Psa.AttachAsync(made, new TicketFile("run.jsonl", "application/x-ndjson", [1, 2, 3]), s_none));

        (await server.TicketsOfAsync(_key)).Should().Equal(made.Id);
        (await bench.Psa.ReadNoteKeysAsync(made, s_none)).Should().Equal($"{_key}/1/Access");
        (await bench.Psa.ReadAttachmentNamesAsync(made, s_none)).Should().Equal("run.jsonl");
        (await server.PartsAsync(made.Id)).Count(part => part.Text.EndsWith($"[lifecycle {_key}/1/Access]", StringComparison.Ordinal)).Should().Be(1);
    }

    [SkippableFact]
    public async Task Queue_WithoutTheField_KeepsTheKeyInTheSubject()
    {
        server.Require();
        using RequestTrackerBench bench = new(server, ("queue", RequestTrackerServer.PlainQueue));
        PsaCompany company = await bench.Psa.FindCompanyAsync(null, s_none);

        Ticket made = await bench.Psa.CreateTicketAsync(Ticket(company) with { Title = "Offboarding: " + new string('é', 300) }, s_none);

        string subject = (await server.AskAsync("ticket/" + made.Id))["Subject"]!.ToString();
        subject.Should().StartWith("Offboarding: ééé").And.EndWith($"… [lifecycle {_key}]");
        (await bench.Psa.FindTicketAsync(_key, s_none)).Should().Be(made);
        (await bench.Psa.FindTicketAsync(_key[..^1], s_none)).Should().BeNull("a part of a key is another key");
    }

    [SkippableFact]
    public async Task SeveralTicketsOfOneKey_AreRefusedWithTheirNumbers()
    {
        server.Require();
        using RequestTrackerBench bench = new(server);
        Ticket made = await CreateAsync(bench);
        JsonNode second = await server.TellAsync(HttpMethod.Post, "ticket", new JsonObject { ["Queue"] = RequestTrackerServer.PlainQueue, ["Subject"] = $"Again [lifecycle {_key}]" });

        Func<Task> find = () => bench.Psa.FindTicketAsync(_key, s_none);

        (await find.Should().ThrowAsync<LifecycleException>()).Which.Message.Should().Contain(made.Number).And.Contain("#" + second["id"]);
    }

    [SkippableFact]
    public async Task Text_ThatLooksLikeAQuery_FindsNothing()
    {
        server.Require();
        using RequestTrackerBench bench = new(server);
        await CreateAsync(bench);
        PsaCompany company = await bench.Psa.FindCompanyAsync(null, s_none);
        foreach (string text in new[] { "O'Brien", "' OR id > 0 OR Subject = '", "a\\", "\\' OR id > 0 OR id = \\'", "100%", "%", "_", "a & b # c ? d", "line\nbreak", "José Nguyễn" })
        {
            (await bench.Psa.FindTicketAsync(text, s_none)).Should().BeNull(text);
            (await bench.Psa.FindContactAsync(company, text, s_none)).Should().BeNull(text);
            (await bench.Psa.ReadTicketAsync(text, s_none)).Should().BeNull(text);
        }

        (await bench.Psa.ReadTicketAsync("987654", s_none)).Should().BeNull();
    }

    [SkippableFact]
    public async Task Token_InPlaceOfAPassword_SignsIn()
    {
        server.Require();
        using RequestTrackerBench bench = new(server, ("user", null), ("password", null), ("token", RequestTrackerBench.PlainSecrets.Prefix + server.Token), ("noteFormat", "html"));
        await bench.Psa.CheckAsync(s_none);

        Ticket made = await CreateAsync(bench);
        await bench.Psa.AddNoteAsync(made, Note("Access", "<b>José</b>"), s_none);

        (await bench.Psa.ReadNoteKeysAsync(made, s_none)).Should().Equal($"{_key}/1/Access");
        (await server.PartsAsync(made.Id)).Should().Contain(part => part.Transaction == "Comment" && part.ContentType == "text/html" && part.Text.Contains("&lt;b&gt;Jos"));
    }

    [SkippableTheory]
    [InlineData("queue", "Contosso", ErrorIds.ConnectorNotConfigured, "Contoso, Fabrikam, Locked")]
    [InlineData("queue", "Locked", ErrorIds.ConnectorPermissionMissing, "CreateTicket")]
    [InlineData("keyField", "Run Id", ErrorIds.ConnectorNotConfigured, "External Id")]
    [InlineData("password", "plain:Not-the-password", ErrorIds.ConnectorSignInFailed, "401")]
    public async Task Check_OfAWrongEntry_SaysWhatIsValidAndNoSecret(string key, string value, string id, string says)
    {
        server.Require();
        using RequestTrackerBench bench = new(server, (key, value));

        Func<Task> check = () => bench.Psa.CheckAsync(s_none);

        LifecycleException failure = (await check.Should().ThrowAsync<LifecycleException>()).Which;
        failure.Id.Should().Be(id);
        $"{failure.Message} {failure.RecommendedAction}".Should().Contain(says);
        failure.ToString().Should().NotContain("Not-the-password").And.NotContain(RequestTrackerServer.Password);
        bench.Sent.Should().BeEmpty();
    }

    [SkippableFact]
    public async Task Company_ThatIsNotThere_IsRefusedWithTheQueuesThatThereAre()
    {
        server.Require();
        using RequestTrackerBench bench = new(server);

        Func<Task> find = () => bench.Psa.FindCompanyAsync("Contosso", s_none);

        LifecycleException failure = (await find.Should().ThrowAsync<LifecycleException>()).Which;
        failure.Id.Should().Be(ErrorIds.ReferenceNotResolved);
        failure.Message.Should().Contain("'Contosso'").And.Contain("Contoso, Fabrikam, Locked");
    }

    private NewTicket Ticket(PsaCompany company) => new()
    {
        Key = _key, Title = "Offboarding: Seán \"O'Brien\" <b> \\ 100%", Lines = ["Seán O'Brien leaves.", "Reason: \"50%\" & <more>."], Company = company,
    };

    private TicketNote Note(string part, params string[] lines) => new($"{_key}/1/{part}", part, lines);

    private async Task<Ticket> CreateAsync(RequestTrackerBench bench) => await bench.Psa.CreateTicketAsync(Ticket(await bench.Psa.FindCompanyAsync(null, s_none)), s_none);

    private static async Task AmbiguousAsync(Func<Task> change) => (await change.Should().ThrowAsync<LifecycleException>()).Which.IsAmbiguous.Should().BeTrue("it may have taken effect");
}

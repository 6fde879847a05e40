using System;
using System.Collections.Generic;
using System.Linq;
using System.Net.Http;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using FluentAssertions;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.Ports;
using LifecycleTools.Engine.Requests;
using Xunit;

namespace LifecycleTools.RealServers.Tests.RequestTracker;

/// <summary>Tickets of a Request Tracker that this project did not write, as requests.</summary>
[Collection(RequestTrackerCollection.Name)]
public sealed class RequestTrackerRequestsTests(RequestTrackerServer server)
{
    private static readonly CancellationToken s_none = CancellationToken.None;

    [SkippableFact]
    public async Task Ticket_IsReadClaimedByOneOfTwoAndAnsweredOnce()
    {
        server.Require();
        string id = await AddAsync("text/plain", "Please.\nKind: Hire\nFirst name: José\nLast name: O'Brien \"%\" \\\n> Role: quoted");
        string html = await AddAsync("text/html", "<p>Kind: Departure</p><p>Identity: ada@contoso.com<br>Reason: A &amp; B</p>");
        using RequestTrackerBench one = Bench("one");
        using RequestTrackerBench two = Bench("two");
        await one.Source.CheckAsync(s_none);
        IReadOnlyDictionary<string, SourceRecord> records = await ReadAsync(one);

        bool[] won = await Task.WhenAll(one.Source.ClaimAsync(records[id], s_none), two.Source.ClaimAsync(records[id], s_none));

        records[id].Fields.Should().Contain("Kind", "Hire").And.Contain("First name", "José").And.Contain("Last name", "O'Brien \"%\" \\").And.NotContainKey("Role");
        records[html].Fields.Should().Contain("Kind", "Departure").And.Contain("Identity", "ada@contoso.com").And.Contain("Reason", "A & B");
        won.Count(each => each).Should().Be(1);
        (await server.AskAsync("ticket/" + id))["Status"]!.ToString().Should().Be("open");
        RequestTrackerBench winner = won[0] ? one : two;
        (await winner.Source.ClaimAsync(records[id], s_none)).Should().BeTrue();
        SourceOutcome outcome = new() { SourceId = id, RequestId = "hire-1", Kind = RequestKind.Hire, State = RequestState.Invalid, Detail = "Role is missing." };
        await winner.Source.WriteBackAsync(outcome, s_none);
        await winner.Source.WriteBackAsync(outcome, s_none);
        (await server.PartsAsync(id)).Count(part => part.Transaction == "Comment" && part.Text.Contains("Role is missing.", StringComparison.Ordinal)).Should().Be(1);
        (await server.AskAsync("ticket/" + id))["Status"]!.ToString().Should().Be("open");
    }

    [SkippableFact]
    public async Task Reading_GoesOnWhereItEnded()
    {
        server.Require();
        await AddAsync("text/plain", "Kind: Hire");
        using RequestTrackerBench bench = Bench("one");
        SourcePage page = await LastAsync(bench, null);
        string late = await AddAsync("text/plain", "Kind: Departure");

        SourcePage next = await bench.Source.ReadAsync(page.Cursor, s_none);

        next.Records.Select(record => record.SourceId).Should().Equal(late);
        (await bench.Source.ReadAsync(next.Cursor, s_none)).Records.Should().BeEmpty();
    }

    [SkippableFact]
    public async Task Claim_WithAStatusThatTheServerDoesNotHave_SaysSo()
    {
        server.Require();
        string id = await AddAsync("text/plain", "Kind: Hire");
        using RequestTrackerBench bench = new(server, ("requestStatus", "new"), ("claimedStatus", "taken"), ("worker", "one"));
        SourceRecord record = (await ReadAsync(bench))[id];

        (await FluentActions.Awaiting(() => bench.Source.ClaimAsync(record, s_none)).Should().ThrowAsync<LifecycleException>())
            .Which.Message.Should().Contain("'taken'");
    }

    [SkippableFact]
    public async Task WrongPassword_SaysSoWithoutIt()
    {
        server.Require();
        using RequestTrackerBench bench = new(server, ("requestStatus", "new"), ("claimedStatus", "open"), ("password", "plain:not-this-one"));

        LifecycleException failure = (await FluentActions.Awaiting(() => bench.Source.ReadAsync(null, s_none)).Should().ThrowAsync<LifecycleException>()).Which;

        failure.Id.Should().Be(ErrorIds.ConnectorSignInFailed);
        failure.ToString().Should().NotContain("not-this-one");
    }

    private RequestTrackerBench Bench(string worker) => new(server, ("requestStatus", "new"), ("claimedStatus", "open"), ("worker", worker));

    private async Task<string> AddAsync(string type, string body) => (await server.TellAsync(HttpMethod.Post, "ticket", new JsonObject
    {
        ["Queue"] = RequestTrackerServer.Queue, ["Subject"] = "New colleague", ["Content"] = body, ["ContentType"] = type,
    }))["id"]!.ToString();

    private static async Task<IReadOnlyDictionary<string, SourceRecord>> ReadAsync(RequestTrackerBench bench)
    {
        Dictionary<string, SourceRecord> records = [];
        string? cursor = null;
        for (bool more = true; more;)
        {
            SourcePage page = await bench.Source.ReadAsync(cursor, s_none);
            foreach (SourceRecord record in page.Records) records[record.SourceId] = record;
            (cursor, more) = (page.Cursor, page.HasMore);
        }

        return records;
    }

    private static async Task<SourcePage> LastAsync(RequestTrackerBench bench, string? cursor)
    {
        SourcePage page = await bench.Source.ReadAsync(cursor, s_none);
        return page.HasMore ? await LastAsync(bench, page.Cursor) : page;
    }
}

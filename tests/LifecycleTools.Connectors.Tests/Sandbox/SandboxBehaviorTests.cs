using System;
using System.Linq;
using System.Net.Http;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using FluentAssertions;
using LifecycleTools.Sandbox;
using Xunit;

namespace LifecycleTools.Connectors.Tests.Sandbox;

public sealed class SandboxBehaviorTests : IDisposable
{
    private const string Maria = "users/maria.santos@contoso.example";

    private readonly SandboxTenant _tenant = SandboxTenant.Load();
    private readonly GraphClient _graph;

    public SandboxBehaviorTests() => _graph = new GraphClient(_tenant);

    public void Dispose() => _graph.Dispose();

    [Fact]
    public void Seed_ReadTwice_HasTheSameIds() => SandboxTenant.Load().Fingerprint().Should().Be(_tenant.Fingerprint());

    [Fact]
    public void Seed_NamesGroupsOnce_ExceptThePlantedPair() =>
        _tenant.Groups.GroupBy(group => group.DisplayName).Where(name => name.Count() > 1).Select(name => name.Key).Should().Equal("Announcements");

    [Fact]
    public void Seed_WithDelays_StartsAtRest()
    {
        SandboxTenant slow = SandboxTenant.Load(options: new SandboxOptions { ReplicationDelay = TimeSpan.FromMinutes(1), MailboxDelay = TimeSpan.FromMinutes(10), LicensingDelay = TimeSpan.FromMinutes(2) });

        slow.Users.Should().OnlyContain(user => slow.Seen(user) == user);
        slow.Mailboxes.Should().OnlyContain(mailbox => mailbox.ReadyUtc <= slow.Clock.UtcNow);
    }

    [Fact]
    public async Task Fingerprint_ChangesWithAWrite_AndNotWithReads()
    {
        string before = _tenant.Fingerprint();

        await _graph.GetAsync(Maria);
        await _graph.PostAsync("directoryObjects/getByIds", $$"""{"ids":["{{_tenant.Groups[0].Id}}"]}""");
        _tenant.Fingerprint().Should().Be(before);
        _tenant.Requests.Should().HaveCount(2).And.OnlyContain(request => !request.IsWrite);

        await _graph.PatchAsync(Maria, """{"jobTitle":"Other"}""");
        _tenant.Fingerprint().Should().NotBe(before);
        _tenant.Requests.Last().IsWrite.Should().BeTrue();
    }

    [Fact]
    public async Task Token_WhenMissingOrExpired_Gives401()
    {
        _tenant.Clock.Advance(_tenant.Options.TokenLifetime);
        Reply expired = await _graph.GetAsync(Maria);
        expired.Status.Should().Be(401);
        expired.Error.Should().Be("InvalidAuthenticationToken");

        _graph.SignIn(_tenant);
        (await _graph.GetAsync(Maria)).Status.Should().Be(200);
    }

    [Fact]
    public async Task Error_CarriesTheIdsOfTheRequest()
    {
        Reply reply = await _graph.GetAsync("users/nobody@contoso.example");

        JsonNode inner = reply.Json!["error"]!["innerError"]!;
        inner["request-id"]!.GetValue<string>().Should().NotBeEmpty();
        inner["client-request-id"]!.GetValue<string>().Should().NotBeEmpty();
        inner["date"]!.GetValue<string>().Should().Be("2026-03-02T08:00:00");
    }

    [Fact]
    public async Task Batch_AnswersEachItem_WithItsOwnFault()
    {
        _tenant.Faults.Add(SandboxFaultKind.Throttle, "GET", "^/v1.0/groups", retryAfter: "2.128");

        Reply reply = await _graph.PostAsync("$batch", $$$"""
            {"requests":[
              {"id":"1","method":"GET","url":"/{{{Maria}}}"},
              {"id":"2","method":"GET","url":"/groups"},
              {"id":"3","method":"GET","url":"/users/nobody@contoso.example"},
              {"id":"4","method":"GET","url":"/{{{Maria}}}/manager","dependsOn":["3"]},
              {"id":"5","method":"PATCH","url":"/{{{Maria}}}","headers":{"Content-Type":"application/json"},"body":{"jobTitle":"Batched"}}]}
            """);

        reply.Status.Should().Be(200);
        var byId = reply.Json!["responses"]!.AsArray().ToDictionary(item => item!["id"]!.GetValue<string>(), item => item!);
        byId.ToDictionary(item => item.Key, item => item.Value["status"]!.GetValue<int>()).Should().BeEquivalentTo(
            new System.Collections.Generic.Dictionary<string, int> { ["1"] = 200, ["2"] = 429, ["3"] = 404, ["4"] = 424, ["5"] = 204 });
        byId["2"]["headers"]!["Retry-After"]!.GetValue<string>().Should().Be("2.128");
        reply.Json["responses"]!.AsArray().Select(item => item!["id"]!.GetValue<string>()).Should().NotBeInAscendingOrder();
        _tenant.Requests.Should().HaveCount(5).And.OnlyContain(request => request.BatchId == _tenant.Requests[0].BatchId);
    }

    [Fact]
    public async Task Batch_WithTooManyItems_IsRefusedWhole()
    {
        string items = string.Join(",", Enumerable.Range(1, 21).Select(number => $$"""{"id":"{{number}}","method":"GET","url":"/users"}"""));

        (await _graph.PostAsync("$batch", $$"""{"requests":[{{items}}]}""")).Status.Should().Be(400);
    }

    [Fact]
    public async Task LostAnswer_WasProcessed()
    {
        _tenant.Faults.Add(SandboxFaultKind.LoseAnswer, "PATCH");

        Func<Task> change = () => _graph.PatchAsync(Maria, """{"jobTitle":"Lost"}""");

        await change.Should().ThrowAsync<HttpRequestException>();
        _tenant.FindUser("maria.santos@contoso.example")!.JobTitle.Should().Be("Lost");
        _tenant.Requests.Single().Status.Should().Be(0);
    }

    [Fact]
    public async Task DroppedRequest_AndIgnoredWrite_ChangeNothing()
    {
        _tenant.Faults.Add(SandboxFaultKind.DropBefore, "PATCH");
        _tenant.Faults.Add(SandboxFaultKind.IgnoreWrite, "PATCH", from: 2);
        string before = _tenant.Fingerprint();

        Func<Task> change = () => _graph.PatchAsync(Maria, """{"jobTitle":"Never"}""");

        await change.Should().ThrowAsync<HttpRequestException>();
        (await _graph.PatchAsync(Maria, """{"jobTitle":"Never"}""")).Status.Should().Be(204);
        _tenant.Fingerprint().Should().Be(before);
    }

    [Theory]
    [InlineData(SandboxFaultKind.ServerError, 503)]
    [InlineData(SandboxFaultKind.ExpireToken, 401)]
    [InlineData(SandboxFaultKind.Forbid, 403)]
    [InlineData(SandboxFaultKind.Throttle, 429)]
    public async Task Fault_AnswersOnce_ThenTheServiceIsWell(SandboxFaultKind kind, int status)
    {
        _tenant.Faults.Add(kind, path: "maria");

        (await _graph.GetAsync(Maria)).Status.Should().Be(status);
        (await _graph.GetAsync(Maria)).Status.Should().Be(200);
    }

    [Fact]
    public async Task Limit_PerTenSeconds_Throttles()
    {
        _tenant.Options.ThrottleAfter = 2;
        await _graph.GetAsync(Maria);
        await _graph.GetAsync(Maria);

        Reply third = await _graph.GetAsync(Maria);
        third.Status.Should().Be(429);
        third.RetryAfter.Should().Be("10");

        _tenant.Clock.Advance(TimeSpan.FromSeconds(10));
        (await _graph.GetAsync(Maria)).Status.Should().Be(200);
    }

    [Fact]
    public async Task Server_OnLoopback_GivesTheSameAnswers()
    {
        using var server = new SandboxServer(_tenant);
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Authorization = new("Bearer", _tenant.Tokens.Issue(_tenant.ClientApps[0].AppId, server.Url).Value);
        _tenant.Options.PageSize = 5;

        JsonNode page = JsonNode.Parse(await http.GetStringAsync($"{server.Url}/v1.0/users"))!;

        page["value"]!.AsArray().Should().HaveCount(5);
        page["@odata.nextLink"]!.GetValue<string>().Should().StartWith(server.Url + "/v1.0/users?");
    }
}

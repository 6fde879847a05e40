using System;
using System.Linq;
using System.Net.Http;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using FluentAssertions;
using LifecycleTools.Connectors.Http;
using LifecycleTools.Engine.Errors;
using Xunit;

namespace LifecycleTools.Connectors.Tests.Http;

public sealed partial class HttpPipelineTests : IDisposable
{
    private const string Users = "https://graph.microsoft.com/v1.0/users/";
    private readonly ScriptedService _service = new();
    private readonly VirtualClock _clock = new();
    private readonly CountingTokens _tokens = new();
    private readonly RecordingStep _step = new();
    private IDisposable _scope;

    public HttpPipelineTests() => _scope = _step.Writing().Enter();

    public void Dispose()
    {
        _scope.Dispose();
        _service.Dispose();
    }

    [Fact]
    public async Task Write_WhenAnswered_IsRecordedBeforeAndAfter()
    {
        _service.Then(_ =>
        {
            _step.Sent.Should().ContainSingle("the journal has the change before it leaves");
            return ScriptedService.Answer(204, null, ("request-id", "r-1"));
        });

        await SendAsync("PATCH", "7", "{\"jobTitle\":\"secret-ish\"}");

        _step.Sent.Single().What.Should().Be("PATCH users/7");
        _step.Sent.Single().ClientRequestId.Should().Be(_service.Seen.Single().ClientRequestId);
        _step.Answered.Single().Should().Be(_step.Sent.Single() with { RequestId = "r-1", Status = 204 });
        _step.Lines.Single().Should().Be("PATCH users/7 -> 204 in 0 ms (request r-1)");
    }

    [Fact]
    public async Task Read_WhenAnswered_LeavesNothingInTheJournalAndOneVerboseLine()
    {
        _service.Then(200, "{}", ("request-id", "r-1"));

        await SendAsync("GET", "7?$filter=mail eq 'jane@contoso.example'");

        _step.Sent.Should().BeEmpty();
        _step.Lines.Single().Should().Be("GET users/7 -> 200 in 0 ms (request r-1)").And.NotContain("token").And.NotContain("jane");
    }

    [Fact]
    public async Task Write_InReadOnlyScope_NeverLeaves()
    {
        UseScope(_step.Reading());

        Func<Task> writing = () => SendAsync("DELETE", "7");

        (await writing.Should().ThrowAsync<LifecycleException>()).Which.Id.Should().Be(ErrorIds.DryRunWriteRefused);
        _service.Seen.Should().BeEmpty();
    }

    [Fact]
    public async Task Write_OutsideOfAnyStep_NeverLeaves()
    {
        _scope.Dispose();

        Func<Task> writing = () => SendAsync("DELETE", "7");

        await writing.Should().ThrowAsync<InvalidOperationException>().WithMessage("*belongs to no step*");
        _service.Seen.Should().BeEmpty();
    }

    [Fact]
    public async Task PostMarkedAsRead_InReadOnlyScope_Leaves()
    {
        UseScope(_step.Reading());
        _service.Then(200, "{}");

        await SendAsync("POST", "getByIds", "{}", RequestMarks.Read);

        _service.Seen.Should().ContainSingle();
    }

    [Fact]
    public async Task Request_WithoutAnswerInTime_IsLost()
    {
        _service.ThenNever();

        LifecycleException failure = await FailureAsync("POST", "", "{}", new PipelineSettings { Timeouts = new ImpatientTime() });

        failure.Id.Should().Be(ErrorIds.ConnectorTimedOut);
        failure.IsAmbiguous.Should().BeTrue();
    }

    [Fact]
    public async Task Request_WhenStopped_SaysSoAndRecordsThatNoAnswerCame()
    {
        using var stop = new CancellationTokenSource();
        _service.Then(_ =>
        {
            stop.Cancel();
            throw new OperationCanceledException(stop.Token);
        });

        Func<Task> sending = () => SendAsync("PATCH", "7", "{}", cancel: stop.Token);

        await sending.Should().ThrowAsync<OperationCanceledException>();
        _step.Answered.Single().Status.Should().Be(0);
    }

    [Theory]
    [InlineData("<html>sign in to the proxy</html>", "text/html")]
    [InlineData("{\"value\":[{\"id\":\"1\"}", "application/json")]
    [InlineData("", "application/json")]
    public async Task Answer_ThatIsNotWholeJson_IsReadOnceMore(string body, string type)
    {
        _service.Then(200, body, ("Content-Type", type)).Then(200, body, ("Content-Type", type));

        LifecycleException failure = await FailureAsync("GET", "7");

        failure.Id.Should().Be(ErrorIds.ConnectorAnswerUnexpected);
        failure.IsAmbiguous.Should().BeFalse();
        _service.Seen.Should().HaveCount(2);
    }

    [Fact]
    public async Task Answer_ToAWrite_ThatIsNotWholeJson_IsAmbiguous()
    {
        _service.Then(201, "{\"id\":", ("request-id", "r-9"));

        LifecycleException failure = await FailureAsync("POST", "", "{}");

        failure.IsAmbiguous.Should().BeTrue();
        failure.RequestId.Should().Be("r-9");
        _service.Seen.Should().ContainSingle();
    }

    [Fact]
    public async Task Token_WhenRefused_IsRenewedOnceWithTheClaimsAskedFor()
    {
        string claims = Convert.ToBase64String(Encoding.UTF8.GetBytes("{\"access_token\":{\"nbf\":{\"essential\":true}}}"));
        _service
            .Then(401, "{}", ("WWW-Authenticate", $"Bearer realm=\"\", error=\"insufficient_claims\", claims=\"{claims}\""))
            .Then(401, "{}");

        HttpResponseMessage response = await SendAsync("GET", "7");

        ((int)response.StatusCode).Should().Be(401);
        _tokens.Asked.Should().Equal(
            ("https://graph.microsoft.com", false, null),
            ("https://graph.microsoft.com", true, "{\"access_token\":{\"nbf\":{\"essential\":true}}}"));
        _service.Seen.Select(seen => seen.Token).Should().Equal("Bearer token-1", "Bearer token-2");
    }

    [Theory]
    [InlineData("https://graph.microsoft.com.evil.example/v1.0/users")]
    [InlineData("http://graph.microsoft.com/v1.0/users")]
    [InlineData("https://graph.microsoft.com:8443/v1.0/users")]
    public async Task Token_ToAnotherHost_IsNeverSent(string address)
    {
        _service.Then(200, "{}");

        using HttpClient client = Client(new PipelineSettings());
        await client.GetAsync(address);

        _service.Seen.Single().Token.Should().BeNull();
        _tokens.Asked.Should().BeEmpty();
    }

    [Theory]
    [InlineData("groups/1/members/2")]
    [InlineData("groups/1/owners/2/")]
    [InlineData("devices/1/registeredOwners/2")]
    [InlineData("devices/1/registeredUsers/2")]
    [InlineData("directoryRoles/1/MEMBERS/2")]
    public async Task Delete_OfAMemberWithoutRef_NeverLeaves(string path)
    {
        using HttpClient client = Client(new PipelineSettings());

        Func<Task> deleting = () => client.DeleteAsync("https://graph.microsoft.com/v1.0/" + path);

        await deleting.Should().ThrowAsync<InvalidOperationException>().WithMessage("*delete the object itself*");
        _service.Seen.Should().BeEmpty();
    }

    [Theory]
    [InlineData("groups/1/members/2/$ref")]
    [InlineData("groups/1/members/$ref?@id=https://graph.microsoft.com/v1.0/directoryObjects/2")]
    [InlineData("teams/1/members/2")]
    [InlineData("users/2")]
    public async Task Delete_OfAReferenceOrAMembership_Leaves(string path)
    {
        _service.Then(204);

        using HttpClient client = Client(new PipelineSettings());
        await client.DeleteAsync("https://graph.microsoft.com/v1.0/" + path);

        _service.Seen.Should().ContainSingle();
    }

    private HttpClient Client(PipelineSettings settings) =>
        new HttpPipeline(_service, _tokens, _clock).ClientFor(
            [new Resource("https://graph.microsoft.com", new Uri("https://graph.microsoft.com"))], settings);

    private async Task<HttpResponseMessage> SendAsync(
        string method, string path, string? body = null, RequestMarks? marks = null, PipelineSettings? settings = null, CancellationToken cancel = default)
    {
        using HttpClient client = Client(settings ?? new PipelineSettings());
        var request = new HttpRequestMessage(new HttpMethod(method), Users + path);
        if (body is not null) request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        marks?.On(request);
        return await client.SendAsync(request, cancel);
    }

    private async Task<LifecycleException> FailureAsync(string method, string path, string? body = null, PipelineSettings? settings = null)
    {
        Func<Task> sending = () => SendAsync(method, path, body, settings: settings);
        return (await sending.Should().ThrowAsync<LifecycleException>()).Which;
    }

    private void UseScope(LifecycleTools.Engine.Running.CallScope scope)
    {
        _scope.Dispose();
        _scope = scope.Enter();
    }

    // Every wait on it is over at once.
    private sealed class ImpatientTime : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            base.CreateTimer(callback, state, TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }
}

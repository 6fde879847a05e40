using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using FluentAssertions;
using LifecycleTools.Connectors.Graph;
using LifecycleTools.Connectors.Tests.Http;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.People;
using LifecycleTools.Engine.Running;
using Xunit;
using static LifecycleTools.Connectors.Tests.Graph.GraphService;

namespace LifecycleTools.Connectors.Tests.Graph;

public sealed class GraphBatchesTests : IDisposable
{
    private readonly GraphService _graph = new(windows: true);

    public void Dispose() => _graph.Dispose();

    [Fact]
    public async Task Calls_MadeSideBySide_ShareOneRequest_AndGetTheirOwnAnswers()
    {
        _graph.Wire.Then(batch => AnswerBatch(batch, item => new { id = item.Id, status = 200, body = new { id = item.Url.Split('/', '?')[2] } }));

        Task<string>[] reading = new[] { "1", "2", "3" }.Select(ReadIdAsync).ToArray();
        await _graph.CloseWindowAsync(3);

        (await Task.WhenAll(reading)).Should().Equal("1", "2", "3");
        SeenRequest sent = _graph.Wire.Seen.Single();
        sent.Uri.AbsoluteUri.Should().Be("https://graph.microsoft.com/v1.0/$batch");
        ItemsOf(sent).Select(item => item.Url).Should().Equal("/users/1", "/users/2", "/users/3");
        _graph.Step.Lines.Should().Contain(line => line.StartsWith("GET users/2 -> 200 in 0 ms (request ") && line.EndsWith(", batch of 3)"));
    }

    [Fact]
    public async Task Call_ThatIsAlone_GoesAsItIs()
    {
        _graph.Wire.Then(200, "{\"id\":\"1\"}");

        Task<string> reading = ReadIdAsync("1");
        await _graph.CloseWindowAsync(1);

        (await reading).Should().Be("1");
        _graph.Wire.Seen.Single().Uri.AbsolutePath.Should().Be("/v1.0/users/1");
        _graph.Step.Lines.Should().ContainSingle().Which.Should().StartWith("GET users/1 -> 200");
    }

    [Fact]
    public async Task Calls_BeyondTwenty_FillASecondBatch()
    {
        for (int i = 0; i < 2; i++) _graph.Wire.Then(batch => AnswerBatch(batch, item => new { id = item.Id, status = 200, body = new { id = "x" } }));

        Task<string>[] reading = Enumerable.Range(1, 25).Select(number => ReadIdAsync($"{number}")).ToArray();
        await _graph.CloseWindowAsync(5);
        await _graph.CloseWindowAsync(0);
        await Task.WhenAll(reading);

        _graph.Wire.Seen.Select(batch => ItemsOf(batch).Count).Should().BeEquivalentTo([20, 5]);
    }

    [Fact]
    public async Task WriteInABatch_IsRecordedByTheStepThatAskedForIt()
    {
        var other = new RecordingStep();
        _graph.Wire.Then(batch =>
        {
            _graph.Step.Sent.Should().ContainSingle("the journal has the change before the batch leaves");
            return AnswerBatch(batch, item => new { id = item.Id, status = 204, headers = new Dictionary<string, string> { ["request-id"] = "item-" + item.Id } });
        });

        Task first = BlockAsync("1");
        Task second;
        using (other.Writing().Enter()) second = BlockAsync("2");
        await _graph.CloseWindowAsync(2);
        await Task.WhenAll(first, second);

        BatchItem item = ItemsOf(_graph.Wire.Seen.Single())[0];
        item.Headers["Content-Type"].Should().Be("application/json");
        item.Headers["client-request-id"].Should().Be(_graph.Step.Sent.Single().ClientRequestId);
        item.Body.Should().Contain("\"accountEnabled\":false");
        _graph.Step.Answered.Should().Equal(_graph.Step.Sent.Single() with { RequestId = "item-1", Status = 204 });
        other.Answered.Single().Should().Match<SystemCall>(call => call.What == "PATCH users/2" && call.RequestId == "item-2");
    }

    [Fact]
    public async Task WriteOfADryRun_IsLeftOutOfTheBatch()
    {
        _graph.Wire.Then(batch => AnswerBatch(batch, item => new { id = item.Id, status = 204 }));

        Task allowed = BlockAsync("1");
        Task refused;
        using (_graph.Step.Reading().Enter()) refused = BlockAsync("2");
        await _graph.CloseWindowAsync(2);

        await allowed;
        Func<Task> waiting = () => refused;
        (await waiting.Should().ThrowAsync<LifecycleException>()).Which.Id.Should().Be(ErrorIds.DryRunWriteRefused);
        ItemsOf(_graph.Wire.Seen.Single()).Should().ContainSingle().Which.Url.Should().Be("/users/1");
    }

    [Fact]
    public async Task ThrottledItems_GoAgainTogetherAfterTheLongestWait()
    {
        object Throttled(BatchItem item, string seconds) => new { id = item.Id, status = 429, headers = new Dictionary<string, string> { ["Retry-After"] = seconds } };
        _graph.Wire
            .Then(batch => AnswerBatch(batch, item => item.Url switch
            {
                "/users/1" => Throttled(item, "2.128"),
                "/users/2" => Throttled(item, "5"),
                _ => new { id = item.Id, status = 200, body = new { id = "3" } },
            }))
            .Then(batch => AnswerBatch(batch, item => new { id = item.Id, status = 200, body = new { id = "again" } }));

        Task<string>[] reading = new[] { "1", "2", "3" }.Select(ReadIdAsync).ToArray();
        await _graph.CloseWindowAsync(3);
        (await reading[2]).Should().Be("3");
        await _graph.CloseWindowAsync(2);

        (await Task.WhenAll(reading)).Should().Equal("again", "again", "3");
        _graph.Clock.Waits.Should().Equal(TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task Batch_WhoseAnswerIsLost_LeavesPostsAmbiguousAndSendsTheRestAgain()
    {
        _graph.Wire
            .ThenThrows(new HttpRequestException("broken", new IOException("reset")))
            .Then(batch => AnswerBatch(batch, item => new { id = item.Id, status = item.Method == "GET" ? 200 : 204, body = item.Method == "GET" ? new { id = "1" } : null }));

        Task<string> reading = ReadIdAsync("1");
        Task blocking = BlockAsync("2");
        Task joining = new GraphGroups(_graph.Calls).AddMemberAsync("g", new PersonId("3"), CancellationToken.None);
        await _graph.CloseWindowAsync(3);

        Func<Task> waiting = () => joining;
        LifecycleException lost = (await waiting.Should().ThrowAsync<LifecycleException>()).Which;
        lost.IsAmbiguous.Should().BeTrue();
        lost.Message.Should().StartWith("POST groups/g/members/$ref was not confirmed and may have taken effect");

        await _graph.CloseWindowAsync(2);
        (await reading).Should().Be("1");
        await blocking;
        _graph.Wire.Seen.Skip(1).SelectMany(ItemsOrPath).Should().NotContain(item => item.Contains("$ref"));
        _graph.Step.Answered.Count(call => call.Status == 0).Should().Be(2);
    }

    [Fact]
    public async Task WholeBatch_Throttled_GoesAgain()
    {
        _graph.Wire
            .Then(429, "{}", ("Retry-After", "3"))
            .Then(batch => AnswerBatch(batch, item => new { id = item.Id, status = 204 }));

        Task[] blocking = [BlockAsync("1"), BlockAsync("2")];
        await _graph.CloseWindowAsync(2);
        await _graph.CloseWindowAsync(2);
        await Task.WhenAll(blocking);

        _graph.Clock.Waits.Should().Equal(TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(3));
    }

    [Theory]
    [InlineData("{\"responses\":[]}")]
    [InlineData("{\"value\":[]}")]
    [InlineData("[]")]
    public async Task Batch_WithoutAnAnswerForAWrite_LeavesItAmbiguous(string answer)
    {
        _graph.Wire.Then(200, answer);

        Task[] blocking = [BlockAsync("1"), BlockAsync("2")];
        await _graph.CloseWindowAsync(2);

        foreach (Task each in blocking)
        {
            Func<Task> waiting = () => each;
            LifecycleException failure = (await waiting.Should().ThrowAsync<LifecycleException>()).Which;
            failure.Id.Should().Be(ErrorIds.ConnectorAnswerUnexpected);
            failure.IsAmbiguous.Should().BeTrue();
        }
    }

    [Fact]
    public async Task Item_ThatFails_FailsAlone()
    {
        _graph.Wire.Then(batch => AnswerBatch(batch, item => item.Url == "/users/1"
            ? new { id = item.Id, status = 404, body = new { error = new { code = "Request_ResourceNotFound", message = "Resource '1' does not exist.", innerError = new Dictionary<string, string> { ["request-id"] = "r-7" } } } }
            : new { id = item.Id, status = 200, body = new { id = "2" } }));

        Task<string>[] reading = new[] { "1", "2" }.Select(ReadIdAsync).ToArray();
        await _graph.CloseWindowAsync(2);

        (await reading[1]).Should().Be("2");
        Func<Task> waiting = () => reading[0];
        (await waiting.Should().ThrowAsync<GraphRefusal>()).Which.IsNotFound.Should().BeTrue();
    }

    [Fact]
    public async Task StoppedCalls_EndAsStopped_WithTheirChangesUnanswered()
    {
        using var stop = new CancellationTokenSource();
        _graph.Wire.ThenNever();

        Task[] blocking = [BlockAsync("1", stop.Token), BlockAsync("2", stop.Token)];
        await _graph.CloseWindowAsync(2);
        while (_graph.Wire.Seen.Count == 0) await Task.Yield();
        stop.Cancel();

        foreach (Task each in blocking)
        {
            Func<Task> waiting = () => each;
            await waiting.Should().ThrowAsync<OperationCanceledException>();
        }

        _graph.Step.Answered.Select(call => call.Status).Should().Equal(0, 0);
    }

    private static IEnumerable<string> ItemsOrPath(SeenRequest sent) =>
        sent.Uri.AbsolutePath.EndsWith("$batch", StringComparison.Ordinal) ? ItemsOf(sent).Select(item => item.Url) : [sent.Uri.AbsolutePath];

    private async Task<string> ReadIdAsync(string id) => (await _graph.Calls.Api.Users[id].GetAsync())!.Id!;

    private Task BlockAsync(string id, CancellationToken cancel = default) =>
        new GraphSignIn(_graph.Calls).SetAllowedAsync(new PersonId(id), false, cancel);
}

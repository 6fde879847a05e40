using System;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Threading.Tasks;
using FluentAssertions;
using LifecycleTools.Engine.Errors;
using Xunit;

namespace LifecycleTools.Connectors.Tests.Http;

/// <summary>What is sent again, and what never is.</summary>
public sealed partial class HttpPipelineTests
{
    [Theory]
    [InlineData("POST")]
    [InlineData("PATCH")]
    [InlineData("GET")]
    public async Task AnyVerb_WhenThrottled_GoesAgainAfterTheTimeTheServiceSaid(string method)
    {
        _service.Then(429, "{}", ("Retry-After", "2.128")).Then(503, "{}", ("Retry-After", "10")).Then(200, "{}");

        HttpResponseMessage response = await SendAsync(method, "7", method == "GET" ? null : "{\"a\":1}");

        ((int)response.StatusCode).Should().Be(200);
        _clock.Waits.Should().Equal(TimeSpan.FromSeconds(2.128), TimeSpan.FromSeconds(10));
        _service.Seen.Select(seen => seen.Body).Distinct().Should().ContainSingle("each try carries the whole body");
        _service.Seen.Select(seen => seen.ClientRequestId).Should().OnlyHaveUniqueItems();
    }

    [Fact]
    public async Task RetryAfter_AsHttpDate_IsWaitedFor()
    {
        _service.Then(429, "{}", ("Retry-After", _clock.UtcNow.AddSeconds(7).ToString("R"))).Then(200, "{}");

        await SendAsync("GET", "7");

        _clock.Waits.Should().Equal(TimeSpan.FromSeconds(7));
    }

    [Fact]
    public async Task RetryAfter_LongerThanOurPatience_IsNotWaitedFor()
    {
        _service.Then(429, "{}", ("Retry-After", "3600"));

        HttpResponseMessage response = await SendAsync("GET", "7");

        ((int)response.StatusCode).Should().Be(429);
        _clock.Waits.Should().BeEmpty();
    }

    [Fact]
    public async Task Throttling_ThatSaysWhen_IsEndedByTimeAndNotByTheNumberOfTries()
    {
        for (int i = 0; i < 40; i++) _service.Then(429, "{}", ("Retry-After", "1"));
        _service.Then(200, "{}");
        for (int i = 0; i < 400; i++) _service.Then(429, "{}", ("Retry-After", "1"));

        ((int)(await SendAsync("POST", "", "{}")).StatusCode).Should().Be(200, "others who share the limit were quicker forty times");
        ((int)(await SendAsync("POST", "", "{}")).StatusCode).Should().Be(429);
        _clock.Waits.Skip(40).Sum(wait => wait.TotalSeconds).Should().Be(300);
    }

    [Fact]
    public async Task Throttling_WithoutEnd_StopsAfterTheLastTry()
    {
        for (int i = 0; i < 8; i++) _service.Then(429, "{}");

        HttpResponseMessage response = await SendAsync("POST", "", "{}");

        ((int)response.StatusCode).Should().Be(429);
        _service.Seen.Should().HaveCount(8);
        _clock.Waits.Should().OnlyContain(wait => wait > TimeSpan.Zero && wait <= TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task ConcurrencyViolation_OnAPost_GoesAgain()
    {
        _service.Then(409, "{\"error\":{\"code\":\"Directory_ConcurrencyViolation\"}}").Then(201, "{}");

        HttpResponseMessage response = await SendAsync("POST", "", "{}");

        ((int)response.StatusCode).Should().Be(201);
    }

    [Fact]
    public async Task OtherConflict_OnAPost_DoesNotGoAgain()
    {
        _service.Then(409, "{\"error\":{\"code\":\"Request_MultipleObjectsWithSameKeyValue\"}}");

        ((int)(await SendAsync("POST", "", "{}")).StatusCode).Should().Be(409);
    }

    [Theory]
    [InlineData(500)]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(504)]
    public async Task ServerError_GoesAgainForRepeatableVerbsOnly(int status)
    {
        _service.Then(status, "{}").Then(204);
        ((int)(await SendAsync("PATCH", "7", "{}")).StatusCode).Should().Be(204);

        _service.Then(status, "{}");
        ((int)(await SendAsync("POST", "", "{}")).StatusCode).Should().Be(status);
        _service.Seen.Should().HaveCount(3);
    }

    [Fact]
    public async Task Post_WhoseAnswerIsLost_IsAmbiguousAndNeverSentAgain()
    {
        _service.ThenThrows(new HttpRequestException("broken", new IOException("reset")));

        LifecycleException failure = await FailureAsync("POST", "", "{}");

        failure.Id.Should().Be(ErrorIds.ConnectorUnreachable);
        failure.IsAmbiguous.Should().BeTrue();
        failure.Message.Should().Contain("POST users").And.Contain("may have taken effect");
        _service.Seen.Should().ContainSingle();
        _step.Answered.Single().Status.Should().Be(0);
    }

    [Fact]
    public async Task Post_WhenNothingWasReached_GoesAgain()
    {
#if NET
        HttpRequestException unreached = new(HttpRequestError.NameResolutionError, "no such host");
#else
        HttpRequestException unreached = new("no such host", new System.Net.WebException("no such host", System.Net.WebExceptionStatus.NameResolutionFailure));
#endif
        _service.ThenThrows(unreached).Then(201, "{}");

        ((int)(await SendAsync("POST", "", "{}")).StatusCode).Should().Be(201);
    }

    [Fact]
    public async Task Patch_WhoseAnswerIsLost_GoesAgain()
    {
        _service.ThenThrows(new HttpRequestException("broken")).Then(204);

        ((int)(await SendAsync("PATCH", "7", "{}")).StatusCode).Should().Be(204);
        _step.Answered.Select(call => call.Status).Should().Equal(0, 204);
    }
}

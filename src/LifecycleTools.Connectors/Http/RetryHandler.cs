using System;
using System.Globalization;
using System.Net;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.Running;
using Polly;
using Polly.Retry;

namespace LifecycleTools.Connectors.Http;

/// <summary>The only place that sends anything twice. A change whose answer was lost goes again only if going twice is going once.</summary>
/// <remarks>Source: Microsoft Graph, "Throttling guidance"; "Best practices: handling expected errors".</remarks>
internal sealed class RetryHandler : DelegatingHandler
{
    private static readonly ResiliencePropertyKey<HttpRequestMessage> s_request = new("request");
    private static readonly ResiliencePropertyKey<DateTimeOffset> s_began = new("began");
    private static readonly ResiliencePropertyKey<int> s_counted = new("counted");
    private readonly IClock _clock;
    private readonly PipelineSettings _settings;
    private readonly ResiliencePipeline<HttpResponseMessage> _retry;

    public RetryHandler(IClock clock, PipelineSettings settings)
    {
        _clock = clock;
        _settings = settings;
        _retry = new ResiliencePipelineBuilder<HttpResponseMessage> { TimeProvider = new ClockTime(clock) }
            .AddRetry(new RetryStrategyOptions<HttpResponseMessage>
            {
                // Counted in ShouldGoAgainAsync, where a service that says when to come again may say so often.
                MaxRetryAttempts = int.MaxValue,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                Delay = settings.FirstDelay,
                MaxDelay = settings.LongestDelay,
                ShouldHandle = args => ShouldGoAgainAsync(args.Context, args.Outcome, args.AttemptNumber),
                DelayGenerator = args => new ValueTask<TimeSpan?>(args.Outcome.Result is { } answer ? RetryAfter.Of(answer, _clock.UtcNow) : null),
            })
            .Build();
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancel)
    {
        // A body that streams could be read once only.
        if (request.Content is not null) await request.Content.LoadIntoBufferAsync().ConfigureAwait(false);

        ResilienceContext context = ResilienceContextPool.Shared.Get(continueOnCapturedContext: false, cancel);
        context.Properties.Set(s_request, request);
        context.Properties.Set(s_began, _clock.UtcNow);
        try
        {
            return await _retry.ExecuteAsync(
                async attempt => await base.SendAsync(request, attempt.CancellationToken).ConfigureAwait(false), context).ConfigureAwait(false);
        }
        catch (LostAnswer lost)
        {
            throw lost.For(CallRecord.Describe(request), isWrite: !RequestMarks.Of(request).IsRead);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    private async ValueTask<bool> ShouldGoAgainAsync(ResilienceContext context, Outcome<HttpResponseMessage> outcome, int attempt)
    {
        RequestMarks marks = RequestMarks.Of(context.Properties.GetValue(s_request, null!));
        DateTimeOffset now = _clock.UtcNow;
        TimeSpan spent = now - context.Properties.GetValue(s_began, now);
        if (spent > _settings.LongestInAll) return false;

        if (outcome.Exception is LostAnswer lost)
        {
            // An answer that is no JSON came from something that will say the same again; once more is for a truncated one.
            return lost.Id == ErrorIds.ConnectorAnswerUnexpected
                ? marks.IsRead && attempt == 0
                : (lost.NeverLeft || marks.IsRepeatable) && IsWithinCount(context);
        }

        if (outcome.Result is not { } answer || answer.IsSuccessStatusCode) return false;

        TimeSpan? asked = RetryAfter.Of(answer, now);
        if (spent + asked > _settings.LongestInAll) return false;
        if (!await IsTransientAsync(answer, marks, asked is not null).ConfigureAwait(false)) return false;

        // Many that share a limit come again at once, and most of them are refused again: that is no sign of trouble, and time alone ends it.
        return ((int)answer.StatusCode == 429 && asked > TimeSpan.Zero) || IsWithinCount(context);
    }

    private bool IsWithinCount(ResilienceContext context)
    {
        int counted = context.Properties.GetValue(s_counted, 0);
        context.Properties.Set(s_counted, counted + 1);
        return counted < _settings.MostRetries;
    }

    private async Task<bool> IsTransientAsync(HttpResponseMessage answer, RequestMarks marks, bool saysWhen)
    {
        switch ((int)answer.StatusCode)
        {
            case 429:
                return true;
            case (int)HttpStatusCode.ServiceUnavailable:
                return saysWhen || marks.IsRepeatable;
            case (int)HttpStatusCode.RequestTimeout:
            case (int)HttpStatusCode.InternalServerError:
            case (int)HttpStatusCode.BadGateway:
            case (int)HttpStatusCode.GatewayTimeout:
                return marks.IsRepeatable;
        }

        string body = answer.Content is null ? "" : await answer.Content.ReadAsStringAsync().ConfigureAwait(false);
        bool collided = answer.StatusCode == HttpStatusCode.Conflict
            && CultureInfo.InvariantCulture.CompareInfo.IndexOf(body, "Directory_ConcurrencyViolation", CompareOptions.Ordinal) >= 0;
        return collided || (marks.IsRepeatable && _settings.IsTransientBody(body));
    }
}

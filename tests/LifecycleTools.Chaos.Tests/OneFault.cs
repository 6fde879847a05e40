using System;
using System.Collections.Generic;
using System.Net;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Sandbox;

namespace LifecycleTools.Chaos.Tests;

/// <summary>One way in which one request can go wrong.</summary>
/// <param name="Name">In words.</param>
/// <param name="IsHarmless">A run has to be complete in spite of it.</param>
internal sealed record Trouble(string Name, bool IsHarmless = false)
{
    private const string Claims = "Bearer realm=\"\", authorization_uri=\"https://login.microsoftonline.com/common/oauth2/authorize\", error=\"insufficient_claims\", "
        + "claims=\"eyJhY2Nlc3NfdG9rZW4iOnsibmJmIjp7ImVzc2VudGlhbCI6dHJ1ZSwidmFsdWUiOiIxNjA0MTA2NjUxIn19fQ==\"";

    /// <summary>The sandbox's own rule for it; null when it is done on the way there.</summary>
    public SandboxFault? Rule { get; init; }

    /// <summary>What the caller gets instead of the service's answer.</summary>
    public Func<HttpResponseMessage>? Instead { get; init; }

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Trouble> All { get; } =
    [
        new("429 with Retry-After", true) { Rule = new() { Kind = SandboxFaultKind.Throttle, RetryAfter = "7" } },
        new("429 without Retry-After", true) { Rule = new() { Kind = SandboxFaultKind.Throttle } },
        new("500") { Rule = new() { Kind = SandboxFaultKind.ServerError, Status = 500 } },
        new("502") { Rule = new() { Kind = SandboxFaultKind.ServerError, Status = 502 } },
        new("503") { Rule = new() { Kind = SandboxFaultKind.ServerError, Status = 503 } },
        new("504") { Rule = new() { Kind = SandboxFaultKind.ServerError, Status = 504 } },
        new("connection refused") { Instead = () => throw new HttpRequestException(HttpRequestError.ConnectionError, "Connection refused") },
        new("reset before processing") { Rule = new() { Kind = SandboxFaultKind.DropBefore } },
        new("reset after processing") { Rule = new() { Kind = SandboxFaultKind.LoseAnswer } },
        new("TLS failure") { Instead = () => throw new HttpRequestException(HttpRequestError.SecureConnectionError, "The SSL connection could not be established") },
        new("timeout") { Rule = new() { Kind = SandboxFaultKind.Timeout } },
        new("truncated body") { Rule = new() { Kind = SandboxFaultKind.Truncate } },
        new("HTML instead of JSON") { Rule = new() { Kind = SandboxFaultKind.Html } },
        new("200 with an unexpected shape") { Instead = () => Json("{\"unexpected\":[1,2,3]}") },
        new("200 and nothing done") { Rule = new() { Kind = SandboxFaultKind.IgnoreWrite } },
        new("401 in mid-run", true) { Rule = new() { Kind = SandboxFaultKind.ExpireToken } },
        new("401 with a claims challenge") { Instead = Challenge },
        new("403") { Rule = new() { Kind = SandboxFaultKind.Forbid } },
    ];

    private static HttpResponseMessage Json(string text) => new(HttpStatusCode.OK) { Content = new StringContent(text, Encoding.UTF8, "application/json") };

    private static HttpResponseMessage Challenge()
    {
        HttpResponseMessage answer = Json("{\"error\":{\"code\":\"InvalidAuthenticationToken\",\"message\":\"Continuous access evaluation resulted in challenge\"}}");
        answer.StatusCode = HttpStatusCode.Unauthorized;
        answer.Headers.WwwAuthenticate.Add(AuthenticationHeaderValue.Parse(Claims));
        return answer;
    }
}

/// <summary>Meets the nth request of a run with one trouble, and no other.</summary>
internal sealed class OneFault(SandboxTenant tenant, HttpMessageHandler inner) : DelegatingHandler(inner)
{
    private Func<HttpResponseMessage>? _instead;
    private int _left;

    /// <summary>True once the trouble was met.</summary>
    public bool IsMet => Rule is { } rule ? rule.Seen >= rule.From : _instead is not null && _left <= 0;

    private SandboxFault? Rule { get; set; }

    /// <summary>Begins to count.</summary>
    /// <param name="nth">From 1.</param>
    public void Arm(Trouble trouble, int nth)
    {
        _left = nth;
        _instead = trouble.Instead;
        if (trouble.Rule is not { } rule) return;
        Rule = tenant.Faults.Add(rule.Kind, from: nth, retryAfter: rule.RetryAfter, status: rule.Status);
    }

    /// <summary>Meets nothing any more.</summary>
    public void Disarm()
    {
        _instead = null;
        tenant.Faults.Clear();
    }

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (_instead is not { } instead || Interlocked.Decrement(ref _left) != 0) return base.SendAsync(request, cancellationToken);
        try
        {
            HttpResponseMessage answer = instead();
            answer.RequestMessage = request;
            return Task.FromResult(answer);
        }
        catch (HttpRequestException broken)
        {
            return Task.FromException<HttpResponseMessage>(broken);
        }
    }
}

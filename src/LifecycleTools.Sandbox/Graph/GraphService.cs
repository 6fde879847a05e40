using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using LifecycleTools.Sandbox.Http;

namespace LifecycleTools.Sandbox.Graph;

/// <summary>Microsoft Graph v1.0: token, route, permission, answer.</summary>
internal sealed class GraphService : SandboxRoutes
{
    public const string AppId = "00000003-0000-0000-c000-000000000000";

    private static readonly string[] s_names =
    {
        "https://graph.microsoft.com", "https://graph.microsoft.us", "https://dod-graph.microsoft.us",
        "https://microsoftgraph.chinacloudapi.cn", AppId,
    };

    private readonly GraphRouter _router = new();
    private readonly Queue<DateTimeOffset> _recent = new();
    private readonly GraphLimits _limits;

    public GraphService(SandboxTenant tenant) : base(tenant)
    {
        _limits = new GraphLimits(tenant);
    }

    public override bool Owns(SandboxCall call) => call.Segments.Count > 0 && call.Segments[0] is "v1.0" or "beta";

    public override void Describe(SandboxCall call)
    {
        GraphRoute? route = _router.Find(call.Method, Inside(call)).Route;
        call.IsWrite = route is null ? call.Method != "GET" : !route.IsRead;
        if (Inside(call) is ["$batch"]) call.BatchId = call.RequestId;
    }

    public override SandboxAnswer Answer(SandboxCall call)
    {
        SandboxAnswer answer;
        try
        {
            answer = Routed(call);
        }
        catch (GraphException error)
        {
            answer = GraphErrorBodies.Of(error, call, Tenant);
            if (error.Status == 429) answer.Headers["Retry-After"] = error.RetryAfter ?? "10";
        }

        return Stamped(answer, call);
    }

    public override SandboxAnswer Fault(SandboxCall call, int status) =>
        Stamped(GraphErrorBodies.Of(GraphErrorBodies.OfStatus(status), call, Tenant), call);

    public override SandboxAnswer Pretend(SandboxCall call)
    {
        if (call.Method != "POST") return Stamped(SandboxAnswer.Empty(204), call);
        string last = call.Segments[call.Segments.Count - 1];
        return last switch
        {
            "$ref" or "retire" or "wipe" => Stamped(SandboxAnswer.Empty(204), call),
            "sendMail" => Stamped(SandboxAnswer.Empty(202), call),
            _ => Stamped(SandboxAnswer.Text(200, "{\"value\":true}", "application/json"), call),
        };
    }

    private SandboxAnswer Routed(SandboxCall call)
    {
        string appId = SignedIn(call);
        Throttle(call);
        if (call.Segments[0] != "v1.0") throw GraphErrors.BadQuery($"Invalid version: {call.Segments[0]}");

        (GraphRoute? route, IReadOnlyDictionary<string, string> values, bool isKnownPath) = _router.Find(call.Method, Inside(call));
        if (route is null)
        {
            throw isKnownPath
                ? new GraphException(405, "Request_BadRequest", "Specified HTTP method is not allowed for the request target.")
                : GraphErrors.BadQuery($"Resource not found for the segment '{Inside(call).LastOrDefault()}'.");
        }

        IReadOnlyCollection<string> granted = Tenant.PermissionsOf(appId, AppId);
        var graphCall = new GraphCall(call, Tenant, values, granted, appId);
        _limits.Count(Inside(call).ToArray(), call, !route.IsRead);
        if (route.Permissions.Length > 0 && !graphCall.Has(route.Permissions)) throw GraphErrors.Forbidden();
        return route.Answer(graphCall);
    }

    private string SignedIn(SandboxCall call)
    {
        switch (Tenant.Tokens.Validate(call.Header("Authorization"), out SandboxToken? token, s_names.Concat(new[] { call.Authority }).ToArray()))
        {
            case SandboxTokenState.Valid:
                return token!.AppId;
            case SandboxTokenState.Missing:
                throw new GraphException(401, "InvalidAuthenticationToken", "Access token is empty.");
            case SandboxTokenState.Expired:
                throw new GraphException(401, "InvalidAuthenticationToken", "Lifetime validation failed, the token is expired.");
            case SandboxTokenState.WrongAudience:
                throw new GraphException(401, "InvalidAuthenticationToken", "Access token validation failure. Invalid audience.");
            default:
                throw new GraphException(401, "InvalidAuthenticationToken", "CompactToken parsing failed with error code: 80049217");
        }
    }

    private void Throttle(SandboxCall call)
    {
        if (Tenant.Options.ThrottleAfter is not { } limit || Inside(call) is ["$batch"]) return;
        DateTimeOffset now = Tenant.Clock.UtcNow;
        while (_recent.Count > 0 && _recent.Peek() <= now - TimeSpan.FromSeconds(10)) _recent.Dequeue();
        if (_recent.Count >= limit) throw GraphErrorBodies.OfStatus(429);
        _recent.Enqueue(now);
    }

    private SandboxAnswer Stamped(SandboxAnswer answer, SandboxCall call)
    {
        answer.Headers["request-id"] = call.RequestId;
        answer.Headers["client-request-id"] = call.ClientRequestId;
        if (call.IsBatchItem) return answer;
        answer.Headers["Date"] = Tenant.Clock.UtcNow.UtcDateTime.ToString("R", CultureInfo.InvariantCulture);
        return answer;
    }

    private static List<string> Inside(SandboxCall call) => call.Segments.Skip(1).ToList();
}

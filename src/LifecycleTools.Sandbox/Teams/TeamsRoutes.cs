using System;
using System.Linq;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using LifecycleTools.Sandbox.Http;

namespace LifecycleTools.Sandbox.Teams;

/// <summary>The address of a flow with the trigger "When a Teams webhook request is received": .../workflows/{id}/triggers/manual/paths/invoke.</summary>
internal sealed class TeamsRoutes : SandboxRoutes
{
    private static readonly string[] s_tail = { "triggers", "manual", "paths", "invoke" };

    public TeamsRoutes(SandboxTenant tenant) : base(tenant)
    {
    }

    private TeamsState State => Tenant.Beside<TeamsState>();

    public override bool Owns(SandboxCall call) =>
        call.Segments.Count >= 6 && call.Segments.Skip(call.Segments.Count - 4).SequenceEqual(s_tail, StringComparer.OrdinalIgnoreCase)
        && call.Segments[call.Segments.Count - 6].Equals("workflows", StringComparison.OrdinalIgnoreCase);

    public override SandboxAnswer Answer(SandboxCall call)
    {
        TeamsState state = State;
        if (call.Segments[call.Segments.Count - 5] != state.FlowId) return Error(404, "WorkflowNotFound", $"The workflow '{call.Segments[call.Segments.Count - 5]}' could not be found.");
        if (!call.Query.TryGetValue("sig", out string? signature) || signature != state.Signature)
            return Error(401, "DirectApiInvalidAuthorizationScheme", "The request signature does not match.");
        if (!state.IsOn) return Error(400, "WorkflowTriggerIsNotEnabled", "Could not execute workflow trigger 'manual' with state 'Disabled': trigger is not enabled.");
        if (call.Method != "POST") return Error(405, "MethodNotAllowed", "The trigger takes POST.");

        DateTimeOffset now = Tenant.Clock.UtcNow;
        state.Calls.RemoveAll(at => at <= now.AddSeconds(-1));
        if (state.Calls.Count >= state.MostASecond)
        {
            return state.AnswersAsConnector
                ? SandboxAnswer.Text(200, "Webhook message delivery failed with error: Microsoft Teams endpoint returned HTTP error 429 with ContextId tcid=0,server=SANDBOX.", "text/html")
                : Fault(call, 429);
        }

        state.Calls.Add(now);
        if (Encoding.UTF8.GetByteCount(call.Body ?? "") > state.MostBytes) return Error(413, "RequestEntityTooLarge", $"The message is larger than {state.MostBytes} bytes.");
        return Post(call, state, now);
    }

    public override SandboxAnswer Fault(SandboxCall call, int status)
    {
        SandboxAnswer answer = status == 429 ? Error(429, "RateLimitExceeded", "Rate limit is exceeded. Try again in 1 seconds.") : Error(status, "ServiceFault", "The scripted fault of the sandbox.");
        if (status == 429) answer.Headers["Retry-After"] = "1";
        return answer;
    }

    private static SandboxAnswer Post(SandboxCall call, TeamsState state, DateTimeOffset now)
    {
        JsonNode? card;
        try
        {
            card = (call.Json()?["attachments"] as JsonArray)?.FirstOrDefault()?["content"];
        }
        catch (JsonException)
        {
            return Error(400, "InvalidRequestContent", "The request content is not valid JSON.");
        }

        if ((string?)card?["type"] != "AdaptiveCard" || card["body"] is not JsonArray body)
            return Error(400, "InvalidRequestContent", "The request content has no adaptive card under attachments[0].content.");

        state.Posts.Add(new TeamsPost { PostedUtc = now, Card = card.ToJsonString(), Text = TeamsPost.TextOf(body) });
        if (state.AnswersAsConnector) return SandboxAnswer.Text(200, "1", "text/plain");

        SandboxAnswer answer = SandboxAnswer.Empty(202);
        answer.Headers["x-ms-workflow-run-id"] = $"085840000000000000000{state.Posts.Count:0000}";
        return answer;
    }

    private static SandboxAnswer Error(int status, string code, string message) =>
        SandboxAnswer.Json(status, new JsonObject { ["error"] = new JsonObject { ["code"] = code, ["message"] = message } });
}

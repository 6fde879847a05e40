using System.Globalization;
using System.Linq;
using System.Text.Json.Nodes;
using LifecycleTools.Sandbox.Http;

namespace LifecycleTools.Sandbox.Graph;

/// <summary>Error bodies as Graph writes them.</summary>
internal static class GraphErrorBodies
{
    public static SandboxAnswer Of(GraphException error, SandboxCall call, SandboxTenant tenant)
    {
        var inner = new JsonObject
        {
            ["date"] = tenant.Clock.UtcNow.ToString("yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture),
            ["request-id"] = call.RequestId,
            ["client-request-id"] = call.ClientRequestId,
        };
        if (error.RepeatsMessage) inner["message"] = error.Message;

        var main = new JsonObject { ["code"] = error.Code, ["message"] = error.Message };
        if (error.Details.Count > 0)
        {
            main["details"] = new JsonArray(error.Details.Select(detail => (JsonNode?)new JsonObject
            {
                ["code"] = detail.Code,
                ["message"] = detail.Message,
                ["target"] = detail.Target,
            }).ToArray());
        }

        main["innerError"] = inner;
        SandboxAnswer answer = SandboxAnswer.Json(error.Status, new JsonObject { ["error"] = main });
        if (error.Status == 401) answer.Headers["WWW-Authenticate"] = "Bearer realm=\"\"";
        return answer;
    }

    /// <summary>What Graph says of itself when it is unwell, throttling or refusing.</summary>
    public static GraphException OfStatus(int status) => status switch
    {
        401 => new(401, "InvalidAuthenticationToken", "Access token has expired or is not yet valid."),
        403 => GraphErrors.Forbidden(),
        429 => new(429, "TooManyRequests", "Too many requests."),
        500 => new(500, "InternalServerError", "An internal server error occurred."),
        502 => new(502, "BadGateway", "The gateway received an invalid response."),
        503 => new(503, "ServiceUnavailable", "The service is temporarily unavailable."),
        504 => new(504, "GatewayTimeout", "The gateway timed out."),
        _ => new(status, "UnknownError", ""),
    };
}

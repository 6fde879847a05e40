using System.Text.Json.Nodes;

namespace LifecycleTools.Sandbox.Exchange;

/// <summary>Writes a failed cmdlet the way the admin endpoint does: what matters is in <c>details</c>, or in the inner exception.</summary>
internal static class ExchangeErrorBodies
{
    private const string ServiceException = "Microsoft.Exchange.Admin.OData.Core.ODataServiceException";

    public static JsonObject Of(ExchangeFailure failure)
    {
        bool endpointRefused = failure.Mark.Length == 0;
        string message = endpointRefused ? "Invalid Operation" : "Error executing cmdlet";
        var error = new JsonObject { ["code"] = CodeOf(failure.Status), ["message"] = message };

        if (failure.HasDetails)
        {
            error["details"] = new JsonArray(new JsonObject
            {
                ["code"] = failure.Status >= 500 ? "Server" : "Client",
                ["target"] = "",
                ["message"] = $"{failure.Mark}|{failure.Type}|{failure.Message}",
            });
        }

        error["innererror"] = new JsonObject
        {
            ["message"] = message,
            ["type"] = ServiceException,
            ["stacktrace"] = "",
            ["internalexception"] = new JsonObject
            {
                ["message"] = endpointRefused ? failure.Message : $"{failure.Mark}|{failure.Type}|{failure.Message}",
                ["type"] = failure.Type,
                ["stacktrace"] = "",
            },
        };
        return new JsonObject { ["error"] = error };
    }

    /// <summary>An error of the endpoint that has no cmdlet to blame.</summary>
    public static JsonObject Plain(string code, string message) => new()
    {
        ["error"] = new JsonObject { ["code"] = code, ["message"] = message },
    };

    private static string CodeOf(int status) => status switch
    {
        404 => "NotFound",
        403 => "Forbidden",
        >= 500 => "InternalServerError",
        _ => "BadRequest",
    };
}

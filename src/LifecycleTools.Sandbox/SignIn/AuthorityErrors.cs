using System.Globalization;
using System.Text.Json.Nodes;
using LifecycleTools.Sandbox.Http;

namespace LifecycleTools.Sandbox.SignIn;

/// <summary>Refusals of the sign-in authority, in its words.</summary>
internal sealed class AuthorityErrors
{
    private readonly SandboxTenant _tenant;
    private readonly SandboxCall _call;

    public AuthorityErrors(SandboxTenant tenant, SandboxCall call)
    {
        _tenant = tenant;
        _call = call;
    }

    public SandboxAnswer TenantMalformed(string name) => Of(400, "invalid_request", 900023,
        $"Specified tenant identifier '{name}' is neither a valid DNS name, nor a valid external domain.");

    public SandboxAnswer TenantUnknown(string name) => Of(400, "invalid_request", 90002,
        $"Tenant '{name}' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud.");

    public SandboxAnswer AppUnknown(string appId) => Of(400, "unauthorized_client", 700016,
        $"Application with identifier '{appId}' was not found in the directory '{_tenant.Name}'. This can happen if the application has not been "
        + "installed by the administrator of the tenant or consented to by any user in the tenant. You may have sent your authentication request to the wrong tenant.");

    public SandboxAnswer SecretWrong(string appId) => Of(401, "invalid_client", 7000215,
        "Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, "
        + $"for a secret added to app '{appId}'.");

    public SandboxAnswer CredentialMissing() => Of(401, "invalid_client", 7000218,
        "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.");

    public SandboxAnswer AssertionWrong(string why) => Of(401, "invalid_client", 700027,
        $"The certificate with identifier used to sign the client assertion is not registered on application. [Reason - {why}]");

    public SandboxAnswer NotConsented(string appId) => Of(400, "invalid_grant", 65001,
        $"The user or administrator has not consented to use the application with ID '{appId}'. Send an interactive authorization request for this user and resource.");

    public SandboxAnswer ScopeWrong(string scope) => Of(400, "invalid_scope", 1002012,
        $"The provided value for scope {scope} is not valid. Client credential flows must have a scope value with /.default suffixed to the resource identifier (application ID URI).");

    public SandboxAnswer ResourceUnknown(string resource) => Of(400, "invalid_resource", 500011,
        $"The resource principal named {resource} was not found in the tenant named {_tenant.Name}.");

    public SandboxAnswer GrantUnsupported(string grant) => Of(400, "unsupported_grant_type", 70003,
        $"The app requested an unsupported grant type '{grant}'.");

    public SandboxAnswer Unwell(int status) => Of(status, "temporarily_unavailable", 90033, "A transient error has occurred. Please try again.");

    private SandboxAnswer Of(int status, string error, int code, string text)
    {
        string time = _tenant.Clock.UtcNow.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        string number = code.ToString(CultureInfo.InvariantCulture);
        return SandboxAnswer.Json(status, new JsonObject
        {
            ["error"] = error,
            ["error_description"] = $"AADSTS{number}: {text} Trace ID: {_call.RequestId} Correlation ID: {_call.ClientRequestId} Timestamp: {time}",
            ["error_codes"] = new JsonArray(code),
            ["timestamp"] = time,
            ["trace_id"] = _call.RequestId,
            ["correlation_id"] = _call.ClientRequestId,
            ["error_uri"] = $"{_call.Authority}/error?code={number}",
        });
    }
}

using System;
using System.Globalization;
using System.Linq;
using System.Text.Json.Nodes;
using LifecycleTools.Sandbox.Http;
using LifecycleTools.Sandbox.Services;
using LifecycleTools.Sandbox.State;

namespace LifecycleTools.Sandbox.Graph;

/// <summary>Temporary Access Passes, the policy that allows them, and who has registered what.</summary>
internal sealed class TemporaryAccessPassRoutes : GraphRouteSet
{
    public override void Map(GraphRouter routes)
    {
        routes.Map("POST", "users/{user}/authentication/temporaryAccessPassMethods", "UserAuthMethod-TAP.ReadWrite.All UserAuthenticationMethod.ReadWrite.All", Create);
        routes.Map("GET", "policies/authenticationMethodsPolicy", Permissions.ReadPolicies, call => ODataQuery.One(call, Policy(call.Tenant), "authenticationMethodsPolicy"));
        routes.Map("GET", "policies/authenticationMethodsPolicy/authenticationMethodConfigurations/{id}", Permissions.ReadPolicies, GetConfiguration);
        routes.Map("GET", "reports/authenticationMethods/userRegistrationDetails", "AuditLog.Read.All", call => ODataQuery.Many(call,
            call.Tenant.Users.Select(user => Registration(call, user)), "userRegistrationDetails", directory: false));
        routes.Map("GET", "reports/authenticationMethods/userRegistrationDetails/{user}", "AuditLog.Read.All", call => ODataQuery.One(call, Registration(call, call.SeenUser()), "userRegistrationDetails"));
    }

    private static SandboxAnswer Create(GraphCall call)
    {
        SandboxUser user = AuthenticationRoutes.Owner(call);
        SandboxPassPolicy policy = call.Tenant.PassPolicy;
        if (user.IsGuest) throw GraphErrors.Method(400, "badRequest", "Temporary Access Pass cannot be added to an external guest user.");
        if (!policy.Enabled) throw GraphErrors.Method(400, "badRequest", "Temporary Access Pass is disabled by the authentication methods policy.");

        JsonObject body = call.Http.Body is null ? new JsonObject() : call.Body();
        int minutes = (int?)body["lifetimeInMinutes"] ?? policy.DefaultMinutes;
        if (minutes < policy.MinimumMinutes || minutes > policy.MaximumMinutes)
            throw GraphErrors.Method(400, "badRequest", $"Invalid LifetimeInMinutes specified. The valid range between {policy.MinimumMinutes} and {policy.MaximumMinutes}.");
        bool once = (bool?)body["isUsableOnce"] ?? policy.OneTimeOnly;
        if (policy.OneTimeOnly && !once) throw GraphErrors.Method(400, "badRequest", "Multi-use Temporary Access Pass is not allowed by the policy.");

        // A new pass replaces one that still works.
        user.AuthenticationMethods.RemoveAll(method => method.Kind == "temporaryAccessPass");
        var pass = new SandboxAuthenticationMethod
        {
            Id = call.Tenant.NewId("method"),
            Kind = "temporaryAccessPass",
            CreatedUtc = call.Now,
            StartUtc = body["startDateTime"] is { } start ? DateTimeOffset.Parse(start.ToString(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal) : call.Now,
            LifetimeMinutes = minutes,
            IsUsableOnce = once,
        };
        pass.PassText = StableId.Of("pass:" + pass.Id).Replace('-', '#').Substring(0, policy.Length);
        user.AuthenticationMethods.Add(pass);

        JsonObject json = AuthenticationJson.Of(pass, call.Now, typed: false);
        json["temporaryAccessPass"] = pass.PassText;
        return ODataQuery.One(call, json, "temporaryAccessPassMethods", status: 201);
    }

    private static SandboxAnswer GetConfiguration(GraphCall call) => SandboxTenant.Same(call["id"], "TemporaryAccessPass")
        ? ODataQuery.One(call, Configuration(call.Tenant), "authenticationMethodConfigurations")
        : throw GraphErrors.Method(404, "resourceNotFound", "The requested resource could not be found.");

    private static JsonObject Policy(SandboxTenant tenant) => new()
    {
        ["id"] = "authenticationMethodsPolicy",
        ["displayName"] = "Authentication Methods Policy",
        ["description"] = "The tenant-wide policy that controls which authentication methods are allowed in the tenant.",
        ["policyVersion"] = "1.5",
        ["policyMigrationState"] = "migrationComplete",
        ["authenticationMethodConfigurations"] = new JsonArray(Configuration(tenant)),
    };

    private static JsonObject Configuration(SandboxTenant tenant) => new()
    {
        ["@odata.type"] = "#microsoft.graph.temporaryAccessPassAuthenticationMethodConfiguration",
        ["id"] = "TemporaryAccessPass",
        ["state"] = tenant.PassPolicy.Enabled ? "enabled" : "disabled",
        ["excludeTargets"] = new JsonArray(),
        ["defaultLifetimeInMinutes"] = tenant.PassPolicy.DefaultMinutes,
        ["defaultLength"] = tenant.PassPolicy.Length,
        ["minimumLifetimeInMinutes"] = tenant.PassPolicy.MinimumMinutes,
        ["maximumLifetimeInMinutes"] = tenant.PassPolicy.MaximumMinutes,
        ["isUsableOnce"] = tenant.PassPolicy.OneTimeOnly,
    };

    private static JsonObject Registration(GraphCall call, SandboxUser user)
    {
        bool hasFactor = user.AuthenticationMethods.Any(method => method.Kind is not ("email" or "temporaryAccessPass"));
        SandboxAuthenticationMethod? preferred = user.AuthenticationMethods.FirstOrDefault(method => method.Id == user.DefaultMethodId);
        return new JsonObject
        {
            ["id"] = user.Id,
            ["userPrincipalName"] = user.UserPrincipalName,
            ["userDisplayName"] = user.DisplayName,
            ["userType"] = user.IsGuest ? "guest" : "member",
            ["isAdmin"] = Guards.IsAdministrator(call.Tenant, user),
            ["isMfaCapable"] = hasFactor,
            ["isMfaRegistered"] = hasFactor,
            ["isPasswordlessCapable"] = user.AuthenticationMethods.Any(method => method.Kind is "fido2" or "windowsHelloForBusiness" or "platformCredential"),
            ["isSsprCapable"] = hasFactor,
            ["isSsprEnabled"] = true,
            ["isSsprRegistered"] = hasFactor,
            ["isSystemPreferredAuthenticationMethodEnabled"] = true,
            ["lastUpdatedDateTime"] = GraphJson.Date(call.Now),
            ["methodsRegistered"] = GraphJson.Texts(user.AuthenticationMethods.Select(method => method.Kind == "phone" ? method.PhoneType + "Phone" : method.Kind)),
            ["systemPreferredAuthenticationMethods"] = new JsonArray(),
            ["userPreferredMethodForSecondaryAuthentication"] = preferred?.Kind switch { null => "none", "phone" => "sms", "softwareOath" => "oath", _ => "push" },
        };
    }
}

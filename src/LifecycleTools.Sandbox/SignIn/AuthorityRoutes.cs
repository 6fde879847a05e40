using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;
using LifecycleTools.Sandbox.Http;
using LifecycleTools.Sandbox.State;

namespace LifecycleTools.Sandbox.SignIn;

/// <summary>The sign-in authority: tokens for apps that have a secret or a certificate, and the documents that clients look up first.</summary>
/// <remarks>Source: Microsoft identity platform, "Client credentials flow" and "OpenID configuration".</remarks>
internal sealed class AuthorityRoutes : SandboxRoutes
{
    private const string AssertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
    private const string DefaultScope = "/.default";

    private static readonly string[] s_publicHosts =
    {
        "login.microsoftonline.com", "login.windows.net", "login.microsoft.com", "sts.windows.net",
    };

    public AuthorityRoutes(SandboxTenant tenant) : base(tenant)
    {
    }

    public override bool Owns(SandboxCall call) => Kind(call) is not null;

    // Asking for a token changes nothing that anybody could see.
    public override void Describe(SandboxCall call) => call.IsWrite = false;

    public override SandboxAnswer Answer(SandboxCall call)
    {
        AuthorityErrors errors = new(Tenant, call);
        string kind = Kind(call)!;
        if (kind == "instance") return Instance(call);

        string name = call.Segments[0];
        if (!IsOurs(name)) return LooksLikeTenant(name) ? errors.TenantUnknown(name) : errors.TenantMalformed(name);

        return kind switch
        {
            "token" => Token(call, errors),
            "openid" => OpenId(call),
            _ => SandboxAnswer.Json(200, new JsonObject { ["keys"] = new JsonArray() }),
        };
    }

    public override SandboxAnswer Fault(SandboxCall call, int status) => new AuthorityErrors(Tenant, call).Unwell(status);

    private static string? Kind(SandboxCall call) => call.Segments switch
    {
        [_, "oauth2", "v2.0", "token"] when call.Method == "POST" => "token",
        [_, "v2.0", ".well-known", "openid-configuration"] => "openid",
        [_, "discovery", "v2.0", "keys"] => "keys",
        ["common", "discovery", "instance"] => "instance",
        _ => null,
    };

    private bool IsOurs(string name) =>
        SandboxTenant.Same(name, Tenant.TenantId) || Tenant.Domains.Any(domain => domain.IsVerified && SandboxTenant.Same(domain.Name, name));

    private static bool LooksLikeTenant(string name) => Guid.TryParse(name, out _) || name.IndexOf(".", StringComparison.Ordinal) > 0;

    private SandboxAnswer Token(SandboxCall call, AuthorityErrors errors)
    {
        IReadOnlyDictionary<string, string> form = QueryText.Parse(call.Body ?? "");
        string grant = Value(form, "grant_type");
        if (grant != "client_credentials") return errors.GrantUnsupported(grant);

        string appId = Value(form, "client_id");
        SandboxClientApp? app = Tenant.ClientApps.FirstOrDefault(one => SandboxTenant.Same(one.AppId, appId));
        if (app is null) return errors.AppUnknown(appId);
        if (CredentialRefusal(form, app, errors) is { } refusal) return refusal;
        if (!app.IsConsented) return errors.NotConsented(appId);

        string scope = Value(form, "scope");
        if (!scope.EndsWith(DefaultScope, StringComparison.Ordinal)) return errors.ScopeWrong(scope);

        string resource = scope.Substring(0, scope.Length - DefaultScope.Length).TrimEnd('/');
        if (app.Resources.Count > 0 && !app.Resources.Contains(resource, StringComparer.OrdinalIgnoreCase)) return errors.ResourceUnknown(resource);

        SandboxToken token = Tenant.Tokens.Issue(app.AppId, resource);
        int seconds = (int)(token.ExpiresUtc - Tenant.Clock.UtcNow).TotalSeconds;
        return SandboxAnswer.Json(200, new JsonObject
        {
            ["token_type"] = "Bearer",
            ["expires_in"] = seconds,
            ["ext_expires_in"] = seconds,
            ["access_token"] = token.Value,
        });
    }

    private SandboxAnswer? CredentialRefusal(IReadOnlyDictionary<string, string> form, SandboxClientApp app, AuthorityErrors errors)
    {
        if (form.TryGetValue("client_secret", out string? secret))
        {
            return app.Secret is { Length: > 0 } known && secret == known ? null : errors.SecretWrong(app.AppId);
        }

        if (!form.TryGetValue("client_assertion", out string? assertion) || Value(form, "client_assertion_type") != AssertionType)
        {
            return errors.CredentialMissing();
        }

        return ClientAssertion.Refusal(assertion, app, Tenant.TenantId) is { } why ? errors.AssertionWrong(why) : null;
    }

    private SandboxAnswer OpenId(SandboxCall call)
    {
        string root = $"{call.Authority}/{Tenant.TenantId}";
        return SandboxAnswer.Json(200, new JsonObject
        {
            ["token_endpoint"] = $"{root}/oauth2/v2.0/token",
            ["token_endpoint_auth_methods_supported"] = new JsonArray("client_secret_post", "private_key_jwt", "client_secret_basic"),
            ["jwks_uri"] = $"{root}/discovery/v2.0/keys",
            ["issuer"] = $"{root}/v2.0",
            ["authorization_endpoint"] = $"{root}/oauth2/v2.0/authorize",
            ["device_authorization_endpoint"] = $"{root}/oauth2/v2.0/devicecode",
            ["response_types_supported"] = new JsonArray("code", "id_token", "code id_token", "id_token token"),
            ["scopes_supported"] = new JsonArray("openid", "profile", "email", "offline_access"),
            ["tenant_region_scope"] = "EU",
            ["cloud_instance_name"] = "microsoftonline.com",
            ["msgraph_host"] = "graph.microsoft.com",
        });
    }

    private SandboxAnswer Instance(SandboxCall call)
    {
        string host = call.Uri.Authority;
        string[] aliases = s_publicHosts.Contains(host, StringComparer.OrdinalIgnoreCase) ? s_publicHosts : new[] { host };
        return SandboxAnswer.Json(200, new JsonObject
        {
            ["tenant_discovery_endpoint"] = $"{call.Authority}/{Tenant.TenantId}/v2.0/.well-known/openid-configuration",
            ["api-version"] = "1.1",
            ["metadata"] = new JsonArray(new JsonObject
            {
                ["preferred_network"] = aliases[0],
                ["preferred_cache"] = aliases.Length > 1 ? aliases[1] : aliases[0],
                ["aliases"] = new JsonArray(aliases.Select(alias => (JsonNode?)alias).ToArray()),
            }),
        });
    }

    private static string Value(IReadOnlyDictionary<string, string> form, string name) => form.TryGetValue(name, out string? value) ? value : "";
}

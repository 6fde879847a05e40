using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using System.Text.Json.Nodes;

namespace LifecycleTools.Sandbox;

/// <summary>An access token the tenant has given out.</summary>
public sealed record SandboxToken
{
    /// <summary>The text that goes into the Authorization header.</summary>
    public string Value { get; init; } = "";

    /// <summary>The app it was given to.</summary>
    public string AppId { get; init; } = "";

    /// <summary>What it opens: scheme and host, for example <c>https://graph.microsoft.com</c>.</summary>
    public string Resource { get; init; } = "";

    public DateTimeOffset ExpiresUtc { get; init; }
}

/// <summary>Whether a token opens a door.</summary>
public enum SandboxTokenState
{
    Valid,
    Missing,
    Unknown,
    Expired,
    WrongAudience,
}

/// <summary>Access tokens: their claims are for the app to read, the rest is remembered here, expiring on the tenant's clock.</summary>
public sealed class SandboxTokens
{
    private const string Graph = "00000003-0000-0000-c000-000000000000";
    private const string Exchange = "00000002-0000-0ff1-ce00-000000000000";
    private readonly SandboxTenant _tenant;
    private readonly Dictionary<string, SandboxToken> _issued = new(StringComparer.Ordinal);
    private int _count;

    internal SandboxTokens(SandboxTenant tenant) => _tenant = tenant;

    /// <summary>Gives out a token.</summary>
    /// <param name="resource">Scheme and host that it is for; a trailing <c>/.default</c> or slash is taken off.</param>
    /// <param name="lifetime">On the tenant's clock. Null: as <see cref="SandboxOptions.TokenLifetime"/> says.</param>
    public SandboxToken Issue(string appId, string resource, TimeSpan? lifetime = null)
    {
        lock (_tenant.Gate)
        {
            _count++;
            var token = new SandboxToken
            {
                Value = string.Format(CultureInfo.InvariantCulture, "sandbox.{0}.{1}{2}", Claims(appId, resource), _count, Guid.NewGuid().ToString("N")),
                AppId = appId,
                Resource = Plain(resource),
                ExpiresUtc = _tenant.Clock.UtcNow + (lifetime ?? _tenant.Options.TokenLifetime),
            };
            _issued[token.Value] = token;
            return token;
        }
    }

    /// <summary>Checks an Authorization header.</summary>
    /// <param name="authorization">The header's value, or null.</param>
    /// <param name="token">The token, when it is known.</param>
    /// <param name="resources">What the asked service answers to: the host called, and its usual names.</param>
    public SandboxTokenState Validate(string? authorization, out SandboxToken? token, params string[] resources)
    {
        token = null;
        const string scheme = "Bearer ";
        if (authorization is null || !authorization.StartsWith(scheme, StringComparison.OrdinalIgnoreCase)) return SandboxTokenState.Missing;

        lock (_tenant.Gate)
        {
            if (!_issued.TryGetValue(authorization.Substring(scheme.Length).Trim(), out token)) return SandboxTokenState.Unknown;
        }

        if (token.ExpiresUtc <= _tenant.Clock.UtcNow) return SandboxTokenState.Expired;
        string opens = token.Resource;
        return resources.Any(resource => string.Equals(Plain(resource), opens, StringComparison.OrdinalIgnoreCase))
            ? SandboxTokenState.Valid
            : SandboxTokenState.WrongAudience;
    }

    /// <summary>Makes every token given out so far expired.</summary>
    public void ExpireAll()
    {
        lock (_tenant.Gate)
        {
            foreach (string value in _issued.Keys.ToList()) _issued[value] = _issued[value] with { ExpiresUtc = _tenant.Clock.UtcNow };
        }
    }

    // As in a real token: who it is, and the application permissions at the moment of issue.
    private string Claims(string appId, string resource)
    {
        string host = Plain(resource);

        // Behind a port of this machine one address is all of them.
        string[] asked = host.IndexOf("graph", StringComparison.OrdinalIgnoreCase) >= 0 ? [Graph] : host.IndexOf("outlook", StringComparison.OrdinalIgnoreCase) >= 0 ? [Exchange] : [Graph, Exchange];
        var claims = new JsonObject { ["appid"] = appId, ["aud"] = host };
        if (_tenant.ServicePrincipals.FirstOrDefault(app => SandboxTenant.Same(app.AppId, appId)) is { } self) claims["oid"] = self.Id;
        var roles = new JsonArray();
        foreach (string role in asked.SelectMany(service => _tenant.PermissionsOf(appId, service))) roles.Add((JsonNode)role);
        if (roles.Count > 0) claims["roles"] = roles;
        return Convert.ToBase64String(Encoding.UTF8.GetBytes(claims.ToJsonString())).TrimEnd('=').Replace('+', '-').Replace('/', '_');
    }

    private static string Plain(string resource)
    {
        const string suffix = "/.default";
        string text = resource.EndsWith(suffix, StringComparison.OrdinalIgnoreCase) ? resource.Substring(0, resource.Length - suffix.Length) : resource;
        return text.TrimEnd('/');
    }
}

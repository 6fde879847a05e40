using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;

namespace LifecycleTools.Connectors.Identity;

/// <summary>What an access token says about whom it was given to. Only read, never relied on for a right: the service decides that.</summary>
/// <param name="ObjectId">The object id of the person or service principal that signed in; null when it does not say.</param>
/// <param name="Roles">The application permissions, none of them for an app that was granted none; null for a person's token, whose rights are not in it.</param>
/// <remarks>Source: Microsoft identity platform, "Access token claims reference", oid, roles, scp, appid, azp.</remarks>
internal sealed record TokenClaims(string? ObjectId, IReadOnlyList<string>? Roles)
{
    private static readonly TokenClaims s_none = new(null, null);

    /// <summary>Reads a token.</summary>
    /// <returns>Claims without a value for a token that is not a JWT.</returns>
    public static TokenClaims Of(string token)
    {
        string[] parts = token.Split('.');
        if (parts.Length != 3) return s_none;
        string payload = parts[1].Replace('-', '+').Replace('_', '/');
        try
        {
            byte[] json = Convert.FromBase64String(payload.PadRight(payload.Length + ((4 - (payload.Length % 4)) % 4), '='));
            using JsonDocument claims = JsonDocument.Parse(json);
            JsonElement root = claims.RootElement;
            return new TokenClaims(
                root.TryGetProperty("oid", out JsonElement oid) ? oid.GetString() : null,
                root.TryGetProperty("roles", out JsonElement roles) ? Texts(roles) : IsOfApp(root) ? [] : null);
        }
        catch (Exception unreadable) when (unreadable is FormatException or JsonException or InvalidOperationException)
        {
            return s_none;
        }
    }

    // Only a person's token has scopes; an app that may do nothing has neither scopes nor roles.
    private static bool IsOfApp(JsonElement root) => !root.TryGetProperty("scp", out _) && (root.TryGetProperty("appid", out _) || root.TryGetProperty("azp", out _));

    private static List<string> Texts(JsonElement list) => list.EnumerateArray().Select(each => each.GetString() ?? "").ToList();
}

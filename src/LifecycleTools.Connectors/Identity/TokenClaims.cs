using System;
using System.Text.Json;

namespace LifecycleTools.Connectors.Identity;

/// <summary>What an access token says about whom it was given to. Only read, never relied on for a right: the service decides that.</summary>
internal static class TokenClaims
{
    /// <summary>The object id of the person or service principal that signed in.</summary>
    /// <returns>Null for a token that is not a JWT, as in the sandbox, or that does not say.</returns>
    /// <remarks>Source: Microsoft identity platform, "Access token claims reference", oid.</remarks>
    public static string? ObjectId(string token)
    {
        string[] parts = token.Split('.');
        if (parts.Length != 3) return null;
        string payload = parts[1].Replace('-', '+').Replace('_', '/');
        try
        {
            byte[] json = Convert.FromBase64String(payload.PadRight(payload.Length + ((4 - (payload.Length % 4)) % 4), '='));
            using JsonDocument claims = JsonDocument.Parse(json);
            return claims.RootElement.TryGetProperty("oid", out JsonElement oid) ? oid.GetString() : null;
        }
        catch (Exception unreadable) when (unreadable is FormatException or JsonException or InvalidOperationException)
        {
            return null;
        }
    }
}

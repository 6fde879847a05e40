using System;
using System.Linq;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using LifecycleTools.Sandbox.State;

namespace LifecycleTools.Sandbox.SignIn;

/// <summary>The signed text by which an app proves that it has its certificate's key.</summary>
internal static class ClientAssertion
{
    /// <summary>Why the assertion proves nothing; null when it does.</summary>
    /// <remarks>Its own end of validity is not looked at: it is on the caller's clock, and the tenant has another.</remarks>
    public static string? Refusal(string assertion, SandboxClientApp app, string tenantId)
    {
        string[] parts = assertion.Split('.');
        if (parts.Length != 3) return "The assertion is no signed token.";

        try
        {
            using JsonDocument header = JsonDocument.Parse(Decode(parts[0]));
            using JsonDocument claims = JsonDocument.Parse(Decode(parts[1]));
            if (!IsRegistered(header.RootElement, app)) return "The key was not found.";
            if (!SandboxTenant.Same(Text(claims.RootElement, "iss"), app.AppId)) return "The issuer is not the app.";
            if (Text(claims.RootElement, "aud")?.IndexOf(tenantId, StringComparison.OrdinalIgnoreCase) is null or < 0) return "The audience is another tenant.";

            return app.Certificate is { } known && !IsSigned(parts, Text(header.RootElement, "alg") ?? "", known) ? "The signature is not valid." : null;
        }
        catch (Exception malformed) when (malformed is JsonException or FormatException)
        {
            return "The assertion is no signed token.";
        }
    }

    private static bool IsRegistered(JsonElement header, SandboxClientApp app)
    {
        if (app.Certificate is { } known)
        {
            using X509Certificate2 certificate = Open(known);
            using SHA256 sha = SHA256.Create();
            return Matches(header, "x5t", certificate.GetCertHash()) || Matches(header, "x5t#S256", sha.ComputeHash(certificate.RawData));
        }

        return Text(header, "x5t") is { } print && SandboxTenant.Same(Hex(Decode(print)), app.CertificateThumbprint);
    }

    private static bool Matches(JsonElement header, string name, byte[] hash) =>
        Text(header, name) is { } sent && Decode(sent).SequenceEqual(hash);

    private static bool IsSigned(string[] parts, string algorithm, string known)
    {
        using X509Certificate2 certificate = Open(known);
        using RSA? key = certificate.GetRSAPublicKey();
        RSASignaturePadding padding = algorithm == "PS256" ? RSASignaturePadding.Pss : RSASignaturePadding.Pkcs1;
        return key is not null && key.VerifyData(Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), Decode(parts[2]), HashAlgorithmName.SHA256, padding);
    }

    private static X509Certificate2 Open(string base64) =>
#if NET9_0_OR_GREATER
        X509CertificateLoader.LoadCertificate(Convert.FromBase64String(base64));
#else
        new(Convert.FromBase64String(base64));
#endif

    private static string? Text(JsonElement json, string name) =>
        json.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static string Hex(byte[] bytes) => string.Concat(bytes.Select(one => one.ToString("X2", System.Globalization.CultureInfo.InvariantCulture)));

    private static byte[] Decode(string base64Url)
    {
        string text = base64Url.Replace('-', '+').Replace('_', '/');
        return Convert.FromBase64String(text + new string('=', (4 - text.Length % 4) % 4));
    }
}

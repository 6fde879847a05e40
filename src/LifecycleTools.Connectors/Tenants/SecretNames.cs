using System;
using System.Text.RegularExpressions;
using LifecycleTools.Connectors.Yaml;

namespace LifecycleTools.Connectors.Tenants;

/// <summary>Reads names of secrets, and refuses secrets.</summary>
internal static class SecretNames
{
    private static readonly Regex s_name = new(@"\A(?:env:[A-Za-z_][A-Za-z0-9_]*|vault:[^/\s][^/]*(?:/[^/\s][^/]*)?)\z", RegexOptions.CultureInvariant);

    // Words that keys of secrets end with at every vendor; a webhook's address is its own password.
    private static readonly Regex s_secretKey = new(@"(?:secret|password|passphrase|key|token|webhook|webhookUrl)\z", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase);

    /// <summary>Whether a key can only hold a secret. ConnectWise's public key is a user name.</summary>
    public static bool IsForSecret(string key) =>
        s_secretKey.IsMatch(key) && !key.Equals("publicKey", StringComparison.OrdinalIgnoreCase);

    /// <summary>Reads the name of a secret. Null: not there, or not a name.</summary>
    public static string? Read(YamlReader at, string key)
    {
        if (at.Value(key) is not { } text) return null;
        if (s_name.IsMatch(text.Value)) return text.Value;

        // A value that can only be a secret has its finding already.
        if (!SecretLooks.IsSecret(text.Value))
        {
            at.Findings.Error(text, FindingIds.SecretInFile,
                $"'{key}' in {at.What} must be the name of a secret, never the secret. Write env:NAME, vault:NAME or vault:VAULT/NAME; if a secret stood here, replace it.");
        }

        return null;
    }
}

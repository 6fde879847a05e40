using System.Collections.Generic;
using System.Text.RegularExpressions;

namespace LifecycleTools.Connectors.Yaml;

/// <summary>Finds values that can only be secrets, wherever they stand: such files are kept in git.</summary>
internal static class SecretLooks
{
    // Forms that nothing else has: a private key, a signed token, an Entra client secret, a storage key, credentials or a signature in an address.
    private static readonly Regex s_secret = new(
        @"-----BEGIN [A-Z ]*PRIVATE KEY-----|\beyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.|\b[A-Za-z0-9_.~-]{3}[78]Q~[A-Za-z0-9_.~-]{31,34}\b"
        + @"|AccountKey=[A-Za-z0-9+/]{20,}|https?://[^/\s:@]+:[^/\s@]+@|https?://\S+[?&](?:sig|token|code|key|secret)=[^&\s]{8,}",
        RegexOptions.CultureInvariant);

    /// <summary>Whether a value can only be a secret.</summary>
    public static bool IsSecret(string value) => s_secret.IsMatch(value);

    /// <summary>Reports every value below a node that can only be a secret. The message never holds the value.</summary>
    public static void Report(YamlNode node, FindingList findings)
    {
        switch (node)
        {
            case YamlText text when IsSecret(text.Value):
                findings.Error(text, FindingIds.SecretInFile,
                    "This value looks like a secret. Put it into an environment variable or a vault, write env:NAME or vault:NAME here, and replace the secret: it has been in a file.");
                break;
            case YamlList list:
                foreach (YamlNode entry in list.Entries) Report(entry, findings);
                break;
            case YamlMap map:
                foreach (KeyValuePair<YamlText, YamlNode> entry in map.Entries) Report(entry.Value, findings);
                break;
        }
    }
}

using System;
using LifecycleTools.Connectors.Yaml;

namespace LifecycleTools.Connectors.Tenants;

/// <summary>Reads the addresses of systems: https, or http on this machine.</summary>
internal static class WebAddresses
{
    /// <summary>Reads an address. Null: not there, or not one that may be used.</summary>
    public static Uri? Read(YamlReader at, string key)
    {
        // An address that carries credentials has its finding already, and must not be repeated in another.
        if (at.Value(key) is not { } text || SecretLooks.IsSecret(text.Value)) return null;

        if (!Uri.TryCreate(text.Value, UriKind.Absolute, out Uri? address) || address.Host.Length == 0
            || (address.Scheme != Uri.UriSchemeHttps && address.Scheme != Uri.UriSchemeHttp))
        {
            at.Findings.Error(text, FindingIds.EndpointInvalid, $"'{key}' in {at.What} is not a web address. Write it whole, as https://graph.microsoft.com.");
            return null;
        }

        if (address.UserInfo.Length > 0)
        {
            at.Findings.Error(text, FindingIds.SecretInFile, $"'{key}' in {at.What} holds a user name or password. Leave out everything between // and @.");
            return null;
        }

        if (address.Scheme == Uri.UriSchemeHttps || address.IsLoopback) return address;

        at.Findings.Error(text, FindingIds.EndpointInsecure, $"'{key}' in {at.What} is http, and what is sent could be read on the way. Write https; http is for this machine (localhost) only.");
        return null;
    }
}

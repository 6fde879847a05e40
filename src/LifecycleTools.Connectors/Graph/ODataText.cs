using System;

namespace LifecycleTools.Connectors.Graph;

/// <summary>Values inside OData filters.</summary>
internal static class ODataText
{
    /// <summary>'O''Brien', quotes included.</summary>
    public static string Quoted(string value) => $"'{Doubled(value)}'";

    /// <summary>O''Brien, for a key that is quoted already.</summary>
    public static string Doubled(string value) => string.Join("''", value.Split('\''));

    /// <summary>Whether a reference is a mail address, so neither an id nor a display name.</summary>
    public static bool LooksLikeAddress(string reference) => reference.Split('@') is [{ Length: > 0 }, { Length: > 0 }];

    /// <summary>A filter for any proxy address, primary or not.</summary>
    public static string HasAddress(string address) =>
        $"proxyAddresses/any(p:p eq {Quoted("smtp:" + address)} or p eq {Quoted("SMTP:" + address)})";

    /// <summary>Whether one of these proxy addresses is this address.</summary>
    public static bool IsAddress(string proxy, string address) =>
        proxy.StartsWith("smtp:", StringComparison.OrdinalIgnoreCase)
        && string.Equals(proxy.Substring("smtp:".Length), address, StringComparison.OrdinalIgnoreCase);
}

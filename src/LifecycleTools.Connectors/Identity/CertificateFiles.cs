using System;
using System.Globalization;
using System.IO;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.Security;

namespace LifecycleTools.Connectors.Identity;

/// <summary>The certificate that an app registration proves itself with, from a file or from this machine's store.</summary>
internal static class CertificateFiles
{
    /// <summary>Opens a .pfx or .pem file so that connections can show it.</summary>
    /// <remarks>Windows shows only keys that have a name in its own store; one that is in memory alone would be left out of the handshake without a word.</remarks>
    /// <exception cref="LifecycleException">ConnectorNotConfigured: not there, not readable, or without its private key.</exception>
    public static X509Certificate2 OpenForConnections(string path, Secret? password)
    {
        X509Certificate2 opened = Open(path, password);
        if (!RuntimeInformation.IsOSPlatform(OSPlatform.Windows)) return opened;
        using (opened) return new X509Certificate2(opened.Export(X509ContentType.Pfx), (string?)null, X509KeyStorageFlags.DefaultKeySet);
    }

    /// <summary>Opens a .pfx or .pem file.</summary>
    /// <exception cref="LifecycleException">ConnectorNotConfigured: not there, not readable, or without its private key.</exception>
    public static X509Certificate2 Open(string path, Secret? password)
    {
        try
        {
            X509Certificate2 opened = IsPem(path) ? OpenPem(path, password) : new X509Certificate2(path, password?.Reveal(), s_flags);
            return opened.HasPrivateKey ? opened : throw Unusable($"The certificate {path} has no private key in its file.", "Export it again with its key.");
        }
        catch (Exception failure) when (failure is CryptographicException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw Unusable($"The certificate {path} cannot be opened: {failure.Message}", "Check the path, the file's rights and 'certificatePassword' in the tenant file.", failure);
        }
    }

    /// <summary>Finds a certificate in the user's store, then in the machine's.</summary>
    /// <exception cref="LifecycleException">ConnectorNotConfigured: none with a private key has that thumbprint.</exception>
    public static X509Certificate2 Find(string thumbprint)
    {
        foreach (StoreLocation location in new[] { StoreLocation.CurrentUser, StoreLocation.LocalMachine })
        {
            if (FindIn(location, thumbprint) is { } found) return found;
        }

        throw Unusable(
            $"No certificate with its private key and thumbprint {thumbprint} is in the personal store of this user or machine.",
            "Install it there, or name its file with 'certificate' in the tenant file.");
    }

    // In memory only, where the system can: otherwise each sign-in leaves a key file in the profile.
    private static readonly X509KeyStorageFlags s_flags =
        RuntimeInformation.IsOSPlatform(OSPlatform.OSX) ? X509KeyStorageFlags.DefaultKeySet : X509KeyStorageFlags.EphemeralKeySet;

    private static X509Certificate2? FindIn(StoreLocation location, string thumbprint)
    {
        using var store = new X509Store(StoreName.My, location);
        try
        {
            store.Open(OpenFlags.ReadOnly | OpenFlags.OpenExistingOnly);
        }
        catch (CryptographicException)
        {
            // No such store: Linux has no machine store for keys, and a new user has none at all. Not found says it better.
            return null;
        }

        string plain = string.Concat(thumbprint.Split(' ', ':')).ToUpper(CultureInfo.InvariantCulture);
        foreach (X509Certificate2 each in store.Certificates.Find(X509FindType.FindByThumbprint, plain, validOnly: false))
        {
            if (each.HasPrivateKey) return each;
        }

        return null;
    }

    private static bool IsPem(string path) => File.ReadAllText(path).IndexOf("-----BEGIN ", StringComparison.Ordinal) >= 0;

#if NET
    private static X509Certificate2 OpenPem(string path, Secret? password) =>
        password is null ? X509Certificate2.CreateFromPemFile(path) : X509Certificate2.CreateFromEncryptedPemFile(path, password.Reveal());
#else
    private static X509Certificate2 OpenPem(string path, Secret? password) =>
        throw Unusable($"The certificate {path} is a PEM file, which Windows PowerShell cannot open.", "Give a .pfx file, or a thumbprint.");
#endif

    private static LifecycleException Unusable(string what, string advice, Exception? inner = null) =>
        new(ErrorIds.ConnectorNotConfigured, ErrorKind.Setup, what, inner) { RecommendedAction = advice };
}

using System;
using System.IO;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.Journal;

namespace LifecycleTools.Connectors.Journal;

/// <summary>Certificates whose private key nobody needs.</summary>
internal static class CertificateBytes
{
    /// <exception cref="CryptographicException">It is none.</exception>
    public static X509Certificate2 Open(byte[] bytes) => new(bytes);

    /// <summary>Whether a certificate is the one that is trusted.</summary>
    /// <exception cref="LifecycleException">ConnectorNotConfigured when the trusted certificate's file cannot be read.</exception>
    public static bool IsTrusted(X509Certificate2 certificate, JournalTrust trust)
    {
        if (trust.CertificatePath is { } path)
        {
            using X509Certificate2 trusted = Open(path);
            return trusted.RawData.AsSpan().SequenceEqual(certificate.RawData);
        }

        string plain = string.Concat((trust.Thumbprint ?? "").Split(' ', ':'));
        return string.Equals(plain, certificate.Thumbprint, StringComparison.OrdinalIgnoreCase);
    }

    private static X509Certificate2 Open(string path)
    {
        try
        {
            return new X509Certificate2(path);
        }
        catch (Exception failure) when (failure is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new LifecycleException(ErrorIds.ConnectorNotConfigured, ErrorKind.Setup, $"The certificate {path} cannot be opened: {failure.Message}", failure)
            {
                RecommendedAction = "Give a .cer or .pem file, or the thumbprint.",
            };
        }
    }
}

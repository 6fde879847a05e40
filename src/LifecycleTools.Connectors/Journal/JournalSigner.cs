using System;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using LifecycleTools.Connectors.Identity;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.Journal;
using LifecycleTools.Engine.Ports;
using LifecycleTools.Engine.Tenants;

namespace LifecycleTools.Connectors.Journal;

/// <summary>Signs the end of journals with the certificate of the tenant file.</summary>
internal sealed class JournalSigner
{
    private readonly X509Certificate2 _certificate;

    private JournalSigner(X509Certificate2 certificate) => _certificate = certificate;

    /// <summary>Its thumbprint.</summary>
    public JournalTrust Trust => new(_certificate.Thumbprint, null);

    /// <summary>Opens the certificate and signs something with it, so that no run is begun whose end could not be signed.</summary>
    /// <exception cref="LifecycleException">ConnectorNotConfigured, SecretNotFound.</exception>
    public static JournalSigner Open(JournalSigning signing, ISecrets? secrets)
    {
        X509Certificate2 certificate = signing switch
        {
            { Certificate: { } path } => CertificateFiles.Open(path, signing.CertificatePassword is { } name && secrets is not null ? secrets.Resolve(name) : null),
            { Thumbprint: { } thumbprint } => CertificateFiles.Find(thumbprint),
            _ => throw Unusable("the tenant file names neither a file nor a thumbprint", null),
        };
        if (certificate.NotAfter < DateTime.Now) throw Unusable($"the certificate {certificate.Subject} [{certificate.Thumbprint}] ran out on {certificate.NotAfter.ToUniversalTime():yyyy-MM-dd}", null);

        var signer = new JournalSigner(certificate);
        try
        {
            _ = signer.Sign("probe", 0, JournalText.Beginning, DateTimeOffset.UtcNow);
            return signer;
        }
        catch (CryptographicException failure)
        {
            throw Unusable(failure.Message, failure);
        }
    }

    /// <exception cref="CryptographicException">The key is not to be had any more.</exception>
    public JournalSignature Sign(string runId, int lines, string hash, DateTimeOffset utc) => JournalSignature.Make(runId, lines, hash, utc, _certificate);

    private static LifecycleException Unusable(string why, Exception? inner) =>
        new(ErrorIds.ConnectorNotConfigured, ErrorKind.Setup, $"Journals cannot be signed: {why}.", inner) { RecommendedAction = "Mend 'journal: signing:' in the tenant file, or take it out." };
}

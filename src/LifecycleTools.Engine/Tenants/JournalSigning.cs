namespace LifecycleTools.Engine.Tenants;

/// <summary>The certificate, with its private key, that the end of each journal is signed with. Secrets are names.</summary>
public sealed record JournalSigning
{
    /// <summary>Full path of a certificate file (.pfx or .pem).</summary>
    public string? Certificate { get; init; }

    /// <summary>Name of the certificate file's password. Null: it has none.</summary>
    public string? CertificatePassword { get; init; }

    /// <summary>Thumbprint of a certificate in the user's or machine's store.</summary>
    public string? Thumbprint { get; init; }
}

namespace LifecycleTools.Engine.Journal;

/// <summary>The certificate that a journal must be signed with. Where it is given, a journal without a signature does not pass.</summary>
/// <param name="Thumbprint">Its SHA-1 thumbprint, as certificate stores show it; null for none.</param>
/// <param name="CertificatePath">Full path of a file that holds it (.cer, .pem, or .pfx without a password); null for none.</param>
public sealed record JournalTrust(string? Thumbprint, string? CertificatePath);

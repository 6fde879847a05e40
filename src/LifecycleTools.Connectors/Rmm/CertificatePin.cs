using System.Globalization;
using System.Linq;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace LifecycleTools.Connectors.Rmm;

/// <summary>The one certificate that a server may show, known by its hash.</summary>
internal sealed class CertificatePin
{
    private readonly string _wanted;

    private CertificatePin(string wanted) => _wanted = wanted;

    /// <summary>The hash that was shown last; null before any was.</summary>
    public string? Seen { get; private set; }

    /// <summary>Reads a hash in hexadecimal, colons and spaces allowed; null when it is neither SHA-256 nor SHA-384.</summary>
    public static CertificatePin? Parse(string text)
    {
        string hex = new(text.Where(one => one is not (':' or ' ' or '-')).Select(char.ToUpperInvariant).ToArray());
        return hex.Length is 64 or 96 && hex.All(one => one is (>= '0' and <= '9') or (>= 'A' and <= 'F')) ? new CertificatePin(hex) : null;
    }

    /// <summary>Whether it is that certificate. Who signed it, its names and its dates do not matter then.</summary>
    public bool Fits(X509Certificate shown)
    {
        using HashAlgorithm hash = _wanted.Length == 96 ? SHA384.Create() : SHA256.Create();
        Seen = string.Concat(hash.ComputeHash(shown.GetRawCertData()).Select(one => one.ToString("X2", CultureInfo.InvariantCulture)));
        return Seen == _wanted;
    }
}

using System.IO;
using Org.BouncyCastle.Asn1.X509;
using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Crypto.Operators;
using Org.BouncyCastle.Math;
using Org.BouncyCastle.Pkcs;
using Org.BouncyCastle.Security;
using Org.BouncyCastle.X509;

namespace System.Security.Cryptography.X509Certificates;

/// <summary>The part of .NET's class that the tests use: Mono has none. The certificate is made by the library that MimeKit brings.</summary>
internal sealed class CertificateRequest(string subjectName, RSA key, HashAlgorithmName hashAlgorithm, RSASignaturePadding padding)
{
    public CertificateRequest(string subjectName, ECDsa key, HashAlgorithmName hashAlgorithm)
        : this(subjectName, RSA.Create(), hashAlgorithm, RSASignaturePadding.Pkcs1) => throw new PlatformNotSupportedException($"Mono has no elliptic curves, so not {key}.");

    public X509Certificate2 CreateSelfSigned(DateTimeOffset notBefore, DateTimeOffset notAfter)
    {
        if (hashAlgorithm != HashAlgorithmName.SHA256 || padding != RSASignaturePadding.Pkcs1) throw new NotSupportedException("Only SHA-256 with PKCS #1 is made here.");

        AsymmetricCipherKeyPair pair = DotNetUtilities.GetRsaKeyPair(key.ExportParameters(true));
        X509V3CertificateGenerator maker = new();
        maker.SetSerialNumber(new BigInteger(64, new SecureRandom()).Abs().Add(BigInteger.One));
        maker.SetSubjectDN(new X509Name(subjectName));
        maker.SetIssuerDN(new X509Name(subjectName));
        maker.SetNotBefore(notBefore.UtcDateTime);
        maker.SetNotAfter(notAfter.UtcDateTime);
        maker.SetPublicKey(pair.Public);

        Pkcs12Store store = new Pkcs12StoreBuilder().Build();
        store.SetKeyEntry("key", new AsymmetricKeyEntry(pair.Private), [new X509CertificateEntry(maker.Generate(new Asn1SignatureFactory("SHA256WITHRSA", pair.Private)))]);
        using MemoryStream file = new();
        store.Save(file, "made".ToCharArray(), new SecureRandom());
        return new X509Certificate2(file.ToArray(), "made", X509KeyStorageFlags.Exportable);
    }
}

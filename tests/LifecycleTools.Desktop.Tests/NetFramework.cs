using System;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace LifecycleTools;

/// <summary>What the tests use that .NET Framework does not have under these names.</summary>
internal static class NetFramework
{
    extension(string text)
    {
        public string Replace(string old, string replacement, StringComparison comparison) => comparison == StringComparison.Ordinal
            ? text.Replace(old, replacement)
            : throw new NotSupportedException("Only an ordinal comparison is what .NET Framework's own does.");
    }

    extension(DateTimeOffset)
    {
        public static DateTimeOffset UnixEpoch => DateTimeOffset.FromUnixTimeSeconds(0);
    }

    extension(HMACSHA256)
    {
        public static byte[] HashData(byte[] key, byte[] source)
        {
            using HMACSHA256 hash = new(key);
            return hash.ComputeHash(source);
        }
    }
}

internal static class X509CertificateLoader
{
    public static X509Certificate2 LoadPkcs12(byte[] data, string? password, X509KeyStorageFlags keyStorageFlags) => new(data, password, keyStorageFlags);
}

using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;

namespace LifecycleTools.Connectors.Journal;

/// <summary>
/// What a certificate says of a journal: so many lines, the last of them with this hash, at this time. It is a file beside the journal and not a
/// line in it: a line would be cut off together with those that it speaks of.
/// </summary>
internal sealed record JournalSignature(string RunId, int Lines, string Hash, DateTimeOffset Utc, byte[] Certificate, byte[] Value)
{
    private const string Ending = ".sig";

    /// <summary>Where the signature of a journal is.</summary>
    public static string PathOf(string journal) => Path.ChangeExtension(journal, Ending);

    /// <summary>Signs.</summary>
    /// <exception cref="CryptographicException">The certificate's key cannot be used.</exception>
    public static JournalSignature Make(string runId, int lines, string hash, DateTimeOffset utc, X509Certificate2 with)
    {
        JournalSignature unsigned = new(runId, lines, hash, utc, with.RawData, []);
        return unsigned with { Value = Sign(unsigned.Said(), with) };
    }

    /// <summary>The certificate's key made this signature, of exactly this.</summary>
    public bool Holds()
    {
        try
        {
            using X509Certificate2 certificate = Open();
            using RSA? rsa = certificate.GetRSAPublicKey();
            if (rsa is not null) return rsa.VerifyData(Said(), Value, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
            using ECDsa? curve = certificate.GetECDsaPublicKey();
            return curve is not null && curve.VerifyData(Said(), Value, HashAlgorithmName.SHA256);
        }
        catch (CryptographicException)
        {
            // Bytes that are no certificate, or no signature of its kind: that does not hold either.
            return false;
        }
    }

    /// <summary>The certificate, without its private key.</summary>
    /// <exception cref="CryptographicException">It is none.</exception>
    public X509Certificate2 Open() => CertificateBytes.Open(Certificate);

    /// <summary>Writes it beside the journal; one of an earlier end is replaced, whole or not at all.</summary>
    public void Write(string journal)
    {
        string path = PathOf(journal);
        string fresh = path + ".new";
        File.Delete(fresh);
        using (FileStream file = OwnerOnly.CreateFile(fresh))
        {
            byte[] bytes = ToJson();
            file.Write(bytes, 0, bytes.Length);
            file.Flush(flushToDisk: true);
        }

        if (File.Exists(path)) File.Replace(fresh, path, null);
        else File.Move(fresh, path);
    }

    /// <summary>Reads the signature of a journal; null when what is there is none.</summary>
    public static JournalSignature? Read(string journal)
    {
        try
        {
            using JsonDocument json = JsonDocument.Parse(File.ReadAllBytes(PathOf(journal)));
            JsonElement root = json.RootElement;
            return new JournalSignature(
                Text(root, "run"), root.GetProperty("lines").GetInt32(), Text(root, "hash"),
                DateTimeOffset.Parse(Text(root, "utc"), CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind),
                Convert.FromBase64String(Text(root, "certificate")), Convert.FromBase64String(Text(root, "signature")));
        }
        catch (Exception unreadable) when (unreadable is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }

    private static string Text(JsonElement root, string name) => root.GetProperty(name).GetString() ?? throw new FormatException(name);

    private byte[] ToJson()
    {
        using MemoryStream bytes = new();
        using (Utf8JsonWriter json = new(bytes))
        {
            json.WriteStartObject();
            json.WriteString("run", RunId);
            json.WriteNumber("lines", Lines);
            json.WriteString("hash", Hash);
            json.WriteString("utc", InWords(Utc));
            json.WriteString("certificate", Convert.ToBase64String(Certificate));
            json.WriteString("signature", Convert.ToBase64String(Value));
            json.WriteEndObject();
        }

        return bytes.ToArray();
    }

    // What is signed. The first line keeps a signature made for something else from being taken for one of ours.
    private byte[] Said() => Encoding.UTF8.GetBytes(string.Join("\n",
        "LifecycleTools journal 1", RunId, Lines.ToString(CultureInfo.InvariantCulture), Hash, InWords(Utc)));

    private static string InWords(DateTimeOffset time) => time.UtcDateTime.ToString("o", CultureInfo.InvariantCulture);

    private static byte[] Sign(byte[] said, X509Certificate2 with)
    {
        // PKCS#1 padding, because the older key containers of Windows can do no other.
        using RSA? rsa = with.GetRSAPrivateKey();
        if (rsa is not null) return rsa.SignData(said, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using ECDsa? curve = with.GetECDsaPrivateKey();
        return curve?.SignData(said, HashAlgorithmName.SHA256) ?? throw new CryptographicException("The certificate's key is neither RSA nor an elliptic curve.");
    }
}

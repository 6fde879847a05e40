using System;
using System.IO;
using System.Text;
using LifecycleTools.Connectors.Journal;

namespace LifecycleTools.Connectors.Requests;

/// <summary>The text of an intake file: UTF-8, UTF-16 with a byte order mark, or what Excel writes where it does not ask, Windows-1252.</summary>
internal static class IntakeText
{
    /// <summary>Largest file that is read, in bytes: some ten thousand rows.</summary>
    public const int LargestFile = 5 * 1024 * 1024;

    private static readonly UTF8Encoding s_strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads a file.</summary>
    /// <param name="hash">SHA-256 of its bytes, eight hexadecimal digits of it.</param>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="InvalidDataException">It is too large, or no text.</exception>
    public static string Read(string path, out string hash)
    {
        byte[] bytes = ReadUpToLimit(path);
        hash = JournalText.Hash(bytes).Substring(0, 8);
        return Decode(bytes);
    }

    /// <summary>Finds out how bytes are to be read.</summary>
    /// <exception cref="InvalidDataException">They are no text.</exception>
    public static string Decode(byte[] bytes)
    {
        if (bytes.Length >= 2 && bytes[0] == 0xFF && bytes[1] == 0xFE) return Encoding.Unicode.GetString(bytes, 2, bytes.Length - 2);
        if (bytes.Length >= 2 && bytes[0] == 0xFE && bytes[1] == 0xFF) return Encoding.BigEndianUnicode.GetString(bytes, 2, bytes.Length - 2);
        if (Array.IndexOf(bytes, (byte)0) >= 0) throw new InvalidDataException("it holds bytes that no text has; save it as UTF-8");
        try
        {
            return s_strict.GetString(bytes).TrimStart('\uFEFF');
        }
        catch (DecoderFallbackException)
        {
            // Bytes that are no UTF-8 are read as Windows-1252, where every byte is a letter: there is nothing to tell it from its neighbors by.
            return Windows1252.GetString(bytes);
        }
    }

    private static Encoding Windows1252 =>
#if NET
        CodePagesEncodingProvider.Instance.GetEncoding(1252)!;
#else
        Encoding.GetEncoding(1252);
#endif

    private static byte[] ReadUpToLimit(string path)
    {
        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using MemoryStream all = new();
        byte[] block = new byte[64 * 1024];
        for (int count; (count = file.Read(block, 0, block.Length)) > 0;)
        {
            all.Write(block, 0, count);
            if (all.Length > LargestFile) throw new InvalidDataException($"it is larger than {LargestFile / (1024 * 1024)} MB; split it");
        }

        return all.ToArray();
    }
}

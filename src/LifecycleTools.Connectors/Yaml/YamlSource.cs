using System;
using System.IO;
using System.Text;

namespace LifecycleTools.Connectors.Yaml;

/// <summary>Gets the text of a YAML file: UTF-8 with or without a byte order mark, and not larger than a person would write.</summary>
internal static class YamlSource
{
    /// <summary>Largest file that is read, in bytes. The largest map we ship has 6 KB.</summary>
    public const int LargestFile = 512 * 1024;

    private static readonly UTF8Encoding s_strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads a file.</summary>
    /// <returns>Null when it cannot be used; the reason is among the findings.</returns>
    public static string? Read(FindingList findings)
    {
        try
        {
            return Decode(ReadUpToLimit(findings.Path), findings);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            findings.Error(0, 0, FindingIds.FileUnreadable, $"The file could not be read: {unreadable.Message} Close it in other programs, or allow this account to read it.");
            return null;
        }
    }

    private static string? Decode(byte[]? bytes, FindingList findings)
    {
        if (bytes is null)
        {
            findings.Error(0, 0, FindingIds.FileTooLarge, $"The file is larger than {LargestFile / 1024} KB, and was not read. Split the role map into several files of one folder.");
            return null;
        }

        try
        {
            return s_strict.GetString(bytes).TrimStart('\uFEFF');
        }
        catch (DecoderFallbackException)
        {
            findings.Error(0, 0, FindingIds.FileUnreadable, "The file is not UTF-8. Save it as UTF-8, with or without byte order mark.");
            return null;
        }
    }

    // Null when the file is larger than allowed; no more than that is ever held, whatever the file says of its size.
    private static byte[]? ReadUpToLimit(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var content = new byte[LargestFile + 1];
        int length = 0;
        for (int read; length < content.Length && (read = file.Read(content, length, content.Length - length)) > 0;) length += read;
        if (length > LargestFile) return null;

        Array.Resize(ref content, length);
        return content;
    }
}

using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using LifecycleTools.Engine.Journal;

namespace LifecycleTools.Connectors.Journal;

/// <summary>Journal lines as bytes: one JSON object a line, and in each the SHA-256 of the bytes of the line before.</summary>
internal static class JournalText
{
    /// <summary>What the first line carries in place of a hash.</summary>
    public const string Beginning = "0000000000000000000000000000000000000000000000000000000000000000";

    private static readonly JsonWriterOptions s_readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>One line, without its line end.</summary>
    public static byte[] Line(int number, JournalEntry entry, string previous)
    {
        using MemoryStream bytes = new();
        using (Utf8JsonWriter json = new(bytes, s_readable))
        {
            json.WriteStartObject();
            json.WriteNumber("n", number);
            WriteEntry(json, entry);
            json.WriteString("prev", previous);
            json.WriteEndObject();
        }

        return bytes.ToArray();
    }

    /// <summary>One line without number and chain, without its line end: for a file that several processes add to.</summary>
    public static byte[] Line(JournalEntry entry)
    {
        using MemoryStream bytes = new();
        using (Utf8JsonWriter json = new(bytes, s_readable))
        {
            json.WriteStartObject();
            WriteEntry(json, entry);
            json.WriteEndObject();
        }

        return bytes.ToArray();
    }

    /// <summary>Reads a line, chained or not. Null: it is none of ours.</summary>
    public static JournalEntry? Parse(ReadOnlyMemory<byte> line)
    {
        try
        {
            using JsonDocument json = JsonDocument.Parse(line);
            return Entry(json.RootElement);
        }
        catch (Exception unreadable) when (IsUnreadable(unreadable))
        {
            return null;
        }
    }

    /// <summary>The hash of a line.</summary>
    public static string Hash(byte[] line)
    {
        using SHA256 sha = SHA256.Create();
        return string.Concat(sha.ComputeHash(line).Select(one => one.ToString("x2", CultureInfo.InvariantCulture)));
    }

    /// <summary>Reads a journal, up to the first line that does not continue the chain.</summary>
    public static JournalReading Read(string path)
    {
        Split lines = SplitLines(path);
        List<JournalEntry> entries = [];
        string previous = Beginning;
        foreach (byte[] line in lines.Whole)
        {
            if (Parse(line, entries.Count + 1, previous) is not { } entry) return new JournalReading(path, entries, entries.Count + 1, lines.Torn.Length > 0);
            entries.Add(entry);
            previous = Hash(line);
        }

        return new JournalReading(path, entries, null, lines.Torn.Length > 0);
    }

    /// <summary>The lines that have an end, and what comes after the last of them.</summary>
    public static Split SplitLines(string path)
    {
        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using MemoryStream all = new();
        file.CopyTo(all);
        byte[] bytes = all.ToArray();
        List<byte[]> whole = [];
        int start = 0;
        for (int at = Array.IndexOf(bytes, (byte)'\n'); at >= 0; at = Array.IndexOf(bytes, (byte)'\n', start))
        {
            whole.Add(Slice(bytes, start, at - start));
            start = at + 1;
        }

        return new Split(whole, Slice(bytes, start, bytes.Length - start), start);
    }

    private static byte[] Slice(byte[] bytes, int start, int length)
    {
        byte[] part = new byte[length];
        Buffer.BlockCopy(bytes, start, part, 0, length);
        return part;
    }

    /// <summary>Reads a line; null when it is none of ours, or not the one that follows.</summary>
    public static JournalEntry? Parse(byte[] line, int number, string previous)
    {
        try
        {
            using JsonDocument json = JsonDocument.Parse(line);
            JsonElement root = json.RootElement;
            if (root.GetProperty("n").GetInt32() != number || root.GetProperty("prev").GetString() != previous) return null;
            return Entry(root);
        }
        catch (Exception unreadable) when (IsUnreadable(unreadable))
        {
            return null;
        }
    }

    private static void WriteEntry(Utf8JsonWriter json, JournalEntry entry)
    {
        json.WriteString("utc", entry.Utc.UtcDateTime.ToString("o", CultureInfo.InvariantCulture));
        json.WriteString("kind", entry.Kind);
        json.WriteStartObject("fields");
        foreach (KeyValuePair<string, string> field in entry.Fields) json.WriteString(field.Key, field.Value);
        json.WriteEndObject();
    }

    private static JournalEntry Entry(JsonElement root)
    {
        Dictionary<string, string> fields = root.GetProperty("fields").EnumerateObject()
            .ToDictionary(field => field.Name, field => field.Value.GetString() ?? "", StringComparer.Ordinal);
        DateTimeOffset utc = DateTimeOffset.Parse(root.GetProperty("utc").GetString()!, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind);
        return new JournalEntry(root.GetProperty("kind").GetString()!, utc, fields);
    }

    private static bool IsUnreadable(Exception failure) =>
        failure is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or ArgumentException;

    /// <param name="Whole">Lines that have an end.</param>
    /// <param name="Torn">What a killed process left after the last of them.</param>
    /// <param name="TornAt">Where that begins, in bytes.</param>
    public sealed record Split(IReadOnlyList<byte[]> Whole, byte[] Torn, long TornAt);
}

using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.Journal;

namespace LifecycleTools.Connectors.Journal;

/// <summary>The journal of one run in one file. One process has it at a time; a line is on the disk before <see cref="Append"/> returns.</summary>
internal sealed class JsonLinesJournal : IJournal
{
    private readonly FileStream _file;
    private readonly IDisposable _hold;
    private readonly JournalSigner? _signer;
    private readonly object _gate = new();
    private int _lines;
    private string _previous;
    private bool _broken;

    /// <param name="file">Open for writing at its end, unbuffered; owned from here on.</param>
    /// <param name="hold">Keeps other writers out; given up after the file.</param>
    /// <param name="lines">How many lines the file has.</param>
    /// <param name="previous">The hash of the last of them.</param>
    /// <param name="signer">Signs each end of the run; null for none.</param>
    internal JsonLinesJournal(string runId, FileStream file, IDisposable hold, int lines, string previous, JournalSigner? signer = null)
    {
        _signer = signer;
        RunId = runId;
        _file = file;
        _hold = hold;
        _lines = lines;
        _previous = previous;
    }

    /// <inheritdoc/>
    public string RunId { get; }

    /// <inheritdoc/>
    public string Path => _file.Name;

    /// <summary>Starts a new file; one that is there already is never written over.</summary>
    public static JsonLinesJournal Create(string runId, string path, JournalSigner? signer = null) =>
        Hold(path, hold => new JsonLinesJournal(runId, OwnerOnly.CreateFile(path), hold, 0, JournalText.Beginning, signer));

    /// <summary>Goes on with a file. What a killed process left half written is kept beside it, and the chain goes on from the last whole line.</summary>
    /// <exception cref="LifecycleException">JournalDamaged.</exception>
    public static JsonLinesJournal Reopen(string runId, string path, JournalSigner? signer = null) => Hold(path, hold =>
    {
        FileStream file = new(path, FileMode.Open, FileAccess.ReadWrite, FileShare.Read, OwnerOnly.Unbuffered);
        try
        {
            JournalReading reading = JournalText.Read(path);
            if (reading.BrokenLine is { } broken)
            {
                throw new LifecycleException(ErrorIds.JournalDamaged, ErrorKind.Data,
                    $"Run {runId} was not continued: its journal {path} does not hold at line {broken.ToString(CultureInfo.InvariantCulture)}.");
            }

            JournalText.Split lines = JournalText.SplitLines(path);
            if (lines.Torn.Length > 0) SetAside(path, lines.Torn);
            file.SetLength(lines.TornAt);
            file.Seek(0, SeekOrigin.End);
            string previous = lines.Whole.Count == 0 ? JournalText.Beginning : JournalText.Hash(lines.Whole[lines.Whole.Count - 1]);
            return new JsonLinesJournal(runId, file, hold, lines.Whole.Count, previous, signer);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    });

    /// <inheritdoc/>
    public void Append(JournalEntry entry)
    {
        lock (_gate)
        {
            if (_broken) throw JournalFolder.NotWritable(Path, new IOException("an earlier line could not be written"));
            byte[] line = JournalText.Line(_lines + 1, Promising(entry), _previous);
            byte[] ended = [.. line, (byte)'\n'];
            try
            {
                _file.Write(ended, 0, ended.Length);
                _file.Flush(flushToDisk: true);
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ObjectDisposedException)
            {
                // Half a line may be there; anything after it would break the chain.
                _broken = true;
                throw JournalFolder.NotWritable(Path, failure);
            }

            _lines++;
            _previous = JournalText.Hash(line);
            if (entry.Kind == JournalKinds.RunEnded) Sign(entry);
        }
    }

    // The first line says that the end will be signed: a signature that was taken away is missed then.
    private JournalEntry Promising(JournalEntry entry)
    {
        if (_signer is null || entry.Kind != JournalKinds.RunStarted) return entry;
        Dictionary<string, string> fields = entry.Fields.ToDictionary(field => field.Key, field => field.Value, StringComparer.Ordinal);
        fields[JournalFields.Signing] = _signer.Trust.Thumbprint ?? "";
        return entry with { Fields = fields };
    }

    private void Sign(JournalEntry end)
    {
        try
        {
            _signer?.Sign(RunId, _lines, _previous, end.Utc).Write(Path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new LifecycleException(ErrorIds.JournalNotWritable, ErrorKind.Write, $"The end of run {RunId} is written and not signed: {failure.Message}", failure)
            {
                RecommendedAction = "Mend the certificate or the folder, then run Resume-LifecycleRun: what is done is not repeated, and the new end is signed.",
            };
        }
    }

    /// <inheritdoc/>
    public byte[] ReadAll()
    {
        lock (_gate)
        {
            using FileStream reader = new(Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            byte[] content = new byte[reader.Length];
            int read = 0;
            while (read < content.Length) read += reader.Read(content, read, content.Length - read);
            return content;
        }
    }

    /// <summary>Closes the file.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _file.Dispose();
            _hold.Dispose();
        }
    }

    // On Unix two handles that let others read also let each other write, and one that does not keeps readers out too; so the right to write is a file of its own.
    private static JsonLinesJournal Hold(string path, Func<IDisposable, JsonLinesJournal> open)
    {
        FileStream hold = OwnerOnly.Take(System.IO.Path.ChangeExtension(path, ".lock"));
        try
        {
            return open(hold);
        }
        catch
        {
            hold.Dispose();
            throw;
        }
    }

    private static void SetAside(string path, byte[] torn)
    {
        string beside = Enumerable.Range(1, int.MaxValue)
            .Select(number => $"{path}.torn-{number.ToString(CultureInfo.InvariantCulture)}")
            .First(name => !File.Exists(name));
        using FileStream file = OwnerOnly.CreateFile(beside);
        file.Write(torn, 0, torn.Length);
        file.Flush(flushToDisk: true);
    }
}

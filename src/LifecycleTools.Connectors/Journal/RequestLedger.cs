using System;
using System.Collections.Generic;
using System.IO;
using System.Threading;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.Journal;

namespace LifecycleTools.Connectors.Journal;

/// <summary>What was asked and what became of it, in one file of JSON Lines that several processes add to, readable by its owner only.</summary>
/// <remarks>
/// Whoever adds holds a lock for as long as the write takes. What a killed process left half written was acted on by nobody, since nothing is done before its
/// lines are on the disk: the next writer cuts it off.
/// </remarks>
internal sealed class RequestLedger(string folder) : IRequestLedger
{
    // A write takes milliseconds; whoever waits this long waits for a disk that is gone.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(15);

    // However long the ledger is, no more of it is in memory at once.
    private const int MostAtOnce = 500;
    private readonly object _gate = new();

    private string FilePath => Path.Combine(folder, "ledger.jsonl");

    /// <inheritdoc/>
    public LedgerReading Read(long from)
    {
        if (!File.Exists(FilePath)) return new LedgerReading([], 0);
        try
        {
            using FileStream file = new(FilePath, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 64 * 1024);
            file.Seek(from, SeekOrigin.Begin);
            return ReadLines(file, from);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new LifecycleException(ErrorIds.JournalDamaged, ErrorKind.Data, $"The ledger of requests {FilePath} was not read: {failure.Message}", failure);
        }
    }

    /// <inheritdoc/>
    public void Append(IReadOnlyList<JournalEntry> entries)
    {
        if (entries.Count == 0) return;
        using MemoryStream lines = new();
        foreach (JournalEntry entry in entries)
        {
            byte[] line = JournalText.Line(entry);
            lines.Write(line, 0, line.Length);
            lines.WriteByte((byte)'\n');
        }

        lock (_gate)
        {
            try
            {
                OwnerOnly.CreateFolder(folder);
                using FileStream turn = WaitForTurn(Path.Combine(folder, "ledger.lock"));
                Write(lines);
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                throw JournalFolder.NotWritable(FilePath, failure);
            }
        }
    }

    private void Write(MemoryStream lines)
    {
        using FileStream file = OwnerOnly.OpenFile(FilePath);
        long end = EndOfLastLine(file.Length);
        file.SetLength(end);
        file.Seek(end, SeekOrigin.Begin);
        try
        {
            byte[] bytes = lines.ToArray();
            file.Write(bytes, 0, bytes.Length);
            file.Flush(flushToDisk: true);
        }
        catch (IOException)
        {
            // All or nothing: half of it would be read as if the rest had never been asked.
            file.SetLength(end);
            throw;
        }
    }

    // The lock is held, so nobody writes meanwhile. Lines are shorter than a block almost always; the loop is for those that are not.
    private long EndOfLastLine(long length)
    {
        if (length == 0) return 0;
        using FileStream file = new(FilePath, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        byte[] block = new byte[4096];
        for (long end = length; end > 0;)
        {
            long start = Math.Max(0, end - block.Length);
            file.Seek(start, SeekOrigin.Begin);
            int count = ReadFully(file, block, (int)(end - start));
            int at = Array.LastIndexOf(block, (byte)'\n', count - 1, count);
            if (at >= 0) return start + at + 1;
            end = start;
        }

        return 0;
    }

    private LedgerReading ReadLines(FileStream file, long from)
    {
        List<JournalEntry> entries = [];
        byte[] block = new byte[64 * 1024];
        using MemoryStream line = new();
        long next = from;
        for (int count; (count = file.Read(block, 0, block.Length)) > 0;)
        {
            int start = 0;
            for (int at = Array.IndexOf(block, (byte)'\n', 0, count); at >= 0; at = Array.IndexOf(block, (byte)'\n', start, count - start))
            {
                line.Write(block, start, at - start);
                entries.Add(JournalText.Parse(line.GetBuffer().AsMemory(0, (int)line.Length)) ?? throw Damaged(next));
                next += line.Length + 1;
                line.SetLength(0);
                start = at + 1;
                if (entries.Count == MostAtOnce) return new LedgerReading(entries, next) { HasMore = true };
            }

            line.Write(block, start, count - start);
        }

        // What has no line end yet is being written, or never was.
        return new LedgerReading(entries, next);
    }

    private static int ReadFully(FileStream file, byte[] block, int count)
    {
        int done = 0;
        for (int read; done < count && (read = file.Read(block, done, count - done)) > 0;) done += read;
        return done;
    }

    private static FileStream WaitForTurn(string path)
    {
        DateTime until = DateTime.UtcNow + s_patience;
        while (true)
        {
            try
            {
                return OwnerOnly.Take(path);
            }
            catch (IOException taken) when (HoldFiles.IsTaken(taken, path) && DateTime.UtcNow < until)
            {
                Thread.Sleep(s_pause);
            }
        }
    }

    private LifecycleException Damaged(long at) => new(ErrorIds.JournalDamaged, ErrorKind.Data,
        $"The ledger of requests {FilePath} cannot be trusted: what stands at byte {at} is no line of it. Nothing is carried out twice on a guess.")
    {
        RecommendedAction = "Put the file back from a backup, or take the line out, then run it again.",
    };
}

using System;
using System.Collections.Generic;

namespace LifecycleTools.Engine.Journal;

/// <summary>The record of one run: lines are added and never changed, each carries the hash of the one before.</summary>
public interface IJournal : IDisposable
{
    /// <summary>The run's id.</summary>
    string RunId { get; }

    /// <summary>Where it is.</summary>
    string Path { get; }

    /// <summary>Adds a line; it is on the disk when this returns. Safe from several threads.</summary>
    /// <exception cref="Errors.LifecycleException">JournalNotWritable.</exception>
    void Append(JournalEntry entry);

    /// <summary>The whole file as it is now, for a copy of it; UTF-8, one JSON object a line.</summary>
    byte[] ReadAll();
}

/// <summary>The folder that journals are kept in.</summary>
public interface IJournalStore
{
    /// <summary>The folder.</summary>
    string Folder { get; }

    /// <summary>The certificate that this store signs with, and that its journals are checked against; null when it signs nothing.</summary>
    JournalTrust? Trust { get; }

    /// <summary>Where the journal of a run is, or would be.</summary>
    /// <exception cref="Errors.LifecycleException">RunNotFound when it cannot be a run's id.</exception>
    string PathOf(string runId);

    /// <summary>Starts the journal of a new run.</summary>
    /// <exception cref="Errors.LifecycleException">JournalNotWritable.</exception>
    IJournal Create(string runId);

    /// <summary>Goes on with the journal of an earlier run. A torn last line is set aside, everything before it must hold.</summary>
    /// <exception cref="Errors.LifecycleException">RunNotFound, JournalDamaged, JournalNotWritable.</exception>
    IJournal Reopen(string runId);

    /// <summary>The ids of all runs, newest first.</summary>
    IReadOnlyList<string> List();

    /// <summary>Reads a journal to its last whole line.</summary>
    /// <exception cref="Errors.LifecycleException">RunNotFound, JournalDamaged.</exception>
    JournalReading Read(string runId);

    /// <summary>What was asked of us, and what became of it, beside the journals.</summary>
    IRequestLedger Requests { get; }

    /// <summary>Takes something that only one may have at a time, in this process and in all others that use the folder. The system frees it when the process dies.</summary>
    /// <param name="key">What: a person, a source. Any text; it does not become part of a file name.</param>
    /// <param name="holder">Who takes it, for whoever comes second: the run's id.</param>
    /// <param name="heldBy">Who has it, when it is taken; empty when that cannot be told.</param>
    /// <returns>Disposed, it is free again; null when somebody has it.</returns>
    /// <exception cref="Errors.LifecycleException">JournalNotWritable.</exception>
    IDisposable? TryHold(string key, string holder, out string heldBy);
}

/// <summary>One file for all requests of a tenant's folder: lines are added and never changed.</summary>
public interface IRequestLedger
{
    /// <summary>Reads the lines after a position; 0 for all.</summary>
    /// <exception cref="Errors.LifecycleException">JournalDamaged when a line in the middle is none of ours.</exception>
    LedgerReading Read(long from);

    /// <summary>Adds lines, all of them or none; they are on the disk when this returns. Safe from several threads and processes.</summary>
    /// <exception cref="Errors.LifecycleException">JournalNotWritable.</exception>
    void Append(IReadOnlyList<JournalEntry> entries);
}

/// <summary>Lines of the ledger.</summary>
/// <param name="Entries">The lines, in order.</param>
/// <param name="Next">Where the next reading goes on.</param>
public sealed record LedgerReading(IReadOnlyList<JournalEntry> Entries, long Next)
{
    /// <summary>There is more: read on from <see cref="Next"/>.</summary>
    public bool HasMore { get; init; }
}

/// <summary>A journal as it was read.</summary>
/// <param name="Path">The file.</param>
/// <param name="Entries">Its lines.</param>
/// <param name="BrokenLine">The first line, from 1, that does not continue the chain; null when all do.</param>
/// <param name="IsTorn">The last line is incomplete: the process that wrote it was killed.</param>
public sealed record JournalReading(string Path, IReadOnlyList<JournalEntry> Entries, int? BrokenLine, bool IsTorn);

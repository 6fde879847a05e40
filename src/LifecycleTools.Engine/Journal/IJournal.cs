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
}

/// <summary>A journal as it was read.</summary>
/// <param name="Path">The file.</param>
/// <param name="Entries">Its lines.</param>
/// <param name="BrokenLine">The first line, from 1, that does not continue the chain; null when all do.</param>
/// <param name="IsTorn">The last line is incomplete: the process that wrote it was killed.</param>
public sealed record JournalReading(string Path, IReadOnlyList<JournalEntry> Entries, int? BrokenLine, bool IsTorn);

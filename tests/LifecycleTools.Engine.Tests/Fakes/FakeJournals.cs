using System;
using System.Collections.Generic;
using System.Linq;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.Journal;

namespace LifecycleTools.Engine.Tests.Fakes;

/// <summary>Journals in lists.</summary>
internal sealed class FakeJournals : IJournalStore
{
    private readonly List<FakeJournal> _all = [];

    public string Folder => "journals";

    public JournalTrust? Trust => null;

    public string PathOf(string runId) => Folder + "/" + runId;

    /// <summary>The journal of the newest run.</summary>
    public FakeJournal Last => _all[^1];

    /// <summary>Says of a line whether the disk is full when it is to be written.</summary>
    public Func<JournalEntry, bool> FailsOn { get; set; } = _ => false;

    public IJournal Create(string runId)
    {
        var journal = new FakeJournal(runId, this);
        _all.Add(journal);
        return journal;
    }

    public IJournal Reopen(string runId) => Find(runId);

    public IReadOnlyList<string> List() => _all.Select(journal => journal.RunId).Reverse().ToList();

    public JournalReading Read(string runId) => new(Find(runId).Path, Find(runId).Entries, null, false);

    public FakeLedger Ledger { get; } = new();

    public IRequestLedger Requests => Ledger;

    /// <summary>What is taken, and by whom.</summary>
    public Dictionary<string, string> Held { get; } = new(StringComparer.Ordinal);

    /// <summary>Everything that was ever taken, in order.</summary>
    public List<string> Taken { get; } = [];

    public IDisposable? TryHold(string key, string holder, out string heldBy)
    {
        lock (Held)
        {
            if (Held.TryGetValue(key, out heldBy!)) return null;
            heldBy = "";
            Held[key] = holder;
            Taken.Add(key);
            return new Giving(() =>
            {
                lock (Held) Held.Remove(key);
            });
        }
    }

    private sealed class Giving(Action give) : IDisposable
    {
        public void Dispose() => give();
    }

    private FakeJournal Find(string runId) =>
        _all.FirstOrDefault(journal => journal.RunId == runId)
        ?? throw new LifecycleException(ErrorIds.RunNotFound, ErrorKind.NotFound, $"No run {runId}.");
}

/// <summary>A ledger in a list.</summary>
internal sealed class FakeLedger : IRequestLedger
{
    private readonly List<JournalEntry> _entries = [];

    /// <summary>The lines so far.</summary>
    public IReadOnlyList<JournalEntry> Entries => _entries;

    public LedgerReading Read(long from) => new(_entries.Skip((int)from).ToList(), _entries.Count);

    public void Append(IReadOnlyList<JournalEntry> entries) => _entries.AddRange(entries);
}

/// <summary>One journal in a list.</summary>
internal sealed class FakeJournal(string runId, FakeJournals store) : IJournal
{
    private readonly object _gate = new();
    private readonly List<JournalEntry> _entries = [];

    public string RunId => runId;

    public string Path => store.Folder + "/" + runId;

    /// <summary>The lines so far.</summary>
    public IReadOnlyList<JournalEntry> Entries
    {
        get
        {
            lock (_gate) return _entries.ToList();
        }
    }

    public void Append(JournalEntry entry)
    {
        lock (_gate)
        {
            if (store.FailsOn(entry)) throw new LifecycleException(ErrorIds.JournalNotWritable, ErrorKind.Write, "The disk is full.");
            _entries.Add(entry);
        }
    }

    public byte[] ReadAll() => System.Text.Encoding.UTF8.GetBytes(string.Join("\n", Entries.Select(entry => entry.Kind + " " + string.Join(" ", entry.Fields.Values))));

    public void Dispose()
    {
    }
}

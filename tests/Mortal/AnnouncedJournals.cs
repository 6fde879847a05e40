using System;
using System.Collections.Generic;
using System.Threading;
using LifecycleTools.Engine.Journal;

namespace Mortal;

/// <summary>Journals whose every line is announced before it is written, and again once it is on the disk.</summary>
internal sealed class AnnouncedJournals(IJournalStore inner, Door door) : IJournalStore
{
    private readonly Lock _gate = new();

    public string Folder => inner.Folder;

    public JournalTrust? Trust => inner.Trust;

    public IRequestLedger Requests => new Ledger(inner.Requests, this);

    public string PathOf(string runId) => inner.PathOf(runId);

    public IJournal Create(string runId) => new Journal(inner.Create(runId), this);

    public IJournal Reopen(string runId) => new Journal(inner.Reopen(runId), this);

    public IReadOnlyList<string> List() => inner.List();

    public JournalReading Read(string runId) => inner.Read(runId);

    public IDisposable? TryHold(string key, string holder, out string heldBy) => inner.TryHold(key, holder, out heldBy);

    private void Announce(string what, Action write)
    {
        lock (_gate)
        {
            door.Say("before", what);
            write();
            door.Say("after", what);
        }
    }

    private sealed class Journal(IJournal journal, AnnouncedJournals store) : IJournal
    {
        public string RunId => journal.RunId;

        public string Path => journal.Path;

        public void Append(JournalEntry entry) => store.Announce($"journal {entry.Kind} {entry["step"]}", () => journal.Append(entry));

        public byte[] ReadAll() => journal.ReadAll();

        public void Dispose() => journal.Dispose();
    }

    private sealed class Ledger(IRequestLedger ledger, AnnouncedJournals store) : IRequestLedger
    {
        public LedgerReading Read(long from) => ledger.Read(from);

        public void Append(IReadOnlyList<JournalEntry> entries) => store.Announce($"ledger {entries[0].Kind}", () => ledger.Append(entries));
    }
}

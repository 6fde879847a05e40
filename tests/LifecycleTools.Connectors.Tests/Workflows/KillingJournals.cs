using System;
using System.Collections.Generic;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.Journal;

namespace LifecycleTools.Connectors.Tests.Workflows;

/// <summary>Journals that take no line any more once a run is to be dead. Without a journal nothing leaves, so the run ends as if it had been killed.</summary>
/// <param name="isDead">Asked before each line with its number, from 1; once true, true for good.</param>
internal sealed class KillingJournals(IJournalStore inner, Func<int, bool> isDead) : IJournalStore
{
    public string Folder => inner.Folder;

    public JournalTrust? Trust => inner.Trust;

    public string PathOf(string runId) => inner.PathOf(runId);

    public IJournal Create(string runId) => new Killing(inner.Create(runId), isDead);

    public IJournal Reopen(string runId) => new Killing(inner.Reopen(runId), isDead);

    public IReadOnlyList<string> List() => inner.List();

    public JournalReading Read(string runId) => inner.Read(runId);

    public IRequestLedger Requests => inner.Requests;

    public IDisposable? TryHold(string key, string holder, out string heldBy) => inner.TryHold(key, holder, out heldBy);

    private sealed class Killing(IJournal journal, Func<int, bool> isDead) : IJournal
    {
        private readonly object _gate = new();
        private int _lines;
        private bool _dead;

        public string RunId => journal.RunId;

        public string Path => journal.Path;

        public void Append(JournalEntry entry)
        {
            lock (_gate)
            {
                _dead = _dead || isDead(_lines + 1);
                if (_dead) throw new LifecycleException(ErrorIds.JournalNotWritable, ErrorKind.Write, "The process is dead.");
                journal.Append(entry);
                _lines++;
            }
        }

        public byte[] ReadAll() => journal.ReadAll();

        public void Dispose() => journal.Dispose();
    }
}

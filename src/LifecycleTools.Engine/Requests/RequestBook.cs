using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.Journal;

namespace LifecycleTools.Engine.Requests;

/// <summary>The ledger of one tenant as it is known: what the sources said last, what was begun, what came of it.</summary>
/// <remarks>Not safe from several threads. Other processes add to the same ledger: <see cref="Refresh"/> takes in what they wrote.</remarks>
public sealed class RequestBook(IRequestLedger ledger, string tenantId)
{
    private readonly Dictionary<RecordKey, KnownRecord> _records = [];
    private readonly QuietRecords _quiet = new();
    private readonly Dictionary<string, KnownSource> _sources = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, RequestStanding> _standings = new(StringComparer.Ordinal);
    private readonly HashSet<string> _told = new(StringComparer.Ordinal);
    private long _position;

    /// <summary>Every record that asks something, or did.</summary>
    public IReadOnlyCollection<KnownRecord> Records => _records.Values;

    /// <summary>How many records are known that ask nothing.</summary>
    internal int QuietCount => _quiet.Count;

    /// <summary>Every run that was begun for a request.</summary>
    public IReadOnlyCollection<RequestStanding> Standings => _standings.Values;

    /// <summary>What was begun for a request and has a journal; null when nothing was. A process that died before its journal's first line has sent nothing.</summary>
    /// <exception cref="LifecycleException">JournalDamaged.</exception>
    public static RequestStanding? StandingOf(IJournalStore journals, string tenantId, string requestId)
    {
        RequestBook book = new(journals.Requests, tenantId);
        book.Refresh();
        if (book.Standing(requestId) is not { } standing) return null;
        try
        {
            return journals.Read(standing.RunId).Entries.Count > 0 ? standing : null;
        }
        catch (LifecycleException missing) when (missing.Id == ErrorIds.RunNotFound)
        {
            return null;
        }
    }

    /// <summary>Takes in what was added since, by anybody.</summary>
    /// <exception cref="LifecycleException">JournalDamaged.</exception>
    public void Refresh()
    {
        LedgerReading reading;
        do
        {
            reading = ledger.Read(_position);
            foreach (JournalEntry entry in reading.Entries.Where(entry => entry["tenant"] == tenantId)) Fold(entry);
            _position = reading.Next;
        }
        while (reading.HasMore);
    }

    /// <summary>A record; null when it was never seen. Of one that asks nothing there are only the days and when they were seen.</summary>
    public KnownRecord? Find(RecordKey key) => _records.TryGetValue(key, out KnownRecord? known) ? known : _quiet.Find(key);

    /// <summary>Whether a record asks something, or did.</summary>
    internal bool HasAsked(RecordKey key) => _records.ContainsKey(key);

    /// <summary>Whether the source said the same before.</summary>
    internal bool IsKnown(RecordKey key, SourceRecord record) =>
        _records.TryGetValue(key, out KnownRecord? known) ? known.Record.Revision == record.Revision && known.Record.IsWithdrawn == record.IsWithdrawn : _quiet.IsSame(key, record);

    /// <summary>The line of a record, which is short where it is a register's and asks nothing and never did.</summary>
    internal JournalEntry LineOf(RecordKey key, SourceRecord record, bool isRegister, DateTimeOffset? since, DateTimeOffset utc) =>
        LedgerLines.Of(key, record, isRegister && AsksNothing(key, record, since, utc), utc);

    /// <summary>Whether a record of a register asks nothing and never did.</summary>
    internal bool AsksNothing(RecordKey key, SourceRecord record, DateTimeOffset? since, DateTimeOffset utc) => !HasAsked(key)
        && RequestHistory.AsksNothing(KnownRecord.After(Find(key), key, record, utc), Source(key.Source).Baseline, since, utc);

    /// <summary>A source; one that was never read when it is not known.</summary>
    public KnownSource Source(string name) => _sources.TryGetValue(name, out KnownSource? known) ? known : new KnownSource();

    /// <summary>What was begun for a request; null when nothing was.</summary>
    public RequestStanding? Standing(string requestId) => _standings.TryGetValue(requestId, out RequestStanding? standing) ? standing : null;

    /// <summary>Whether people were told of this.</summary>
    public bool WasTold(string what) => _told.Contains(what);

    /// <summary>Adds lines to the ledger and takes them in, with what others added before them.</summary>
    /// <exception cref="LifecycleException">JournalNotWritable.</exception>
    public void Add(IEnumerable<JournalEntry> entries)
    {
        ledger.Append(entries.Select(Ours).ToList());
        Refresh();
    }

    /// <summary>Adds one line.</summary>
    /// <exception cref="LifecycleException">JournalNotWritable.</exception>
    public void Add(JournalEntry entry) => Add([entry]);

    private JournalEntry Ours(JournalEntry entry)
    {
        Dictionary<string, string> fields = new(StringComparer.Ordinal) { ["tenant"] = tenantId };
        foreach (KeyValuePair<string, string> field in entry.Fields) fields[field.Key] = field.Value;
        return entry with { Fields = fields };
    }

    private void Fold(JournalEntry entry)
    {
        switch (entry.Kind)
        {
            case LedgerLines.Record:
                (RecordKey key, SourceRecord record) = LedgerLines.ReadRecord(entry);
                KnownRecord known = KnownRecord.After(Find(key), key, record, entry.Utc);
                if (LedgerLines.IsQuiet(entry) && !HasAsked(key))
                {
                    _quiet.Add(known);
                    break;
                }

                _quiet.Remove(key);
                _records[key] = known;
                break;
            case LedgerLines.Source:
                _sources[entry["source"]] = Source(entry["source"]).After(entry);
                break;
            case LedgerLines.Begun:
                _standings[entry["request"]] = LedgerLines.ReadBegun(entry);
                break;
            case LedgerLines.Ended when Standing(entry["request"]) is { } standing && standing.RunId == entry["run"]:
                _standings[entry["request"]] = LedgerLines.ReadEnded(entry, standing);
                break;
            case LedgerLines.Told:
                _told.Add(entry["what"]);
                break;
        }
    }
}

/// <summary>What tells records apart: a form that takes someone on and one that lets them go may be about the same person at the same source.</summary>
public readonly record struct RecordKey(string Source, string SourceId, RequestKind? Kind);

/// <summary>A record as its source said it last.</summary>
/// <param name="Key">Which.</param>
/// <param name="Record">What it says.</param>
/// <param name="FirstSeen">When it was seen first, in UTC.</param>
/// <param name="StartSeen">When its first day was seen first as it is now.</param>
/// <param name="EndSeen">When its last day was seen first as it is now: a last day that is learned on that day or later takes effect at once.</param>
public sealed record KnownRecord(RecordKey Key, SourceRecord Record, DateTimeOffset FirstSeen, DateTimeOffset StartSeen, DateTimeOffset EndSeen)
{
    /// <summary>What is known after the source said this.</summary>
    public static KnownRecord After(KnownRecord? before, RecordKey key, SourceRecord record, DateTimeOffset utc) => new(
        key, record, before?.FirstSeen ?? utc,
        before is not null && before.Record.StartsAt == record.StartsAt ? before.StartSeen : utc,
        before is not null && before.Record.EndsAt == record.EndsAt ? before.EndSeen : utc);
}

/// <summary>A source as it was read last.</summary>
public sealed record KnownSource
{
    private const int SizesKept = 9;

    /// <summary>Where to go on; null: at the beginning.</summary>
    public string? Cursor { get; init; }

    /// <summary>When it had been read to its end for the first time; null: not yet.</summary>
    public DateTimeOffset? Baseline { get; init; }

    /// <summary>How many people it held, each time that this was known and believed; the newest last.</summary>
    public IReadOnlyList<int> Sizes { get; init; } = [];

    /// <summary>Why the last reading is not believed; empty when it is.</summary>
    public string Suspect { get; init; } = "";

    /// <summary>The usual size: the middle one of the last readings; null while none is known.</summary>
    public int? UsualSize => Sizes.Count == 0 ? null : Sizes.OrderBy(size => size).ElementAt(Sizes.Count / 2);

    internal KnownSource After(JournalEntry entry)
    {
        int? people = int.TryParse(entry["people"], NumberStyles.None, CultureInfo.InvariantCulture, out int size) ? size : null;
        return new KnownSource
        {
            Cursor = entry.Fields.ContainsKey("cursor") ? entry["cursor"] : Cursor,
            Baseline = Baseline ?? (entry["complete"] == "true" ? entry.Utc : null),
            Sizes = people is { } believed && entry["suspect"].Length == 0 ? [.. Sizes.Skip(Sizes.Count < SizesKept ? 0 : 1), believed] : Sizes,
            Suspect = entry["complete"] == "true" ? entry["suspect"] : Suspect,
        };
    }
}

/// <summary>What was begun for a request, and what came of it.</summary>
public sealed record RequestStanding
{
    /// <summary>The request.</summary>
    public required string RequestId { get; init; }

    /// <summary>What was asked.</summary>
    public required RequestKind Kind { get; init; }

    /// <summary>The run that carries it out.</summary>
    public required string RunId { get; init; }

    /// <summary>When it was begun, in UTC.</summary>
    public required DateTimeOffset Begun { get; init; }

    /// <summary>The moment that it was carried out for; null when it named none.</summary>
    public DateTimeOffset? EffectiveAt { get; init; }

    /// <summary>Who it is about.</summary>
    public string Person { get; init; } = "";

    /// <summary>HR's number of the person; empty when it was not given.</summary>
    public string EmployeeId { get; init; } = "";

    /// <summary>How the run ended; null while it has not.</summary>
    public RunOutcome? Outcome { get; init; }

    /// <summary>A hire whose first day had not come: sign-in must still be allowed then.</summary>
    public bool IsPrepared { get; init; }

    /// <summary>Nothing is wrong with the run, and something that it waits for has not come yet: a later resume finishes it.</summary>
    public bool IsAwaited { get; init; }

    /// <summary>The account's object id; empty while it is not known.</summary>
    public string Account { get; init; } = "";

    /// <summary>The account's user principal name; empty while it is not known.</summary>
    public string UserPrincipalName { get; init; } = "";

    /// <summary>How the request stands by this.</summary>
    public RequestState State => Outcome switch
    {
        null => RequestState.Running,
        RunOutcome.Exception => IsAwaited ? RequestState.Running : RequestState.Exception,
        _ => IsPrepared ? RequestState.Prepared : RequestState.Completed,
    };
}

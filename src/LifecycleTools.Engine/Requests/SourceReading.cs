using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.Journal;
using LifecycleTools.Engine.Ports;
using LifecycleTools.Engine.Running;

namespace LifecycleTools.Engine.Requests;

/// <summary>Reads one source from where it was left to its end, and puts what it says into the ledger, page by page.</summary>
/// <remarks>
/// A page's records and its cursor are one write, so a process that dies reads the page again and loses nothing. The source is told that it may forget a page only
/// after that write. What is known with the same revision is not written again, so the ledger grows with the changes. No more than one page is held at a time.
/// </remarks>
/// <param name="read">Is told the records that were on the pages, new or not; null where nobody asks.</param>
internal sealed class SourceReading(string name, IRequestSource source, SourceMapping mapping, RequestBook book, IClock clock, HashSet<RecordKey>? read = null)
{
    // A service that refuses one change says so with 400, 409 or, as Autotask does, 500. Sign-in, rights and limits are the whole source's.
    private static readonly string[] s_ofOneRecord =
    [
        ErrorIds.ConnectorRequestRefused, ErrorIds.ConnectorObjectExists, ErrorIds.ConnectorObjectNotFound, ErrorIds.ConnectorFailed, ErrorIds.ConnectorAnswerUnexpected,
    ];

    // What a service that is down answers as well. A refusal is the record's own, however many there are.
    private static readonly string[] s_perhapsOfAll = [ErrorIds.ConnectorFailed, ErrorIds.ConnectorAnswerUnexpected];

    private const int FailedBeforeALook = 3;
    private readonly HashSet<RecordKey> _passed = [];
    private readonly List<RequestFinding> _findings = [];
    private readonly List<RequestFailure> _unclaimed = [];
    private int _records;
    private int _failedInARow;
    private int? _people;
    private bool _inPass;
    private bool _wholePass;

    /// <summary>Records that the source would not let us take, each by its name. They are read again; the others went on.</summary>
    public IReadOnlyList<RequestFailure> Unclaimed => _unclaimed;

    /// <returns>What is wrong with the source itself: a file that cannot be read.</returns>
    /// <exception cref="LifecycleException">The source cannot be read on; JournalNotWritable.</exception>
    public async Task<IReadOnlyList<RequestFinding>> ToEndAsync(DateTimeOffset? since, CancellationToken cancel)
    {
        KnownSource before = book.Source(name);
        string? cursor = before.Cursor;
        SourcePage page;
        do
        {
            cancel.ThrowIfCancellationRequested();
            page = await source.ReadAsync(cursor, cancel).ConfigureAwait(false);

            // A page that is acknowledged is a step forward wherever the source stands.
            if (page.HasMore && page.Cursor == cursor && page.Records.Count == 0 && page.Receipt is null)
            {
                throw new LifecycleException(ErrorIds.ConnectorAnswerUnexpected, ErrorKind.Answer, $"{source.Product} was not read on: it says that there is more, and goes no further.");
            }

            cursor = page.Cursor ?? cursor;
            await StoreAsync(page, before, since, cancel).ConfigureAwait(false);
        }
        while (page.HasMore);
        return _findings;
    }

    private async Task StoreAsync(SourcePage page, KnownSource before, DateTimeOffset? since, CancellationToken cancel)
    {
        if (page.BeginsPass) (_inPass, _records) = (true, 0);
        _findings.AddRange(page.Findings);
        _people = page.People ?? _people;
        bool isRegister = source.Abilities.HasFlag(SourceAbilities.Register);
        List<JournalEntry> lines = [];
        foreach (SourceRecord raw in page.Records)
        {
            SourceRecord record = mapping.Read(raw);
            RecordKey key = new(name, record.SourceId, record.Kind);
            _records++;
            read?.Add(key);

            // Of those who ask nothing nobody needs to know that they are gone.
            if (_inPass && book.HasAsked(key)) _passed.Add(key);
            IReadOnlyList<KnownRecord> others = Others(key);
            bool isGone = record is { IsWithdrawn: true, Fields.Count: 0 };
            if (isGone && others.Count > 0)
            {
                lines.AddRange(TakenBack(others, record.Revision));
                continue;
            }

            if (book.Find(key)?.Record is { } known)
            {
                // What was history may be asked for by its day; then what it says is needed after all.
                bool isAsked = since is not null && !book.HasAsked(key) && !book.AsksNothing(key, record, since, clock.UtcNow);
                if (book.IsKnown(key, record) && !isAsked) continue;

                // Of somebody who was deleted a source says no more than that; what was asked for them is withdrawn all the same, by its name.
                if (isGone) record = known with { IsWithdrawn = true, Revision = record.Revision };
            }
            else if (isGone)
            {
                // Nothing was asked for them that could be taken back.
                continue;
            }

            if (source.Abilities.HasFlag(SourceAbilities.Claim) && !await ClaimAsync(raw, cancel).ConfigureAwait(false)) continue;
            lines.AddRange(TakenBack(others, record.Revision));
            JournalEntry line = book.LineOf(key, record, isRegister, since, clock.UtcNow);
            if (_inPass && !LedgerLines.IsQuiet(line)) _passed.Add(key);
            lines.Add(line);
        }

        if (page.EndsPass && _inPass) _wholePass = true;
        bool isEnd = !page.HasMore;

        // The source gives again what was not taken only from before its page on.
        string? reached = _unclaimed.Count > 0 && !page.OffersUntakenAgain ? null : page.Cursor;
        int? people = isEnd ? _people ?? (_wholePass ? _records : null) : null;
        string suspect = isEnd ? Suspect(people, before) : "";
        if (_wholePass && page.EndsPass && suspect.Length == 0) lines.AddRange(Gone());
        if (lines.Count > 0 || page.Receipt is not null || (isEnd && IsNews(reached, people, suspect)))
        {
            lines.Add(LedgerLines.OfSource(name, reached, isEnd, people, suspect, clock.UtcNow));
            book.Add(lines);
        }

        if (source.Abilities.HasFlag(SourceAbilities.Acknowledge)) await source.AcknowledgeAsync(page, cancel).ConfigureAwait(false);
    }

    // One record that cannot be taken, because of a workflow or a field that must be filled in, keeps no other from being taken, and neither do many. Whether it is the source is
    // asked of the source, or a board of broken tickets would hold up those behind them for ever.
    private async Task<bool> ClaimAsync(SourceRecord record, CancellationToken cancel)
    {
        try
        {
            bool isOurs = await source.ClaimAsync(record, cancel).ConfigureAwait(false);
            _failedInARow = 0;
            return isOurs;
        }
        catch (LifecycleException refused) when (s_ofOneRecord.Contains(refused.Id))
        {
            _unclaimed.Add(new RequestFailure(refused, $"{name} {(record.Place.Length > 0 ? record.Place : record.SourceId)}"));
            _failedInARow = s_perhapsOfAll.Contains(refused.Id) ? _failedInARow + 1 : 0;
        }

        if (_failedInARow > 0 && _failedInARow % FailedBeforeALook == 0) await source.CheckAsync(cancel).ConfigureAwait(false);
        return false;
    }

    // What the same form asked when it was read before, where it asks for something else now.
    private IReadOnlyList<KnownRecord> Others(RecordKey key) => !source.Abilities.HasFlag(SourceAbilities.OneEach) ? [] : book.Records
        .Where(known => known.Key != key && !known.Record.IsWithdrawn && known.Key.SourceId == key.SourceId && string.Equals(known.Key.Source, key.Source, StringComparison.OrdinalIgnoreCase)).ToList();

    private IEnumerable<JournalEntry> TakenBack(IEnumerable<KnownRecord> records, string revision) =>
        records.Select(known => LedgerLines.Of(known.Key, known.Record with { IsWithdrawn = true, Revision = revision + " instead" }, isQuiet: false, clock.UtcNow)).ToList();

    // Every fifteen minutes nothing has happened: that is not worth a line.
    private bool IsNews(string? reached, int? people, string suspect)
    {
        KnownSource now = book.Source(name);
        return (reached is not null && reached != now.Cursor) || now.Baseline is null || suspect != now.Suspect || (people is { } size && suspect.Length == 0 && now.UsualSize != size);
    }

    private string Suspect(int? people, KnownSource before)
    {
        if (!source.Abilities.HasFlag(SourceAbilities.Register) || people is not { } size) return source.Abilities.HasFlag(SourceAbilities.Register) ? before.Suspect : "";
        if (size == 0) return "holds nobody";
        return before.UsualSize is { } usual && size * 2 < usual ? $"holds {size} people, and usually {usual}" : "";
    }

    private IEnumerable<JournalEntry> Gone() => book.Records
        .Where(known => string.Equals(known.Key.Source, name, StringComparison.OrdinalIgnoreCase) && !known.Record.IsWithdrawn && !_passed.Contains(known.Key))
        .Select(known => LedgerLines.Of(known.Key, known.Record with { IsWithdrawn = true, Revision = known.Record.Revision + " gone" }, isQuiet: false, clock.UtcNow))
        .ToList();
}

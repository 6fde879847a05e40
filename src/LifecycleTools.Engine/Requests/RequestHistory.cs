using System;
using System.Collections.Generic;
using System.Security.Cryptography;
using System.Text;

namespace LifecycleTools.Engine.Requests;

/// <summary>Who in a register has come or gone long before anybody asked us: they ask nothing, and of them as little is remembered as tells whether they have changed.</summary>
internal static class RequestHistory
{
    // A register is told late of people who started; one whose first day is longer ago than this was there before us, whatever was changed in their record.
    private static readonly TimeSpan s_lateHire = TimeSpan.FromDays(30);

    // While a register is read for the first time nothing says yet when that ends; whoever has come or gone this long ago will have done so before it.
    private static readonly TimeSpan s_recent = TimeSpan.FromDays(3);

    /// <summary>Whether the moment had passed when we began, or long before we heard of it.</summary>
    /// <param name="baseline">When the source had been read to its end for the first time.</param>
    /// <param name="since">The day from which on even that is wanted; null when it is not.</param>
    public static bool IsPast(KnownRecord known, RequestKind kind, LocalMoment moment, DateTimeOffset baseline, DateTimeOffset? since)
    {
        DateTimeOffset seen = kind == RequestKind.Hire ? known.StartSeen : known.EndSeen;
        if (since is { } from) return moment.Day < from.Date;
        if (kind == RequestKind.Hire && moment.Day < (seen - s_lateHire).Date) return true;

        // What had passed when the register was read for the first time was somebody else's to do. A day is given to zones that are ahead of UTC.
        return seen <= baseline && moment.Day < baseline.UtcDateTime.Date.AddDays(-1);
    }

    /// <summary>Whether a record of a register asks nothing, now and for as long as it says the same.</summary>
    /// <param name="known">What would be known with it.</param>
    /// <param name="baseline">As above; null while the source was not read to its end.</param>
    public static bool AsksNothing(KnownRecord known, DateTimeOffset? baseline, DateTimeOffset? since, DateTimeOffset now)
    {
        SourceRecord record = known.Record;
        if (record.Kind is not null || record.Findings.Count > 0) return false;

        bool IsOver(RequestKind kind, LocalMoment? moment) => moment is not { } given
            || (baseline is { } read || since is not null ? IsPast(known, kind, given, baseline ?? now, since) : given.Day < (now - s_recent).UtcDateTime.Date);
        return IsOver(RequestKind.Hire, record.StartsAt) && IsOver(RequestKind.Departure, record.EndsAt);
    }
}

/// <summary>The records that ask nothing, some seventy bytes for each: nearly everybody in a large register is among them.</summary>
/// <remarks>Who they are is not kept, only a hash of their id, as long as that of a request. What they say now comes from the source with the next change.</remarks>
internal sealed class QuietRecords
{
    private readonly Dictionary<ulong, Quiet> _all = [];

    /// <summary>How many there are.</summary>
    public int Count => _all.Count;

    /// <summary>Takes one in, as it is known now.</summary>
    public void Add(KnownRecord known) => _all[HashOf(known.Key)] = new Quiet(
        HashOf(known.Record.Revision), known.StartSeen.UtcTicks, known.EndSeen.UtcTicks, Pack(known.Record.StartsAt), Pack(known.Record.EndsAt), known.Record.IsWithdrawn);

    /// <summary>Forgets one that asks something now.</summary>
    public void Remove(RecordKey key) => _all.Remove(HashOf(key));

    /// <summary>Whether it is here and says the same.</summary>
    public bool IsSame(RecordKey key, SourceRecord record) =>
        _all.TryGetValue(HashOf(key), out Quiet quiet) && quiet.Revision == HashOf(record.Revision) && quiet.IsWithdrawn == record.IsWithdrawn;

    /// <summary>What is left of a record: its days and when they were seen first, and neither its fields nor its revision; null when it is not here.</summary>
    public KnownRecord? Find(RecordKey key)
    {
        if (!_all.TryGetValue(HashOf(key), out Quiet quiet)) return null;
        SourceRecord record = new() { SourceId = key.SourceId, Revision = "", Kind = key.Kind, StartsAt = Unpack(quiet.Start), EndsAt = Unpack(quiet.End), IsWithdrawn = quiet.IsWithdrawn };
        return new KnownRecord(key, record, Utc(Math.Min(quiet.StartSeen, quiet.EndSeen)), Utc(quiet.StartSeen), Utc(quiet.EndSeen));
    }

    // As exact as the ledger's text, which has whole seconds: those, the minutes to UTC from 1 to 2047, whether there is a time, and that there is a moment at all.
    private static long Pack(LocalMoment? moment)
    {
        if (moment is not { } given) return 0;
        long seconds = (given.Day + (given.Time ?? TimeSpan.Zero)).Ticks / TimeSpan.TicksPerSecond;
        long minutes = given.Offset is { } offset ? (long)offset.TotalMinutes + 1024 : 0;
        return (seconds << 13) | (minutes << 2) | (given.Time is null ? 0L : 2L) | 1L;
    }

    private static LocalMoment? Unpack(long packed)
    {
        if (packed == 0) return null;
        DateTime at = new((packed >> 13) * TimeSpan.TicksPerSecond);
        long minutes = (packed >> 2) & 0x7FF;
        return new LocalMoment(at.Date, (packed & 2) == 0 ? null : at.TimeOfDay, minutes == 0 ? null : TimeSpan.FromMinutes(minutes - 1024));
    }

    private static DateTimeOffset Utc(long ticks) => new(ticks, TimeSpan.Zero);

    private static ulong HashOf(RecordKey key) => HashOf($"{key.Source}\n{key.SourceId}\n{key.Kind}");

    private static ulong HashOf(string text)
    {
        using SHA256 sha = SHA256.Create();
        return BitConverter.ToUInt64(sha.ComputeHash(Encoding.UTF8.GetBytes(text)), 0);
    }

    private readonly record struct Quiet(ulong Revision, long StartSeen, long EndSeen, long Start, long End, bool IsWithdrawn);
}

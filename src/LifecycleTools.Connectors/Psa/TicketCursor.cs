using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;

namespace LifecycleTools.Connectors.Psa;

/// <summary>How far the tickets of a board have been read: by last change, with an overlap, and with what was read in it.</summary>
/// <param name="Since">Where the next pass begins; null: at the beginning.</param>
/// <param name="At">Within a pass, the last change that was read; else null.</param>
/// <param name="AtId">The ticket of <paramref name="At"/>.</param>
/// <param name="Seen">Tickets that changed at or after <paramref name="Since"/> and have been read: id and change.</param>
internal sealed record TicketCursor(DateTimeOffset? Since, DateTimeOffset? At, long AtId, IReadOnlyDictionary<string, DateTimeOffset> Seen)
{
    // Changes become visible a little out of order, and stamps are whole seconds.
    private static readonly TimeSpan s_overlap = TimeSpan.FromMinutes(2);

    // So many changes in two minutes are an import: what is not remembered of them is read twice, which does no harm.
    private const int MostSeen = 1000;

    /// <summary>What to ask the system for.</summary>
    public DateTimeOffset? AskSince => At is { } at ? at - s_overlap : Since;

    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    public static TicketCursor Read(string? text) => string.IsNullOrEmpty(text)
        ? new TicketCursor(null, null, 0, new Dictionary<string, DateTimeOffset>())
        : JsonSerializer.Deserialize<TicketCursor>(text!)!;

    /// <summary>Those of a list that have not been read, oldest change first.</summary>
    public IReadOnlyList<TicketRow> Waiting(IReadOnlyList<TicketRow> listed) => listed
        .Where(row => !Seen.TryGetValue(row.Id, out DateTimeOffset changed) || changed != row.Changed)
        .Where(row => At is not { } at || row.Changed > at || (row.Changed == at && row.Number > AtId))
        .OrderBy(row => row.Changed).ThenBy(row => row.Number).ToList();

    /// <summary>After some of a pass were read.</summary>
    public TicketCursor Within(IReadOnlyList<TicketRow> read) => this with { At = read[read.Count - 1].Changed, AtId = read[read.Count - 1].Number };

    /// <summary>After the last of a pass was read.</summary>
    public TicketCursor After(IReadOnlyList<TicketRow> listed)
    {
        if (listed.Count == 0) return this with { At = null, AtId = 0 };
        DateTimeOffset next = listed.Max(row => row.Changed) - s_overlap;
        if (Since > next) next = Since.Value;
        Dictionary<string, DateTimeOffset> seen = listed.Where(row => row.Changed >= next)
            .OrderByDescending(row => row.Changed).Take(MostSeen).GroupBy(row => row.Id).ToDictionary(same => same.Key, same => same.First().Changed);
        return new TicketCursor(next, null, 0, seen);
    }

    /// <inheritdoc/>
    public override string ToString() => JsonSerializer.Serialize(this);
}

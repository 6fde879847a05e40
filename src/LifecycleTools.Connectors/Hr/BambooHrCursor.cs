using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.Json;

namespace LifecycleTools.Connectors.Hr;

/// <summary>Somebody who changed, by BambooHR's own stamp.</summary>
internal sealed record BambooHrChange(string Id, string Stamp, bool IsDeleted)
{
    /// <summary>In the order of their change.</summary>
    public static IReadOnlyList<BambooHrChange> Sort(IEnumerable<BambooHrChange> changes) =>
        changes.OrderBy(change => change.Stamp, StringComparer.Ordinal).ThenBy(change => change.Id, StringComparer.Ordinal).ToList();

    /// <summary>Whether it comes after this one.</summary>
    public bool IsAfter(BambooHrPlace place) => string.CompareOrdinal(Stamp, place.Stamp) is var order && (order > 0 || (order == 0 && string.CompareOrdinal(Id, place.Id) > 0));
}

/// <summary>The last change of a pass that was read.</summary>
internal sealed record BambooHrPlace(string Stamp, string Id);

/// <summary>How far we are. It stays small however many people changed: it is stored with every page.</summary>
/// <param name="Since">The stamp that the changes of this pass were asked with.</param>
/// <param name="Next">The stamp to ask with once the pass is over.</param>
/// <param name="After">How far the pass was read; null between passes.</param>
/// <param name="Seen">Changes after <paramref name="Next"/> that belong to this pass: id and stamp.</param>
internal sealed record BambooHrCursor(string Since, string Next, BambooHrPlace? After, IReadOnlyDictionary<string, string> Seen)
{
    // Stamps are whole seconds: a second change within the second of the first one would never be seen by whoever asks for what is later.
    private static readonly TimeSpan s_overlap = TimeSpan.FromSeconds(2);

    // So many changes of one moment are an import, and are not carried along.
    private const int MostSeen = 1000;

    // Before the company was: everybody has changed since.
    private const string Beginning = "1970-01-01T00:00:00Z";

    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    public static BambooHrCursor Read(string? text) => string.IsNullOrEmpty(text)
        ? new BambooHrCursor(Beginning, Beginning, null, new Dictionary<string, string>())
        : JsonSerializer.Deserialize<BambooHrCursor>(text!)!;

    /// <summary>Those of the changes that no earlier pass has read.</summary>
    public IReadOnlyList<BambooHrChange> NewOf(IReadOnlyList<BambooHrChange> changes) =>
        BambooHrChange.Sort(changes.Where(change => !Seen.TryGetValue(change.Id, out string? stamp) || stamp != change.Stamp));

    /// <summary>As a pass begins, after the service has said what changed since <see cref="Next"/>.</summary>
    /// <param name="latest">The service's own newest stamp; null when it gave none.</param>
    /// <param name="now">When it was asked.</param>
    public BambooHrCursor Begin(IReadOnlyList<BambooHrChange> changes, string? latest, DateTimeOffset now)
    {
        // Where nothing changed the newest stamp is the one that was asked with: to go back from it would be to read an import again and again.
        if (changes.Count == 0 || Time(latest) is not { } newest) return this with { Since = Next };

        DateTimeOffset next = newest - s_overlap;
        Dictionary<string, string> seen = changes.Where(change => Time(change.Stamp) is { } at && at >= next && at <= now - s_overlap)
            .GroupBy(change => change.Id).ToDictionary(same => same.Key, same => same.Last().Stamp);
        return seen.Count > MostSeen
            ? new BambooHrCursor(Next, latest!, null, new Dictionary<string, string>())
            : new BambooHrCursor(Next, next.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture), null, seen);
    }

    /// <inheritdoc/>
    public override string ToString() => JsonSerializer.Serialize(this);

    private static DateTimeOffset? Time(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time) ? time : null;
}

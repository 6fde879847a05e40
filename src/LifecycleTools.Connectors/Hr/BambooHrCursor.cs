using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.Json;

namespace LifecycleTools.Connectors.Hr;

/// <summary>How far we are: who still waits of the changes after one time stamp, and what to ask next.</summary>
/// <param name="Since">The stamp that the waiting changes were asked with.</param>
/// <param name="Next">The stamp to ask with once nobody waits.</param>
/// <param name="Waiting">Ids, in the order of their change; a '-' before one that was deleted.</param>
/// <param name="Seen">Changes after <paramref name="Next"/> that have been read already: id and stamp.</param>
internal sealed record BambooHrCursor(string Since, string Next, IReadOnlyList<string> Waiting, IReadOnlyDictionary<string, string> Seen)
{
    // Stamps are whole seconds: a second change within the second of the first one would never be seen by whoever asks for what is later.
    private static readonly TimeSpan s_overlap = TimeSpan.FromSeconds(2);

    // So many changes of one moment are an import, and are not carried along.
    private const int MostSeen = 1000;

    // Before the company was: everybody has changed since.
    private const string Beginning = "1970-01-01T00:00:00Z";

    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    public static BambooHrCursor Read(string? text) => string.IsNullOrEmpty(text)
        ? new BambooHrCursor(Beginning, Beginning, [], new Dictionary<string, string>())
        : JsonSerializer.Deserialize<BambooHrCursor>(text!)!;

    /// <summary>After the service has said what changed since <see cref="Next"/>.</summary>
    /// <param name="changes">Id, stamp and whether they were deleted.</param>
    /// <param name="latest">The service's own newest stamp; null when it gave none.</param>
    /// <param name="now">When it was asked.</param>
    public BambooHrCursor With(IReadOnlyList<(string Id, string Stamp, bool IsDeleted)> changes, string? latest, DateTimeOffset now)
    {
        List<string> waiting = changes.Where(change => !Seen.TryGetValue(change.Id, out string? stamp) || stamp != change.Stamp)
            .OrderBy(change => change.Stamp, StringComparer.Ordinal).ThenBy(change => change.Id, StringComparer.Ordinal)
            .Select(change => change.IsDeleted ? Deleted(change.Id) : change.Id).ToList();
        if (Time(latest) is not { } newest) return this with { Since = Next, Waiting = waiting };

        DateTimeOffset next = newest - s_overlap;
        Dictionary<string, string> seen = changes.Where(change => Time(change.Stamp) is { } at && at >= next && at <= now - s_overlap)
            .GroupBy(change => change.Id).ToDictionary(same => same.Key, same => same.Last().Stamp);
        return seen.Count > MostSeen
            ? new BambooHrCursor(Next, latest!, waiting, new Dictionary<string, string>())
            : new BambooHrCursor(Next, next.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture), waiting, seen);
    }

    /// <summary>The mark of somebody who was deleted.</summary>
    public static string Deleted(string id) => "-" + id;

    /// <summary>Whether the entry is of somebody who was deleted.</summary>
    public static bool IsDeleted(string entry) => entry.StartsWith("-", StringComparison.Ordinal);

    /// <summary>The id alone.</summary>
    public static string IdOf(string entry) => entry.TrimStart('-');

    /// <summary>After the first few were read.</summary>
    public BambooHrCursor Without(int count) => this with { Waiting = Waiting.Skip(count).ToList() };

    /// <inheritdoc/>
    public override string ToString() => JsonSerializer.Serialize(this);

    private static DateTimeOffset? Time(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time) ? time : null;
}

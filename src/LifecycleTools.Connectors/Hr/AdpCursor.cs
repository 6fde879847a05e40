using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.Json;
using LifecycleTools.Connectors.Systems;
using LifecycleTools.Engine.Requests;

namespace LifecycleTools.Connectors.Hr;

/// <summary>How far ADP has been read, and what its events said that its workers do not show yet.</summary>
/// <param name="IsScan">Within the scan of all workers; else at the queue.</param>
/// <param name="Skip">Workers that the scan has read.</param>
/// <param name="Ahead">What events said, by worker.</param>
internal sealed record AdpCursor(bool IsScan, int Skip, IReadOnlyDictionary<string, AdpAhead> Ahead)
{
    /// <summary>How many workers' events are remembered: a cursor has room for 64 KB, and each takes at most some 320 bytes.</summary>
    public const int MostAhead = 150;

    private const string Events = "events";

    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    public static AdpCursor Read(string? text)
    {
        string[] parts = (string.IsNullOrEmpty(text) ? Events : text!).Split([' '], 2);
        Dictionary<string, AdpAhead> ahead = parts.Length == 1 ? [] : JsonSerializer.Deserialize<Dictionary<string, AdpAhead>>(parts[1])!;

        // An earlier version wrote how many people there were behind how many it had read.
        return parts[0] == Events ? new AdpCursor(false, 0, ahead) : new AdpCursor(true, int.Parse(parts[0].Split('/')[0], CultureInfo.InvariantCulture), ahead);
    }

    /// <summary>No more fits in: what waits in the queue stays there until workers show what was said of them.</summary>
    public bool IsFull => Ahead.Count >= MostAhead;

    /// <summary>With something that an event said.</summary>
    public AdpCursor With(string worker, AdpAhead said)
    {
        Dictionary<string, AdpAhead> ahead = Ahead.ToDictionary(one => one.Key, one => one.Value);
        ahead[worker] = said;
        return this with { Ahead = ahead };
    }

    /// <summary>Without what an event said: the worker shows it, or something else.</summary>
    public AdpCursor Without(string worker) => !Ahead.ContainsKey(worker) ? this : this with { Ahead = Ahead.Where(one => one.Key != worker).ToDictionary(one => one.Key, one => one.Value) };

    /// <summary>Without what there is no use in remembering any longer.</summary>
    public AdpCursor WithoutOld(DateTimeOffset now) => this with { Ahead = Ahead.Where(one => !one.Value.IsOver(now)).ToDictionary(one => one.Key, one => one.Value) };

    /// <inheritdoc/>
    public override string ToString()
    {
        string place = IsScan ? Skip.ToString(CultureInfo.InvariantCulture) : Events;
        return Ahead.Count == 0 ? place : place + " " + JsonSerializer.Serialize(Ahead);
    }
}

/// <summary>What an event said of a worker who does not show it yet.</summary>
/// <param name="Name">The event: worker.terminate.</param>
/// <param name="Ends">The last day that it brings.</param>
/// <param name="Shown">The last day that the worker showed when the event was read.</param>
/// <param name="Since">When it was read.</param>
/// <param name="IsUnread">The worker could not be read at all.</param>
/// <remarks>
/// An event's last day holds against the worker's own record for at most 24 hours, and only as long as that shows what it showed when the event was read: whatever else it
/// shows, a withdrawn end included, is newer. A worker who cannot be read is named for 30 days.
/// </remarks>
internal sealed record AdpAhead(string Name, LocalMoment? Ends, LocalMoment? Shown, DateTimeOffset Since, bool IsUnread)
{
    private static readonly TimeSpan s_longest = TimeSpan.FromHours(24);
    private static readonly TimeSpan s_longestNamed = TimeSpan.FromDays(30);

    /// <summary>Whether the worker's record is still behind the event.</summary>
    public bool IsAheadOf(SourceRecord record, DateTimeOffset now) => Ends is { } ends && ends != record.EndsAt && record.EndsAt == Shown && now - Since < s_longest
        && !(record.StartsAt is { } start && start.Day > ends.Day);

    /// <summary>Whether there is any use in remembering it.</summary>
    public bool IsOver(DateTimeOffset now) => now - Since >= (IsUnread ? s_longestNamed : s_longest);

    /// <summary>The worker's record with the event's last day.</summary>
    public SourceRecord ApplyTo(SourceRecord record) => record with { EndsAt = Ends, Revision = Fingerprint.Of(record.Fields, record.StartsAt, Ends) };

    /// <summary>
    /// What is said of somebody who cannot be read: a record that no run is made of, and beside the worker's own, so that it neither moves nor takes back what that asked for.
    /// </summary>
    public SourceRecord Unread(string worker)
    {
        bool isHire = Name.IndexOf("hire", StringComparison.OrdinalIgnoreCase) >= 0;
        string day = Ends is { } ends ? $" with the last day {ends.Day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}" : "";
        return new SourceRecord
        {
            SourceId = worker + " (not readable)",
            Place = "worker " + worker,
            Revision = $"unread {Name} {Fingerprint.Of(new Dictionary<string, string>(), null, Ends)}",
            Findings =
            [
                new RequestFinding(RequestFindingIds.RecordUnreadable, isHire ? RequestFields.StartDate : RequestFields.EndDate,
                    $"ADP's queue says {Name} of worker {worker}{day}, and the account cannot read that worker. Give the API client the right to it, or carry it out by hand."),
            ],
        };
    }
}

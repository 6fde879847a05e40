using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Engine.Requests;

namespace LifecycleTools.Engine.Ports;

/// <summary>Where hires and departures are asked for: an HR system, a folder of forms, a list, a ticket system.</summary>
/// <remarks>
/// A source reads and hands over what it read; it decides nothing. It leaves alone what is no request at all, and gives a broken record as a record with
/// <see cref="SourceRecord.Findings"/>. What was read and what became of it is remembered by the engine, so a source has no state but its cursor.
/// </remarks>
[Setting("columns", SettingForm.Words, "Our field: their column, where the names differ")]
[Setting("roles", SettingForm.Words, "Their word for a role: the role of the role map")]
[Setting("sites", SettingForm.Words, "Their word for a site: the site of the role map")]
[Setting("kinds", SettingForm.Words, "Their word for a kind of request: hire, departure")]
[Setting("employmentTypes", SettingForm.Words, "Their word for a type of employment: the one of the role map")]
[Setting("culture", SettingForm.Text, "How dates are written, for example de-CH")]
[Setting("zone", SettingForm.Text, "The IANA time zone of times without one")]
[Setting("managerRequired", SettingForm.Flag, "Whether a hire without a manager is refused; true or false")]
public interface IRequestSource : IConnectedSystem
{
    /// <summary>What this source can do. Known without a request.</summary>
    SourceAbilities Abilities { get; }

    /// <summary>False when the tenant file does not say that requests come from this system: a ticket system that is used for tickets only.</summary>
    bool IsEnabled { get; }

    /// <summary>Reads the next page of what is new or changed. It changes nothing at the source: reading the same cursor again gives the same records again.</summary>
    /// <param name="cursor">Where the page before ended, as <see cref="SourcePage.Cursor"/> said, in this call or by an earlier process; null the first time.</param>
    /// <exception cref="Errors.LifecycleException">The source cannot be read. What was read before is kept, and the next call goes on from there.</exception>
    Task<SourcePage> ReadAsync(string? cursor, CancellationToken cancel);

    /// <summary>Takes a record so that no other worker takes it. Called before it is stored. Needs <see cref="SourceAbilities.Claim"/>.</summary>
    /// <returns>False when another worker has it; the record is left out then.</returns>
    /// <exception cref="Errors.LifecycleException">
    /// ConnectorRequestRefused, ConnectorObjectExists, ConnectorObjectNotFound, ConnectorFailed, ConnectorAnswerUnexpected: this record cannot be taken, and is read again; the
    /// others are taken. After several failures in a row the source is checked, and one that is down ends the reading, as anything else does.
    /// </exception>
    Task<bool> ClaimAsync(SourceRecord record, CancellationToken cancel);

    /// <summary>Called once all records of a page are on our disk, and never before: only now may the source forget them. Needs <see cref="SourceAbilities.Acknowledge"/>.</summary>
    Task AcknowledgeAsync(SourcePage page, CancellationToken cancel);

    /// <summary>Says at the source what became of a record. May be called again with the same outcome. Needs <see cref="SourceAbilities.WriteBack"/>.</summary>
    Task WriteBackAsync(SourceOutcome outcome, CancellationToken cancel);
}

/// <summary>What a source can do.</summary>
[Flags]
public enum SourceAbilities
{
    /// <summary>It can be read.</summary>
    None = 0,

    /// <summary>It is a register of everyone, as an HR system is: dates in the past are history and no requests, and its size can be judged. Without it each record is a request of its own.</summary>
    Register = 1,

    /// <summary>A record can be claimed.</summary>
    Claim = 2,

    /// <summary>It waits for an acknowledgment.</summary>
    Acknowledge = 4,

    /// <summary>Outcomes can be written back.</summary>
    WriteBack = 8,

    /// <summary>A record is one form that asks for one thing: when it is corrected into another kind, or deleted, what it asked before is taken back.</summary>
    OneEach = 16,
}

/// <summary>One page of what a source has to say.</summary>
public sealed record SourcePage
{
    /// <summary>The records. One that is known with the same revision does no harm.</summary>
    public IReadOnlyList<SourceRecord> Records { get; init; } = [];

    /// <summary>Where to go on, in words that only the source understands; at most 64 KB, never a secret. It is stored with the records of the page. Null: where it was.</summary>
    public string? Cursor { get; init; }

    /// <summary>What was not taken is on the pages of the next reading, whatever its cursor: the source is asked for everything that is open. Else it is read again from before this page on.</summary>
    public bool OffersUntakenAgain { get; init; }

    /// <summary>Ask again at once with <see cref="Cursor"/>.</summary>
    public bool HasMore { get; init; }

    /// <summary>How many people the whole source holds now, when it says so; null when it does not.</summary>
    public int? People { get; init; }

    /// <summary>This page begins a pass over everyone.</summary>
    public bool BeginsPass { get; init; }

    /// <summary>This page ends the pass: who was on none of its pages is no longer at the source, and a request of theirs that waits is withdrawn.</summary>
    public bool EndsPass { get; init; }

    /// <summary>What the source needs to acknowledge this page; null when it needs nothing.</summary>
    public string? Receipt { get; init; }

    /// <summary>What a person should know about this page: a file that could not be read at all.</summary>
    public IReadOnlyList<RequestFinding> Findings { get; init; } = [];
}

/// <summary>What became of a record, for the source that it came from.</summary>
public sealed record SourceOutcome
{
    /// <summary>The source's id of the record.</summary>
    public required string SourceId { get; init; }

    /// <summary>The source's own note for itself: <see cref="SourceRecord.Place"/>.</summary>
    public string Place { get; init; } = "";

    /// <summary>The request that it became.</summary>
    public required string RequestId { get; init; }

    /// <summary>What was asked.</summary>
    public required RequestKind Kind { get; init; }

    /// <summary>How it stands.</summary>
    public required RequestState State { get; init; }

    /// <summary>Who it is about.</summary>
    public string Person { get; init; } = "";

    /// <summary>The user principal name, once there is one.</summary>
    public string UserPrincipalName { get; init; } = "";

    /// <summary>When it takes effect; null when that could not be told.</summary>
    public DateTimeOffset? EffectiveAt { get; init; }

    /// <summary>The run; empty while there is none.</summary>
    public string RunId { get; init; } = "";

    /// <summary>In words, for whoever filled in the form.</summary>
    public string Detail { get; init; } = "";
}

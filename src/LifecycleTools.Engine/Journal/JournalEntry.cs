using System;
using System.Collections.Generic;

namespace LifecycleTools.Engine.Journal;

/// <summary>One line of a journal. Field names and values are plain text; no secret is ever among them.</summary>
/// <param name="Kind">One of <see cref="JournalKinds"/>.</param>
/// <param name="Utc">When, in UTC.</param>
/// <param name="Fields">What.</param>
public sealed record JournalEntry(string Kind, DateTimeOffset Utc, IReadOnlyDictionary<string, string> Fields)
{
    /// <summary>A field, or nothing when the line does not have it.</summary>
    public string this[string field] => Fields.TryGetValue(field, out string? value) ? value : "";
}

/// <summary>The kinds of journal lines. A released kind keeps its meaning.</summary>
public static class JournalKinds
{
    /// <summary>The run began: who, where, about whom, with which request.</summary>
    public const string RunStarted = "run-started";

    /// <summary>The run goes on in another process.</summary>
    public const string RunResumed = "run-resumed";

    /// <summary>Something that the run learned and a resume must know.</summary>
    public const string Fact = "fact";

    /// <summary>What something was before we changed it.</summary>
    public const string Snapshot = "snapshot";

    /// <summary>A step began.</summary>
    public const string StepStarted = "step-started";

    /// <summary>A change is about to leave for a system. On disk before it does.</summary>
    public const string Sending = "sending";

    /// <summary>What the system answered. On disk before anything else is sent.</summary>
    public const string Answered = "answered";

    /// <summary>A step ended.</summary>
    public const string StepEnded = "step-ended";

    /// <summary>People were told, or could not be.</summary>
    public const string Escalated = "escalated";

    /// <summary>The run ended.</summary>
    public const string RunEnded = "run-ended";
}

/// <summary>Fields of journal lines that more than one part of the product reads. A released name keeps its meaning.</summary>
public static class JournalFields
{
    /// <summary>On the first line: the thumbprint that each end of the run is signed with.</summary>
    public const string Signing = "signing";

    /// <summary>On the first line: the IANA zone of the site, where the run knew it when it began.</summary>
    public const string Zone = "zone";
}

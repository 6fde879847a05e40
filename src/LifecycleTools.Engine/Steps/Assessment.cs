using System.Collections.Generic;
using System.Linq;

namespace LifecycleTools.Engine.Steps;

/// <summary>What one look means: nothing to do, something to do, nothing that applies, or something that only a person can do.</summary>
public sealed class Assessment
{
    private Assessment(string summary) => Summary = summary;

    /// <summary>What was seen, in words for the log.</summary>
    public string Summary { get; }

    /// <summary>What is left to do, object by object; empty when nothing is.</summary>
    public IReadOnlyList<Change> Open { get; private init; } = [];

    /// <summary>What we cannot or must not do, object by object.</summary>
    public IReadOnlyList<Obstacle> Obstacles { get; private init; } = [];

    /// <summary>Why the step does not apply to this person; null when it does.</summary>
    public string? SkipReason { get; private init; }

    /// <summary>Nothing of ours is left to do.</summary>
    public bool IsSettled => Open.Count == 0;

    /// <summary>It is so.</summary>
    public static Assessment Done(string summary) => new(summary);

    /// <summary>These changes are to be made.</summary>
    public static Assessment ToDo(params Change[] open) => Of(string.Join("; ", open.Select(change => change.ToString())), open, []);

    /// <summary>The step does not apply.</summary>
    public static Assessment Skip(string reason) => new(reason) { SkipReason = reason };

    /// <summary>The state forbids it; a person must look.</summary>
    /// <param name="errorId">The stable id that scripts compare; null for the general one.</param>
    public static Assessment Forbidden(string target, string reason, string? errorId = null) =>
        Of(reason, [], [new Obstacle(target, reason, NeedsPerson: false) { ErrorId = errorId }]);

    /// <summary>Only a person can do it.</summary>
    public static Assessment NeedsPerson(string target, string reason) => Of(reason, [], [new Obstacle(target, reason, NeedsPerson: true)]);

    /// <summary>Some of each.</summary>
    /// <param name="summary">What was seen.</param>
    public static Assessment Of(string summary, IReadOnlyList<Change> open, IReadOnlyList<Obstacle> obstacles) =>
        new(summary) { Open = open, Obstacles = obstacles };
}

/// <summary>Which way a change goes.</summary>
public enum ChangePath
{
    /// <summary>Microsoft Graph.</summary>
    Graph,

    /// <summary>Exchange Online.</summary>
    Exchange,

    /// <summary>Nowhere: we wait for a system to do what it was asked.</summary>
    Waiting,

    /// <summary>Our own journal.</summary>
    Journal,

    /// <summary>The remote monitoring and management system.</summary>
    Rmm,

    /// <summary>The ticket system.</summary>
    Psa,

    /// <summary>A notice to people.</summary>
    Notice,
}

/// <summary>One change to one object.</summary>
/// <param name="What">What is done, in words: "leave group".</param>
/// <param name="Target">The object's name.</param>
/// <param name="TargetId">The object's id; empty when it has none yet.</param>
/// <param name="Path">Which way it goes.</param>
/// <param name="Why">Which role, site, override or rule wants it.</param>
public sealed record Change(string What, string Target, string TargetId, ChangePath Path, string Why)
{
    /// <summary>"leave group Sales [id] (Graph; role sales)".</summary>
    public override string ToString()
    {
        string id = TargetId.Length == 0 || TargetId == Target ? "" : $" [{TargetId}]";
        string why = Why.Length == 0 ? "" : $"; {Why}";
        return $"{What} {Target}{id} ({Path}{why})";
    }
}

/// <summary>Something that stays as it is, and why.</summary>
/// <param name="Target">The object.</param>
/// <param name="Reason">Why, and what a person should do.</param>
/// <param name="NeedsPerson">True for ManualReview, false for Blocked.</param>
public sealed record Obstacle(string Target, string Reason, bool NeedsPerson)
{
    /// <summary>The stable id that scripts compare; null for the general one.</summary>
    public string? ErrorId { get; init; }

    /// <summary>Neither a person's task nor a refusal: it has not come yet, and a later resume goes on with it.</summary>
    public bool IsAwaited { get; init; }

    /// <summary>"Target: reason".</summary>
    public override string ToString() => Target.Length == 0 ? Reason : $"{Target}: {Reason}";
}

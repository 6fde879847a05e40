using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;

namespace LifecycleTools.Engine.Steps.Return;

/// <summary>
/// Says what no undo can bring back. What the person gets back by working again (a sign-in method, a consent, a rule) is Skipped with the reason;
/// what somebody has to give them (a directory role, an app role, a device) is ManualReview until it is seen to be there again, so that a resumed run
/// can end complete.
/// </summary>
public abstract class Loss : Step<Loss.State>
{
    /// <inheritdoc/>
    public sealed override bool ChangesNothing => true;

    /// <inheritdoc/>
    public sealed override bool OnlyTells => true;

    /// <inheritdoc/>
    public sealed override async Task<State> ObserveAsync(StepContext of, CancellationToken cancel)
    {
        IReadOnlyList<string> taken = Taken(of);
        return new State(taken, taken.Count == 0 ? [] : await StillGoneAsync(of, cancel).ConfigureAwait(false), Untold(of));
    }

    /// <inheritdoc/>
    public sealed override Assessment Assess(State now, StepContext of)
    {
        if (now.Taken.Count == 0) return Assessment.Skip(now.Untold.Length > 0 ? now.Untold : "the departure took none");
        if (now.Gone.Count == 0) return Assessment.Done("there again: " + string.Join(", ", now.Taken) + (now.Untold.Length > 0 ? "; " + now.Untold : ""));
        return NeedsPerson
            ? Assessment.Of(Describe(now, of), [],
            [
                .. now.Gone.Select(one => new Obstacle(one, Reason, NeedsPerson: true)),
                .. now.Untold.Length > 0 ? [new Obstacle("", now.Untold, NeedsPerson: false)] : Array.Empty<Obstacle>(),
            ])
            : Assessment.Skip($"{string.Join(", ", now.Gone)}: {Reason}");
    }

    /// <inheritdoc/>
    public sealed override string Describe(State now, StepContext of) => now.Gone.Count == 0 ? "nothing is missing" : "missing: " + string.Join(", ", now.Gone);

    /// <summary>Whether somebody has to give it back; otherwise the person gets it by working again.</summary>
    protected abstract bool NeedsPerson { get; }

    /// <summary>Why it cannot come back, and what to do.</summary>
    protected abstract string Reason { get; }

    /// <summary>What the departure took, in words.</summary>
    protected abstract IReadOnlyList<string> Taken(StepContext of);

    /// <summary>What of it is not there again.</summary>
    protected virtual Task<IReadOnlyList<string>> StillGoneAsync(StepContext of, CancellationToken cancel) => Task.FromResult(Taken(of));

    /// <summary>Something more to say; empty for nothing.</summary>
    protected virtual string Untold(StepContext of) => "";

    /// <summary>What was taken, and what of it is still gone.</summary>
    public sealed record State(IReadOnlyList<string> Taken, IReadOnlyList<string> Gone, string Untold);
}

using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.Planning;
using LifecycleTools.Engine.Steps;

namespace LifecycleTools.Engine.Running;

/// <summary>
/// Takes one step: looks; if it is so, says so; else changes, and looks again until it is so or the deadline passes.
/// What a step is said to be is always the last look, never the answer to a change.
/// </summary>
internal sealed class StepRunner(PlannedStep planned, StepContext of, CallScope scope, CancellationToken cancel)
{
    private const int MaxApplies = 3;

    // After Ctrl+C a change that has left gets this long to answer, so that the journal can tell what became of it.
    private static readonly TimeSpan s_lastAnswer = TimeSpan.FromSeconds(5);

    // How long to leave replicas alone that have not met yet.
    private static readonly TimeSpan s_notYet = TimeSpan.FromSeconds(3);

    // What has been left to later resumes for so long does not come by itself any more.
    private static readonly TimeSpan s_longestLeft = TimeSpan.FromDays(1);

    private readonly Step _step = planned.Step;

    /// <summary>Carries the step out.</summary>
    /// <returns>Its verdict. Only a journal that cannot be written makes it throw.</returns>
    public async Task<Verdict> TakeAsync()
    {
        Look? before = null;
        try
        {
            if (StepRights.Refusal(_step, of, toChange: false) is { } blind) return NotAllowed(null, blind);
            before = await FirstLookAsync().ConfigureAwait(false);
            Assessment seen = before.Assessment;
            if (seen.SkipReason is { } reason) return new Verdict(StepStatus.Skipped, before, before) { Detail = reason, Verified = true };
            if (seen.IsSettled) return Settled(before, before, StepStatus.AlreadyDone);
            if (before.State is NotYet) return Unsuccessful(before, before, NotProved(before));
            bool onlyWaits = _step.ChangesNothing || IsUnderWay();
            if (!onlyWaits && StepRights.Refusal(_step, of, toChange: true) is { } refused) return NotAllowed(before, refused);
            return onlyWaits
                ? await WaitAsync(before).ConfigureAwait(false)
                : await ChangeAsync(before).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            return Stopped(before);
        }
        catch (LifecycleException failure) when (failure.Id == ErrorIds.JournalNotWritable)
        {
            throw;
        }
        catch (LifecycleException failure)
        {
            return Unsuccessful(before, null, failure);
        }
        catch (Exception unforeseen)
        {
            // A defect of ours or of a library must end as a result that a person sees, not as a run without an end.
            return Unsuccessful(before, null, Unforeseen(unforeseen));
        }
    }

    private async Task<Verdict> WaitAsync(Look before)
    {
        Look after = await LookUntilSettledAsync(Patience).ConfigureAwait(false);
        return IsProof(after)
            ? Settled(before, after, StepStatus.Done)
            : NotYetSo(before, after);
    }

    private async Task<Verdict> ChangeAsync(Look before)
    {
        Look seen = before;
        for (int applies = 1; ; applies++)
        {
            LifecycleException? failure = await TryChangeAsync(seen).ConfigureAwait(false);
            if (failure is { MayBeReplication: true } && of.IsFresh)
            {
                // Our own create is not visible everywhere yet: this is "not yet", and does not count.
                await of.Clock.DelayAsync(s_notYet, cancel).ConfigureAwait(false);
                applies--;
            }

            Look after = await LookAfterAsync(failure).ConfigureAwait(false);
            if (IsProof(after)) return Settled(before, after, StepStatus.Done);
            if (failure is null) return NotYetSo(before, after);

            bool again = failure is { MayBeReplication: true } && of.IsFresh;
            again |= failure.IsAmbiguous && _step.CanRepeat && applies < MaxApplies;
            if (!again)
            {
                bool unknown = failure.IsAmbiguous && !_step.CanRepeat;
                return unknown
                    ? new Verdict(StepStatus.Unknown, before, after) { Failure = failure, Detail = failure.Message }
                    : Unsuccessful(before, after, failure);
            }

            if (after.State is not NotYet) seen = after;
        }
    }

    private async Task<LifecycleException?> TryChangeAsync(Look seen)
    {
        using var grace = new CancellationTokenSource();
        using CancellationTokenRegistration stopping = cancel.Register(() => grace.CancelAfter(s_lastAnswer));
        cancel.ThrowIfCancellationRequested();
        try
        {
            await _step.ChangeAsync(seen, of, grace.Token).ConfigureAwait(false);
            return null;
        }
        catch (LifecycleException failure) when (failure.Id != ErrorIds.JournalNotWritable)
        {
            return failure;
        }
    }

    // An unanswered change may have happened where the look cannot see it yet, so it gets the whole window before it may be sent again.
    private Task<Look> LookAfterAsync(LifecycleException? failure) => failure switch
    {
        null => LookUntilSettledAsync(Patience),
        { IsAmbiguous: true } => LookUntilSettledAsync(of.Wait.ReplicationWindow),
        _ => LookUntilSettledAsync(TimeSpan.Zero),
    };

    // "Does not apply" after a change proves nothing: what was changed is gone.
    private static bool IsProof(Look look) => look.Assessment is { IsSettled: true, SkipReason: null };

    private Task<Look> LookUntilSettledAsync(TimeSpan deadline) =>
        of.Wait.UntilAsync(() => LookOrNotYetAsync(), IsProof, deadline, cancel);

    private Task<Look> FirstLookAsync() =>
        of.IsFresh
            ? of.Wait.UntilAsync(() => LookOrNotYetAsync(), look => look.State is not NotYet, of.Wait.ReplicationWindow, cancel)
            : _step.LookAsync(of, cancel);

    private async Task<Look> LookOrNotYetAsync()
    {
        try
        {
            return await _step.LookAsync(of, cancel).ConfigureAwait(false);
        }
        catch (LifecycleException failure) when (failure.MayBeReplication && of.IsFresh)
        {
            return new Look(new NotYet(), Assessment.ToDo(new Change("wait for", planned.Step.Target(of), "", ChangePath.Waiting, "not visible yet")), "not visible yet");
        }
    }

    private Verdict Settled(Look before, Look after, StepStatus done) => after.Assessment.Obstacles.Count == 0
        ? new Verdict(done, before, after) { Verified = true, Detail = after.Assessment.Summary }
        : Left(before, after);

    // Something is not ours to do. What is still under way beside it is told with it, and never hides that a person is needed.
    private Verdict Left(Look before, Look after)
    {
        string left = string.Join("; ", after.Assessment.Obstacles.Select(obstacle => obstacle.ToString()).Concat(after.Assessment.Open.Select(change => change.ToString())));
        if (after.Assessment.Obstacles.All(obstacle => obstacle.IsAwaited))
        {
            return new Verdict(StepStatus.Deferred, before, after) { Verified = true, Detail = left };
        }

        bool needsPerson = after.Assessment.Obstacles.Any(obstacle => obstacle.NeedsPerson);
        string? id = after.Assessment.Obstacles.Select(obstacle => obstacle.ErrorId).FirstOrDefault(named => named is not null);
        return new Verdict(needsPerson ? StepStatus.ManualReview : StepStatus.Blocked, before, after)
        {
            Verified = true,
            Detail = left,
            Failure = new LifecycleException(id ?? (needsPerson ? ErrorIds.StepNeedsPerson : ErrorIds.StepForbidden), ErrorKind.Refused,
                $"{_step.Action} is not complete for {of.PersonName}: {left}"),
        };
    }

    private bool IsLeftAtOnce => of.NoWait && _step.TakesLong;

    private TimeSpan Patience => IsLeftAtOnce ? TimeSpan.Zero : _step.Deadline;

    private bool MayBeLeftNow => IsLeftAtOnce && !(of.Clock.UtcNow - FirstLeft?.Began > s_longestLeft);

    // Since when it has been left to later resumes; null when it has not.
    private RunAttempt? FirstLeft => of.Earlier.FirstOrDefault(attempt => attempt.Results.Any(IsLeft));

    // An earlier process has asked for it, and it may still be on its way: it is looked at, and not asked for again.
    private bool IsUnderWay() => _step is { TakesLong: true, CanBeLeft: false } && FirstLeft is { } first && of.Clock.UtcNow - first.Began < _step.Deadline
        && first.Results.Any(result => IsLeft(result) && result.Attempts > 0);

    private bool IsLeft(StepResult result) => result.Step == _step.Id && result.Status == StepStatus.Deferred;

    // Nothing of ours is left, only something under way elsewhere: that is "not yet", where the step says that it can be left.
    private Verdict NotYetSo(Look before, Look after) =>
        after.State is NotYet || !(MayBeLeftNow || (_step.CanBeLeft && after.Assessment.Open.All(change => change.Path == ChangePath.Waiting))) ? Unsuccessful(before, after, NotProved(after))
        : after.Assessment.Obstacles.Count > 0 ? Left(before, after)
        : new Verdict(StepStatus.Deferred, before, after) { Verified = true, Detail = after.Assessment.Summary };

    private static Verdict NotAllowed(Look? before, LifecycleException refused) =>
        new(StepStatus.Blocked, before, before) { Failure = refused, Detail = refused.Message };

    private Verdict Unsuccessful(Look? before, Look? after, LifecycleException failure)
    {
        // Sent and not read back is not "failed": nobody has seen that it does not hold.
        bool unseen = after is null && scope.Changes > 0;
        return new Verdict(unseen ? StepStatus.Unknown : StepStatus.Failed, before, after) { Failure = failure, Detail = failure.Message };
    }

    private Verdict Stopped(Look? before)
    {
        bool sent = scope.Changes > 0;
        string detail = sent
            ? "Stopped after the change had left; what became of it is not known. Resume-LifecycleRun looks."
            : "Stopped by the operator before anything was sent.";
        return new Verdict(sent ? StepStatus.Unknown : StepStatus.Declined, before, null)
        {
            Detail = detail,
            Failure = new LifecycleException(ErrorIds.StepUnsettled, ErrorKind.Time, $"{_step.Action} for {of.PersonName}: {detail}"),
        };
    }

    private LifecycleException NotProved(Look after) =>
        new(ErrorIds.StepNotProved, ErrorKind.Answer,
            $"{_step.Action} was not seen to hold for {of.PersonName} within {_step.Deadline.TotalMinutes:0.#} minutes; still open: {after.Assessment.Summary}")
        {
            RecommendedAction = "Look at the system, then run Resume-LifecycleRun; what is done is not repeated.",
        };

    private LifecycleException Unforeseen(Exception cause) =>
        new(ErrorIds.StepFailed, ErrorKind.Answer,
            $"{_step.Action} failed for {of.PersonName} in a way that was not foreseen: {cause.GetType().Name}: {cause.Message}", cause);

    private sealed class NotYet;
}

/// <summary>What a step came to.</summary>
internal sealed record Verdict(StepStatus Status, Look? Before, Look? After)
{
    public string Detail { get; init; } = "";

    public bool Verified { get; init; }

    public LifecycleException? Failure { get; init; }
}

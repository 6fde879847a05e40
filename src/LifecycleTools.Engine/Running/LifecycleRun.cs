using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.Journal;
using LifecycleTools.Engine.Planning;
using LifecycleTools.Engine.Requests;
using LifecycleTools.Engine.Steps;
using LifecycleTools.Engine.Workflows;

namespace LifecycleTools.Engine.Running;

/// <summary>Carries a workflow out for one person, round by round, with every step in the journal before anybody hears of it.</summary>
public sealed class LifecycleRun : IDisposable
{
    private readonly Workflow _workflow;
    private readonly StepContext _of;
    private readonly RunRecorder _record;
    private readonly IJournal _journal;
    private readonly RunHold _hold;
    private readonly RequestTurn? _turn;
    private readonly ConcurrentDictionary<Type, Task<StepEnd>> _ends = new();
    private readonly ConcurrentDictionary<PlannedStep, bool> _begun = new();
    private int _finished;

    internal LifecycleRun(Workflow workflow, StepContext of, RunRecorder record, IJournal journal, RunHold hold, RequestTurn? turn)
    {
        _workflow = workflow;
        _of = of;
        _record = record;
        _journal = journal;
        _hold = hold;
        _turn = turn;
        BegunAs = of.PersonName;
        of.Results = () => Results;
        of.Steps = workflow.Steps.Select(planned => planned.Step).ToList();
    }

    /// <summary>The run's id.</summary>
    public string RunId => _journal.RunId;

    /// <summary>What the person was called when the run was opened; a hire's person is called by an address from the account on. A progress bar keeps this name.</summary>
    public string BegunAs { get; }

    /// <summary>Where the journal is.</summary>
    public string JournalPath => _journal.Path;

    /// <summary>Closes the journal and lets the person go.</summary>
    public void Dispose()
    {
        _journal.Dispose();
        _hold.Dispose();
    }

    /// <summary>What every step shares.</summary>
    public StepContext Context => _of;

    /// <summary>The rounds, in order.</summary>
    public IReadOnlyList<IReadOnlyList<PlannedStep>> Rounds => _workflow.Rounds;

    /// <summary>Every result so far, by number.</summary>
    public IReadOnlyList<StepResult> Results =>
        _ends.Values.Where(end => end.Status == TaskStatus.RanToCompletion).Select(end => end.Result.Result).OrderBy(result => result.Number).ToList();

    /// <summary>Runs the steps of one round side by side along their needs.</summary>
    /// <param name="declined">Steps that the operator said no to.</param>
    /// <param name="ended">Told of each step as it ends, after the journal.</param>
    /// <exception cref="LifecycleException">JournalNotWritable; nothing more is sent then.</exception>
    public async Task RunRoundAsync(
        IReadOnlyList<PlannedStep> round, ISet<PlannedStep> declined, Action<StepEnd> ended, IStepLog log, CancellationToken cancel)
    {
        using CancellationTokenSource all = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        Task<StepEnd>[] running = round.Select(planned => _ends[planned.Step.GetType()] = OneAsync(planned)).ToArray();
        await Task.WhenAll(running).ConfigureAwait(false);

        async Task<StepEnd> OneAsync(PlannedStep planned)
        {
            // Let every step of the round be known before the first one looks for those that it needs.
            await Task.Yield();
            try
            {
                StepEnd end = await TakeOrLeaveAsync(planned, declined, log, all.Token).ConfigureAwait(false);
                log.Progress(BegunAs, planned.Step.Action, Interlocked.Increment(ref _finished), _workflow.Steps.Count);
                ended(end);
                return end;
            }
            catch (LifecycleException)
            {
                all.Cancel();
                throw;
            }
        }
    }

    /// <summary>Something that the step needs has ended without success, so nobody need be asked about it.</summary>
    public bool IsHeldUp(PlannedStep planned) => planned.Needs.Any(need =>
        _ends.TryGetValue(need, out Task<StepEnd>? end) && end.Status == TaskStatus.RanToCompletion && end.Result.Result.IsException());

    private async Task<StepEnd> TakeOrLeaveAsync(PlannedStep planned, ISet<PlannedStep> declined, IStepLog log, CancellationToken cancel)
    {
        StepEnd[] needed = await Task.WhenAll(planned.Needs.Select(need => _ends[need])).ConfigureAwait(false);
        await Task.WhenAll(planned.After.Select(earlier => _ends[earlier])).ConfigureAwait(false);
        DateTimeOffset started = _of.Clock.UtcNow;
        if (needed.FirstOrDefault(end => end.Result.IsException() && end.Result.Status != StepStatus.Deferred) is { } missing)
        {
            return End(planned, started, null, BlockedBy(planned, missing));
        }

        if (needed.FirstOrDefault(end => end.Result.Status == StepStatus.Deferred) is { } awaited) return End(planned, started, null, DeferredWith(awaited));
        if (declined.Contains(planned)) return End(planned, started, null, DeclinedBy(planned));

        string step = planned.Step.Id;
        _begun[planned] = true;
        _record.StepStarted(step, planned.Number);
        var scope = CallScope.ForWriting(call => _record.Sending(step, call), call => _record.Answered(step, call), log);
        using (scope.Enter())
        {
            Verdict verdict = await new StepRunner(planned, _of, scope, cancel).TakeAsync().ConfigureAwait(false);
            return End(planned, started, scope, verdict);
        }
    }

    private StepEnd End(PlannedStep planned, DateTimeOffset started, CallScope? scope, Verdict verdict)
    {
        StepResult result = ResultOf(planned, started, scope, verdict);
        _record.Ended(result);
        return new StepEnd(result, verdict.Failure);
    }

    private StepResult ResultOf(PlannedStep planned, DateTimeOffset started, CallScope? scope, Verdict verdict) => new()
    {
        RunId = RunId,
        Number = planned.Number,
        Workflow = _workflow.Name,
        Person = _of.PersonName,
        Phase = planned.Phase,
        Step = planned.Step.Id,
        System = planned.Step.System.ToString(),
        Target = (_of.IsSandbox ? "sandbox:" : "") + planned.Step.Target(_of),
        Action = planned.Step.Action,
        Status = verdict.Status,
        Verified = verdict.Verified,
        Attempts = scope?.Changes ?? 0,
        StartedUtc = started.UtcDateTime,
        Duration = _of.Clock.UtcNow - started,
        Detail = verdict.Detail,
        Before = verdict.Before?.Evidence ?? "",
        After = verdict.After?.Evidence ?? "",
        ErrorId = verdict.Failure?.Id ?? "",
        RequestId = scope is { LastRequestId.Length: > 0 } ? scope.LastRequestId : verdict.Failure?.RequestId ?? "",
    };

    private Verdict BlockedBy(PlannedStep planned, StepEnd missing)
    {
        string detail = $"Needs \"{missing.Result.Action}\", which ended as {missing.Result.Status}.";
        return new Verdict(StepStatus.Blocked, null, null)
        {
            Detail = detail,
            Failure = new LifecycleException(ErrorIds.StepPrerequisiteFailed, ErrorKind.Order,
                $"{planned.Step.Action} was not tried for {_of.PersonName}: {detail}"),
        };
    }

    private static Verdict DeferredWith(StepEnd awaited) =>
        new(StepStatus.Deferred, null, null) { Detail = $"waits for \"{awaited.Result.Action}\": {awaited.Result.Detail}" };

    private static Verdict DeclinedBy(PlannedStep planned) =>
        new(StepStatus.Declined, null, null) { Detail = $"The operator said no to \"{planned.Step.Action}\"." };

    /// <summary>Ends the run: settles its outcome, tells people of an exception, and writes both down.</summary>
    /// <returns>The outcome, and the failure to escalate when nobody could be told.</returns>
    public async Task<RunEnd> EndAsync(IStepLog log, CancellationToken cancel)
    {
        IReadOnlyList<StepResult> results = Results;
        List<StepResult> leftOut = LeftOut(results);
        List<StepResult> exceptions = results.Where(result => result.IsException()).Concat(leftOut).OrderBy(result => result.Number).ToList();
        RunOutcome outcome = exceptions.Count == 0 ? RunOutcome.Completed : RunOutcome.Exception;
        LifecycleException? untold = null;
        if (outcome == RunOutcome.Exception)
        {
            untold = await new Escalation(_of, _record, log).TellAsync(_workflow.Name, exceptions, cancel).ConfigureAwait(false);
        }

        _record.RunEnded(outcome, results.Count, exceptions.Count, leftOut);
        _turn?.End(
            RunId, outcome,
            isPrepared: _of.Hiring is { } hiring && !hiring.StartsNow(_of.Clock.UtcNow),
            isAwaited: exceptions.Count > 0 && exceptions.TrueForAll(result => result.Status == StepStatus.Deferred),
            _of.Facts[FactNames.AccountId] ?? "", _of.PersonName, _of.Leaving?.Person?.EmployeeId);
        return new RunEnd(outcome, untold) { LeftOut = leftOut };
    }

    private List<StepResult> LeftOut(IReadOnlyList<StepResult> results) => StepsLeftOut.Of(
        _workflow.Steps.Where(planned => results.All(result => result.Number != planned.Number)), _begun.ContainsKey,
        new StepResult { RunId = RunId, Workflow = _workflow.Name, Person = _of.PersonName, StartedUtc = _of.Clock.UtcNow.UtcDateTime });
}

/// <summary>How a run ended.</summary>
/// <param name="Outcome">Completed or Exception.</param>
/// <param name="Untold">Why nobody could be told of the exception; null when somebody was, or there is none.</param>
public sealed record RunEnd(RunOutcome Outcome, LifecycleException? Untold)
{
    /// <summary>The steps that the run was stopped before, or while they were under way; empty when it went to its end.</summary>
    public IReadOnlyList<StepResult> LeftOut { get; init; } = [];
}

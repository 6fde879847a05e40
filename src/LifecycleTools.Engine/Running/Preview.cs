using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.Planning;
using LifecycleTools.Engine.Steps;
using LifecycleTools.Engine.Workflows;

namespace LifecycleTools.Engine.Running;

/// <summary>What a run would do, from the same looks that the run itself takes. It reads, and cannot do anything else.</summary>
public sealed class Preview
{
    private readonly Workflow _workflow;
    private readonly ConcurrentDictionary<Type, Task<StepEnd>> _looks = new();

    internal Preview(Workflow workflow, StepContext of)
    {
        _workflow = workflow;
        Context = of;
        of.Steps = workflow.Steps.Select(planned => planned.Step).ToList();
    }

    /// <summary>What every step shares.</summary>
    public StepContext Context { get; }

    /// <summary>The rounds, in order.</summary>
    public IReadOnlyList<IReadOnlyList<PlannedStep>> Rounds => _workflow.Rounds;

    /// <summary>Looks at every step of a round, side by side along their needs: what one look learns, the next one knows.</summary>
    /// <returns>One Planned result a step; its failure says what a run would run into.</returns>
    public async Task<IReadOnlyList<StepEnd>> LookAsync(IReadOnlyList<PlannedStep> round, IStepLog log, CancellationToken cancel)
    {
        using (CallScope.ForReading(log).Enter())
        {
            Task<StepEnd>[] looks = round.Select(planned => _looks[planned.Step.GetType()] = OneAsync(planned, cancel)).ToArray();
            return await Task.WhenAll(looks).ConfigureAwait(false);
        }
    }

    private async Task<StepEnd> OneAsync(PlannedStep planned, CancellationToken cancel)
    {
        // Let every step of the round be known before the first one looks for those that it needs.
        await Task.Yield();
        DateTimeOffset started = Context.Clock.UtcNow;
        foreach (Type need in planned.Needs)
        {
            StepEnd needed = await _looks[need].ConfigureAwait(false);
            if (needed.Failure is not null)
            {
                return new StepEnd(Result(planned, started, null, $"would be blocked: needs \"{needed.Result.Action}\""), null);
            }
        }

        try
        {
            if (StepRights.Refusal(planned.Step, Context, toChange: false) is { } blind) throw blind;
            Look look = await planned.Step.LookAsync(Context, cancel).ConfigureAwait(false);
            if (look.Assessment.Open.Count > 0 && StepRights.Refusal(planned.Step, Context, toChange: true) is { } refused) throw refused;
            return new StepEnd(Result(planned, started, look, InWords(look.Assessment)), FailureOf(planned, look.Assessment));
        }
        catch (LifecycleException failure)
        {
            return new StepEnd(Result(planned, started, null, "would fail: " + failure.Message), failure);
        }
        catch (Exception unforeseen) when (unforeseen is not OperationCanceledException || !cancel.IsCancellationRequested)
        {
            // As in a run: a defect ends as a result that a person sees, not as a plan that breaks off.
            var failure = new LifecycleException(ErrorIds.StepFailed, ErrorKind.Answer,
                $"{planned.Step.Action} could not be looked at for {Context.PersonName}: {unforeseen.GetType().Name}: {unforeseen.Message}", unforeseen);
            return new StepEnd(Result(planned, started, null, "would fail: " + failure.Message), failure);
        }
    }

    private static string InWords(Assessment seen)
    {
        if (seen.SkipReason is { } reason) return "would be skipped: " + reason;
        List<string> parts = [];
        if (seen.Open.Count > 0) parts.Add("would " + string.Join("; ", seen.Open));
        if (seen.Obstacles.Count > 0) parts.Add("leaves to a person: " + string.Join("; ", seen.Obstacles));
        return parts.Count > 0 ? string.Join("; ", parts) : "is so already: " + seen.Summary;
    }

    // Only a check that does not hold stops what comes after; another step's obstacle is part of the plan.
    private LifecycleException? FailureOf(PlannedStep planned, Assessment seen) =>
        !planned.Step.ChangesNothing || planned.Step.OnlyTells || seen.Obstacles.Count == 0
            ? null
            : new LifecycleException(seen.Obstacles[0].ErrorId ?? ErrorIds.StepForbidden, ErrorKind.Refused,
                $"{planned.Step.Action} does not hold for {Context.PersonName}: {string.Join("; ", seen.Obstacles)}");

    private StepResult Result(PlannedStep planned, DateTimeOffset started, Look? look, string detail) => new()
    {
        Number = planned.Number,
        Workflow = _workflow.Name,
        Person = Context.PersonName,
        Phase = planned.Phase,
        Step = planned.Step.Id,
        System = planned.Step.System.ToString(),
        Target = (Context.IsSandbox ? "sandbox:" : "") + planned.Step.Target(Context),
        Action = planned.Step.Action,
        Status = StepStatus.Planned,
        StartedUtc = started.UtcDateTime,
        Duration = Context.Clock.UtcNow - started,
        Detail = detail,
        Before = look?.Evidence ?? "",
    };
}

using System;
using System.Linq;
using LifecycleTools.Engine.People;
using LifecycleTools.Engine.Workflows;

namespace LifecycleTools.Engine.Running;

/// <summary>Says of a run whether a scheduler should look at it again. Its journal is all that this takes.</summary>
public static class DueRuns
{
    private static readonly TimeSpan s_first = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan s_longest = TimeSpan.FromHours(6);

    /// <summary>
    /// Something that was left has had time to come, twice as long after each look that found nothing; or a day that the run waits for has come: the first
    /// one of a hire, or the one on which a departure takes effect.
    /// </summary>
    /// <remarks>A run without an end is none of these: it may be under way, and if it was killed, a person should know.</remarks>
    public static bool IsDue(RunReading run, DateTimeOffset now)
    {
        if (run.Summary.Outcome is null) return false;
        if (run.Summary.Exceptions.Any(step => step.Status == StepStatus.Deferred) && now >= NextLook(run)) return true;
        return Day(run) is { } day && day <= now && run.Attempts[run.Attempts.Count - 1].Began < day;
    }

    private static DateTimeOffset NextLook(RunReading run)
    {
        int empty = run.Attempts.Reverse().TakeWhile(attempt => attempt.Results.Any(step => step.Status == StepStatus.Deferred)).Count();
        double pause = Math.Min(s_first.TotalSeconds * Math.Pow(2, Math.Max(0, empty - 1)), s_longest.TotalSeconds);
        return new DateTimeOffset(run.Summary.LastUtc, TimeSpan.Zero) + TimeSpan.FromSeconds(pause);
    }

    private static DateTimeOffset? Day(RunReading run) => run.Started["workflow"] switch
    {
        Hire.Name => JournalTime.Parse(run.Request(nameof(HireRequest.StartDate))),
        Offboard.Name => JournalTime.Parse(run.Request(nameof(DepartureRequest.EffectiveAt))),
        _ => null,
    };
}

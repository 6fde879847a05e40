using System;
using System.Collections.Generic;
using System.Linq;
using LifecycleTools.Engine.Running;

namespace LifecycleTools.Engine.Steps.Closing;

/// <summary>What each attempt of a run adds to its log: a resume that finds everything as it was left adds nothing, one that was stopped says so.</summary>
internal static class AttemptNews
{
    /// <summary>The attempts that have something to tell, oldest first, each with its news in the order of the workflow. The closing steps are not among them.</summary>
    public static IReadOnlyList<RunAttempt> Of(StepContext of)
    {
        Dictionary<string, StepResult> last = new(StringComparer.Ordinal);
        List<RunAttempt> told = [];
        foreach (RunAttempt attempt in of.Earlier.Append(new RunAttempt(of.Earlier.Count + 1, of.Clock.UtcNow, of.Results())))
        {
            List<StepResult> news = attempt.Results
                .Where(result => result.Phase != TicketText.ClosingPhase && IsNews(result, last.TryGetValue(result.Step, out StepResult? before) ? before : null))
                .OrderBy(result => result.Number).ToList();
            foreach (StepResult result in attempt.Results) last[result.Step] = result;
            if (news.Count + attempt.LeftOut.Count > 0) told.Add(attempt with { Results = news });
        }

        return told;
    }

    private static bool IsNews(StepResult now, StepResult? before) =>
        before is null
        || now.Attempts > 0
        || (now.Status != before.Status && (now.IsException() || before.IsException()))
        || (now.IsException() && now.Detail != before.Detail);
}

using System.Collections.Generic;
using System.Linq;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.Ports;

namespace LifecycleTools.Engine.Steps;

/// <summary>What the steps of a run need, against what we hold: told before anything is changed, and each step again before it sends anything.</summary>
internal static class StepRights
{
    /// <summary>What each step is known to lack, whatever the person turns out to have. A directory role may come through a group, so it is only told.</summary>
    public static IReadOnlyList<Obstacle> Obstacles(StepContext of) => of.Steps
        .Select(step => (Step: step, Lacking: Certain(step, of).ToList()))
        .Where(each => each.Lacking.Count > 0)
        .Select(each => new Obstacle(each.Step.Action, Reason(each.Lacking), NeedsPerson: false) { ErrorId = ErrorIds.ConnectorPermissionMissing })
        .ToList();

    /// <summary>All that is known to be lacking, step by step; empty when nothing is.</summary>
    public static string InWords(StepContext of)
    {
        List<string> all = of.Steps
            .Select(step => (step.Action, Lacking: step.Needs.Where(of.Held.Lacks).ToList()))
            .Where(each => each.Lacking.Count > 0)
            .Select(each => $"{each.Action}: {Reason(each.Lacking)}").ToList();
        return all.Count == 0 ? "" : $"; permissions are missing: {string.Join("; ", all)}";
    }

    /// <summary>The failure of a step that lacks what it needs to look, or to change.</summary>
    /// <returns>Null when nothing is known to be missing.</returns>
    public static LifecycleException? Refusal(Step step, StepContext of, bool toChange)
    {
        List<NeedsAttribute> lacking = Certain(step, of).Where(need => need.ToChange == toChange).ToList();
        return lacking.Count == 0
            ? null
            : new LifecycleException(ErrorIds.ConnectorPermissionMissing, ErrorKind.Refused, $"{step.Action} was not tried for {of.PersonName}: it {Reason(lacking)}.")
            {
                RecommendedAction = "Grant it to the app registration with admin consent, connect again, then run Resume-LifecycleRun.",
            };
    }

    private static IEnumerable<NeedsAttribute> Certain(Step step, StepContext of) =>
        step.Needs.Where(need => need.When.Length == 0 && need is not NeedsRoleAttribute && of.Held.Lacks(need));

    private static string Reason(IEnumerable<NeedsAttribute> lacking) => "needs " + string.Join(" and ", lacking.Select(InWords).Distinct());

    private static string InWords(NeedsAttribute need) => need.When.Length == 0 ? need.ToString() : $"{need} where {need.When}";
}

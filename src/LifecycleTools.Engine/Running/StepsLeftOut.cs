using System;
using System.Collections.Generic;
using System.Linq;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.Journal;
using LifecycleTools.Engine.Planning;
using LifecycleTools.Engine.Workflows;

namespace LifecycleTools.Engine.Running;

/// <summary>
/// The steps of which a process that was stopped knows no end: those that it never came to, and those that it left under way. The line that ends the run
/// names them, so that whoever reads it can tell a run that was stopped from one that failed.
/// </summary>
internal static class StepsLeftOut
{
    private const string NotReached = "notReached";
    private const string UnderWay = "underWay";

    /// <summary>What became of them, as far as anybody knows.</summary>
    /// <param name="steps">Those of the workflow that have no result.</param>
    /// <param name="begun">Those of them that had begun.</param>
    public static List<StepResult> Of(IEnumerable<PlannedStep> steps, Func<PlannedStep, bool> begun, StepResult like) => steps.Select(planned => One(planned, begun(planned), like)).ToList();

    /// <summary>The fields by which the last line remembers them; none when each step has ended.</summary>
    public static IEnumerable<(string Name, string Value)> Fields(IReadOnlyCollection<StepResult> left)
    {
        foreach ((string name, StepStatus status) in new[] { (NotReached, StepStatus.NotReached), (UnderWay, StepStatus.Unknown) })
        {
            List<string> ids = left.Where(result => result.Status == status).Select(result => result.Step).ToList();
            if (ids.Count > 0) yield return (name, string.Join(" ", ids));
        }
    }

    /// <summary>What the last line of a run remembers of them.</summary>
    /// <param name="like">Run, workflow, person and time, which are the same for each.</param>
    public static List<StepResult> Read(JournalEntry ended, StepResult like)
    {
        string[] missed = Ids(ended[NotReached]);
        string[] underWay = Ids(ended[UnderWay]);
        return missed.Length + underWay.Length == 0
            ? []
            : Of(Workflow.Named(like.Workflow).Steps.Where(planned => missed.Contains(planned.Step.Id) || underWay.Contains(planned.Step.Id)), planned => underWay.Contains(planned.Step.Id), like);
    }

    private static string[] Ids(string field) => field.Split([' '], StringSplitOptions.RemoveEmptyEntries);

    private static StepResult One(PlannedStep planned, bool begun, StepResult like) => new()
    {
        RunId = like.RunId,
        Number = planned.Number,
        Workflow = like.Workflow,
        Person = like.Person,
        Phase = planned.Phase,
        Step = planned.Step.Id,
        System = planned.Step.System.ToString(),
        Target = like.Person,
        Action = planned.Step.Action,
        Status = begun ? StepStatus.Unknown : StepStatus.NotReached,
        StartedUtc = like.StartedUtc,
        Detail = begun
            ? "The run was stopped while this was under way, and what became of it is not known. Resume-LifecycleRun looks."
            : "The run was stopped before it came to this. Resume-LifecycleRun goes on.",
        ErrorId = begun ? ErrorIds.StepUnsettled : "",
    };
}

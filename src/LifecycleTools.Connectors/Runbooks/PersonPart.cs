using System.Collections.Generic;
using System.Linq;
using LifecycleTools.Engine.Planning;
using LifecycleTools.Engine.Workflows;

namespace LifecycleTools.Connectors.Runbooks;

/// <summary>What a person does for each step that can end as ManualReview.</summary>
internal static class PersonPart
{
    public static void Write(RunbookPage page)
    {
        page.Part("What only a person can do");
        page.Say(Words.Of("These steps can end as ", Words.Code("ManualReview"), ". The ticket and the step's Detail name the object; when it is done, resume the run, which looks again and settles the step."));
        foreach (Workflow workflow in new[] { Offboard.Define(), Hire.Define(), Undo.Define() })
        {
            page.Section(workflow.Name);
            page.Table(["Step", "What to do"], workflow.Steps.Select(Row).Where(row => !row[1].IsEmpty));
        }
    }

    private static IReadOnlyList<Words> Row(PlannedStep planned) =>
        [Words.Of(planned.Step.Action + " ", Words.Code(planned.Step.Id)), Words.Prose(EngineTexts.Of(planned.Step.GetType()).Person)];
}

using System;
using System.Collections.Generic;
using System.Linq;
using LifecycleTools.Engine.Planning;
using LifecycleTools.Engine.Steps;
using LifecycleTools.Engine.Workflows;

namespace LifecycleTools.Connectors.Runbooks;

/// <summary>Every step of every workflow, in order, with its reason.</summary>
internal static class SequencePart
{
    public static void Write(RunbookPage page)
    {
        Write(page, Offboard.Define(), "What happens when someone leaves",
            "The order is fixed and the same for everybody. Access ends before anything else is touched; mail is made safe before the licenses that pay for it go. A failed step does not stop the others: a stuck mailbox must not leave an account open.");
        Write(page, Hire.Define(), "What happens when someone starts",
            "Nothing is changed unless every check holds. After them each step goes as soon as those that it needs have succeeded.");
        Write(page, Undo.Define(), "What happens when a departure is undone",
            "What was before comes from the snapshots in the departure's journal. What cannot come back is said first, before anybody is asked for anything.");
    }

    private static void Write(RunbookPage page, Workflow workflow, string title, string lead)
    {
        page.Part(title);
        page.Say(lead);
        foreach (IGrouping<string, PlannedStep> phase in workflow.Steps.GroupBy(step => step.Phase, StringComparer.Ordinal))
        {
            page.Section(phase.Key);
            page.Table(["Step", "What it does", "Why", "Takes effect", "Undo"], phase.Select(Row), "steps");
        }
    }

    private static IReadOnlyList<Words> Row(PlannedStep planned)
    {
        Step step = planned.Step;
        StepText text = EngineTexts.Of(step.GetType());
        return
        [
            Words.Of($"{planned.Number}. {step.Action} ", Words.Code(step.Id)),
            Words.Prose(text.What),
            Words.Prose(text.Why),
            Words.Prose(text.TakesEffect),
            Words.Prose(text.Undo),
        ];
    }
}

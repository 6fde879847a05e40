using System;
using System.Collections.Generic;
using System.Linq;
using LifecycleTools.Engine.Errors;

namespace LifecycleTools.Connectors.Runbooks;

/// <summary>What each status and each error id means, and what to do about it.</summary>
internal static class ErrorsPart
{
    public static void Write(RunbookPage page)
    {
        page.Part("Statuses of a step");
        page.Table(["Status", "Means"], Enum.GetValues(typeof(StepStatus)).Cast<StepStatus>()
            .Select(status => (IReadOnlyList<Words>)[Words.Of(Words.Code(status.ToString())), EngineTexts.OfStatus(status)]));

        page.Part("Errors and what to do");
        page.Say(Words.Of("The id is the part of ", Words.Code("FullyQualifiedErrorId"), " before the comma, the ", Words.Code("ErrorId"), " of a step's result, and what the ticket says. Scripts may compare it: it keeps its meaning."));
        page.Table(["Error id", "Means", "What to do"], Ids().Select(id =>
        {
            ErrorText text = EngineTexts.OfError(id);
            return (IReadOnlyList<Words>)[Words.Of(Words.Code(id)), Words.Prose(text.Means), Words.Prose(text.Recovery)];
        }));
    }

    /// <summary>Every error id, in the order of the source.</summary>
    internal static IEnumerable<string> Ids() => typeof(ErrorIds).GetFields().Select(field => field.Name);
}

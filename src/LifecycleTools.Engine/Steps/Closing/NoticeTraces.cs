using System;
using System.Collections.Generic;
using System.Globalization;
using LifecycleTools.Engine.Journal;

namespace LifecycleTools.Engine.Steps.Closing;

/// <summary>
/// What the journal of a process that died tells of notices that it did not get to write down itself: one that was about to leave and has no line of a call
/// never left; one whose call was answered has its answer. Only a call without an answer stays in doubt.
/// </summary>
internal static class NoticeTraces
{
    /// <summary>Corrects the facts of notices. They leave one after the other, so the calls between two of them belong to the first.</summary>
    public static void Settle(IDictionary<string, string> facts, IEnumerable<JournalEntry> journal)
    {
        string? open = null;
        string? state = null;
        foreach (JournalEntry line in journal)
        {
            switch (line.Kind)
            {
                case JournalKinds.Fact when line["name"].StartsWith(TellPeople.FactPrefix, StringComparison.Ordinal):
                    // Two on their way together, as journals of old have it, cannot be told apart: both stay in doubt.
                    bool isAlone = open is null || open == line["name"] || state is not null;
                    if (open is not null && state is not null) Close(facts, open, state);
                    open = isAlone && line["value"] == TellPeople.Left ? line["name"] : null;
                    state = null;
                    break;
                case JournalKinds.RunResumed:
                    Close(facts, open, state);
                    open = state = null;
                    break;
                case JournalKinds.Sending when line["step"] == TellPeople.StepId:
                    state = TellPeople.Left;
                    break;
                case JournalKinds.Answered when line["step"] == TellPeople.StepId && open is not null:
                    state = Meaning(line);
                    break;
            }
        }

        Close(facts, open, state);
    }

    private static void Close(IDictionary<string, string> facts, string? open, string? state)
    {
        if (open is null || facts[open] != TellPeople.Left) return;
        if (state is null) facts.Remove(open);
        else facts[open] = state;
    }

    private static string Meaning(JournalEntry answer) => int.TryParse(answer["status"], NumberStyles.None, CultureInfo.InvariantCulture, out int status) ? status switch
    {
        >= 200 and < 300 => $"{status} {(answer["requestId"].Length > 0 ? answer["requestId"] : "without a request id")}",
        >= 400 and < 500 => TellPeople.Refused,
        _ => TellPeople.Left,
    }
    : TellPeople.Left;
}

using System;
using System.Collections.Generic;
using System.Globalization;
using LifecycleTools.Engine.Journal;

namespace LifecycleTools.Engine.Running;

/// <summary>A step result as the fields of a journal line, and back.</summary>
internal static class StepResultFields
{
    public static Dictionary<string, string> From(StepResult result) => new(StringComparer.Ordinal)
    {
        ["number"] = result.Number.ToString(CultureInfo.InvariantCulture), ["workflow"] = result.Workflow, ["person"] = result.Person,
        ["phase"] = result.Phase, ["step"] = result.Step, ["system"] = result.System, ["target"] = result.Target,
        ["action"] = result.Action, ["status"] = result.Status.ToString(), ["verified"] = result.Verified ? "true" : "false",
        ["attempts"] = result.Attempts.ToString(CultureInfo.InvariantCulture),
        ["started"] = result.StartedUtc.ToString("o", CultureInfo.InvariantCulture),
        ["duration"] = result.Duration.ToString("c", CultureInfo.InvariantCulture), ["detail"] = result.Detail,
        ["before"] = result.Before, ["after"] = result.After, ["errorId"] = result.ErrorId, ["requestId"] = result.RequestId,
    };

    public static StepResult Read(string runId, JournalEntry line) => new()
    {
        RunId = runId, Number = int.Parse(line["number"], CultureInfo.InvariantCulture), Workflow = line["workflow"],
        Person = line["person"], Phase = line["phase"], Step = line["step"], System = line["system"], Target = line["target"],
        Action = line["action"], Status = (StepStatus)Enum.Parse(typeof(StepStatus), line["status"]),
        Verified = line["verified"] == "true", Attempts = int.Parse(line["attempts"], CultureInfo.InvariantCulture),
        StartedUtc = DateTime.Parse(line["started"], CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind),
        Duration = TimeSpan.ParseExact(line["duration"], "c", CultureInfo.InvariantCulture), Detail = line["detail"],
        Before = line["before"], After = line["after"], ErrorId = line["errorId"], RequestId = line["requestId"],
    };
}

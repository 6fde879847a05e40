using System.Collections.Generic;
using System.Linq;
using LifecycleTools.Engine.Reports;

namespace LifecycleTools.Connectors.Reports;

/// <summary>What was before and after each step, and the requests that made the difference.</summary>
internal static class RunEvidence
{
    public static Html Of(RunReport run, string prefix)
    {
        ILookup<string, ReportedCall> calls = run.Calls.ToLookup(call => call.Step);
        List<Html?> content = [];
        if (run.Summary.Steps.Count == 0) content.Add(new Tag("p") { "No step has ended." });
        string phase = "";
        foreach (StepResult step in run.Summary.Steps.OrderBy(step => step.Number))
        {
            if (step.Phase != phase) content.Add(new Tag("h3") { step.Phase });
            phase = step.Phase;
            content.Add(Step(step, calls[step.Step].ToList()));
        }

        return Page.Section(prefix + "evidence", "What changed, and what proves it", [.. content]);
    }

    public static Html? Snapshots(RunReport run, string prefix)
    {
        if (run.Snapshots.Count == 0) return null;
        return Page.Section(prefix + "before", "What was there before",
            new Tag("p") { "Recorded before anything was changed; Undo-LifecycleOffboard puts it back from here." },
            Page.Table("What was there before", [new Column("Kind"), new Column("What it was"), new Column("Read at")], run.Snapshots.OrderBy(one => one.Kind).ThenBy(one => one.At).Select(one => new Html[]
            {
                one.Kind,
                new Tag("ul", ("class", "plain")) { one.Fields.Select(field => new Tag("li") { new Tag("span", ("class", "quiet")) { field.Name + " " }, field.Value }) },
                Show.Clock(one.At),
            })));
    }

    private static Tag Step(StepResult step, List<ReportedCall> calls) => new("article", ("class", "step " + Show.Tone(step.Status.ToString())))
    {
        new Tag("h4") { new Tag("span", ("class", "quiet")) { Show.Number(step.Number) + " " }, step.Action, " ", Show.State(step.Status.ToString()) },
        new Tag("p", ("class", "small quiet")) { new Tag("code") { step.Step }, $" on {Show.Text(step.Target)}{(step.Verified ? ", read back" : ", not read back")}" },
        step.Before == step.After
            ? Pair("Seen", step.After)
            : new Tag("div", ("class", "change")) { Pair("Before", step.Before), Pair("After", step.After) },
        step.Detail.Length == 0 || step.Detail == step.After ? null : new Tag("p") { step.Detail },
        step.ErrorId.Length == 0 ? null : new Tag("p") { "Error ", new Tag("code") { step.ErrorId } },
        calls.Count > 0 ? Calls(calls) : step.RequestId.Length == 0 ? null : new Tag("p", ("class", "small")) { "Request id ", new Tag("code") { step.RequestId } },
    };

    private static Tag Pair(string name, string value) => new("div", ("class", "pair"))
    {
        new Tag("span", ("class", "label")) { name },
        new Tag("span", ("class", "value")) { Show.Text(value) },
    };

    private static Tag Calls(List<ReportedCall> calls) => new("ul", ("class", "calls"))
    {
        calls.Select(call => new Tag("li")
        {
            Show.Clock(call.Sent), " ", new Tag("code") { call.What }, " ",
            new Tag("span", ("class", "quiet"))
            {
                call.Answer is null ? "no answer was recorded" : $"answered {Show.Text(call.Answer.Status)}",
                call.Answer is { RequestId.Length: > 0 } ? new Tag("span") { ", request id ", new Tag("code") { call.Answer.RequestId } } : null,
                call.ClientRequestId.Length == 0 || call.ClientRequestId == call.Answer?.RequestId ? null : new Tag("span") { ", our id ", new Tag("code") { call.ClientRequestId } },
            },
        }),
    };
}

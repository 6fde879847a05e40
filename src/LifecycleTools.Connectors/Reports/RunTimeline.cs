using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using LifecycleTools.Engine.Reports;

namespace LifecycleTools.Connectors.Reports;

/// <summary>When each step began, how long it took, and how often a change was sent; one list for each process that worked on the run.</summary>
internal static class RunTimeline
{
    public static Html Of(RunReport run, string prefix) => Page.Section(prefix + "timeline", "When it happened", run.Processes.SelectMany(process => Process(process, run)).ToArray());

    private static IEnumerable<Html> Process(RunProcess process, RunReport run)
    {
        if (run.Processes.Count > 1)
        {
            yield return new Tag("h3")
            {
                process.Number == 1 ? "Begun at " : "Gone on with at ", Show.Utc(process.Began), $" by {Show.Text(process.Operator)} on {Show.Text(process.Host)}",
            };
        }

        if (process.Results.Count == 0)
        {
            yield return new Tag("p") { "No step ended in this process." };
            yield break;
        }

        DateTime first = process.Results.Min(step => step.StartedUtc);
        DateTime last = process.Results.Max(step => step.StartedUtc + step.Duration);
        yield return new Tag("p", ("class", "small quiet"))
        {
            "From ", Show.Utc(new DateTimeOffset(first)), Show.LocalText(new DateTimeOffset(first), run.Figures.Zone) is { } local ? $" ({local} {run.Figures.Zone})" : "", " on. Each bar shows when its step ran within these ", Show.Duration(last - first), ".",
        };
        yield return new Tag("ol", ("class", "timeline")) { process.Results.Select(step => Step(step, first, last - first)) };
    }

    private static Tag Step(StepResult step, DateTime first, TimeSpan whole) => new("li")
    {
        new Tag("span", ("class", "at")) { Show.Clock(new DateTimeOffset(step.StartedUtc)) },
        new Tag("span", ("class", "what")) { step.Action },
        Show.State(step.Status.ToString()),
        new Tag("span", ("class", "took")) { Show.Duration(step.Duration) },
        new Tag("span", ("class", "sent")) { Sent(step.Attempts) },
        Bar(step, first, whole),
    };

    private static string Sent(int times) => times switch { 0 => "nothing sent", 1 => "sent once", _ => $"{Show.Number(times)} sent" };

    // A step of no length is a line, so that it can be seen.
    private static Tag Bar(StepResult step, DateTime first, TimeSpan whole)
    {
        double all = Math.Max(whole.TotalMilliseconds, 1);
        string x = Percent((step.StartedUtc - first).TotalMilliseconds / all * 99);
        string width = Percent(step.Duration.TotalMilliseconds / all * 99);
        string tone = Show.Tone(step.Status.ToString());
        return new Tag("svg", ("class", "bar"), ("aria-hidden", "true"), ("focusable", "false"))
        {
            new Tag("rect", ("class", "track"), ("x", "0"), ("y", "6"), ("width", "100%"), ("height", "2")),
            new Tag("rect", ("class", "fill " + tone), ("x", x), ("y", "2"), ("width", width), ("height", "10")),
            new Tag("rect", ("class", "fill " + tone), ("x", x), ("y", "2"), ("width", "3"), ("height", "10")),
        };
    }

    private static string Percent(double value) => Math.Min(Math.Max(value, 0), 100).ToString("0.##", CultureInfo.InvariantCulture) + "%";
}

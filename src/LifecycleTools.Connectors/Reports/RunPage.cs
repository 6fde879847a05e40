using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using LifecycleTools.Engine.Ports;
using LifecycleTools.Engine.Reports;

namespace LifecycleTools.Connectors.Reports;

/// <summary>The page of one run, or of several: what is left first, then what happened, then what proves it.</summary>
internal static class RunPage
{
    public static void Write(IReadOnlyList<RunReport> runs, ReportStamp stamp, Stream to)
    {
        string title = runs.Count == 1 ? Title(runs[0]) : $"{runs.Count} runs";
        Page.Write(title, runs.Count == 1 ? One(runs[0], "") : Several(runs), stamp, to);
    }

    private static IEnumerable<Html?> Several(IReadOnlyList<RunReport> runs)
    {
        // Exceptions first, here too.
        List<RunReport> ordered = runs.OrderBy(run => run.Figures.Completed is not null && run.Figures.Verdict.IsIntact).ToList();
        yield return new Tag("header") { new Tag("h1") { $"{runs.Count} runs" } };
        yield return Page.Section("index", "Runs in this report", Page.Table("Runs in this report",
            [new Column("Run", "code"), new Column("Workflow"), new Column("Person"), new Column("State"), new Column("Began"), new Column("Journal")],
            ordered.Select(run => new Html[]
            {
                new Tag("a", ("href", "#" + Anchor(run))) { run.Figures.RunId }, Show.Workflow(run.Figures.Workflow), run.Figures.Person, Show.State(run.Figures),
                Show.Utc(run.Figures.Started), Show.State(run.Figures.Verdict.IsIntact ? "Intact" : run.Figures.Verdict.Finding.ToString()),
            })));
        foreach (RunReport run in ordered)
        {
            yield return new Tag("div", ("class", "run"), ("id", Anchor(run))) { One(run, Anchor(run) + "-") };
        }
    }

    private static IEnumerable<Html?> One(RunReport run, string prefix)
    {
        yield return Head(run, prefix.Length > 0);
        if (!run.Figures.Verdict.IsIntact) yield return Verdict(run, prefix);
        yield return Left(run, prefix);
        yield return Facts(run, prefix);
        if (run.Figures.Verdict.IsIntact) yield return Verdict(run, prefix);
        yield return RunTimeline.Of(run, prefix);
        yield return RunEvidence.Of(run, prefix);
        yield return RunEvidence.Snapshots(run, prefix);
    }

    private static string Anchor(RunReport run) => "run-" + run.Figures.RunId;

    private static string Title(RunReport run) => $"{Show.Workflow(run.Figures.Workflow)}: {run.Figures.Person}";

    private static Tag Head(RunReport run, bool isOneOfSeveral)
    {
        string counts = string.Join(", ", run.Summary.Steps.GroupBy(step => step.Status).OrderBy(group => group.Key).Select(group => $"{group.Count()} {Words(group.Key)}"));
        int verified = run.Summary.Steps.Count(step => step.Verified);
        return new Tag("header")
        {
            new Tag("p", ("class", "kicker"))
            {
                string.Join(" \u00b7 ", new[] { Show.Workflow(run.Figures.Workflow), IsSandboxName(run.Figures) ? "" : Show.Text(run.Figures.Tenant), run.Figures.IsSandbox ? "a sandbox: nothing real was touched" : "" }.Where(part => part.Length > 0)),
            },
            new Tag(isOneOfSeveral ? "h2" : "h1", ("class", "title")) { Show.Breakable(run.Figures.Person) },
            new Tag("p", ("class", "outcome")) { Show.State(run.Figures), " ", Sentence(run) },
            new Tag("p") { $"{run.Summary.Steps.Count} steps: {(counts.Length == 0 ? "none has ended" : counts)}. {verified} of them were read back from the system afterwards." },
        };
    }

    private static bool IsSandboxName(RunFigures figures) => figures.IsSandbox && figures.Tenant.Equals("sandbox", StringComparison.OrdinalIgnoreCase);

    private static string Sentence(RunReport run) => run.Figures.State switch
    {
        _ when !run.Figures.IsCounted => "The journal of this run does not hold, so it cannot say how the run ended.",
        "Completed" => $"Nothing is left to do. It took {Show.Duration(run.Figures.Took)}.",
        "Unfinished" => "The journal has no end: the run is under way, or its process was killed.",
        _ when run.Figures.IsAwaited => $"{Count(run.Summary.Exceptions.Count, "step")} cannot end yet: something has not come. Nothing has failed.",
        _ when run.Summary.WasStopped => $"It was stopped: {Count(Missed(run), "step")} {(Missed(run) == 1 ? "was" : "were")} never reached"
            + (run.Summary.Exceptions.Count == Missed(run) ? "." : $", {run.Summary.Exceptions.Count - Missed(run)} did not end as it should."),
        _ => $"{Count(run.Summary.Exceptions.Count, "step")} did not end as it should.",
    };

    private static int Missed(RunReport run) => run.Summary.Exceptions.Count(step => step.Status == StepStatus.NotReached);

    private static string Count(int number, string thing) => number == 1 ? $"One {thing}" : $"{number} {thing}s";

    private static string Words(StepStatus status) => status switch
    {
        StepStatus.AlreadyDone => "already so",
        StepStatus.ManualReview => "for a person",
        StepStatus.Deferred => "left for later",
        _ => status.ToString().ToLowerInvariant(),
    };

    private static Html? Left(RunReport run, string prefix)
    {
        if (run.Figures.State == "Completed" || !run.Figures.IsCounted) return null;
        return Page.Section(prefix + "left", "What is left to do",
            run.Summary.Exceptions.Count == 0 ? new Tag("p") { "No step has failed so far." } : new Tag("ul", ("class", "cards"))
            {
                run.Summary.Exceptions.Where(step => step.Status != StepStatus.NotReached).Select(Card),
                NotReached(run),
            },
            new Tag("p") { "Once that is settled, ", new Tag("code") { $"Resume-LifecycleRun -RunId {run.Figures.RunId}" }, " looks again and repeats nothing that holds." },
            run.Told.Count == 0
                ? new Tag("p") { "The journal names nobody who was told." }
                : new Tag("ul") { run.Told.Select(told => new Tag("li")
                {
                    told.To.Length == 0 ? "Told nobody" : new Tag("span") { "Told ", new Tag("strong") { told.To } }, " at ", Show.Utc(told.At), ": ", told.How,
                }) });
    }

    private static Tag Card(StepResult step) => new("li", ("class", "card " + Show.Tone(step.Status.ToString())))
    {
        new Tag("p", ("class", "cardhead")) { Show.State(step.Status.ToString()), " ", new Tag("strong") { step.Action }, new Tag("span", ("class", "quiet")) { " " + step.Target } },
        new Tag("p") { Show.Text(step.Detail) },
        new Tag("p", ("class", "small quiet")) { "Step ", new Tag("code") { step.Step }, step.ErrorId.Length == 0 ? null : new Tag("span") { ", error ", new Tag("code") { step.ErrorId } } },
    };

    // One card for all of them: they have one cause.
    private static Tag? NotReached(RunReport run) => Missed(run) == 0 ? null : new Tag("li", ("class", "card " + Show.Tone(nameof(StepStatus.NotReached))))
    {
        new Tag("p", ("class", "cardhead")) { Show.State(nameof(StepStatus.NotReached)), " ", new Tag("strong") { "The run was stopped before these" } },
        new Tag("p") { string.Join(", ", run.Summary.Exceptions.Where(step => step.Status == StepStatus.NotReached).Select(step => step.Action)) },
    };

    private static Html Facts(RunReport run, string prefix)
    {
        RunFigures figures = run.Figures;
        string? Asked(string name) => run.Request.FirstOrDefault(fact => fact.Name == name)?.Value;
        (string Name, Html Value)[] facts =
        [
            ("Person", figures.Person),
            ("Account", Code(run.AccountId)),
            ("Role", Show.Text(figures.Role)),
            ("Site", Show.Text(figures.Site) + (figures.Zone is null ? "" : $" ({figures.Zone})")),
            ("Asked for", figures.Triggered is { } asked ? Show.Moment(asked, figures.Zone) : Show.Nothing),
            ("Began", Show.Moment(figures.Started, figures.Zone)),
            ("Completed", figures.Completed is { } end ? Show.Moment(end, figures.Zone) : Show.Nothing),
            ("From asking to completion", Show.Duration(figures.FromTrigger) + (figures.IsSameDay switch { true => ", the same day", false => ", not the same day", _ => "" })),
            ("From beginning to completion", Show.Duration(figures.Took)),
            ("Reason", Show.Text(figures.Reason)),
            ("Ticket", Show.Text(run.Ticket ?? Asked("Ticket"))),
            ("Request", Code(Asked("RequestId"))),
            ("Seats returned", figures.Seats.Count == 0 ? Show.Nothing : string.Join(", ", figures.Seats.Select(seat => seat.Product))),
            ("Saved a month", Show.Money(figures.Saved)),
            ("Started by", $"{Show.Text(figures.Operator)} on {Show.Text(run.Processes[0].Host)}, process {Show.Text(run.Processes[0].Process)}"),
            ("Module", "LifecycleTools " + Show.Text(run.Processes[0].Module)),
            ("Tenant", new Tag("span") { Show.Text(figures.Tenant), " ", Code(run.TenantId) }),
            ("Run", Code(figures.RunId)),
        ];
        return Page.Section(prefix + "facts", "The run", Definitions(facts));
    }

    private static Html Verdict(RunReport run, string prefix)
    {
        RunVerdict verdict = run.Figures.Verdict;
        string meaning = !verdict.IsIntact
            ? "What follows was read up to the first line that does not hold, and proves nothing by itself."
            : verdict.SignedBy.Length > 0
                ? "Each line carries the SHA-256 of the line before it, and the end is signed: no line was changed, taken out, put in or cut off."
                : "Each line carries the SHA-256 of the line before it: no line was changed, taken out, put in or moved by itself. It is not signed, so the chain alone cannot show an end that was cut off or a file that was written anew.";
        (string, Html)[] facts =
        [
            ("Finding", verdict.Finding == RunFinding.None ? "nothing is wrong" : verdict.Finding.ToString()),
            ("In words", Show.Text(verdict.Detail)),
            ("Lines", Show.Number(verdict.Lines)),
            ("First bad line", verdict.FirstBadLine is { } line ? Show.Number(line) : "none"),
            ("Signed by", verdict.SignedBy.Length == 0 ? "nobody" : verdict.SignedBy),
            ("Signed at", verdict.SignedUtc is { } signed ? Show.Utc(new DateTimeOffset(DateTime.SpecifyKind(signed, DateTimeKind.Utc))) : Show.Nothing),
            ("File", Code(verdict.Path)),
        ];
        return Page.Section(prefix + "journal", "Does the journal hold?",
            new Tag("p", ("class", "outcome")) { Show.State(verdict.IsIntact ? "Intact" : verdict.Finding.ToString()), " ", meaning },
            Definitions(facts),
            new Tag("p", ("class", "small")) { "To check it yourself: ", new Tag("code") { $"Test-LifecycleRun -Path {verdict.Path}" } });
    }

    internal static Html Code(string? text) => string.IsNullOrEmpty(text) ? Show.Nothing : new Tag("code") { text! };

    internal static Html Definitions(IEnumerable<(string Name, Html Value)> facts) => new Tag("dl", ("class", "facts"))
    {
        facts.Select(fact => new Tag("div") { new Tag("dt") { fact.Name }, new Tag("dd") { fact.Value } }),
    };
}

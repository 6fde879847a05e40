using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using FluentAssertions;
using LifecycleTools.Engine.Ports;
using LifecycleTools.Sandbox.State;
using Xunit;

namespace LifecycleTools.RealServers.Tests.RequestTracker;

/// <summary>Hires and departures whose ticket is in a real Request Tracker; what is compared is what the server itself says.</summary>
[Collection(RequestTrackerCollection.Name)]
public sealed class RequestTrackerRunTests(RequestTrackerServer server)
{
    [SkippableFact]
    public async Task Hire_ThatCompletes_LeavesOneResolvedTicketWithItsLog()
    {
        server.Require();
        using RequestTrackerRuns runs = await RequestTrackerRuns.OpenAsync(server);

        (string runId, RunOutcome outcome, IReadOnlyList<StepResult> results) = await runs.HireAsync();

        outcome.Should().Be(RunOutcome.Completed, Trouble(results));
        JsonNode ticket = await OnlyTicketAsync(runId);
        ticket["Status"]!.ToString().Should().Be("resolved");
        ticket["Subject"]!.ToString().Should().StartWith("Onboarding: Zoë O'Baumann");
        ticket["Requestor"]![0]!["id"]!.ToString().Should().Be("carla");
        await LogIsWholeAsync(ticket, runId, attempts: 1, last: "completed");
    }

    [SkippableFact]
    public async Task Departure_ThatCompletes_LeavesOneResolvedTicketWithItsLog()
    {
        server.Require();
        using RequestTrackerRuns runs = await RequestTrackerRuns.OpenAsync(server);

        (string runId, RunOutcome outcome, IReadOnlyList<StepResult> results) = await runs.OffboardAsync("ines.roth@contoso.example");

        outcome.Should().Be(RunOutcome.Completed, Trouble(results));
        JsonNode ticket = await OnlyTicketAsync(runId);
        ticket["Status"]!.ToString().Should().Be("resolved");
        await LogIsWholeAsync(ticket, runId, attempts: 1, last: "completed");
    }

    [SkippableFact]
    public async Task Departure_ThatNeedsAPerson_LeavesItsTicketOpenAndRaised()
    {
        server.Require();
        using RequestTrackerRuns runs = await RequestTrackerRuns.OpenAsync(server);

        (string runId, RunOutcome outcome, _) = await runs.OffboardAsync("karl.schneider@contoso.example");

        outcome.Should().Be(RunOutcome.Exception);
        JsonNode ticket = await OnlyTicketAsync(runId);
        (ticket["Status"]!.ToString(), ticket["Priority"]!.ToString()).Should().Be(("new", "100"));
        IReadOnlyList<string> notes = await LogIsWholeAsync(ticket, runId, attempts: 1, last: "left");
        notes[^1].Should().Contain("To do: ").And.Contain("Resume-LifecycleRun -RunId " + runId);
    }

    [SkippableFact]
    public async Task Departure_WhileTheServerIsDown_ClosesEverythingAndResumeDeliversTheLogOnce()
    {
        server.Require();
        using RequestTrackerRuns runs = await RequestTrackerRuns.OpenAsync(server);
        server.Stop();
        (string RunId, RunOutcome Outcome, IReadOnlyList<StepResult> Results) down;
        SandboxUser leaver;
        try
        {
            down = await runs.OffboardAsync("ines.roth@contoso.example");
            leaver = runs.Sandbox.FindUser("ines.roth@contoso.example")!;
        }
        finally
        {
            await server.StartAsync();
        }

        down.Outcome.Should().Be(RunOutcome.Exception);
        down.Results.Where(result => result.Status is not (StepStatus.Done or StepStatus.AlreadyDone or StepStatus.Skipped)).Select(result => result.Step).Should().OnlyContain(step => step.StartsWith("tickets.", StringComparison.Ordinal), Trouble(down.Results));
        leaver.AccountEnabled.Should().BeFalse();
        leaver.Licenses.Should().BeEmpty();
        (await server.TicketsOfAsync(down.RunId)).Should().BeEmpty();

        (string resumed, RunOutcome outcome, IReadOnlyList<StepResult> results) = await runs.ResumeAsync();

        resumed.Should().Be(down.RunId);
        outcome.Should().Be(RunOutcome.Completed, Trouble(results));
        JsonNode ticket = await OnlyTicketAsync(down.RunId);
        ticket["Status"]!.ToString().Should().Be("resolved");
        await LogIsWholeAsync(ticket, down.RunId, attempts: 2, last: "completed");
    }

    private async Task<JsonNode> OnlyTicketAsync(string runId) =>
        await server.AskAsync("ticket/" + (await server.TicketsOfAsync(runId)).Should().ContainSingle("one run has one ticket").Subject);

    // Returns the notes in the order in which the server has them.
    private async Task<IReadOnlyList<string>> LogIsWholeAsync(JsonNode ticket, string runId, int attempts, string last)
    {
        ticket["CustomFields"]![0]!["values"]![0]!.ToString().Should().Be(runId);
        IReadOnlyList<StoredPart> parts = await server.PartsAsync(ticket["id"]!.ToString());
        List<string> notes = parts.Where(part => part is { Transaction: "Comment", FileName: "" } && TicketNote.FindKeys(part.Text).Count > 0).Select(part => part.Text).ToList();
        List<string> keys = notes.SelectMany(TicketNote.FindKeys).ToList();
        keys.Should().OnlyHaveUniqueItems("each is delivered once");
        keys.Should().HaveCountGreaterThan(3).And.OnlyContain(key => key.StartsWith(runId + "/", StringComparison.Ordinal));
        keys[^1].Should().Be($"{runId}/{attempts}/{last}");
        keys.Select(key => key.Split('/')[1]).Should().BeInAscendingOrder("an earlier attempt is told before a later one");
        parts.Where(part => part.FileName.Length > 0).Select(part => part.FileName).Should().Equal($"{runId}-{attempts}.jsonl");
        parts.Single(part => part.FileName.Length > 0).Text.Should().StartWith("{\"n\":1,").And.Contain("\"kind\":\"step-ended\"");
        parts.Should().OnlyContain(part => part.Transaction != "Correspond", "nothing is written to the requestor");
        return notes;
    }

    private static string Trouble(IReadOnlyList<StepResult> results) => string.Join(Environment.NewLine, results
        .Where(result => result.Status is not (StepStatus.Done or StepStatus.AlreadyDone or StepStatus.Skipped))
        .Select(result => $"{result.Number} {result.Step} {result.Status}: {result.Detail}"));
}

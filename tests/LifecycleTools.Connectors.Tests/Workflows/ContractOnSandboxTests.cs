using System;
using System.Threading.Tasks;
using FluentAssertions;
using LifecycleTools.Connectors.Tests.Contracts;
using LifecycleTools.Connectors.Tests.Sandbox;
using Xunit;

namespace LifecycleTools.Connectors.Tests.Workflows;

/// <summary>Every request that a hire and a departure send to Graph, and every answer to it, is as the official description says.</summary>
public sealed class ContractOnSandboxTests
{
    [SkippableFact]
    public Task Hire_SpeaksAsTheDescriptionSays() => HoldAsync(async bench =>
    {
        BenchRun run = await bench.HireAsync(SandboxBench.Hire());
        run.Outcome.Should().Be(RunOutcome.Completed, run.Trouble);
    });

    [SkippableFact]
    public Task Offboard_SpeaksAsTheDescriptionSays() => HoldAsync(async bench =>
    {
        BenchRun run = await bench.OffboardAsync("maria.santos@contoso.example");
        run["directory.block-sign-in"].Status.Should().Be(StepStatus.Done, run.Trouble);
        run["licenses.release"].Status.Should().Be(StepStatus.Done, run.Trouble);
    });

    [SkippableFact]
    public Task Offboard_OfAPersonWithEverything_SpeaksAsTheDescriptionSays() => HoldAsync(async bench =>
    {
        TypicalPeople.Furnish(bench.Sandbox);
        BenchRun run = await bench.OffboardAsync(TypicalPeople.Leaver);
        run.Outcome.Should().Be(RunOutcome.Completed, run.Trouble);
    });

    [SkippableFact]
    public Task HireAndOffboard_OfOnePerson_SpeakAsTheDescriptionSays() => HoldAsync(async bench =>
    {
        await bench.HireAsync(SandboxBench.Hire());
        BenchRun run = await bench.OffboardAsync("zoe.baumann@contoso.example");
        run["directory.block-sign-in"].Status.Should().Be(StepStatus.Done, run.Trouble);
    });

    [SkippableFact]
    public Task Undo_OfAPersonWithEverything_SpeaksAsTheDescriptionSays() => HoldAsync(async bench =>
    {
        TypicalPeople.Furnish(bench.Sandbox);
        BenchRun left = await bench.OffboardAsync(TypicalPeople.Leaver);
        using (GraphClient graph = new(bench.Sandbox)) await graph.DeleteAsync("users/" + bench.Sandbox.FindUser(TypicalPeople.Leaver)!.Id);
        BenchRun back = await bench.UndoAsync(left.RunId);
        back["directory.restore-account"].Status.Should().Be(StepStatus.Done, back.Trouble);
        back["files.take-back-onedrive"].Status.Should().Be(StepStatus.Done, back.Trouble);
    });

    // Violations are gathered, not thrown: a step would take what is thrown for a failure of the service.
    private static async Task HoldAsync(Func<SandboxBench, Task> work)
    {
        ContractFiles.Require();
        ContractHandler? contract = null;
        using SandboxBench bench = await SandboxBench.OpenAsync(around: inner => contract = new ContractHandler(inner, Contract.Graph) { Throws = false });

        await work(bench);

        contract!.Violations.Should().BeEmpty();
        bench.Sandbox.Requests.Should().Contain(sent => sent.Path.StartsWith("/v1.0/", StringComparison.Ordinal) && sent.IsWrite);
    }
}

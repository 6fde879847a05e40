using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using FluentAssertions;
using LifecycleTools.Connectors.Connections;
using LifecycleTools.Connectors.Journal;
using LifecycleTools.Connectors.Tests.Workflows;
using LifecycleTools.Engine.Journal;
using LifecycleTools.Sandbox;
using LifecycleTools.Sandbox.State;
using LifecycleTools.Tests.Shared;
using Mortal;
using Xunit;
using Xunit.Abstractions;

namespace LifecycleTools.Chaos.Tests;

/// <summary>Every request of a run meets every trouble, one at a time: the run is complete and the tenant right, or the right step is named and a resume completes it.</summary>
public sealed class FaultEverywhereTests(ITestOutputHelper output)
{
    // Every request with every trouble takes the better part of an hour, so an ordinary run takes each trouble at a few requests; LIFECYCLE_TESTS=all takes all.
    private static readonly bool s_all = Environment.GetEnvironmentVariable("LIFECYCLE_TESTS") == "all";

    [Theory]
    [InlineData("hire")]
    [InlineData("departure")]
    public async Task Run_WithOneFaultAnywhere_IsCompleteOrNamesTheStep(string workflow)
    {
        using Scene undisturbed = await Scene.OpenAsync();
        (await undisturbed.RunAsync(workflow)).Left.Should().BeEmpty();
        int requests = undisturbed.Tenant.Requests.Count;
        string right = TenantState.Of(undisturbed.Tenant, workflow);

        int step = s_all ? 1 : Math.Max(1, requests / 2);
        List<(Trouble Trouble, int Nth)> trials = Trouble.All
            .SelectMany((trouble, at) => Enumerable.Range(1, requests).Where(nth => nth % step == (at * 5 + 1) % step).Select(nth => (trouble, nth))).ToList();
        ConcurrentBag<string> wrong = [];
        ConcurrentBag<string> ends = [];
        await Parallel.ForEachAsync(trials, new ParallelOptions { MaxDegreeOfParallelism = 2 }, async (trial, _) =>
        {
            using Scene scene = await Scene.OpenAsync();
            ends.Add(await scene.MeetAsync(workflow, trial.Trouble, trial.Nth, right, what => wrong.Add($"{trial.Trouble.Name} at request {trial.Nth}: {what}")));
        });

        output.WriteLine($"{workflow}, {requests} requests, {trials.Count} trials: {string.Join(", ", ends.GroupBy(end => end).OrderBy(same => same.Key).Select(same => $"{same.Count()} {same.Key}"))}");
        wrong.Should().BeEmpty();
    }

    private sealed class Scene : IDisposable
    {
        private readonly string _folder = Path.Combine(Path.GetTempPath(), "lifecycle-fault-" + Guid.NewGuid().ToString("N"));
        private readonly JournalFolder _journals;
        private readonly OneFault _fault;
        private Work _work = null!;

        private Scene()
        {
            Tenant = SandboxTenant.Load();
            TypicalPeople.Furnish(Tenant);
            _journals = new JournalFolder(_folder);
            _fault = new OneFault(Tenant, Tenant.CreateHandler());
        }

        public SandboxTenant Tenant { get; }

        public static async Task<Scene> OpenAsync()
        {
            Scene scene = new();
            SandboxClientApp app = scene.Tenant.ClientApps[0];
            scene._work = await Work.ConnectAsync(
                scene._fault, new SandboxTime(scene.Tenant.Clock), scene.Tenant.TenantId, app.AppId, app.Secret!, Repository.At("roles", "three-countries.yaml"));
            scene.Tenant.ClearRequests();
            return scene;
        }

        public Task<WorkEnd> RunAsync(string workflow) => _work.RunAsync(workflow, _journals);

        public async Task<string> MeetAsync(string workflow, Trouble trouble, int nth, string right, Action<string> wrong)
        {
            _fault.Arm(trouble, nth);
            WorkEnd end = await RunAsync(workflow);
            bool isMet = _fault.IsMet;
            _fault.Disarm();
            if (end.Outcome == RunOutcome.Completed)
            {
                Judge(workflow, right, wrong);
                return isMet ? "completed" : "ended before the request came";
            }

            string left = string.Join(" | ", end.Left.Select(result => $"{result.Step} {result.Status} {result.ErrorId}: {result.Detail}"));
            if (trouble.IsHarmless && !IsWithoutToken(trouble)) wrong("not complete: " + left);
            if (!end.Left.Any(result => result.ErrorId.Length > 0 || result.Status == StepStatus.Deferred)) wrong("no error is named, and nothing that is waited for: " + left);
            if (StepOfTheHit() is { } step && end.Left.All(result => result.Step != step)) wrong($"{step} was hit, and is not among {left}");
            WorkEnd again = await RunAsync(workflow);
            if (again.Outcome != RunOutcome.Completed && again.Left.Any(result => result.Step != "messages.tell-people"))
            {
                wrong($"a resume is not complete: {string.Join(" | ", again.Left.Select(result => $"{result.Step} {result.Status}: {result.Detail}"))} after {left}");
                return "exception, not ended by a resume";
            }

            if (again.Outcome == RunOutcome.Completed) Judge(workflow, right, wrong);
            return again.Outcome == RunOutcome.Completed ? "exception, completed by a resume" : "exception, a notice in doubt";
        }

        public void Dispose()
        {
            _work.Dispose();
            Directory.Delete(_folder, recursive: true);
        }

        // ConnectWise is asked with a pair of keys: what it refuses today nothing can renew.
        private bool IsWithoutToken(Trouble trouble) =>
            trouble.Rule?.Kind == SandboxFaultKind.ExpireToken && Tenant.Requests.Any(request => request.Fault is not null && request.Path.StartsWith("/v4_6_release", StringComparison.Ordinal));

        // The step that the journal knows the hit change by.
        private string? StepOfTheHit()
        {
            string? hit = Tenant.Requests.FirstOrDefault(request => request is { Fault: not null, IsWrite: true })?.ClientRequestId;
            if (hit is null) return null;
            return _journals.Read(_journals.List()[0]).Entries.FirstOrDefault(line => line.Kind == JournalKinds.Sending && line["clientRequestId"] == hit)?["step"];
        }

        private void Judge(string workflow, string right, Action<string> wrong)
        {
            string state = TenantState.Of(Tenant, workflow);
            if (state != right) wrong($"{state}{Environment.NewLine}instead of{Environment.NewLine}{right}");
            foreach (string twice in TenantState.Duplicates(Tenant)) wrong(twice);
        }
    }
}

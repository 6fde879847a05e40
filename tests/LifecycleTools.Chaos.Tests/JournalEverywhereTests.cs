using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using FluentAssertions;
using LifecycleTools.Connectors.Connections;
using LifecycleTools.Connectors.Journal;
using LifecycleTools.Connectors.Tests.Workflows;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.Journal;
using LifecycleTools.Sandbox;
using LifecycleTools.Sandbox.State;
using LifecycleTools.Tests.Shared;
using Mortal;
using Xunit;
using Xunit.Abstractions;

namespace LifecycleTools.Chaos.Tests;

/// <summary>The disk fills up before each line of a journal, one line a trial: nothing leaves for a system from then on, and a resume on a disk with room completes the run.</summary>
public sealed class JournalEverywhereTests(ITestOutputHelper output)
{
    private const int SampleSize = 8;
    private static readonly bool s_all = Environment.GetEnvironmentVariable("LIFECYCLE_TESTS") == "all";

    [Theory]
    [InlineData("hire")]
    [InlineData("departure")]
    public async Task Run_WithADiskThatFillsUpAnywhere_SendsNoChangeMoreAndIsEndedByAResume(string workflow)
    {
        using Scene undisturbed = await Scene.OpenAsync(int.MaxValue);
        (await undisturbed.RunAsync(workflow)).Outcome.Should().Be(RunOutcome.Completed);
        string right = TenantState.Of(undisturbed.Tenant, workflow);
        int lines = undisturbed.Lines;

        List<int> trials = Enumerable.Range(1, lines).Where(line => s_all || line % Math.Max(1, lines / SampleSize) == 1).ToList();
        ConcurrentBag<string> wrong = [];
        await Parallel.ForEachAsync(trials, new ParallelOptions { MaxDegreeOfParallelism = 2 }, async (line, _) =>
        {
            using Scene scene = await Scene.OpenAsync(line);
            await scene.TryAsync(workflow, right, what => wrong.Add($"full before line {line}: {what}"));
        });

        output.WriteLine($"{workflow}: the disk filled up before {trials.Count} of {lines} lines");
        wrong.Should().BeEmpty();
    }

    private sealed class Scene : IDisposable
    {
        private readonly string _folder = Path.Combine(Path.GetTempPath(), "lifecycle-full-" + Guid.NewGuid().ToString("N"));
        private readonly FullDisk _disk;
        private Work _work = null!;

        private Scene(int fullAt)
        {
            Tenant = SandboxTenant.Load();
            TypicalPeople.Furnish(Tenant);
            _disk = new FullDisk(new JournalFolder(_folder), fullAt);
        }

        public SandboxTenant Tenant { get; }

        public int Lines => _disk.Written;

        public static async Task<Scene> OpenAsync(int fullAt)
        {
            Scene scene = new(fullAt);
            SandboxClientApp app = scene.Tenant.ClientApps[0];
            scene._work = await Work.ConnectAsync(
                scene.Tenant.CreateHandler(), new SandboxTime(scene.Tenant.Clock), scene.Tenant.TenantId, app.AppId, app.Secret!, Repository.At("roles", "three-countries.yaml"));
            scene.Tenant.ClearRequests();
            return scene;
        }

        public Task<WorkEnd> RunAsync(string workflow) => _work.RunAsync(workflow, _disk);

        public async Task TryAsync(string workflow, string right, Action<string> wrong)
        {
            try
            {
                WorkEnd end = await RunAsync(workflow);
                if (end.Outcome == RunOutcome.Completed) wrong("completed without a journal");
            }
            catch (LifecycleException stopped) when (stopped.Id == ErrorIds.JournalNotWritable)
            {
                // The run stopped, which is what it is to do.
            }

            // What was announced before the disk was full may be on its way; anything else was sent behind the journal's back.
            List<SandboxRequest> changes = Tenant.Requests.Where(request => request.IsWrite && !request.Path.EndsWith("/$batch", StringComparison.Ordinal)).ToList();
            int announced = _disk.Announced;
            if (changes.Count > announced) wrong($"{changes.Count} changes were sent and {announced} announced: {string.Join(", ", changes.Select(change => $"{change.Method} {change.Path}"))}");

            _disk.MakeRoom();
            WorkEnd again = await RunAsync(workflow);
            if (again.Outcome != RunOutcome.Completed && again.Left.Any(result => result.Step != "messages.tell-people"))
            {
                wrong("not ended by a resume: " + string.Join(" | ", again.Left.Select(result => $"{result.Step} {result.Status}: {result.Detail}")));
                return;
            }

            string state = TenantState.Of(Tenant, workflow);
            if (again.Outcome == RunOutcome.Completed && state != right) wrong($"{state}{Environment.NewLine}instead of{Environment.NewLine}{right}");
            foreach (string twice in TenantState.Duplicates(Tenant)) wrong(twice);
        }

        public void Dispose()
        {
            _work.Dispose();
            Directory.Delete(_folder, recursive: true);
        }
    }

    // Takes so many lines and no more, until there is room.
    private sealed class FullDisk(IJournalStore inner, int fullAt) : IJournalStore
    {
        private int _lines;
        private int _announced;
        private volatile bool _hasRoom;

        public int Written => Volatile.Read(ref _lines);

        public int Announced => Volatile.Read(ref _announced);

        public string Folder => inner.Folder;

        public JournalTrust? Trust => inner.Trust;

        public IRequestLedger Requests => inner.Requests;

        public void MakeRoom() => _hasRoom = true;

        public string PathOf(string runId) => inner.PathOf(runId);

        public IJournal Create(string runId) => new Journal(inner.Create(runId), this);

        public IJournal Reopen(string runId) => new Journal(inner.Reopen(runId), this);

        public IReadOnlyList<string> List() => inner.List();

        public JournalReading Read(string runId) => inner.Read(runId);

        public IDisposable? TryHold(string key, string holder, out string heldBy) => inner.TryHold(key, holder, out heldBy);

        private void Take(IJournal journal, JournalEntry entry)
        {
            if (Interlocked.Increment(ref _lines) >= fullAt && !_hasRoom) throw JournalFolder.NotWritable(journal.Path, new IOException("No space left on device"));
            journal.Append(entry);
            if (entry.Kind == JournalKinds.Sending) Interlocked.Increment(ref _announced);
        }

        private sealed class Journal(IJournal journal, FullDisk disk) : IJournal
        {
            public string RunId => journal.RunId;

            public string Path => journal.Path;

            public void Append(JournalEntry entry) => disk.Take(journal, entry);

            public byte[] ReadAll() => journal.ReadAll();

            public void Dispose() => journal.Dispose();
        }
    }
}

using System;
using System.Collections.Generic;
using System.Linq;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using FluentAssertions;
using LifecycleTools.Connectors.Tests.Workflows;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.Journal;
using LifecycleTools.Engine.Requests;
using LifecycleTools.Engine.Tenants;
using LifecycleTools.Sandbox.Adp;
using Xunit;

namespace LifecycleTools.Connectors.Tests.Hr;

/// <summary>ADP's event queue through the whole intake: a message is taken off it only once our disk has what it says.</summary>
public sealed class AdpIntakeTests
{
    private const string LastDay = "2027-01-31";

    [Fact]
    public async Task Message_IsTakenOffTheQueue_OnlyOnceTheLedgerHasIt()
    {
        Watch watch = new();
        using SandboxBench bench = await OpenAsync(watch);
        watch.Ledger = bench.Journals.Requests;

        RequestReading reading = await new RequestIntake(bench.Connection, bench.Journals, bench.Map).ReadAsync(new RequestQuery(), new SandboxBench.SilentLog(), default);

        reading.Failures.Should().BeEmpty();
        watch.HadIt.Should().Equal(true);
        bench.Sandbox.Beside<AdpState>().Queue.Should().BeEmpty();
    }

    [Fact]
    public async Task Message_ThatCouldNotBeStored_StaysOnTheQueue_AndIsReadAgain()
    {
        Watch watch = new();
        using SandboxBench bench = await OpenAsync(watch);
        watch.Ledger = bench.Journals.Requests;
        FullDisk full = new(bench.Journals);

        await FluentActions.Awaiting(() => new RequestIntake(bench.Connection, full, bench.Map).ReadAsync(new RequestQuery(), new SandboxBench.SilentLog(), default))
            .Should().ThrowAsync<LifecycleException>().Where(failure => failure.Id == ErrorIds.JournalNotWritable);
        watch.HadIt.Should().BeEmpty("nothing was acknowledged");
        bench.Sandbox.Beside<AdpState>().Queue.Should().ContainSingle();

        RequestReading reading = await new RequestIntake(bench.Connection, bench.Journals, bench.Map).ReadAsync(new RequestQuery { Kinds = [RequestKind.Departure] }, new SandboxBench.SilentLog(), default);

        watch.HadIt.Should().Equal(true);
        reading.Requests.Should().ContainSingle().Which.EffectiveAt.Date.Should().Be(new DateTime(2027, 1, 31));
    }

    private static async Task<SandboxBench> OpenAsync(Watch watch)
    {
        SystemSettings entry = new()
        {
            Kind = "adp",
            Values = new Dictionary<string, string> { ["url"] = "https://api.adp.com", ["clientId"] = "adp-client", ["clientSecret"] = "sandbox:adp-secret", ["events"] = "true", ["zone"] = "Europe/Zurich" },
        };
        SandboxBench bench = await SandboxBench.OpenAsync(around: watch.Around, beside: new Dictionary<string, SystemSettings> { ["hr"] = entry });
        AdpState hr = bench.Sandbox.Beside<AdpState>();
        (hr["1003"].Location, hr["1003"].TerminationDate) = ("zurich", LastDay);
        hr.Raise("worker.terminate", hr["1003"], LastDay);
        return bench;
    }

    /// <summary>Looks into the ledger whenever a message is taken off the queue.</summary>
    private sealed class Watch
    {
        public IRequestLedger? Ledger { get; set; }

        public List<bool> HadIt { get; } = [];

        public HttpMessageHandler Around(HttpMessageHandler inner) => new Handler(this, inner);

        private sealed class Handler(Watch watch, HttpMessageHandler inner) : DelegatingHandler(inner)
        {
            protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancel)
            {
                if (request.Method == HttpMethod.Delete && request.RequestUri!.AbsolutePath.Contains("event-notification-messages", StringComparison.Ordinal))
                {
                    watch.HadIt.Add(watch.Ledger!.Read(0).Entries.Any(line => line.Fields.Values.Any(value => value.Contains(LastDay, StringComparison.Ordinal))));
                }

                return base.SendAsync(request, cancel);
            }
        }
    }

    /// <summary>Journals on a disk that takes no line of the ledger.</summary>
    private sealed class FullDisk(IJournalStore inner) : IJournalStore, IRequestLedger
    {
        public string Folder => inner.Folder;

        public JournalTrust? Trust => inner.Trust;

        public IRequestLedger Requests => this;

        public string PathOf(string runId) => inner.PathOf(runId);

        public IJournal Create(string runId) => inner.Create(runId);

        public IJournal Reopen(string runId) => inner.Reopen(runId);

        public IReadOnlyList<string> List() => inner.List();

        public JournalReading Read(string runId) => inner.Read(runId);

        public IDisposable? TryHold(string key, string holder, out string heldBy) => inner.TryHold(key, holder, out heldBy);

        public LedgerReading Read(long from) => inner.Requests.Read(from);

        public void Append(IReadOnlyList<JournalEntry> entries) => throw new LifecycleException(ErrorIds.JournalNotWritable, ErrorKind.Write, "No space left on the disk.");
    }
}

using System;
using System.Collections.Generic;
using System.Linq;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using FluentAssertions;
using LifecycleTools.Connectors.Hr;
using LifecycleTools.Connectors.Tests.Workflows;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.Journal;
using LifecycleTools.Engine.Requests;
using LifecycleTools.Engine.Tenants;
using LifecycleTools.Sandbox;
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
        FullDisk full = new(bench.Journals);

        await FluentActions.Awaiting(() => new RequestIntake(bench.Connection, full, bench.Map).ReadAsync(new RequestQuery(), new SandboxBench.SilentLog(), default))
            .Should().ThrowAsync<LifecycleException>().Where(failure => failure.Id == ErrorIds.JournalNotWritable);
        watch.HadIt.Should().BeEmpty("nothing was acknowledged");
        bench.Sandbox.Beside<AdpState>().Queue.Should().ContainSingle();

        RequestReading reading = await new RequestIntake(bench.Connection, bench.Journals, bench.Map).ReadAsync(new RequestQuery { Kinds = [RequestKind.Departure] }, new SandboxBench.SilentLog(), default);

        watch.HadIt.Should().Equal(true);
        reading.Requests.Should().ContainSingle().Which.EffectiveAt.Date.Should().Be(new DateTime(2027, 1, 31));
    }

    [Fact]
    public async Task LastDay_ThatTheWorkerDoesNotShowYet_HoldsAgainstTheScan_AndIsTheWorkersOwnOnceItShowsIt()
    {
        using SandboxBench bench = await OpenAsync(new Watch());
        AdpWorker leaver = bench.Sandbox.Beside<AdpState>()["1003"];
        leaver.TerminationDate = null;

        RequestState? unseen = await DepartureAsync(bench), later = await DepartureAsync(bench, TimeSpan.FromHours(23));
        leaver.TerminationDate = LastDay;
        RequestState? seen = await DepartureAsync(bench, TimeSpan.FromHours(2));
        leaver.TerminationDate = null;
        RequestState? takenBack = await DepartureAsync(bench, TimeSpan.FromMinutes(15));

        new[] { unseen, later, seen, takenBack }.Should().Equal(RequestState.Waiting, RequestState.Waiting, RequestState.Waiting, null);
    }

    [Fact]
    public async Task LastDay_ThatTheWorkerNeverShows_IsTakenBackAfterADay()
    {
        using SandboxBench bench = await OpenAsync(new Watch());
        bench.Sandbox.Beside<AdpState>()["1003"].TerminationDate = null;

        RequestState? unseen = await DepartureAsync(bench), next = await DepartureAsync(bench, TimeSpan.FromHours(24));

        (unseen, next).Should().Be((RequestState.Waiting, null));
    }

    [Fact]
    public async Task LastDay_ThatAnEventMoved_IsTheEventsUntilTheWorkerShowsAnother()
    {
        using SandboxBench bench = await OpenAsync(new Watch());
        AdpState hr = bench.Sandbox.Beside<AdpState>();
        await DepartureAsync(bench);
        hr.Raise("worker.terminate-date.change", hr["1003"], "2027-01-15");

        DateTime moved = (await DeparturesAsync(bench)).Single().EffectiveAt.Date;
        hr["1003"].TerminationDate = "2027-02-28";
        DateTime shown = (await DeparturesAsync(bench)).Single().EffectiveAt.Date;

        (moved, shown).Should().Be((new DateTime(2027, 1, 15), new DateTime(2027, 2, 28)));
    }

    [Fact]
    public async Task EventOfAWorkerWhoCannotBeRead_FailsByNameInEachReading_UntilTheWorkerCan()
    {
        using SandboxBench bench = await OpenAsync(new Watch());
        AdpState hr = bench.Sandbox.Beside<AdpState>();
        AdpWorker hidden = hr["1003"];
        hr.Workers.Remove(hidden);

        RequestReading first = await ReadAsync(bench);
        bench.Sandbox.Clock.Advance(TimeSpan.FromDays(2));
        RequestReading second = await ReadAsync(bench);
        hr.Workers.Add(hidden);
        RequestReading third = await ReadAsync(bench);

        hr.Queue.Should().BeEmpty();
        foreach (RequestReading reading in new[] { first, second })
        {
            LifecycleRequest failing = reading.Requests.Should().ContainSingle().Subject;
            (failing.State, failing.Person).Should().Be((RequestState.Invalid, hidden.AssociateOid + " (not readable)"));
            failing.Findings.Should().Contain(finding => finding.Id == RequestFindingIds.RecordUnreadable && finding.Message.Contains(LastDay));
        }

        third.Requests.Select(request => request.State).Should().BeEquivalentTo([RequestState.Waiting, RequestState.Withdrawn]);
        third.Failures.Should().BeEmpty();
    }

    [Fact]
    public async Task EventOfAWorkerWhoIsNeverReadable_IsNamedForThirtyDays()
    {
        using SandboxBench bench = await OpenAsync(new Watch());
        AdpState hr = bench.Sandbox.Beside<AdpState>();
        hr.Workers.Remove(hr["1003"]);
        await ReadAsync(bench);

        bench.Sandbox.Clock.Advance(TimeSpan.FromDays(30) - TimeSpan.FromMinutes(1));
        RequestState? before = (await ReadAsync(bench)).Requests.Single().State;
        bench.Sandbox.Clock.Advance(TimeSpan.FromMinutes(1));
        RequestState? after = (await ReadAsync(bench)).Requests.Single().State;

        (before, after).Should().Be((RequestState.Invalid, RequestState.Withdrawn));
    }

    [Fact]
    public async Task EventsOfMoreUnreadableWorkersThanAreRemembered_WaitInTheQueue_AndThatIsSaid()
    {
        using SandboxBench bench = await OpenAsync(new Watch());
        AdpState hr = bench.Sandbox.Beside<AdpState>();
        hr.Queue.Clear();
        hr["1003"].TerminationDate = null;
        List<AdpWorker> hidden = Enumerable.Range(0, AdpCursor.MostAhead + 2).Select(number => hr.Add(new AdpWorker { Number = $"8{number:000}", GivenName = "A", FamilyName = "B" })).ToList();
        foreach (AdpWorker one in hidden) hr.Raise("worker.terminate", one, LastDay);
        hr.Workers.RemoveAll(hidden.Contains);

        RequestReading full = await ReadAsync(bench);
        int waiting = hr.Queue.Count;
        hidden.ForEach(one => one.TerminationDate = LastDay);
        hr.Workers.AddRange(hidden);
        await ReadAsync(bench);
        await ReadAsync(bench);

        waiting.Should().Be(2);
        full.Failures.Should().ContainSingle().Which.Failure.Message.Should().Contain("queue waits");
        full.Requests.Should().HaveCount(AdpCursor.MostAhead).And.OnlyContain(request => request.State == RequestState.Invalid);
        hr.Queue.Should().BeEmpty();
    }

    [Theory]
    [InlineData(SandboxFaultKind.Truncate)]
    [InlineData(SandboxFaultKind.Html)]
    public async Task HalfAPage_FailsByName_TakesNobodyBack_AndTheNextReadingFindsWhatWasBehindIt(SandboxFaultKind kind)
    {
        using SandboxBench bench = await OpenAsync(new Watch());
        AdpState hr = bench.Sandbox.Beside<AdpState>();
        hr.MostOnAPage = 4;
        await ReadAsync(bench);
        (hr.Workers[^1].Location, hr.Workers[^1].TerminationDate) = ("zurich", LastDay);
        bench.Sandbox.Faults.Add(new SandboxFault { Kind = kind, Path = "skip=4$", Times = int.MaxValue });

        RequestReading half = await ReadAsync(bench);
        bench.Sandbox.Faults.Clear();
        RequestReading whole = await ReadAsync(bench);

        half.Failures.Should().ContainSingle().Which.Failure.Id.Should().Be(ErrorIds.ConnectorAnswerUnexpected);
        half.Requests.Should().ContainSingle().Which.State.Should().Be(RequestState.Waiting);
        whole.Failures.Should().BeEmpty();
        whole.Requests.Should().HaveCount(2).And.OnlyContain(request => request.State == RequestState.Waiting);
    }

    [Fact]
    public async Task EventsThatAskForNothing_KeepNoOtherFromBeingRead()
    {
        using SandboxBench bench = await OpenAsync(new Watch());
        AdpState hr = bench.Sandbox.Beside<AdpState>();
        await DepartureAsync(bench);
        foreach (string number in new[] { "1004", "1005", "1006" }) hr.Raise("worker.photo.change", hr[number]);

        RequestReading reading = await ReadAsync(bench);

        reading.Failures.Should().BeEmpty();
        hr.Queue.Should().BeEmpty();
    }

    private static Task<RequestReading> ReadAsync(SandboxBench bench) =>
        new RequestIntake(bench.Connection, bench.Journals, bench.Map).ReadAsync(new RequestQuery { Kinds = [RequestKind.Departure], All = true }, new SandboxBench.SilentLog(), default);

    private static async Task<IReadOnlyList<LifecycleRequest>> DeparturesAsync(SandboxBench bench) => (await ReadAsync(bench)).Requests;

    // Null: nothing is asked, as of somebody who has no last day.
    private static async Task<RequestState?> DepartureAsync(SandboxBench bench, TimeSpan after = default)
    {
        bench.Sandbox.Clock.Advance(after);
        return (await DeparturesAsync(bench)).SingleOrDefault()?.State;
    }

    private static async Task<SandboxBench> OpenAsync(Watch watch)
    {
        SystemSettings entry = new()
        {
            Kind = "adp",
            Values = new Dictionary<string, string> { ["url"] = "https://api.adp.com", ["clientId"] = "adp-client", ["clientSecret"] = "sandbox:adp-secret", ["events"] = "true", ["zone"] = "Europe/Zurich" },
        };
        SandboxBench bench = await SandboxBench.OpenAsync(around: watch.Around, beside: new Dictionary<string, SystemSettings> { ["hr"] = entry });
        watch.Ledger = bench.Journals.Requests;
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

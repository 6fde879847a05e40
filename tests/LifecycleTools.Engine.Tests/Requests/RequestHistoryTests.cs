using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using FluentAssertions;
using LifecycleTools.Engine.Journal;
using LifecycleTools.Engine.Ports;
using LifecycleTools.Engine.Requests;
using Xunit;

namespace LifecycleTools.Engine.Tests.Requests;

/// <summary>What is remembered of people in a register who ask nothing: next to nothing, and enough to notice that they ask something now.</summary>
public class RequestHistoryTests
{
    private readonly IntakeBench _bench = new();

    private RequestBook Book
    {
        get
        {
            RequestBook book = new(_bench.Journals.Requests, _bench.Tenant.Identity.Id);
            book.Refresh();
            return book;
        }
    }

    private IEnumerable<JournalEntry> Lines => _bench.Journals.Ledger.Read(0).Entries.Where(line => line.Kind == "record");

    [Fact]
    public async Task PeopleWhoAskNothing_AreRememberedWithoutTheirRecords_AlsoWhenTheyChange()
    {
        _bench.Hr.Records.AddRange(Enumerable.Range(0, 300).Select(number => IntakeBench.Starter($"6{number:000}", "2019-05-01")));
        _bench.Hr.Records.Add(IntakeBench.Starter());

        await _bench.ReadAsync();
        _bench.Now = _bench.Now.AddDays(40);
        for (int number = 0; number < 300; number++) _bench.Hr.Records[number] = IntakeBench.Starter($"6{number:000}", "2019-05-01", surname: "Renamed", revision: "2");
        await _bench.ReadAsync();

        (Book.Records.Count, Book.QuietCount).Should().Be((1, 300));
        Book.Records.Single().Key.SourceId.Should().Be("4711");
        Lines.Where(line => line["id"] != "4711").Should().HaveCount(600).And.OnlyContain(line => line.Fields.Keys.All(name => !name.StartsWith("field.", StringComparison.Ordinal)));
        Lines.Single(line => line["id"] == "4711").Fields.Should().Contain("field.Surname", "O'Brien");
    }

    [Fact]
    public async Task PeopleWhoAskNothing_AndSayTheSame_AddNoLine()
    {
        _bench.Hr.Records.AddRange([IntakeBench.Starter("1", "2019-05-01"), IntakeBench.Starter("2", "2019-05-01")]);
        await _bench.ReadAsync();
        int before = _bench.Journals.Ledger.Read(0).Entries.Count;

        await _bench.ReadAsync();
        _bench.Hr.Records.RemoveAt(1);
        await _bench.ReadAsync();

        Lines.Should().HaveCount(2, "nobody needs to know that somebody is gone who asked nothing");
        before.Should().Be(3);
    }

    [Fact]
    public async Task SomebodyWhoAskedNothing_AndLeaves_IsADepartureByName_AndNoHire()
    {
        // Had started before we came, and within the days for which a register may be late.
        _bench.Hr.Records.Add(IntakeBench.Starter("1", _bench.Now.AddDays(-14).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture)));
        (await _bench.ReadAsync()).Requests.Should().BeEmpty();
        Book.QuietCount.Should().Be(1);
        _bench.Now = _bench.Now.AddDays(5);
        SourceRecord leaving = _bench.Hr.Records[0];
        _bench.Hr.Records[0] = leaving with
        {
            Revision = "2", Fields = leaving.Fields.Append(new("EndDate", "2026-04-30")).ToDictionary(field => field.Key, field => field.Value),
        };

        LifecycleRequest request = await _bench.OneAsync();

        (request.Kind, request.Person).Should().Be((RequestKind.Departure, "Jane O'Brien"));
        (Book.Records.Count, Book.QuietCount).Should().Be((1, 0));
    }

    [Fact]
    public async Task SomebodyWhoAsked_IsRememberedInFull_AndTakenBackWhenGone()
    {
        _bench.Hr.Records.AddRange([IntakeBench.Starter("1", "2019-05-01"), IntakeBench.Starter()]);
        await _bench.ReadAsync();
        _bench.Hr.Records.RemoveAt(1);

        RequestReading reading = await _bench.ReadAsync(new RequestQuery { All = true });

        reading.Requests.Should().ContainSingle().Which.Should().Match<LifecycleRequest>(request => request.SourceId == "4711" && request.State == RequestState.Withdrawn);
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData("00:00:00", null)]
    [InlineData("17:30:59", "00:00")]
    [InlineData("23:59:59", "-11:30")]
    [InlineData(null, "14:00")]
    public void Moment_OfSomebodyWhoAsksNothing_IsKnownAgain(string? time, string? offset)
    {
        LocalMoment moment = new(new DateTime(2019, 5, 1), time is null ? null : TimeSpan.Parse(time, null), offset is null ? null : TimeSpan.Parse(offset, null));
        DateTimeOffset seen = new(2026, 3, 2, 8, 15, 1, 7, TimeSpan.Zero);
        RecordKey key = new("hr", "1", null);
        SourceRecord record = new() { SourceId = "1", Revision = "a", StartsAt = moment, EndsAt = null, IsWithdrawn = true };
        QuietRecords quiet = new();

        quiet.Add(new KnownRecord(key, record, seen, seen, seen.AddDays(1)));

        quiet.Find(key)!.Should().BeEquivalentTo(new { FirstSeen = seen, StartSeen = seen, EndSeen = seen.AddDays(1), Record = new { StartsAt = (LocalMoment?)moment, EndsAt = (LocalMoment?)null, IsWithdrawn = true } });
        quiet.IsSame(key, record).Should().BeTrue();
        quiet.IsSame(key, record with { Revision = "b" }).Should().BeFalse();
        quiet.IsSame(key, record with { IsWithdrawn = false }).Should().BeFalse();
        quiet.Find(key with { SourceId = "2" }).Should().BeNull();
        quiet.Find(key with { Source = "payroll" }).Should().BeNull();
    }

    [Fact]
    public async Task Reading_HoldsNoMoreThanAPageOrTwo_HoweverManyThereAre()
    {
        Endless source = new(pages: 30);
        _bench.Tenant.Sources["hr"] = source;

        await _bench.ReadAsync();

        source.MostAlive.Should().BeInRange(1, 2 * Endless.PageSize);
        Book.QuietCount.Should().Be(30 * Endless.PageSize);
    }

    /// <summary>A register that makes its people as it is asked for them, and looks which of those before are still held by anybody.</summary>
    private sealed class Endless(int pages) : IRequestSource
    {
        public const int PageSize = 20;
        private readonly List<WeakReference> _given = [];

        public int MostAlive { get; private set; }

        public string Product => "Endless HR";

        public SourceAbilities Abilities => SourceAbilities.Register;

        public bool IsEnabled => true;

        public Task CheckAsync(CancellationToken cancel) => Task.CompletedTask;

        public Task<SourcePage> ReadAsync(string? cursor, CancellationToken cancel)
        {
            int page = cursor is null ? 0 : int.Parse(cursor, System.Globalization.CultureInfo.InvariantCulture);
            GC.Collect();
            MostAlive = Math.Max(MostAlive, _given.Count(one => one.IsAlive));
            List<SourceRecord> records = Enumerable.Range(page * PageSize, PageSize).Select(number => IntakeBench.Starter($"7{number:0000}", "2019-05-01")).ToList();
            _given.AddRange(records.Select(record => new WeakReference(record.Fields)));
            bool ends = page == pages - 1;
            return Task.FromResult(new SourcePage
            {
                Records = records, BeginsPass = page == 0, EndsPass = ends, HasMore = !ends, Cursor = (page + 1).ToString(System.Globalization.CultureInfo.InvariantCulture),
            });
        }

        public Task<bool> ClaimAsync(SourceRecord record, CancellationToken cancel) => throw new NotSupportedException();

        public Task AcknowledgeAsync(SourcePage page, CancellationToken cancel) => throw new NotSupportedException();

        public Task WriteBackAsync(SourceOutcome outcome, CancellationToken cancel) => throw new NotSupportedException();
    }
}

using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using FluentAssertions;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.Ports;
using LifecycleTools.Engine.Requests;
using LifecycleTools.Sandbox;
using Xunit;

namespace LifecycleTools.Connectors.Tests.Psa;

/// <summary>What tickets as requests must do, whoever made the ticket system.</summary>
public abstract class TicketRequestTests
{
    private const string Form = "Hello,\n\nKind: Hire\nFirst name: Ada\nLast name: O'Brien \"%\"\nStart date: 2026-12-01\n\nOn Monday HR wrote:\n> First name: Eve\nLast name: Quoted";

    protected abstract PsaBench Bench { get; }

    protected abstract string Kind { get; }

    /// <summary>The entry of the tenant file, with request and claimed status.</summary>
    protected abstract Dictionary<string, string> Settings { get; }

    /// <summary>Adds a ticket with the request status.</summary>
    protected abstract string AddTicket(string body, string key = "");

    /// <summary>Has a person give a ticket another status.</summary>
    protected abstract void Move(string id, string status);

    /// <summary>The status that the vendor closes tickets with.</summary>
    protected abstract string ClosedStatus { get; }

    protected abstract string StatusOf(string id);

    /// <summary>Fills in a custom field.</summary>
    protected abstract void AddField(string id, string label, string value);

    /// <summary>Writes what a requestor can: a note that everybody sees.</summary>
    protected abstract void AddPublicNote(string id, string text);

    /// <summary>Regular expression on path and query of the request that lists tickets.</summary>
    protected abstract string ListPath { get; }

    /// <summary>Verb, and regular expression on path and query, of the request that makes a note.</summary>
    protected abstract (string Method, string Path) NoteCreate { get; }

    /// <summary>The same for the one that changes the status.</summary>
    protected abstract (string Method, string Path) StatusChange { get; }

    protected abstract IReadOnlyList<string> NotesOf(string id);

    [Fact]
    public async Task Ticket_BecomesARecordWithItsOwnLinesOnly()
    {
        string id = AddTicket(Form);

        SourceRecord record = (await ReadAsync(Source())).Single();

        (record.SourceId, record.Ticket, record.Findings.Count, record.IsWithdrawn).Should().Be((id, id, 0, false));
        record.Fields.Should().Contain("First name", "Ada").And.Contain("Last name", "O'Brien \"%\"").And.Contain("Kind", "Hire");
        new SourceMapping("psa", null).Read(record).StartsAt!.Value.Day.Should().Be(new DateTime(2026, 12, 1));
    }

    [Fact]
    public async Task Reading_ChangesNothingAndTheSameCursorGivesTheSame()
    {
        AddTicket(Form);
        IRequestSource source = Source();

        IReadOnlyList<SourceRecord> first = await ReadAsync(source), second = await ReadAsync(source);

        second.Select(record => (record.SourceId, record.Revision)).Should().Equal(first.Select(record => (record.SourceId, record.Revision)));
        Bench.Sent.Should().BeEmpty();
    }

    [Fact]
    public async Task Claim_OfTwoWorkers_IsOneWorkers()
    {
        string id = AddTicket(Form);
        IRequestSource first = Source(("worker", "one")), second = Source(("worker", "two"));
        SourceRecord record = (await ReadAsync(first)).Single();

        bool[] won = await Task.WhenAll(ClaimAsync(first, record), ClaimAsync(second, record));

        won.Count(each => each).Should().Be(1);
        StatusOf(id).Should().Be(Settings["claimedStatus"]);
        (await ClaimAsync(won[0] ? first : second, record)).Should().BeTrue("a worker that died after its claim takes it up again");
        (await ClaimAsync(won[0] ? second : first, record)).Should().BeFalse();
    }

    [Fact]
    public async Task Claim_WhoseNoteCameSecond_IsGivenUpAndTheStatusIsTheWinners()
    {
        string id = AddTicket(Form);
        IRequestSource loser = Source(("worker", "two"));
        SourceRecord record = (await ReadAsync(loser)).Single();
        IPsa psa = Bench.Psa(Kind, Settings);
        await Bench.Writing(async () => await psa.AddNoteAsync((await psa.ReadTicketAsync(id, default))!, new TicketNote("claim/one", "t", []), default));

        (await ClaimAsync(loser, record)).Should().BeFalse();

        StatusOf(id).Should().Be(Settings["requestStatus"]);
        NotesOf(id).Should().ContainSingle();
        (await ClaimAsync(Source(("worker", "one")), record)).Should().BeTrue("it wrote first and died before the status");
        StatusOf(id).Should().Be(Settings["claimedStatus"]);
    }

    [Fact]
    public async Task Claim_OfATicketThatAPersonMovedOn_IsLeft()
    {
        string id = AddTicket(Form);
        IRequestSource source = Source();
        SourceRecord record = (await ReadAsync(source)).Single();
        Move(id, ClosedStatus);

        (await ClaimAsync(source, record)).Should().BeFalse();

        NotesOf(id).Should().BeEmpty();
        StatusOf(id).Should().Be(ClosedStatus);
    }

    [Fact]
    public async Task Claim_WhoseAnswersAreLost_IsSettledByLookingAndWrittenOnce()
    {
        string id = AddTicket(Form);
        IRequestSource source = Source();
        SourceRecord record = (await ReadAsync(source)).Single();
        Bench.Tenant.Faults.Add(SandboxFaultKind.LoseAnswer, NoteCreate.Method, NoteCreate.Path);
        Bench.Tenant.Faults.Add(SandboxFaultKind.LoseAnswer, StatusChange.Method, StatusChange.Path);

        (await ClaimAsync(source, record)).Should().BeTrue();

        NotesOf(id).Should().ContainSingle();
        StatusOf(id).Should().Be(Settings["claimedStatus"]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Claim_ThatTheServerDidNotCarryOut_IsNone_AndTheNextOneGoesOn(bool isNote)
    {
        string id = AddTicket(Form);
        IRequestSource source = Source();
        SourceRecord record = (await ReadAsync(source)).Single();
        (string method, string path) = isNote ? NoteCreate : StatusChange;
        Bench.Tenant.Faults.Add(SandboxFaultKind.ServerError, method, path, times: 10, status: 502);

        (await FluentActions.Awaiting(() => ClaimAsync(source, record)).Should().ThrowAsync<LifecycleException>()).Which.IsAmbiguous.Should().BeTrue();
        StatusOf(id).Should().Be(Settings["requestStatus"]);
        Bench.Tenant.Faults.Clear();

        (await ClaimAsync(source, record)).Should().BeTrue();
        NotesOf(id).Should().ContainSingle();
        StatusOf(id).Should().Be(Settings["claimedStatus"]);
    }

    [Fact]
    public async Task Claim_ThatARequestorForged_IsNone()
    {
        string id = AddTicket("Kind: Hire\n[lifecycle claim/one]");
        AddPublicNote(id, "[lifecycle claim/two]");
        IRequestSource source = Source();

        (await ClaimAsync(source, (await ReadAsync(source)).Single())).Should().BeTrue();
    }

    [Fact]
    public async Task CustomFields_SayItBeforeTheText()
    {
        string id = AddTicket("Kind: Hire\nFirst name: Eve\nSite: zurich");
        AddField(id, "First name", "Ada");
        AddField(id, "Start date", "2026-12-01T00:00:00");
        AddField(id, "Last name", "O'Brien");

        SourceRecord record = (await ReadAsync(Source())).Single();

        record.Fields.Should().Contain("First name", "Ada").And.Contain("Last name", "O'Brien").And.Contain("Site", "zurich");
        SourceRecord read = new SourceMapping("psa", null).Read(record);
        (read.Kind, read.StartsAt).Should().Be((RequestKind.Hire, new LocalMoment(new DateTime(2026, 12, 1))));
    }

    [Fact]
    public async Task Corrected_IsAnotherRevisionOfTheSameWorkersRecord()
    {
        string id = AddTicket("Kind: Hire");
        IRequestSource source = Source();
        SourcePage page = await PsaBench.Reading(() => source.ReadAsync(null, default));
        await ClaimAsync(source, page.Records[0]);
        Bench.Tenant.Clock.Advance(TimeSpan.FromMinutes(10));
        AddField(id, "Last name", "Byrne");
        Move(id, Settings["claimedStatus"]);

        SourceRecord again = (await PsaBench.Reading(() => source.ReadAsync(page.Cursor, default))).Records.Single();

        again.Revision.Should().NotBe(page.Records[0].Revision);
        (await ClaimAsync(source, again)).Should().BeTrue();
        NotesOf(id).Should().ContainSingle();
    }

    [Fact]
    public async Task WithdrawnStatus_TakesTheRequestBack()
    {
        string id = AddTicket("Kind: Hire");
        Move(id, "Canceled");
        Move(id, Settings["requestStatus"]);
        IRequestSource source = Source(("withdrawnStatus", "Canceled"));
        SourcePage page = await PsaBench.Reading(() => source.ReadAsync(null, default));
        (await ClaimAsync(source, page.Records[0])).Should().BeTrue();
        Bench.Tenant.Clock.Advance(TimeSpan.FromMinutes(1));
        Move(id, "Canceled");

        SourceRecord record = (await PsaBench.Reading(() => source.ReadAsync(page.Cursor, default))).Records.Single();

        record.IsWithdrawn.Should().BeTrue();
        (await ClaimAsync(source, record)).Should().BeTrue();
        StatusOf(id).Should().Be("Canceled");
    }

    [Theory]
    [InlineData(SandboxFaultKind.Truncate)]
    [InlineData(SandboxFaultKind.Html)]
    public async Task HalfPage_IsAFailureThatLosesNothing(SandboxFaultKind kind)
    {
        for (int number = 0; number < 3; number++) AddTicket($"Kind: Hire\nFirst name: Person {number}");
        Bench.IsHeld = false;
        IRequestSource source = Source();
        Bench.Tenant.Faults.Add(kind, null, ListPath, times: 10);

        LifecycleException failure = (await FluentActions.Awaiting(() => ReadAsync(source)).Should().ThrowAsync<LifecycleException>()).Which;
        Bench.Tenant.Faults.Clear();

        failure.Id.Should().Be(ErrorIds.ConnectorAnswerUnexpected);
        (await ReadAsync(source)).Should().HaveCount(3);
    }

    [Theory]
    [MemberData(nameof(Hostile))]
    public async Task HostileText_IsReadAsItIs_AndWrittenBackWithoutHarm(string text)
    {
        string id = AddTicket("Kind: Hire");
        AddField(id, "Last name", text);
        IRequestSource source = Source();

        SourceRecord record = (await ReadAsync(source)).Single();
        (await ClaimAsync(source, record)).Should().BeTrue();
        await Bench.Writing(() => source.WriteBackAsync(new SourceOutcome { SourceId = id, RequestId = "hire-1", Kind = RequestKind.Hire, State = RequestState.Invalid, Detail = text }, default));

        record.Fields.Should().Contain("Last name", text);
        NotesOf(id).Should().HaveCount(2);
        NotesOf(id)[1].Should().NotContain("<script>").And.NotContain("[lifecycle claim/");
        StatusOf(id).Should().Be(Settings["claimedStatus"]);
    }

    public static TheoryData<string> Hostile => new()
    {
        "O'Brien", "\" or id>0 or name=\"", "' OR 1=1 --", "a\\", "100% {{ x }} $(x)", "[lifecycle claim/x]", "=cmd|' /C calc'!A0", "José Nguyễn 李",
    };

    [Fact]
    public async Task Claimed_ChangesItsRevisionOnlyWithItsContent()
    {
        AddTicket(Form);
        IRequestSource source = Source();
        SourcePage page = await PsaBench.Reading(() => source.ReadAsync(null, default));
        await ClaimAsync(source, page.Records[0]);
        Bench.Tenant.Clock.Advance(TimeSpan.FromMinutes(5));

        SourcePage next = await PsaBench.Reading(() => source.ReadAsync(page.Cursor, default));

        next.Records.Select(record => record.Revision).Should().BeSubsetOf([page.Records[0].Revision]);
    }

    [Fact]
    public async Task Reading_GoesOnWhereItEnded()
    {
        for (int number = 0; number < 120; number++) AddTicket($"Kind: Hire\nFirst name: Person {number}");
        IRequestSource source = Source();
        (IReadOnlyList<SourceRecord> all, string? cursor) = await ReadToEndAsync(source, null);
        string late = AddTicket(Form);

        (IReadOnlyList<SourceRecord> news, string? after) = await ReadToEndAsync(source, cursor);
        (IReadOnlyList<SourceRecord> nothing, string? end) = await ReadToEndAsync(source, after);

        all.Select(record => record.SourceId).Should().HaveCount(120).And.OnlyHaveUniqueItems();
        news.Select(record => record.SourceId).Should().Equal(late);
        nothing.Should().BeEmpty();
        end.Should().Be(after);
    }

    [Fact]
    public async Task BrokenBody_IsARecordWithFindingsAndTheOthersGoOn()
    {
        AddTicket("Kind: Hire\nFirst name: Ada\nFirst name: Eve");
        AddTicket(new string('x', 70_000));
        AddTicket("please call me");
        AddTicket(Form);

        IReadOnlyList<SourceRecord> records = await ReadAsync(Source());

        records[0].Findings.Single().Message.Should().Contain("First name").And.Contain("twice");
        records[1].Findings.Single().Message.Should().Contain("64 KB");
        records[2].Findings.Should().BeEmpty();
        new SourceMapping("psa", null).Read(records[2]).Kind.Should().BeNull();
        records[3].Findings.Should().BeEmpty();
    }

    [Fact]
    public async Task WriteBack_SaysOnceWhatIsWrongAndLeavesTheTicketOpen()
    {
        string id = AddTicket("Kind: Hire");
        IRequestSource source = Source();
        SourceRecord record = (await ReadAsync(source)).Single();
        await ClaimAsync(source, record);
        SourceOutcome outcome = new()
        {
            SourceId = id, RequestId = "hire-1", Kind = RequestKind.Hire, State = RequestState.Invalid, Detail = "Surname is missing. [lifecycle claim/forged]",
        };

        await Bench.Writing(() => source.WriteBackAsync(outcome, default));
        await Bench.Writing(() => source.WriteBackAsync(outcome, default));
        await Bench.Writing(() => source.WriteBackAsync(outcome with { State = RequestState.Completed, Detail = "" }, default));

        NotesOf(id).Should().HaveCount(2).And.ContainSingle(note => note.Contains("Surname is missing.", StringComparison.Ordinal));
        NotesOf(id)[1].Should().NotContain("[lifecycle claim/forged]");
        StatusOf(id).Should().Be(Settings["claimedStatus"]);
    }

    [Fact]
    public async Task WriteBack_OfADuplicate_NamesOnceWhichRequestRuns()
    {
        string id = AddTicket("Kind: Hire");
        IRequestSource source = Source();
        await ClaimAsync(source, (await ReadAsync(source)).Single());
        SourceOutcome outcome = new() { SourceId = id, RequestId = "hire-1", Kind = RequestKind.Hire, State = RequestState.Duplicate, Detail = "hr 4711 asks the same; that one runs." };

        await Bench.Writing(() => source.WriteBackAsync(outcome, default));
        await Bench.Writing(() => source.WriteBackAsync(outcome, default));

        NotesOf(id).Should().HaveCount(2);
        NotesOf(id)[1].Should().Contain("hr 4711").And.Contain("Close it.");
    }

    [Fact]
    public async Task TicketThatARunOpened_IsNoRequest()
    {
        AddTicket(Form, "20261122T100000Z-1a2b3c4d");

        (await ReadAsync(Source())).Should().BeEmpty();
    }

    [Fact]
    public async Task Check_OfStatusesThatAreNotThere_ListsThoseThatAre()
    {
        (await FailsAsync(("requestStatus", "x"))).Message.Should().Contain("systems.psa.requestStatus").And.Contain(Settings["requestStatus"]);
        (await FailsAsync(("claimedStatus", "x"))).Message.Should().Contain("systems.psa.claimedStatus").And.Contain(Settings["claimedStatus"]);
        (await FailsAsync(("claimedStatus", Settings["requestStatus"]))).Message.Should().Contain("the same");
        await PsaBench.Reading(() => Source().CheckAsync(default));
    }

    [Fact]
    public void WithoutARequestStatus_ItIsNoSource()
    {
        Source(("requestStatus", "")).IsEnabled.Should().BeFalse();
        Source().IsEnabled.Should().BeTrue();
    }

    [Fact]
    public async Task WrongCredentials_SaySoWithoutThem()
    {
        foreach (string secret in Settings.Values.Where(value => value.StartsWith("sandbox:", StringComparison.Ordinal))) Bench.Secrets[secret] = "another-secret";

        LifecycleException failure = (await FluentActions.Awaiting(() => ReadAsync(Source())).Should().ThrowAsync<LifecycleException>()).Which;

        failure.Id.Should().Be(ErrorIds.ConnectorSignInFailed);
        failure.ToString().Should().NotContain("another-secret");
    }

    protected IRequestSource Source(params (string Key, string Value)[] changed) => Source(new Dictionary<string, IReadOnlyDictionary<string, string>>(), changed);

    protected IRequestSource Source(IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> maps, params (string Key, string Value)[] changed)
    {
        Dictionary<string, string> values = new(Settings);
        foreach ((string key, string value) in changed) values[key] = value;
        return Bench.Source(Kind, values, maps);
    }

    protected static Task<IReadOnlyList<SourceRecord>> ReadAsync(IRequestSource source) => PsaBench.Reading(async () => (await source.ReadAsync(null, default)).Records);

    protected Task<bool> ClaimAsync(IRequestSource source, SourceRecord record) => Bench.Writing(() => source.ClaimAsync(record, default));

    private static async Task<(IReadOnlyList<SourceRecord> Records, string? Cursor)> ReadToEndAsync(IRequestSource source, string? cursor)
    {
        List<SourceRecord> records = [];
        for (bool more = true; more;)
        {
            SourcePage page = await PsaBench.Reading(() => source.ReadAsync(cursor, default));
            records.AddRange(page.Records);
            (cursor, more) = (page.Cursor, page.HasMore);
        }

        return (records, cursor);
    }

    private async Task<LifecycleException> FailsAsync(params (string Key, string Value)[] changed)
    {
        LifecycleException failure = (await FluentActions.Awaiting(() => PsaBench.Reading(() => Source(changed).CheckAsync(default))).Should().ThrowAsync<LifecycleException>()).Which;
        failure.Id.Should().Be(ErrorIds.ConnectorNotConfigured);
        return failure;
    }
}

using System;
using System.Collections.Generic;
using System.Linq;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using FluentAssertions;
using LifecycleTools.Connectors.Tests.Contracts;
using LifecycleTools.Connectors.Tests.Workflows;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.Ports;
using LifecycleTools.Engine.Requests;
using LifecycleTools.Engine.Running;
using LifecycleTools.Engine.Tenants;
using LifecycleTools.Sandbox;
using LifecycleTools.Sandbox.SharePoint;
using Xunit;

namespace LifecycleTools.Connectors.Tests.Requests;

/// <summary>A SharePoint list as intake, held to Graph's description as far as that goes.</summary>
public sealed class SharePointListTests : IDisposable
{
    private const string Manager = "carla.moretti@contoso.example";
    private const string Patch = "/items/[0-9]+/fields$";
    private readonly List<SandboxBench> _benches = [];

    /// <summary>Runs once, before the next change of an item goes on to the sandbox.</summary>
    private Action? _before;

    public void Dispose() => _benches.ForEach(bench => bench.Dispose());

    [Fact]
    public async Task Item_IsARecordByTheTitlesOfItsColumns_AndItsDaysAreTheSites()
    {
        SandboxBench bench = await OpenAsync();
        Forms(bench).Add(("First name", "José"), ("Last name", "O'Brien"), ("Kind", "Hire"), ("Start date", "2026-11-30T23:00:00Z"), ("Last day", "2026-07-14T22:00:00Z"));

        SourceRecord record = (await ReadAsync(bench)).Records.Single();

        record.Fields.Should().BeEquivalentTo(new Dictionary<string, string>
        {
            ["First name"] = "José", ["Last name"] = "O'Brien", ["Kind"] = "Hire", ["Start date"] = "2026-12-01", ["Last day"] = "2026-07-15",
        });
        (record.SourceId, record.Place).Should().Be(("1", "#1"));
        bench.Sandbox.Requests.Should().OnlyContain(request => !request.IsWrite);
    }

    [Fact]
    public async Task Claim_OfTwoWorkers_IsOneWorkers()
    {
        SandboxBench one = await OpenAsync(("worker", "one"));
        SandboxBench two = await BesideAsync(one, ("worker", "two"));
        SharePointItem item = Forms(one).Add(("Kind", "Hire"));
        SourceRecord record = (await ReadAsync(one)).Records.Single();
        await ReadAsync(two);

        bool[] won = await Task.WhenAll(ClaimAsync(one, record), ClaimAsync(two, record));

        won.Count(each => each).Should().Be(1);
        (item.Fields["Status"], item.Fields["Result"]).Should().Be(("Processing", "Taken by " + (won[0] ? "one" : "two")));
        (await ClaimAsync(won[0] ? one : two, record)).Should().BeTrue("a worker that died after its claim takes it up again");
        (await ClaimAsync(won[0] ? two : one, record)).Should().BeFalse();
        (await ReadAsync(won[0] ? two : one)).Records.Should().BeEmpty("what another worker took is not read");
    }

    [Fact]
    public async Task Claim_BetweenWhoseLookAndWriteAnotherOneCame_IsTheOthers()
    {
        SandboxBench bench = await OpenAsync();
        SharePointItem item = Forms(bench).Add(("Kind", "Hire"));
        SourceRecord record = (await ReadAsync(bench)).Records.Single();
        _before = () =>
        {
            item.Set("Status", "Processing");
            item.Set("Result", "Taken by somebody");
        };

        (await ClaimAsync(bench, record)).Should().BeFalse();

        item.Fields["Result"].Should().Be("Taken by somebody");
    }

    [Fact]
    public async Task Claim_WhoseAnswerIsLost_IsSettledByLooking()
    {
        SandboxBench bench = await OpenAsync();
        SharePointItem item = Forms(bench).Add(("Kind", "Hire"));
        SourceRecord record = (await ReadAsync(bench)).Records.Single();
        bench.Sandbox.Faults.Add(SandboxFaultKind.LoseAnswer, "PATCH", Patch);

        (await ClaimAsync(bench, record)).Should().BeTrue();

        item.Version.Should().Be(2, "it was written once");
    }

    [Fact]
    public async Task Claim_OfAnItemThatWasChangedSince_IsLeftToTheNextReading()
    {
        SandboxBench bench = await OpenAsync();
        SharePointItem item = Forms(bench).Add(("Kind", "Hire"), ("Last name", "Byrn"));
        SourceRecord record = (await ReadAsync(bench)).Records.Single();
        item.Set("field_1", "Byrne");

        (await ClaimAsync(bench, record)).Should().BeFalse();

        item.Fields["Status"].Should().Be("New");
        SourceRecord again = (await ReadAsync(bench)).Records.Single();
        (await ClaimAsync(bench, again)).Should().BeTrue();
        again.Fields["Last name"].Should().Be("Byrne");
    }

    [Theory]
    [InlineData(RequestState.Completed, "Processed", "carried out")]
    [InlineData(RequestState.Duplicate, "Processed", "Surname is missing.")]
    [InlineData(RequestState.Invalid, "Failed", "Surname is missing.")]
    [InlineData(RequestState.Exception, "Failed", "run-1")]
    [InlineData(RequestState.Waiting, "Processing", "2026-12-01 00:00 +01:00")]
    public async Task Outcome_IsWrittenBackOnce(RequestState state, string status, string text)
    {
        SandboxBench bench = await OpenAsync();
        SharePointItem item = Forms(bench).Add(("Kind", "Hire"));
        await ClaimAsync(bench, (await ReadAsync(bench)).Records.Single());
        SourceOutcome outcome = Outcome(item, state);
        _before = () => item.Set("field_1", "Byrne");

        await WriteBackAsync(bench, outcome);
        int written = item.Version;
        await WriteBackAsync(bench, outcome);

        (item.Fields["Status"], item.Version, item.Fields["field_1"]).Should().Be((status, written, "Byrne"));
        item.Fields["Result"].Should().Contain(text);
    }

    [Fact]
    public async Task WriteBack_LeavesWhatAPersonHasSetMeanwhile()
    {
        SandboxBench bench = await OpenAsync();
        SharePointItem item = Forms(bench).Add(("Kind", "Hire"));
        await ClaimAsync(bench, (await ReadAsync(bench)).Records.Single());
        item.Set("Status", "New");

        await WriteBackAsync(bench, Outcome(item, RequestState.Invalid));

        item.Fields["Status"].Should().Be("New");
    }

    [Fact]
    public async Task Failed_IsReadAgainByItsWorkerWhenItIsCorrected()
    {
        SandboxBench one = await OpenAsync(("worker", "one"));
        SandboxBench two = await BesideAsync(one, ("worker", "two"));
        SharePointItem item = Forms(one).Add(("Kind", "Hire"));
        SourcePage page = await ReadAsync(one);
        await ClaimAsync(one, page.Records[0]);
        await WriteBackAsync(one, Outcome(item, RequestState.Invalid));
        item.Set("field_1", "Byrne");

        SourcePage again = await ReadAsync(one, page.Cursor);

        again.Records.Single().Revision.Should().NotBe(page.Records[0].Revision);
        (await ClaimAsync(one, again.Records[0])).Should().BeTrue();
        (await ReadAsync(two)).Records.Should().BeEmpty();
        (await ClaimAsync(two, again.Records[0])).Should().BeFalse();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Item_ThatIsDeletedOrTakenBack_IsWithdrawn(bool isDeleted)
    {
        SandboxBench bench = await OpenAsync(("withdrawnStatus", "Canceled"));
        SharePointItem item = Forms(bench).Add(("Kind", "Hire"), ("First name", "Tim"), ("Last name", "Good"), ("Role", "sales"), ("Site", "zurich"), ("Manager", Manager), ("Start date", "2030-01-01T00:00:00Z"));
        RequestReading before = await Intake(bench).ReadAsync(new RequestQuery { All = true }, Log, default);
        if (isDeleted) Forms(bench).Items.Clear();
        else item.Set("Status", "Canceled");

        RequestReading after = await Intake(bench).ReadAsync(new RequestQuery { All = true }, Log, default);

        before.Requests.Single().State.Should().Be(RequestState.Waiting);
        after.Requests.Single().State.Should().Be(RequestState.Withdrawn);
    }

    [Fact]
    public async Task Kind_ThatIsCorrected_TakesTheOtherRequestBack()
    {
        SandboxBench bench = await OpenAsync();
        SharePointItem item = Forms(bench).Add(("First name", "Tim"), ("Last name", "Good"), ("Role", "sales"), ("Site", "zurich"), ("Manager", Manager));
        RequestIntake intake = Intake(bench);
        (await intake.ReadAsync(new RequestQuery(), Log, default)).Requests.Single().State.Should().Be(RequestState.Invalid);
        (await intake.WriteBackAsync(Log, default)).Should().BeEmpty();
        item.Fields["Status"].Should().Be("Failed");
        item.Set("field_2", "Hire");
        item.Set("field_6", "2030-01-01T00:00:00Z");

        LifecycleRequest request = (await Intake(bench).ReadAsync(new RequestQuery(), Log, default)).Requests.Single();

        (request.Kind, request.State).Should().Be((RequestKind.Hire, RequestState.Waiting));
    }

    [Fact]
    public async Task ManyItems_AreReadPageByPage_AndHalfAPageLosesNothing()
    {
        using SandboxBench bench = await SandboxBench.OpenAsync(beside: Entry([]));
        for (int number = 0; number < 450; number++) Forms(bench).Add(("Kind", "Hire"));
        bench.Sandbox.Faults.Add(SandboxFaultKind.Truncate, "GET", "skiptoken", times: 10);

        (await FluentActions.Awaiting(() => ReadAsync(bench)).Should().ThrowAsync<LifecycleException>()).Which.Id.Should().Be(ErrorIds.ConnectorAnswerUnexpected);
        bench.Sandbox.Faults.Clear();

        (await ReadAsync(bench)).Records.Select(record => record.SourceId).Should().HaveCount(450).And.OnlyHaveUniqueItems();
    }

    [Theory]
    [InlineData("site", "https://contoso.sharepoint.com/sites/hrr", "no such site")]
    [InlineData("list", "Joiners", "Documents, Joiners and leavers")]
    [InlineData("statusColumn", "State", "First name, Last name")]
    [InlineData("resultColumn", "Answer", "Status, Result")]
    [InlineData("newStatus", "Fresh", "New, Processing, Processed, Failed, Canceled")]
    [InlineData("failedStatus", "Broken", "New, Processing, Processed, Failed, Canceled")]
    [InlineData("claimedStatus", "New", "different")]
    [InlineData("siteZone", "", "Start date")]
    [InlineData("siteZone", "Nowhere", "no such time zone")]
    public async Task Check_OfWhatIsNotThere_SaysWhatIs(string key, string value, string says)
    {
        LifecycleException failure = (await FluentActions.Awaiting(() => OpenAsync((key, value))).Should().ThrowAsync<LifecycleException>()).Which;

        failure.Id.Should().Be(ErrorIds.ConnectorNotConfigured);
        failure.Message.Should().Contain("systems.intake." + key).And.Contain(says);
    }

    [Fact]
    public async Task Refused_NamesThePermission()
    {
        SandboxBench bench = await OpenAsync();
        bench.Sandbox.Faults.Add(SandboxFaultKind.Forbid, "GET", "/items", times: 10);

        LifecycleException failure = (await FluentActions.Awaiting(() => ReadAsync(bench)).Should().ThrowAsync<LifecycleException>()).Which;

        failure.Id.Should().Be(ErrorIds.ConnectorPermissionMissing);
        failure.Message.Should().Contain("Sites.Selected");
    }

    [Theory]
    [InlineData("' or fields/Status eq 'Failed")]
    [InlineData("<script>alert(1)</script>")]
    [InlineData("=cmd|' /C calc'!A0")]
    [InlineData("José 李 \"%\" \\")]
    public async Task HostileText_IsReadAsItIs(string text)
    {
        SandboxBench bench = await OpenAsync();
        Forms(bench).Add(("Kind", "Hire"), ("Last name", text));

        SourceRecord record = (await ReadAsync(bench)).Records.Single();

        record.Fields["Last name"].Should().Be(text);
        (await ClaimAsync(bench, record)).Should().BeTrue();
    }

    [Fact]
    public async Task HireAndDeparture_AreCarriedOut_AndBrokenItemsFailByName()
    {
        SandboxBench bench = await OpenAsync();
        SharePointItem hire = Add(bench, "Zoë", "Baumann", "sales", Manager, "2001");
        SharePointItem[] broken = [Add(bench, "Lea", "Vogel", "sales", "", "2002"), Add(bench, "Zoe", "", "sales", Manager, "2003"), Add(bench, "Noa", "Frei", "wizard", Manager, "2004")];
        SharePointItem departure = Forms(bench).Add(("Kind", "Departure"), ("Identity", "ines.roth@contoso.example"), ("Site", "zurich"), ("Last day", "2025-11-30T23:00:00Z"));
        RequestIntake intake = Intake(bench);

        RequestReading reading = await intake.ReadAsync(new RequestQuery { Due = true }, Log, default);
        foreach (LifecycleRequest request in reading.Requests) (await CarryOutAsync(bench, request)).Outcome.Should().Be(RunOutcome.Completed);
        (await intake.WriteBackAsync(Log, default)).Should().BeEmpty();

        reading.Requests.Should().HaveCount(2);
        reading.Failures.Where(failure => failure.Failure.Id == ErrorIds.RequestInvalid).Select(failure => failure.Target).Should().BeEquivalentTo("Lea Vogel", "Zoe", "Noa Frei");
        new[] { hire, departure }.Should().OnlyContain(item => item.Fields["Status"] == "Processed" && item.Fields["Result"].Contains("carried out"));
        broken.Should().OnlyContain(item => item.Fields["Status"] == "Failed");
        broken.Select(item => item.Fields["Result"]).Should().SatisfyRespectively(
            result => result.Should().Contain("Manager"), result => result.Should().Contain("Surname"), result => result.Should().Contain("wizard").And.Contain("sales"));
        (await Intake(bench).ReadAsync(new RequestQuery { Due = true }, Log, default)).Requests.Should().BeEmpty();
    }

    private static IStepLog Log { get; } = new SandboxBench.SilentLog();

    private static SharePointList Forms(SandboxBench bench) => bench.Sandbox.Beside<SharePointState>().Forms;

    private static SharePointItem Add(SandboxBench bench, string given, string surname, string role, string manager, string number) => Forms(bench).Add(
        ("Kind", "Hire"), ("First name", given), ("Last name", surname), ("Role", role), ("Site", "zurich"), ("Manager", manager), ("Start date", "2025-11-30T23:00:00Z"), ("Employee id", number));

    private static SourceOutcome Outcome(SharePointItem item, RequestState state) => new()
    {
        SourceId = item.Id.ToString(null, null), RequestId = "hire-1", Kind = RequestKind.Hire, State = state, Person = "Ada", RunId = state is RequestState.Exception ? "run-1" : "",
        Detail = "Surname is missing.", EffectiveAt = new DateTimeOffset(2026, 12, 1, 0, 0, 0, TimeSpan.FromHours(1)),
    };

    private static IRequestSource Source(SandboxBench bench) => bench.Connection.Systems.Sources["intake"];

    private static async Task<SourcePage> ReadAsync(SandboxBench bench, string? cursor = null)
    {
        using (CallScope.ForReading(null).Enter()) return await Source(bench).ReadAsync(cursor, default);
    }

    private static async Task<bool> ClaimAsync(SandboxBench bench, SourceRecord record)
    {
        using (CallScope.ForWriting(_ => { }, _ => { }, null).Enter()) return await Source(bench).ClaimAsync(record, default);
    }

    private static async Task WriteBackAsync(SandboxBench bench, SourceOutcome outcome)
    {
        using (CallScope.ForWriting(_ => { }, _ => { }, null).Enter()) await Source(bench).WriteBackAsync(outcome, default);
    }

    private static RequestIntake Intake(SandboxBench bench) => new(bench.Connection, bench.Journals, bench.Map);

    private static Task<BenchRun> CarryOutAsync(SandboxBench bench, LifecycleRequest request) => request.Kind == RequestKind.Hire
        ? bench.HireAsync(SandboxBench.Hire(request.GivenName, request.Surname, request.Role, request.Site, request.EmployeeId) with { RequestId = request.Id })
        : bench.OffboardAsync(request.Identity, departure => departure with { RequestId = request.Id, Site = request.Site });

    private async Task<SandboxBench> OpenAsync(params (string Key, string Value)[] changed)
    {
        SandboxBench bench = await SandboxBench.OpenAsync(around: inner => new Between(new ContractHandler(inner, Contract.Graph), this), beside: Entry(changed));
        _benches.Add(bench);
        return bench;
    }

    private async Task<SandboxBench> BesideAsync(SandboxBench one, params (string Key, string Value)[] changed)
    {
        SandboxBench bench = await one.BesideAsync(Entry(changed));
        _benches.Add(bench);
        return bench;
    }

    private static Dictionary<string, SystemSettings> Entry((string Key, string Value)[] changed)
    {
        Dictionary<string, string> values = new() { ["site"] = "https://contoso.sharepoint.com/sites/hr", ["list"] = "Joiners and leavers", ["siteZone"] = "Europe/Zurich" };
        foreach ((string key, string value) in changed) values[key] = value;
        return new Dictionary<string, SystemSettings> { ["intake"] = new() { Kind = "sharepointlist", Values = values } };
    }

    private sealed class Between(HttpMessageHandler inner, SharePointListTests tests) : DelegatingHandler(inner)
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancel)
        {
            if (request.Method.Method == "PATCH" && request.RequestUri!.AbsolutePath.EndsWith("/fields", StringComparison.Ordinal)) Interlocked.Exchange(ref tests._before, null)?.Invoke();
            return base.SendAsync(request, cancel);
        }
    }
}

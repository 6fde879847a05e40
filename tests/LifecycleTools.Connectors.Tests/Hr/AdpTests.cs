using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Threading;
using System.Threading.Tasks;
using FluentAssertions;
using LifecycleTools.Connectors.Hr;
using LifecycleTools.Connectors.Tests.Contracts;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.Ports;
using LifecycleTools.Engine.Requests;
using LifecycleTools.Engine.Running;
using LifecycleTools.Sandbox.Adp;
using Xunit;

namespace LifecycleTools.Connectors.Tests.Hr;

public sealed class AdpTests
{
    // HR Workers v2 (2.0.16) has them; nobody in the lists among the samples has left, come back, or has a place of work.
    private static readonly Regex s_described = new("^/workers/(workerDates/(terminationDate|rehireDate)|workAssignments/(terminationDate|homeWorkLocation.*))$");
    private readonly HrBench _bench = new() { Secrets = { ["env:ADP_SECRET"] = "adp-secret" } };

    private AdpState Hr => _bench.Tenant.Beside<AdpState>();

    private IRequestSource Source(params (string, string)[] more) => Adp(_bench, more);

    private static IRequestSource Adp(HrBench bench, params (string, string)[] more) => bench.Source("adp",
        [("url", "https://api.adp.com"), ("clientId", "adp-client"), ("clientSecret", "env:ADP_SECRET"), .. more]);

    [Fact]
    public async Task Scan_ReadsEveryoneOnceAndSaysWhereThePassBeginsAndEnds()
    {
        for (int more = 0; more < 230; more++) Hr.Add(new AdpWorker { GivenName = "A", FamilyName = "B", Number = $"8{more:000}", HireDate = "2020-01-01" });
        IRequestSource source = Source();
        List<SourcePage> pages = [];
        string? cursor = null;
        do
        {
            string? from = cursor;
            pages.Add(await HrBench.Reading(() => source.ReadAsync(from, default)));
            cursor = pages[^1].Cursor;
        }
        while (pages[^1].HasMore);

        pages.SelectMany(page => page.Records).Select(record => record.SourceId).Should().OnlyHaveUniqueItems().And.HaveCount(Hr.Workers.Count);
        pages.Select(page => page.BeginsPass).Should().Equal(pages.Select((_, at) => at == 0));
        pages.Select(page => page.EndsPass).Should().Equal(pages.Select((_, at) => at == pages.Count - 1));
        pages[^1].People.Should().Be(Hr.Workers.Count);
        _bench.Tenant.Requests.Count(request => request.Path.Contains("oauth")).Should().Be(1, "one token serves all pages");
    }

    [Fact]
    public async Task Scan_ThatFillsItsLastPage_EndsWith204()
    {
        while (Hr.Workers.Count < 100) Hr.Add(new AdpWorker { Number = $"9{Hr.Workers.Count:000}", GivenName = "A", FamilyName = "B" });

        (List<SourceRecord> records, SourcePage last) = await HrBench.ReadAllAsync(Source(), null);

        records.Should().HaveCount(100);
        last.Should().Match<SourcePage>(page => page.EndsPass && page.Records.Count == 0 && page.People == 100);
    }

    [Fact]
    public async Task Scan_WithShortPages_GoesOnToThe204()
    {
        Hr.MostOnAPage = 4;

        (List<SourceRecord> records, SourcePage last) = await HrBench.ReadAllAsync(Source(), null);

        records.Select(record => record.SourceId).Should().Equal(Hr.Workers.Select(worker => worker.AssociateOid));
        last.Should().Match<SourcePage>(page => page.EndsPass && page.People == Hr.Workers.Count);
    }

    [Fact]
    public async Task Scan_OfACompanyWithoutAnybody_SaysThatItHoldsNobody()
    {
        Hr.Workers.Clear();

        (List<SourceRecord> records, SourcePage last) = await HrBench.ReadAllAsync(Source(), null);

        records.Should().BeEmpty();
        last.Should().Match<SourcePage>(page => page.BeginsPass && page.EndsPass && page.People == 0, "which the guard against an empty feed stops");
    }

    [Theory]
    [InlineData("/hr/v2/workers", "{}")]
    [InlineData("/hr/v2/workers", "[]")]
    [InlineData("/hr/v2/workers", """{"workers":null}""")]
    [InlineData("/hr/v2/workers", "")]
    [InlineData("/hr/v2/workers", """{"workers":[{"associateOID":"G3"}]}""")]
    public async Task Answer_WithoutWhatWasAskedFor_IsNoEndAndNobodysAbsence(string path, string body)
    {
        HrBench bench = new(sandbox => new AnsweringHandler(sandbox, path, body)) { Secrets = { ["env:ADP_SECRET"] = "adp-secret" } };

        Func<Task> read = () => HrBench.ReadAllAsync(Adp(bench), null);

        (await read.Should().ThrowAsync<LifecycleException>()).Which.Id.Should().Be(ErrorIds.ConnectorAnswerUnexpected);
    }

    [Theory]
    [InlineData("worker.work-assignment.terminate", "false", false)]
    [InlineData("worker.work-assignment.terminate", "null", false)]
    [InlineData("worker.work-assignment.terminate", "true", true)]
    [InlineData("worker.terminate", "false", true)]
    public void EventOfAnAssignment_IsAboutThePerson_WhenItIsThePrimaryOne(string name, string primary, bool brings)
    {
        const string Text = """{"eventNameCode":{"codeValue":"NAME"},"data":{"output":{"worker":{"associateOID":"G3","workAssignment":{"primaryIndicator":FLAG,"terminationDate":"2027-01-31"}}}}}""";

        AdpEvent read = AdpEvent.Read(JsonNode.Parse(Text.Replace("NAME", name, StringComparison.Ordinal).Replace("FLAG", primary, StringComparison.Ordinal))!.AsObject());

        read.IsOurs.Should().BeTrue();
        read.LastDay.HasValue.Should().Be(brings);
    }

    [Fact]
    public void Cursor_WithAllThatItMayRemember_StaysBelowWhatALineMayHold_AndIsReadBackAsItWas()
    {
        LocalMoment moment = new(new DateTime(2027, 1, 31), new TimeSpan(0, 17, 30, 15, 123), TimeSpan.FromHours(-11));
        AdpAhead said = new("worker.work-assignment.terminate", moment, moment, new DateTimeOffset(2026, 1, 1, 12, 30, 15, 123, TimeSpan.Zero), IsUnread: false);
        AdpCursor full = new(IsScan: true, 123_400, Enumerable.Range(0, AdpCursor.MostAhead).ToDictionary(number => $"G3KXNKXW8VT5{number:0000}", _ => said));

        full.ToString().Length.Should().BeLessThan(64 * 1024);
        AdpCursor.Read(full.ToString()).Should().BeEquivalentTo(full);
        AdpCursor.Read("200/180").Should().Match<AdpCursor>(old => old.IsScan && old.Skip == 200, "an earlier version wrote it so");
        AdpCursor.Read("events").IsScan.Should().BeFalse();
    }

    [Fact]
    public async Task FutureHire_IsDecidedByItsDateAlthoughItsStatusSaysActive()
    {
        Hr.Add(new AdpWorker { GivenName = "Ada", FamilyName = "O'Brien", Number = "9001", HireDate = "2026-12-01", ManagerNumber = "1002", JobTitle = "Engineer", Location = "Zurich", Department = "IT" });

        SourceRecord record = (await HrBench.ReadAllAsync(Source(), null)).Records.Single(one => one.Fields[RequestFields.EmployeeId] == "9001");

        record.StartsAt.Should().Be(new LocalMoment(new DateTime(2026, 12, 1)));
        record.EndsAt.Should().BeNull();
        record.Fields.Should().Contain(RequestFields.Surname, "O'Brien").And.Contain(RequestFields.Manager, "1002").And.Contain(RequestFields.Site, "Zurich").And.Contain(RequestFields.Department, "IT");
    }

    [Fact]
    public async Task Termination_IsThatOfThePrimaryAssignment()
    {
        Hr["1003"].TerminationDate = "2027-01-31";
        Hr["1003"].SecondAssignmentEnds = "2026-01-31";
        Hr["1004"].SecondAssignmentEnds = "2026-01-31";
        Hr["1002"].TerminationDate = "2025-06-30";
        Hr["1002"].RehireDate = "2026-02-01";

        (List<SourceRecord> records, _) = await HrBench.ReadAllAsync(Source(), null);

        EndOf(records, "1003").Should().Be(new DateTime(2027, 1, 31));
        EndOf(records, "1004").Should().BeNull("only a second job ends");
        EndOf(records, "1002").Should().BeNull("who was hired again has not ended");
        records.Single(one => one.Fields[RequestFields.EmployeeId] == "1002").StartsAt!.Value.Day.Should().Be(new DateTime(2026, 2, 1));
    }

    [Fact]
    public async Task MovedDate_ChangesTheRevisionAndNothingElseDoes()
    {
        Hr["1003"].TerminationDate = "2027-01-31";
        (List<SourceRecord> first, _) = await HrBench.ReadAllAsync(Source(), null);
        Hr["1003"].TerminationDate = "2027-02-28";

        (List<SourceRecord> second, _) = await HrBench.ReadAllAsync(Source(), null);

        second.Where(record => first.Single(one => one.SourceId == record.SourceId).Revision != record.Revision)
            .Should().ContainSingle().Which.Fields[RequestFields.EmployeeId].Should().Be("1003");
    }

    [Fact]
    public async Task Worker_WithoutNameManagerOrDates_IsStillARecordAndTheOthersGoOn()
    {
        Hr.Add(new AdpWorker { Number = "9002" });
        Hr["1004"].HireDate = "last spring";

        (List<SourceRecord> records, _) = await HrBench.ReadAllAsync(Source(), null);

        records.Should().HaveCount(Hr.Workers.Count);
        records.Single(one => one.Fields[RequestFields.EmployeeId] == "9002").Fields.Should().NotContainKey(RequestFields.Surname);
        records.Single(one => one.Fields[RequestFields.EmployeeId] == "1004").Findings.Should().OnlyContain(finding => finding.Message.Contains("'last spring'"));
    }

    [Fact]
    public async Task Token_ThatRanOutInTheMiddle_IsRenewedOnce()
    {
        IRequestSource source = Source();
        await HrBench.Reading(() => source.ReadAsync(null, default));
        Hr.Tokens.Clear();

        await HrBench.Reading(() => source.ReadAsync(null, default));

        Hr.Tokens.Should().ContainSingle();
    }

    [Fact]
    public async Task WrongSecret_IsSaidWithoutTheSecret()
    {
        _bench.Secrets["env:ADP_SECRET"] = "stolen-secret";

        Func<Task> read = () => HrBench.ReadAllAsync(Source(), null);

        LifecycleException failure = (await read.Should().ThrowAsync<LifecycleException>()).Which;
        failure.Id.Should().Be(ErrorIds.ConnectorSignInFailed);
        failure.Message.Should().Contain("not valid").And.NotContain("stolen-secret");
    }

    [Theory]
    [InlineData("""{"response":{"applicationCode":{"code":"4","message":"one"}}}""", "one (4)")]
    [InlineData("""{"confirmMessage":{"resourceMessages":[{"processMessages":[{"userMessage":{"messageTxt":"two"}}]}]}}""", "two")]
    [InlineData("""{"exceptionMessages":[{"messageType":"error","message":"three"}]}""", "three")]
    [InlineData("""{"response":null,"confirmMessage":null,"exceptionMessages":[]}""", "")]
    [InlineData("<html>", "")]
    [InlineData("", "")]
    public void Errors_AreReadInEachOfTheirShapes(string body, string said) => AdpErrors.TextOf(body).Should().Be(said);

    [SkippableFact]
    public void OfficialSamples_AreReadAsTheyAre()
    {
        ContractFiles.Require();
        JsonNode samples = JsonNode.Parse(File.ReadAllText(ContractFiles.PathOf("adp-samples.json")))!;

        foreach (string list in new[] { "wfn.workers.v2.futureHire", "wfn.workers.v2.topSkip", "wfn.workers.v2.onLeave" })
        {
            JsonArray workers = samples[list]!["payload"]!["workers"]!.AsArray();
            workers.OfType<JsonObject>().Select(AdpWorkers.RecordOf).Should().NotBeEmpty().And.OnlyContain(record => record != null && record.StartsAt != null && record.Findings.Count == 0);
        }

        AdpEvent ended = EventsOf(samples["wfn.event.worker.terminate"]!).Should().ContainSingle().Subject;
        ended.Should().Be(new AdpEvent("worker.terminate", "G3KXNKXW8VT5Q5M0", new LocalMoment(new DateTime(2019, 5, 27))));
        AdpEvent moved = EventsOf(samples["run.event.worker.terminationDate.change"]!).Should().ContainSingle().Subject;
        moved.IsOurs.Should().BeTrue();
        moved.Ends!.Value.Day.Should().Be(new DateTime(2014, 1, 1));
        EventsOf(samples["wfn.event.worker.rehire"]!).Should().OnlyContain(one => one.IsOurs);
        AdpErrors.TextOf(samples["error.worker.terminate.400"]!["payload"]!.ToJsonString()).Should().Be("Item ID is invalid");
    }

    [SkippableFact]
    public async Task Sandbox_SaysNothingThatTheOfficialSamplesDoNot()
    {
        ContractFiles.Require();
        JsonObject samples = JsonNode.Parse(File.ReadAllText(ContractFiles.PathOf("adp-samples.json")))!.AsObject();
        HashSet<string> official = samples.Where(sample => sample.Value is JsonObject).SelectMany(sample => PathsOf(sample.Value!["payload"], "")).ToHashSet(StringComparer.Ordinal);
        List<string> said = [];
        HrBench bench = new(sandbox => new Listening(sandbox, body => said.AddRange(PathsOf(JsonNode.Parse(body), "")))) { Secrets = { ["env:ADP_SECRET"] = "adp-secret" } };
        AdpState hr = bench.Tenant.Beside<AdpState>();
        hr["1003"].TerminationDate = "2027-01-31";
        hr["1002"].RehireDate = "2026-02-01";
        hr.Raise("worker.terminate", hr["1003"], "2027-01-31");
        IRequestSource source = bench.Source("adp", ("url", "https://api.adp.com"), ("clientId", "adp-client"), ("clientSecret", "env:ADP_SECRET"), ("events", "true"));

        SourcePage message = await HrBench.Reading(() => source.ReadAsync(null, default));
        using (CallScope.ForWriting(_ => { }, _ => { }, null).Enter()) await source.AcknowledgeAsync(message, default);
        await HrBench.ReadAllAsync(source, message.Cursor);

        said.Should().NotBeEmpty();
        said.Distinct().Where(path => !official.Contains(path) && !s_described.IsMatch(path)).Should().BeEmpty();
        bench.Tenant.Requests.Select(request => $"{request.Method} {request.Path}").Should().OnlyContain(call => Regex.IsMatch(
            call, @"^(POST /auth/oauth/v2/token|GET /hr/v2/workers(/\w+|\?\$top=100&\$skip=\d+)|(GET|DELETE) /core/v1/event-notification-messages(/[\w.-]+)?)$"));
    }

    private static IEnumerable<AdpEvent> EventsOf(JsonNode sample) => sample["payload"]!["events"]!.AsArray().OfType<JsonObject>().Select(AdpEvent.Read);

    // Every property there is, by the names that lead to it.
    private static IEnumerable<string> PathsOf(JsonNode? node, string at) => node switch
    {
        JsonObject some => some.SelectMany(each => PathsOf(each.Value, $"{at}/{each.Key}").Prepend($"{at}/{each.Key}")),
        JsonArray several => several.SelectMany(each => PathsOf(each, at)),
        _ => [],
    };

    // Hears the answers that are about people; tokens are not in the samples.
    private sealed class Listening(HttpMessageHandler inner, Action<string> hear) : DelegatingHandler(inner)
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancel)
        {
            HttpResponseMessage answer = await base.SendAsync(request, cancel);
            string body = await answer.Content.ReadAsStringAsync(cancel);
            if (body.Length > 0 && !request.RequestUri!.AbsolutePath.StartsWith("/auth/", StringComparison.Ordinal)) hear(body);
            return answer;
        }
    }

    private static DateTime? EndOf(IEnumerable<SourceRecord> records, string number) => records.Single(one => one.Fields[RequestFields.EmployeeId] == number).EndsAt?.Day;
}

using System;
using System.Collections.Generic;
using System.Linq;
using System.Net.Http;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using FluentAssertions;
using LifecycleTools.Connectors.Tests.Contracts;
using LifecycleTools.Connectors.Tests.Http;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.Ports;
using LifecycleTools.Engine.Requests;
using LifecycleTools.Engine.Running;
using LifecycleTools.Sandbox;
using LifecycleTools.Sandbox.BambooHr;
using Xunit;

namespace LifecycleTools.Connectors.Tests.Hr;

public sealed class BambooHrTests
{
    private readonly HrBench _bench = new(ToContract) { Secrets = { ["env:BAMBOO_KEY"] = "bamboo-key" } };

    private BambooHrState Hr => _bench.Tenant.Beside<BambooHrState>();

    private IRequestSource Source(params (string, string)[] more) =>
        _bench.Source("bamboohr", [("url", "https://contoso.bamboohr.com"), ("apiKey", "env:BAMBOO_KEY"), .. more]);

    private static HttpMessageHandler ToContract(HttpMessageHandler sandbox) => VendorContractHandler.Hold(
        sandbox, "bamboohr-subset.json", (inner, contract) => new VendorContractHandler(inner, contract, "^(?=/api/v)")
        {
            IsKnown = found =>
                // "Additional custom or company-configured fields may also appear", says the operation of its own answer; GET /meta/fields lists them.
                (Regex.IsMatch(found.Call, "^GET /api/v1/employees/[0-9]+ -> ", RegexOptions.CultureInvariant) && found.Rule.Contains("is no property"))
                // An empty map is an empty list in PHP, which BambooHR runs on.
                || (found.Call.StartsWith("GET /api/v1/employees/changed -> ", StringComparison.Ordinal) && found.Pointer == "/employees"),
        });

    /// <summary>Reads everyone once, so that only what happens after it is new.</summary>
    private async Task<string?> CaughtUpAsync(IRequestSource source)
    {
        string? cursor = (await HrBench.ReadAllAsync(source, null)).Last.Cursor;
        _bench.Tenant.Clock.Advance(TimeSpan.FromMinutes(15));
        cursor = (await HrBench.ReadAllAsync(source, cursor)).Last.Cursor;
        _bench.Tenant.ClearRequests();
        return cursor;
    }

    [Fact]
    public async Task FirstRead_GivesEveryoneOnceAndTheSizeOfTheCompany()
    {
        (List<SourceRecord> records, SourcePage last) = await HrBench.ReadAllAsync(Source(), null);

        records.Select(record => record.SourceId).Should().OnlyHaveUniqueItems().And.HaveCount(Hr.Employees.Count);
        SourcePage first = await HrBench.Reading(() => Source().ReadAsync(null, default));
        first.People.Should().Be(Hr.Employees.Count);
        last.HasMore.Should().BeFalse();
    }

    [Fact]
    public async Task NothingNew_GivesNothingAndAsksForNobody()
    {
        IRequestSource source = Source();
        string? cursor = await CaughtUpAsync(source);

        (List<SourceRecord> records, _) = await HrBench.ReadAllAsync(source, cursor);

        records.Should().BeEmpty();
        _bench.Tenant.Requests.Should().NotContain(request => request.Path.Contains("tables") || request.Path.Contains("fields="));
    }

    [Fact]
    public async Task ThreeChanges_SendOneRequestForEachAndThreeForAll()
    {
        IRequestSource source = Source();
        string? cursor = await CaughtUpAsync(source);
        foreach (BambooHrEmployee one in Hr.Employees.Take(3)) Hr.Change(one, employee => employee["jobTitle"] = "Something else");

        (List<SourceRecord> records, _) = await HrBench.ReadAllAsync(source, cursor);

        records.Should().HaveCount(3);
        _bench.Tenant.Requests.Should().HaveCountLessThanOrEqualTo(3 + 4, "who changed, their rows, and the size of the company in at most two tries");
    }

    [Fact]
    public async Task FutureHire_IsReadWithItsDayAndItsManager()
    {
        IRequestSource source = Source();
        string? cursor = await CaughtUpAsync(source);
        Hr.Add(new BambooHrEmployee
        {
            ["firstName"] = "Zo&euml;", ["lastName"] = "O'Brien", ["employeeNumber"] = "9001", ["hireDate"] = "2026-12-01", ["location"] = "Zurich",
            ["jobTitle"] = "Account executive", ["supervisorEmail"] = "max@contoso.example",
        });

        SourceRecord record = (await HrBench.ReadAllAsync(source, cursor)).Records.Should().ContainSingle().Subject;

        record.StartsAt.Should().Be(new LocalMoment(new DateTime(2026, 12, 1)));
        record.EndsAt.Should().BeNull();
        record.Fields[RequestFields.GivenName].Should().Be("Zoë");
        record.Fields[RequestFields.Surname].Should().Be("O'Brien");
        record.Fields[RequestFields.Manager].Should().Be("max@contoso.example");
        record.Fields[RequestFields.Site].Should().Be("Zurich");
    }

    [Fact]
    public async Task FutureTermination_IsSeenInTheTableWhileTheFieldIsStillEmpty()
    {
        IRequestSource source = Source();
        string? cursor = await CaughtUpAsync(source);
        BambooHrEmployee leaver = Hr["1003"];
        Hr.Terminate(leaver, "2027-01-31");

        SourceRecord record = (await HrBench.ReadAllAsync(source, cursor)).Records.Should().ContainSingle().Subject;

        record.EndsAt.Should().Be(new LocalMoment(new DateTime(2027, 1, 31)));
        record.Fields[RequestFields.Identity].Should().Be(leaver["workEmail"]);
        record.Fields[RequestFields.EmployeeId].Should().Be("1003");
    }

    [Theory]
    [InlineData("changed/tables", "")]
    [InlineData("changed/tables", "{\"unexpected\":[1,2,3]}")]
    [InlineData("changed?", "{\"unexpected\":[1,2,3]}")]
    [InlineData("fields=", "{\"unexpected\":[1,2,3]}")]
    [InlineData("fields=", "[]")]
    public async Task Answer_ThatHoldsNothingOfWhatWasAsked_IsNeverTakenForNobodyLeaving(string path, string words)
    {
        bool isBroken = false;
        HrBench bench = new(handler => new EmptyWords(handler, request => isBroken && request.RequestUri!.PathAndQuery.Contains(path, StringComparison.Ordinal) ? words : null)) { Secrets = { ["env:BAMBOO_KEY"] = "bamboo-key" } };
        IRequestSource source = bench.Source("bamboohr", ("url", "https://contoso.bamboohr.com"), ("apiKey", "env:BAMBOO_KEY"));
        string? cursor = (await HrBench.ReadAllAsync(source, null)).Last.Cursor;
        bench.Tenant.Clock.Advance(TimeSpan.FromMinutes(15));
        BambooHrState hr = bench.Tenant.Beside<BambooHrState>();
        hr.Terminate(hr["1003"], "2027-01-31");
        isBroken = true;

        Func<Task> read = () => HrBench.ReadAllAsync(source, cursor);

        (await read.Should().ThrowAsync<LifecycleException>()).Which.Id.Should().Be(ErrorIds.ConnectorAnswerUnexpected);
    }

    [Fact]
    public async Task Termination_ThatWasMovedOrTakenBack_ChangesTheRevision()
    {
        IRequestSource source = Source();
        string? cursor = await CaughtUpAsync(source);
        Hr.Terminate(Hr["1003"], "2027-01-31");
        (List<SourceRecord> first, SourcePage page) = await HrBench.ReadAllAsync(source, cursor);

        _bench.Tenant.Clock.Advance(TimeSpan.FromMinutes(1));
        Hr.Change(Hr["1003"], one => one.Status[0] = ("2027-02-28", "Terminated"));
        (List<SourceRecord> moved, page) = await HrBench.ReadAllAsync(source, page.Cursor);
        _bench.Tenant.Clock.Advance(TimeSpan.FromMinutes(1));
        Hr.Change(Hr["1003"], one => one.Status.Add(("2027-03-01", "Full-Time")));
        (List<SourceRecord> back, _) = await HrBench.ReadAllAsync(source, page.Cursor);

        moved.Single().EndsAt!.Value.Day.Should().Be(new DateTime(2027, 2, 28));
        back.Single().EndsAt.Should().BeNull("the newest row is no termination");
        new[] { first.Single().Revision, moved.Single().Revision, back.Single().Revision }.Should().OnlyHaveUniqueItems();
    }

    [Fact]
    public async Task Termination_WithoutTheTable_IsTakenFromTheFieldAndZerosAreNoDate()
    {
        Hr.MayReadStatus = false;
        Hr.Terminate(Hr["1003"], "2026-01-31");

        (List<SourceRecord> records, _) = await HrBench.ReadAllAsync(Source(), null);

        records.Single(record => record.Fields[RequestFields.EmployeeId] == "1003").EndsAt!.Value.Day.Should().Be(new DateTime(2026, 1, 31));
        records.Where(record => record.Fields[RequestFields.EmployeeId] != "1003").Should().OnlyContain(record => record.EndsAt == null && record.Findings.Count == 0);
    }

    [Fact]
    public async Task Deleted_IsWithdrawn()
    {
        IRequestSource source = Source();
        string? cursor = await CaughtUpAsync(source);
        Hr.Delete(Hr["1004"]);

        (await HrBench.ReadAllAsync(source, cursor)).Records.Should().ContainSingle().Which.IsWithdrawn.Should().BeTrue();
    }

    [Fact]
    public async Task DateThatIsNone_IsAFindingOfItsRecordAndTheOthersGoOn()
    {
        Hr.Change(Hr["1003"], one => one["hireDate"] = "soon");
        Hr.Change(Hr["1004"], one => one["lastName"] = "");

        (List<SourceRecord> records, _) = await HrBench.ReadAllAsync(Source(), null);

        records.Should().HaveCount(Hr.Employees.Count);
        records.Single(record => record.Fields[RequestFields.EmployeeId] == "1003").Findings.Should().ContainSingle().Which.Message.Should().Contain("'soon'");
        records.Single(record => record.Fields[RequestFields.EmployeeId] == "1004").Fields.Should().NotContainKey(RequestFields.Surname);
    }

    [Fact]
    public async Task ReadThatBreaksOff_GoesOnFromItsPage()
    {
        for (int more = 0; more < 120; more++) Hr.Add(new BambooHrEmployee { ["firstName"] = "A", ["lastName"] = "B", ["employeeNumber"] = $"8{more:000}", ["hireDate"] = "2020-01-01" });
        IRequestSource source = Source();
        SourcePage page = await HrBench.Reading(() => source.ReadAsync(null, default));
        _bench.Tenant.Faults.Add(new SandboxFault { Kind = SandboxFaultKind.Forbid, Path = "fields=", Times = int.MaxValue });

        Func<Task> broken = () => HrBench.Reading(() => source.ReadAsync(page.Cursor, default));
        (await broken.Should().ThrowAsync<LifecycleException>()).Which.Id.Should().Be(ErrorIds.ConnectorPermissionMissing);
        _bench.Tenant.Faults.Clear();
        (List<SourceRecord> rest, _) = await HrBench.ReadAllAsync(source, page.Cursor);

        page.Records.Concat(rest).Select(record => record.SourceId).Should().OnlyHaveUniqueItems().And.HaveCount(Hr.Employees.Count);
    }

    [Theory]
    [InlineData(429)]
    [InlineData(503)]
    public async Task Throttled_WaitsAsLongAsItIsTold(int status)
    {
        _bench.Tenant.Faults.Add(new SandboxFault { Kind = status == 429 ? SandboxFaultKind.Throttle : SandboxFaultKind.ServerError, Status = status, Path = "changed", RetryAfter = "30" });
        DateTimeOffset before = _bench.Tenant.Clock.UtcNow;

        (await HrBench.ReadAllAsync(Source(), null)).Records.Should().NotBeEmpty();

        (_bench.Tenant.Clock.UtcNow - before).Should().BeGreaterThanOrEqualTo(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task WrongKey_IsSaidInTheServicesWordsAndWithoutTheKey()
    {
        _bench.Secrets["env:BAMBOO_KEY"] = "stolen-key";

        Func<Task> read = () => HrBench.ReadAllAsync(Source(), null);

        LifecycleException failure = (await read.Should().ThrowAsync<LifecycleException>()).Which;
        failure.Id.Should().Be(ErrorIds.ConnectorSignInFailed);
        failure.Message.Should().Contain("Unauthorized").And.NotContain("stolen-key");
    }

    [Fact]
    public async Task Check_NamesTheFieldThatTheKeyDoesNotSeeAndThoseItDoes()
    {
        Hr.Fields.Remove("supervisorEmail");
        _bench.Maps["columns"] = new Dictionary<string, string> { ["CompanyName"] = "customCompany" };

        Func<Task> check = () => HrBench.Reading(async () =>
        {
            await Source().CheckAsync(default);
            return true;
        });

        LifecycleException failure = (await check.Should().ThrowAsync<LifecycleException>()).Which;
        failure.Id.Should().Be(ErrorIds.ConnectorNotConfigured);
        failure.Message.Should().Contain("supervisorEmail").And.Contain("customCompany").And.Contain("workEmail");
    }

    [Fact]
    public async Task WriteBack_PutsTheNewNameIntoTheFieldThatWasNamed()
    {
        IRequestSource source = Source(("writeBack", "workEmail"));
        List<SystemCall> sent = [];

        using (CallScope.ForWriting(sent.Add, _ => { }, null).Enter())
        {
            await source.WriteBackAsync(new SourceOutcome { SourceId = Hr["1003"].Id, RequestId = "r", Kind = RequestKind.Hire, State = RequestState.Completed, UserPrincipalName = "new@contoso.example" }, default);
            await source.WriteBackAsync(new SourceOutcome { SourceId = Hr["1004"].Id, RequestId = "r", Kind = RequestKind.Departure, State = RequestState.Completed, UserPrincipalName = "x@contoso.example" }, default);
        }

        Hr["1003"]["workEmail"].Should().Be("new@contoso.example");
        sent.Should().ContainSingle("a departure has no name to write back");
    }

    [Theory]
    [InlineData("0")]
    [InlineData("1/../2")]
    [InlineData("1?fields=ssn")]
    public async Task Id_ThatIsNone_IsNeverSent(string id)
    {
        IWebhookReader source = (IWebhookReader)Source(("webhookKey", "env:HOOK"));
        _bench.Secrets["env:HOOK"] = "hook-key";
        WebhookDelivery delivery = Signed($$$"""{"type":"employee.updated","data":{"employeeId":"{{{id}}}"}}""", "hook-key", _bench.Tenant.Clock.UtcNow);

        Func<Task> read = () => HrBench.Reading(() => source.ReadDeliveryAsync(delivery, default));

        (await read.Should().ThrowAsync<LifecycleException>()).Which.Id.Should().Be(ErrorIds.ConnectorAnswerUnexpected);
        _bench.Tenant.Requests.Should().BeEmpty();
    }

    [Fact]
    public async Task Delivery_ThatIsSignedAndYoung_GivesTheEmployee()
    {
        _bench.Secrets["env:HOOK"] = "hook-key";
        IWebhookReader source = (IWebhookReader)Source(("webhookKey", "env:HOOK"));
        Hr.Terminate(Hr["1003"], "2027-01-31");
        string body = $$$"""{"type":"employee.updated","data":{"employeeId":"{{{Hr["1003"].Id}}}"}}""";

        IReadOnlyList<SourceRecord> records = await HrBench.Reading(() => source.ReadDeliveryAsync(Signed(body, "hook-key", _bench.Tenant.Clock.UtcNow), default));

        records.Should().ContainSingle().Which.EndsAt!.Value.Day.Should().Be(new DateTime(2027, 1, 31));
    }

    [Theory]
    [InlineData("other-key", 0, ErrorIds.WebhookForged)]
    [InlineData("hook-key", 6, ErrorIds.WebhookTooOld)]
    [InlineData("hook-key", -6, ErrorIds.WebhookTooOld)]
    public async Task Delivery_ThatIsForgedOrOld_IsRefusedBeforeAnythingIsRead(string key, int minutesOld, string error)
    {
        _bench.Secrets["env:HOOK"] = "hook-key";
        IWebhookReader source = (IWebhookReader)Source(("webhookKey", "env:HOOK"));
        WebhookDelivery delivery = Signed("""{"data":{"employeeId":"3"}}""", key, _bench.Tenant.Clock.UtcNow.AddMinutes(-minutesOld));

        Func<Task> read = () => HrBench.Reading(() => source.ReadDeliveryAsync(delivery, default));

        (await read.Should().ThrowAsync<LifecycleException>()).Which.Id.Should().Be(error);
        _bench.Tenant.Requests.Should().BeEmpty();
    }

    private static WebhookDelivery Signed(string body, string key, DateTimeOffset at)
    {
        string stamp = at.ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture);
        byte[] hash = HMACSHA256.HashData(Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes(body + stamp));
        return new WebhookDelivery(Encoding.UTF8.GetBytes(body), new Dictionary<string, string>
        {
            ["x-bamboohr-signature"] = Convert.ToHexString(hash), ["X-BambooHR-Timestamp"] = stamp,
        });
    }
}

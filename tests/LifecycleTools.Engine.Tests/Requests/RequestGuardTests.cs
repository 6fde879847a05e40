using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using FluentAssertions;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.People;
using LifecycleTools.Engine.Requests;
using LifecycleTools.Engine.Tenants;
using Xunit;

namespace LifecycleTools.Engine.Tests.Requests;

public class RequestGuardTests
{
    private static readonly RequestQuery s_due = new() { Due = true };
    private readonly IntakeBench _bench = new();

    [Theory]
    [InlineData(3, 100, 1000, false)]
    [InlineData(3, 2, 1000, true)]
    [InlineData(3, 100, 20, true)]
    [InlineData(2, 100, 20, false)]
    [InlineData(1, 100, 1, false)]
    public async Task Departures_BeyondALimit_StopTheBatchBeforeItsFirstWrite(int leavers, int perDay, int company, bool stops)
    {
        _bench.Limits = new DepartureLimits { DeparturesPerDay = perDay, DeparturesPercent = 10 };
        _bench.Tenant.Company = company;
        await LeaveAsync(leavers);

        RequestReading reading = await _bench.ReadAsync(s_due);

        reading.Requests.Should().HaveCount(stops ? 0 : leavers);
        reading.Failures.Select(failure => failure.Failure.Id).Should().Equal(stops ? [ErrorIds.RequestBatchStopped] : []);
        _bench.Tenant.Writes.Where(write => !write.StartsWith("messages", StringComparison.Ordinal) && !write.StartsWith("notices", StringComparison.Ordinal)).Should().BeEmpty();
    }

    [Fact]
    public async Task StoppedBatch_IsToldOnce_AndGoesOnWithForceOrWithNames()
    {
        _bench.Limits = new DepartureLimits { DeparturesPerDay = 2 };
        IReadOnlyList<Person> people = await LeaveAsync(4);

        await _bench.ReadAsync(s_due);
        int told = _bench.Tenant.Writes.Count;
        _bench.Tenant.Company++;
        await _bench.ReadAsync(s_due);
        _bench.Tenant.Writes.Should().HaveCount(told, "a company that grew by one is no other reason");
        RequestReading approved = await _bench.ReadAsync(s_due with { Approved = [people[0].UserPrincipalName] });
        RequestReading forced = await _bench.ReadAsync(s_due with { Force = true });

        told.Should().Be(1);
        approved.Requests.Should().ContainSingle().Which.UserPrincipalName.Should().Be(people[0].UserPrincipalName);
        approved.Failures.Should().ContainSingle().Which.Failure.Message.Should().Contain("3 departures");
        forced.Requests.Should().HaveCount(4);
    }

    [Fact]
    public async Task ProtectedPerson_StopsTheDepartures_AndLeavesHiresAlone()
    {
        await LeaveAsync(1);
        _bench.Hr.Records.Add(IntakeBench.Leaver(_bench.Tenant.AddPerson("breakglass@contoso.example"), "2026-03-02"));
        _bench.Hr.Records.Add(IntakeBench.Starter(start: "2026-03-02"));

        RequestReading reading = await _bench.ReadAsync(s_due);

        reading.Requests.Should().ContainSingle().Which.Kind.Should().Be(RequestKind.Hire);
        reading.Failures.Should().ContainSingle().Which.Failure.Message.Should().Contain("breakglass@contoso.example");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    public async Task FeedOfLessThanHalfItsSize_StopsItsRequests_AndWithdrawsNobody(int left)
    {
        _bench.Hr.Records.AddRange(Enumerable.Range(1, 10).Select(number => IntakeBench.Starter(number.ToString(System.Globalization.CultureInfo.InvariantCulture))));
        await _bench.ReadAsync();
        List<SourceRecord> all = _bench.Hr.Records.ToList();
        _bench.Hr.Records.RemoveRange(left, 10 - left);
        _bench.Now = new DateTimeOffset(2026, 4, 2, 0, 0, 0, TimeSpan.Zero);

        RequestReading mad = await _bench.ReadAsync(s_due);
        _bench.Hr.Records.Clear();
        _bench.Hr.Records.AddRange(all);
        RequestReading well = await _bench.ReadAsync(s_due);

        mad.Requests.Should().BeEmpty();
        mad.Failures.Should().ContainSingle().Which.Failure.Id.Should().Be(ErrorIds.RequestBatchStopped);
        well.Requests.Should().HaveCount(10);
    }

    [Fact]
    public async Task HireWhoseManagerIsLeaving_IsStopped()
    {
        _bench.Hr.Records.Add(IntakeBench.Starter(start: "2026-03-02"));
        _bench.Hr.Records.Add(IntakeBench.Leaver(_bench.Tenant.People.Values.Single(person => person.UserPrincipalName == "max@contoso.example")));

        RequestReading reading = await _bench.ReadAsync(s_due);

        reading.Requests.Should().BeEmpty();
        reading.Failures.Should().ContainSingle().Which.Failure.Message.Should().Contain("manager").And.Contain("Jane O'Brien");
    }

    [Fact]
    public async Task HireWhoseManagerIsLeaving_StopsTheWholeBatch_UntilItIsApprovedByName()
    {
        _bench.Tenant.AddPerson("mia@contoso.example");
        _bench.Hr.Records.Add(IntakeBench.Starter("1", "2026-03-02"));
        SourceRecord other = IntakeBench.Starter("2", "2026-03-02", "Keller");
        _bench.Hr.Records.Add(other with { Fields = new Dictionary<string, string>(other.Fields.ToDictionary(one => one.Key, one => one.Value)) { ["Manager"] = "mia@contoso.example" } });
        _bench.Hr.Records.Add(IntakeBench.Leaver(_bench.Tenant.People.Values.Single(person => person.UserPrincipalName == "max@contoso.example")));

        RequestReading stopped = await _bench.ReadAsync(s_due);
        RequestReading approved = await _bench.ReadAsync(s_due with { Approved = ["Jane O'Brien"] });

        stopped.Requests.Should().BeEmpty("a batch stops before its first write");
        stopped.Failures.Should().ContainSingle().Which.Failure.Should().Match<LifecycleException>(failure => failure.Id == ErrorIds.RequestBatchStopped && failure.Message.Contains("2 hires") && failure.Message.Contains("Jane O'Brien"));
        approved.Requests.Select(request => request.EmployeeId).Should().BeEquivalentTo("1", "2");
        approved.Failures.Should().BeEmpty();
    }

    [Fact]
    public async Task Departures_OfWhichAllArePutForwardByName_GoWithoutForce()
    {
        _bench.Limits = new DepartureLimits { DeparturesPerDay = 2 };
        IReadOnlyList<Person> people = await LeaveAsync(4);

        RequestReading approved = await _bench.ReadAsync(s_due with { Approved = people.Select(person => person.UserPrincipalName.ToUpperInvariant()).ToList() });

        approved.Requests.Select(request => request.UserPrincipalName).Should().BeEquivalentTo(people.Select(person => person.UserPrincipalName));
        approved.Failures.Should().BeEmpty();
    }

    // The register is read once before, so that what comes now is news and no history.
    private async Task<IReadOnlyList<Person>> LeaveAsync(int count)
    {
        await _bench.ReadAsync();
        List<Person> people = Enumerable.Range(1, count).Select(number => _bench.Tenant.AddPerson($"leaver{number}@contoso.example")).ToList();
        _bench.Hr.Records.AddRange(people.Select(person => IntakeBench.Leaver(person, "2026-03-02")));
        return people;
    }
}

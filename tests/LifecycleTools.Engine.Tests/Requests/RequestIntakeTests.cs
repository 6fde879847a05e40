using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using FluentAssertions;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.People;
using LifecycleTools.Engine.Ports;
using LifecycleTools.Engine.Requests;
using LifecycleTools.Engine.Running;
using LifecycleTools.Engine.Tests.Fakes;
using Xunit;

namespace LifecycleTools.Engine.Tests.Requests;

public class RequestIntakeTests
{
    private static readonly RequestQuery s_due = new() { Due = true };
    private readonly IntakeBench _bench = new();

    [Fact]
    public async Task Hire_TakesEffectAtMidnightOfTheSite_AndIsDueThen()
    {
        _bench.Hr.Records.Add(IntakeBench.Starter());

        LifecycleRequest request = await _bench.OneAsync();
        _bench.Now = new DateTimeOffset(2026, 3, 31, 21, 59, 0, TimeSpan.Zero);
        RequestReading before = await _bench.ReadAsync(s_due);
        _bench.Now = new DateTimeOffset(2026, 3, 31, 22, 0, 0, TimeSpan.Zero);
        RequestReading then = await _bench.ReadAsync(s_due);

        request.Should().BeEquivalentTo(new { Kind = RequestKind.Hire, State = RequestState.Waiting, Person = "Jane O'Brien", Zone = "Europe/Zurich", Source = "hr", SourceId = "4711", IsDue = false });
        request.EffectiveAt.Should().Be(new DateTimeOffset(2026, 4, 1, 0, 0, 0, TimeSpan.FromHours(2)));
        request.StartDate.Should().Be(new DateTime(2026, 4, 1));
        before.Requests.Should().BeEmpty();
        then.Requests.Should().ContainSingle().Which.Id.Should().Be(request.Id);
    }

    [Fact]
    public async Task Trigger_IsTheMomentAtWhichTheRequestWasThereAndItsTimeHadCome()
    {
        _bench.Hr.Records.Add(IntakeBench.Starter());
        (await _bench.OneAsync()).TriggeredAt.Should().BeNull("its time has not come");

        _bench.Now = new DateTimeOffset(2026, 4, 1, 9, 0, 0, TimeSpan.Zero);
        (await _bench.ReadAsync(s_due)).Requests.Single().TriggeredAt.Should().Be(new DateTimeOffset(2026, 3, 31, 22, 0, 0, TimeSpan.Zero), "it was known long before");
        (await _bench.ReadAsync(s_due with { LeadDays = 3 })).Requests.Single().TriggeredAt.Should().Be(new DateTimeOffset(2026, 3, 28, 23, 0, 0, TimeSpan.Zero));

        _bench.Hr.Records.Add(IntakeBench.Starter("4712", "2026-03-30"));
        (await _bench.ReadAsync(s_due)).Requests.Single(request => request.SourceId == "4712").TriggeredAt.Should().Be(_bench.Now, "it was told late");
    }

    [Fact]
    public async Task LeadTime_MakesAHireDueSoManyDaysAhead_AndNoDeparture()
    {
        _bench.Hr.Records.AddRange([IntakeBench.Starter(), IntakeBench.Leaver(_bench.Tenant.AddPerson("leo@contoso.example"), "2026-04-01")]);
        _bench.Now = new DateTimeOffset(2026, 3, 29, 0, 0, 0, TimeSpan.Zero);

        RequestReading reading = await _bench.ReadAsync(s_due with { LeadDays = 3 });

        reading.Requests.Should().ContainSingle().Which.Kind.Should().Be(RequestKind.Hire);
    }

    [Theory]
    [InlineData("2026-04-30", "2026-04-30T17:30+02:00")]
    [InlineData("2026-04-30T12:15", "2026-04-30T12:15+02:00")]
    [InlineData("2026-04-30T12:15-05:00", "2026-04-30T12:15-05:00")]
    public async Task Departure_TakesEffectAtTheSitesEndOfDay_UnlessATimeIsGiven(string end, string expected)
    {
        _bench.Hr.Records.Add(IntakeBench.Leaver(_bench.Tenant.AddPerson("leo@contoso.example"), end));

        (await _bench.OneAsync()).EffectiveAt.Should().Be(DateTimeOffset.Parse(expected, System.Globalization.CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData("Tokyo Standard Time", "Asia/Tokyo", "2026-04-30T17:00+09:00")]
    [InlineData("W. Europe Standard Time", "Europe/Berlin", "2026-04-30T17:00+02:00")]
    [InlineData("Central Standard Time", "America/Chicago", "2026-04-30T16:30-05:00")]
    public async Task Departure_OfNoKnownSite_TakesEffectInTheZoneThatIsWritten_AWindowsNameToo(string written, string zone, string expected)
    {
        _bench.Austin = _bench.Austin with { TimeZone = "Central Standard Time", EndOfDay = TimeSpan.FromHours(16.5) };
        Person leo = _bench.Tenant.AddPerson("leo@contoso.example");
        _bench.Hr.Records.Add(IntakeBench.Leaver(leo) with { Fields = new Dictionary<string, string> { ["UPN"] = leo.UserPrincipalName, ["EndDate"] = "2026-04-30", ["Zone"] = written } });

        LifecycleRequest request = await _bench.OneAsync();

        request.State.Should().Be(RequestState.Waiting);
        request.Zone.Should().Be(zone);
        request.EffectiveAt.Should().Be(DateTimeOffset.Parse(expected, System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task Departure_InAZoneThatDoesNotExist_IsInvalidByName()
    {
        Person leo = _bench.Tenant.AddPerson("leo@contoso.example");
        _bench.Hr.Records.Add(IntakeBench.Leaver(leo) with { Fields = new Dictionary<string, string> { ["UPN"] = leo.UserPrincipalName, ["EndDate"] = "2026-04-30", ["Zone"] = "Atlantis Standard Time" } });

        LifecycleRequest request = await _bench.OneAsync();

        request.State.Should().Be(RequestState.Invalid);
        request.Findings.Should().ContainSingle().Which.Message.Should().Contain("Atlantis Standard Time");
    }

    [Fact]
    public async Task Departure_LearnedOnItsLastDay_IsDueAtOnce()
    {
        Person leo = _bench.Tenant.AddPerson("leo@contoso.example");
        await _bench.ReadAsync();
        _bench.Hr.Records.Add(IntakeBench.Leaver(leo, "2026-03-02"));

        LifecycleRequest request = (await _bench.ReadAsync(s_due)).Requests.Single();

        request.EffectiveAt.Should().Be(_bench.Now);
        request.Identity.Should().Be(leo.Id.Value);
    }

    [Fact]
    public async Task Register_ReadForTheFirstTime_MakesNoRequestsOfItsPast()
    {
        _bench.Hr.Records.AddRange([IntakeBench.Starter("1", "2019-05-01"), IntakeBench.Leaver(_bench.Tenant.AddPerson("old@contoso.example"), "2020-01-31")]);

        (await _bench.ReadAsync()).Requests.Should().BeEmpty();
        (await _bench.ReadAsync(new RequestQuery { Since = new DateTimeOffset(2019, 1, 1, 0, 0, 0, TimeSpan.Zero) })).Requests.Should().HaveCount(2);
    }

    [Fact]
    public async Task BrokenRecords_FailByName_AndTheOthersGoOn()
    {
        _bench.Hr.Records.AddRange([
            IntakeBench.Starter("1", surname: ""), With("2", "Role", "wizard"), With("3", "Manager", ""), With("4", "Manager", "nobody@contoso.example"), With("5", "Site", "atlantis"),
            With("6", "StartDate", "31.02.2026") with { Kind = RequestKind.Hire }, IntakeBench.Starter("7"),
        ]);
        _bench.Now = new DateTimeOffset(2026, 4, 2, 0, 0, 0, TimeSpan.Zero);

        RequestReading reading = await _bench.ReadAsync(s_due);

        reading.Requests.Should().ContainSingle().Which.EmployeeId.Should().Be("7");
        reading.Failures.Should().HaveCount(6).And.OnlyContain(failure => failure.Failure.Id == ErrorIds.RequestInvalid);
        IReadOnlyList<LifecycleRequest> all = (await _bench.ReadAsync()).Requests;
        all.Where(request => request.State == RequestState.Invalid).ToDictionary(request => request.EmployeeId, request => request.Findings[0].Id).Should().BeEquivalentTo(new Dictionary<string, string>
        {
            ["1"] = RequestFindingIds.FieldMissing, ["2"] = RequestFindingIds.RoleUnknown, ["3"] = RequestFindingIds.ManagerNotFound,
            ["4"] = RequestFindingIds.ManagerNotFound, ["5"] = RequestFindingIds.SiteUnknown, ["6"] = RequestFindingIds.ValueInvalid,
        });
    }

    [Fact]
    public async Task MovedDate_MovesTheRequest_AndAWithdrawnOneIsWithdrawn()
    {
        _bench.Hr.Records.Add(IntakeBench.Starter());
        LifecycleRequest first = await _bench.OneAsync();
        _bench.Hr.Records[0] = IntakeBench.Starter(start: "2026-05-04", revision: "2");
        LifecycleRequest moved = await _bench.OneAsync();
        _bench.Hr.Records[0] = IntakeBench.Starter(start: "2026-05-04", revision: "3") with { IsWithdrawn = true };

        moved.Id.Should().Be(first.Id);
        moved.StartDate.Should().Be(new DateTime(2026, 5, 4));
        (await _bench.ReadAsync()).Requests.Should().BeEmpty();
        (await _bench.OneAsync(new RequestQuery { All = true })).State.Should().Be(RequestState.Withdrawn);
    }

    [Fact]
    public async Task RecordThatWasDeletedWithoutAWord_IsWithdrawnByName()
    {
        _bench.Hr.Records.Add(IntakeBench.Starter());
        await _bench.ReadAsync();
        _bench.Hr.Records[0] = new SourceRecord { SourceId = "4711", Revision = "deleted", IsWithdrawn = true };

        (await _bench.ReadAsync()).Requests.Should().BeEmpty();
        (await _bench.OneAsync(new RequestQuery { All = true })).Should().Match<LifecycleRequest>(gone => gone.State == RequestState.Withdrawn && gone.Person == "Jane O'Brien");
    }

    [Fact]
    public async Task RecordThatIsGoneFromAWholePass_IsWithdrawn()
    {
        _bench.Hr.Records.AddRange([IntakeBench.Starter("1"), IntakeBench.Starter("2"), IntakeBench.Starter("3")]);
        await _bench.ReadAsync();
        _bench.Hr.Records.RemoveAt(1);
        _bench.Hr.PageSize = 1;

        (await _bench.ReadAsync()).Requests.Select(request => request.EmployeeId).Should().BeEquivalentTo("1", "3");
    }

    [Fact]
    public async Task CarriedOutHire_IsNotDoneAgain_AndOneThatIsMovedThenNeedsAPersonOnce()
    {
        _bench.Hr.Records.Add(IntakeBench.Starter(start: "2026-03-03"));
        _bench.Now = new DateTimeOffset(2026, 3, 3, 6, 0, 0, TimeSpan.Zero);
        LifecycleRequest request = (await _bench.ReadAsync(s_due)).Requests.Single();
        LifecycleRun run = await _bench.HireAsync(request);
        RequestReading after = await _bench.ReadAsync(s_due);
        _bench.Hr.Records[0] = IntakeBench.Starter(start: "2026-03-09", revision: "2");
        RequestReading moved = await _bench.ReadAsync(s_due);
        RequestReading later = await _bench.ReadAsync(s_due);

        after.Requests.Should().BeEmpty();
        after.Failures.Should().BeEmpty();
        moved.Requests.Should().BeEmpty();
        moved.Failures.Should().ContainSingle().Which.Failure.Should().Match<LifecycleException>(failure => failure.Id == ErrorIds.RequestNeedsPerson && failure.Message.Contains(run.RunId));
        later.Failures.Should().BeEmpty();
        (await _bench.OneAsync()).Should().Match<LifecycleRequest>(late => late.State == RequestState.Exception && late.Findings[0].Id == RequestFindingIds.MovedTooLate);
    }

    [Fact]
    public async Task CarriedOutHire_ThatIsTakenBackBeforeItsFirstDay_NeedsAPersonOnce()
    {
        RequestQuery ahead = s_due with { LeadDays = 5 };
        _bench.Hr.Records.Add(IntakeBench.Starter());
        _bench.Now = new DateTimeOffset(2026, 3, 30, 6, 0, 0, TimeSpan.Zero);
        LifecycleRun run = await _bench.HireAsync((await _bench.ReadAsync(ahead)).Requests.Single());
        _bench.Hr.Records[0] = IntakeBench.Starter(revision: "2") with { IsWithdrawn = true };

        RequestReading withdrawn = await _bench.ReadAsync(ahead);
        RequestReading later = await _bench.ReadAsync(ahead);

        withdrawn.Requests.Concat(later.Requests).Should().BeEmpty();
        withdrawn.Failures.Should().ContainSingle().Which.Failure.Should().Match<LifecycleException>(failure => failure.Id == ErrorIds.RequestNeedsPerson && failure.Message.Contains(run.RunId));
        later.Failures.Should().BeEmpty("a person was told");
        (await _bench.OneAsync()).Should().Match<LifecycleRequest>(late => late.State == RequestState.Exception && late.Findings[0].Id == RequestFindingIds.WithdrawnTooLate);
    }

    [Theory]
    [InlineData("America/Los_Angeles")]
    [InlineData("Pacific Standard Time")]
    public async Task Departure_WithoutASite_TakesEffectInTheZoneThatItsRecordNames(string zone)
    {
        SourceRecord leaver = IntakeBench.Leaver(_bench.Tenant.AddPerson("leo@contoso.example"), "2026-04-30T12:15", site: "");
        _bench.Hr.Records.Add(leaver with { Fields = new Dictionary<string, string>(leaver.Fields.ToDictionary(each => each.Key, each => each.Value)) { ["Time zone"] = zone } });

        (await _bench.OneAsync()).Should().Match<LifecycleRequest>(request => request.Zone == "America/Los_Angeles" && request.EffectiveAt == new DateTimeOffset(2026, 4, 30, 12, 15, 0, TimeSpan.FromHours(-7)));
    }

    [Fact]
    public async Task Message_IsAcknowledgedAfterItsRequestIsKept()
    {
        List<int> kept = [];
        _bench.Hr.Abilities |= SourceAbilities.Acknowledge;
        _bench.Hr.Records.Add(IntakeBench.Starter());
        _bench.Hr.OnAcknowledge = () => kept.Add(_bench.Journals.Ledger.Entries.Count(entry => entry.Fields.Values.Any(value => value.Contains("4711", StringComparison.Ordinal))));

        await _bench.ReadAsync();

        kept.Should().ContainSingle("one page, one message").Which.Should().BeGreaterThan(0, "who is killed after the acknowledgment has the request all the same");
    }

    [Theory]
    [InlineData("2026-04-01T00:00Z", true)]
    [InlineData("2026-03-31T22:00Z", true)]
    [InlineData("2026-03-31T22:01Z", false)]
    [InlineData("2026-04-02T00:00Z", false)]
    public async Task Since_IsAMoment_OrADayAtTheSite(string since, bool isThere)
    {
        _bench.Hr.Records.Add(IntakeBench.Starter());

        (await _bench.ReadAsync(new RequestQuery { Since = DateTimeOffset.Parse(since, System.Globalization.CultureInfo.InvariantCulture) })).Requests.Should().HaveCount(isThere ? 1 : 0);
    }

    [Fact]
    public async Task SecondRunOfARequest_IsRefused_WithTheFirstOnesName()
    {
        _bench.Hr.Records.Add(IntakeBench.Starter(start: "2026-03-03"));
        LifecycleRequest request = await _bench.OneAsync();
        LifecycleRun run = await _bench.HireAsync(request);

        Func<Task> again = () => _bench.HireAsync(request);

        (await again.Should().ThrowAsync<LifecycleException>()).Which.Should().Match<LifecycleException>(failure => failure.Id == ErrorIds.RequestClosed && failure.Message.Contains(run.RunId));
        _bench.Journals.List().Should().ContainSingle();
    }

    [Fact]
    public async Task SecondRunOfAPerson_WhileTheFirstIsOpen_NamesTheFirst()
    {
        HireBench hires = new();
        using LifecycleRun first = hires.Start();

        Action second = () => hires.Start();

        second.Should().Throw<LifecycleException>().Which.Should().Match<LifecycleException>(busy => busy.Id == ErrorIds.PersonBusy && busy.Message.Contains(first.RunId));
        first.Dispose();
        using LifecycleRun then = hires.Start();
        then.RunId.Should().NotBe(first.RunId);
        await Task.CompletedTask;
    }

    [Fact]
    public async Task HireThatWaitsForItsDevice_IsRunning_AndLeftToTheResume()
    {
        _bench.Tenant.WithRmm();
        _bench.Hr.Records.Add(IntakeBench.Starter(start: "2026-03-03"));
        _bench.Now = new DateTimeOffset(2026, 3, 3, 6, 0, 0, TimeSpan.Zero);
        await _bench.HireAsync((await _bench.ReadAsync(s_due)).Requests.Single(), devices: []);

        (await _bench.ReadAsync(s_due)).Requests.Should().BeEmpty();
        (await _bench.OneAsync()).State.Should().Be(RequestState.Running);
    }

    [Fact]
    public async Task PreparedHire_IsDueAgainOnItsFirstDay()
    {
        _bench.Hr.Records.Add(IntakeBench.Starter());
        LifecycleRequest request = (await _bench.ReadAsync(s_due with { LeadDays = 60 })).Requests.Single();
        await _bench.HireAsync(request);
        RequestReading before = await _bench.ReadAsync(s_due with { LeadDays = 60 });
        _bench.Now = request.EffectiveAt;
        RequestReading firstDay = await _bench.ReadAsync(s_due with { LeadDays = 60 });

        before.Requests.Should().BeEmpty();
        firstDay.Requests.Should().ContainSingle().Which.State.Should().Be(RequestState.Prepared);
    }

    [Fact]
    public async Task SamePersonInTwoSources_RunsOnce()
    {
        FakeSource forms = new(SourceAbilities.None);
        _bench.Tenant.Sources["intake"] = forms;
        _bench.Hr.Records.Add(IntakeBench.Starter());
        forms.Records.Add(IntakeBench.Starter() with { SourceId = "form 1", Kind = RequestKind.Hire });
        _bench.Now = new DateTimeOffset(2026, 4, 2, 0, 0, 0, TimeSpan.Zero);

        RequestReading due = await _bench.ReadAsync(s_due);

        LifecycleRequest first = due.Requests.Should().ContainSingle().Subject;
        (await _bench.ReadAsync()).Requests.Single(request => request.Id != first.Id).State.Should().Be(RequestState.Duplicate);
        await _bench.HireAsync(first);
        (await _bench.ReadAsync(s_due)).Requests.Should().BeEmpty();
    }

    [Fact]
    public async Task Source_IsToldOfEachStateOnce()
    {
        _bench.Hr.Abilities |= SourceAbilities.WriteBack;
        _bench.Hr.Records.AddRange([IntakeBench.Starter(start: "2026-03-03"), With("2", "Manager", "nobody@contoso.example")]);
        _bench.Now = new DateTimeOffset(2026, 3, 3, 6, 0, 0, TimeSpan.Zero);
        RequestIntake intake = new(_bench.Connection, _bench.Journals, _bench.Map);
        RequestReading reading = await intake.ReadAsync(s_due, new QuietLog(), default);
        await intake.WriteBackAsync(new QuietLog(), default);
        LifecycleRun run = await _bench.HireAsync(reading.Requests.Single());
        await intake.WriteBackAsync(new QuietLog(), default);
        await intake.WriteBackAsync(new QuietLog(), default);

        _bench.Hr.WrittenBack.Select(outcome => (outcome.SourceId, outcome.State)).Should().Equal(
            ("4711", RequestState.Waiting), ("2", RequestState.Invalid), ("4711", RequestState.Completed));
        _bench.Hr.WrittenBack[1].Detail.Should().Contain("nobody@contoso.example");
        _bench.Hr.WrittenBack[2].RunId.Should().Be(run.RunId);
    }

    [Fact]
    public async Task SamePersonLeavesAndComesBack_WithARequestOfEachKindOfItsOwn()
    {
        _bench.Hr.Records.Add(IntakeBench.Starter(start: "2026-03-03"));
        _bench.Now = new DateTimeOffset(2026, 3, 3, 6, 0, 0, TimeSpan.Zero);
        LifecycleRequest first = (await _bench.ReadAsync(s_due)).Requests.Single();
        await _bench.HireAsync(first);
        _bench.Hr.Records[0] = With("4711", "EndDate", "2026-03-10") with { Revision = "2" };
        LifecycleRequest leaves = (await _bench.ReadAsync()).Requests.Single(request => request.Kind == RequestKind.Departure);

        leaves.Id.Should().NotBe(first.Id);
        leaves.State.Should().Be(RequestState.Waiting);
        leaves.UserPrincipalName.Should().Contain("@contoso.example", "the person is found by the number that HR has");
    }

    [Fact]
    public async Task Change_IsAPersonsOnceItsDayHasCome_AndTheyAreToldOnce()
    {
        _bench.Hr.Abilities = SourceAbilities.WriteBack;
        Person leo = _bench.Tenant.AddPerson("leo@contoso.example");
        _bench.Hr.Records.Add(IntakeBench.Leaver(leo) with
        {
            Kind = RequestKind.Change, Fields = new Dictionary<string, string> { ["UPN"] = leo.UserPrincipalName, ["EffectiveAt"] = "2026-03-09", ["Site"] = "zurich", ["Reason"] = "becomes team lead" },
        });
        LifecycleRequest before = await _bench.OneAsync();
        _bench.Now = new DateTimeOffset(2026, 3, 9, 8, 0, 0, TimeSpan.Zero);
        RequestReading[] ticks = [await _bench.ReadAsync(s_due), await _bench.ReadAsync(s_due), await _bench.ReadAsync(s_due)];
        LifecycleRequest then = await _bench.OneAsync();

        before.State.Should().Be(RequestState.Waiting);
        ticks.SelectMany(tick => tick.Requests).Should().BeEmpty("no workflow carries a change out");
        ticks.SelectMany(tick => tick.Failures).Should().ContainSingle().Which.Failure.Should().Match<LifecycleException>(told => told.Id == ErrorIds.RequestNeedsPerson && told.Message.Contains("becomes team lead"));
        _bench.Tenant.Writes.Should().ContainSingle(write => write.StartsWith("messages", StringComparison.Ordinal) || write.StartsWith("notices", StringComparison.Ordinal));
        then.Should().Match<LifecycleRequest>(request => request.State == RequestState.Exception && request.Findings[0].Id == RequestFindingIds.OnlyByHand);

        _bench.Hr.Records[0] = _bench.Hr.Records[0] with { IsWithdrawn = true, Revision = "2" };
        (await _bench.ReadAsync()).Requests.Should().BeEmpty("it was done by hand, and taken back at the source");
    }

    [Fact]
    [Trait("PainPoint", "C42")]
    public async Task Rehire_NamesTheFormerAccount()
    {
        Person before = _bench.Tenant.AddPerson("jane@contoso.example", person => person with { EmployeeId = "4711", SignInAllowed = false });
        _bench.Hr.Records.Add(IntakeBench.Starter());

        (await _bench.OneAsync()).FormerAccount.Should().Be($"jane@contoso.example [{before.Id}]");
    }

    [Fact]
    public async Task UnchangedRegister_AddsNothingToTheLedger_AndAsksForOpenRequestsOnly()
    {
        _bench.Hr.Records.AddRange(Enumerable.Range(1, 250).Select(number => IntakeBench.Starter(number.ToString(System.Globalization.CultureInfo.InvariantCulture), "2019-05-01")));
        _bench.Hr.Records.Add(IntakeBench.Starter("4711"));
        await _bench.ReadAsync();
        int lines = _bench.Journals.Ledger.Entries.Count;
        int reads = _bench.Tenant.Reads.Count;

        await _bench.ReadAsync();

        _bench.Journals.Ledger.Entries.Should().HaveCount(lines);
        _bench.Tenant.Reads.Skip(reads).Should().HaveCount(2, "the manager and the employee number of the one that is open are looked up");
    }

    [Fact]
    public async Task Columns_AndWords_OfTheSource_AreTranslated()
    {
        _bench.Columns = new Dictionary<string, string> { ["GivenName"] = "Vorname", ["Surname"] = "Nachname", ["StartDate"] = "Eintritt" };
        _bench.Settings["culture"] = "de-CH";
        _bench.Hr.Records.Add(new SourceRecord
        {
            SourceId = "1", Revision = "1",
            Fields = new Dictionary<string, string>
            {
                ["Vorname"] = "José", ["Nachname"] = "Nguyễn", ["Eintritt"] = "1.4.2026", ["Role"] = "SALES", ["Site"] = "Zurich", ["Manager"] = "max@contoso.example",
            },
        });

        (await _bench.OneAsync()).Should().BeEquivalentTo(new { Person = "José Nguyễn", Role = "sales", Site = "zurich", StartDate = new DateTime(2026, 4, 1), State = RequestState.Waiting });
    }

    private static SourceRecord With(string employeeId, string field, string value)
    {
        SourceRecord starter = IntakeBench.Starter(employeeId);
        return starter with { Fields = new Dictionary<string, string>(starter.Fields.ToDictionary(one => one.Key, one => one.Value)) { [field] = value } };
    }
}

using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using FluentAssertions;
using LifecycleTools.Engine.Reports;
using Xunit;

namespace LifecycleTools.Engine.Tests.Reports;

public class PeriodFiguresTests
{
    [Theory]
    [InlineData(1, 50, 1)]
    [InlineData(2, 50, 1)]
    [InlineData(3, 50, 2)]
    [InlineData(20, 95, 19)]
    [InlineData(19, 95, 19)]
    [InlineData(100, 95, 95)]
    public void Percentile_IsAValueThatOccurred(int count, int percent, int expected) =>
        PeriodFigures.Percentile(Enumerable.Range(1, count).Reverse().Select(minute => TimeSpan.FromMinutes(minute)).ToList(), percent).Should().Be(TimeSpan.FromMinutes(expected));

    [Fact]
    public void Percentile_OfNothing_IsNothing() => PeriodFigures.Percentile([], 50).Should().BeNull();

    [Fact]
    public void Period_HoldsRunsThatBeganInIt_ItsFirstMomentIncluded_ItsEndNot()
    {
        RunFigures[] runs = [Run("2026-01-01T00:00:00Z"), Run("2026-01-31T23:59:59Z"), Run("2026-02-01T00:00:00Z"), Run("2025-12-31T23:59:59Z")];

        PeriodReport period = PeriodFigures.Of(runs, At("2026-01-01T00:00:00Z"), At("2026-02-01T00:00:00Z"));

        period.Runs.Select(run => run.Started).Should().Equal(At("2026-01-31T23:59:59Z"), At("2026-01-01T00:00:00Z"));
    }

    [Fact]
    public void Weeks_HaveNoGap_AndIsoNumbers()
    {
        IReadOnlyList<WeekFigures> weeks = PeriodFigures.Of([Run("2025-12-31T10:00:00Z"), Run("2026-01-04T23:00:00Z", workflow: "Hire"), Run("2026-01-14T10:00:00Z", open: true)]).Weeks;

        weeks.Should().Equal(
            new WeekFigures(new DateTime(2025, 12, 29), 2026, 1, Hires: 1, Departures: 1, Open: 0),
            new WeekFigures(new DateTime(2026, 1, 5), 2026, 2, 0, 0, 0),
            new WeekFigures(new DateTime(2026, 1, 12), 2026, 3, 0, 1, 1));
    }

    [Fact]
    public void Weeks_OfAPeriodWithoutRuns_AreThoseOfThePeriod()
    {
        PeriodFigures.Of([], At("2026-01-05T00:00:00Z"), At("2026-01-19T00:00:00Z")).Weeks.Should().HaveCount(2);
        PeriodFigures.Of([]).Weeks.Should().BeEmpty();
    }

    [Fact]
    public void Money_OfTwoCurrencies_IsNeverAdded_AndASeatWithoutAPriceIsSaid()
    {
        RunFigures run = Run("2026-01-05T10:00:00Z") with { Seats = [new("A", new Money(10, "CHF")), new("B", new Money(5, "USD")), new("A", new Money(2.5m, "chf")), new("C", null)] };

        GroupFigures total = PeriodFigures.Of([run]).Total;

        total.Saved.Should().Equal(new Money(12.5m, "CHF"), new Money(5, "USD"));
        total.Seats.Should().Be(4);
        total.SeatsWithoutPrice.Should().Be(1);
    }

    [Fact]
    public void Groups_PutWhatNobodySaidLast()
    {
        RunFigures[] runs = [Run("2026-01-05T10:00:00Z"), Run("2026-01-05T11:00:00Z") with { Role = "sales" }, Run("2026-01-05T12:00:00Z") with { Role = "Sales" }];

        PeriodFigures.Of(runs).Roles.Select(role => (role.Name, role.Runs)).Should().Equal(("Sales", 2), (null, 1));
    }

    [Fact]
    public void Run_WhoseJournalDoesNotHold_IsNamedAndCountedNowhere()
    {
        RunFigures altered = Run("2026-01-05T10:00:00Z") with { Verdict = WrittenJournal.Verdict(RunFinding.Altered) };
        RunFigures signatureTakenAway = Run("2026-01-05T10:00:00Z") with { Verdict = WrittenJournal.Verdict(RunFinding.NotSigned) };

        PeriodReport period = PeriodFigures.Of([altered, signatureTakenAway]);

        period.Total.Runs.Should().Be(0);
        period.LeftOut.Select(verdict => verdict.Finding).Should().Equal(RunFinding.Altered, RunFinding.NotSigned);
    }

    [Theory]
    [InlineData(RunFinding.TornLastLine)]
    [InlineData(RunFinding.NotSigned)]
    public void Run_WithoutAnEnd_IsCountedAsOpen_ThoughItsLastLineWasTornOrNothingIsSignedYet(RunFinding finding)
    {
        RunFigures killed = Run("2026-01-05T10:00:00Z", open: true) with { State = "Unfinished", Verdict = WrittenJournal.Verdict(finding) };

        PeriodFigures.Of([killed]).Total.Should().BeEquivalentTo(new { Runs = 1, Open = 1, Completed = 0 });
    }

    [Fact]
    public void Causes_CountRuns_NotSteps()
    {
        RunCause open = new("Deferred", "rmm.tag-device", "Tag", IsAwaited: true, IsOpen: true);
        RunFigures[] runs =
        [
            Run("2026-01-05T10:00:00Z", id: "1") with { Causes = [open, open with { Step = "rmm.assign-device" }, new("StepNotProved", "mail.x", "X", false, IsOpen: false)] },
            Run("2026-01-05T10:00:00Z", id: "2") with { Causes = [open with { IsOpen = false }] },
        ];

        PeriodFigures.Of(runs).Causes.Select(cause => (cause.Name, cause.Runs, cause.OpenRuns)).Should().Equal(("Deferred", 2, 1), ("StepNotProved", 1, 0));
    }

    private static RunFigures Run(string started, string workflow = "Offboard", bool open = false, string id = "run") => new()
    {
        RunId = id, Workflow = workflow, State = open ? "Exception" : "Completed", Started = At(started), Completed = open ? null : At(started) + TimeSpan.FromMinutes(5), Verdict = WrittenJournal.Verdict(),
    };

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}

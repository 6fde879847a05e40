using System;
using System.Linq;
using FluentAssertions;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.Journal;
using LifecycleTools.Engine.Reports;
using Xunit;

namespace LifecycleTools.Engine.Tests.Reports;

public class RunReportReaderTests
{
    private static readonly DateTimeOffset s_start = new(2026, 3, 2, 8, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Journal_OfAnEarlierVersion_LeavesUnknownWhatItDoesNotSay()
    {
        RunFigures figures = new WrittenJournal().Step(1, "directory.block-sign-in", StepStatus.Done).Later(TimeSpan.FromMinutes(4)).Ended(RunOutcome.Completed).Report().Figures;

        figures.Role.Should().BeNull();
        figures.Site.Should().BeNull();
        figures.Zone.Should().BeNull();
        figures.Triggered.Should().BeNull();
        figures.FromTrigger.Should().BeNull();
        figures.IsSameDay.Should().BeNull();
        figures.Took.Should().Be(TimeSpan.FromMinutes(4));
    }

    [Fact]
    public void SameDay_IsADayAtTheSite()
    {
        // 23:30 UTC on the first is 00:30 on the second in Zurich, where the run completed.
        RunFigures Of(string zone) => new WrittenJournal("Hire", ("zone", zone), ("request.Role", "sales"), ("request.Site", "zurich"), ("request.TriggeredAt", "2026-03-01T23:30:00+00:00"))
            .Ended(RunOutcome.Completed).Report().Figures;

        Of("Europe/Zurich").IsSameDay.Should().BeTrue();
        Of("America/New_York").IsSameDay.Should().BeFalse();
        Of("Nowhere/Land").IsSameDay.Should().BeNull("nobody knows which day it was there");
        Of("Europe/Zurich").FromTrigger.Should().Be(TimeSpan.FromMinutes(510));
    }

    [Fact]
    public void Departure_HasTheSiteThatTheRunFound() =>
        new WrittenJournal().Fact("site.name", "berlin").Fact("site.zone", "Europe/Berlin").Report().Figures.Should().BeEquivalentTo(new { Site = "berlin", Zone = "Europe/Berlin" });

    [Fact]
    public void Completion_IsTheFirstEndThatNoLaterOneTookBack()
    {
        WrittenJournal journal = new WrittenJournal().Ended(RunOutcome.Completed).Later(TimeSpan.FromDays(2)).Resumed();
        journal.Report().Figures.Completed.Should().BeNull("it is under way again");

        journal.Ended(RunOutcome.Completed);
        journal.Report().Figures.Completed.Should().Be(s_start);

        journal.Later(TimeSpan.FromHours(1)).Resumed().Ended(RunOutcome.Exception);
        journal.Report().Figures.Completed.Should().BeNull();

        journal.Later(TimeSpan.FromHours(1)).Resumed().Ended(RunOutcome.Completed);
        journal.Report().Figures.Completed.Should().Be(s_start + TimeSpan.FromDays(2) + TimeSpan.FromHours(2));
    }

    [Fact]
    public void Seat_CountsOnlyWhenTheLastLookNoLongerFindsIt()
    {
        WrittenJournal journal = new WrittenJournal().Fact("license.returned.1", "SPE_E3").Fact("license.price.1", "36.50 CHF").Fact("license.returned.2", "MCOEV");
        journal.Report().Figures.Seats.Should().BeEmpty("that it was meant to go proves nothing");

        journal.Step(1, "licenses.release", StepStatus.Failed, verified: false, after: "no license");
        journal.Report().Figures.Seats.Should().BeEmpty();

        journal.Step(1, "licenses.release", StepStatus.ManualReview, after: "MCOEV (by group Voice, all), VISIO");
        journal.Report().Figures.Seats.Should().Equal(new ReturnedSeat("SPE_E3", new Money(36.5m, "CHF")));

        journal.Step(1, "licenses.release", StepStatus.Done, after: "no license");
        journal.Report().Figures.Seats.Should().Equal(new ReturnedSeat("MCOEV", null), new ReturnedSeat("SPE_E3", new Money(36.5m, "CHF")));
    }

    [Fact]
    public void Causes_LeaveOutWhatOnlyWaitsForAnotherStep_AndSayWhatIsSettled()
    {
        RunFigures figures = new WrittenJournal()
            .Step(1, "mail.convert-to-shared", StepStatus.Failed, ErrorIds.StepNotProved)
            .Step(2, "licenses.release", StepStatus.Blocked, ErrorIds.StepPrerequisiteFailed)
            .Step(3, "rmm.unenroll-devices", StepStatus.Deferred)
            .Ended(RunOutcome.Exception).Resumed()
            .Step(1, "mail.convert-to-shared", StepStatus.Done).Step(2, "licenses.release", StepStatus.Done).Step(3, "rmm.unenroll-devices", StepStatus.Deferred)
            .Ended(RunOutcome.Exception).Report().Figures;

        figures.Causes.Should().Equal(
            new RunCause(ErrorIds.StepNotProved, "mail.convert-to-shared", "Do mail.convert-to-shared", IsAwaited: false, IsOpen: false),
            new RunCause("Deferred", "rmm.unenroll-devices", "Do rmm.unenroll-devices", IsAwaited: true, IsOpen: true));
        figures.IsAwaited.Should().BeTrue();
    }

    [Fact]
    public void Calls_HaveTheirOwnAnswer_AndNoneWhereNoneCame()
    {
        RunReport report = new WrittenJournal()
            .Line(JournalKinds.Sending, ("step", "s"), ("what", "PATCH users/1"), ("clientRequestId", "a"))
            .Line(JournalKinds.Answered, ("step", "s"), ("what", "PATCH users/1"), ("clientRequestId", "a"), ("requestId", "r1"), ("status", "429"))
            .Line(JournalKinds.Sending, ("step", "s"), ("what", "PATCH users/1"), ("clientRequestId", "a"))
            .Line(JournalKinds.Answered, ("step", "s"), ("what", "PATCH users/1"), ("clientRequestId", "a"), ("requestId", "r2"), ("status", "204"))
            .Line(JournalKinds.Sending, ("step", "s"), ("what", "POST users/1/revoke"), ("clientRequestId", "b")).Report();

        report.Calls.Select(call => call.Answer?.RequestId).Should().Equal("r1", "r2", null);
        report.Calls.Select(call => call.Answer?.Status).Should().Equal("429", "204", null);
    }

    [Fact]
    public void Snapshots_AreShownOnce_AndProcessesWithTheirOwnSteps()
    {
        RunReport report = new WrittenJournal().Line(JournalKinds.Snapshot, ("what", "group"), ("id", "g1"), ("name", "Sales"))
            .Line(JournalKinds.Snapshot, ("what", "group"), ("id", "g1"), ("name", "Sales")).Line(JournalKinds.Snapshot, ("what", "group"), ("id", "g2"), ("name", "News"))
            .Step(1, "a", StepStatus.Failed).Resumed().Step(1, "a", StepStatus.Done).Report();

        report.Snapshots.Should().HaveCount(2);
        report.Processes.Select(process => (process.Operator, process.Host, process.Results.Single().Status))
            .Should().Equal(("anna", "pc7", StepStatus.Failed), ("ben", "pc8", StepStatus.Done));
        report.Summary.Steps.Should().ContainSingle().Which.Status.Should().Be(StepStatus.Done);
    }

    [Fact]
    public void Journal_WithoutABeginning_IsNoReport() =>
        RunReportReader.Read(WrittenJournal.RunId, new JournalReading("journal", [], 1, false), WrittenJournal.Verdict(RunFinding.Altered)).Should().BeNull();
}

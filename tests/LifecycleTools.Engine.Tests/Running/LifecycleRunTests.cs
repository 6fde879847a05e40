using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using FluentAssertions;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.Journal;
using LifecycleTools.Engine.Ports;
using LifecycleTools.Engine.Running;
using LifecycleTools.Engine.Tests.Fakes;
using Xunit;

namespace LifecycleTools.Engine.Tests.Running;

public class LifecycleRunTests
{
    private readonly HireBench _bench = new();

    [Fact]
    public async Task Run_WithADeclinedStep_BlocksWhatNeedsItAndOnlyThat()
    {
        HireRun run = await _bench.RunAsync(default, "licenses.assign");

        run["licenses.assign"].Status.Should().Be(StepStatus.Declined);
        run["mail.wait-for-mailbox"].Status.Should().Be(StepStatus.Blocked);
        run["mail.wait-for-mailbox"].Detail.Should().Contain("Assign licenses").And.Contain("Declined");
        run["directory.join-groups"].Status.Should().Be(StepStatus.Done);
        run.End.Outcome.Should().Be(RunOutcome.Exception);
        _bench.Tenant.CountOf("licenses.assign").Should().Be(0);
    }

    [Fact]
    public async Task Run_StoppedWhileAChangeIsOut_IsUnknownInTheJournalAndSettledByTheResume()
    {
        using var stop = new CancellationTokenSource();
        _bench.Tenant.On("directory.create").LosesAnswer().Meanwhile(stop.Cancel);

        HireRun run = await _bench.RunAsync(stop.Token);

        run["directory.create-account"].Status.Should().Be(StepStatus.Unknown);
        run.End.Outcome.Should().Be(RunOutcome.Exception);
        run.End.Untold!.Message.Should().Contain("stopped");
        RunReading.From(_bench.Journals.Last.RunId, _bench.Journals.Read(_bench.Journals.Last.RunId))!
            .Summary.Steps.Single(step => step.Step == "directory.create-account").Status.Should().Be(StepStatus.Unknown);

        HireRun resumed = await _bench.ResumeAsync();

        resumed.End.Outcome.Should().Be(RunOutcome.Completed);
        _bench.Tenant.CountOf("directory.create").Should().Be(1);
    }

    [Fact]
    public async Task Run_StoppedBeforeAnythingLeft_SaysDeclined()
    {
        using var stop = new CancellationTokenSource();
        await stop.CancelAsync();

        HireRun run = await _bench.RunAsync(stop.Token);

        run["directory.check-hire"].Status.Should().Be(StepStatus.Declined);
        _bench.Tenant.Writes.Should().BeEmpty();
    }

    [Theory]
    [InlineData(JournalKinds.StepStarted)]
    [InlineData(JournalKinds.Sending)]
    public async Task Run_WhoseJournalCannotBeWritten_SendsNothing(string kind)
    {
        _bench.Journals.FailsOn = line => line.Kind == kind;

        Func<Task> run = () => _bench.RunAsync();

        (await run.Should().ThrowAsync<LifecycleException>()).Which.Id.Should().Be(ErrorIds.JournalNotWritable);
        _bench.Tenant.Writes.Should().BeEmpty();
    }

    [Fact]
    public async Task Run_WhoseJournalFailsInTheMiddle_SendsNothingAfterIt()
    {
        _bench.Journals.FailsOn = line => line.Kind == JournalKinds.Answered;

        Func<Task> run = () => _bench.RunAsync();

        await run.Should().ThrowAsync<LifecycleException>();
        _bench.Tenant.Writes.Should().ContainSingle().Which.Should().StartWith("psa.create ");
    }

    [Fact]
    public async Task Run_WithADefectInAStep_EndsAsAResultNotAsACrash()
    {
        _bench.Tenant.On("directory.set-manager").Meanwhile(() => throw new InvalidOperationException("a defect"));

        HireRun run = await _bench.RunAsync();

        run["directory.set-manager"].Status.Should().Be(StepStatus.Unknown);
        run["directory.set-manager"].ErrorId.Should().Be("StepFailed");
        run.FailureOf("directory.set-manager")!.Message.Should().Contain("a defect");
    }

    [Fact]
    [Trait("PainPoint", "C46")]
    public async Task Run_ThatIsAnException_TellsTheEscalationContactsWhatIsLeft()
    {
        _bench.Tenant.On("licenses.assign").Fails();

        HireRun run = await _bench.RunAsync();

        run.End.Untold.Should().BeNull();
        Notice told = _bench.Tenant.Notices.Should().ContainSingle().Subject;
        told.Kind.Should().Be(NoticeKind.Escalation);
        told.UserPrincipalName.Should().Be("jane.obrien@contoso.example");
        told.Steps.Should().Contain(left => left.Step == "licenses.assign" && left.Status == StepStatus.Failed);
        told.To.Should().Equal("it-leads@contoso.example");
    }

    [Fact]
    public async Task Run_ThatCanTellNobody_SaysSo()
    {
        _bench.Tenant.CanSendMail = false;
        _bench.Tenant.On("licenses.assign").Fails();

        (await _bench.RunAsync()).End.Untold!.Id.Should().Be(ErrorIds.EscalationFailed);
    }

    [Fact]
    public async Task Reading_OfAJournal_GivesBackResultsFactsAndRequest()
    {
        HireRun run = await _bench.RunAsync();

        RunReading reading = RunReading.From(_bench.Journals.Last.RunId, _bench.Journals.Read(_bench.Journals.Last.RunId))!;

        reading.Summary.Outcome.Should().Be(RunOutcome.Completed);
        reading.Summary.Person.Should().Be("jane.obrien@contoso.example");
        reading.Summary.Steps.Should().BeEquivalentTo(run.Results);
        reading.Request("Surname").Should().Be("O'Brien");
        reading.Facts["account.id"].Should().Be(_bench.Jane.Id.Value);
    }

    [Fact]
    public void Reading_OfAJournalWithoutABeginning_IsNothing() =>
        RunReading.From("x", new JournalReading("x", [], null, IsTorn: true)).Should().BeNull();

    [Fact]
    public async Task Preview_OfACheckThatDoesNotHold_ShowsWhatItWouldBlock()
    {
        _bench.Request = _bench.Request with { Manager = "nobody@contoso.example" };

        IReadOnlyList<StepEnd> plan = await _bench.PreviewAsync();

        plan.Single(end => end.Failure is not null).Failure!.Id.Should().Be(ErrorIds.ManagerNotFound);
        plan.Single(end => end.Result.Step == "directory.create-account").Result.Detail.Should().Be("would be blocked: needs \"Check the request\"");
        _bench.Tenant.Writes.Should().BeEmpty();
    }
}

using System.Linq;
using System.Threading.Tasks;
using FluentAssertions;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.Ports;
using LifecycleTools.Engine.Tests.Fakes;
using Xunit;

namespace LifecycleTools.Engine.Tests.Workflows;

/// <summary>Nobody is let in again who must not be, and nothing is changed on the way to finding that out.</summary>
public class UndoGuardTests
{
    private readonly UndoBench _bench = new();

    [Fact]
    public async Task AnAccountThatIsGoneForGood_EndsTheRunBeforeAnything()
    {
        await _bench.LeaveAsync();
        _bench.Tenant.People.Remove(_bench.Left.Jane.Id.Value);

        OffboardRun run = await _bench.UndoAsync();

        run["directory.check-return"].Should().BeEquivalentTo(new { Status = StepStatus.Failed, ErrorId = ErrorIds.PersonNotFound });
        ShouldHaveToldPeopleAndNothingElse(run);
    }

    [Fact]
    public async Task AProtectedPerson_IsNotTouched()
    {
        await _bench.LeaveAsync();
        _bench.Protected = ["jane@contoso.example"];

        OffboardRun run = await _bench.UndoAsync();

        run["directory.check-return"].ErrorId.Should().Be(ErrorIds.PersonProtected);
        _bench.Tenant.CountOf("signin.set-allowed").Should().Be(0);
    }

    [Fact]
    public async Task TheAccountThatRunsThis_DoesNotLetItselfIn()
    {
        await _bench.LeaveAsync();
        _bench.Tenant.OwnId = _bench.Left.Jane.Id.Value;

        await ShouldBeRefusedAsync("the account that runs this");
    }

    [Fact]
    public async Task AnAdministrator_IsNotLetInByRule_AndIsOnceSomebodyHasDecided()
    {
        await _bench.LeaveAsync();
        _bench.Tenant.AddHolding(_bench.Left.Jane, "User Administrator");

        await ShouldBeRefusedAsync("User Administrator");
        _bench.Left.Make(jane => jane with { SignInAllowed = true });

        (await _bench.ResumeAsync())["directory.check-return"].Status.Should().Be(StepStatus.AlreadyDone);
    }

    [Fact]
    public async Task AMemberOfARoleGroup_IsNotLetInByRule()
    {
        await _bench.LeaveAsync();
        Group admins = _bench.Tenant.AddGroup("Helpdesk admins", more: group => group with { IsRoleAssignable = true });
        _bench.Tenant.Join(admins.Id, _bench.Left.Jane);

        await ShouldBeRefusedAsync("Helpdesk admins");
    }

    [Theory]
    [InlineData("facts.own-id")]
    [InlineData("privileges.read-active")]
    [InlineData("groups.read")]
    public async Task GuardsThatCannotBeRead_LetNobodyIn(string operation)
    {
        await _bench.LeaveAsync();
        _bench.Tenant.On(operation).Fails().Always();

        await ShouldBeRefusedAsync(operation);
    }

    [Fact]
    public async Task ASynchronizedPerson_IsEnabledOnPremises()
    {
        await _bench.LeaveAsync();
        _bench.Left.Make(jane => jane with { IsSynchronized = true });

        OffboardRun run = await _bench.UndoAsync();

        run["directory.allow-sign-in-again"].Should().BeEquivalentTo(new { Status = StepStatus.Blocked, ErrorId = ErrorIds.PersonSynchronized });
        run["directory.hand-out-password"].ErrorId.Should().Be(ErrorIds.PersonSynchronized);
    }

    [Fact]
    public async Task AManagerWhoCannotBeRead_KeepsNobodyOut_AndIsSaid()
    {
        await _bench.LeaveAsync();
        _bench.Tenant.On("directory.read").AfterCalls(1).Fails();

        OffboardRun run = await _bench.UndoAsync();

        run["directory.check-return"].Should().BeEquivalentTo(new { Status = StepStatus.AlreadyDone, ErrorId = "" });
        run["directory.check-return"].Detail.Should().Contain("who managed them could not be read (directory.read was refused)");
        run["directory.allow-sign-in-again"].Status.Should().Be(StepStatus.Done);
        run["directory.return-manager"].Status.Should().Be(StepStatus.AlreadyDone, "it looks for itself");
        _bench.Tenant.Tickets[^1].Asked.Contact!.Mail.Should().Be("jane@contoso.example");
    }

    [Fact]
    public async Task APersonWhoCannotBeRead_EndsTheRunBeforeAnything()
    {
        await _bench.LeaveAsync();
        _bench.Tenant.On("directory.read").Fails();

        await ShouldBeRefusedAsync("directory.read was refused");
    }

    private async Task ShouldBeRefusedAsync(string why)
    {
        OffboardRun run = await _bench.UndoAsync();

        run["directory.check-return"].Detail.Should().Contain(why);
        ShouldHaveToldPeopleAndNothingElse(run);
    }

    private void ShouldHaveToldPeopleAndNothingElse(OffboardRun run)
    {
        foreach (string told in new[] { "tickets.open", "tickets.write-log", "tickets.close" }) run[told].Status.Should().Be(StepStatus.Done);
        run["messages.tell-people"].Status.Should().Be(StepStatus.Skipped);
        run.Results.Where(result => result.Phase is not ("Check" or "Ticket" or "Close")).Should().HaveCountGreaterThan(20).And.OnlyContain(result => result.Status == StepStatus.Blocked);
        _bench.Changes.Should().BeEmpty();
        _bench.Words.Should().BeEquivalentTo("psa.create", "psa.note", "psa.attach", "psa.raise", "notices.send Escalation");
    }
}

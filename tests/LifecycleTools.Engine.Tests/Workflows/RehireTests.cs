using System;
using System.Linq;
using System.Threading.Tasks;
using FluentAssertions;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.People;
using LifecycleTools.Engine.Ports;
using LifecycleTools.Engine.Tests.Fakes;
using Xunit;

namespace LifecycleTools.Engine.Tests.Workflows;

/// <summary>Somebody who was here before gets no second account that nobody asked for.</summary>
public class RehireTests
{
    private const string Search = "directory.find-former-account";
    private readonly HireBench _bench = new();

    [Theory]
    [InlineData("4711", "jane.obrien@contoso.example")]
    [InlineData("4711", "j.obrien-old@contoso.example")]
    [InlineData("", "jane.obrien@contoso.example")]
    public async Task Hire_OfSomebodyWhoLeft_EndsBeforeAnythingIsChanged_AndSaysHowToGoOn(string employeeId, string name)
    {
        Person former = Left(name, employeeId);

        HireRun run = await _bench.RunAsync();

        run[Search].Should().BeEquivalentTo(new { Status = StepStatus.Blocked, ErrorId = ErrorIds.FormerAccountFound });
        run[Search].Detail.Should().Contain(name).And.Contain(former.Id.Value).And.Contain("-Restore").And.Contain("-NewAccount");
        _bench.Tenant.Writes.Should().OnlyContain(write => write.StartsWith("notices.", StringComparison.Ordinal) || write.StartsWith("psa.", StringComparison.Ordinal));
        _bench.Tenant.People[former.Id.Value].SignInAllowed.Should().BeFalse();
    }

    [Fact]
    public async Task Hire_OfSomebodyWhoWasDeleted_EndsBeforeAnythingIsChanged()
    {
        Person former = Left("jane.obrien@contoso.example", "4711");
        _bench.Tenant.Delete(former);

        HireRun run = await _bench.RunAsync();

        run[Search].ErrorId.Should().Be(ErrorIds.FormerAccountFound);
        run[Search].Detail.Should().Contain("deleted on 2026-03-02");
        _bench.Tenant.People.Values.Should().NotContain(person => person.EmployeeId == "4711");
    }

    [Fact]
    public async Task Hire_OfSomebodyWhoseDeletedAccountIsGoneForGood_MakesANewOne()
    {
        Person former = Left("jane.obrien@contoso.example", "4711");
        _bench.Tenant.Delete(former);
        _bench.Tenant.DeletedPeople.Remove(former.Id.Value);

        HireRun run = await _bench.RunAsync();

        run[Search].Status.Should().Be(StepStatus.AlreadyDone);
        _bench.Jane.Id.Should().NotBe(former.Id);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Hire_WithRestore_GoesOnWithTheAccountFromBefore(bool isDeleted)
    {
        Person former = Left("jane.obrien@contoso.example", "4711");
        _bench.Tenant.AddMailbox(former, mailbox => mailbox with { Kind = MailboxKind.Shared, IsHidden = true, ForwardsTo = "max@contoso.example" })
            .Reply = new AutomaticReply(true, "has left", "has left");
        if (isDeleted) _bench.Tenant.Delete(former);
        _bench.Request = _bench.Request with { Former = FormerAccount.Restore };

        HireRun run = await _bench.RunAsync();

        run.End.Outcome.Should().Be(RunOutcome.Completed, string.Join("; ", run.Results.Where(result => result.ErrorId.Length > 0).Select(result => result.Detail)));
        run["directory.restore-account"].Status.Should().Be(isDeleted ? StepStatus.Done : StepStatus.AlreadyDone);
        run["directory.create-account"].Status.Should().Be(StepStatus.AlreadyDone);
        Person jane = _bench.Tenant.People.Values.Single(person => person.EmployeeId == "4711");
        jane.Should().BeEquivalentTo(new { former.Id, SignInAllowed = true, Department = "Sales" });
        FakeMailbox mail = _bench.Tenant.MailboxOf(former.Id)!;
        mail.Mailbox.Should().BeEquivalentTo(new { Kind = MailboxKind.User, IsHidden = false, ForwardsTo = (string?)null });
        mail.Reply.IsOn.Should().BeFalse();
        _bench.Tenant.CountOf("directory.create").Should().Be(0);
    }

    [Fact]
    public async Task Hire_WithRestore_NamesWhoCanStillReadTheMailbox()
    {
        Person former = Left("jane.obrien@contoso.example", "4711");
        _bench.Tenant.AddMailbox(former);
        _bench.Tenant.Rights.Add((new MailboxRight("jane.obrien@contoso.example", "max@contoso.example", MailboxRightKind.FullAccess), true));
        _bench.Request = _bench.Request with { Former = FormerAccount.Restore };

        HireRun run = await _bench.RunAsync();

        run["mail.reclaim-mailbox"].Status.Should().Be(StepStatus.ManualReview);
        run["mail.reclaim-mailbox"].Detail.Should().Contain("max@contoso.example FullAccess");
    }

    [Fact]
    public async Task Hire_WithRestoreKilled_GoesOnWithTheSameAccount()
    {
        Person former = Left("jane.obrien@contoso.example", "4711");
        _bench.Tenant.Delete(former);
        _bench.Request = _bench.Request with { Former = FormerAccount.Restore };
        _bench.Tenant.On("directory.restore").LosesAnswer();
        _bench.Tenant.On("licenses.assign").Fails();
        (await _bench.RunAsync())["licenses.assign"].Status.Should().Be(StepStatus.Failed);

        HireRun run = await _bench.ResumeAsync();

        run.End.Outcome.Should().Be(RunOutcome.Completed);
        _bench.Tenant.CountOf("directory.restore").Should().Be(1);
        _bench.Tenant.CountOf("directory.create").Should().Be(0);
    }

    [Fact]
    public async Task Hire_WithNewAccount_MakesASecondOne_AndResumesWithThatOne()
    {
        Person former = Left("jane.obrien@contoso.example", "4711");
        _bench.Request = _bench.Request with { Former = FormerAccount.New };
        _bench.Tenant.On("licenses.assign").Fails();

        await _bench.RunAsync();
        HireRun run = await _bench.ResumeAsync();

        run.End.Outcome.Should().Be(RunOutcome.Completed);
        _bench.Tenant.CountOf("directory.create").Should().Be(1);
        _bench.Tenant.People[former.Id.Value].SignInAllowed.Should().BeFalse();
        _bench.Tenant.People.Values.Where(person => person.EmployeeId == "4711").Should().HaveCount(2);
    }

    [Fact]
    public async Task Hire_OfANamesakeWithANumberOfTheirOwn_MakesAnAccountOfItsOwn()
    {
        Left("jane.obrien@contoso.example", "9999");

        HireRun run = await _bench.RunAsync();

        run[Search].Detail.Should().Be("no account from before");
        _bench.Tenant.CountOf("directory.create").Should().Be(1);
    }

    [Fact]
    public async Task Hire_AgainBeforeTheFirstDay_GoesOnWithTheAccountThatWaitsForIt()
    {
        _bench.Request = _bench.Request with { StartDate = _bench.Tenant.Clock.UtcNow.AddDays(14) };
        await _bench.RunAsync();
        _bench.Tenant.Clock.Advance(TimeSpan.FromDays(7));

        HireRun again = await _bench.RunAsync();

        again[Search].Status.Should().Be(StepStatus.AlreadyDone);
        again["directory.create-account"].Status.Should().Be(StepStatus.AlreadyDone);
        _bench.Tenant.CountOf("directory.create").Should().Be(1);
    }

    [Fact]
    public async Task Hire_WithRestoreOfSeveral_AsksWhich()
    {
        Left("jane.obrien@contoso.example", "");
        Person second = Left("jane@contoso.example", "4711");
        _bench.Tenant.Delete(second);
        _bench.Request = _bench.Request with { Former = FormerAccount.Restore };

        HireRun run = await _bench.RunAsync();

        run[Search].ErrorId.Should().Be(ErrorIds.PersonAmbiguous);
        _bench.Tenant.CountOf("directory.restore").Should().Be(0);
    }

    private Person Left(string name, string employeeId) => _bench.Tenant.AddPerson(name, person => person with
    {
        GivenName = "Jane", Surname = "O'Brien", EmployeeId = employeeId, SignInAllowed = false, EmployeeHireDate = _bench.Tenant.Clock.UtcNow.AddYears(-1),
    });
}

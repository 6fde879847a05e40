using System;
using System.Linq;
using System.Threading.Tasks;
using FluentAssertions;
using LifecycleTools.Engine.People;
using LifecycleTools.Engine.Ports;
using LifecycleTools.Engine.Tests.Fakes;
using Xunit;

namespace LifecycleTools.Engine.Tests.Steps.Departure;

public class AccessTests
{
    private readonly OffboardBench _bench = new();

    [Fact]
    [Trait("PainPoint", "C27")]
    public async Task Departure_OfASynchronizedPerson_BlocksWhatTheCloudCannotDo_AndDoesTheRest()
    {
        _bench.Make(jane => jane with { IsSynchronized = true });

        OffboardRun run = await _bench.RunAsync();

        string[] blocked = ["directory.block-sign-in", "directory.reset-password", "mail.hide-from-address-lists", "mail.convert-to-shared"];
        run.Results.Where(result => result.Status == StepStatus.Blocked).Select(result => result.Step).Should().BeEquivalentTo(blocked);
        blocked.Should().OnlyContain(step => run[step].ErrorId == "PersonSynchronized");
        run["licenses.release"].ErrorId.Should().Be("MailboxNeedsLicense", "the mailbox is still hers");
        run.Exceptions.Should().BeEquivalentTo(blocked.Append("licenses.release"));
        run["directory.revoke-sessions"].Status.Should().Be(StepStatus.Done);
        run["directory.leave-groups"].Status.Should().Be(StepStatus.Done);
    }

    [Fact]
    public async Task Departure_OfASynchronizedPersonBlockedOnPremises_FindsSignInBlocked()
    {
        _bench.Make(jane => jane with { IsSynchronized = true, SignInAllowed = false });
        (await _bench.RunAsync())["directory.block-sign-in"].Status.Should().Be(StepStatus.AlreadyDone);
    }

    [Fact]
    [Trait("PainPoint", "C26")]
    public async Task RevokeSessions_MadeWhileSignInWasStillAllowed_IsMadeAgainUnderTheBlock()
    {
        _bench.Make(jane => jane with { IsSynchronized = true });
        await _bench.RunAsync();
        _bench.Make(jane => jane with { SignInAllowed = false });
        _bench.Tenant.ForgetWrites();

        OffboardRun again = await _bench.ResumeAsync();

        again["directory.block-sign-in"].Status.Should().Be(StepStatus.AlreadyDone);
        again["directory.revoke-sessions"].Status.Should().Be(StepStatus.Done, "she could sign in after the first time");
        _bench.Tenant.CountOf("signin.revoke").Should().Be(1);
        (await _bench.ResumeAsync())["directory.revoke-sessions"].Status.Should().Be(StepStatus.AlreadyDone);
    }

    [Fact]
    public async Task Access_ChangedWithinTheSecondOfAnEarlierChange_IsChangedInALaterOne()
    {
        DateTimeOffset justNow = _bench.Tenant.Clock.UtcNow.AddSeconds(1);
        _bench.Make(jane => jane with { SignInAllowed = false, SessionsValidFrom = justNow });

        await _bench.RunAsync();

        _bench.JaneNow.SessionsValidFrom.Should().BeOnOrAfter(justNow.AddSeconds(1), "times of whole seconds cannot tell the two apart otherwise");
    }

    [Fact]
    public async Task Access_WhoseServiceClockIsAheadAndIgnoresUs_IsNotProved()
    {
        DateTimeOffset ahead = _bench.Tenant.Clock.UtcNow.AddMinutes(1);
        _bench.Make(jane => jane with { SessionsValidFrom = ahead, PasswordChanged = ahead });
        _bench.Tenant.On("signin.revoke").Ignores().Always();
        _bench.Tenant.On("signin.reset-password").Ignores().Always();

        OffboardRun run = await _bench.RunAsync();

        run["directory.revoke-sessions"].ErrorId.Should().Be("StepNotProved");
        run["directory.reset-password"].ErrorId.Should().Be("StepNotProved");
    }

    [Fact]
    public async Task Resume_OfSomebodyWhoWasLetInAgain_ClosesEverythingAgain()
    {
        await _bench.RunAsync();
        _bench.Make(jane => jane with { SignInAllowed = true, PasswordChanged = _bench.Tenant.Clock.UtcNow.AddHours(1) });
        _bench.Tenant.Clock.Advance(TimeSpan.FromHours(2));
        _bench.Tenant.ForgetWrites();

        OffboardRun again = await _bench.ResumeAsync();

        again.End.Outcome.Should().Be(RunOutcome.Completed);
        new[] { "directory.block-sign-in", "directory.revoke-sessions", "directory.reset-password" }
            .Should().OnlyContain(step => again[step].Status == StepStatus.Done && again[step].Attempts == 1);
    }

    [Fact]
    public async Task Departure_OfAGuest_LeavesPasswordAndSessionsToTheirOrganization()
    {
        Person guest = _bench.Tenant.AddPerson("ann_fabrikam.example#EXT#@contoso.example", person => person with { IsGuest = true });
        _bench.Tenant.Join(_bench.Sales.Id, guest);
        _bench.Tenant.SetManager(guest, _bench.Manager);
        _bench.Request = _bench.Request with { Identity = guest.Id.Value };

        OffboardRun run = await _bench.RunAsync();

        run.End.Outcome.Should().Be(RunOutcome.Completed);
        run["directory.reset-password"].Status.Should().Be(StepStatus.Skipped);
        run["directory.revoke-sessions"].Status.Should().Be(StepStatus.Skipped);
        run["directory.block-sign-in"].Status.Should().Be(StepStatus.Done);
        _bench.Tenant.MembersOf(_bench.Sales.Id).Should().NotContain(guest.Id.Value);
    }

    [Fact]
    [Trait("PainPoint", "C21")]
    public async Task RemoveSignInMethods_OfADefaultMethod_RemovesItLast()
    {
        await _bench.RunAsync();
        _bench.Tenant.Writes.Last(write => write.StartsWith("methods.remove ", StringComparison.Ordinal)).Should().Contain("microsoftAuthenticator");
    }

    [Fact]
    [Trait("PainPoint", "C24")]
    public async Task RemoveSignInMethods_OfAnUnknownKind_IsLeftToAPerson()
    {
        _bench.Tenant.MethodsOf(_bench.Jane.Id).RemoveAll(method => method.Type == "microsoftAuthenticatorAuthenticationMethod");
        _bench.Tenant.AddMethod(_bench.Jane, "brainwaveAuthenticationMethod", isKnown: false);

        OffboardRun run = await _bench.RunAsync();

        run["directory.remove-sign-in-methods"].Status.Should().Be(StepStatus.ManualReview);
        run["directory.remove-sign-in-methods"].ErrorId.Should().Be("SignInMethodUnknown");
        _bench.Tenant.MethodsOf(_bench.Jane.Id).Where(method => !method.IsPassword).Should().ContainSingle().Which.IsKnown.Should().BeFalse();
    }

    [Fact]
    public async Task Departure_OfSomebodyWhoIsDeletedMeanwhile_SaysSo()
    {
        _bench.Tenant.On("signin.revoke").Meanwhile(() => _bench.Tenant.People.Remove(_bench.Jane.Id.Value)).Fails();

        OffboardRun run = await _bench.RunAsync();

        run.End.Outcome.Should().Be(RunOutcome.Exception);
        run["directory.reset-password"].ErrorId.Should().Be("PersonNotFound");
    }

    [Theory]
    [InlineData("manager", "max@contoso.example")]
    [InlineData("named", "ann@contoso.example")]
    [InlineData("disabled", "bob@contoso.example")]
    [Trait("PainPoint", "C31")]
    public async Task SettleDelegate_AlongTheChain_TakesTheFirstWhoCan(string who, string heir)
    {
        _bench.Tenant.AddPerson("ann@contoso.example");
        if (who == "named") _bench.Request = _bench.Request with { Delegate = heir };
        if (who == "disabled") _bench.Tenant.People[_bench.Manager.Id.Value] = _bench.Manager with { SignInAllowed = false };

        OffboardRun run = await _bench.RunAsync();

        run.End.Outcome.Should().Be(RunOutcome.Completed);
        _bench.Tenant.Rights.Select(one => one.Right.Holder).Should().OnlyContain(holder => holder == heir);
    }

    [Theory]
    [InlineData("nobody@contoso.example")]
    [InlineData("jane@contoso.example")]
    public async Task SettleDelegate_OfSomebodyWhoCannot_NeverFallsBackOnAnother(string named)
    {
        _bench.Request = _bench.Request with { Delegate = named };

        OffboardRun run = await _bench.RunAsync();

        run["directory.settle-delegate"].ErrorId.Should().Be("ManagerNotFound");
        _bench.Tenant.CountOf("access.grant").Should().Be(0);
    }

    [Fact]
    public async Task SettleDelegate_OfNobody_LeavesEveryHandoverToAPerson()
    {
        _bench.Rules = _bench.Rules with { Delegates = [] };

        OffboardRun run = await _bench.RunAsync();

        run.Results.Where(result => result.Status == StepStatus.ManualReview).Select(result => result.Step).Should().BeEquivalentTo(
            "directory.settle-delegate", "mail.set-automatic-reply", "mail.forward", "mail.delegate", "files.share-onedrive",
            "directory.hand-over-ownership", "mail.hand-over-lists");
        _bench.Mail.Mailbox.ForwardsTo.Should().BeNull("what the leaver set up is stopped all the same");
        _bench.Mail.Reply.IsOn.Should().BeFalse("a reply that names nobody helps nobody");
        run["directory.hand-over-ownership"].ErrorId.Should().Be("GroupLastOwner");
        run["mail.convert-to-shared"].Status.Should().Be(StepStatus.Done);
    }

    [Fact]
    public async Task HandOverOwnership_WithAnotherOwner_OnlyLeaves()
    {
        _bench.Tenant.Owned.Single().Owners.Add(_bench.Boss.Id.Value);
        await _bench.RunAsync();
        _bench.Tenant.Owned.Single().Owners.Should().Equal(_bench.Boss.Id.Value);
    }

    [Fact]
    public async Task HandOverOwnership_OfAnAppThatNobodyElseOwns_IsLeftToAPerson()
    {
        OwnedObject app = _bench.Tenant.AddOwned("Billing", OwnedKind.Application, _bench.Jane);

        OffboardRun run = await _bench.RunAsync();

        run["directory.hand-over-ownership"].Status.Should().Be(StepStatus.ManualReview);
        run["directory.hand-over-ownership"].Detail.Should().Contain("Billing").And.Contain(app.Id).And.NotContain("Project");
        _bench.Tenant.Owned.Single(one => one.Owned.Id == app.Id).Owners.Should().Equal(_bench.Jane.Id.Value);
    }
}

using System;
using System.Linq;
using System.Threading.Tasks;
using FluentAssertions;
using LifecycleTools.Engine.People;
using LifecycleTools.Engine.Ports;
using LifecycleTools.Engine.Tests.Fakes;
using Xunit;

namespace LifecycleTools.Engine.Tests.Steps.Departure;

public class CheckLeaverTests
{
    private const string Check = "directory.check-leaver";
    private readonly OffboardBench _bench = new();

    // Nobody here is an administrator, and nobody's departure is approved as one's, but where a test says so.
    public CheckLeaverTests()
    {
        _bench.Tenant.Holdings.Clear();
        _bench.Request = _bench.Request with { ApprovePrivileged = false };
    }

    private async Task<StepResult> RefusedAsync()
    {
        OffboardRun run = await _bench.RunAsync();
        run.End.Outcome.Should().Be(RunOutcome.Exception);
        run.Results.Skip(1).Where(result => result.System is not ("Psa" or "Messages")).Should().OnlyContain(result => result.Status == StepStatus.Blocked && result.ErrorId == "StepPrerequisiteFailed");
        _bench.Tenant.Writes.Should().OnlyContain(write => write == "notices.send Escalation" || write.StartsWith("psa."));
        return run[Check];
    }

    [Theory]
    [InlineData("JANE@contoso.example")]
    [InlineData("id")]
    public async Task Check_OfAProtectedPerson_ChangesNothing(string mark)
    {
        _bench.Protected = [mark == "id" ? _bench.Jane.Id.Value : mark];
        StepResult check = await RefusedAsync();
        check.Status.Should().Be(StepStatus.Blocked);
        check.ErrorId.Should().Be("PersonProtected");
    }

    [Fact]
    public async Task Check_OfTheAccountThatRunsThis_ChangesNothing()
    {
        _bench.Tenant.OwnId = _bench.Jane.Id.Value;
        (await RefusedAsync()).Detail.Should().Contain("the account that runs this");
    }

    [Fact]
    [Trait("PainPoint", "C44")]
    public async Task Check_OfADepartureToCome_ChangesNothing()
    {
        _bench.Request = _bench.Request with { EffectiveAt = _bench.Tenant.Clock.UtcNow.AddMinutes(1) };
        (await RefusedAsync()).ErrorId.Should().Be("StepForbidden");
    }

    [Fact]
    public async Task Check_OfADepartureThatHasCome_GoesOn()
    {
        _bench.Request = _bench.Request with { EffectiveAt = _bench.Tenant.Clock.UtcNow };
        (await _bench.RunAsync()).End.Outcome.Should().Be(RunOutcome.Completed);
    }

    [Fact]
    public async Task Check_OfSomebodyInARestrictedUnit_ChangesNothing()
    {
        _bench.Make(jane => jane with { IsManagementRestricted = true });
        (await RefusedAsync()).Detail.Should().Contain("restricted management unit");
    }

    [Fact]
    public async Task Check_OfNobody_SaysWhomItLookedFor()
    {
        _bench.Request = _bench.Request with { Identity = "nobody@contoso.example" };
        StepResult check = await RefusedAsync();
        check.Status.Should().Be(StepStatus.Failed);
        check.ErrorId.Should().Be("PersonNotFound");
    }

    [Theory]
    [InlineData("privileges.read-active")]
    [InlineData("privileges.read-eligible", "ConnectorUnreachable")]
    [InlineData("groups.read")]
    [InlineData("licenses.read")]
    [InlineData("facts.own-id")]
    public async Task Check_WhoseGuardsCannotBeRead_ChangesNothing(string operation, string errorId = "ConnectorPermissionMissing")
    {
        _bench.Tenant.On(operation).Fails(errorId).Always();
        (await RefusedAsync()).ErrorId.Should().Be(errorId);
    }

    [Fact]
    public async Task Check_OfAnAdministrator_AsksForApproval()
    {
        _bench.Tenant.AddHolding(_bench.Jane, "User Administrator");
        StepResult check = await RefusedAsync();
        check.ErrorId.Should().Be("PersonProtected");
        check.Detail.Should().Contain("User Administrator").And.Contain("-Force");
    }

    [Fact]
    public async Task Check_OfSomebodyWhoMayActivateARole_AsksForApproval_AndNeedsNoStrongerRoleThanForAnybody()
    {
        _bench.Tenant.AddHolding(_bench.Jane, "Global Administrator", isEligible: true);
        (await RefusedAsync()).Detail.Should().Contain("Global Administrator (eligible)").And.Contain("-Force");

        _bench.Request = _bench.Request with { ApprovePrivileged = true };
        (await _bench.RunAsync()).End.Outcome.Should().Be(RunOutcome.Completed);
        _bench.Tenant.Holdings.Should().BeEmpty();
    }

    [Fact]
    public async Task Check_OfSomebodyInAGroupThatMayActivateARole_AsksForApproval()
    {
        Group admins = _bench.Tenant.AddGroup("Admins");
        _bench.Tenant.Join(admins.Id, _bench.Jane);
        _bench.Tenant.Holdings.Add((admins.Id, new RoleHolding("1", "role-ga", "Global Administrator", "/", IsEligible: true)));
        (await RefusedAsync()).Detail.Should().Contain("Global Administrator (eligible)");
    }

    [Fact]
    public async Task Check_WithoutTheRightToSeeWhatCanBeActivated_SaysSoAndEndsAccess()
    {
        _bench.Tenant.On("privileges.read-eligible").Fails("ConnectorPermissionMissing").Always();
        (await _bench.RunAsync())[Check].Detail.Should().Contain("not known").And.Contain("RoleEligibilitySchedule.Read.Directory");
        _bench.JaneNow.SignInAllowed.Should().BeFalse("an open account is worse than a role that waits to be activated");
    }

    [Fact]
    public async Task Check_OfAMemberOfARoleGroup_AsksForApproval()
    {
        Group admins = _bench.Tenant.AddGroup("Admins", more: group => group with { IsRoleAssignable = true });
        _bench.Tenant.Join(admins.Id, _bench.Jane);
        (await RefusedAsync()).Detail.Should().Contain("role-assignable group Admins");
    }

    [Fact]
    [Trait("PainPoint", "C25")]
    public async Task Check_OfAnApprovedAdministrator_WithoutOurStrongRole_ChangesNothing()
    {
        _bench.Tenant.AddHolding(_bench.Jane, "User Administrator");
        _bench.Request = _bench.Request with { ApprovePrivileged = true };
        StepResult check = await RefusedAsync();
        check.ErrorId.Should().Be("ConnectorPermissionMissing");
        check.Detail.Should().Contain("Privileged Authentication Administrator");
    }

    [Fact]
    public async Task Check_OfAnApprovedAdministrator_WithOurStrongRole_TakesTheRole()
    {
        _bench.Tenant.AddHolding(_bench.Jane, "User Administrator");
        _bench.Tenant.Granted = new GrantedRights([], ["Privileged Authentication Administrator"]);
        _bench.Request = _bench.Request with { ApprovePrivileged = true };

        OffboardRun run = await _bench.RunAsync();

        run.End.Outcome.Should().Be(RunOutcome.Completed);
        run[Check].Detail.Should().Contain("approved (User Administrator)");
        _bench.Tenant.Holdings.Should().BeEmpty();
    }

    [Fact]
    public async Task Check_OfTheLastGlobalAdministrator_ChangesNothingEvenApproved()
    {
        _bench.Tenant.AddHolding(_bench.Jane, "Global Administrator");
        _bench.Tenant.Granted = new GrantedRights([], ["Global Administrator"]);
        _bench.Request = _bench.Request with { ApprovePrivileged = true };
        (await RefusedAsync()).Detail.Should().Contain("last Global Administrator");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Check_OfAGlobalAdministratorBesideAnother_CountsOnlyWhoCanSignIn(bool canSignIn)
    {
        Person other = _bench.Tenant.AddPerson("other@contoso.example", person => person with { SignInAllowed = canSignIn });
        _bench.Tenant.AddHolding(_bench.Jane, "Global Administrator");
        _bench.Tenant.AddHolding(other, "Global Administrator");
        _bench.Tenant.Granted = new GrantedRights([], ["Global Administrator"]);
        _bench.Request = _bench.Request with { ApprovePrivileged = true };

        OffboardRun run = await _bench.RunAsync();

        run[Check].Status.Should().Be(canSignIn ? StepStatus.AlreadyDone : StepStatus.Blocked);
        _bench.JaneNow.SignInAllowed.Should().Be(!canSignIn);
    }

    [Fact]
    public async Task Check_OfAMailboxThatHangsOnARule_NamesTheDanger()
    {
        _bench.LicenseByRule();
        (await _bench.RunAsync())[Check].Detail.Should().Contain("danger").And.Contain("All Staff");
    }

    [Fact]
    public async Task Check_OfAResumedRun_StaysWithThePersonWhenTheNameIsSomebodyElsesByNow()
    {
        _bench.Tenant.On("signin.revoke").Fails();
        await _bench.RunAsync();
        _bench.Make(jane => jane with { UserPrincipalName = "jane.old@contoso.example" });
        Person newcomer = _bench.Tenant.AddPerson("jane@contoso.example");

        OffboardRun resumed = await _bench.ResumeAsync();

        _bench.Tenant.People[newcomer.Id.Value].SignInAllowed.Should().BeTrue();
        resumed[Check].Person.Should().Be("jane.old@contoso.example");
        _bench.Tenant.Writes.Should().NotContain(write => write.Contains(newcomer.Id.Value, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Check_ThatFoundSignInBlocked_IsNoProofThatItStillIs()
    {
        _bench.Make(jane => jane with { SignInAllowed = false });
        int rounds = 0;

        OffboardRun run = await _bench.RunAsync(between: () =>
        {
            if (++rounds == 2) _bench.Make(jane => jane with { SignInAllowed = true });
        });

        run["directory.block-sign-in"].Status.Should().Be(StepStatus.Done);
        _bench.JaneNow.SignInAllowed.Should().BeFalse();
    }
}

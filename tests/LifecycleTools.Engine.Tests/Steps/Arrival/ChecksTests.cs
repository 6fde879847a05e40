using System.Threading.Tasks;
using FluentAssertions;
using LifecycleTools.Engine.People;
using LifecycleTools.Engine.Ports;
using LifecycleTools.Engine.Roles;
using LifecycleTools.Engine.Tests.Fakes;
using Xunit;

namespace LifecycleTools.Engine.Tests.Steps.Arrival;

public class ChecksTests
{
    private readonly HireBench _bench = new();

    private async Task<StepResult> BlockedAsync(string step)
    {
        HireRun run = await _bench.RunAsync();
        run[step].Status.Should().BeOneOf(StepStatus.Blocked, StepStatus.ManualReview, StepStatus.Failed);
        _bench.Tenant.Writes.Should().OnlyContain(write => write == "notices.send Escalation" || write.StartsWith("psa."));
        return run[step];
    }

    [Fact]
    public async Task CheckHire_WithABlockedManager_Blocks()
    {
        _bench.Tenant.People[_bench.Manager.Id.Value] = _bench.Manager with { SignInAllowed = false };
        (await BlockedAsync("directory.check-hire")).ErrorId.Should().Be("ManagerNotFound");
    }

    [Fact]
    public async Task CheckHire_WithSomebodyElsesEmployeeId_Blocks()
    {
        _bench.Tenant.AddPerson("ann@contoso.example", person => person with { EmployeeId = "4711", GivenName = "Ann", Surname = "Other" });
        (await BlockedAsync("directory.check-hire")).ErrorId.Should().Be("PersonAlreadyExists");
    }

    [Fact]
    public async Task CheckHire_WithTwoAccountsOfOneEmployee_Blocks()
    {
        foreach (string name in new[] { "a", "b" })
        {
            _bench.Tenant.AddPerson(name + "@contoso.example", person => person with { EmployeeId = "4711", GivenName = "Jane", Surname = "O'Brien" });
        }

        (await BlockedAsync("directory.check-hire")).ErrorId.Should().Be("PersonAmbiguous");
    }

    [Fact]
    public async Task CheckHire_WithASynchronizedAccount_Blocks()
    {
        _bench.Tenant.AddPerson("j@contoso.example", person => person with { EmployeeId = "4711", IsSynchronized = true });
        (await BlockedAsync("directory.check-hire")).ErrorId.Should().Be("PersonSynchronized");
    }

    [Fact]
    public async Task CheckHire_WithAnUnverifiedDomain_Blocks()
    {
        _bench.Tenant.Domains[0] = "other.example";
        (await BlockedAsync("directory.check-hire")).Detail.Should().Contain("contoso.example").And.Contain("not a verified domain");
    }

    [Fact]
    public async Task CheckHire_WithAnAskedNameInAnUnverifiedDomain_Blocks()
    {
        _bench.Request = _bench.Request with { UserPrincipalName = "jane@elsewhere.example" };
        (await BlockedAsync("directory.check-hire")).Detail.Should().Contain("elsewhere.example");
    }

    [Theory]
    [InlineData("", "", "NameInvalid")]
    [InlineData("Ja\nne", "Doe", "NameInvalid")]
    public async Task CheckHire_WithNamesTheDirectoryRefuses_Blocks(string given, string surname, string errorId)
    {
        _bench.Request = _bench.Request with { GivenName = given, Surname = surname };
        (await BlockedAsync("directory.check-hire")).ErrorId.Should().Be(errorId);
    }

    [Fact]
    public async Task CheckHire_WithATooLongEmployeeId_Blocks()
    {
        _bench.Request = _bench.Request with { EmployeeId = new string('9', 17) };
        (await BlockedAsync("directory.check-hire")).Detail.Should().Contain("17 characters");
    }

    [Fact]
    public async Task CheckHire_WithAnAccountOfTheSameEmployee_GoesOnWithIt()
    {
        Person held = _bench.Tenant.AddPerson("jane@contoso.example", person => person with { EmployeeId = "4711", GivenName = "jane", Surname = "O'BRIEN" });

        HireRun run = await _bench.RunAsync();

        run.End.Outcome.Should().Be(RunOutcome.Completed);
        run["directory.create-account"].Status.Should().Be(StepStatus.AlreadyDone);
        run["directory.choose-name"].Detail.Should().Be("jane@contoso.example");
        _bench.Jane.Id.Should().Be(held.Id);
    }

    [Fact]
    public async Task ChooseName_WhenTheFirstIsHeldByAGroup_TakesTheAlternative()
    {
        _bench.Tenant.OtherNames.Add(new NameClash("group", "g", "Janes", "jane.obrien@contoso.example"));

        HireRun run = await _bench.RunAsync();

        _bench.Jane.UserPrincipalName.Should().Be("jane.obrien2@contoso.example");
        run["directory.choose-name"].Detail.Should().Contain("group Janes");
    }

    [Fact]
    public async Task ChooseName_WhenThePersonWasDeleted_AsksAPerson()
    {
        _bench.Tenant.OtherNames.Add(new NameClash("deleted user", "d", "Jane O'Brien", "jane.obrien@contoso.example"));

        StepResult result = await BlockedAsync("directory.choose-name");

        result.Status.Should().Be(StepStatus.ManualReview);
        result.Detail.Should().Contain("restore");
    }

    [Fact]
    public async Task ChooseName_WhenAnAskedNameIsTaken_Blocks()
    {
        _bench.Request = _bench.Request with { UserPrincipalName = "max@contoso.example" };
        (await BlockedAsync("directory.choose-name")).ErrorId.Should().Be("NameTaken");
    }

    [Fact]
    public async Task ChooseName_WhenAnAskedNameIsInvalid_Fails()
    {
        _bench.Request = _bench.Request with { UserPrincipalName = new string('x', 100) + "@contoso.example" };
        (await BlockedAsync("directory.choose-name")).ErrorId.Should().Be("NameInvalid");
    }

    [Theory]
    [InlineData("SPE_E5", "LicenseNotAssignable")]
    [InlineData("SPE_E3", "LicenseNotAssignable", "NOT_A_PLAN")]
    public async Task CheckSeats_WithWhatTheTenantDoesNotHave_Blocks(string sku, string errorId, params string[] plans)
    {
        _bench.Licenses = [new LicenseEntitlement(sku, plans, "role sales")];
        (await BlockedAsync("licenses.check-seats")).ErrorId.Should().Be(errorId);
    }

    [Fact]
    [Trait("PainPoint", "C7")]
    public async Task CheckSeats_WithoutAFreeSeat_Blocks()
    {
        _bench.Tenant.Skus[0] = _bench.Office with { Used = 5 };
        (await BlockedAsync("licenses.check-seats")).ErrorId.Should().Be("LicenseSeatsMissing");
    }

    [Fact]
    public async Task CheckSeats_WithoutAFreeSeatForALicenseOfAGroup_Blocks()
    {
        Sku full = _bench.Tenant.AddSku("FLOW", 0);
        _bench.Tenant.AddGroup("Automators", more: group => group with { LicensedSkuIds = [full.Id] });
        _bench.Groups = [new Entitled("Automators", "role sales")];
        (await BlockedAsync("licenses.check-seats")).Detail.Should().Contain("Automators");
    }

    [Fact]
    public async Task CheckSeats_ForAPersonWhoHasTheLicense_NeedsNoSeat()
    {
        await _bench.RunAsync();
        for (int at = 0; at < 2; at++) _bench.Tenant.Skus[at] = _bench.Tenant.Skus[at] with { Used = 5 };

        (await _bench.RunAsync()).End.Outcome.Should().Be(RunOutcome.Completed);
    }

    [Theory]
    [InlineData("Dynamic", "GroupNotJoinable", "user.department")]
    [InlineData("Synced", "GroupNotJoinable", "Active Directory")]
    [InlineData("Admins", "GroupNotJoinable", "allowPrivileged")]
    [InlineData("Twice", "ReferenceNotResolved", "2 answer")]
    [InlineData("Nowhere", "ReferenceNotResolved", "nothing of that name")]
    [InlineData("News", "GroupNotJoinable", "distributionLists")]
    public async Task CheckReferences_WithAGroupThatCannotBeJoined_Blocks(string reference, string errorId, string words)
    {
        _bench.Tenant.AddGroup("Dynamic", more: group => group with { MembershipRule = "user.department -eq \"Sales\"" });
        _bench.Tenant.AddGroup("Synced", more: group => group with { IsSynchronized = true });
        _bench.Tenant.AddGroup("Admins", more: group => group with { IsRoleAssignable = true });
        _bench.Tenant.AddGroup("Twice");
        _bench.Tenant.AddGroup("Twice");
        _bench.Groups = [new Entitled(reference, "role sales")];

        StepResult result = await BlockedAsync("directory.check-references");

        result.ErrorId.Should().Be(errorId);
        result.Detail.Should().Contain(words);
    }

    [Fact]
    public async Task CheckReferences_WithAPrivilegedGroupThatTheMapAllows_JoinsIt()
    {
        Group admins = _bench.Tenant.AddGroup("Admins", more: group => group with { IsRoleAssignable = true });
        _bench.Groups = [new Entitled("Admins", "role sales")];
        _bench.AllowPrivileged = true;

        (await _bench.RunAsync()).End.Outcome.Should().Be(RunOutcome.Completed);

        _bench.Tenant.MembersOf(admins.Id).Should().Contain(_bench.Jane.Id.Value);
    }

    [Fact]
    public async Task CheckReferences_WithAPersonsMailboxAsSharedOne_Blocks()
    {
        _bench.Tenant.AddMailbox(_bench.Tenant.Find(new PersonId("info@contoso.example"))!);
        (await BlockedAsync("directory.check-references")).Detail.Should().Contain("person's mailbox");
    }
}

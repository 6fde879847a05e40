using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using FluentAssertions;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.Ports;
using LifecycleTools.Engine.Roles;
using LifecycleTools.Engine.Tests.Fakes;
using Xunit;

namespace LifecycleTools.Engine.Tests.Roles;

public class OnlineCheckTests
{
    private readonly FakeTenant _tenant = new() { Granted = new GrantedRights(["Application.Read.All"], []) };

    [Fact]
    public async Task Check_OfAMapThatFits_FindsNothing_AsksForEachThingOnce_AndChangesNothing()
    {
        _tenant.AddGroup("Sales");
        _tenant.AddGroup("Sales Team", GroupKind.Microsoft365, group => group with { HasTeam = true });
        _tenant.AddList("Newsletter");
        _tenant.AddSharedMailbox("info@contoso.example");
        _tenant.AddSku("SPE_E3", seats: 1, "EXCHANGE_S_ENTERPRISE", "YAMMER_ENTERPRISE");
        Grants gives = new()
        {
            Groups = ["Sales"], Teams = ["Sales Team"], DistributionLists = ["Newsletter"], SharedMailboxes = [new SharedMailboxGrant("info@contoso.example")],
            Licenses = [new LicenseGrant("spe_e3", ["yammer_enterprise"])],
        };

        (await CheckAsync(Map(Role("sales", gives), Role("support", gives), Role("lead", gives with { AllowPrivileged = true, Groups = ["SALES"] })))).Should().BeEmpty();

        _tenant.Reads.Should().BeEquivalentTo("groups.find", "groups.find", "lists.find", "mailbox.read", "licenses.read-skus", "facts.domains", "facts.rights");
        _tenant.Writes.Should().BeEmpty();
    }

    [Fact]
    [Trait("PainPoint", "C11")]
    public async Task Check_OfGroups_SaysWhyEachCannotBeJoined()
    {
        _tenant.AddGroup("Everybody", more: group => group with { MembershipRule = "(user.accountEnabled -eq true)" });
        _tenant.AddGroup("VPN", more: group => group with { IsSynchronized = true });
        _tenant.AddGroup("Operators", more: group => group with { IsRoleAssignable = true });
        _tenant.AddGroup("Twice");
        _tenant.AddGroup("Twice");
        _tenant.AddGroup("No team", GroupKind.Microsoft365);
        _tenant.AddList("Newsletter");

        IReadOnlyList<RoleMapFinding> found = await CheckAsync(Map(Role("sales", new Grants
        {
            Groups = ["Everybody", "VPN", "Operators", "Twice", "Nowhere", "Newsletter"], Teams = ["No team"],
        })));

        found.Should().OnlyContain(finding => finding.Severity == FindingSeverity.Error);
        found.Select(finding => finding.Id).Should().BeEquivalentTo(
            ErrorIds.GroupNotJoinable, ErrorIds.GroupNotJoinable, ErrorIds.GroupNotJoinable, ErrorIds.GroupNotJoinable, ErrorIds.GroupNotJoinable,
            ErrorIds.ReferenceNotResolved, ErrorIds.ReferenceNotResolved);
        Message(found, "Everybody").Should().Contain("(user.accountEnabled -eq true)");
        Message(found, "VPN").Should().Contain("Active Directory");
        Message(found, "Operators").Should().Contain("allowPrivileged");
        Message(found, "Twice").Should().Contain("2").And.Contain("object id");
        Message(found, "Nowhere").Should().Contain("nothing of that name");
        Message(found, "Newsletter").Should().Contain("distributionLists");
        Message(found, "No team").Should().Contain("under groups");
    }

    [Fact]
    public async Task Check_OfRoleAssignableGroup_WhereTheMapAllowsIt_FindsNothing()
    {
        _tenant.AddGroup("Operators", more: group => group with { IsRoleAssignable = true });

        (await CheckAsync(Map(Role("admin", new Grants { Groups = ["Operators"], AllowPrivileged = true })))).Should().BeEmpty();
    }

    [Fact]
    public async Task Check_OfLists_SaysWhichKeyAGroupBelongsUnder()
    {
        _tenant.AddGroup("Sales");
        _tenant.AddGroup("Sales Team", GroupKind.Microsoft365, group => group with { HasTeam = true });
        _tenant.AddList("By rule", list => list with { IsDynamic = true });
        _tenant.AddList("Old", list => list with { IsSynchronized = true });

        IReadOnlyList<RoleMapFinding> found = await CheckAsync(Map(Role("sales", new Grants { DistributionLists = ["Sales", "Sales Team", "By rule", "Old", "Nowhere"] })));

        Message(found, "Sales:").Should().EndWith("name it under groups");
        Message(found, "Sales Team").Should().EndWith("name it under teams");
        Message(found, "By rule").Should().Contain("dynamic");
        Message(found, "Old").Should().Contain("synchronized");
        Message(found, "Nowhere").Should().Contain("nothing of that name");
        found.Should().HaveCount(5);
    }

    [Fact]
    public async Task Check_OfSharedMailboxes_RefusesThoseThatAreNotThereAndThoseOfPeople()
    {
        _tenant.AddMailbox(_tenant.AddPerson("jane@contoso.example"));

        IReadOnlyList<RoleMapFinding> found = await CheckAsync(Map(Role("sales", new Grants
        {
            SharedMailboxes = [new SharedMailboxGrant("jane@contoso.example"), new SharedMailboxGrant("nobody@contoso.example")],
        })));

        Message(found, "jane").Should().Contain("a person's mailbox");
        Message(found, "nobody").Should().Contain("no such mailbox");
        found.Should().HaveCount(2);
    }

    [Fact]
    public async Task Check_OfLicenses_TellsErrorsFromAPoolThatIsEmptyToday()
    {
        _tenant.AddSku("FULL", seats: 0, "EXCHANGE_S_STANDARD");
        _tenant.Skus.Add(_tenant.AddSku("STOPPED", seats: 5) with { PartNumber = "SUSPENDED", IsEnabled = false });

        IReadOnlyList<RoleMapFinding> found = await CheckAsync(Map(Role("sales", new Grants
        {
            Licenses = [new LicenseGrant("FULL", ["NO_PLAN"]), new LicenseGrant("SUSPENDED", []), new LicenseGrant("UNKNOWN", [])],
        })));

        found.Select(finding => (finding.Severity, finding.Id)).Should().BeEquivalentTo(
        [
            (FindingSeverity.Warning, ErrorIds.LicenseSeatsMissing), (FindingSeverity.Error, FindingIds.ServicePlanUnknown),
            (FindingSeverity.Error, ErrorIds.LicenseNotAssignable), (FindingSeverity.Error, ErrorIds.LicenseNotAssignable),
        ]);
        Message(found, "NO_PLAN").Should().Contain("EXCHANGE_S_STANDARD");
        Message(found, "UNKNOWN").Should().Contain("FULL");
    }

    [Fact]
    public async Task Check_OfAMailDomain_WantsItVerified()
    {
        RoleMap map = new() { Sites = [Zurich("fabrikam.example")], Roles = [Role("sales", Grants.Nothing)] };

        (await CheckAsync(map)).Should().ContainSingle().Which.Id.Should().Be(FindingIds.MailDomainNotVerified);
    }

    [Fact]
    public async Task Check_ReachesWhatOnlyOverridesGive()
    {
        RoleMap map = new()
        {
            Sites = [Zurich()],
            Roles = [Role("sales", Grants.Nothing)],
            Overrides =
            [
                new Override { Name = "it", Departments = ["IT", "Support"], Gives = new Grants { Groups = ["Department group"] } },
                new Override { Name = "temp", EmploymentTypes = ["temp"], Sites = ["zurich"], Gives = new Grants { Groups = ["Type group"] } },
                new Override { Name = "both", Departments = ["Law"], EmploymentTypes = ["partner"], Gives = new Grants { Groups = ["Both group"] } },
            ],
        };

        (await CheckAsync(map)).Select(finding => finding.Message.Split(':')[0]).Should().BeEquivalentTo("Department group", "Type group", "Both group");
    }

    [Fact]
    public async Task Check_LooksAtEveryRegistrationGroup()
    {
        _tenant.AddGroup("Registered");

        IReadOnlyList<RoleMapFinding> found = await CheckAsync(Map(
            Role("sales", new Grants { SignIn = new SignInSettings { RegistrationGroup = "Registered" } }),
            Role("support", new Grants { SignIn = new SignInSettings { RegistrationGroup = "Nowhere" } })));

        found.Should().ContainSingle().Which.Message.Should().StartWith("Nowhere");
    }

    [Theory]
    [InlineData("groups.find", "Sales:")]
    [InlineData("lists.find", "Newsletter:")]
    [InlineData("mailbox.read", "info@contoso.example:")]
    [InlineData("licenses.read-skus", "licenses:")]
    [InlineData("facts.domains", "mail domains:")]
    [InlineData("facts.rights", "permissions:")]
    public async Task Check_ThatMayNotReadSomething_SaysWhatWasNotChecked_AndChecksTheRest(string operation, string what)
    {
        _tenant.On(operation).Throws(new LifecycleException(ErrorIds.ConnectorPermissionMissing, ErrorKind.Refused, "It needs Some.Permission."));
        _tenant.AddGroup("Sales");
        _tenant.AddList("Newsletter");
        _tenant.AddSharedMailbox("info@contoso.example");

        IReadOnlyList<RoleMapFinding> found = await CheckAsync(Map(Role("sales", new Grants
        {
            Groups = ["Sales"], DistributionLists = ["Newsletter"], SharedMailboxes = [new SharedMailboxGrant("info@contoso.example")], Teams = ["Nowhere"],
        })));

        found.Should().HaveCount(2).And.Contain(finding => finding.Message.StartsWith("Nowhere"));
        found.Should().ContainSingle(finding => finding.Id == ErrorIds.ConnectorPermissionMissing && finding.Severity == FindingSeverity.Error)
            .Which.Message.Should().StartWith(what).And.Contain("not checked").And.Contain("Some.Permission");
    }

    [Fact]
    public async Task Check_OfAReferenceThatExchangeFindsTwice_IsAFinding()
    {
        _tenant.On("mailbox.read").Throws(new LifecycleException(ErrorIds.ReferenceNotResolved, ErrorKind.Refused, "2 mailboxes answer to Info."));

        (await CheckAsync(Map(Role("sales", new Grants { SharedMailboxes = [new SharedMailboxGrant("Info")] }))))
            .Should().ContainSingle().Which.Message.Should().Be("Info: 2 mailboxes answer to Info.");
    }

    [Fact]
    public async Task Check_ThatASystemDoesNotAnswer_EndsWithItsFailure()
    {
        _tenant.On("licenses.read-skus").Throws(new LifecycleException(ErrorIds.ConnectorUnreachable, ErrorKind.Network, "No answer."));

        Func<Task> check = () => CheckAsync(Map(Role("sales", Grants.Nothing)));

        (await check.Should().ThrowAsync<LifecycleException>()).Which.Id.Should().Be(ErrorIds.ConnectorUnreachable);
    }

    [Fact]
    public async Task Check_WhenAPersonSignedIn_SaysThatPermissionsWereNotChecked()
    {
        _tenant.Granted = new GrantedRights([], ["Global Administrator"]);

        RoleMapFinding found = (await CheckAsync(Map(Role("sales", Grants.Nothing)))).Should().ContainSingle().Subject;

        found.Severity.Should().Be(FindingSeverity.Warning);
        found.Message.Should().Contain("not checked");
    }

    [Theory]
    [InlineData("Sales", 4, 14)]
    [InlineData("No Such, Group", 5, 13)]
    [InlineData("It's", 6, 13)]
    [InlineData("SPE_E3", 8, 7)]
    [InlineData("Hidden", 9, 10)]
    [InlineData("Commented", 0, 0)]
    public async Task Finding_StandsWhereTheFileNamesTheThing(string reference, int line, int column)
    {
        const string Text = """
            roles:
              sales:                # Commented
                description: Sales people
                groups: [Sales,     # not the role, not the description
                       'No Such, Group',
                       'It''s']
                licenses:
                  SPE_E3: { disabledPlans: [] }
                x: a Hidden thing
            """;

        IReadOnlyList<RoleMapFinding> found = await CheckAsync(Map(Role("sales", new Grants { Groups = [reference] })), new RoleMapText("map.yaml", Text));

        found.Should().ContainSingle().Which.Should().Match<RoleMapFinding>(finding => finding.Line == line && finding.Column == column && finding.Path == "map.yaml");
    }

    [Fact]
    public async Task Finding_OfAMapInSeveralFiles_StandsInTheFileThatNamesTheThing()
    {
        IReadOnlyList<RoleMapFinding> found = await CheckAsync(
            Map(Role("sales", new Grants { Groups = ["Nowhere"] })), new RoleMapText("a.yaml", "sites: {}"), new RoleMapText("b.yaml", "everyone:\n  groups:\n    - Nowhere"));

        found.Should().ContainSingle().Which.Should().Match<RoleMapFinding>(finding => finding.Path == "b.yaml" && finding.Line == 3 && finding.Column == 7);
    }

    private static string Message(IEnumerable<RoleMapFinding> found, string about) => found.Should().ContainSingle(finding => finding.Message.StartsWith(about, StringComparison.Ordinal)
        || finding.Message.Contains("plan " + about) || finding.Message.Contains("product " + about)).Subject.Message;

    private async Task<IReadOnlyList<RoleMapFinding>> CheckAsync(RoleMap map, params RoleMapText[] files) =>
        await new OnlineCheck(_tenant.Systems).CheckAsync(map, files.Length > 0 ? files : [new RoleMapText("map.yaml", "")], CancellationToken.None);

    private static Site Zurich(string mailDomain = "contoso.example") =>
        new() { Name = "zurich", UsageLocation = "CH", TimeZone = "Europe/Zurich", Language = "de-CH", MailDomain = mailDomain };

    private static Role Role(string name, Grants gives) => new() { Name = name, Gives = gives };

    private static RoleMap Map(params Role[] roles) => new() { Sites = [Zurich()], Roles = roles };
}

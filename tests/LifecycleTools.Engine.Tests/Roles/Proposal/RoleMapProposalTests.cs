using System;
using System.Collections.Generic;
using System.Linq;
using FluentAssertions;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.People;
using LifecycleTools.Engine.Ports;
using LifecycleTools.Engine.Roles.Proposal;
using Xunit;

namespace LifecycleTools.Engine.Tests.Roles.Proposal;

public sealed class RoleMapProposalTests
{
    private readonly List<SurveyedPerson> _people = [];
    private readonly Dictionary<string, Group> _groups = new(StringComparer.OrdinalIgnoreCase);

    [Fact]
    public void SomebodyWithoutUsageLocation_GetsNoCountry_AndNoRole()
    {
        Add(3, "Sales", groups: ["Sales"]);
        Add(1, "Sales", more: person => person with { UsageLocation = null });

        RoleMapProposal proposal = Propose();

        proposal.Sites.Single().Members.Should().HaveCount(3);
        proposal.Roles.SelectMany(role => role.Members).Should().HaveCount(3);
        ProposedGrant grant = proposal.Roles[0].Grants.Concat(proposal.Roles[1].Grants).Single();
        grant.Share.Should().Be(new Share(3, 3), "what they lack says nothing of the department");
        proposal.Outliers.Should().ContainSingle().Which.Should().Match<ProposalOutlier>(one => one.Kind == ProposalOutlierKind.UsageLocationMissing && one.Person == "p4@contoso.example");
    }

    [Fact]
    public void DynamicSynchronizedAndPrivilegedGroups_AreNoted_AndNeverGiven()
    {
        _groups["rule"] = new Group("rule", "All staff", null, GroupKind.Security) { MembershipRule = "(user.accountEnabled -eq true)" };
        _groups["synced"] = new Group("synced", "VPN users", null, GroupKind.Security) { IsSynchronized = true };
        _groups["admins"] = new Group("admins", "Help desk operators", null, GroupKind.Security) { IsRoleAssignable = true };
        Add(4, "IT", groups: ["rule", "synced", "admins"]);

        RoleMapProposal proposal = Propose();

        proposal.Roles[0].Grants.Select(grant => (grant.Value, grant.Verdict)).Should().BeEquivalentTo(
            [("rule", ProposedVerdict.ByRule), ("synced", ProposedVerdict.OnPremises), ("admins", ProposedVerdict.Privileged)]);
        proposal.Outliers.Should().HaveCount(4).And.OnlyContain(one => one.Kind == ProposalOutlierKind.Privileged, "each is a decision");
        string[] given = proposal.Yaml.Split('\n').Where(line => line.TrimStart().StartsWith("- ", StringComparison.Ordinal)).ToArray();
        given.Should().BeEmpty();
        proposal.Yaml.Should().Contain("dynamic: nobody is put in").And.Contain("rule: (user.accountEnabled -eq true)");
    }

    [Fact]
    public void WhatMostHave_IsGiven_WhatHalfHave_IsAsked_AndTheRestIsNamed()
    {
        Add(8, "Sales", groups: ["Sales", "Half"]);
        Add(2, "Sales", groups: ["Sales"]);
        Add(6, "Legal", groups: ["Half"]);
        Add(6, "Legal");
        Add(1, "Legal", groups: ["Sales"]);

        RoleMapProposal proposal = Propose();

        ProposedRole sales = proposal.Roles.Single(role => role.Name == "sales");
        sales.Extends.Should().Be("staff");
        sales.Grants.Select(grant => (grant.Value, grant.Verdict, grant.Share.ToString())).Should().Equal(
            ("Sales", ProposedVerdict.Given, "10 of 10"), ("Half", ProposedVerdict.Given, "8 of 10 (80 %)"));
        proposal.Roles.Single(role => role.Name == "legal").Grants.Should().BeEmpty();
        proposal.Outliers.Count(one => one is { Kind: ProposalOutlierKind.HasLess, What: "Half" }).Should().Be(2);
        proposal.Outliers.Should().ContainSingle(one => one.Kind == ProposalOutlierKind.HasMore && one.What == "Sales" && one.Role == "legal");
    }

    [Fact]
    public void ThresholdAndMinimum_AreTheCallers()
    {
        Add(8, "Sales", groups: ["Sales"]);
        Add(2, "Sales");
        Add(2, "Legal", groups: ["Law"]);

        RoleMapProposal proposal = Propose(new ProposalOptions { Threshold = 0.9, MinimumPeople = 3 });

        proposal.Roles.Select(role => role.Name).Should().Equal("staff", "sales");
        proposal.Roles.SelectMany(role => role.Grants).Single().Verdict.Should().Be(ProposedVerdict.Undecided);
        proposal.Outliers.Where(one => one.Kind == ProposalOutlierKind.DepartmentTooSmall).Should().HaveCount(2);
    }

    [Fact]
    public void AJobTitleWithSomethingOfItsOwn_IsARole_AndOneWithout_IsNot()
    {
        Add(4, "Engineering", title: "Engineer", groups: ["Engineering"]);
        Add(2, "Engineering", title: "Project lead", groups: ["Engineering", "Planning"]);
        Add(3, "Sales", title: "Account executive", groups: ["Sales"]);

        RoleMapProposal proposal = Propose();

        proposal.Roles.Select(role => (role.Name, role.Extends, role.Members.Count)).Should().Equal(
            ("staff", null, 0), ("engineering", "staff", 4), ("project-lead", "engineering", 2), ("sales", "staff", 3));
        proposal.Roles[2].Grants.Should().ContainSingle().Which.Value.Should().Be("Planning");
    }

    [Fact]
    public void WhatGoesWithAPlace_IsTheSites_AlthoughADepartmentSitsThere()
    {
        Add(6, "Sales", office: "Zurich", groups: ["Zurich office"]);
        Add(4, "Legal", office: "Zurich", groups: ["Zurich office"]);
        Add(6, "Sales", office: "Berlin", more: person => person with { UsageLocation = "DE" });

        RoleMapProposal proposal = Propose();

        proposal.Sites.Select(site => (site.Name, site.UsageLocation, site.Grants.Count)).Should().Equal(("zurich", "CH", 1), ("berlin", "DE", 0));
        proposal.Roles.SelectMany(role => role.Grants).Should().BeEmpty();
        proposal.Outliers.Should().BeEmpty();
    }

    [Fact]
    public void AnOfficeWithoutTimeZone_IsNoSite_AndWithoutAnySite_ThereIsNoMap()
    {
        Add(3, "Sales", zone: "");

        Action act = () => Propose();

        act.Should().Throw<LifecycleException>().WithMessage("*3 people*none of their mailboxes tells a time zone*").Which.Id.Should().Be(ErrorIds.RoleMapInvalid);
    }

    [Fact]
    public void OthersInTheSameOffice_AreListed_AndNotCountedIn()
    {
        Add(6, "Sales", office: "Zurich");
        Add(1, "Sales", office: "Zurich", more: person => person with { UsageLocation = "DE" });
        Add(1, "Sales", office: "Zurich", zone: "Asia/Tokyo");
        Add(1, "Sales", office: "Lisbon");
        Add(1, "Sales", office: null);

        RoleMapProposal proposal = Propose();

        proposal.Sites.Single().Members.Should().HaveCount(7);
        proposal.Sites.Single().TimeZoneShare.Should().Be(new Share(6, 7));
        proposal.Outliers.Select(one => (one.Kind, one.Person)).Should().BeEquivalentTo(
        [
            (ProposalOutlierKind.UsageLocationDiffers, "p7@contoso.example"), (ProposalOutlierKind.TimeZoneDiffers, "p8@contoso.example"),
            (ProposalOutlierKind.OfficeTooSmall, "p9@contoso.example"), (ProposalOutlierKind.OfficeMissing, "p10@contoso.example"),
        ]);
    }

    [Theory]
    [InlineData("Human Resources", "human-resources")]
    [InlineData("R&D", "r-and-d")]
    [InlineData("Genève", "geneve")]
    [InlineData("Müller's Büro (EU)", "mullers-buro-eu")]
    [InlineData("営業", "otherwise")]
    public void Names_AreKebabCase(string written, string name) => KebabName.Of(written, "otherwise").Should().Be(name);

    [Fact]
    public void NamesFromTheDirectory_CannotLeaveTheirLine()
    {
        _groups["bad"] = new Group("bad", "x\n  evil: true # \"", null, GroupKind.Security);
        Add(3, "Sales: \"best\"\n- team", groups: ["bad"]);

        RoleMapProposal proposal = Propose(references: new Dictionary<string, string> { ["bad"] = "x\n  evil: true # \"" });

        proposal.Yaml.Split('\n').Should().NotContain(line => line.TrimStart().StartsWith("evil", StringComparison.Ordinal) || line.StartsWith("- team", StringComparison.Ordinal));
        proposal.Yaml.Should().Contain("- \"x   evil: true # \\\"\"");
    }

    private RoleMapProposal Propose(ProposalOptions? options = null, IReadOnlyDictionary<string, string>? references = null) => RoleMapProposer.Propose(
        new TenantSurvey
        {
            Tenant = "Contoso", Taken = new DateTimeOffset(2026, 3, 2, 8, 0, 0, TimeSpan.Zero), People = _people, Groups = _groups, Skus = [], VerifiedDomains = ["contoso.example"],
        },
        options ?? new ProposalOptions(),
        references ?? new Dictionary<string, string>());

    private void Add(int count, string department, string? title = null, string[]? groups = null, string? office = "Zurich", string zone = "Europe/Berlin", Func<Person, Person>? more = null)
    {
        foreach (string group in groups ?? [])
        {
            if (!_groups.ContainsKey(group)) _groups[group] = new Group(group, group, null, GroupKind.Security);
        }

        for (int number = 0; number < count; number++)
        {
            var person = new Person
            {
                Id = new PersonId(Guid.NewGuid().ToString()), UserPrincipalName = $"p{_people.Count + 1}@contoso.example", SignInAllowed = true, UsageLocation = "CH",
                Department = department, JobTitle = title, OfficeLocation = office,
            };
            _people.Add(new SurveyedPerson { Person = more?.Invoke(person) ?? person, GroupIds = groups ?? [], Language = "de-CH", TimeZone = zone });
        }
    }
}

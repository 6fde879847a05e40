using System;
using System.Collections.Generic;
using System.Linq;
using FluentAssertions;
using LifecycleTools.Engine.Roles.Proposal;
using Xunit;
using Xunit.Abstractions;

namespace LifecycleTools.Engine.Tests.Roles.Proposal;

/// <summary>Roles that were planted among two thousand people are found again.</summary>
public sealed class PlantedStructureTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(0, 0, 1.0, 1.0)]
    [InlineData(0.04, 0.2, 1.0, 1.0)]
    [InlineData(0.15, 0.5, 0.98, 0.95)]
    public void TwoThousandPeople_GiveTheirRolesAway(double lacking, double strange, double precision, double recall)
    {
        var planted = new PlantedTenant(2000, lacking, strange);

        RoleMapProposal proposal = RoleMapProposer.Propose(planted.Survey, new ProposalOptions(), planted.References);

        HashSet<(string, ProposedKind, string)> truth = planted.Truth.ToHashSet();
        List<(string, ProposedKind, string)> found = PlantedTenant.Found(proposal).ToList();
        int right = found.Count(truth.Contains);
        output.WriteLine($"lacking {lacking:P0}, strange {strange:P0}: planted {truth.Count}, found {found.Count}, right {right}, "
            + $"precision {(double)right / found.Count:0.000}, recall {(double)right / truth.Count:0.000}, outliers {proposal.Outliers.Count}");
        ((double)right / found.Count).Should().BeGreaterThanOrEqualTo(precision, string.Join("; ", found.Where(one => !truth.Contains(one))));
        ((double)right / truth.Count).Should().BeGreaterThanOrEqualTo(recall, string.Join("; ", truth.Except(found)));
    }

    [Fact]
    public void TwoThousandPeople_ArePlacedWhereTheyWere()
    {
        var planted = new PlantedTenant(2000, lacking: 0.04, strange: 0.2);

        RoleMapProposal proposal = RoleMapProposer.Propose(planted.Survey, new ProposalOptions(), planted.References);

        proposal.People.Should().Be(2000);
        proposal.Placed.Should().Be(1980, "twenty have no usage location");
        proposal.Sites.Select(site => site.Name).Should().BeEquivalentTo("zurich", "geneve", "berlin", "austin", "new-york", "london");
        proposal.Sites.Single(site => site.Name == "zurich").TimeZone.Should().Be("Europe/Zurich", "it has the clock that Exchange told, and its name is the office's");
        proposal.Sites.Single(site => site.Name == "new-york").TimeZone.Should().Be("America/New_York");
        proposal.Roles.Should().HaveCount(1 + 12 + 24);
        proposal.Roles.Select(role => role.Name).Should().OnlyHaveUniqueItems().And.Contain("research-and-development", "human-resources", "sales-team-lead");
        proposal.Roles.SelectMany(role => role.Members).Should().OnlyHaveUniqueItems().And.HaveCount(1980);
        proposal.UserPrincipalName!.Pattern.Should().Be("{given}.{surname}");
        proposal.Roles[0].Grants.Single(grant => grant.Kind == ProposedKind.License).DisabledPlans.Should().Equal("PLAN_SPE_E3");
    }

    [Fact]
    public void TwoThousandPeople_TheFileStaysReadable()
    {
        var planted = new PlantedTenant(2000, lacking: 0.15, strange: 0.5);

        RoleMapProposal proposal = RoleMapProposer.Propose(planted.Survey, new ProposalOptions(), planted.References);

        string[] lines = proposal.Yaml.Split('\n');
        lines.Should().HaveCountLessThan(900).And.Contain(line => line.Contains(" more, in the Outliers of New-LifecycleRoleMap's output", StringComparison.Ordinal));
        proposal.Outliers.Should().HaveCountGreaterThan(1000, "the output has them all");
    }
}

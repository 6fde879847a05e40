using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using FluentAssertions;
using LifecycleTools.Connectors.Roles;
using LifecycleTools.Connectors.Tests.Contracts;
using LifecycleTools.Engine.Roles;
using LifecycleTools.Engine.Roles.Proposal;
using LifecycleTools.Engine.Running;
using Xunit;

namespace LifecycleTools.Connectors.Tests.Workflows;

/// <summary>A role map proposed from the sandbox's fifty people, over the real connectors.</summary>
public sealed class RoleMapProposalOnSandboxTests : IDisposable
{
    private readonly string _file = Path.Combine(Path.GetTempPath(), "lifecycle-proposal-" + Guid.NewGuid().ToString("N") + ".yaml");

    public void Dispose() => File.Delete(_file);

    [Fact]
    public async Task Propose_GivesTheMapThatAPersonWouldWrite()
    {
        using SandboxBench bench = await SandboxBench.OpenAsync();

        RoleMapProposal proposal = await ProposeAsync(bench);

        proposal.Sites.Select(site => (site.Name, site.UsageLocation, site.TimeZone, site.MailDomain)).Should().Equal(
            ("zurich", "CH", "Europe/Zurich", "contoso.example"), ("berlin", "DE", "Europe/Berlin", "contoso.example"),
            ("austin", "US", "America/Chicago", "contoso.example"), ("zurich-clinic", "CH", "Europe/Zurich", "clinic.contoso.example"));
        proposal.Roles.Select(role => role.Name).Should().Equal(
            "staff", "accounting", "clinic", "engineering", "project-lead", "human-resources", "it", "management", "operations", "sales", "account-executive");
        Given(proposal, "engineering").Should().Equal("Licenses Business Premium", "Engineering");
        Given(proposal, "project-lead").Should().Equal("PROJECTPROFESSIONAL");
        Given(proposal, "sales").Should().Equal("Licenses Business Premium", "Sales");
        Given(proposal, "account-executive").Should().Equal("all-sales@contoso.example");
        Given(proposal, "staff").Should().BeEmpty("All staff is dynamic");
        proposal.Outliers.Should().Contain(one => one.Kind == ProposalOutlierKind.UsageLocationMissing && one.Person == "breakglass@contoso.example");
        bench.Sandbox.Requests.Should().NotContain(request => request.IsWrite);
    }

    [Fact]
    public async Task Propose_IsAcceptedByTheReader_AndByTheTenant()
    {
        using SandboxBench bench = await SandboxBench.OpenAsync();
        RoleMapProposal proposal = await ProposeAsync(bench);
        await File.WriteAllTextAsync(_file, proposal.Yaml);

        RoleMapReading reading = new YamlRoleMapReader().Read([_file]);

        reading.Reports.Single().Findings.Should().BeEmpty();
        RoleMap map = reading.RequireMap();
        map.SiteNames.Should().Equal(proposal.Sites.Select(site => site.Name));
        map.Roles.Select(role => role.Name).Should().Equal(proposal.Roles.Select(role => role.Name));
        using (CallScope.ForReading(null).Enter())
        {
            IReadOnlyList<RoleMapFinding> findings = await new OnlineCheck(bench.Connection.Systems)
                .CheckAsync(map, [new RoleMapText(_file, proposal.Yaml)], CancellationToken.None);
            findings.Should().OnlyContain(finding => finding.Severity == FindingSeverity.Warning && finding.Message.Contains("no free seat"));
        }
    }

    [Fact]
    public async Task Propose_AsksInBatches()
    {
        CountingHandler? counted = null;
        using SandboxBench bench = await SandboxBench.OpenAsync(around: inner => counted = new CountingHandler(inner));
        int before = counted!.Graph + counted.Exchange;

        RoleMapProposal proposal = await ProposeAsync(bench);

        // Memberships and mailboxes are asked of everybody; alone that would be two requests a person.
        proposal.People.Should().Be(45);
        (counted.Graph + counted.Exchange - before).Should().BeLessThan(45 / 2);
    }

    [SkippableFact]
    public async Task Propose_SpeaksAsTheDescriptionSays()
    {
        ContractFiles.Require();
        ContractHandler? contract = null;
        using SandboxBench bench = await SandboxBench.OpenAsync(around: inner => contract = new ContractHandler(inner, Contract.Graph) { Throws = false });

        await ProposeAsync(bench);
        using (CallScope.ForReading(null).Enter())
        {
            (await bench.Connection.Systems.Reader.SearchPeopleAsync("Sean O'B", 20, CancellationToken.None)).Should().ContainSingle().Which.Surname.Should().Be("O'Brien");
            (await bench.Connection.Systems.Reader.SearchPeopleAsync("", 5, CancellationToken.None)).Should().NotBeEmpty().And.HaveCountLessThanOrEqualTo(5);
        }

        contract!.Violations.Should().BeEmpty();
    }

    private static async Task<RoleMapProposal> ProposeAsync(SandboxBench bench)
    {
        using (CallScope.ForReading(null).Enter())
        {
            return await RoleMapProposer.ProposeAsync(bench.Connection, new ProposalOptions(), new SandboxBench.SilentLog(), CancellationToken.None);
        }
    }

    private static IEnumerable<string> Given(RoleMapProposal proposal, string role) =>
        proposal.Roles.Single(one => one.Name == role).Grants.Where(grant => grant.Verdict == ProposedVerdict.Given).Select(grant => grant.Value);
}

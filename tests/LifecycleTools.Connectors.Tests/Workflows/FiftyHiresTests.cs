using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using FluentAssertions;
using LifecycleTools.Engine.People;
using LifecycleTools.Sandbox.State;
using Xunit;

namespace LifecycleTools.Connectors.Tests.Workflows;

/// <summary>A company that hires fifty people in a row; at the end the tenant is compared with what was asked.</summary>
public sealed class FiftyHiresTests
{
    private static readonly string[] s_given = ["Anna", "Björn", "Chloé", "D'Arcy", "Éva", "Fatima", "Günther", "Hélène", "Ivo", "Jürg"];
    private static readonly string[] s_surnames = ["O'Neill", "Müller", "van den Berg", "Nuñez", "Smith-Jones"];

    [Fact]
    public async Task Hire_OfFiftyPeople_GivesEachExactlyWhatTheirRoleMeans()
    {
        using SandboxBench bench = await SandboxBench.OpenAsync();
        foreach (SandboxSku sku in bench.Sandbox.Skus) sku.Enabled += 60;
        List<HireRequest> asked = Enumerable.Range(0, 50).Select(Request).ToList();

        foreach (HireRequest request in asked)
        {
            BenchRun run = await bench.HireAsync(request);
            run.Outcome.Should().Be(RunOutcome.Completed, run.Trouble);
        }

        foreach (HireRequest request in asked)
        {
            SandboxUser made = bench.Sandbox.Users.Should().ContainSingle(user => user.EmployeeId == request.EmployeeId).Subject;
            made.GivenName.Should().Be(request.GivenName);
            made.Surname.Should().Be(request.Surname);
            made.AccountEnabled.Should().BeTrue();
            made.Licenses.Select(license => bench.Sandbox.FindSku(license.SkuId)!.SkuPartNumber)
                .Should().BeEquivalentTo(request.Role == "sales" ? ["SPB", "POWER_BI_PRO"] : new[] { "SPE_E3", "VISIOCLIENT" });
            IEnumerable<string> groups = bench.Sandbox.Groups.Where(group => group.Members.Contains(made.Id)).Select(group => group.DisplayName);
            groups.Should().Contain(request.Role == "sales" ? ["Sales", "Sales Team", "All Sales"] : new[] { "Engineering", "Engineering Team" });
            bench.Sandbox.FindMailbox(made.Id).Should().NotBeNull();
        }

        bench.Sandbox.Users.Select(user => user.UserPrincipalName).Should().OnlyHaveUniqueItems();
        bench.Handed.Select(secret => secret.Person).Should().OnlyHaveUniqueItems().And.HaveCount(50);
    }

    private static HireRequest Request(int number) => SandboxBench.Hire(
        s_given[number % s_given.Length], s_surnames[number / s_given.Length], number % 2 == 0 ? "sales" : "developer", number % 3 == 0 ? "berlin" : "austin", $"7{number:000}");
}

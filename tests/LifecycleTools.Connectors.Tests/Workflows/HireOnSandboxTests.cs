using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using FluentAssertions;
using LifecycleTools.Engine.Running;
using LifecycleTools.Sandbox;
using LifecycleTools.Sandbox.State;
using Xunit;

namespace LifecycleTools.Connectors.Tests.Workflows;

/// <summary>A hire over the real connectors; what is compared is the tenant's state, not what the steps say.</summary>
public sealed class HireOnSandboxTests
{
    [Fact]
    public async Task Hire_OfATypicalPerson_LeavesTheTenantAsTheRoleMapAsks()
    {
        using SandboxBench bench = await SandboxBench.OpenAsync();

        BenchRun run = await bench.HireAsync(SandboxBench.Hire());

        run.Outcome.Should().Be(RunOutcome.Completed, run.Trouble);
        SandboxUser user = bench.Sandbox.FindUser("zoe.baumann@contoso.example")!;
        user.EmployeeId.Should().Be("2001");
        user.UsageLocation.Should().Be("CH");
        user.ManagerId.Should().Be(bench.Sandbox.FindUser("carla.moretti@contoso.example")!.Id);
        SkusOf(bench, user).Should().BeEquivalentTo("SPB", "POWER_BI_PRO");
        GroupsOf(bench, user).Should().Contain(["Sales", "Zurich office", "Company News", "Sales Team", "All Sales", "Newsletter", "Zurich everyone"]);
        bench.Sandbox.FindMailbox(user.Id).Should().NotBeNull();
        bench.Handed.Should().ContainSingle().Which.Person.Should().Be("zoe.baumann@contoso.example");
    }

    [Fact]
    public async Task Hire_Repeated_ChangesNothingAndMakesNoSecondAccount()
    {
        using SandboxBench bench = await SandboxBench.OpenAsync();
        await bench.HireAsync(SandboxBench.Hire());
        bench.Sandbox.ClearRequests();

        BenchRun again = await bench.HireAsync(SandboxBench.Hire());

        again.Outcome.Should().Be(RunOutcome.Completed, again.Trouble);
        bench.Sandbox.Requests.Where(request => request.IsWrite).Should().BeEmpty();
        bench.Sandbox.Users.Count(user => user.EmployeeId == "2001").Should().Be(1);
    }

    [Fact]
    public async Task Hire_WithReplicationLagAndASlowMailbox_Completes()
    {
        using SandboxBench bench = await SandboxBench.OpenAsync(new SandboxOptions
        {
            ReplicationDelay = TimeSpan.FromSeconds(60), MailboxDelay = TimeSpan.FromMinutes(40), LicensingDelay = TimeSpan.FromSeconds(30),
        });

        BenchRun run = await bench.HireAsync(SandboxBench.Hire());

        run.Outcome.Should().Be(RunOutcome.Completed, run.Trouble);
        bench.Sandbox.Users.Count(user => user.EmployeeId == "2001").Should().Be(1);
    }

    [Theory]
    [InlineData(SandboxFaultKind.Throttle)]
    [InlineData(SandboxFaultKind.ServerError)]
    [InlineData(SandboxFaultKind.ExpireToken)]
    public async Task Hire_WhenTheServiceFalters_Completes(SandboxFaultKind kind)
    {
        using SandboxBench bench = await SandboxBench.OpenAsync();
        for (int nth = 1; nth <= 12; nth += 4)
        {
            bench.Sandbox.Faults.Add(kind, null, "^/(v1\\.0|adminapi)", retryAfter: kind == SandboxFaultKind.Throttle ? "2.128" : null, from: nth, times: 1);
        }

        BenchRun run = await bench.HireAsync(SandboxBench.Hire());

        run.Outcome.Should().Be(RunOutcome.Completed, run.Trouble);
        bench.Sandbox.Users.Count(user => user.EmployeeId == "2001").Should().Be(1);
    }

    [Theory]
    [InlineData("POST", "^/v1.0/users$")]
    [InlineData("POST", "assignLicense")]
    [InlineData("POST", "temporaryAccessPassMethods")]
    [InlineData("POST", "members/\\$ref")]
    public async Task Hire_WhenAnAnswerIsLost_MakesNothingTwice(string method, string path)
    {
        using SandboxBench bench = await SandboxBench.OpenAsync();
        bench.Sandbox.Faults.Add(SandboxFaultKind.LoseAnswer, method, path, from: 1, times: 1);

        BenchRun run = await bench.HireAsync(SandboxBench.Hire());

        run.Outcome.Should().Be(RunOutcome.Completed, run.Trouble);
        SandboxUser user = bench.Sandbox.Users.Should().ContainSingle(one => one.EmployeeId == "2001").Subject;
        SkusOf(bench, user).Should().OnlyHaveUniqueItems();
        user.AuthenticationMethods.Count(one => one.Kind.StartsWith("temporaryAccessPass", StringComparison.OrdinalIgnoreCase)).Should().Be(1);
    }

    [Fact]
    public async Task Hire_Previewed_ReadsOnlyAndChangesNothing()
    {
        using SandboxBench bench = await SandboxBench.OpenAsync();
        string before = bench.Sandbox.Fingerprint();

        IReadOnlyList<StepEnd> ends = await bench.PreviewAsync(bench.PreviewHire(SandboxBench.Hire()));

        ends.Should().OnlyContain(end => end.Result.Status == StepStatus.Planned && end.Failure == null);
        bench.Sandbox.Requests.Where(request => request.IsWrite).Should().BeEmpty();
        bench.Sandbox.Fingerprint().Should().Be(before);
    }

    [Theory]
    [InlineData("Sean", "O'Brien", "sean.obrien2@contoso.example")]
    [InlineData("José", "Álvarez", null)]
    [InlineData("Nguyễn", "Thị Hoa", null)]
    public async Task Hire_OfPeopleWithRealNames_FindsAFreeName(string given, string surname, string? expected)
    {
        using SandboxBench bench = await SandboxBench.OpenAsync();

        BenchRun run = await bench.HireAsync(SandboxBench.Hire(given, surname, employeeId: "2010"));

        run.Outcome.Should().Be(RunOutcome.Completed, run.Trouble);
        SandboxUser made = bench.Sandbox.Users.Single(user => user.EmployeeId == "2010");
        made.UserPrincipalName.Should().MatchRegex("^[a-z0-9.]+@contoso\\.example$");
        if (expected is not null) made.UserPrincipalName.Should().NotBe("sean.o'brien@contoso.example");
    }

    [Fact]
    public async Task Hire_WithoutSeats_FailsBeforeAnythingIsMade()
    {
        using SandboxBench bench = await SandboxBench.OpenAsync();
        SandboxSku sku = bench.Sandbox.FindSku("SPB")!;
        sku.Enabled = bench.Sandbox.Users.Count(user => user.Licenses.Any(license => license.SkuId == sku.SkuId));
        string before = bench.Sandbox.Fingerprint();

        BenchRun run = await bench.HireAsync(SandboxBench.Hire());

        run.Outcome.Should().Be(RunOutcome.Exception);
        run["licenses.check-seats"].ErrorId.Should().Be(LifecycleTools.Engine.Errors.ErrorIds.LicenseSeatsMissing);
        bench.Sandbox.Users.Should().NotContain(user => user.EmployeeId == "2001");
    }

    private static IEnumerable<string> SkusOf(SandboxBench bench, SandboxUser user) =>
        user.Licenses.Select(license => bench.Sandbox.FindSku(license.SkuId)!.SkuPartNumber);

    private static IEnumerable<string> GroupsOf(SandboxBench bench, SandboxUser user) =>
        bench.Sandbox.Groups.Where(group => group.Members.Contains(user.Id)).Select(group => group.DisplayName);
}

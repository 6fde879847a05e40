using System;
using System.Linq;
using System.Threading.Tasks;
using FluentAssertions;
using LifecycleTools.Engine.Roles;
using LifecycleTools.Sandbox;
using LifecycleTools.Sandbox.State;
using Xunit;
using Xunit.Abstractions;

namespace LifecycleTools.Connectors.Tests.Workflows;

/// <summary>How many requests a typical hire and departure cost. A change that costs more is to be seen here first.</summary>
/// <remarks>Which calls of side-by-side steps share a batch depends on the machine's load, so each bound leaves room for a few batches more than a quiet machine needs.</remarks>
public sealed class RequestCountTests(ITestOutputHelper output)
{
    private const int Slack = 6;

    // Calls made side by side must share a batch on a busy machine too, or the counts would say how busy it was.
    private static readonly Func<Task> s_patient = () => Task.Delay(TimeSpan.FromMilliseconds(150));

    [Fact]
    public async Task Hire_WithTwoLicensesEightGroupsAndTwoLists_StaysWithinItsRequests()
    {
        CountingHandler? wire = null;
        using SandboxBench bench = await SandboxBench.OpenAsync(around: inner => wire = new CountingHandler(inner), window: s_patient);
        bench.Map = WithEightGroupsAndTwoLists(bench.Map);
        wire!.Clear();

        BenchRun run = await bench.HireAsync(SandboxBench.Hire());

        run.Outcome.Should().Be(RunOutcome.Completed, run.Trouble);
        SandboxUser user = bench.Sandbox.Users.Single(one => one.EmployeeId == "2001");
        int[] has = [user.Licenses.Count, .. Memberships(bench.Sandbox, user)];
        has.Should().Equal(2, 8, 2);
        Within(wire, bench.Sandbox, "hire", graph: 16, exchange: 7);
    }

    [Fact]
    public async Task Offboard_OfTenGroupsThreeListsFourMethodsAndTwoDevices_StaysWithinItsRequests()
    {
        CountingHandler? wire = null;
        using SandboxBench bench = await SandboxBench.OpenAsync(around: inner => wire = new CountingHandler(inner), window: s_patient);
        TypicalPeople.Furnish(bench.Sandbox);
        SandboxUser user = bench.Sandbox.FindUser(TypicalPeople.Leaver)!;
        int[] has = [.. Memberships(bench.Sandbox, user), user.AuthenticationMethods.Count(method => method.Kind != "password"), bench.Sandbox.ManagedDevices.Count(device => device.UserId == user.Id)];
        has.Should().Equal(10, 3, 4, 2);
        wire!.Clear();

        BenchRun run = await bench.OffboardAsync(TypicalPeople.Leaver);

        run.Outcome.Should().Be(RunOutcome.Completed, run.Trouble);
        Within(wire, bench.Sandbox, "departure", graph: 37, exchange: 20);
    }

    private void Within(CountingHandler wire, SandboxTenant sandbox, string what, int graph, int exchange)
    {
        int writes = sandbox.Requests.Count(sent => sent.IsWrite);
        output.WriteLine($"{what}: {wire.Graph} requests to Graph, {wire.Exchange} to Exchange, {writes} changes in them");
        wire.Graph.Should().BeInRange(1, graph + Slack);
        wire.Exchange.Should().BeInRange(1, exchange + Slack);
    }

    private static int[] Memberships(SandboxTenant sandbox, SandboxUser user)
    {
        ILookup<bool, SandboxGroup> groups = sandbox.Groups.Where(group => group.MembershipRule is null && group.Members.Contains(user.Id)).ToLookup(group => group.IsExchangeMastered);
        return [groups[false].Count(), groups[true].Count()];
    }

    // The shipped map comes to four groups and three lists for this person.
    private static RoleMap WithEightGroupsAndTwoLists(RoleMap map) => new()
    {
        Name = map.Name,
        Sites = map.Sites,
        Roles = map.Roles,
        Overrides = map.Overrides,
        Everyone = map.Everyone with
        {
            Groups = [.. map.Everyone.Groups, "Engineering", "Accounting", "Clinic", "falcon@contoso.example"],
            DistributionLists = [],
        },
    };
}

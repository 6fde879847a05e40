using System;
using System.Linq;
using System.Threading.Tasks;
using FluentAssertions;
using LifecycleTools.Sandbox;
using LifecycleTools.Sandbox.State;
using Xunit;

namespace LifecycleTools.Connectors.Tests.Sandbox;

public sealed class GraphGroupTests : IDisposable
{
    private readonly SandboxTenant _tenant = SandboxTenant.Load();
    private readonly GraphClient _graph;

    public GraphGroupTests() => _graph = new GraphClient(_tenant);

    public void Dispose() => _graph.Dispose();

    private SandboxGroup Group(string name) => _tenant.Groups.Single(group => group.DisplayName == name);

    private string Person(string name) => _tenant.FindUser(name + "@contoso.example")!.Id;

    [Fact]
    public async Task Members_AddedTwice_AndRemovedTwice_AnswerAsGraphDoes()
    {
        string members = $"groups/{Group("Accounting").Id}/members";
        string maria = Person("maria.santos");

        (await _graph.PostAsync(members + "/$ref", GraphClient.Reference(maria))).Status.Should().Be(204);
        Reply again = await _graph.PostAsync(members + "/$ref", GraphClient.Reference(maria));
        again.Status.Should().Be(400);
        again.Message.Should().Be("One or more added object references already exist for the following modified properties: 'members'.");

        (await _graph.DeleteAsync($"{members}/{maria}/$ref")).Status.Should().Be(204);
        (await _graph.DeleteAsync($"{members}/{maria}/$ref")).Error.Should().Be("Request_ResourceNotFound");
        _tenant.FindUser(maria).Should().NotBeNull();
    }

    [Fact]
    public async Task DeleteOfAMember_WithoutRef_DeletesThePerson()
    {
        string maria = Person("maria.santos");

        (await _graph.DeleteAsync($"groups/{Group("Sales").Id}/members/{maria}")).Status.Should().Be(204);

        _tenant.FindUser(maria).Should().BeNull();
        _tenant.DeletedUsers.Should().Contain(user => user.Id == maria);
    }

    [Theory]
    [InlineData("All staff", 403, "Insufficient privileges to complete the operation.")]
    [InlineData("All Sales", 400, "Cannot Update a mail-enabled security groups and or distribution list.")]
    [InlineData("Payroll notices", 400, "Cannot Update a mail-enabled security groups and or distribution list.")]
    [InlineData("VPN users", 400, "Unable to update the specified properties for on-premises mastered Directory Sync objects or objects currently undergoing migration.")]
    [InlineData("Executive records", 403, "Insufficient privileges to complete the operation.")]
    public async Task Members_OfGroupsThatGraphCannotChange_AreRefused(string name, int status, string message)
    {
        Reply reply = await _graph.DeleteAsync($"groups/{Group(name).Id}/members/{Group(name).Members[0]}/$ref");

        reply.Status.Should().Be(status);
        reply.Message.Should().Be(message);
    }

    [Fact]
    public async Task RoleAssignableGroup_WithoutTheRolePermission_IsRefused()
    {
        SandboxGroup group = Group("Help desk operators");
        Revoke("RoleManagement.ReadWrite.Directory");

        (await _graph.DeleteAsync($"groups/{group.Id}/members/{group.Members[0]}/$ref")).Status.Should().Be(403);
    }

    [Fact]
    public async Task LastOwner_CannotBeRemoved_UntilAnotherCame()
    {
        string owners = $"groups/{Group("Project Falcon").Id}/owners";
        string eva = Person("eva.lang");

        (await _graph.DeleteAsync($"{owners}/{eva}/$ref")).Message.Should().Be("The group must have at least one owner, hence this owner cannot be removed.");
        (await _graph.PostAsync(owners + "/$ref", GraphClient.Reference(Person("ruth.baker")))).Status.Should().Be(204);
        (await _graph.DeleteAsync($"{owners}/{eva}/$ref")).Status.Should().Be(204);
    }

    [Fact]
    public async Task MemberOf_NamesEveryKind_WithItsType()
    {
        Reply reply = await _graph.GetAsync("users/maria.santos@contoso.example/memberOf?$select=id,displayName");

        reply.Items.Select(item => item!["displayName"]!.GetValue<string>()).Should().BeEquivalentTo(
            "All staff", "Austin office", "Sales", "VPN users", "Licenses Business Premium", "Sales Team", "Project Falcon", "Company News",
            "All Sales", "Newsletter", "Austin everyone", "Announcements", "Payroll notices", "Austin");
        reply.Items.Select(item => item!["@odata.type"]!.GetValue<string>()).Distinct().Should().BeEquivalentTo("#microsoft.graph.group", "#microsoft.graph.administrativeUnit");
    }

    [Fact]
    public async Task BoundMembers_AreAddedAllOrNone()
    {
        SandboxGroup group = Group("Accounting");
        string[] joining = { Person("maria.santos"), Person("julia.meier") };
        string body = $$"""{"members@odata.bind":["{{GraphClient.Root}}directoryObjects/{{joining[0]}}","{{GraphClient.Root}}directoryObjects/{{joining[1]}}"]}""";

        (await _graph.PatchAsync("groups/" + group.Id, body)).Status.Should().Be(400);
        group.Members.Should().NotContain(joining[0]);
    }

    [Fact]
    public async Task Membership_BeforeReplication_IsNotSeen()
    {
        _tenant.Options.ReplicationDelay = TimeSpan.FromSeconds(5);
        string members = $"groups/{Group("Accounting").Id}/members";
        string maria = Person("maria.santos");
        await _graph.PostAsync(members + "/$ref", GraphClient.Reference(maria));

        (await _graph.GetAsync(members)).Items.Should().NotContain(item => item!["id"]!.GetValue<string>() == maria);
        _tenant.Clock.Advance(TimeSpan.FromSeconds(5));
        (await _graph.GetAsync(members)).Items.Should().Contain(item => item!["id"]!.GetValue<string>() == maria);
    }

    [Fact]
    public async Task DynamicGroup_FollowsThePerson()
    {
        string maria = Person("maria.santos");
        Group("All staff").Members.Should().Contain(maria);

        await _graph.PatchAsync("users/" + maria, """{"accountEnabled":false}""");
        await _graph.GetAsync("users/" + maria);

        Group("All staff").Members.Should().NotContain(maria);
    }

    [Fact]
    public async Task Team_LosesAMember_ByItsOpaqueId()
    {
        SandboxGroup team = Group("Sales Team");
        string maria = Person("maria.santos");
        Reply found = await _graph.GetAsync($"teams/{team.Id}/members?$filter=(microsoft.graph.aadUserConversationMember/userId eq '{maria}')");
        string membership = found.Items.Single()!["id"]!.GetValue<string>();

        (await _graph.DeleteAsync($"teams/{team.Id}/members/{Uri.EscapeDataString(membership)}")).Status.Should().Be(204);

        team.Members.Should().NotContain(maria);
    }

    [Fact]
    public async Task OwnedObjects_NameGroupsAndApps()
    {
        (await _graph.GetAsync("users/omar.haddad@contoso.example/ownedObjects")).Items.Select(item => item!["@odata.type"]!.GetValue<string>())
            .Should().BeEquivalentTo("#microsoft.graph.application", "#microsoft.graph.servicePrincipal");
    }

    [Fact]
    public async Task Call_WithoutItsPermission_IsRefused()
    {
        Revoke("Group.ReadWrite.All");
        Revoke("GroupMember.ReadWrite.All");

        Reply reply = await _graph.PostAsync($"groups/{Group("Sales").Id}/members/$ref", GraphClient.Reference(Person("eva.lang")));

        reply.Status.Should().Be(403);
        reply.Error.Should().Be("Authorization_RequestDenied");
    }

    private void Revoke(string permission)
    {
        string roleId = _tenant.ServicePrincipals.Single(principal => principal.DisplayName == "Microsoft Graph").AppRoles.Single(role => role.Value == permission).Id;
        _tenant.AppRoleAssignments.RemoveAll(assignment => assignment.AppRoleId == roleId).Should().Be(1);
    }
}

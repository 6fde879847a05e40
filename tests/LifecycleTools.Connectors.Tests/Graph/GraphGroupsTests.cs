using System;
using System.Linq;
using System.Threading.Tasks;
using FluentAssertions;
using LifecycleTools.Connectors.Graph;
using LifecycleTools.Connectors.Tests.Http;
using LifecycleTools.Engine.People;
using LifecycleTools.Engine.Ports;
using Xunit;
using static LifecycleTools.Connectors.Tests.Graph.GraphService;

namespace LifecycleTools.Connectors.Tests.Graph;

public sealed class GraphGroupsTests : IDisposable
{
    private const string Jane = "11111111-1111-1111-1111-111111111111";
    private const string E3 = "05e9a617-0261-4cee-bb44-138d3ef5d965";
    private readonly GraphService _graph = new();

    public void Dispose() => _graph.Dispose();

    [Theory]
    [InlineData(204, null)]
    [InlineData(400, "One or more removed object references do not exist for the following modified properties: 'members'.")]
    [InlineData(404, "Resource '1' does not exist or one of its queried reference-property objects are not present.")]
    public async Task RemovingAMember_EndsInRef_AndBeingGoneIsSuccess(int status, string? message)
    {
        _graph.Wire.Then(status, message is null ? null : Error(status == 404 ? "Request_ResourceNotFound" : "Request_BadRequest", message));

        await Groups.RemoveMemberAsync("g", new PersonId(Jane), default);

        _graph.Wire.Seen.Single().Should().Match<SeenRequest>(seen => seen.Method == "DELETE" && seen.Uri.AbsolutePath == $"/v1.0/groups/g/members/{Jane}/$ref");
    }

    [Theory]
    [InlineData(nameof(MembershipKind.GroupMember), "/v1.0/groups/h/members/m/$ref")]
    [InlineData(nameof(MembershipKind.GroupOwner), "/v1.0/groups/h/owners/m/$ref")]
    [InlineData(nameof(MembershipKind.ApplicationOwner), "/v1.0/applications/h/owners/m/$ref")]
    [InlineData(nameof(MembershipKind.ServicePrincipalOwner), "/v1.0/servicePrincipals/h/owners/m/$ref")]
    [InlineData(nameof(MembershipKind.DirectoryRoleMember), "/v1.0/directoryRoles/h/members/m/$ref")]
    public async Task EveryMembership_IsRemovedByReference(string kind, string path)
    {
        _graph.Wire.Then(204);

        await new Memberships(_graph.Calls).RemoveAsync(Enum.Parse<MembershipKind>(kind), "h", "m", default);

        _graph.Wire.Seen.Single().Uri.AbsolutePath.Should().Be(path);
    }

    [Fact]
    public async Task AddingAMember_WhoIsOneAlready_IsSuccess()
    {
        _graph.Wire.Then(400, Error("Request_BadRequest", "One or more added object references already exist for the following modified properties: 'members'."));

        await Groups.AddMemberAsync("g", new PersonId(Jane), default);

        _graph.Wire.Seen.Single().Body.Should().Contain($"https://graph.microsoft.com/v1.0/directoryObjects/{Jane}");
    }

    [Fact]
    public async Task IsMember_WhereTheFilterIsRefused_ReadsAllMembers()
    {
        _graph.Wire
            .Then(400, Error("Request_UnsupportedQuery", "The specified filter to the reference property query is currently not supported."))
            .Then(200, $$"""{"value":[{"@odata.type":"#microsoft.graph.user","id":"{{Jane}}"}]}""");

        (await Groups.IsMemberAsync("g", new PersonId(Jane), default)).Should().BeTrue();
        _graph.FirstQuery.Should().Contain($"id eq '{Jane}'");
    }

    [Theory]
    [InlineData("[\"Unified\"]", true, false, GroupKind.Microsoft365)]
    [InlineData("[]", false, true, GroupKind.Security)]
    [InlineData("[]", true, true, GroupKind.MailEnabledSecurity)]
    [InlineData("[]", true, false, GroupKind.DistributionList)]
    public async Task Group_HasTheKindThatItsPropertiesSay(string types, bool mail, bool security, GroupKind kind)
    {
        _graph.Wire.Then(200, $$"""
            {"value":[{"id":"g","displayName":"Sales","groupTypes":{{types}},"mailEnabled":{{(mail ? "true" : "false")}},"securityEnabled":{{(security ? "true" : "false")}},
             "resourceProvisioningOptions":["Team"],"assignedLicenses":[{"skuId":"{{E3}}"}],"isAssignableToRole":true}]}
            """);

        Group group = (await Groups.FindAsync("O'Sales", default)).Single();

        group.Should().Match<Group>(found => found.Kind == kind && found.HasTeam && found.IsRoleAssignable && found.LicensedSkuIds.Single() == E3);
        _graph.FirstQuery.Should().Contain("displayName eq 'O''Sales'");
    }

    private GraphGroups Groups => new(_graph.Calls);
}

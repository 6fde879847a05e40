using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Connectors.Http;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.People;
using LifecycleTools.Engine.Ports;
using Microsoft.Graph.Models;

namespace LifecycleTools.Connectors.Graph;

/// <summary>Directory roles of people in Entra ID.</summary>
/// <remarks>Source: Microsoft Graph v1.0, "Role management". Roles that come with a role-assignable group are the group's.</remarks>
internal sealed class GraphPrivileges(GraphCalls graph) : GraphPort(graph), IPrivileges
{
    // Without P2 or Governance there is nothing to be eligible for; any other refusal is one.
    private static readonly string[] s_noPremium = ["AadPremiumLicenseRequired", "Authentication_RequestFromNonPremiumTenantOrB2CTenant"];
    private static readonly string[] s_names = ["id", "displayName"];
    private static readonly string[] s_holders = ["id", "accountEnabled"];
    private readonly RoleAssignments _roles = new(graph);

    /// <inheritdoc/>
    /// <remarks>One for an administrative unit is named by the unit.   Source: "List a user's direct memberships", "List scopedRoleMemberOf".</remarks>
    [Needs("Directory.Read.All", "Directory.ReadWrite.All")]
    public async Task<IReadOnlyList<string>> ReadActiveRoleNamesAsync(PersonId person, CancellationToken cancel)
    {
        Task<IReadOnlyList<DirectoryRole>> whole = CallAsync(Graph.ListAsync(
            Api.Users[Key(person)].MemberOf.GraphDirectoryRole.ToGetRequestInformation(ask => ask.QueryParameters.Select = s_names),
            DirectoryRoleCollectionResponse.CreateFromDiscriminatorValue, page => page.Value, cancel));
        Task<IReadOnlyList<ScopedRoleMembership>> scoped = CallAsync(Graph.ListAsync(
            Api.Users[Key(person)].ScopedRoleMemberOf.ToGetRequestInformation(),
            ScopedRoleMembershipCollectionResponse.CreateFromDiscriminatorValue, page => page.Value, cancel));
        await Task.WhenAll(whole, scoped).ConfigureAwait(false);
        return
        [
            .. (await whole.ConfigureAwait(false)).Select(each => GraphCalls.Present(each.DisplayName, "role name")),
            .. (await scoped.ConfigureAwait(false)).Select(each => $"a role for the administrative unit {GraphCalls.Present(each.AdministrativeUnitId, "administrative unit id")}"),
        ];
    }

    /// <inheritdoc/>
    /// <remarks>A tenant without Entra ID P2 has none.   Source: "List roleEligibilityScheduleInstances".</remarks>
    [Needs("RoleEligibilitySchedule.Read.Directory", "RoleEligibilitySchedule.ReadWrite.Directory", "RoleManagement.Read.Directory", "RoleManagement.ReadWrite.Directory")]
    public async Task<IReadOnlyList<EligibleRole>> ReadEligibleAsync(CancellationToken cancel)
    {
        Task<IReadOnlyList<UnifiedRoleEligibilityScheduleInstance>> reading = EligibleAsync(null, nameof(ReadEligibleAsync), cancel);
        Task<IReadOnlyDictionary<string, string>> readingNames = CallAsync(_roles.ReadNamesAsync(cancel));
        await Task.WhenAll(reading, readingNames).ConfigureAwait(false);

        IReadOnlyDictionary<string, string> names = await readingNames.ConfigureAwait(false);
        return (await reading.ConfigureAwait(false))
            .Select(each => (Principal: GraphCalls.Present(each.PrincipalId, "principal id"), Role: GraphCalls.Present(each.RoleDefinitionId, "role definition id")))
            .Select(each => new EligibleRole(each.Principal, names.TryGetValue(each.Role, out string? name) ? name : each.Role))
            .ToList();
    }

    /// <inheritdoc/>
    /// <remarks>
    /// A tenant without Entra ID P2 has no eligibilities. Those that a group gives end with the membership and are left out.
    /// Source: "List unifiedRoleAssignments", "List roleEligibilityScheduleInstances".
    /// </remarks>
    [Needs("RoleManagement.Read.Directory", "RoleManagement.ReadWrite.Directory")]
    [Needs("RoleEligibilitySchedule.Read.Directory", "RoleEligibilitySchedule.ReadWrite.Directory", "RoleManagement.Read.Directory", "RoleManagement.ReadWrite.Directory")]
    public async Task<IReadOnlyList<RoleHolding>> ReadAsync(PersonId person, CancellationToken cancel)
    {
        Task<IReadOnlyList<UnifiedRoleAssignment>> reading = CallAsync(_roles.OfPrincipalAsync(person.Value, cancel));
        Task<IReadOnlyList<UnifiedRoleEligibilityScheduleInstance>> readingEligible = EligibleAsync(person, nameof(ReadAsync), cancel);
        Task<IReadOnlyDictionary<string, string>> readingNames = CallAsync(_roles.ReadNamesAsync(cancel));
        await Task.WhenAll(reading, readingEligible, readingNames).ConfigureAwait(false);

        IReadOnlyDictionary<string, string> names = await readingNames.ConfigureAwait(false);
        IEnumerable<RoleHolding> active = (await reading.ConfigureAwait(false))
            .Select(each => Holding(each.Id, each.RoleDefinitionId, each.DirectoryScopeId ?? each.AppScopeId, isEligible: false, names));
        IEnumerable<RoleHolding> eligible = (await readingEligible.ConfigureAwait(false))
            .Where(each => !string.Equals(each.MemberType, "Group", StringComparison.OrdinalIgnoreCase))
            .Select(each => Holding(each.Id, each.RoleDefinitionId, each.DirectoryScopeId ?? each.AppScopeId, isEligible: true, names));
        return active.Concat(eligible).ToList();
    }

    /// <inheritdoc/>
    /// <remarks>
    /// Takes effect: at once for new tokens.   Undo: assign it again.
    /// Source: "Delete unifiedRoleAssignment", "Create roleEligibilityScheduleRequests" with adminRemove.
    /// </remarks>
    [Needs("RoleManagement.ReadWrite.Directory")]
    public Task RemoveAsync(PersonId person, RoleHolding holding, CancellationToken cancel)
    {
        if (!holding.IsEligible)
        {
            return RemoveOneAsync(Api.RoleManagement.Directory.RoleAssignments[holding.Id].DeleteAsync(cancellationToken: cancel));
        }

        var removal = new UnifiedRoleEligibilityScheduleRequest
        {
            Action = UnifiedRoleScheduleRequestActions.AdminRemove,
            PrincipalId = person.Value,
            RoleDefinitionId = holding.RoleDefinitionId,
            DirectoryScopeId = holding.Scope,
        };

        // Asked twice it finds nothing left to remove, so a lost answer may be asked for again.
        return RemoveOneAsync(Api.RoleManagement.Directory.RoleEligibilityScheduleRequests.PostAsync(removal, ask => ask.Options.Add(RequestMarks.Repeatable), cancel));
    }

    /// <inheritdoc/>
    /// <remarks>Source: "List unifiedRoleAssignments" with the principals, "List group members": a group that can hold roles has no groups in it.</remarks>
    /// <exception cref="LifecycleException">ConnectorObjectNotFound when no role has that name.</exception>
    [Needs("GroupMember.Read.All", "Group.Read.All", "Group.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All")]
    [Needs("RoleManagement.Read.Directory", "RoleManagement.ReadWrite.Directory")]
    public async Task<IReadOnlyList<RoleHolder>> ReadHoldersAsync(string roleName, CancellationToken cancel)
    {
        IReadOnlyDictionary<string, string> names = await CallAsync(_roles.ReadNamesAsync(cancel)).ConfigureAwait(false);
        string[] ids = names.Where(each => string.Equals(each.Value, roleName, StringComparison.OrdinalIgnoreCase)).Select(each => each.Key).ToArray();
        if (ids.Length == 0) throw new LifecycleException(ErrorIds.ConnectorObjectNotFound, ErrorKind.NotFound, $"No directory role is called {roleName}.");

        IReadOnlyList<UnifiedRoleAssignment>[] held = await Task.WhenAll(ids.Select(each => CallAsync(_roles.OfRoleAsync(each, cancel), nameof(ReadHoldersAsync)))).ConfigureAwait(false);
        DirectoryObject[] principals = held.SelectMany(each => each).Where(each => each.DirectoryScopeId == "/").Select(each => GraphCalls.Present(each.Principal, "principal")).ToArray();
        IReadOnlyList<User>[] inGroups = await Task.WhenAll(principals.OfType<Microsoft.Graph.Models.Group>().Select(group => MembersAsync(group, cancel))).ConfigureAwait(false);
        return principals.OfType<User>().Concat(inGroups.SelectMany(each => each))
            .Select(each => new RoleHolder(GraphCalls.Present(each.Id, "user id"), each.AccountEnabled != false))
            .Distinct().ToList();
    }

    private Task<IReadOnlyList<User>> MembersAsync(Microsoft.Graph.Models.Group group, CancellationToken cancel) => CallAsync(
        Graph.ListAsync(
            Api.Groups[GraphCalls.Present(group.Id, "group id")].Members.GraphUser.ToGetRequestInformation(ask => ask.QueryParameters.Select = s_holders),
            UserCollectionResponse.CreateFromDiscriminatorValue, page => page.Value, cancel),
        nameof(ReadHoldersAsync));

    private async Task<IReadOnlyList<UnifiedRoleEligibilityScheduleInstance>> EligibleAsync(PersonId? person, string method, CancellationToken cancel)
    {
        try
        {
            return await CallAsync(
                Graph.ListAsync(
                    Api.RoleManagement.Directory.RoleEligibilityScheduleInstances.ToGetRequestInformation(ask =>
                        ask.QueryParameters.Filter = person is { } one ? $"principalId eq {ODataText.Quoted(one.Value)}" : null),
                    UnifiedRoleEligibilityScheduleInstanceCollectionResponse.CreateFromDiscriminatorValue, page => page.Value, cancel),
                method).ConfigureAwait(false);
        }
        catch (GraphRefusal refusal) when (refusal.Status is 400 or 403 && s_noPremium.Contains(refusal.Code, StringComparer.OrdinalIgnoreCase))
        {
            return [];
        }
    }

    private static RoleHolding Holding(string? id, string? definition, string? scope, bool isEligible, IReadOnlyDictionary<string, string> names)
    {
        string role = GraphCalls.Present(definition, "role definition id");
        return new RoleHolding(
            GraphCalls.Present(id, "assignment id"), role, names.TryGetValue(role, out string? name) ? name : role, GraphCalls.Present(scope, "role scope"), isEligible);
    }
}

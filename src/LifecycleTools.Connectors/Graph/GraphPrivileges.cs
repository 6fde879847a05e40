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
    private readonly RoleAssignments _roles = new(graph);

    /// <inheritdoc/>
    /// <remarks>Only roles for the whole tenant; scoped ones need <see cref="ReadAsync"/>.   Source: "List a user's direct memberships".</remarks>
    [Needs("Directory.Read.All", "Directory.ReadWrite.All")]
    public async Task<IReadOnlyList<string>> ReadActiveRoleNamesAsync(PersonId person, CancellationToken cancel)
    {
        IReadOnlyList<DirectoryRole> roles = await CallAsync(Graph.ListAsync(
            Api.Users[Key(person)].MemberOf.GraphDirectoryRole.ToGetRequestInformation(ask => ask.QueryParameters.Select = s_names),
            DirectoryRoleCollectionResponse.CreateFromDiscriminatorValue, page => page.Value, cancel)).ConfigureAwait(false);
        return roles.Select(each => GraphCalls.Present(each.DisplayName, "role name")).ToList();
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
        Task<IReadOnlyList<UnifiedRoleEligibilityScheduleInstance>> readingEligible = ReadEligibleAsync(person, cancel);
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
    /// <remarks>For the whole tenant; a group that holds the role counts once.   Source: "List unifiedRoleAssignments".</remarks>
    /// <exception cref="LifecycleException">ConnectorObjectNotFound when no role has that name.</exception>
    [Needs("RoleManagement.Read.Directory", "RoleManagement.ReadWrite.Directory")]
    public async Task<int> CountHoldersAsync(string roleName, CancellationToken cancel)
    {
        IReadOnlyDictionary<string, string> names = await CallAsync(_roles.ReadNamesAsync(cancel)).ConfigureAwait(false);
        string[] ids = names.Where(each => string.Equals(each.Value, roleName, StringComparison.OrdinalIgnoreCase)).Select(each => each.Key).ToArray();
        if (ids.Length == 0) throw new LifecycleException(ErrorIds.ConnectorObjectNotFound, ErrorKind.NotFound, $"No directory role is called {roleName}.");

        IReadOnlyList<UnifiedRoleAssignment>[] held = await Task.WhenAll(ids.Select(each => CallAsync(_roles.OfRoleAsync(each, cancel), nameof(CountHoldersAsync)))).ConfigureAwait(false);
        return held.SelectMany(each => each)
            .Where(each => each.DirectoryScopeId == "/")
            .Select(each => GraphCalls.Present(each.PrincipalId, "principal id"))
            .Distinct(StringComparer.OrdinalIgnoreCase)
            .Count();
    }

    private async Task<IReadOnlyList<UnifiedRoleEligibilityScheduleInstance>> ReadEligibleAsync(PersonId person, CancellationToken cancel)
    {
        try
        {
            return await CallAsync(
                Graph.ListAsync(
                    Api.RoleManagement.Directory.RoleEligibilityScheduleInstances.ToGetRequestInformation(ask =>
                        ask.QueryParameters.Filter = $"principalId eq {ODataText.Quoted(person.Value)}"),
                    UnifiedRoleEligibilityScheduleInstanceCollectionResponse.CreateFromDiscriminatorValue, page => page.Value, cancel),
                nameof(ReadAsync)).ConfigureAwait(false);
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

using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Graph.Models;

namespace LifecycleTools.Connectors.Graph;

/// <summary>Active directory roles and what they are called.</summary>
/// <remarks>Source: Microsoft Graph v1.0, "List unifiedRoleAssignments", "List roleDefinitions".</remarks>
internal sealed class RoleAssignments(GraphCalls graph)
{
    private static readonly string[] s_names = ["id", "displayName"];
    private static readonly string[] s_principal = ["principal"];

    /// <summary>The assignments of one principal, scoped ones too.</summary>
    public Task<IReadOnlyList<UnifiedRoleAssignment>> OfPrincipalAsync(string principalId, CancellationToken cancel) =>
        ListAsync($"principalId eq {ODataText.Quoted(principalId)}", cancel);

    /// <summary>The assignments of one role, each with who holds it.</summary>
    public Task<IReadOnlyList<UnifiedRoleAssignment>> OfRoleAsync(string roleDefinitionId, CancellationToken cancel) =>
        ListAsync($"roleDefinitionId eq {ODataText.Quoted(roleDefinitionId)}", cancel, s_principal);

    /// <summary>Display names by role definition id.</summary>
    public async Task<IReadOnlyDictionary<string, string>> ReadNamesAsync(CancellationToken cancel)
    {
        IReadOnlyList<UnifiedRoleDefinition> definitions = await graph.ListAsync(
            graph.Api.RoleManagement.Directory.RoleDefinitions.ToGetRequestInformation(ask => ask.QueryParameters.Select = s_names),
            UnifiedRoleDefinitionCollectionResponse.CreateFromDiscriminatorValue, page => page.Value, cancel).ConfigureAwait(false);
        return definitions.ToDictionary(each => GraphCalls.Present(each.Id, "role definition id"), each => each.DisplayName ?? each.Id!, StringComparer.OrdinalIgnoreCase);
    }

    private Task<IReadOnlyList<UnifiedRoleAssignment>> ListAsync(string filter, CancellationToken cancel, string[]? expand = null) => graph.ListAsync(
        graph.Api.RoleManagement.Directory.RoleAssignments.ToGetRequestInformation(ask => (ask.QueryParameters.Filter, ask.QueryParameters.Expand) = (filter, expand)),
        UnifiedRoleAssignmentCollectionResponse.CreateFromDiscriminatorValue, page => page.Value, cancel);
}

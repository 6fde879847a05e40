using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Connectors.Identity;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.Ports;
using Microsoft.Graph.Models;

namespace LifecycleTools.Connectors.Graph;

/// <summary>The tenant, and what we may do in it, as Entra ID has it.</summary>
/// <param name="graph">The calls.</param>
/// <param name="clientId">The app id of our credential; null when a person signed in, whose own rights cannot be read here.</param>
/// <param name="token">What the access token for Graph says, or for Exchange; null where there is no token to read.</param>
/// <remarks>Source: Microsoft Graph v1.0, "organization", "domain", "servicePrincipal".</remarks>
internal sealed class GraphTenantFacts(GraphCalls graph, string? clientId, Func<bool, CancellationToken, Task<TokenClaims>>? token = null) : GraphPort(graph), ITenantFacts
{
    private const string GraphAppId = "00000003-0000-0000-c000-000000000000";
    private static readonly string[] s_organization = ["id", "displayName"];
    private static readonly string[] s_domain = ["id", "isVerified"];
    private static readonly string[] s_id = ["id"];
    private static readonly string[] s_roles = ["id", "appRoles"];
    private readonly RoleAssignments _assignments = new(graph);
    private string? _ownId;

    /// <inheritdoc/>
    /// <remarks>Source: "List organization"; there is exactly one.</remarks>
    [Needs("Organization.Read.All", "Directory.Read.All", "Directory.ReadWrite.All")]
    public async Task<TenantIdentity> ReadIdentityAsync(CancellationToken cancel)
    {
        IReadOnlyList<Organization> found = await CallAsync(Graph.ListAsync(
            Api.Organization.ToGetRequestInformation(ask => ask.QueryParameters.Select = s_organization),
            OrganizationCollectionResponse.CreateFromDiscriminatorValue, page => page.Value, cancel)).ConfigureAwait(false);
        Organization own = GraphCalls.Present(found.FirstOrDefault(), "organization");
        return new TenantIdentity(GraphCalls.Present(own.Id, "tenant id"), own.DisplayName ?? "");
    }

    /// <inheritdoc/>
    /// <remarks>Source: "List domains".</remarks>
    [Needs("Domain.Read.All", "Domain.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All")]
    public async Task<IReadOnlyList<string>> ReadVerifiedDomainsAsync(CancellationToken cancel)
    {
        IReadOnlyList<Domain> domains = await CallAsync(Graph.ListAsync(
            Api.Domains.ToGetRequestInformation(ask => ask.QueryParameters.Select = s_domain),
            DomainCollectionResponse.CreateFromDiscriminatorValue, page => page.Value, cancel)).ConfigureAwait(false);
        return domains.Where(each => GraphCalls.Present(each.IsVerified, "isVerified")).Select(each => GraphCalls.Present(each.Id, "domain name")).ToList();
    }

    /// <inheritdoc/>
    /// <remarks>Permissions of Graph itself, not of Exchange.   Source: "List appRoleAssignments granted for a service principal", "List unifiedRoleAssignments".</remarks>
    /// <exception cref="LifecycleException">ConnectorNotConfigured when a person signed in: only an app's rights can be read.</exception>
    [Needs("Application.Read.All", "Application.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All")]
    [Needs("RoleManagement.Read.Directory", "RoleManagement.ReadWrite.Directory", "Directory.Read.All")]
    public async Task<GrantedRights> ReadGrantedRightsAsync(CancellationToken cancel)
    {
        string own = await ReadOwnIdAsync(cancel).ConfigureAwait(false);
        Task<IReadOnlyList<string>> permissions = ReadPermissionsAsync(own, cancel);
        Task<IReadOnlyList<UnifiedRoleAssignment>> assignments = CallAsync(_assignments.OfPrincipalAsync(own, cancel));
        Task<IReadOnlyDictionary<string, string>> names = CallAsync(_assignments.ReadNamesAsync(cancel));
        await Task.WhenAll(permissions, assignments, names).ConfigureAwait(false);

        IReadOnlyDictionary<string, string> called = await names.ConfigureAwait(false);
        List<string> roles = (await assignments.ConfigureAwait(false))
            .Where(each => each.DirectoryScopeId == "/")
            .Select(each => GraphCalls.Present(each.RoleDefinitionId, "role definition id"))
            .Select(each => called.TryGetValue(each, out string? name) ? name : each)
            .Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        return new GrantedRights(await permissions.ConfigureAwait(false), roles);
    }

    /// <inheritdoc/>
    /// <remarks>The tokens' roles; the directory roles from the directory, where we may read them.</remarks>
    [Needs("Application.Read.All", "Application.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All")]
    [Needs("RoleManagement.Read.Directory", "RoleManagement.ReadWrite.Directory", "Directory.Read.All")]
    public async Task<HeldRights> ReadHeldRightsAsync(bool quick, CancellationToken cancel)
    {
        if (token is null) return HeldRights.Unknown;
        IReadOnlyList<string>? graph = (await token(false, cancel).ConfigureAwait(false)).Roles;
        if (quick || graph is null) return new HeldRights(graph, null, null);
        Task<IReadOnlyList<string>?> exchange = OrUnknownAsync(async () => (await token(true, cancel).ConfigureAwait(false)).Roles);
        Task<IReadOnlyList<string>?> roles = OrUnknownAsync(async () => (await ReadGrantedRightsAsync(cancel).ConfigureAwait(false)).DirectoryRoles);
        return new HeldRights(graph, await exchange.ConfigureAwait(false), await roles.ConfigureAwait(false));
    }

    /// <inheritdoc/>
    /// <remarks>Members whose sign-in is allowed.   Source: "List users", an advanced query: $count with ConsistencyLevel eventual.</remarks>
    [Needs("User.Read.All", "User.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All")]
    public async Task<int> CountPeopleAsync(CancellationToken cancel)
    {
        UserCollectionResponse? page = await CallAsync(Api.Users.GetAsync(
            ask =>
            {
                ask.QueryParameters.Filter = "accountEnabled eq true and userType eq 'Member'";
                ask.QueryParameters.Select = s_id;
                ask.QueryParameters.Top = 1;
                ask.QueryParameters.Count = true;
                ask.Headers.Add("ConsistencyLevel", "eventual");
            },
            cancel)).ConfigureAwait(false);
        return (int)GraphCalls.Present(page?.OdataCount, "number of people");
    }

    /// <inheritdoc/>
    /// <remarks>Read once.   Source: "List servicePrincipals".</remarks>
    /// <exception cref="LifecycleException">ConnectorNotConfigured when a person signed in; ConnectorObjectNotFound when our app is not in the tenant.</exception>
    [Needs("Application.Read.All", "Application.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All")]
    public async Task<string> ReadOwnIdAsync(CancellationToken cancel)
    {
        _ownId ??= token is null ? null : (await token(false, cancel).ConfigureAwait(false)).ObjectId;
        if (_ownId is not null) return _ownId;
        if (clientId is null)
        {
            throw new LifecycleException(ErrorIds.ConnectorNotConfigured, ErrorKind.Setup,
                "Who signed in, and what they may do, cannot be known: the tenant file has no client id, and only an app's own rights can be read.")
            {
                RecommendedAction = "Sign in with an app registration: set clientId in the tenant file.",
            };
        }

        return _ownId = GraphCalls.Present((await PrincipalAsync(clientId, s_id, nameof(ReadOwnIdAsync), cancel).ConfigureAwait(false)).Id, "service principal id");
    }

    // Not to know what we may do is no reason to stop: the step that needs it says what the service answers.
    private static async Task<IReadOnlyList<string>?> OrUnknownAsync(Func<Task<IReadOnlyList<string>?>> read)
    {
        try
        {
            return await read().ConfigureAwait(false);
        }
        catch (LifecycleException failure) when (failure.Id != ErrorIds.JournalNotWritable)
        {
            return null;
        }
    }

    private async Task<IReadOnlyList<string>> ReadPermissionsAsync(string own, CancellationToken cancel)
    {
        ServicePrincipal service = await PrincipalAsync(GraphAppId, s_roles, nameof(ReadGrantedRightsAsync), cancel).ConfigureAwait(false);
        Dictionary<Guid, string> names = GraphCalls.Present(service.AppRoles, "appRoles")
            .Where(each => each.Id is not null && each.Value is not null)
            .ToDictionary(each => each.Id!.Value, each => each.Value!);
        IReadOnlyList<AppRoleAssignment> granted = await CallAsync(
            Graph.ListAsync(
                Api.ServicePrincipals[GraphCalls.Present(service.Id, "service principal id")].AppRoleAssignedTo.ToGetRequestInformation(),
                AppRoleAssignmentCollectionResponse.CreateFromDiscriminatorValue, page => page.Value, cancel),
            nameof(ReadGrantedRightsAsync)).ConfigureAwait(false);
        return granted
            .Where(each => string.Equals(each.PrincipalId?.ToString(), own, StringComparison.OrdinalIgnoreCase) && each.AppRoleId is not null)
            .Select(each => names.TryGetValue(each.AppRoleId!.Value, out string? name) ? name : each.AppRoleId.Value.ToString())
            .Distinct(StringComparer.OrdinalIgnoreCase).ToList();
    }

    private async Task<ServicePrincipal> PrincipalAsync(string appId, string[] select, string method, CancellationToken cancel)
    {
        IReadOnlyList<ServicePrincipal> found = await CallAsync(
            Graph.ListAsync(
                Api.ServicePrincipals.ToGetRequestInformation(ask => (ask.QueryParameters.Filter, ask.QueryParameters.Select) = ($"appId eq {ODataText.Quoted(appId)}", select)),
                ServicePrincipalCollectionResponse.CreateFromDiscriminatorValue, page => page.Value, cancel),
            method).ConfigureAwait(false);
        return found.FirstOrDefault() ?? throw new LifecycleException(ErrorIds.ConnectorObjectNotFound, ErrorKind.NotFound, $"The app {appId} has no service principal in this tenant.");
    }
}

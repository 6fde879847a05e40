using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Engine.People;

namespace LifecycleTools.Engine.Ports;

/// <summary>Directory roles: active, scoped and eligible.</summary>
public interface IPrivileges
{
    /// <summary>The display names of the roles that are active now, asked so that a user principal name is enough.</summary>
    Task<IReadOnlyList<string>> ReadActiveRoleNamesAsync(PersonId person, CancellationToken cancel);

    /// <summary>Every role that the person holds directly or may activate.</summary>
    Task<IReadOnlyList<RoleHolding>> ReadAsync(PersonId person, CancellationToken cancel);

    /// <summary>Ends one holding. Its being gone is success.</summary>
    Task RemoveAsync(PersonId person, RoleHolding holding, CancellationToken cancel);

    /// <summary>How many hold the role of this display name actively.</summary>
    Task<int> CountHoldersAsync(string roleName, CancellationToken cancel);
}

/// <summary>A directory role that someone holds.</summary>
/// <param name="Id">Id of the assignment or of the eligibility.</param>
/// <param name="RoleDefinitionId">Which role.</param>
/// <param name="RoleName">Its display name.</param>
/// <param name="Scope">"/" for the whole tenant.</param>
/// <param name="IsEligible">True when it must be activated first.</param>
public sealed record RoleHolding(string Id, string RoleDefinitionId, string RoleName, string Scope, bool IsEligible);

/// <summary>What apps a person may use, and what they let apps do in their name.</summary>
public interface IAppAccess
{
    /// <summary>App roles assigned to the person and consents given by the person; tenant-wide consents are not theirs.</summary>
    Task<IReadOnlyList<AppGrant>> ReadAsync(PersonId person, CancellationToken cancel);

    /// <summary>Ends one. Its being gone is success.</summary>
    Task RemoveAsync(PersonId person, AppGrant grant, CancellationToken cancel);
}

/// <summary>One app role or consent.</summary>
/// <param name="Id">Its id.</param>
/// <param name="App">The app's display name or id.</param>
/// <param name="IsConsent">True for a consent, false for an app role.</param>
/// <param name="Scope">What a consent covers.</param>
public sealed record AppGrant(string Id, string App, bool IsConsent, string Scope);

using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Engine.People;

namespace LifecycleTools.Engine.Ports;

/// <summary>Directory roles: active, scoped and eligible.</summary>
public interface IPrivileges
{
    /// <summary>The display names of the roles that are active now, for the tenant or for a part of it, asked so that a user principal name is enough.</summary>
    Task<IReadOnlyList<string>> ReadActiveRoleNamesAsync(PersonId person, CancellationToken cancel);

    /// <summary>Every role that the person holds directly or may activate.</summary>
    Task<IReadOnlyList<RoleHolding>> ReadAsync(PersonId person, CancellationToken cancel);

    /// <summary>Ends one holding. Its being gone is success.</summary>
    Task RemoveAsync(PersonId person, RoleHolding holding, CancellationToken cancel);

    /// <summary>Everybody in the tenant who may activate a role, asked so that nothing need be known of the person.</summary>
    Task<IReadOnlyList<EligibleRole>> ReadEligibleAsync(CancellationToken cancel);

    /// <summary>The people who hold the role of this display name actively for the whole tenant, themselves or through a group. Apps are none.</summary>
    Task<IReadOnlyList<RoleHolder>> ReadHoldersAsync(string roleName, CancellationToken cancel);
}

/// <summary>A directory role that someone holds.</summary>
/// <param name="Id">Id of the assignment or of the eligibility.</param>
/// <param name="RoleDefinitionId">Which role.</param>
/// <param name="RoleName">Its display name.</param>
/// <param name="Scope">"/" for the whole tenant.</param>
/// <param name="IsEligible">True when it must be activated first.</param>
public sealed record RoleHolding(string Id, string RoleDefinitionId, string RoleName, string Scope, bool IsEligible);

/// <summary>A directory role that must be activated first.</summary>
/// <param name="PrincipalId">Object id of the person or group.</param>
/// <param name="RoleName">Its display name.</param>
public sealed record EligibleRole(string PrincipalId, string RoleName);

/// <summary>Somebody who holds a role.</summary>
/// <param name="PersonId">Object id.</param>
/// <param name="CanSignIn">False for an account whose sign-in is blocked: nobody can use its role.</param>
public sealed record RoleHolder(string PersonId, bool CanSignIn);

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

using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Engine.People;
using LifecycleTools.Engine.Security;

namespace LifecycleTools.Engine.Ports;

/// <summary>Whether and how a person can sign in. What holds is read back through <see cref="IDirectory.ReadAsync"/>.</summary>
public interface ISignIn
{
    /// <summary>Allows or blocks sign-in.</summary>
    Task SetAllowedAsync(PersonId person, bool allowed, CancellationToken cancel);

    /// <summary>Voids the sessions handed out so far; access tokens already out go on for minutes.</summary>
    Task RevokeSessionsAsync(PersonId person, CancellationToken cancel);

    /// <summary>Sets a password.</summary>
    /// <param name="mustChange">Whether the person must change it at the next sign-in.</param>
    Task ResetPasswordAsync(PersonId person, Secret password, bool mustChange, CancellationToken cancel);
}

/// <summary>What a person proves who they are with.</summary>
public interface ISignInMethods
{
    /// <summary>All methods, the password included.</summary>
    Task<IReadOnlyList<SignInMethod>> ReadAsync(PersonId person, CancellationToken cancel);

    /// <summary>Removes one method.</summary>
    /// <exception cref="Errors.LifecycleException">SignInMethodIsDefault while others are there; SignInMethodUnknown for a type without an address.</exception>
    Task RemoveAsync(PersonId person, SignInMethod method, CancellationToken cancel);

    /// <summary>What the tenant allows of temporary access passes.</summary>
    Task<AccessPassPolicy> ReadAccessPassPolicyAsync(CancellationToken cancel);

    /// <summary>Makes a temporary access pass. The answer is the only place where the pass is ever seen.</summary>
    Task<AccessPass> CreateAccessPassAsync(PersonId person, TimeSpan lifetime, bool usableOnce, CancellationToken cancel);
}

/// <summary>One sign-in method.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Type">The service's type name without its namespace: phoneAuthenticationMethod.</param>
/// <param name="Description">In words, for the log: "phone +41 ** 12". Never a secret.</param>
/// <param name="IsPassword">The password itself, which cannot be removed.</param>
/// <param name="IsAccessPass">A temporary access pass.</param>
/// <param name="IsKnown">False for a type that this version cannot remove.</param>
public sealed record SignInMethod(string Id, string Type, string Description, bool IsPassword, bool IsAccessPass, bool IsKnown)
{
    /// <summary>When it was made, where the service says so.</summary>
    public DateTimeOffset? Created { get; init; }

    /// <summary>False for a temporary access pass that has run out.</summary>
    public bool IsUsable { get; init; } = true;
}

/// <summary>The tenant's policy for temporary access passes; lifetimes as the service rounds them, in minutes.</summary>
public sealed record AccessPassPolicy(bool IsEnabled, TimeSpan Shortest, TimeSpan Longest, bool AllowsReuse);

/// <summary>A temporary access pass as it was made.</summary>
public sealed record AccessPass(string MethodId, Secret Pass, DateTimeOffset ValidUntil);

using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Connectors.Http;
using LifecycleTools.Engine.People;
using LifecycleTools.Engine.Ports;
using LifecycleTools.Engine.Security;
using Microsoft.Graph.Models;

namespace LifecycleTools.Connectors.Graph;

/// <summary>Sign-in of people in Entra ID.</summary>
/// <remarks>Source: Microsoft Graph v1.0, "User".</remarks>
internal sealed class GraphSignIn(GraphCalls graph) : GraphPort(graph), ISignIn
{
    /// <inheritdoc/>
    /// <remarks>Sets accountEnabled.   Takes effect: new sign-ins at once; tokens already out go on.   Undo: set it back.   Source: "Update user".</remarks>
    [Needs("User.EnableDisableAccount.All", "User.ReadWrite.All", "Directory.ReadWrite.All")]
    public Task SetAllowedAsync(PersonId person, bool allowed, CancellationToken cancel) =>
        CallAsync(Api.Users[Key(person)].PatchAsync(new User { AccountEnabled = allowed }, cancellationToken: cancel));

    /// <inheritdoc/>
    /// <remarks>Moves signInSessionsValidFromDateTime.   Takes effect: within minutes.   Undo: cannot be undone.   Source: "user: revokeSignInSessions"; its value is always true.</remarks>
    [Needs("User.RevokeSessions.All", "User.ReadWrite.All", "Directory.ReadWrite.All")]
    public Task RevokeSessionsAsync(PersonId person, CancellationToken cancel) =>
        CallAsync(Api.Users[Key(person)].RevokeSignInSessions.PostAsRevokeSignInSessionsPostResponseAsync(
            ask => ask.Options.Add(RequestMarks.Repeatable), cancel));

    /// <inheritdoc/>
    /// <remarks>
    /// Writes passwordProfile: the resetPassword action is for signed-in administrators only. Administrators' passwords need a directory role too.
    /// Takes effect: at once.   Undo: cannot be undone.   Source: "Update user", property passwordProfile.
    /// </remarks>
    [Needs("User-PasswordProfile.ReadWrite.All", "User.ReadWrite.All", "Directory.ReadWrite.All")]
    public Task ResetPasswordAsync(PersonId person, Secret password, bool mustChange, CancellationToken cancel) =>
        CallAsync(Api.Users[Key(person)].PatchAsync(
            new User { PasswordProfile = new PasswordProfile { Password = password.Reveal(), ForceChangePasswordNextSignIn = mustChange } },
            cancellationToken: cancel));
}

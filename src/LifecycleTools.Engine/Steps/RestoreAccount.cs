using System;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.People;
using LifecycleTools.Engine.Ports;

namespace LifecycleTools.Engine.Steps;

/// <summary>Brings the account that the person had back from the deleted ones.</summary>
/// <remarks>
/// Its id, direct licenses and mailbox come back with it; memberships do not. Takes effect: within a minute. Undo: delete the account again.
/// Source: Microsoft Graph v1.0, "Restore deleted item"; possible for thirty days.
/// </remarks>
/// <why>The account from before keeps its mail, files and object id.</why>
[Step("directory.restore-account", LifecycleSystem.Directory)]
[Needs("Directory.Read.All", "Directory.ReadWrite.All", When = "the account was deleted")]
[Needs("GroupMember.Read.All", "Group.Read.All", "Group.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All", When = "the account was deleted")]
[Needs("User.Read.All", "User.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All")]
[Needs("User.DeleteRestore.All", "User.ReadWrite.All", "Directory.ReadWrite.All", ToChange = true, When = "the account was deleted")]
public sealed class RestoreAccount : Step<RestoreAccount.State>
{
    /// <inheritdoc/>
    public override string Action => "Restore the deleted account";

    /// <inheritdoc/>
    public override TimeSpan Deadline => TimeSpan.FromMinutes(5);

    /// <inheritdoc/>
    public override async Task<State> ObserveAsync(StepContext of, CancellationToken cancel)
    {
        if (Former(of) is not { } id) return new State(null, null);
        Person? there = await of.Systems.Directory.ReadAsync(id, cancel).ConfigureAwait(false);

        // Restored by a request whose answer was lost, or by somebody else: either way its replicas are young.
        if (there is not null && of.Facts[FactNames.FormerDeleted] is not null && of.Facts[FactNames.AccountRestored] is null) of.Facts.Learn(FactNames.AccountRestored, of.Clock.UtcNow);
        if (there is null) return new State(null, await of.Systems.Directory.ReadDeletedAsync(id, cancel).ConfigureAwait(false));

        // Of a deleted account no role can be read: whom it makes an administrator again shows only now, and before anybody is let in.
        bool wasDeleted = of.Facts[FactNames.FormerDeleted] is not null;
        return new State(there, null) { Privileges = wasDeleted ? await Protection.ReadPrivilegesAsync(id, of, cancel).ConfigureAwait(false) : Privileges.None };
    }

    /// <inheritdoc/>
    public override Assessment Assess(State now, StepContext of)
    {
        if (Former(of) is not { } id) return Assessment.Skip("no account of an earlier time is gone on with");
        if (now.There is { SignInAllowed: false } && now.Privileges.Any && of.Hiring?.Means.AllowPrivileged != true)
        {
            return Assessment.Forbidden(now.There.UserPrincipalName,
                $"is an administrator ({now.Privileges.InWords}), and is not let in again by rule: take the role away, or have whoever approves administrators allow sign-in by hand", ErrorIds.PersonProtected);
        }

        if (now.There is { } there) return Assessment.Done($"{there.UserPrincipalName} [{there.Id}] is there");
        if (now.Deleted is { } deleted) return Assessment.ToDo(new Change("restore", deleted.UserPrincipalName, deleted.Id.Value, ChangePath.Graph, "it was deleted"));
        return of.IsFresh
            ? Assessment.ToDo(new Change("wait for", of.PersonName, id.Value, ChangePath.Waiting, "the directory does not show the account yet"))
            : Assessment.Forbidden(of.PersonName, $"the account [{id}] is neither there nor among the deleted ones", ErrorIds.PersonNotFound);
    }

    /// <inheritdoc/>
    public override async Task ApplyAsync(State now, StepContext of, CancellationToken cancel)
    {
        if (now.Deleted is not { } deleted) return;
        await of.Systems.Directory.RestoreAsync(deleted.Id, cancel).ConfigureAwait(false);
        of.Facts.Learn(FactNames.AccountRestored, of.Clock.UtcNow);
    }

    /// <inheritdoc/>
    public override string Describe(State now, StepContext of) => now.There is not null ? "there" : now.Deleted is not null ? "deleted" : "not seen";

    private static PersonId? Former(StepContext of) => of.Facts[FactNames.FormerAccount] is { Length: > 0 } id ? new PersonId(id) : null;

    /// <summary>The account where it is, and where it was deleted.</summary>
    public sealed record State(Person? There, Person? Deleted)
    {
        /// <summary>What makes the restored account an administrator's.</summary>
        public Privileges Privileges { get; init; } = Privileges.None;
    }
}

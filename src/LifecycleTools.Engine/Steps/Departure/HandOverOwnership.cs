using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.Ports;

namespace LifecycleTools.Engine.Steps.Departure;

/// <summary>Ends the person's ownership of groups and apps; a group that nobody else owns goes to whoever takes over.</summary>
/// <remarks>
/// Takes effect: at once. Undo: add the owner of the snapshot. An app that nobody else owns is left to a person: its owner can
/// add credentials to it, which is not given to anybody by rule.
/// </remarks>
/// <why>A group or app without an owner is nobody's, and can be taken over.</why>
/// <person>An app has no other owner, or nobody takes over. Choose an owner on purpose in the Entra admin center: an app's owner can add credentials to it.</person>
[Step("directory.hand-over-ownership", LifecycleSystem.Directory)]
[Needs("Application.Read.All", "Application.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All")]
[Needs("GroupMember.Read.All", "Group.Read.All", "Group.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All")]
[Needs("User.Read.All", "User.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All")]
[Needs("Application.ReadWrite.All", "Directory.ReadWrite.All", ToChange = true, When = "they own an app")]
[Needs("Group.ReadWrite.All", "Directory.ReadWrite.All", ToChange = true, When = "they own a group")]
public sealed class HandOverOwnership : Step<IReadOnlyList<OwnedObject>>
{
    /// <inheritdoc/>
    public override string Action => "Hand over what they own";

    /// <inheritdoc/>
    public override Task<IReadOnlyList<OwnedObject>> ObserveAsync(StepContext of, CancellationToken cancel) =>
        of.Systems.Ownership.ReadAsync(of.Departure.Who.Id, cancel);

    /// <inheritdoc/>
    public override Assessment Assess(IReadOnlyList<OwnedObject> now, StepContext of)
    {
        List<Change> open = [];
        List<Obstacle> left = [];
        foreach (OwnedObject owned in now)
        {
            if (WhyNot(owned, of) is { } reason) left.Add(new Obstacle($"{owned.Kind} {owned.Name} [{owned.Id}]", reason, NeedsPerson: true) { ErrorId = ErrorIdOf(owned) });
            else if (owned.OtherOwnerIds.Count > 0) open.Add(new Change("leave ownership of", owned.Name, owned.Id, ChangePath.Graph, "others own it too"));
            else open.Add(new Change($"make {of.Departure.Delegate!.UserPrincipalName} owner of", owned.Name, owned.Id, ChangePath.Graph, "nobody else owns it"));
        }

        return Assessment.Of(Describe(now, of), open, left);
    }

    /// <inheritdoc/>
    public override Task ApplyAsync(IReadOnlyList<OwnedObject> now, StepContext of, CancellationToken cancel)
    {
        of.Record(SnapshotKinds.OwnedObject, now, owned => Snapshots.Of(owned, owned.OtherOwnerIds.Count == 0 ? of.Departure.Delegate : null));
        return Each.DoAsync(now.Where(owned => WhyNot(owned, of) is null), owned => HandOverAsync(owned, of, cancel), owned => owned.Name);
    }

    /// <inheritdoc/>
    public override string Describe(IReadOnlyList<OwnedObject> now, StepContext of) =>
        now.Count == 0 ? "owns nothing" : "owns " + string.Join(", ", now.Select(owned => $"{owned.Kind} {owned.Name}"));

    // The heir comes first: the last owner of a group cannot leave.
    private static async Task HandOverAsync(OwnedObject owned, StepContext of, CancellationToken cancel)
    {
        if (owned.OtherOwnerIds.Count == 0)
        {
            await of.Systems.Ownership.AddAsync(owned, of.Departure.Delegate!.Id, cancel).ConfigureAwait(false);
        }

        await of.Systems.Ownership.RemoveAsync(owned, of.Departure.Who.Id, cancel).ConfigureAwait(false);
    }

    private static string? WhyNot(OwnedObject owned, StepContext of)
    {
        if (owned.IsSynchronized) return "is synchronized: change its owner in Active Directory";
        if (owned.Kind == OwnedKind.Other) return "is of a kind that cannot be handed over here: look at it";
        if (owned.OtherOwnerIds.Count > 0) return null;
        if (owned.Kind != OwnedKind.Group) return "has no other owner: name one, then resume the run";
        return of.Departure.Delegate is null ? "has no other owner, and nobody takes over: name an owner, then resume the run" : null;
    }

    private static string? ErrorIdOf(OwnedObject owned) => owned.Kind == OwnedKind.Group ? ErrorIds.GroupLastOwner : null;
}

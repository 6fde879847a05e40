using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Engine.People;
using LifecycleTools.Engine.Ports;

namespace LifecycleTools.Engine.Steps.Return;

/// <summary>Makes the person owner again of what they owned; whoever owned it only in their place does so no longer.</summary>
/// <remarks>Takes effect: at once. Undo: hand it over again.</remarks>
/// <why>What they answered for is theirs again, and whoever stood in does so no longer.</why>
[Step("directory.regain-ownership", LifecycleSystem.Directory)]
[Needs("Application.Read.All", "Application.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All")]
[Needs("GroupMember.Read.All", "Group.Read.All", "Group.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All")]
[Needs("User.Read.All", "User.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All")]
[Needs("Application.ReadWrite.All", "Directory.ReadWrite.All", ToChange = true, When = "they owned an app")]
[Needs("Group.ReadWrite.All", "Directory.ReadWrite.All", ToChange = true, When = "they owned a group")]
public sealed class RegainOwnership : Step<RegainOwnership.State>
{
    /// <inheritdoc/>
    public override string Action => "Give ownership back";

    /// <inheritdoc/>
    public override async Task<State> ObserveAsync(StepContext of, CancellationToken cancel)
    {
        if (of.Return.Was.Owned.Count == 0) return new State([], []);
        Task<IReadOnlyList<OwnedObject>> own = of.Systems.Ownership.ReadAsync(of.Return.Id, cancel);
        PersonId[] heirs = of.Return.Was.Owned.Select(owned => owned.Heir).OfType<PersonId>().Distinct().ToArray();
        IReadOnlyList<OwnedObject>[] theirs = await Each.ReadAsync(heirs, heir => of.Systems.Ownership.ReadAsync(heir, cancel)).ConfigureAwait(false);
        List<(PersonId, string)> held = heirs.SelectMany((heir, at) => theirs[at].Select(owned => (heir, owned.Id))).ToList();
        return new State((await own.ConfigureAwait(false)).Select(owned => owned.Id).ToList(), held);
    }

    /// <inheritdoc/>
    public override Assessment Assess(State now, StepContext of)
    {
        if (of.Return.Was.Owned.Count == 0) return Assessment.Skip("the departure handed nothing over");
        List<Change> open = [];
        foreach (HandedOver owned in of.Return.Was.Owned)
        {
            if (!now.OwnIds.Contains(owned.Id)) open.Add(new Change($"make {of.PersonName} owner of", owned.Name, owned.Id, ChangePath.Graph, "as before the departure"));
            if (now.IsStillHeirs(owned)) open.Add(new Change($"end the ownership of {owned.Heir} of", owned.Name, owned.Id, ChangePath.Graph, "the departure made them owner"));
        }

        return open.Count == 0 ? Assessment.Done(Describe(now, of)) : Assessment.ToDo([.. open]);
    }

    /// <inheritdoc/>
    public override Task ApplyAsync(State now, StepContext of, CancellationToken cancel) =>
        Each.DoAsync(of.Return.Was.Owned, owned => GiveBackAsync(owned, now, of, cancel), owned => owned.Name);

    /// <inheritdoc/>
    public override string Describe(State now, StepContext of) =>
        $"owner of {of.Return.Was.Owned.Count(owned => now.OwnIds.Contains(owned.Id))} of {of.Return.Was.Owned.Count}: {string.Join(", ", of.Return.Was.Owned.Select(owned => owned.Name))}";

    // The person comes first: the last owner of a group cannot leave.
    private static async Task GiveBackAsync(HandedOver owned, State now, StepContext of, CancellationToken cancel)
    {
        var thing = new OwnedObject(owned.Id, owned.Name, owned.Kind, []);
        if (!now.OwnIds.Contains(owned.Id)) await of.Systems.Ownership.AddAsync(thing, of.Return.Id, cancel).ConfigureAwait(false);
        if (now.IsStillHeirs(owned)) await of.Systems.Ownership.RemoveAsync(thing, owned.Heir!.Value, cancel).ConfigureAwait(false);
    }

    /// <summary>Ids of what the person owns, and of what each heir does.</summary>
    public sealed record State(IReadOnlyList<string> OwnIds, IReadOnlyList<(PersonId Heir, string Id)> HeldIds)
    {
        internal bool IsStillHeirs(HandedOver owned) => owned.Heir is { } heir && HeldIds.Contains((heir, owned.Id));
    }
}

using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.People;
using LifecycleTools.Engine.Ports;

namespace LifecycleTools.Engine.Steps.Return;

/// <summary>Puts the person back into groups that they were in. Each is asked whether they are in it, before and after.</summary>
public abstract class Rejoin : Step<Rejoin.State>
{
    /// <inheritdoc/>
    public sealed override async Task<State> ObserveAsync(StepContext of, CancellationToken cancel)
    {
        IReadOnlyList<Group> wanted = Wanted(of);
        Person? there = await of.Systems.Directory.ReadAsync(of.Return.Id, cancel).ConfigureAwait(false);
        IReadOnlyList<Group>[] live = await Each.ReadAsync(wanted, group => of.Systems.Groups.FindAsync(group.Id, cancel)).ConfigureAwait(false);
        List<Group> known = live.SelectMany(found => found).ToList();
        bool[] isIn = await Each.ReadAsync(known, group => there is null ? Task.FromResult(false) : IsMemberAsync(group.Id, of, cancel)).ConfigureAwait(false);
        return new State(wanted, known, known.Where((_, at) => isIn[at]).Select(group => group.Id).ToList());
    }

    /// <inheritdoc/>
    public sealed override Assessment Assess(State now, StepContext of)
    {
        if (now.Wanted.Count == 0) return Assessment.Skip(Nothing);
        List<Change> open = Open(now).Select(group => new Change("join", group.ToString(), group.Id, Way, "as before the departure")).ToList();
        List<Obstacle> left = now.Wanted.Select(group => WhyNot(group, now)).OfType<Obstacle>().ToList();
        return Assessment.Of(open.Count > 0 ? string.Join("; ", open) : Describe(now, of), open, left);
    }

    /// <inheritdoc/>
    public sealed override Task ApplyAsync(State now, StepContext of, CancellationToken cancel) =>
        Each.DoAsync(Open(now), group => AddAsync(group.Id, of, cancel), group => group.ToString());

    /// <inheritdoc/>
    public sealed override string Describe(State now, StepContext of) =>
        $"in {now.JoinedIds.Count} of {now.Wanted.Count}" + (now.JoinedIds.Count == 0 ? "" : ": " + string.Join(", ", now.Known.Where(now.IsIn).Select(group => group.Name)));

    /// <summary>Which way the changes go.</summary>
    protected abstract ChangePath Way { get; }

    /// <summary>Why the step does not apply when nothing is wanted.</summary>
    protected abstract string Nothing { get; }

    /// <summary>Whether this step puts the person into groups of this kind.</summary>
    protected abstract bool IsMine(Group group);

    /// <summary>Whether the person is in it.</summary>
    protected abstract Task<bool> IsMemberAsync(string id, StepContext of, CancellationToken cancel);

    /// <summary>Puts the person in.</summary>
    protected abstract Task AddAsync(string id, StepContext of, CancellationToken cancel);

    // A rule puts them back by itself, or does not want them any more.
    private List<Group> Wanted(StepContext of) => of.Return.Was.Groups.Where(group => IsMine(group) && group.MembershipRule is null).ToList();

    private static List<Group> Open(State now) => now.Known.Where(group => !now.IsIn(group) && WhyNot(group, now) is null).ToList();

    private static Obstacle? WhyNot(Group was, State now)
    {
        if (now.Known.FirstOrDefault(group => group.Id == was.Id) is not { } live) return Stays(was, "is not there any more");
        if (now.IsIn(live)) return null;
        if (live.MembershipRule is { } rule) return Stays(live, $"is dynamic by now and cannot be joined; its rule is: {rule}");
        if (live.IsSynchronized) return Stays(live, "is synchronized: put the person in in Active Directory");
        return live.IsRoleAssignable ? Stays(live, "can hold directory roles, which are given back by a person only") : null;
    }

    private static Obstacle Stays(Group group, string why) => new($"{group} [{group.Id}]", why, NeedsPerson: true) { ErrorId = ErrorIds.GroupNotJoinable };

    /// <summary>The groups as they were, those of them that are there, and which of these the person is in.</summary>
    public sealed record State(IReadOnlyList<Group> Wanted, IReadOnlyList<Group> Known, IReadOnlyList<string> JoinedIds)
    {
        internal bool IsIn(Group group) => JoinedIds.Contains(group.Id);
    }
}

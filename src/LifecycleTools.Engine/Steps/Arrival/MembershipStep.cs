using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Engine.People;

namespace LifecycleTools.Engine.Steps.Arrival;

/// <summary>Ids of those wanted that the person is in.</summary>
public sealed record Memberships(IReadOnlyList<string> JoinedIds);

/// <summary>Puts the person into what the role map names. Each is asked whether they are in it, before and after.</summary>
public abstract class MembershipStep : Step<Memberships>
{
    /// <inheritdoc/>
    public sealed override async Task<Memberships> ObserveAsync(StepContext of, CancellationToken cancel)
    {
        if (WhyNot(of) is not null || Newcomers.Account(of) is not { } account) return new Memberships([]);
        IReadOnlyList<Joinable> wanted = Wanted(of);
        bool[] isIn = await Each.ReadAsync(wanted, one => IsMemberAsync(one.Id, account, of, cancel)).ConfigureAwait(false);
        return new Memberships(wanted.Where((_, at) => isIn[at]).Select(one => one.Id).ToList());
    }

    /// <inheritdoc/>
    public sealed override Assessment Assess(Memberships now, StepContext of)
    {
        if (Wanted(of).Count == 0) return Assessment.Skip(Nothing);
        if (WhyNot(of) is { } obstacle) return Assessment.Of(obstacle.Reason, [], [obstacle]);
        Change[] open = Open(now, of).Select(one => new Change("join", one.Name, one.Id, Way, one.Why)).ToArray();
        return open.Length == 0 ? Assessment.Done(Describe(now, of)) : Assessment.ToDo(open);
    }

    /// <inheritdoc/>
    public sealed override Task ApplyAsync(Memberships now, StepContext of, CancellationToken cancel)
    {
        PersonId account = Newcomers.Made(of);
        return Each.DoAsync(Open(now, of), one => AddAsync(one.Id, account, of, cancel), one => one.Name);
    }

    /// <inheritdoc/>
    public sealed override string Describe(Memberships now, StepContext of)
    {
        string[] names = Wanted(of).Where(one => now.JoinedIds.Contains(one.Id)).Select(one => one.Name).ToArray();
        return $"in {names.Length} of {Wanted(of).Count}" + (names.Length == 0 ? "" : ": " + string.Join(", ", names));
    }

    /// <summary>Which way the changes go.</summary>
    protected abstract ChangePath Way { get; }

    /// <summary>Why the step does not apply when nothing is wanted.</summary>
    protected abstract string Nothing { get; }

    /// <summary>What is to be joined.</summary>
    protected abstract IReadOnlyList<Joinable> Wanted(StepContext of);

    /// <summary>Why nothing can be joined at all; null when it can.</summary>
    protected virtual Obstacle? WhyNot(StepContext of) => null;

    /// <summary>Whether the person is in it.</summary>
    protected abstract Task<bool> IsMemberAsync(string id, PersonId account, StepContext of, CancellationToken cancel);

    /// <summary>Puts the person in.</summary>
    protected abstract Task AddAsync(string id, PersonId account, StepContext of, CancellationToken cancel);

    private List<Joinable> Open(Memberships now, StepContext of) => Wanted(of).Where(one => !now.JoinedIds.Contains(one.Id)).ToList();
}

using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.People;
using LifecycleTools.Engine.Ports;

namespace LifecycleTools.Engine.Steps.Return;

/// <summary>Names the manager from before the departure, where nobody is named any more.</summary>
/// <remarks>Takes effect: at once. Undo: set another one.</remarks>
/// <why>Approvals ask for the manager.</why>
/// <person>The manager from before has left. Name another one in the Entra admin center.</person>
[Step("directory.return-manager", LifecycleSystem.Directory)]
[Needs("User.Read.All", "User.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All")]
[Needs("User.ReadWrite.All", "Directory.ReadWrite.All", ToChange = true)]
public sealed class PutManagerBack : Step<PutManagerBack.State>
{
    /// <inheritdoc/>
    public override string Action => "Put the manager back";

    /// <inheritdoc/>
    public override async Task<State> ObserveAsync(StepContext of, CancellationToken cancel)
    {
        if (of.Return.Was.Manager is not { } was) return new State(null, null);
        Person? now = await of.Systems.Directory.ReadManagerAsync(of.Return.Id, cancel).ConfigureAwait(false);
        return new State(now, now is null ? await of.Systems.Directory.ReadAsync(was, cancel).ConfigureAwait(false) : null);
    }

    /// <inheritdoc/>
    public override Assessment Assess(State now, StepContext of)
    {
        if (of.Return.Was.Manager is not { } was) return Assessment.Skip("the person had no manager");

        // Another one was named since: that is somebody's decision.
        if (now.Manager is { } manager) return Assessment.Done($"{manager.DisplayName} ({manager.UserPrincipalName})");
        return now.Former is { } former
            ? Assessment.ToDo(new Change("set manager", former.UserPrincipalName, former.Id.Value, ChangePath.Graph, "as before the departure"))
            : Assessment.Of("no manager", [], [new Obstacle(of.PersonName, $"the manager from before [{was}] is not in the directory any more: name another one", NeedsPerson: true) { ErrorId = ErrorIds.ManagerNotFound }]);
    }

    /// <inheritdoc/>
    public override Task ApplyAsync(State now, StepContext of, CancellationToken cancel) =>
        of.Systems.Directory.SetManagerAsync(of.Return.Id, now.Former!.Id, cancel);

    /// <inheritdoc/>
    public override string Describe(State now, StepContext of) => now.Manager?.UserPrincipalName ?? "no manager";

    /// <summary>The manager now, and the former one where there is none.</summary>
    public sealed record State(Person? Manager, Person? Former);
}

using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Engine.People;
using LifecycleTools.Engine.Ports;

namespace LifecycleTools.Engine.Steps.Arrival;

/// <summary>Who manages the account now; null for nobody.</summary>
public sealed record ManagerView(Person? Manager);

/// <summary>Names the manager in the directory.</summary>
/// <remarks>Takes effect: at once. Undo: set the manager before. Source: Microsoft Graph v1.0, "Assign manager".</remarks>
/// <why>Approvals and a later departure ask who the manager is.</why>
[Step("directory.set-manager", LifecycleSystem.Directory)]
[Needs("User.Read.All", "User.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All")]
[Needs("User.ReadWrite.All", "Directory.ReadWrite.All", ToChange = true)]
public sealed class SetManager : Step<ManagerView>
{
    /// <inheritdoc/>
    public override string Action => "Set the manager";

    /// <inheritdoc/>
    public override async Task<ManagerView> ObserveAsync(StepContext of, CancellationToken cancel) =>
        new(of.Hire.Manager is not null && Newcomers.Account(of) is { } account
            ? await of.Systems.Directory.ReadManagerAsync(account, cancel).ConfigureAwait(false)
            : null);

    /// <inheritdoc/>
    public override Assessment Assess(ManagerView now, StepContext of)
    {
        if (of.Hire.Manager is not { } wanted) return Assessment.Skip("no manager was given");
        return now.Manager?.Id == wanted.Id
            ? Assessment.Done($"{wanted.DisplayName} ({wanted.UserPrincipalName})")
            : Assessment.ToDo(new Change("set manager", wanted.UserPrincipalName, wanted.Id.Value, ChangePath.Graph, "request"));
    }

    /// <inheritdoc/>
    public override Task ApplyAsync(ManagerView now, StepContext of, CancellationToken cancel) =>
        of.Systems.Directory.SetManagerAsync(Newcomers.Made(of), of.Hire.Manager!.Id, cancel);

    /// <inheritdoc/>
    public override string Describe(ManagerView now, StepContext of) => now.Manager?.UserPrincipalName ?? "no manager";
}

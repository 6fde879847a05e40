using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Engine.People;

namespace LifecycleTools.Engine.Steps.Arrival;

/// <summary>Puts the person into groups that Graph can change.</summary>
public abstract class GroupMembershipStep : MembershipStep
{
    /// <inheritdoc/>
    protected sealed override ChangePath Way => ChangePath.Graph;

    /// <inheritdoc/>
    protected sealed override Task<bool> IsMemberAsync(string id, PersonId account, StepContext of, CancellationToken cancel) =>
        of.Systems.Groups.IsMemberAsync(id, account, cancel);

    /// <inheritdoc/>
    protected sealed override Task AddAsync(string id, PersonId account, StepContext of, CancellationToken cancel) =>
        of.Systems.Groups.AddMemberAsync(id, account, cancel);
}

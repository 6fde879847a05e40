using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Engine.Ports;

namespace LifecycleTools.Engine.Steps.Departure;

/// <summary>Ends every directory role that the person holds or may activate.</summary>
/// <remarks>Takes effect: at once for new tokens. Undo: assign the role again.</remarks>
/// <why>An administrator's rights must not wait in a blocked account.</why>
[Step("directory.remove-directory-roles", LifecycleSystem.Directory)]
[Needs("RoleEligibilitySchedule.Read.Directory", "RoleEligibilitySchedule.ReadWrite.Directory", "RoleManagement.Read.Directory", "RoleManagement.ReadWrite.Directory")]
[Needs("RoleManagement.Read.Directory", "RoleManagement.ReadWrite.Directory")]
[Needs("RoleManagement.ReadWrite.Directory", ToChange = true)]
public sealed class RemoveDirectoryRoles : Step<IReadOnlyList<RoleHolding>>
{
    /// <inheritdoc/>
    public override string Action => "Remove directory roles";

    /// <inheritdoc/>
    public override Task<IReadOnlyList<RoleHolding>> ObserveAsync(StepContext of, CancellationToken cancel) =>
        of.Systems.Privileges.ReadAsync(of.Departure.Who.Id, cancel);

    /// <inheritdoc/>
    public override Assessment Assess(IReadOnlyList<RoleHolding> now, StepContext of) => now.Count == 0
        ? Assessment.Done("no directory role")
        : Assessment.ToDo(now.Select(role => new Change(
            role.IsEligible ? "end eligibility for" : "take role", role.RoleName, role.Id, ChangePath.Graph, role.Scope == "/" ? "" : "scope " + role.Scope)).ToArray());

    /// <inheritdoc/>
    public override Task ApplyAsync(IReadOnlyList<RoleHolding> now, StepContext of, CancellationToken cancel)
    {
        of.Record(SnapshotKinds.DirectoryRole, now, Snapshots.Of);
        return Each.DoAsync(now, role => of.Systems.Privileges.RemoveAsync(of.Departure.Who.Id, role, cancel), role => role.RoleName);
    }

    /// <inheritdoc/>
    public override string Describe(IReadOnlyList<RoleHolding> now, StepContext of) =>
        now.Count == 0 ? "no directory role" : string.Join(", ", now.Select(role => role.IsEligible ? role.RoleName + " (eligible)" : role.RoleName));
}

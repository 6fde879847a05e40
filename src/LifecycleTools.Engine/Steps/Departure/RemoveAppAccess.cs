using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Engine.Ports;

namespace LifecycleTools.Engine.Steps.Departure;

/// <summary>Ends the app roles that the person was given and the consents that they gave.</summary>
/// <remarks>Takes effect: at once for new tokens. Undo: assign the app role again; a consent must be given again by the person.</remarks>
/// <why>Apps that the person was assigned, or gave consent to, would go on reading with their grant.</why>
[Step("directory.remove-app-access", LifecycleSystem.Directory)]
[Needs("Directory.Read.All", "Directory.ReadWrite.All")]
[Needs("AppRoleAssignment.ReadWrite.All", ToChange = true, When = "an app was assigned to them")]
[Needs("DelegatedPermissionGrant.ReadWrite.All", ToChange = true, When = "they consented to an app")]
public sealed class RemoveAppAccess : Step<IReadOnlyList<AppGrant>>
{
    /// <inheritdoc/>
    public override string Action => "Remove app access";

    /// <inheritdoc/>
    public override Task<IReadOnlyList<AppGrant>> ObserveAsync(StepContext of, CancellationToken cancel) =>
        of.Systems.AppAccess.ReadAsync(of.Departure.Who.Id, cancel);

    /// <inheritdoc/>
    public override Assessment Assess(IReadOnlyList<AppGrant> now, StepContext of) => now.Count == 0
        ? Assessment.Done("no app role and no consent")
        : Assessment.ToDo(now.Select(grant => new Change(grant.IsConsent ? "withdraw consent to" : "take app role of", grant.App, grant.Id, ChangePath.Graph, "")).ToArray());

    /// <inheritdoc/>
    public override Task ApplyAsync(IReadOnlyList<AppGrant> now, StepContext of, CancellationToken cancel)
    {
        of.Record(SnapshotKinds.AppAccess, now, Snapshots.Of);
        return Each.DoAsync(now, grant => of.Systems.AppAccess.RemoveAsync(of.Departure.Who.Id, grant, cancel), grant => grant.App);
    }

    /// <inheritdoc/>
    public override string Describe(IReadOnlyList<AppGrant> now, StepContext of) =>
        now.Count == 0 ? "no app role and no consent" : $"{now.Count}: {string.Join(", ", now.Select(grant => grant.App))}";
}

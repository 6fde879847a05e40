using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Engine.Ports;

namespace LifecycleTools.Engine.Steps.Return;

/// <summary>Whether somebody who left is to be an administrator again is for a person to say.</summary>
/// <why>What cannot come back is said first.</why>
/// <person>Ask whoever approves administrators; assign the role by hand when it is approved.</person>
[Step("directory.tell-lost-roles", LifecycleSystem.Directory)]
[Needs("RoleEligibilitySchedule.Read.Directory", "RoleEligibilitySchedule.ReadWrite.Directory", "RoleManagement.Read.Directory", "RoleManagement.ReadWrite.Directory")]
[Needs("RoleManagement.Read.Directory", "RoleManagement.ReadWrite.Directory")]
[Needs("User.Read.All", "User.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All")]
public sealed class TellLostRoles : Loss
{
    /// <inheritdoc/>
    public override string Action => "Say which directory roles are gone";

    /// <inheritdoc/>
    protected override bool NeedsPerson => true;

    /// <inheritdoc/>
    protected override string Reason => "is not given back by rule; assign it again if it is still meant, then resume the run";

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Taken(StepContext of) => InWords(of.Return.Was.Roles);

    /// <inheritdoc/>
    protected override async Task<IReadOnlyList<string>> StillGoneAsync(StepContext of, CancellationToken cancel)
    {
        if (await of.Systems.Directory.ReadAsync(of.Return.Id, cancel).ConfigureAwait(false) is null) return Taken(of);
        IReadOnlyList<string> now = InWords(await of.Systems.Privileges.ReadAsync(of.Return.Id, cancel).ConfigureAwait(false));
        return Taken(of).Where(role => !now.Contains(role)).ToList();
    }

    private static IReadOnlyList<string> InWords(IEnumerable<RoleHolding> roles) =>
        roles.Select(role => role.RoleName + (role.IsEligible ? " (eligible)" : "") + (role.Scope == "/" ? "" : " at " + role.Scope)).Distinct().ToList();
}

using System.Collections.Generic;
using LifecycleTools.Engine.Ports;

namespace LifecycleTools.Engine.Steps.Arrival;

/// <summary>Puts the person into the group whose members must register sign-in methods.</summary>
/// <remarks>Takes effect: at the next sign-in, by the tenant's registration campaign or Conditional Access. Undo: leave the group.</remarks>
/// <why>Nobody works with a password alone.</why>
[Step("directory.require-registration", LifecycleSystem.Directory)]
[Needs("GroupMember.Read.All", "Group.Read.All", "Group.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All")]
[Needs("GroupMember.ReadWrite.All", "Group.ReadWrite.All", "Directory.ReadWrite.All", ToChange = true)]
public sealed class RequireRegistration : GroupMembershipStep
{
    /// <inheritdoc/>
    public override string Action => "Require registration of sign-in methods";

    /// <inheritdoc/>
    protected override string Nothing => "the role map names no registration group";

    /// <inheritdoc/>
    protected override IReadOnlyList<Joinable> Wanted(StepContext of) => of.Hire.References.RegistrationGroup is { } group ? [group] : [];
}

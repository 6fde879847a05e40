using System;
using System.Linq;
using LifecycleTools.Sandbox.State;

namespace LifecycleTools.Sandbox.Services;

/// <summary>Joining and leaving groups, with what follows: licenses by group, rules of dynamic groups.</summary>
/// <remarks>Nothing is refused here; the routes check what their service forbids first.</remarks>
public sealed class Memberships
{
    private readonly SandboxTenant _tenant;

    internal Memberships(SandboxTenant tenant) => _tenant = tenant;

    /// <summary>Adds a member; nothing when already one.</summary>
    public void Add(SandboxGroup group, string memberId)
    {
        if (group.Members.Contains(memberId, StringComparer.OrdinalIgnoreCase)) return;
        _tenant.Change(group, changed => changed.Members.Add(memberId));
        Follow(group, memberId);
    }

    /// <summary>Removes a member; nothing when not one.</summary>
    public void Remove(SandboxGroup group, string memberId)
    {
        if (!group.Members.Contains(memberId, StringComparer.OrdinalIgnoreCase)) return;
        _tenant.Change(group, changed => changed.Members.RemoveAll(member => SandboxTenant.Same(member, memberId)));
        foreach (SandboxChannel channel in group.Channels) channel.Members.RemoveAll(member => SandboxTenant.Same(member, memberId));
        Follow(group, memberId);
    }

    /// <summary>Takes a deleted object out of every group, as member and as owner.</summary>
    public void Forget(string objectId)
    {
        foreach (SandboxGroup group in _tenant.Groups.ToList())
        {
            Remove(group, objectId);
            if (group.Owners.Contains(objectId, StringComparer.OrdinalIgnoreCase))
                _tenant.Change(group, changed => changed.Owners.RemoveAll(owner => SandboxTenant.Same(owner, objectId)));
        }

        foreach (SandboxAdministrativeUnit unit in _tenant.AdministrativeUnits)
            unit.Members.RemoveAll(member => SandboxTenant.Same(member, objectId));
    }

    /// <summary>Brings dynamic groups in line with a person whose properties changed, after the time that takes.</summary>
    public void FollowRules(SandboxUser user) =>
        _tenant.Agenda.At(_tenant.Clock.UtcNow + _tenant.Options.LicensingDelay, () => ApplyRules(user));

    private void ApplyRules(SandboxUser user)
    {
        foreach (SandboxGroup group in _tenant.Groups.Where(group => group.IsDynamic && group.MembershipRule is not null).ToList())
        {
            bool belongs = _tenant.Users.Contains(user) && MembershipRule.Matches(group.MembershipRule!, user);
            if (belongs) Add(group, user.Id);
            else Remove(group, user.Id);
        }
    }

    private void Follow(SandboxGroup group, string memberId)
    {
        if (group.Licenses.Count == 0 || _tenant.FindUser(memberId) is not { } user) return;
        _tenant.Agenda.At(_tenant.Clock.UtcNow + _tenant.Options.LicensingDelay, () => _tenant.Licensing.FollowGroup(user, group));
    }
}

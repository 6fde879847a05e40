using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.People;
using LifecycleTools.Engine.Ports;

namespace LifecycleTools.Engine.Tests.Fakes;

internal sealed partial class FakeTenant : IOwnership, IPrivileges, IAppAccess
{
    /// <summary>What is owned, with all owners' object ids.</summary>
    public List<(OwnedObject Owned, HashSet<string> Owners)> Owned { get; } = [];

    /// <summary>Directory roles: who holds what.</summary>
    public List<(string Person, RoleHolding Holding)> Holdings { get; } = [];

    /// <summary>App roles and consents: who has what.</summary>
    public List<(string Person, AppGrant Grant)> AppGrants { get; } = [];

    /// <summary>Seeds an owned object.</summary>
    public OwnedObject AddOwned(string name, OwnedKind kind, params Person[] owners)
    {
        var owned = new OwnedObject(NewId(), name, kind, []);
        Owned.Add((owned, owners.Select(owner => owner.Id.Value).ToHashSet()));
        return owned;
    }

    /// <summary>Seeds a directory role.</summary>
    public RoleHolding AddHolding(Person person, string role, bool isEligible = false)
    {
        var holding = new RoleHolding(NewId(), "role-" + role, role, "/", isEligible);
        Holdings.Add((person.Id.Value, holding));
        return holding;
    }

    /// <summary>Seeds an app role or consent.</summary>
    public AppGrant AddAppGrant(Person person, string app, bool isConsent = false)
    {
        var grant = new AppGrant(NewId(), app, isConsent, isConsent ? "Mail.Read" : "");
        AppGrants.Add((person.Id.Value, grant));
        return grant;
    }

    private HashSet<string> OwnersOf(OwnedObject owned) => Owned.First(one => one.Owned.Id == owned.Id).Owners;

    Task<IReadOnlyList<OwnedObject>> IOwnership.ReadAsync(PersonId person, CancellationToken cancel) =>
        ReadAsync<IReadOnlyList<OwnedObject>>("ownership.read", () => Owned
            .Where(one => one.Owners.Contains(Need(person).Id.Value))
            .Select(one => one.Owned with { OtherOwnerIds = one.Owners.Where(owner => owner != Need(person).Id.Value).ToList() })
            .ToList(), cancel);

    Task IOwnership.AddAsync(OwnedObject owned, PersonId owner, CancellationToken cancel) =>
        WriteAsync("ownership.add", $"{owned.Name} {Named(owner)}", () => OwnersOf(owned).Add(Need(owner).Id.Value), cancel);

    Task IOwnership.RemoveAsync(OwnedObject owned, PersonId owner, CancellationToken cancel) =>
        WriteAsync("ownership.remove", $"{owned.Name} {Named(owner)}", () => OwnersOf(owned).Remove(Need(owner).Id.Value), cancel, () =>
            owned.Kind == OwnedKind.Group && OwnersOf(owned).SetEquals([Need(owner).Id.Value])
                ? new LifecycleException(ErrorIds.GroupLastOwner, ErrorKind.Refused, $"{owned.Name} has no other owner.")
                : null);

    Task<IReadOnlyList<RoleHolding>> IPrivileges.ReadAsync(PersonId person, CancellationToken cancel) =>
        ReadAsync<IReadOnlyList<RoleHolding>>("privileges.read", () => Holdings.Where(one => one.Person == Need(person).Id.Value).Select(one => one.Holding).ToList(), cancel);

    Task IPrivileges.RemoveAsync(PersonId person, RoleHolding holding, CancellationToken cancel) =>
        WriteAsync("privileges.remove", $"{holding.RoleName} {Named(person)}", () => Holdings.RemoveAll(one => one.Holding.Id == holding.Id), cancel);

    Task<IReadOnlyList<string>> IPrivileges.ReadActiveRoleNamesAsync(PersonId person, CancellationToken cancel) =>
        ReadAsync<IReadOnlyList<string>>("privileges.read-active", () => Find(person) is { } found
            ? Holdings.Where(one => one.Person == found.Id.Value && !one.Holding.IsEligible).Select(one => one.Holding.RoleName).ToList()
            : [], cancel);

    Task<IReadOnlyList<EligibleRole>> IPrivileges.ReadEligibleAsync(CancellationToken cancel) =>
        ReadAsync<IReadOnlyList<EligibleRole>>("privileges.read-eligible", () => Holdings
            .Where(one => one.Holding.IsEligible).Select(one => new EligibleRole(one.Person, one.Holding.RoleName)).ToList(), cancel);

    Task<IReadOnlyList<RoleHolder>> IPrivileges.ReadHoldersAsync(string roleName, CancellationToken cancel) =>
        ReadAsync<IReadOnlyList<RoleHolder>>("privileges.read-holders", () => Holdings
            .Where(one => one.Holding.RoleName == roleName && !one.Holding.IsEligible)
            .Select(one => new RoleHolder(one.Person, People[one.Person].SignInAllowed)).ToList(), cancel);

    Task<IReadOnlyList<AppGrant>> IAppAccess.ReadAsync(PersonId person, CancellationToken cancel) =>
        ReadAsync<IReadOnlyList<AppGrant>>("apps.read", () => AppGrants.Where(one => one.Person == Need(person).Id.Value).Select(one => one.Grant).ToList(), cancel);

    Task IAppAccess.RemoveAsync(PersonId person, AppGrant grant, CancellationToken cancel) =>
        WriteAsync("apps.remove", $"{grant.App} {Named(person)}", () => AppGrants.RemoveAll(one => one.Grant.Id == grant.Id), cancel);
}

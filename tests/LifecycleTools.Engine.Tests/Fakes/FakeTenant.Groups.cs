using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Engine.People;
using LifecycleTools.Engine.Ports;

namespace LifecycleTools.Engine.Tests.Fakes;

internal sealed partial class FakeTenant : IGroups, IDistributionLists
{
    private readonly Dictionary<string, HashSet<string>> _members = [];
    private readonly Dictionary<string, HashSet<string>> _listManagers = [];

    /// <summary>Groups that Graph can change, and those it only shows.</summary>
    public List<Group> Groups { get; } = [];

    /// <summary>Lists of Exchange.</summary>
    public List<DistributionList> Lists { get; } = [];

    /// <summary>Seeds a group.</summary>
    public Group AddGroup(string name, GroupKind kind = GroupKind.Security, Func<Group, Group>? more = null)
    {
        string? mail = kind == GroupKind.Security ? null : $"{name.ToLowerInvariant().Replace(' ', '-')}@contoso.example";
        var group = new Group(NewId(), name, mail, kind);
        group = more?.Invoke(group) ?? group;
        Groups.Add(group);
        return group;
    }

    /// <summary>Seeds a list; the directory shows it as a group of the same id.</summary>
    public DistributionList AddList(string name, Func<DistributionList, DistributionList>? more = null)
    {
        var list = new DistributionList(NewId(), name, $"{name.ToLowerInvariant().Replace(' ', '-')}@contoso.example");
        list = more?.Invoke(list) ?? list;
        Lists.Add(list);
        if (!list.IsDynamic) Groups.Add(new Group(list.Id, list.Name, list.Address, GroupKind.DistributionList) { IsSynchronized = list.IsSynchronized });
        return list;
    }

    /// <summary>Seeds a membership of a group or list.</summary>
    public void Join(string id, Person person) => MembersOf(id).Add(person.Id.Value);

    /// <summary>Seeds a manager of a list.</summary>
    public void Manages(DistributionList list, Person person)
    {
        ManagersOf(list.Id).Add(person.Id.Value);
        Lists[Lists.FindIndex(one => one.Id == list.Id)] = list with { ManagerCount = ManagersOf(list.Id).Count };
    }

    /// <summary>Object ids of the members of a group or list.</summary>
    public HashSet<string> MembersOf(string id) => _members.TryGetValue(id, out HashSet<string>? members) ? members : _members[id] = [];

    /// <summary>Object ids of the managers of a list.</summary>
    public HashSet<string> ManagersOf(string id) => _listManagers.TryGetValue(id, out HashSet<string>? managers) ? managers : _listManagers[id] = [];

    Task<IReadOnlyList<Group>> IGroups.ReadMembershipsAsync(PersonId person, CancellationToken cancel) =>
        ReadAsync<IReadOnlyList<Group>>("groups.read", () => Groups.Where(group => MembersOf(group.Id).Contains(Need(person).Id.Value)).ToList(), cancel);

    Task<IReadOnlyList<Group>> IGroups.FindAsync(string reference, CancellationToken cancel) =>
        ReadAsync<IReadOnlyList<Group>>("groups.find", () => Groups.Where(group => Answers(reference, group.Id, group.Name, group.Mail)).ToList(), cancel);

    Task IGroups.AddMemberAsync(string groupId, PersonId person, CancellationToken cancel) =>
        WriteAsync("groups.add", $"{GroupName(groupId)} {Named(person)}", () => JoinGroup(groupId, person), cancel, () => Unless(person));

    private void JoinGroup(string groupId, PersonId person)
    {
        if (!MembersOf(groupId).Add(Need(person).Id.Value)) return;
        foreach (string sku in Groups.First(group => group.Id == groupId).LicensedSkuIds)
        {
            LicensesOf(person).Add(new LicenseState(sku, groupId, [], "Active", null));
            Use(sku, 1);
        }
    }

    Task IGroups.RemoveMemberAsync(string groupId, PersonId person, CancellationToken cancel) =>
        WriteAsync("groups.remove", $"{GroupName(groupId)} {Named(person)}", () => LeaveGroup(groupId, person), cancel, () => Unless(person));

    private void LeaveGroup(string groupId, PersonId person)
    {
        MembersOf(groupId).Remove(Need(person).Id.Value);
        foreach (LicenseState gone in LicensesOf(person).Where(state => state.ByGroupId == groupId).ToList())
        {
            LicensesOf(person).Remove(gone);
            Use(gone.SkuId, -1);
        }

        LoseUnlicensedMailbox(person);
    }

    Task<bool> IGroups.IsMemberAsync(string groupId, PersonId person, CancellationToken cancel) =>
        ReadAsync("groups.is-member", () => MembersOf(groupId).Contains(Need(person).Id.Value), cancel);

    Task<IReadOnlyList<DistributionList>> IDistributionLists.ReadMembershipsAsync(Mailbox mailbox, CancellationToken cancel) =>
        ReadAsync<IReadOnlyList<DistributionList>>("lists.read", () => Lists.Where(list => MembersOf(list.Id).Contains(mailbox.Id)).ToList(), cancel);

    Task<IReadOnlyList<DistributionList>> IDistributionLists.ReadManagedAsync(Mailbox mailbox, CancellationToken cancel) =>
        ReadAsync<IReadOnlyList<DistributionList>>("lists.read-managed", () => Lists.Where(list => ManagersOf(list.Id).Contains(mailbox.Id)).ToList(), cancel);

    Task<IReadOnlyList<DistributionList>> IDistributionLists.FindAsync(string reference, CancellationToken cancel) =>
        ReadAsync<IReadOnlyList<DistributionList>>("lists.find", () => Lists.Where(list => Answers(reference, list.Id, list.Name, list.Address)).ToList(), cancel);

    Task IDistributionLists.AddMemberAsync(string listId, PersonId person, CancellationToken cancel) =>
        WriteAsync("lists.add", $"{GroupName(listId)} {Named(person)}", () => MembersOf(listId).Add(Need(person).Id.Value), cancel, () => UnlessRecipient(person));

    Task IDistributionLists.RemoveMemberAsync(string listId, PersonId person, CancellationToken cancel) =>
        WriteAsync("lists.remove", $"{GroupName(listId)} {Named(person)}", () => LeaveGroup(listId, person), cancel);

    Task<bool> IDistributionLists.IsMemberAsync(string listId, PersonId person, CancellationToken cancel) =>
        ReadAsync("lists.is-member", () => MembersOf(listId).Contains(Need(person).Id.Value), cancel);

    Task IDistributionLists.ReplaceManagerAsync(DistributionList list, PersonId? old, PersonId? heir, CancellationToken cancel) =>
        WriteAsync("lists.replace-manager", $"{list.Name} {(old is { } from ? Named(from) : "nobody")}", () =>
        {
            if (old is { } gone) ManagersOf(list.Id).Remove(Need(gone).Id.Value);
            if (heir is { } next) ManagersOf(list.Id).Add(Need(next).Id.Value);
        }, cancel);

    private string GroupName(string id)
    {
        lock (_gate) return Groups.FirstOrDefault(group => group.Id == id)?.Name ?? Lists.FirstOrDefault(list => list.Id == id)?.Name ?? id;
    }

    private static bool Answers(string reference, string id, string name, string? mail) =>
        new[] { id, name, mail }.Any(one => string.Equals(one, reference, StringComparison.OrdinalIgnoreCase));
}

using System.Collections.Generic;
using System.Linq;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.Ports;
using LifecycleTools.Engine.Roles;

namespace LifecycleTools.Engine.Steps.Arrival;

/// <summary>Says of everything that a reference led to whether a new person can be put in.</summary>
internal sealed class ReferenceJudge(bool allowPrivileged)
{
    private readonly List<Joinable> _groups = [];
    private readonly List<Joinable> _lists = [];
    private readonly List<OpenableMailbox> _mailboxes = [];
    private readonly List<Obstacle> _obstacles = [];
    private readonly List<(string SkuId, string Group)> _licenses = [];
    private Joinable? _registration;

    public ResolvedReferences Resolved() => new()
    {
        Groups = ResolvedReferences.Once(_groups.Where(group => group.Id != _registration?.Id)),
        Lists = ResolvedReferences.Once(_lists),
        SharedMailboxes = _mailboxes,
        RegistrationGroup = _registration,
        LicensesOfGroups = _licenses.Distinct().ToList(),
        Obstacles = _obstacles,
    };

    public void Groups(IReadOnlyList<Entitled> wanted, IReadOnlyList<Group>[] found) =>
        _groups.AddRange(Only(wanted, found).Where(one => Joins(one.Wanted, one.Found)).Select(one => AsJoinable(one.Wanted, one.Found)));

    public void Teams(IReadOnlyList<Entitled> wanted, IReadOnlyList<Group>[] found)
    {
        foreach ((Entitled one, Group group) in Only(wanted, found))
        {
            if (!group.HasTeam) Refuse(one.Reference, $"{group} has no team; name it under groups", ErrorIds.GroupNotJoinable);
            else if (Joins(one, group)) _groups.Add(AsJoinable(one, group));
        }
    }

    public void Registration(IReadOnlyList<Entitled> wanted, IReadOnlyList<Group>[] found) =>
        _registration = Only(wanted, found).Where(one => Joins(one.Wanted, one.Found)).Select(one => AsJoinable(one.Wanted, one.Found)).ToList().FirstOrDefault();

    public void Lists(IReadOnlyList<Entitled> wanted, IReadOnlyList<DistributionList>[] found)
    {
        foreach ((Entitled one, DistributionList list) in Only(wanted, found))
        {
            if (list.IsDynamic) Refuse(one.Reference, $"{list} is dynamic: its rule decides who is in it", ErrorIds.GroupNotJoinable);
            else if (list.IsSynchronized) Refuse(one.Reference, $"{list} is synchronized: it is changed in Active Directory", ErrorIds.GroupNotJoinable);
            else _lists.Add(new Joinable(list.Id, list.ToString(), one.Why));
        }
    }

    public void Mailboxes(IReadOnlyList<SharedMailboxEntitlement> wanted, Mailbox?[] found)
    {
        foreach ((SharedMailboxEntitlement one, Mailbox? mailbox) in wanted.Zip(found, (one, mailbox) => (one, mailbox)))
        {
            if (mailbox is null) Refuse(one.Reference, "there is no such mailbox", ErrorIds.ReferenceNotResolved);
            else if (mailbox.Kind == MailboxKind.User) Refuse(one.Reference, $"{mailbox.Address} is a person's mailbox, not a shared one", ErrorIds.ReferenceNotResolved);
            else _mailboxes.Add(new OpenableMailbox(mailbox, one));
        }
    }

    private bool Joins(Entitled wanted, Group group)
    {
        string? why = group switch
        {
            { MembershipRule: { } rule } => $"is dynamic and cannot be joined; its rule is: {rule}",
            { IsSynchronized: true } => "is synchronized: it is changed in Active Directory",
            { IsExchangeOwned: true } => "can only be changed through Exchange; name it under distributionLists",
            { IsRoleAssignable: true } when !allowPrivileged => "can hold directory roles; the role map must say allowPrivileged",
            _ => null,
        };
        if (why is not null) Refuse(wanted.Reference, $"{group} {why}", ErrorIds.GroupNotJoinable);
        return why is null;
    }

    private Joinable AsJoinable(Entitled wanted, Group group)
    {
        _licenses.AddRange(group.LicensedSkuIds.Select(sku => (sku, group.Name)));
        return new Joinable(group.Id, group.ToString(), wanted.Why);
    }

    // A name that leads nowhere, or to several, leads to nothing: never to the first that comes.
    private IEnumerable<(Entitled Wanted, T Found)> Only<T>(IReadOnlyList<Entitled> wanted, IReadOnlyList<T>[] found)
    {
        foreach ((Entitled one, IReadOnlyList<T> matches) in wanted.Zip(found, (one, matches) => (one, matches)))
        {
            if (matches.Count == 1) yield return (one, matches[0]);
            else if (matches.Count == 0) Refuse(one.Reference, "there is nothing of that name", ErrorIds.ReferenceNotResolved);
            else Refuse(one.Reference, $"{matches.Count} answer to that; give the object id", ErrorIds.ReferenceNotResolved);
        }
    }

    private void Refuse(string reference, string reason, string errorId) =>
        _obstacles.Add(new Obstacle(reference, reason, NeedsPerson: false) { ErrorId = errorId });
}

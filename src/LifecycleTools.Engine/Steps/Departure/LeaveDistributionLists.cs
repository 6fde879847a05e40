using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.Ports;

namespace LifecycleTools.Engine.Steps.Departure;

/// <summary>Takes the person out of every distribution list and mail-enabled security group, which only Exchange can do.</summary>
/// <remarks>Takes effect: at once. Undo: add the lists of the snapshot.</remarks>
/// <why>Only Exchange can do it, and the shared mailbox would go on getting their mail.</why>
/// <person>The list is dynamic or synchronized. Change its rule, or leave it in Active Directory, then resume.</person>
[Step("mail.leave-distribution-lists", LifecycleSystem.Mail)]
[Needs("GroupMember.Read.All", "Group.Read.All", "Group.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All")]
[Needs("Exchange.ManageAsApp")]
[NeedsRole("Exchange Administrator", "Exchange Recipient Administrator", "Global Administrator")]
public sealed class LeaveDistributionLists : Step<IReadOnlyList<Group>>
{
    /// <inheritdoc/>
    public override string Action => "Leave distribution lists";

    /// <inheritdoc/>
    public override async Task<IReadOnlyList<Group>> ObserveAsync(StepContext of, CancellationToken cancel)
    {
        // The directory says which lists there are; the lists themselves say whether the person is still in them,
        // because Exchange's changes take minutes to show in the directory.
        Group[] known = of.Departure.Groups.Where(group => group.IsExchangeOwned).ToArray();
        Task<IReadOnlyList<Group>> reading = of.Systems.Groups.ReadMembershipsAsync(of.Departure.Who.Id, cancel);
        Task<IReadOnlyList<Group>> still = StillInAsync(known, of, cancel);
        await Task.WhenAll(reading, still).ConfigureAwait(false);
        Group[] others = (await reading.ConfigureAwait(false))
            .Where(group => group.IsExchangeOwned && known.All(one => one.Id != group.Id)).ToArray();
        return (await still.ConfigureAwait(false)).Concat(await StillInAsync(others, of, cancel).ConfigureAwait(false)).ToList();
    }

    private static async Task<IReadOnlyList<Group>> StillInAsync(IReadOnlyList<Group> lists, StepContext of, CancellationToken cancel)
    {
        bool[] member = await Each.ReadAsync(lists, list =>
            of.Systems.DistributionLists.IsMemberAsync(list.Id, of.Departure.Who.Id, cancel)).ConfigureAwait(false);
        return lists.Where((_, index) => member[index]).ToList();
    }

    /// <inheritdoc/>
    public override Assessment Assess(IReadOnlyList<Group> now, StepContext of)
    {
        List<Change> open = Leavable(now).Select(list => new Change("leave", list.ToString(), list.Id, ChangePath.Exchange, list.Kind.ToString())).ToList();
        List<Obstacle> stays = now.Except(Leavable(now)).Select(list => new Obstacle($"{list} [{list.Id}]", WhyStays(list), NeedsPerson: true)
        { ErrorId = ErrorIds.GroupNotJoinable, IsAwaited = GivesLicense(list) && ReleaseLicenses.AreAwaited(of) }).ToList();
        return Assessment.Of(Describe(now, of), open, stays);
    }

    /// <inheritdoc/>
    public override Task ApplyAsync(IReadOnlyList<Group> now, StepContext of, CancellationToken cancel)
    {
        of.Record(SnapshotKinds.Group, Leavable(now), Snapshots.Of);
        return Each.DoAsync(
            Leavable(now), list => of.Systems.DistributionLists.RemoveMemberAsync(list.Id, of.Departure.Who.Id, cancel), list => list.ToString());
    }

    /// <inheritdoc/>
    public override string Describe(IReadOnlyList<Group> now, StepContext of) =>
        now.Count == 0 ? "in no list" : $"in {now.Count} lists: {string.Join(", ", now.Select(list => list.Name))}";

    // A mail-enabled security group can give a license: it is left with the license, or stays with it, for the mailbox may hang on it.
    private static IEnumerable<Group> Leavable(IReadOnlyList<Group> all) =>
        all.Where(list => list.MembershipRule is null && !list.IsSynchronized && list.LicensedSkuIds.Count == 0);

    private static bool GivesLicense(Group list) => list.MembershipRule is null && !list.IsSynchronized && list.LicensedSkuIds.Count > 0;

    private static string WhyStays(Group list)
    {
        if (list.IsSynchronized) return "is synchronized: take the person out in Active Directory";
        return list.MembershipRule is { } rule ? $"is dynamic and cannot be left; its rule is: {rule}" : "gives a license that is kept";
    }
}

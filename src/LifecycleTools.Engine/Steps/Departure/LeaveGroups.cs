using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.Ports;

namespace LifecycleTools.Engine.Steps.Departure;

/// <summary>Takes the person out of every security and Microsoft 365 group, teams included.</summary>
/// <remarks>
/// Lists belong to <see cref="LeaveDistributionLists"/>. Takes effect: at once; a team follows within a day.
/// Undo: add the groups of the snapshot.
/// </remarks>
/// <why>After the licenses: a group that gives one is left with it.</why>
/// <person>The group is dynamic, synchronized or privileged. Change the attribute its rule reads, leave it in Active Directory, or remove the member by hand; then resume.</person>
[Step("directory.leave-groups", LifecycleSystem.Directory)]
[Needs("GroupMember.Read.All", "Group.Read.All", "Group.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All")]
[Needs("GroupMember.ReadWrite.All", "Group.ReadWrite.All", "Directory.ReadWrite.All", ToChange = true)]
public sealed class LeaveGroups : Step<IReadOnlyList<Group>>
{
    /// <inheritdoc/>
    public override string Action => "Leave groups";

    /// <inheritdoc/>
    public override Task<IReadOnlyList<Group>> ObserveAsync(StepContext of, CancellationToken cancel) =>
        of.Systems.Groups.ReadMembershipsAsync(of.Departure.Who.Id, cancel);

    /// <inheritdoc/>
    public override Assessment Assess(IReadOnlyList<Group> now, StepContext of)
    {
        List<Change> open = Leavable(now).Select(group => new Change("leave", group.ToString(), group.Id, ChangePath.Graph, group.Kind.ToString())).ToList();
        List<Obstacle> stays = [];
        foreach (Group group in OfGraph(now))
        {
            if (LeavesByItself(group) && IsBlocked(of)) open.Add(new Change("wait to be out of", group.ToString(), group.Id, ChangePath.Waiting, "its rule asks for an enabled account"));
            else if (group.MembershipRule is { } rule) stays.Add(Stays(group, $"is dynamic and cannot be left; its rule is: {rule}"));
            else if (group.IsSynchronized) stays.Add(Stays(group, "is synchronized: take the person out in Active Directory"));
            else if (group.LicensedSkuIds.Count > 0) stays.Add(Stays(group, "gives a license that is kept") with { IsAwaited = ReleaseLicenses.AreAwaited(of) });
        }

        return Assessment.Of(Describe(now, of), open, stays);
    }

    /// <inheritdoc/>
    public override Task ApplyAsync(IReadOnlyList<Group> now, StepContext of, CancellationToken cancel)
    {
        of.Record(SnapshotKinds.Group, Leavable(now), Snapshots.Of);
        return Each.DoAsync(Leavable(now), group => of.Systems.Groups.RemoveMemberAsync(group.Id, of.Departure.Who.Id, cancel), group => group.ToString());
    }

    /// <inheritdoc/>
    public override string Describe(IReadOnlyList<Group> now, StepContext of)
    {
        string[] names = OfGraph(now).Select(group => group.Name).ToArray();
        return names.Length == 0 ? "in no group" : $"in {names.Length} groups: {string.Join(", ", names)}";
    }

    private static IEnumerable<Group> OfGraph(IReadOnlyList<Group> all) => all.Where(group => !group.IsExchangeOwned);

    // A group that gives a license is left with the license, or stays with it.
    private static IEnumerable<Group> Leavable(IReadOnlyList<Group> all) =>
        OfGraph(all).Where(group => group.MembershipRule is null && !group.IsSynchronized && group.LicensedSkuIds.Count == 0);

    // A plan is made before the block, so there it is what the block will do.
    private static bool IsBlocked(StepContext of) =>
        of.Facts[FactNames.SignInBlocked] is { Length: > 0 } || (of.IsPreview && !of.Departure.Who.IsSynchronized);

    /// <summary>Its rule drops accounts that cannot sign in.</summary>
    internal static bool LeavesByItself(Group group) =>
        group.MembershipRule is { } rule && rule.IndexOf("accountEnabled -eq true", StringComparison.OrdinalIgnoreCase) >= 0;

    private static Obstacle Stays(Group group, string why) =>
        new($"{group} [{group.Id}]", why, NeedsPerson: true) { ErrorId = ErrorIds.GroupNotJoinable };
}

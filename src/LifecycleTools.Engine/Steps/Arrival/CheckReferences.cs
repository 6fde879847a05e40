using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Engine.People;
using LifecycleTools.Engine.Ports;
using LifecycleTools.Engine.Roles;

namespace LifecycleTools.Engine.Steps.Arrival;

/// <summary>Finds every group, list, team and shared mailbox that the role map names, and whether it can be joined.</summary>
/// <why>A group that was renamed is found before the person is made, not on their first day.</why>
[Step("directory.check-references", LifecycleSystem.Directory)]
[Needs("Group.Read.All", "Group.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All")]
[Needs("Exchange.ManageAsApp")]
[NeedsRole("Exchange Administrator", "Exchange Recipient Administrator", "Global Administrator")]
public sealed class CheckReferences : Step<ResolvedReferences>
{
    /// <inheritdoc/>
    public override string Action => "Check groups, lists and mailboxes";

    /// <inheritdoc/>
    public override bool ChangesNothing => true;

    /// <inheritdoc/>
    public override async Task<ResolvedReferences> ObserveAsync(StepContext of, CancellationToken cancel)
    {
        Entitlements means = of.Hire.Means;
        Entitled[] registration = means.SignIn.RegistrationGroup is { } wanted ? [wanted] : [];
        Task<IReadOnlyList<Group>[]> groups = FindGroupsAsync(means.Groups, of, cancel);
        Task<IReadOnlyList<Group>[]> teams = FindGroupsAsync(means.Teams, of, cancel);
        Task<IReadOnlyList<Group>[]> registering = FindGroupsAsync(registration, of, cancel);
        Task<IReadOnlyList<DistributionList>[]> lists = Each.ReadAsync(means.DistributionLists, one => of.Systems.DistributionLists.FindAsync(one.Reference, cancel));
        Task<Mailbox?[]> mailboxes = Each.ReadAsync(means.SharedMailboxes, one => of.Systems.Mailboxes.ReadAsync(new PersonId(one.Reference), cancel));
        await Task.WhenAll(groups, teams, registering, lists, mailboxes).ConfigureAwait(false);

        var judged = new ReferenceJudge(means.AllowPrivileged);
        judged.Groups(means.Groups, await groups.ConfigureAwait(false));
        judged.Teams(means.Teams, await teams.ConfigureAwait(false));
        judged.Registration(registration, await registering.ConfigureAwait(false));
        judged.Lists(means.DistributionLists, await lists.ConfigureAwait(false));
        judged.Mailboxes(means.SharedMailboxes, await mailboxes.ConfigureAwait(false));
        return of.Hire.Resolved = judged.Resolved();
    }

    /// <inheritdoc/>
    public override Assessment Assess(ResolvedReferences now, StepContext of)
    {
        int found = now.Groups.Count + now.Lists.Count + now.SharedMailboxes.Count;
        return Assessment.Of($"{found} found, {now.Obstacles.Count} that cannot be joined", [], now.Obstacles);
    }

    private static Task<IReadOnlyList<Group>[]> FindGroupsAsync(IReadOnlyList<Entitled> wanted, StepContext of, CancellationToken cancel) =>
        Each.ReadAsync(wanted, one => of.Systems.Groups.FindAsync(one.Reference, cancel));
}

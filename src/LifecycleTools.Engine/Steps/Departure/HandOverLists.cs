using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Engine.Ports;

namespace LifecycleTools.Engine.Steps.Departure;

/// <summary>Ends the person's management of distribution lists; a list that nobody else manages goes to whoever takes over.</summary>
/// <remarks>Takes effect: at once. Undo: set the manager of the snapshot.</remarks>
/// <why>A list that nobody manages lets nobody in or out.</why>
/// <person>Nobody takes over, or the list is synchronized. Name another manager in the Exchange admin center, or in Active Directory, then resume.</person>
[Step("mail.hand-over-lists", LifecycleSystem.Mail)]
[Needs("Exchange.ManageAsApp")]
[NeedsRole("Exchange Administrator", "Exchange Recipient Administrator", "Global Administrator")]
public sealed class HandOverLists : Step<HandOverLists.State>
{
    /// <inheritdoc/>
    public override string Action => "Hand over distribution lists they manage";

    /// <inheritdoc/>
    public override async Task<State> ObserveAsync(StepContext of, CancellationToken cancel)
    {
        Mailbox? mailbox = await of.Systems.Mailboxes.ReadAsync(of.Departure.Who.Id, cancel).ConfigureAwait(false);
        return mailbox is null
            ? new State(null, [])
            : new State(mailbox, await of.Systems.DistributionLists.ReadManagedAsync(mailbox, cancel).ConfigureAwait(false));
    }

    /// <inheritdoc/>
    public override Assessment Assess(State now, StepContext of)
    {
        if (now.Mailbox is null) return MailboxOf.Missing(of);
        List<Change> open = [];
        List<Obstacle> left = [];
        foreach (DistributionList list in now.Lists)
        {
            if (list.IsSynchronized) left.Add(new Obstacle(list.ToString(), "is synchronized: change its manager in Active Directory", NeedsPerson: true));
            else if (list.ManagerCount > 1) open.Add(new Change("leave management of", list.ToString(), list.Id, ChangePath.Exchange, "others manage it too"));
            else if (of.Departure.Delegate is { } heir) open.Add(new Change($"make {heir.UserPrincipalName} manager of", list.ToString(), list.Id, ChangePath.Exchange, "nobody else manages it"));
            else left.Add(new Obstacle(list.ToString(), "has no other manager, and nobody takes over: name one, then resume the run", NeedsPerson: true));
        }

        return Assessment.Of(Describe(now, of), open, left);
    }

    /// <inheritdoc/>
    public override Task ApplyAsync(State now, StepContext of, CancellationToken cancel)
    {
        of.Record(SnapshotKinds.ManagedList, now.Lists, list => Snapshots.Of(list, list.ManagerCount > 1 ? null : of.Departure.Delegate));
        return Each.DoAsync(
            now.Lists.Where(list => !list.IsSynchronized && (list.ManagerCount > 1 || of.Departure.Delegate is not null)),
            list => of.Systems.DistributionLists.ReplaceManagerAsync(
                list, of.Departure.Who.Id, list.ManagerCount > 1 ? null : of.Departure.Delegate!.Id, cancel),
            list => list.ToString());
    }

    /// <inheritdoc/>
    public override string Describe(State now, StepContext of) =>
        now.Lists.Count == 0 ? "manages no list" : "manages " + string.Join(", ", now.Lists);

    /// <summary>The mailbox and the lists that its owner manages.</summary>
    public sealed record State(Mailbox? Mailbox, IReadOnlyList<DistributionList> Lists);
}

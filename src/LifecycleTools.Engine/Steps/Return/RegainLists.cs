using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Engine.Ports;

namespace LifecycleTools.Engine.Steps.Return;

/// <summary>Makes the person manager again of the distribution lists that they managed, in the place of whoever took over.</summary>
/// <remarks>Takes effect: at once. Undo: hand them over again.</remarks>
/// <why>Lists have their manager back.</why>
[Step("mail.regain-lists", LifecycleSystem.Mail)]
[Needs("User.Read.All", "User.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All")]
[Needs("Exchange.ManageAsApp")]
[NeedsRole("Exchange Administrator", "Exchange Recipient Administrator", "Global Administrator")]
public sealed class RegainLists : Step<RegainLists.State>
{
    /// <inheritdoc/>
    public override string Action => "Give distribution lists they managed back";

    /// <inheritdoc/>
    public override async Task<State> ObserveAsync(StepContext of, CancellationToken cancel)
    {
        if (of.Return.Was.ManagedLists.Count == 0 || await Returnees.MailboxAsync(of, cancel).ConfigureAwait(false) is not { } mailbox) return new State(null, []);
        return new State(mailbox, await of.Systems.DistributionLists.ReadManagedAsync(mailbox, cancel).ConfigureAwait(false));
    }

    /// <inheritdoc/>
    public override Assessment Assess(State now, StepContext of)
    {
        if (of.Return.Was.ManagedLists.Count == 0) return Assessment.Skip("the departure handed no list over");
        if (now.Mailbox is null) return Returnees.NoMailbox(of);
        Change[] open = Open(now, of).Select(list => new Change($"make {of.PersonName} manager of", list.Name, list.Id, ChangePath.Exchange, "as before the departure")).ToArray();
        return open.Length == 0 ? Assessment.Done(Describe(now, of)) : Assessment.ToDo(open);
    }

    /// <inheritdoc/>
    public override Task ApplyAsync(State now, StepContext of, CancellationToken cancel) => Each.DoAsync(
        Open(now, of),
        list => of.Systems.DistributionLists.ReplaceManagerAsync(new DistributionList(list.Id, list.Name, ""), list.Heir, of.Return.Id, cancel),
        list => list.Name);

    /// <inheritdoc/>
    public override string Describe(State now, StepContext of) => now.Lists.Count == 0 ? "manages no list" : "manages " + string.Join(", ", now.Lists);

    private static List<HandedOver> Open(State now, StepContext of) => of.Return.Was.ManagedLists.Where(was => now.Lists.All(list => list.Id != was.Id)).ToList();

    /// <summary>The mailbox and the lists that its owner manages.</summary>
    public sealed record State(Mailbox? Mailbox, IReadOnlyList<DistributionList> Lists);
}

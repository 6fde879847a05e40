using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Engine.Ports;

namespace LifecycleTools.Engine.Steps.Departure;

/// <summary>Removes the inbox rules that send mail elsewhere; they survive the conversion and would leak.</summary>
/// <remarks>Takes effect: at once. Undo: none; the snapshot has name and target of each.</remarks>
/// <why>Inbox rules survive the conversion and would go on sending mail out.</why>
/// <person>The mailbox is not there. Look for a soft-deleted mailbox in Exchange, restore it, and resume.</person>
[Step("mail.remove-forwarding-rules", LifecycleSystem.Mail)]
[Needs("Exchange.ManageAsApp")]
[NeedsRole("Exchange Administrator", "Exchange Recipient Administrator", "Global Administrator")]
public sealed class RemoveForwardingRules : Step<RemoveForwardingRules.State>
{
    /// <inheritdoc/>
    public override string Action => "Remove forwarding rules";

    /// <inheritdoc/>
    public override async Task<State> ObserveAsync(StepContext of, CancellationToken cancel)
    {
        if (!of.Departure.Rules.RemoveForwardingRules) return new State((await MailboxOf.LeaverAsync(of, cancel).ConfigureAwait(false)).Mailbox, []);
        (Mailbox? mailbox, IReadOnlyList<InboxRule>? rules) = await MailboxOf.WithAsync(
            of, of.Systems.MailboxContents.ReadRulesAsync(of.Departure.Who.Id, cancel), cancel).ConfigureAwait(false);
        return new State(mailbox, rules ?? []);
    }

    /// <inheritdoc/>
    public override Assessment Assess(State now, StepContext of)
    {
        if (now.Mailbox is null) return MailboxOf.Missing(of);
        if (!of.Departure.Rules.RemoveForwardingRules) return Assessment.Skip("the role map keeps inbox rules");
        return now.Forwarding.Count == 0
            ? Assessment.Done("no rule sends mail elsewhere")
            : Assessment.ToDo(now.Forwarding.Select(rule => new Change("remove rule", rule.Name, rule.Id, ChangePath.Exchange, "sends to " + rule.To)).ToArray());
    }

    /// <inheritdoc/>
    public override Task ApplyAsync(State now, StepContext of, CancellationToken cancel)
    {
        of.Record(SnapshotKinds.InboxRule, now.Forwarding, Snapshots.Of);
        return Each.DoAsync(now.Forwarding, rule => of.Systems.MailboxContents.RemoveRuleAsync(of.Departure.Who.Id, rule, cancel), rule => rule.Name);
    }

    /// <inheritdoc/>
    public override string Describe(State now, StepContext of) => now.Mailbox is null
        ? "no mailbox"
        : $"{now.Rules.Count} rules, {now.Forwarding.Count} of them send mail elsewhere";

    /// <summary>The mailbox and its rules.</summary>
    public sealed record State(Mailbox? Mailbox, IReadOnlyList<InboxRule> Rules)
    {
        /// <summary>Those that forward or redirect.</summary>
        public IReadOnlyList<InboxRule> Forwarding { get; } = Rules.Where(rule => rule.Forwards).ToList();
    }
}

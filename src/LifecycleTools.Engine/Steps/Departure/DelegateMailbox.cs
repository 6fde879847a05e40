using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Engine.People;
using LifecycleTools.Engine.Ports;

namespace LifecycleTools.Engine.Steps.Departure;

/// <summary>Lets whoever takes over open the mailbox and answer in its name.</summary>
/// <remarks>Takes effect: within minutes; Outlook shows it after a restart. Undo: take the rights away.</remarks>
/// <why>Whoever takes over can answer open mail today.</why>
/// <person>Nobody takes over. Name a delegate and resume, or grant full access in the Exchange admin center.</person>
[Step("mail.delegate", LifecycleSystem.Mail)]
[Needs("Exchange.ManageAsApp")]
[NeedsRole("Exchange Administrator", "Exchange Recipient Administrator", "Global Administrator")]
public sealed class DelegateMailbox : Step<DelegateMailbox.State>
{
    /// <inheritdoc/>
    public override string Action => "Delegate the mailbox";

    /// <inheritdoc/>
    public override async Task<State> ObserveAsync(StepContext of, CancellationToken cancel)
    {
        (Mailbox? mailbox, IReadOnlyList<MailboxRight>? rights) = await MailboxOf.WithAsync(
            of, of.Systems.MailboxAccess.ReadAsync(of.Departure.Who.Id.Value, cancel), cancel).ConfigureAwait(false);
        return new State(mailbox, rights ?? []);
    }

    /// <inheritdoc/>
    public override Assessment Assess(State now, StepContext of)
    {
        if (now.Mailbox is null) return MailboxOf.Missing(of);
        if (Wanted(of).Length == 0) return Assessment.Skip("the role map delegates nothing");
        if (of.Departure.Delegate is not { } heir) return Assessment.NeedsPerson(now.Mailbox.Address, "nobody takes over");
        MailboxRight[] missing = Missing(now, of, heir);
        return missing.Length == 0
            ? Assessment.Done($"{heir.UserPrincipalName} has {string.Join(" and ", Wanted(of))}")
            : Assessment.ToDo(missing.Select(right => new Change(
                $"give {right.Kind} to {heir.UserPrincipalName} on", now.Mailbox.Address, now.Mailbox.Id, ChangePath.Exchange, "")).ToArray());
    }

    /// <inheritdoc/>
    public override Task ApplyAsync(State now, StepContext of, CancellationToken cancel)
    {
        of.Record(SnapshotKinds.MailboxRight, now.Rights, Snapshots.Of);
        Person heir = of.Departure.Delegate!;
        MailboxRight[] missing = Missing(now, of, heir);
        of.Record(SnapshotKinds.GivenRight, missing, right => Snapshots.Of(right, heir));
        return Each.DoAsync(
            missing,
            right => of.Systems.MailboxAccess.GrantAsync(right, of.Departure.Rules.AutoMap, cancel),
            right => right.Kind.ToString());
    }

    /// <inheritdoc/>
    public override string Describe(State now, StepContext of) => now.Mailbox is null
        ? "no mailbox"
        : now.Rights.Count == 0 ? "nobody else has a right on it" : string.Join(", ", now.Rights.Select(right => $"{right.Holder} {right.Kind}"));

    private static MailboxRightKind[] Wanted(StepContext of) =>
    [
        .. of.Departure.Rules.DelegateFullAccess ? [MailboxRightKind.FullAccess] : Array.Empty<MailboxRightKind>(),
        .. of.Departure.Rules.DelegateSendAs ? [MailboxRightKind.SendAs] : Array.Empty<MailboxRightKind>(),
    ];

    private static MailboxRight[] Missing(State now, StepContext of, Person heir) => Wanted(of)
        .Where(kind => !now.Rights.Any(right => right.Kind == kind && IsOf(right, heir)))
        .Select(kind => new MailboxRight(now.Mailbox!.Address, heir.UserPrincipalName, kind))
        .ToArray();

    private static bool IsOf(MailboxRight right, Person heir) =>
        string.Equals(right.Holder, heir.UserPrincipalName, StringComparison.OrdinalIgnoreCase)
        || string.Equals(right.Holder, heir.Mail, StringComparison.OrdinalIgnoreCase);

    /// <summary>The mailbox and who has rights on it.</summary>
    public sealed record State(Mailbox? Mailbox, IReadOnlyList<MailboxRight> Rights);
}

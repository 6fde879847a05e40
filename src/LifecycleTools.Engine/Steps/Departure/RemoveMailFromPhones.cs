using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Engine.Ports;

namespace LifecycleTools.Engine.Steps.Departure;

/// <summary>Removes the mail account from the person's phones, and nothing else from them.</summary>
/// <remarks>
/// Takes effect: when the phone next connects; the proof is that Exchange has taken the request. Undo: add the account again.
/// Source: Exchange Online, Clear-MobileDevice with AccountOnly.
/// </remarks>
/// <why>A phone shows cached mail even after sign-in is blocked.</why>
/// <person>The mailbox is not there. Look for a soft-deleted mailbox in Exchange, restore it, and resume.</person>
[Step("devices.remove-mail-from-phones", LifecycleSystem.Mail)]
[Needs("Exchange.ManageAsApp")]
[NeedsRole("Exchange Administrator", "Exchange Recipient Administrator", "Global Administrator")]
public sealed class RemoveMailFromPhones : Step<RemoveMailFromPhones.State>
{
    /// <inheritdoc/>
    public override string Action => "Remove mail from phones";

    /// <inheritdoc/>
    public override async Task<State> ObserveAsync(StepContext of, CancellationToken cancel)
    {
        (Mailbox? mailbox, IReadOnlyList<MailPhone>? phones) = await MailboxOf.WithAsync(
            of, of.Systems.MailPhones.ReadAsync(of.Departure.Who.Id, cancel), cancel).ConfigureAwait(false);
        return new State(mailbox, phones ?? []);
    }

    /// <inheritdoc/>
    public override Assessment Assess(State now, StepContext of)
    {
        if (now.Mailbox is null) return MailboxOf.Missing(of);
        MailPhone[] left = now.Left.ToArray();
        return left.Length == 0
            ? Assessment.Done(Describe(now, of))
            : Assessment.ToDo(left.Select(phone => new Change("remove the mail account from", phone.Name, phone.Id, ChangePath.Exchange, "the account only")).ToArray());
    }

    /// <inheritdoc/>
    public override Task ApplyAsync(State now, StepContext of, CancellationToken cancel)
    {
        of.Record(SnapshotKinds.Phone, now.Left, Snapshots.Of);
        return Each.DoAsync(now.Left, phone => of.Systems.MailPhones.RemoveAccountAsync(phone, cancel), phone => phone.Name);
    }

    /// <inheritdoc/>
    public override string Describe(State now, StepContext of) => now.Phones.Count == 0
        ? "no phone"
        : string.Join(", ", now.Phones.Select(phone => $"{phone.Name} {phone.State}"));

    /// <summary>The mailbox and its phones.</summary>
    public sealed record State(Mailbox? Mailbox, IReadOnlyList<MailPhone> Phones)
    {
        /// <summary>Those that still hold mail.</summary>
        public IEnumerable<MailPhone> Left => Phones.Where(phone => !phone.RemovalRequested);
    }
}

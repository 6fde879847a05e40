using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.Ports;

namespace LifecycleTools.Engine.Steps.Return;

/// <summary>Makes the shared mailbox the person's own again, once a license for it is there.</summary>
/// <remarks>
/// It looks for the license itself: others that are out of seats must not hold the mailbox up. Takes effect: within minutes.
/// Undo: convert to shared. Source: Exchange Online, "Convert a shared mailbox to a user mailbox".
/// </remarks>
/// <why>A shared mailbox cannot be signed in to.</why>
/// <person>The mailbox is not there. Look for a soft-deleted mailbox in Exchange, restore it, and resume.</person>
[Step("mail.return-mailbox", LifecycleSystem.Mail)]
[Needs("LicenseAssignment.Read.All", "LicenseAssignment.ReadWrite.All", "Organization.Read.All", "Directory.Read.All", "Directory.ReadWrite.All")]
[Needs("User.Read.All", "User.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All")]
[Needs("Exchange.ManageAsApp")]
[NeedsRole("Exchange Administrator", "Exchange Recipient Administrator", "Global Administrator")]
public sealed class ReturnMailbox : Step<ReturnMailbox.State>
{
    private static readonly TimeSpan s_licensedWithin = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan s_thereWithin = TimeSpan.FromMinutes(40);

    /// <inheritdoc/>
    public override string Action => "Convert the mailbox back";

    /// <inheritdoc/>
    public override bool TakesLong => true;

    /// <inheritdoc/>
    public override TimeSpan Deadline => TimeSpan.FromMinutes(60);

    /// <inheritdoc/>
    public override async Task<State> ObserveAsync(StepContext of, CancellationToken cancel)
    {
        Task<Mailbox?> mailbox = Returnees.MailboxAsync(of, cancel);
        Task<bool> isLicensed = IsLicensedAsync(of, cancel);
        await Task.WhenAll(mailbox, isLicensed).ConfigureAwait(false);
        return new State(await mailbox.ConfigureAwait(false), await isLicensed.ConfigureAwait(false));
    }

    /// <inheritdoc/>
    public override Assessment Assess(State now, StepContext of)
    {
        if (of.Return.Was.Mailbox is not { } was) return Assessment.Skip("the departure changed no mailbox");
        if (now.Mailbox is not { } mailbox) return Assessment.ToDo(new Change("wait for the mailbox", was.Address, was.Id, ChangePath.Waiting, "it comes back with its license, within 30 days"));
        if (mailbox.Kind == was.Kind || was.Kind != MailboxKind.User) return Assessment.Done($"{mailbox.Kind} mailbox");
        return mailbox.IsSynchronized
            ? Assessment.Forbidden(mailbox.Address, "is synchronized: convert it on-premises (Set-RemoteMailbox -Type Regular)", ErrorIds.PersonSynchronized)
            : Assessment.ToDo(new Change("convert to a person's mailbox", mailbox.Address, mailbox.Id, ChangePath.Exchange, now.IsLicensed ? "" : "when its license is there"));
    }

    /// <inheritdoc/>
    public override async Task ApplyAsync(State now, StepContext of, CancellationToken cancel)
    {
        // Without a license Exchange would take the mailbox away a month later.
        if (!now.IsLicensed && !await of.Wait.UntilAsync(() => IsLicensedAsync(of, cancel), isSo => isSo, s_licensedWithin, cancel).ConfigureAwait(false))
        {
            throw new LifecycleException(ErrorIds.MailboxNeedsLicense, ErrorKind.Order, $"The mailbox of {of.PersonName} was not converted: it has no license for one, and would be deleted without.")
            {
                RecommendedAction = "Give a license with Exchange Online, then resume the run.",
            };
        }

        // One that was deleted comes back with its license, as the shared one that it was.
        Mailbox? mailbox = now.Mailbox
            ?? await of.Wait.UntilAsync(() => Returnees.MailboxAsync(of, cancel), seen => seen is not null, s_thereWithin, cancel).ConfigureAwait(false);
        if (mailbox?.Kind == MailboxKind.Shared) await of.Systems.Mailboxes.ConvertAsync(of.Return.Id, MailboxKind.User, cancel).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override string Describe(State now, StepContext of) => now.Mailbox is null ? "no mailbox" : $"{now.Mailbox.Kind} mailbox {now.Mailbox.Address}";

    private static async Task<bool> IsLicensedAsync(StepContext of, CancellationToken cancel)
    {
        Task<IReadOnlyList<LicenseState>> held = of.Systems.Licenses.ReadAsync(of.Return.Id, cancel);
        Task<IReadOnlyList<Sku>> skus = of.Systems.Licenses.ReadSkusAsync(cancel);
        await Task.WhenAll(held, skus).ConfigureAwait(false);
        IReadOnlyList<Sku> known = await skus.ConfigureAwait(false);
        return (await held.ConfigureAwait(false)).Any(license => license.State == "Active"
            && known.Any(sku => sku.Id == license.SkuId && sku.Plans.Any(plan => plan.BringsMailbox && !license.DisabledPlanIds.Contains(plan.Id))));
    }

    /// <summary>The mailbox, and whether a license for one is there.</summary>
    public sealed record State(Mailbox? Mailbox, bool IsLicensed);
}

using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.Ports;

namespace LifecycleTools.Engine.Steps.Departure;

/// <summary>Gives the person's licenses back to the pool: direct ones, and inherited ones by leaving the group they come from.</summary>
/// <remarks>
/// What holds the mailbox is kept until the mailbox is seen to be shared, below 50 GB, without hold and without archive;
/// released too early, the mailbox is soft-deleted. Takes effect: within minutes. Undo: assign again, if seats are left.
/// Source: Exchange Online, "About shared mailboxes"; Entra ID, group-based licensing.
/// </remarks>
/// <why>Seats go back to the pool, and only after the mailbox is seen to be shared.</why>
/// <person>A license was kept: the mailbox is too large, on hold or has an archive, or the license comes from a group that cannot be left. Do what the Detail says, or decide to go on paying, then resume.</person>
[Step("licenses.release", LifecycleSystem.Directory)]
[Needs("GroupMember.Read.All", "Group.Read.All", "Group.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All")]
[Needs("LicenseAssignment.Read.All", "LicenseAssignment.ReadWrite.All", "Organization.Read.All", "Directory.Read.All", "Directory.ReadWrite.All")]
[Needs("User.Read.All", "User.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All")]
[Needs("GroupMember.ReadWrite.All", "Group.ReadWrite.All", "Directory.ReadWrite.All", ToChange = true, When = "a group gives a license")]
[Needs("LicenseAssignment.ReadWrite.All", "User.ReadWrite.All", "Directory.ReadWrite.All", ToChange = true, When = "a license is assigned directly")]
[Needs("Exchange.ManageAsApp")]
[NeedsRole("Exchange Administrator", "Exchange Recipient Administrator", "Global Administrator")]
public sealed class ReleaseLicenses : Step<ReleaseLicenses.State>
{
    private const long LargestUnlicensed = 50L * 1024 * 1024 * 1024;

    /// <inheritdoc/>
    public override string Action => "Release licenses";

    /// <inheritdoc/>
    public override TimeSpan Deadline => TimeSpan.FromMinutes(15);

    /// <inheritdoc/>
    public override async Task<State> ObserveAsync(StepContext of, CancellationToken cancel)
    {
        Task<IReadOnlyList<LicenseState>> licenses = of.Systems.Licenses.ReadAsync(of.Departure.Who.Id, cancel);
        Task<IReadOnlyList<Sku>> skus = of.Systems.Licenses.ReadSkusAsync(cancel);
        Task<IReadOnlyList<Group>> groups = of.Systems.Groups.ReadMembershipsAsync(of.Departure.Who.Id, cancel);
        await Task.WhenAll(licenses, skus, groups).ConfigureAwait(false);
        var seen = new State(await licenses.ConfigureAwait(false), await skus.ConfigureAwait(false), await groups.ConfigureAwait(false), null, null);
        if (seen.Licenses.Count == 0) return seen;

        // Exchange is slow to ask, and the mailbox decides only about a license that is there.
        Task<Mailbox?> mailbox = of.Systems.Mailboxes.ReadAsync(of.Departure.Who.Id, cancel);
        Task<long?> size = of.Systems.Mailboxes.ReadSizeAsync(of.Departure.Who.Id, cancel);
        await Task.WhenAll(mailbox, size).ConfigureAwait(false);
        return seen with { Mailbox = await mailbox.ConfigureAwait(false), Bytes = await size.ConfigureAwait(false) };
    }

    /// <inheritdoc/>
    public override Assessment Assess(State now, StepContext of)
    {
        List<Change> open = [];
        List<Obstacle> kept = [];
        foreach (LicenseState license in now.Licenses)
        {
            string name = now.NameOf(license.SkuId);
            Group? from = now.GroupOf(license);
            if (now.HoldsMailbox(license.SkuId) && WhyKept(now, of) is { } reason)
            {
                kept.Add(new Obstacle(name, reason, NeedsPerson: true) {
                    ErrorId = now.Mailbox is null ? ErrorIds.MailboxNotFound : ErrorIds.MailboxNeedsLicense,
                    IsAwaited = IsAwaited(now, of),
                });
            }
            else if (from is not null && GivesKept(from, now, of) is { } partner)
            {
                kept.Add(new Obstacle(name, $"comes from group {from.Name} [{from.Id}], which also gives {partner}, and that is kept", NeedsPerson: true)
                { ErrorId = ErrorIds.MailboxNeedsLicense, IsAwaited = IsAwaited(now, of) });
            }
            else if (license.ByGroupId is null)
            {
                open.Add(new Change("release", name, license.SkuId, ChangePath.Graph, "direct"));
            }
            else if (from is null || WhyStays(from) is null)
            {
                open.Add(new Change("release", name, license.SkuId, from is null ? ChangePath.Waiting : PathOf(from), $"by leaving group {from?.Name ?? license.ByGroupId}"));
            }
            else
            {
                kept.Add(new Obstacle(name, $"comes from group {from.Name} [{from.Id}], which {WhyStays(from)}", NeedsPerson: true) { ErrorId = ErrorIds.GroupNotJoinable });
            }
        }

        return Assessment.Of(now.Licenses.Count == 0 ? Returned(now, of) : Describe(now, of), open, kept);
    }

    /// <inheritdoc/>
    public override async Task ApplyAsync(State now, StepContext of, CancellationToken cancel)
    {
        of.Record(SnapshotKinds.License, now.Licenses, Snapshots.Of);
        if (now.Mailbox is not null) of.RecordSnapshot(SnapshotKinds.Mailbox, Snapshots.Of(now.Mailbox));
        List<LicenseState> going = now.Licenses.Where(license => !IsKept(license, now, of)).ToList();

        // The role map lets the mailbox go with its license; that it is gone later is no loss then.
        if (now.Mailbox is { Kind: MailboxKind.User } && going.Any(license => now.HoldsMailbox(license.SkuId))) of.Facts.Learn(FactNames.MailboxLicensed, "");
        foreach (string sku in going.Select(license => license.SkuId).Distinct())
        {
            of.Facts.Learn(FactNames.LicenseReturned(sku), now.NameOf(sku));
            if (Savings([now.NameOf(sku)], of) is { Length: > 0 } price) of.Facts.Learn(FactNames.LicensePrice(sku), price);
        }

        if (Savings(going.Select(license => now.NameOf(license.SkuId)).Distinct(), of) is { Length: > 0 } saves) of.Facts.Learn(FactNames.MoneySaved, saves);

        string[] direct = going.Where(license => license.ByGroupId is null).Select(license => license.SkuId).Distinct().ToArray();
        Group[] groups = going.Select(now.GroupOf).OfType<Group>().Where(group => WhyStays(group) is null && GivesKept(group, now, of) is null).Distinct().ToArray();
        Task release = direct.Length == 0
            ? Task.CompletedTask
            : of.Systems.Licenses.AssignAsync(of.Departure.Who.Id, [], direct, cancel);
        await Each.DoAsync(
            groups.Select<Group, (string Name, Func<Task> Leave)>(group => ("group " + group.Name, () => LeaveAsync(group, of, cancel)))
                .Append(("direct licenses", () => release)),
            change => change.Leave(), change => change.Name).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override string Describe(State now, StepContext of) => now.Licenses.Count == 0
        ? "no license"
        : string.Join(", ", now.Licenses.Select(license => now.NameOf(license.SkuId) + (license.ByGroupId is null ? "" : $" (by group {now.GroupOf(license)?.Name ?? license.ByGroupId})")));

    private static Task LeaveAsync(Group group, StepContext of, CancellationToken cancel) => group.IsExchangeOwned
        ? of.Systems.DistributionLists.RemoveMemberAsync(group.Id, of.Departure.Who.Id, cancel)
        : of.Systems.Groups.RemoveMemberAsync(group.Id, of.Departure.Who.Id, cancel);

    private static ChangePath PathOf(Group group) => group.IsExchangeOwned ? ChangePath.Exchange : ChangePath.Graph;

    private static string? WhyStays(Group group)
    {
        if (group.MembershipRule is { } rule) return $"is dynamic and cannot be left; its rule is: {rule}";
        return group.IsSynchronized ? "is synchronized: take the person out in Active Directory" : null;
    }

    /// <summary>What is kept waits for the mailbox and for nothing else: a resume that finds the mailbox shared leaves the groups with their licenses.</summary>
    internal static bool AreAwaited(StepContext of) => of.Results().Any(result => result.Step == "licenses.release" && result.Status == StepStatus.Deferred);

    // The conversion was left to a later resume, and nothing but it holds the license.
    private static bool IsAwaited(State now, StepContext of) => now.Mailbox is { Kind: MailboxKind.User } && MailboxOf.IsConverting(of);

    private static bool IsKept(LicenseState license, State now, StepContext of) => now.HoldsMailbox(license.SkuId) && WhyKept(now, of) is not null;

    // Leaving a group ends everything that it gives, so one license that is kept keeps the group.
    private static string? GivesKept(Group group, State now, StepContext of) =>
        now.Licenses.FirstOrDefault(license => license.ByGroupId == group.Id && IsKept(license, now, of)) is { } kept ? now.NameOf(kept.SkuId) : null;

    private static string? WhyKept(State now, StepContext of)
    {
        if (now.Mailbox is not { } mailbox) return MailboxOf.IsLost(of) ? "is kept: the person " + MailboxOf.WhyLost(of) : null;
        if (of.Departure.Rules.ConvertToShared && mailbox.Kind == MailboxKind.User) return "is kept: the mailbox is not seen to be shared, and would be deleted without it";
        if (mailbox.IsOnHold) return "is kept: the mailbox is on hold";
        if (mailbox.Kind != MailboxKind.Shared) return null;
        if (mailbox.HasArchive) return "is kept: the mailbox has an archive";
        if (now.Bytes is null) return null;
        return now.Bytes >= LargestUnlicensed
            ? $"is kept: the mailbox holds {(now.Bytes.Value / 1024d / 1024 / 1024).ToString("0.#", CultureInfo.InvariantCulture)} GB, and a shared mailbox needs a license from 50 GB"
            : null;
    }

    private static string Returned(State now, StepContext of)
    {
        List<string> names = now.Skus.Where(sku => of.Facts[FactNames.LicenseReturned(sku.Id)] is not null).Select(sku => sku.PartNumber).ToList();
        if (names.Count == 0) return "no license";
        string saves = Savings(names, of);
        return $"returned to the pool: {string.Join(", ", names)}" + (saves.Length == 0 ? "" : $"; saves {saves} a month");
    }

    private static string Savings(IEnumerable<string> products, StepContext of) => string.Join(" + ", products
        .Where(of.Tenant.Prices.ContainsKey).Select(name => of.Tenant.Prices[name])
        .GroupBy(price => price.Currency, StringComparer.OrdinalIgnoreCase)
        .Select(group => $"{group.Sum(price => price.Amount).ToString("0.00", CultureInfo.InvariantCulture)} {group.Key}"));

    /// <summary>The person's licenses, with what decides whether they may go.</summary>
    /// <param name="Bytes">Size of the mailbox; null when Exchange has no figures.</param>
    public sealed record State(
        IReadOnlyList<LicenseState> Licenses, IReadOnlyList<Sku> Skus, IReadOnlyList<Group> Groups, Mailbox? Mailbox, long? Bytes)
    {
        internal string NameOf(string skuId) => Skus.FirstOrDefault(sku => sku.Id == skuId)?.PartNumber ?? skuId;

        internal Group? GroupOf(LicenseState license) => Groups.FirstOrDefault(group => group.Id == license.ByGroupId);

        // A product that the tenant no longer lists may hold the mailbox: what is not known is kept.
        internal bool HoldsMailbox(string skuId) =>
            Skus.FirstOrDefault(sku => sku.Id == skuId) is not { } sku
            || sku.Plans.Any(plan => plan.HoldsMailbox);
    }
}

using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.People;
using LifecycleTools.Engine.Ports;

namespace LifecycleTools.Engine.Tests.Fakes;

internal sealed partial class FakeTenant : ILicenses
{
    private readonly Dictionary<string, List<LicenseState>> _licenses = [];

    /// <summary>What the tenant subscribes to.</summary>
    public List<Sku> Skus { get; } = [];

    /// <summary>How long a mailbox takes after its license.</summary>
    public TimeSpan MailboxDelay { get; set; }

    /// <summary>Seeds a product; each plan is named.</summary>
    public Sku AddSku(string partNumber, int seats, params string[] plans)
    {
        var sku = new Sku(NewId(), partNumber, seats, 0, IsEnabled: true, plans.Select(plan => new ServicePlan(NewId(), plan)).ToList());
        Skus.Add(sku);
        return sku;
    }

    /// <summary>Seeds a license; inherited when a group is given.</summary>
    public void AddLicense(Person person, Sku sku, Group? from = null)
    {
        LicensesOf(person.Id).Add(new LicenseState(sku.Id, from?.Id, [], "Active", null));
        Use(sku.Id, 1);
    }

    /// <summary>The licenses now.</summary>
    public List<LicenseState> LicensesOf(PersonId person)
    {
        string id = Need(person).Id.Value;
        if (!_licenses.TryGetValue(id, out List<LicenseState>? states)) _licenses[id] = states = [];
        return states;
    }

    Task<IReadOnlyList<Sku>> ILicenses.ReadSkusAsync(CancellationToken cancel) => ReadAsync<IReadOnlyList<Sku>>("licenses.read-skus", () => Skus.ToList(), cancel);

    Task<IReadOnlyList<LicenseState>> ILicenses.ReadAsync(PersonId person, CancellationToken cancel) =>
        ReadAsync<IReadOnlyList<LicenseState>>("licenses.read", () => LicensesOf(person).ToList(), cancel);

    Task ILicenses.AssignAsync(PersonId person, IReadOnlyList<LicenseChange> add, IReadOnlyList<string> removeSkuIds, CancellationToken cancel) =>
        WriteAsync("licenses.assign", $"{Named(person)} +{add.Count} -{removeSkuIds.Count}", () => Assign(person, add, removeSkuIds), cancel, () =>
            add.Any(one => !Has(person, one.SkuId) && Skus.First(sku => sku.Id == one.SkuId).Free < 1)
                ? new LifecycleException(ErrorIds.LicenseSeatsMissing, ErrorKind.Limit, "No seat is free.")
                : Unless(person));

    private bool Has(PersonId person, string sku) => LicensesOf(person).Any(state => state.SkuId == sku && state.ByGroupId is null);

    private void Assign(PersonId person, IReadOnlyList<LicenseChange> add, IReadOnlyList<string> remove)
    {
        List<LicenseState> states = LicensesOf(person);
        foreach (string sku in remove.Concat(add.Select(one => one.SkuId)))
        {
            Use(sku, -states.RemoveAll(state => state.SkuId == sku && state.ByGroupId is null));
        }

        foreach (LicenseChange one in add)
        {
            states.Add(new LicenseState(one.SkuId, null, one.DisabledPlanIds, "Active", null));
            Use(one.SkuId, 1);
        }

        LoseUnlicensedMailbox(person);
        if (!_mailboxes.ContainsKey(Need(person).Id.Value) && states.Any(GivesMailbox)) Later(MailboxDelay, () => AddMailbox(Need(person)));
    }

    /// <summary>As Exchange does: a person's mailbox is deleted with the last license for one, a shared one is not.</summary>
    public void LoseUnlicensedMailbox(PersonId person)
    {
        if (MailboxOf(person) is { Mailbox.Kind: MailboxKind.User } && !LicensesOf(person).Any(GivesMailbox)) _mailboxes.Remove(Need(person).Id.Value);
    }

    private bool GivesMailbox(LicenseState state) =>
        Skus.First(sku => sku.Id == state.SkuId).Plans.Any(plan =>
            plan.Name.StartsWith("EXCHANGE_S_ENTERPRISE", StringComparison.Ordinal) && !state.DisabledPlanIds.Contains(plan.Id));

    private void Use(string skuId, int seats)
    {
        int at = Skus.FindIndex(sku => sku.Id == skuId);
        Skus[at] = Skus[at] with { Used = Skus[at].Used + seats };
    }
}

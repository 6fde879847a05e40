using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.Ports;
using LifecycleTools.Engine.Roles;

namespace LifecycleTools.Engine.Steps.Arrival;

/// <summary>The tenant's products, and what the person has of them.</summary>
public sealed record LicenseView(IReadOnlyList<Sku> Skus, IReadOnlyList<LicenseState> Held)
{
    /// <summary>The product of this part number; null when the tenant does not have it.</summary>
    public Sku? Find(string partNumber) => WantedLicenses.Find(Skus, partNumber);

    /// <summary>Reads both.</summary>
    internal static async Task<LicenseView> ReadAsync(StepContext of, CancellationToken cancel)
    {
        Task<IReadOnlyList<Sku>> skus = of.Systems.Licenses.ReadSkusAsync(cancel);
        Task<IReadOnlyList<LicenseState>> held = of.Hire.Account is { } account && !Newcomers.IsStillDeleted(of)
            ? of.Systems.Licenses.ReadAsync(account, cancel)
            : Task.FromResult<IReadOnlyList<LicenseState>>([]);
        await Task.WhenAll(skus, held).ConfigureAwait(false);
        return new LicenseView(await skus.ConfigureAwait(false), await held.ConfigureAwait(false));
    }
}

/// <summary>Looks whether the tenant has every license that the role gives, with a free seat, before anybody is made.</summary>
/// <why>Without a seat there is no mailbox; it is bought before the person exists.</why>
[Step("licenses.check-seats", LifecycleSystem.Directory)]
[Needs("LicenseAssignment.Read.All", "LicenseAssignment.ReadWrite.All", "Organization.Read.All", "Directory.Read.All", "Directory.ReadWrite.All")]
[Needs("User.Read.All", "User.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All")]
public sealed class CheckSeats : Step<LicenseView>
{
    /// <inheritdoc/>
    public override string Action => "Check license seats";

    /// <inheritdoc/>
    public override bool ChangesNothing => true;

    /// <inheritdoc/>
    public override async Task<LicenseView> ObserveAsync(StepContext of, CancellationToken cancel)
    {
        LicenseView view = await LicenseView.ReadAsync(of, cancel).ConfigureAwait(false);
        of.Hire.Skus = view.Skus;
        return view;
    }

    /// <inheritdoc/>
    public override Assessment Assess(LicenseView now, StepContext of)
    {
        List<Obstacle> missing = [];
        foreach (LicenseEntitlement wanted in of.Hire.Means.Licenses)
        {
            if (now.Find(wanted.Sku) is { } sku) missing.AddRange(WhatIsWrong(wanted, sku, now));
            else missing.Add(Lacks(wanted.Sku, "the tenant does not have this license", ErrorIds.LicenseNotAssignable));
        }

        foreach ((string skuId, string group) in of.Hire.References.LicensesOfGroups)
        {
            Sku? sku = now.Skus.FirstOrDefault(one => one.Id == skuId);
            if (sku is { Free: < 1 } && !IsHeld(sku, now)) missing.Add(Lacks(sku.PartNumber, $"comes with group {group}, and no seat is free", ErrorIds.LicenseSeatsMissing));
        }

        string seats = string.Join(", ", of.Hire.Means.Licenses.Select(one => now.Find(one.Sku)).OfType<Sku>().Select(sku => $"{sku.PartNumber} {sku.Free} free"));
        return Assessment.Of(seats.Length > 0 ? seats : "the role gives no license of its own", [], missing);
    }

    private static IEnumerable<Obstacle> WhatIsWrong(LicenseEntitlement wanted, Sku sku, LicenseView now)
    {
        if (!sku.IsEnabled) yield return Lacks(wanted.Sku, "the subscription is suspended or not for people", ErrorIds.LicenseNotAssignable);
        string[] unknown = wanted.DisabledPlans.Where(plan => WantedLicenses.PlanId(sku, plan) is null).ToArray();
        if (unknown.Length > 0) yield return Lacks(wanted.Sku, $"has no service plan {string.Join(", ", unknown)}", ErrorIds.LicenseNotAssignable);
        if (sku.Free < 1 && !IsHeld(sku, now)) yield return Lacks(wanted.Sku, $"no seat is free; all {sku.Seats} are used", ErrorIds.LicenseSeatsMissing);
    }

    private static bool IsHeld(Sku sku, LicenseView now) => now.Held.Any(state => state.SkuId == sku.Id);

    private static Obstacle Lacks(string sku, string reason, string errorId) => new(sku, reason, NeedsPerson: false) { ErrorId = errorId };
}

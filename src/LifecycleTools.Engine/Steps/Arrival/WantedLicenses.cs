using System;
using System.Collections.Generic;
using System.Linq;
using LifecycleTools.Engine.Ports;
using LifecycleTools.Engine.Roles;

namespace LifecycleTools.Engine.Steps.Arrival;

/// <summary>What the role's licenses mean in this tenant's ids.</summary>
internal static class WantedLicenses
{
    public static Sku? Find(IReadOnlyList<Sku> skus, string partNumber) =>
        skus.FirstOrDefault(sku => string.Equals(sku.PartNumber, partNumber, StringComparison.OrdinalIgnoreCase));

    public static string? PlanId(Sku sku, string plan) =>
        sku.Plans.FirstOrDefault(one => string.Equals(one.Name, plan, StringComparison.OrdinalIgnoreCase))?.Id;

    /// <summary>The plans to switch off, by id. The check has found all of them.</summary>
    public static IReadOnlyList<string> DisabledPlanIds(LicenseEntitlement wanted, Sku sku) =>
        wanted.DisabledPlans.Select(plan => PlanId(sku, plan)).OfType<string>().Distinct().ToList();

    /// <summary>Whether a license brings a mailbox, of those that the role gives itself or through a group.</summary>
    public static bool BringMailbox(Hiring hire) =>
        hire.Means.Licenses.Any(wanted => Find(hire.Skus, wanted.Sku) is { } sku && BringsMailbox(sku, wanted.DisabledPlans))
        || hire.References.LicensesOfGroups.Any(one => hire.Skus.FirstOrDefault(sku => sku.Id == one.SkuId) is { } sku && BringsMailbox(sku, []));

    private static bool BringsMailbox(Sku sku, IReadOnlyList<string> disabled) =>
        sku.Plans.Any(plan => plan.BringsMailbox && !disabled.Contains(plan.Name, StringComparer.OrdinalIgnoreCase));
}

using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.Ports;
using LifecycleTools.Engine.Roles;

namespace LifecycleTools.Engine.Steps.Arrival;

/// <summary>Gives the licenses of the role, all in one call, so that products that depend on each other agree.</summary>
/// <remarks>
/// What a group gives already is not given twice. Takes effect: within minutes; a mailbox comes later. Undo: take the licenses away.
/// Source: Microsoft Graph v1.0, "user: assignLicense".
/// </remarks>
/// <why>Mailbox, Teams and Office come from them.</why>
[Step("licenses.assign", LifecycleSystem.Directory)]
[Needs("User.Read.All", "User.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All")]
[Needs("LicenseAssignment.ReadWrite.All", "User.ReadWrite.All", "Directory.ReadWrite.All", ToChange = true)]
public sealed class AssignLicenses : Step<LicenseView>
{
    private static readonly string[] s_failed = ["Error", "ActiveWithError", "Disabled"];

    /// <inheritdoc/>
    public override string Action => "Assign licenses";

    /// <inheritdoc/>
    public override async Task<LicenseView> ObserveAsync(StepContext of, CancellationToken cancel) =>
        new(of.Hire.Skus, Newcomers.Account(of) is { } account
            ? await of.Systems.Licenses.ReadAsync(account, cancel).ConfigureAwait(false)
            : []);

    /// <inheritdoc/>
    public override Assessment Assess(LicenseView now, StepContext of)
    {
        if (of.Hire.Means.Licenses.Count == 0) return Assessment.Skip("the role gives no license of its own");
        Change[] open = Open(now, of).Select(one => new Change("assign", InWords(one.Wanted), one.Sku.Id, ChangePath.Graph, one.Wanted.Why)).ToArray();
        Obstacle[] errors = Wanted(now, of)
            .Where(one => HasFailed(Direct(now, one.Sku)))
            .Select(one => Failed(one.Wanted, Direct(now, one.Sku)!))
            .ToArray();
        return Assessment.Of(Describe(now, of), open, errors);
    }

    /// <inheritdoc/>
    public override Task ApplyAsync(LicenseView now, StepContext of, CancellationToken cancel)
    {
        List<LicenseChange> add = Open(now, of)
            .Select(one => new LicenseChange(one.Sku.Id, WantedLicenses.DisabledPlanIds(one.Wanted, one.Sku)))
            .ToList();
        return of.Systems.Licenses.AssignAsync(Newcomers.Made(of), add, [], cancel);
    }

    /// <inheritdoc/>
    public override string Describe(LicenseView now, StepContext of)
    {
        string[] held = now.Held.Select(state => (now.Skus.FirstOrDefault(sku => sku.Id == state.SkuId)?.PartNumber ?? state.SkuId)
            + (state.ByGroupId is null ? "" : " (from a group)") + (state.State == "Active" ? "" : $" ({state.State})")).ToArray();
        return held.Length == 0 ? "no license" : string.Join(", ", held);
    }

    private static IEnumerable<(LicenseEntitlement Wanted, Sku Sku)> Wanted(LicenseView now, StepContext of) =>
        of.Hire.Means.Licenses.Select(wanted => (wanted, now.Find(wanted.Sku)
            ?? throw new LifecycleException(ErrorIds.LicenseNotAssignable, ErrorKind.NotFound, $"{wanted.Sku} was not assigned to {of.PersonName}: the tenant does not have it.")));

    private static LicenseState? Direct(LicenseView now, Sku sku) => now.Held.FirstOrDefault(state => state.SkuId == sku.Id && state.ByGroupId is null);

    // What failed for good is not sent again: the same assignment would fail the same way.
    private static IEnumerable<(LicenseEntitlement Wanted, Sku Sku)> Open(LicenseView now, StepContext of) =>
        Wanted(now, of).Where(one => !HasFailed(Direct(now, one.Sku)) && IsOpen(now, one.Wanted, one.Sku));

    private static bool HasFailed(LicenseState? direct) => direct is not null && s_failed.Contains(direct.State);

    private static bool IsOpen(LicenseView now, LicenseEntitlement wanted, Sku sku)
    {
        if (now.Held.Any(state => state.SkuId == sku.Id && state.ByGroupId is not null && state.State == "Active")) return false;
        return Direct(now, sku) is not { State: "Active" } direct
            || !new HashSet<string>(direct.DisabledPlanIds, StringComparer.OrdinalIgnoreCase).SetEquals(WantedLicenses.DisabledPlanIds(wanted, sku));
    }

    private static string InWords(LicenseEntitlement wanted) =>
        wanted.DisabledPlans.Count == 0 ? wanted.Sku : $"{wanted.Sku} without {string.Join(", ", wanted.DisabledPlans)}";

    private static Obstacle Failed(LicenseEntitlement wanted, LicenseState direct) =>
        new(wanted.Sku, $"is assigned and does not work: {direct.Error ?? direct.State}", NeedsPerson: false) { ErrorId = ErrorIds.LicenseNotAssignable };
}

using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.Ports;

namespace LifecycleTools.Engine.Steps.Return;

/// <summary>Gives the licenses back: direct ones as far as there are seats, and waits for those that a group gives.</summary>
/// <remarks>Takes effect: within minutes. Undo: release them again. Source: Microsoft Graph v1.0, "user: assignLicense".</remarks>
/// <why>The mailbox can be the person's own only with a license.</why>
[Step("licenses.regain", LifecycleSystem.Directory)]
[Needs("LicenseAssignment.Read.All", "LicenseAssignment.ReadWrite.All", "Organization.Read.All", "Directory.Read.All", "Directory.ReadWrite.All")]
[Needs("User.Read.All", "User.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All")]
[Needs("LicenseAssignment.ReadWrite.All", "User.ReadWrite.All", "Directory.ReadWrite.All", ToChange = true)]
public sealed class RegainLicenses : Step<RegainLicenses.State>
{
    private static readonly TimeSpan s_givenWithin = TimeSpan.FromMinutes(10);

    /// <inheritdoc/>
    public override string Action => "Give licenses back";

    /// <inheritdoc/>
    public override TimeSpan Deadline => TimeSpan.FromMinutes(15);

    /// <inheritdoc/>
    public override async Task<State> ObserveAsync(StepContext of, CancellationToken cancel)
    {
        Task<IReadOnlyList<LicenseState>> held = of.Systems.Licenses.ReadAsync(of.Return.Id, cancel);
        Task<IReadOnlyList<Sku>> skus = of.Systems.Licenses.ReadSkusAsync(cancel);
        await Task.WhenAll(held, skus).ConfigureAwait(false);
        return new State(await held.ConfigureAwait(false), await skus.ConfigureAwait(false));
    }

    /// <inheritdoc/>
    public override Assessment Assess(State now, StepContext of)
    {
        IReadOnlyList<LicenseState> was = of.Return.Was.Licenses;
        if (was.Count == 0) return Assessment.Skip("the person had no license");
        List<Change> open = [];
        List<Obstacle> left = [];
        foreach (LicenseState license in was.Where(license => !now.Has(license)))
        {
            string name = now.NameOf(license.SkuId);
            if (now.ErrorOf(license) is { } error) left.Add(new Obstacle(name, $"is assigned and does not work: {error}", NeedsPerson: false) { ErrorId = ErrorIds.LicenseNotAssignable });
            else if (license.ByGroupId is { } group) open.Add(new Change("wait for", name, license.SkuId, ChangePath.Waiting, $"group {NameOfGroup(group, of)} gives it"));
            else if (now.HasSeat(license.SkuId)) open.Add(new Change("assign", name, license.SkuId, ChangePath.Graph, "direct, as before the departure"));
            else left.Add(new Obstacle(name, "has no free seat: buy or free one, then resume the run", NeedsPerson: false) { ErrorId = ErrorIds.LicenseSeatsMissing });
        }

        return Assessment.Of(open.Count > 0 ? string.Join("; ", open) : Describe(now, of), open, left);
    }

    /// <inheritdoc/>
    public override async Task ApplyAsync(State now, StepContext of, CancellationToken cancel)
    {
        List<LicenseChange> add = of.Return.Was.Licenses
            .Where(license => license.ByGroupId is null && !now.Has(license) && now.ErrorOf(license) is null && now.HasSeat(license.SkuId))
            .Select(license => new LicenseChange(license.SkuId, license.DisabledPlanIds)).ToList();
        if (add.Count == 0) return;
        try
        {
            await of.Systems.Licenses.AssignAsync(of.Return.Id, add, [], cancel).ConfigureAwait(false);
        }
        catch (LifecycleException refused) when (refused is { Kind: ErrorKind.Refused, IsAmbiguous: false } && Awaited(now, of).Count > 0)
        {
            // A product may build on one that a group is about to give.
            await of.Wait.UntilAsync(() => ObserveAsync(of, cancel), seen => Awaited(seen, of).Count == 0, s_givenWithin, cancel).ConfigureAwait(false);
            await of.Systems.Licenses.AssignAsync(of.Return.Id, add, [], cancel).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public override string Describe(State now, StepContext of) => now.Held.Count == 0
        ? "no license"
        : string.Join(", ", now.Held.Select(license => now.NameOf(license.SkuId) + (license.ByGroupId is { } group ? $" (by group {NameOfGroup(group, of)})" : "")));

    private static List<LicenseState> Awaited(State now, StepContext of) =>
        of.Return.Was.Licenses.Where(license => license.ByGroupId is not null && !now.Has(license)).ToList();

    private static string NameOfGroup(string id, StepContext of) => of.Return.Was.Groups.FirstOrDefault(group => group.Id == id)?.Name ?? id;

    /// <summary>The licenses now, and the tenant's products with their seats.</summary>
    public sealed record State(IReadOnlyList<LicenseState> Held, IReadOnlyList<Sku> Skus)
    {
        internal string NameOf(string skuId) => Skus.FirstOrDefault(sku => sku.Id == skuId)?.PartNumber ?? skuId;

        // Which way a product comes does not matter, so long as it is there.
        internal bool Has(LicenseState was) => Held.Any(license => license.SkuId == was.SkuId && license.State == "Active");

        internal bool HasSeat(string skuId) => Skus.Any(sku => sku.Id == skuId && sku.IsEnabled && sku.Free > 0);

        internal string? ErrorOf(LicenseState was) => Held
            .Where(license => license.SkuId == was.SkuId && license.State is "Error" or "ActiveWithError" or "Disabled")
            .Select(license => license.Error ?? license.State).FirstOrDefault();
    }
}

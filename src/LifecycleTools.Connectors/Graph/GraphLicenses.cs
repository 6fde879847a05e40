using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.People;
using LifecycleTools.Engine.Ports;
using Microsoft.Graph.Models;
using Microsoft.Graph.Users.Item.AssignLicense;

namespace LifecycleTools.Connectors.Graph;

/// <summary>Licenses of people in Entra ID.</summary>
/// <remarks>Source: Microsoft Graph v1.0, "subscribedSku", "licenseAssignmentState".</remarks>
internal sealed class GraphLicenses(GraphCalls graph) : GraphPort(graph), ILicenses
{
    private static readonly string[] s_states = ["id", "licenseAssignmentStates"];

    /// <inheritdoc/>
    /// <remarks>Seats in their grace period count only when the whole subscription is in it.   Source: "List subscribedSkus".</remarks>
    [Needs("LicenseAssignment.Read.All", "LicenseAssignment.ReadWrite.All", "Organization.Read.All", "Directory.Read.All", "Directory.ReadWrite.All")]
    public async Task<IReadOnlyList<Sku>> ReadSkusAsync(CancellationToken cancel)
    {
        IReadOnlyList<SubscribedSku> skus = await CallAsync(Graph.ListAsync(
            Api.SubscribedSkus.ToGetRequestInformation(),
            SubscribedSkuCollectionResponse.CreateFromDiscriminatorValue, page => page.Value, cancel)).ConfigureAwait(false);
        return skus.Select(From).ToList();
    }

    /// <inheritdoc/>
    /// <remarks>Source: "Get a user", property licenseAssignmentStates.</remarks>
    [Needs("User.Read.All", "User.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All")]
    public async Task<IReadOnlyList<LicenseState>> ReadAsync(PersonId person, CancellationToken cancel)
    {
        User user = await CallAsync(Graph.GetAsync(UserAddresses.Get(Graph, person, s_states), User.CreateFromDiscriminatorValue, cancel)).ConfigureAwait(false);
        return GraphCalls.Present(user.LicenseAssignmentStates, "licenseAssignmentStates").Select(From).ToList();
    }

    /// <inheritdoc/>
    /// <remarks>
    /// Takes effect: at once in the directory, within minutes in Exchange and the others.   Undo: assign again; a mailbox is kept for 30 days.
    /// Source: "user: assignLicense".
    /// </remarks>
    [Needs("LicenseAssignment.ReadWrite.All", "User.ReadWrite.All", "Directory.ReadWrite.All")]
    public async Task AssignAsync(PersonId person, IReadOnlyList<LicenseChange> add, IReadOnlyList<string> removeSkuIds, CancellationToken cancel)
    {
        if (add.Count == 0 && removeSkuIds.Count == 0) return;

        // Both lists always, empty too: the service refuses a request without one.
        var body = new AssignLicensePostRequestBody
        {
            AddLicenses = add.Select(each => new AssignedLicense
            {
                SkuId = Guid.Parse(each.SkuId),
                DisabledPlans = each.DisabledPlanIds.Select(plan => (Guid?)Guid.Parse(plan)).ToList(),
            }).ToList(),
            RemoveLicenses = removeSkuIds.Select(each => (Guid?)Guid.Parse(each)).ToList(),
        };
        try
        {
            await CallAsync(Api.Users[Key(person)].AssignLicense.PostAsync(body, cancellationToken: cancel)).ConfigureAwait(false);
        }
        catch (GraphRefusal refusal) when (refusal.IsAlreadyGone && refusal.Status == 400)
        {
            // One license that is gone is what was asked for. Of several, the others were not touched, so it is a refusal.
            if (add.Count > 0 || removeSkuIds.Count > 1) throw refusal.As(ErrorIds.LicenseNotAssignable, ErrorKind.Refused, "Read the licenses again; one of them is gone already.");
        }
    }

    private static Sku From(SubscribedSku sku)
    {
        bool inGrace = string.Equals(sku.CapabilityStatus, "Warning", StringComparison.OrdinalIgnoreCase);
        bool enabled = inGrace || string.Equals(sku.CapabilityStatus, "Enabled", StringComparison.OrdinalIgnoreCase);
        int seats = (sku.PrepaidUnits?.Enabled ?? 0) + (inGrace ? sku.PrepaidUnits?.Warning ?? 0 : 0);
        return new Sku(
            GraphCalls.Present(sku.SkuId, "skuId").ToString(),
            sku.SkuPartNumber ?? "",
            seats,
            sku.ConsumedUnits ?? 0,
            enabled && string.Equals(sku.AppliesTo, "User", StringComparison.OrdinalIgnoreCase),
            (sku.ServicePlans ?? []).Select(plan => new ServicePlan(plan.ServicePlanId?.ToString() ?? "", plan.ServicePlanName ?? "")).ToList());
    }

    internal static LicenseState From(LicenseAssignmentState state) => new(
        GraphCalls.Present(state.SkuId, "skuId").ToString(),
        string.IsNullOrEmpty(state.AssignedByGroup) ? null : state.AssignedByGroup,
        (state.DisabledPlans ?? []).Where(plan => plan is not null).Select(plan => plan!.Value.ToString()).ToList(),
        state.State ?? "",
        string.IsNullOrEmpty(state.Error) || state.Error == "None" ? null : state.Error);
}

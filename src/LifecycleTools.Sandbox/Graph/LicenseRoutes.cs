using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;
using LifecycleTools.Sandbox.Http;
using LifecycleTools.Sandbox.Services;
using LifecycleTools.Sandbox.State;

namespace LifecycleTools.Sandbox.Graph;

/// <summary>Products, seats and assignments.</summary>
internal sealed class LicenseRoutes : GraphRouteSet
{
    public override void Map(GraphRouter routes)
    {
        routes.Map("GET", "subscribedSkus", Permissions.ReadLicenses, call => ODataQuery.Many(call, call.Tenant.Skus.Select(sku => Sku(call, sku)), "subscribedSkus", directory: false, pages: false));
        routes.Map("GET", "subscribedSkus/{sku}", Permissions.ReadLicenses, call => ODataQuery.One(call, Sku(call, call.Tenant.Skus
            .FirstOrDefault(sku => SandboxTenant.Same(Key(call, sku), call["sku"])) ?? throw GraphErrors.NotFound(call["sku"])), "subscribedSkus"));
        routes.Map("POST", "users/{user}/assignLicense", Permissions.WriteLicenses, AssignToUser);
        routes.Map("POST", "users/{user}/reprocessLicenseAssignment", Permissions.WriteLicenses, Reprocess);
        routes.Map("GET", "users/{user}/licenseDetails", Permissions.ReadLicenses + " " + Permissions.ReadUsers, call => ODataQuery.Many(call, DetailsOf(call, call.SeenUser()), "licenseDetails", directory: false));
        routes.Map("POST", "groups/{group}/assignLicense", Permissions.WriteLicenses, AssignToGroup);
    }

    /// <summary>The products a person has, with the state of each plan.</summary>
    public static IEnumerable<JsonObject> DetailsOf(GraphCall call, SandboxUser user) =>
        from skuId in user.Licenses.Where(license => license.State == "Active").Select(license => license.SkuId).Distinct()
        let sku = call.Tenant.FindSku(skuId)!
        select new JsonObject
        {
            ["id"] = StableId.Of($"details:{user.Id}:{skuId}"),
            ["skuId"] = sku.SkuId,
            ["skuPartNumber"] = sku.SkuPartNumber,
            ["servicePlans"] = Plans(sku, plan => user.Licenses.Where(license => license.SkuId == skuId).All(license => license.DisabledPlans.Contains(plan.Id)) ? "Disabled" : "Success"),
        };

    private static SandboxAnswer AssignToUser(GraphCall call)
    {
        SandboxUser user = call.UserToChange();
        (List<SandboxLicense> add, List<string> remove) = Wishes(call);
        Refuse(call, user, add, remove);
        call.Tenant.Licensing.Change(user, add, remove);
        return ODataQuery.One(call, UserJson.Of(user, call.Tenant), "users", GraphJson.UsualOfUser);
    }

    private static void Refuse(GraphCall call, SandboxUser user, List<SandboxLicense> add, List<string> remove)
    {
        SandboxTenant tenant = call.Tenant;
        SandboxUser seen = tenant.Seen(user)!;
        if (add.Count > 0 && seen.UsageLocation is null) throw GraphErrors.BadRequest("License assignment cannot be done for user with invalid usage location.");
        foreach (string skuId in remove)
        {
            bool isDirect = user.Licenses.Any(license => license.AssignedByGroup is null && SandboxTenant.Same(license.SkuId, skuId));
            if (isDirect) continue;
            throw user.Licenses.Any(license => SandboxTenant.Same(license.SkuId, skuId))
                ? GraphErrors.BadRequest("User license is inherited from a group membership and it cannot be removed directly from the user.")
                : GraphErrors.BadRequest("User does not have a corresponding license.");
        }

        foreach (SandboxLicense license in add)
        {
            SandboxSku sku = tenant.FindSku(license.SkuId)!;
            if (!Licensing.Holds(user, license.SkuId) && tenant.Licensing.Free(sku) <= 0)
                throw GraphErrors.BadRequest($"Subscription with SKU {sku.SkuId} does not have any available licenses.");
        }

        RefusePlans(tenant, user, add, remove);
    }

    private static void RefusePlans(SandboxTenant tenant, SandboxUser user, List<SandboxLicense> add, List<string> remove)
    {
        var after = (SandboxUser)user.Copy();
        after.Licenses.RemoveAll(license => license.AssignedByGroup is null
            && (remove.Contains(license.SkuId, StringComparer.OrdinalIgnoreCase) || add.Any(added => SandboxTenant.Same(added.SkuId, license.SkuId))));
        after.Licenses.AddRange(add);
        List<SandboxServicePlan> plans = tenant.Licensing.ActivePlans(after).ToList();
        foreach (SandboxServicePlan plan in plans)
        {
            if (plan.DependsOn.Count > 0 && !plan.DependsOn.Any(needed => plans.Any(other => SandboxTenant.Same(other.Id, needed))))
                throw GraphErrors.BadRequest($"License assignment failed because service plan {plan.Id} depends on the service plan(s) {string.Join(", ", plan.DependsOn)}");
            if (plans.FirstOrDefault(other => plan.Excludes.Contains(other.Id, StringComparer.OrdinalIgnoreCase)) is { } excluded)
            {
                string message = $"License assignment failed because service plans {plan.Id}, {excluded.Id} are mutually exclusive";
                throw new GraphException(400, "Request_BadRequest", message, ("MutuallyExclusiveViolation", message, null));
            }
        }
    }

    private static (List<SandboxLicense> Add, List<string> Remove) Wishes(GraphCall call)
    {
        JsonObject body = call.Body();
        foreach (string name in new[] { "addLicenses", "removeLicenses" })
        {
            if (body[name] is not JsonArray)
                throw GraphErrors.BadRequest($"One or more parameters of the operation 'assignLicense' are missing from the request payload. The missing parameters are: {name}.");
        }

        var add = ((JsonArray)body["addLicenses"]!).OfType<JsonObject>().Select(item => new SandboxLicense
        {
            SkuId = KnownSku(call, item["skuId"]?.ToString()),
            DisabledPlans = (item["disabledPlans"] as JsonArray ?? new JsonArray()).Select(plan => plan!.ToString()).ToList(),
        }).ToList();
        foreach (SandboxLicense license in add)
        {
            string? unknown = license.DisabledPlans.FirstOrDefault(plan => call.Tenant.FindSku(license.SkuId)!.ServicePlans.All(known => !SandboxTenant.Same(known.Id, plan)));
            if (unknown is not null) throw GraphErrors.BadRequest($"License assignment failed because service plan {unknown} is not part of the license {license.SkuId}.");
        }

        return (add, ((JsonArray)body["removeLicenses"]!).Select(item => KnownSku(call, item?.ToString())).ToList());
    }

    private static string KnownSku(GraphCall call, string? skuId) =>
        call.Tenant.Skus.FirstOrDefault(sku => SandboxTenant.Same(sku.SkuId, skuId))?.SkuId
        ?? throw GraphErrors.BadRequest($"License {skuId} does not correspond to a valid company License.");

    private static SandboxAnswer Reprocess(GraphCall call)
    {
        SandboxUser user = call.UserToChange();
        foreach (SandboxGroup group in call.Tenant.Groups.Where(group => group.Licenses.Count > 0).ToList()) call.Tenant.Licensing.FollowGroup(user, group);
        return ODataQuery.One(call, UserJson.Of(user, call.Tenant), "users", GraphJson.UsualOfUser);
    }

    private static SandboxAnswer AssignToGroup(GraphCall call)
    {
        SandboxGroup group = call.ToChange(call.Tenant.Groups, call["group"]);
        (List<SandboxLicense> add, List<string> remove) = Wishes(call);
        call.Tenant.Change(group, changed =>
        {
            changed.Licenses.RemoveAll(license => remove.Contains(license.SkuId, StringComparer.OrdinalIgnoreCase) || add.Any(added => added.SkuId == license.SkuId));
            changed.Licenses.AddRange(add.Select(license => license with { LastUpdatedUtc = call.Now }));
        });
        call.Tenant.Agenda.At(call.Now + call.Tenant.Options.LicensingDelay, () =>
        {
            foreach (SandboxUser user in call.Tenant.Users.ToList()) call.Tenant.Licensing.FollowGroup(user, group);
        });
        return ODataQuery.One(call, GraphJson.Group(group), "groups", GraphJson.UsualOfGroup, status: 202);
    }

    private static string Key(GraphCall call, SandboxSku sku) => $"{call.Tenant.TenantId}_{sku.SkuId}";

    private static JsonObject Sku(GraphCall call, SandboxSku sku) => new()
    {
        ["id"] = Key(call, sku),
        ["accountId"] = call.Tenant.TenantId,
        ["accountName"] = call.Tenant.Name,
        ["appliesTo"] = sku.AppliesTo,
        ["capabilityStatus"] = sku.CapabilityStatus,
        ["consumedUnits"] = call.Tenant.Licensing.Consumed(sku),
        ["prepaidUnits"] = new JsonObject { ["enabled"] = sku.Enabled, ["suspended"] = sku.Suspended, ["warning"] = sku.Warning, ["lockedOut"] = sku.LockedOut },
        ["servicePlans"] = Plans(sku, _ => "Success"),
        ["skuId"] = sku.SkuId,
        ["skuPartNumber"] = sku.SkuPartNumber,
        ["subscriptionIds"] = GraphJson.Texts(new[] { StableId.Of("subscription:" + sku.SkuId) }),
    };

    private static JsonArray Plans(SandboxSku sku, Func<SandboxServicePlan, string> status) => new(sku.ServicePlans.Select(plan => (JsonNode?)new JsonObject
    {
        ["servicePlanId"] = plan.Id,
        ["servicePlanName"] = plan.Name,
        ["provisioningStatus"] = status(plan),
        ["appliesTo"] = plan.AppliesTo,
    }).ToArray());
}

using System.Linq;
using System.Text.Json.Nodes;
using LifecycleTools.Sandbox.State;

namespace LifecycleTools.Sandbox.Graph;

/// <summary>The organization, its domains and its settings.</summary>
internal sealed class TenantRoutes : GraphRouteSet
{
    public override void Map(GraphRouter routes)
    {
        routes.Map("GET", "organization", Permissions.ReadOrganization, call => ODataQuery.Many(call, new[] { Organization(call.Tenant) }, "organization", directory: false));
        routes.Map("GET", "organization/{id}", Permissions.ReadOrganization, call =>
            SandboxTenant.Same(call["id"], call.Tenant.TenantId) ? ODataQuery.One(call, Organization(call.Tenant), "organization") : throw GraphErrors.NotFound(call["id"]));
        routes.Map("GET", "domains", Permissions.ReadDomains, call => ODataQuery.Many(call, call.Tenant.Domains.Select(Domain), "domains", directory: false));
        routes.Map("GET", "domains/{id}", Permissions.ReadDomains, call => ODataQuery.One(call,
            Domain(call.Tenant.Domains.FirstOrDefault(domain => SandboxTenant.Same(domain.Name, call["id"])) ?? throw GraphErrors.NotFound(call["id"])), "domains"));
        routes.Map("GET", "admin/sharepoint/settings", "SharePointTenantSettings.Read.All SharePointTenantSettings.ReadWrite.All", call => ODataQuery.One(call, new JsonObject
        {
            ["id"] = call.Tenant.TenantId,
            ["deletedUserPersonalSiteRetentionPeriodInDays"] = call.Tenant.PersonalSiteRetentionDays,
            ["isLegacyAuthProtocolsEnabled"] = false,
            ["siteCreationDefaultManagedPath"] = "/sites/",
        }, "admin/sharepoint/settings"));
    }

    private static JsonObject Organization(SandboxTenant tenant) => new()
    {
        ["id"] = tenant.TenantId,
        ["deletedDateTime"] = null,
        ["displayName"] = tenant.Name,
        ["tenantType"] = "AAD",
        ["countryLetterCode"] = "CH",
        ["onPremisesSyncEnabled"] = tenant.Users.Any(user => user.OnPremisesSyncEnabled is true) ? true : null,
        ["onPremisesLastSyncDateTime"] = GraphJson.Date(tenant.Users.Max(user => user.OnPremisesLastSyncDateTime)),
        ["assignedPlans"] = new JsonArray(tenant.Skus.SelectMany(sku => sku.ServicePlans).GroupBy(plan => plan.Id).Select(plan => (JsonNode?)new JsonObject
        {
            ["servicePlanId"] = plan.Key,
            ["service"] = plan.First().Name.StartsWith("EXCHANGE", System.StringComparison.Ordinal) ? "exchange" : "MicrosoftOffice",
            ["capabilityStatus"] = "Enabled",
        }).ToArray()),
        ["verifiedDomains"] = new JsonArray(tenant.Domains.Where(domain => domain.IsVerified).Select(domain => (JsonNode?)new JsonObject
        {
            ["name"] = domain.Name,
            ["type"] = "Managed",
            ["capabilities"] = "Email, OfficeCommunicationsOnline",
            ["isDefault"] = domain.IsDefault,
            ["isInitial"] = domain.IsInitial,
        }).ToArray()),
    };

    private static JsonObject Domain(SandboxDomain domain) => new()
    {
        ["id"] = domain.Name,
        ["authenticationType"] = "Managed",
        ["availabilityStatus"] = null,
        ["isAdminManaged"] = true,
        ["isDefault"] = domain.IsDefault,
        ["isInitial"] = domain.IsInitial,
        ["isRoot"] = true,
        ["isVerified"] = domain.IsVerified,
        ["supportedServices"] = domain.IsVerified ? GraphJson.Texts(new[] { "Email", "OfficeCommunicationsOnline" }) : new JsonArray(),
    };
}

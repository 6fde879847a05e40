using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.Json.Nodes;
using LifecycleTools.Sandbox.State;

namespace LifecycleTools.Sandbox.Graph;

/// <summary>Directory objects as Graph writes them, with every property; the query options choose among them.</summary>
internal static class GraphJson
{
    /// <summary>What a user shows without $select.</summary>
    public static IReadOnlyCollection<string> UsualOfUser { get; } = new[]
    {
        "businessPhones", "displayName", "givenName", "jobTitle", "mail", "mobilePhone", "officeLocation", "preferredLanguage", "surname", "userPrincipalName", "id",
    };

    /// <summary>What a group shows without $select.</summary>
    public static IReadOnlyCollection<string> UsualOfGroup { get; } = new[]
    {
        "id", "deletedDateTime", "classification", "createdDateTime", "description", "displayName", "expirationDateTime", "groupTypes", "isAssignableToRole",
        "mail", "mailEnabled", "mailNickname", "membershipRule", "membershipRuleProcessingState", "onPremisesDomainName", "onPremisesLastSyncDateTime",
        "onPremisesSamAccountName", "onPremisesSecurityIdentifier", "onPremisesSyncEnabled", "preferredDataLocation", "preferredLanguage", "proxyAddresses",
        "renewedDateTime", "resourceBehaviorOptions", "resourceProvisioningOptions", "securityEnabled", "securityIdentifier", "theme", "uniqueName", "visibility",
        "onPremisesProvisioningErrors", "serviceProvisioningErrors",
    };

    /// <summary>UTC with seconds, as Graph writes instants.</summary>
    public static JsonNode? Date(DateTimeOffset? date) => date?.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);

    public static JsonArray Texts(IEnumerable<string> values) => new(values.Select(value => (JsonNode?)JsonValue.Create(value)).ToArray());

    /// <summary>Any directory object with its type, for collections of mixed kinds.</summary>
    public static JsonObject Typed(SandboxObject item, SandboxTenant tenant)
    {
        JsonObject full = Full(item, tenant);
        var typed = new JsonObject { ["@odata.type"] = item.ODataType };
        foreach (KeyValuePair<string, JsonNode?> property in full.ToList()) typed[property.Key] = property.Value?.DeepClone();
        return typed;
    }

    /// <summary>A mixed collection's item: users and groups with their usual properties only, unless the caller selects.</summary>
    public static JsonObject Member(SandboxObject item, GraphCall call)
    {
        JsonObject typed = Typed(item, call.Tenant);
        IReadOnlyCollection<string>? usual = item switch { SandboxUser => UsualOfUser, SandboxGroup => UsualOfGroup, _ => null };
        if (usual is null || call.Option("$select") is not null || call.Option("$filter") is not null) return typed;
        var member = new JsonObject { ["@odata.type"] = item.ODataType };
        foreach (string name in usual) member[name] = typed[name]?.DeepClone();
        return member;
    }

    public static JsonObject Full(SandboxObject item, SandboxTenant tenant) => item switch
    {
        SandboxUser user => UserJson.Of(user, tenant),
        SandboxGroup group => Group(group),
        SandboxDevice device => Device(device),
        SandboxRole role => Role(role),
        SandboxAdministrativeUnit unit => Unit(unit),
        SandboxApplication application => Application(application),
        SandboxServicePrincipal principal => ServicePrincipal(principal),
        SandboxContact contact => Contact(contact),
        _ => throw new InvalidOperationException($"'{item.GetType().Name}' has no Graph form."),
    };

    public static JsonObject Group(SandboxGroup group) => new()
    {
        ["id"] = group.Id,
        ["deletedDateTime"] = Date(group.DeletedUtc),
        ["assignedLicenses"] = new JsonArray(group.Licenses.Select(license => (JsonNode?)new JsonObject
        {
            ["disabledPlans"] = Texts(license.DisabledPlans),
            ["skuId"] = license.SkuId,
        }).ToArray()),
        ["classification"] = group.Classification,
        ["createdDateTime"] = Date(group.CreatedUtc),
        ["description"] = group.Description,
        ["displayName"] = group.DisplayName,
        ["expirationDateTime"] = null,
        ["groupTypes"] = Texts(group.GroupTypes),
        ["isAssignableToRole"] = group.IsAssignableToRole,
        ["isManagementRestricted"] = group.IsManagementRestricted ? true : null,
        ["licenseProcessingState"] = group.Licenses.Count == 0 ? null : new JsonObject { ["state"] = "ProcessingComplete" },
        ["mail"] = group.Mail,
        ["mailEnabled"] = group.MailEnabled,
        ["mailNickname"] = group.MailNickname,
        ["membershipRule"] = group.MembershipRule,
        ["membershipRuleProcessingState"] = group.MembershipRule is null ? null : "On",
        ["onPremisesDomainName"] = group.OnPremisesSyncEnabled is true ? "contoso.local" : null,
        ["onPremisesLastSyncDateTime"] = Date(group.OnPremisesLastSyncDateTime),
        ["onPremisesProvisioningErrors"] = new JsonArray(),
        ["onPremisesSamAccountName"] = group.OnPremisesSyncEnabled is true ? group.MailNickname : null,
        ["onPremisesSecurityIdentifier"] = null,
        ["onPremisesSyncEnabled"] = group.OnPremisesSyncEnabled,
        ["preferredDataLocation"] = null,
        ["preferredLanguage"] = null,
        ["proxyAddresses"] = Texts(group.ProxyAddresses),
        ["renewedDateTime"] = Date(group.CreatedUtc),
        ["resourceBehaviorOptions"] = new JsonArray(),
        ["resourceProvisioningOptions"] = group.HasTeam ? Texts(new[] { "Team" }) : new JsonArray(),
        ["securityEnabled"] = group.SecurityEnabled,
        ["securityIdentifier"] = null,
        ["serviceProvisioningErrors"] = new JsonArray(),
        ["theme"] = null,
        ["uniqueName"] = null,
        ["visibility"] = group.Visibility,
    };

    public static JsonObject Device(SandboxDevice device) => new()
    {
        ["id"] = device.Id,
        ["deletedDateTime"] = Date(device.DeletedUtc),
        ["accountEnabled"] = device.AccountEnabled,
        ["approximateLastSignInDateTime"] = Date(device.LastSignInUtc),
        ["deviceId"] = device.DeviceId,
        ["displayName"] = device.DisplayName,
        ["isCompliant"] = device.IsCompliant,
        ["isManaged"] = device.IsManaged,
        ["isManagementRestricted"] = device.IsManagementRestricted ? true : null,
        ["operatingSystem"] = device.OperatingSystem,
        ["operatingSystemVersion"] = device.OperatingSystemVersion,
        ["registrationDateTime"] = Date(device.CreatedUtc),
        ["trustType"] = device.TrustType,
        ["profileType"] = "RegisteredDevice",
    };

    public static JsonObject Role(SandboxRole role) => new()
    {
        ["id"] = role.Id,
        ["deletedDateTime"] = null,
        ["description"] = role.Description,
        ["displayName"] = role.DisplayName,
        ["roleTemplateId"] = role.TemplateId,
    };

    public static JsonObject Unit(SandboxAdministrativeUnit unit) => new()
    {
        ["id"] = unit.Id,
        ["deletedDateTime"] = null,
        ["description"] = unit.Description,
        ["displayName"] = unit.DisplayName,
        ["isMemberManagementRestricted"] = unit.IsManagementRestricted,
        ["visibility"] = null,
    };

    public static JsonObject Application(SandboxApplication application) => new()
    {
        ["id"] = application.Id,
        ["deletedDateTime"] = null,
        ["appId"] = application.AppId,
        ["createdDateTime"] = Date(application.CreatedUtc),
        ["displayName"] = application.DisplayName,
        ["signInAudience"] = "AzureADMyOrg",
    };

    public static JsonObject ServicePrincipal(SandboxServicePrincipal principal) => new()
    {
        ["id"] = principal.Id,
        ["deletedDateTime"] = null,
        ["accountEnabled"] = principal.AccountEnabled,
        ["appDisplayName"] = principal.DisplayName,
        ["appId"] = principal.AppId,
        ["appRoleAssignmentRequired"] = false,
        ["displayName"] = principal.DisplayName,
        ["servicePrincipalType"] = principal.ServicePrincipalType,
        ["appRoles"] = new JsonArray(principal.AppRoles.Select(role => (JsonNode?)new JsonObject
        {
            ["id"] = role.Id,
            ["value"] = role.Value,
            ["displayName"] = role.DisplayName,
            ["description"] = role.DisplayName,
            ["isEnabled"] = true,
            ["allowedMemberTypes"] = Texts(new[] { role.AllowedMemberType }),
            ["origin"] = "Application",
        }).ToArray()),
    };

    private static JsonObject Contact(SandboxContact contact) => new()
    {
        ["id"] = contact.Id,
        ["deletedDateTime"] = null,
        ["displayName"] = contact.DisplayName,
        ["mail"] = contact.Mail,
        ["mailNickname"] = contact.MailNickname,
        ["proxyAddresses"] = Texts(contact.ProxyAddresses),
    };
}

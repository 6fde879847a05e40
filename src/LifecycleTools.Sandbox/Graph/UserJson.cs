using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;
using LifecycleTools.Sandbox.State;

namespace LifecycleTools.Sandbox.Graph;

/// <summary>A person as Graph writes them, with every property; most are given only on $select.</summary>
internal static class UserJson
{
    public static JsonObject Of(SandboxUser user, SandboxTenant tenant)
    {
        JsonObject json = Names(user);
        json["accountEnabled"] = user.AccountEnabled;
        json["ageGroup"] = null;
        json["createdDateTime"] = GraphJson.Date(user.CreatedUtc);
        json["creationType"] = user.CreationType;
        json["deletedDateTime"] = GraphJson.Date(user.DeletedUtc);
        json["externalUserState"] = user.ExternalUserState;
        json["identities"] = new JsonArray(new JsonObject
        {
            ["signInType"] = "userPrincipalName",
            ["issuer"] = tenant.Domains.FirstOrDefault(domain => domain.IsInitial)?.Name,
            ["issuerAssignedId"] = user.UserPrincipalName,
        });
        json["isManagementRestricted"] = user.IsManagementRestricted ? true : null;
        json["isResourceAccount"] = null;
        json["lastPasswordChangeDateTime"] = GraphJson.Date(user.LastPasswordChangeUtc);
        json["passwordPolicies"] = user.PasswordPolicies;
        json["passwordProfile"] = user.OnPremisesSyncEnabled is true ? null : new JsonObject
        {
            ["forceChangePasswordNextSignIn"] = user.ForceChangePasswordNextSignIn,
            ["forceChangePasswordNextSignInWithMfa"] = user.ForceChangePasswordNextSignInWithMfa,
            ["password"] = null,
        };
        json["signInSessionsValidFromDateTime"] = GraphJson.Date(user.SignInSessionsValidFromUtc);
        json["showInAddressList"] = user.ShowInAddressList;
        json["usageLocation"] = user.UsageLocation;
        json["userType"] = user.UserType;
        AddOnPremises(json, user);
        AddLicenses(json, user, tenant);
        return json;
    }

    public static JsonObject Assigned(string skuId, IEnumerable<string> disabledPlans) => new()
    {
        ["disabledPlans"] = GraphJson.Texts(disabledPlans),
        ["skuId"] = skuId,
    };

    private static JsonObject Names(SandboxUser user) => new()
    {
        ["id"] = user.Id,
        ["userPrincipalName"] = user.UserPrincipalName,
        ["displayName"] = user.DisplayName,
        ["givenName"] = user.GivenName,
        ["surname"] = user.Surname,
        ["mail"] = user.Mail,
        ["mailNickname"] = user.MailNickname,
        ["proxyAddresses"] = GraphJson.Texts(user.ProxyAddresses),
        ["otherMails"] = GraphJson.Texts(user.OtherMails),
        ["jobTitle"] = user.JobTitle,
        ["department"] = user.Department,
        ["companyName"] = user.CompanyName,
        ["officeLocation"] = user.OfficeLocation,
        ["employeeId"] = user.EmployeeId,
        ["employeeType"] = user.EmployeeType,
        ["employeeHireDate"] = GraphJson.Date(user.EmployeeHireDate),
        ["employeeLeaveDateTime"] = GraphJson.Date(user.EmployeeLeaveDateTime),
        ["employeeOrgData"] = null,
        ["mobilePhone"] = user.MobilePhone,
        ["businessPhones"] = GraphJson.Texts(user.BusinessPhones),
        ["faxNumber"] = user.FaxNumber,
        ["streetAddress"] = user.StreetAddress,
        ["city"] = user.City,
        ["state"] = user.State,
        ["postalCode"] = user.PostalCode,
        ["country"] = user.Country,
        ["preferredLanguage"] = user.PreferredLanguage,
        ["imAddresses"] = user.Mail is null ? new JsonArray() : GraphJson.Texts(new[] { user.Mail }),
    };

    private static void AddOnPremises(JsonObject json, SandboxUser user)
    {
        var attributes = new JsonObject();
        for (int number = 1; number <= 15; number++)
        {
            user.ExtensionAttributes.TryGetValue($"extensionAttribute{number}", out string? value);
            attributes[$"extensionAttribute{number}"] = value;
        }

        json["onPremisesExtensionAttributes"] = attributes;
        json["onPremisesSyncEnabled"] = user.OnPremisesSyncEnabled;
        json["onPremisesDomainName"] = user.OnPremisesDomainName;
        json["onPremisesSamAccountName"] = user.OnPremisesSamAccountName;
        json["onPremisesDistinguishedName"] = user.OnPremisesDistinguishedName;
        json["onPremisesImmutableId"] = user.OnPremisesImmutableId;
        json["onPremisesLastSyncDateTime"] = GraphJson.Date(user.OnPremisesLastSyncDateTime);
        json["onPremisesUserPrincipalName"] = user.OnPremisesSyncEnabled is true ? user.UserPrincipalName : null;
        json["onPremisesSecurityIdentifier"] = null;
        json["onPremisesProvisioningErrors"] = new JsonArray();
    }

    private static void AddLicenses(JsonObject json, SandboxUser user, SandboxTenant tenant)
    {
        IEnumerable<IGrouping<string, SandboxLicense>> bySku = user.Licenses.Where(license => license.State == "Active").GroupBy(license => license.SkuId, StringComparer.OrdinalIgnoreCase);

        // A plan is off only when every assignment of the product turns it off.
        json["assignedLicenses"] = new JsonArray(bySku.Select(sku => (JsonNode?)Assigned(sku.Key,
            sku.Select(license => license.DisabledPlans).Aggregate((IEnumerable<string>)sku.First().DisabledPlans, (left, right) => left.Intersect(right)))).ToArray());
        json["assignedPlans"] = new JsonArray(tenant.Licensing.ActivePlans(user).GroupBy(plan => plan.Id, StringComparer.OrdinalIgnoreCase).Select(plan => (JsonNode?)new JsonObject
        {
            ["assignedDateTime"] = GraphJson.Date(user.Licenses.Max(license => license.LastUpdatedUtc)),
            ["capabilityStatus"] = "Enabled",
            ["service"] = ServiceOf(plan.First()),
            ["servicePlanId"] = plan.Key,
        }).ToArray());
        json["licenseAssignmentStates"] = new JsonArray(user.Licenses.Select(license => (JsonNode?)new JsonObject
        {
            ["skuId"] = license.SkuId,
            ["disabledPlans"] = GraphJson.Texts(license.DisabledPlans),
            ["assignedByGroup"] = license.AssignedByGroup,
            ["state"] = license.State,
            ["error"] = license.Error,
            ["lastUpdatedDateTime"] = GraphJson.Date(license.LastUpdatedUtc),
        }).ToArray());
        json["provisionedPlans"] = new JsonArray();
        json["serviceProvisioningErrors"] = new JsonArray();
    }

    private static string ServiceOf(SandboxServicePlan plan) => plan switch
    {
        _ when plan.GivesMailbox => "exchange",
        _ when plan.Name.StartsWith("SHAREPOINT", StringComparison.Ordinal) => "SharePoint",
        _ when plan.Name.StartsWith("TEAMS", StringComparison.Ordinal) => "TeamspaceAPI",
        _ when plan.Name.StartsWith("INTUNE", StringComparison.Ordinal) => "SCO",
        _ => "MicrosoftOffice",
    };
}

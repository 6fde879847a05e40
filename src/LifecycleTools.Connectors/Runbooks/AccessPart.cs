using System;
using System.Collections.Generic;
using System.Linq;
using LifecycleTools.Connectors.Systems;
using LifecycleTools.Engine.Tenants;

namespace LifecycleTools.Connectors.Runbooks;

/// <summary>What must be granted, by its exact name, and how.</summary>
internal static class AccessPart
{
    public static void Write(RunbookPage page, TenantFile tenant)
    {
        page.Part("Permissions to grant");
        page.Say("An app registration of its own, used by nothing else. These are application permissions; each is the least that its use allows.");
        page.Table(["Permission", "API", "Used for", "Covers as well"], Permissions.ToGrant()
            .Select(each => (IReadOnlyList<Words>)[Words.Of(Words.Code(each.Name)), each.Api, each.Use, Words.Codes(each.Covers)]));

        page.Section("How to grant them");
        page.Order(
            "Entra admin center, App registrations, New registration: one tenant, no redirect address.",
            "API permissions, Add a permission, Application permissions: each of the table, under the API that it names.",
            Words.Of("Grant admin consent. ", Words.Code("Test-LifecycleRoleMap -Online"), " lists what is still missing, by name."),
            Words.Of("Entra roles, ", Words.Strong("Exchange Recipient Administrator"), " (or Exchange Administrator): assign it to the app. ", Words.Code("Exchange.ManageAsApp"), " does nothing without a role."),
            "Certificates and secrets: upload the public key of a certificate. Where the commands run on an Azure resource, use its managed identity instead.");
        page.Warn(Words.Of("Administrators who leave: to reset their password and remove their sign-in methods the app also needs the Entra role ", Words.Strong("Privileged Authentication Administrator"),
            ". Grant it only if departures of administrators are to run by themselves; without it such a departure says what is left to a person."));
        Systems(page, tenant);
    }

    private static void Systems(RunbookPage page, TenantFile tenant)
    {
        List<IReadOnlyList<Words>> rows = tenant.Systems.OrderBy(each => each.Key, StringComparer.Ordinal)
            .Select(system => (IReadOnlyList<Words>)[Words.Of($"{system.Key} ", Words.Code(system.Value.Kind)), ConnectorCatalog.RightsOf(system.Value.Kind) ?? "This version has no connector of that kind."])
            .ToList();
        if (rows.Count == 0) return;

        page.Section("In the other systems");
        page.Table(["System", "The account needs"], rows);
    }
}

using System;
using System.Collections.Generic;
using System.Net.Http;
using LifecycleTools.Connectors.Tests.Contracts;
using LifecycleTools.Engine.Tenants;

namespace LifecycleTools.Connectors.Tests.Rmm;

/// <summary>An entry of the tenant file, NinjaOne's description, and where the service is known to differ from it.</summary>
internal static class NinjaOneContract
{
    public static SystemSettings Entry => new()
    {
        Kind = "ninjaone",
        Values = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
        {
            ["url"] = "https://app.ninjarmm.com", ["clientId"] = "ninja-client", ["clientSecret"] = "sandbox:ninja-secret", ["refreshToken"] = "sandbox:ninja-refresh", ["nodeRoleId"] = "5",
        },
    };

    public static HttpMessageHandler Hold(HttpMessageHandler sandbox) => VendorContractHandler.Hold(
        sandbox, "ninjaone-subset.json", (inner, contract) => new VendorContractHandler(inner, contract, "^(?=/v2/)") { IsKnown = IsKnown });

    private static bool IsKnown(ContractViolation found) =>
        // What the agent reports of the machine (homotechsual/NinjaOne) is no part of the description.
        found.Pointer == "/system"
        // A change that has nothing to say is answered with a status that the description does not know.
        || (found.Rule.Contains("status", StringComparison.OrdinalIgnoreCase) && found.Call.EndsWith("-> 204", StringComparison.Ordinal))
        // Values of custom fields are described as objects, and are texts and numbers (homotechsual/NinjaOne).
        || (found.Call.Contains("/custom-fields", StringComparison.Ordinal) && found.Rule.EndsWith("must be Object", StringComparison.Ordinal));
}

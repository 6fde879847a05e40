using System;
using System.Collections.Generic;
using System.Linq;
using System.Net.Http;
using LifecycleTools.Connectors.Tests.Contracts;
using LifecycleTools.Engine.Tenants;

namespace LifecycleTools.Connectors.Tests.Rmm;

/// <summary>An entry of the tenant file, Datto RMM's description, and where the service is known to differ from it.</summary>
internal static class DattoRmmContract
{
    public static SystemSettings Entry => new()
    {
        Kind = "dattormm",
        Values = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
        {
            ["url"] = "https://pinotage-api.centrastage.net", ["apiKey"] = "sandbox:datto-key", ["apiSecretKey"] = "sandbox:datto-secret", ["tagField"] = "udf1", ["ownerField"] = "udf2",
            ["entraField"] = "udf10", ["uninstallComponent"] = "Uninstall agent", ["retiredField"] = "udf30", ["retiredSite"] = "Retired",
        },
    };

    public static HttpMessageHandler Hold(HttpMessageHandler sandbox) => VendorContractHandler.Hold(sandbox, "datto-rmm-subset.json", (inner, contract) => new VendorContractHandler(inner, contract, "^/api(?=/v2/)")
    {
        // The schemas of successes are printed under 401, 403 and 404.
        AnswerOf = path => path.Split('/').Skip(2).ToArray() switch
        {
            ["account"] => ("Account", ""),
            ["account", "sites"] => ("SitesPage", ""),
            ["account", "components"] => ("ComponentsPage", ""),
            ["account", "devices"] or ["site", _, "devices"] => ("DevicesPage", ""),
            ["device", _] => ("Device", ""),
            ["audit", "device", _] => ("DeviceAudit", ""),
            ["device", _, "quickjob"] => ("CreateQuickJobResponse", ""),
            ["job", _, "results", _] => ("JobResults", ""),
            ["job", _, "results", _, "stdout" or "stderr"] => ("JobStdData", ""),
            ["system", "request_rate"] => ("RateStatusResponse", ""),
            _ => null,
        },
        IsKnown = IsKnown,
    });

    private static bool IsKnown(ContractViolation found) =>
        // Fields and dates without a value, and the page after the last one, are null (aaronengels/DattoRMM).
        found.Rule == "null is not allowed"
        // Dates are described as texts and sent as milliseconds (TheShadowTek/DattoRMM.Core).
        || (found.Rule.EndsWith("must be String", StringComparison.Ordinal) && (found.Pointer.EndsWith("/lastSeen", StringComparison.Ordinal)
            || found.Pointer.EndsWith("/ranOn", StringComparison.Ordinal) || found.Pointer.EndsWith("/dateCreated", StringComparison.Ordinal)))
        // What moves a device or sets a field has no success in it.
        || (found.Pointer == "status" && (found.Call.Contains("/udf", StringComparison.Ordinal) || found.Call.Contains("/site/", StringComparison.Ordinal)));
}

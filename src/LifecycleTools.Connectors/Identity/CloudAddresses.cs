using System;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.Tenants;

namespace LifecycleTools.Connectors.Identity;

/// <summary>Where one tenant's cloud answers, and whom its tokens are for.</summary>
/// <param name="Authority">Where tokens come from.</param>
/// <param name="Graph">Where Microsoft Graph answers.</param>
/// <param name="GraphResource">Whom tokens for Graph are asked for, without a slash at the end.</param>
/// <param name="Exchange">Where Exchange Online's admin endpoint answers.</param>
/// <param name="ExchangeResource">Whom tokens for Exchange are asked for.</param>
/// <param name="IsKnownCloud">False for a custom authority, which is trusted as it stands: it is not looked up at Microsoft.</param>
/// <remarks>Source: Microsoft Graph, "National cloud deployments"; Exchange Online PowerShell, "Connect to Exchange Online"; "Admin API overview".</remarks>
internal sealed record CloudAddresses(Uri Authority, Uri Graph, string GraphResource, Uri Exchange, string ExchangeResource, bool IsKnownCloud)
{
    /// <summary>The addresses of a tenant: its cloud's own, replaced by those that its file gives.</summary>
    /// <exception cref="LifecycleException">ConnectorNotConfigured: an address is missing, or is neither https nor on this computer.</exception>
    public static CloudAddresses Of(TenantFile tenant)
    {
        (string? authority, string? graph, string? exchange) = tenant.Cloud switch
        {
            TenantCloud.Global => ("https://login.microsoftonline.com", "https://graph.microsoft.com", "https://outlook.office365.com"),
            TenantCloud.UsGov => ("https://login.microsoftonline.us", "https://graph.microsoft.us", "https://outlook.office365.us"),
            TenantCloud.UsGovDod => ("https://login.microsoftonline.us", "https://dod-graph.microsoft.us", "https://outlook-dod.office365.us"),
            TenantCloud.China => ("https://login.chinacloudapi.cn", "https://microsoftgraph.chinacloudapi.cn", "https://outlook.office365.cn"),
            _ => default((string?, string?, string?)),
        };
        Uri authorityAddress = Address(tenant.Endpoints.Authority, authority, "authority", tenant.Name);
        Uri graphAddress = Address(tenant.Endpoints.Graph, graph, "graph", tenant.Name);
        Uri exchangeAddress = Address(tenant.Endpoints.Exchange, exchange, "exchange", tenant.Name);

        // Behind a proxy's address the service is still the same one, and only a token for the service itself opens it.
        return new CloudAddresses(
            authorityAddress, graphAddress, graph ?? Plain(graphAddress), exchangeAddress, exchange ?? Plain(exchangeAddress), tenant.Cloud != TenantCloud.Custom);
    }

    private static Uri Address(Uri? given, string? own, string key, string tenant)
    {
        if (given is null)
        {
            return own is not null ? new Uri(own) : throw Unusable($"Tenant {tenant} has no address for '{key}': cloud 'custom' has none of its own.", key);
        }

        return given.IsAbsoluteUri && (given.Scheme == Uri.UriSchemeHttps || (given.Scheme == Uri.UriSchemeHttp && given.IsLoopback))
            ? given
            : throw Unusable($"Tenant {tenant} has an address for '{key}' that a token must not go to: {given}.", key);
    }

    private static string Plain(Uri address) => address.GetLeftPart(UriPartial.Authority);

    private static LifecycleException Unusable(string what, string key) =>
        new(ErrorIds.ConnectorNotConfigured, ErrorKind.Setup, what) { RecommendedAction = $"Give 'endpoints: {key}' as https, or http on loopback, in the tenant file." };
}

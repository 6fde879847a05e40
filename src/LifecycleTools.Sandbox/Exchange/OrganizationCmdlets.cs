using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;
using LifecycleTools.Sandbox.State;

namespace LifecycleTools.Sandbox.Exchange;

/// <summary>The organization, its domains, and the protocols that open a mailbox.</summary>
internal static class OrganizationCmdlets
{
    [Cmdlet("Get-OrganizationConfig", "")]
    public static IEnumerable<JsonObject> GetOrganization(CmdletCall call)
    {
        string name = call.Tenant.Domains.FirstOrDefault(domain => domain.IsInitial)?.Name ?? call.Tenant.Name;
        yield return new JsonObject
        {
            ["Identity"] = name,
            ["Name"] = name,
            ["DisplayName"] = call.Tenant.Name,
            ["ExternalDirectoryOrganizationId"] = call.Tenant.TenantId,
            ["IsDehydrated"] = false,
            ["DelayedDelicensingEnabled"] = false,
        };
    }

    [Cmdlet("Get-AcceptedDomain", "Identity ResultSize")]
    public static IEnumerable<JsonObject> GetDomain(CmdletCall call)
    {
        string? identity = call.Text("Identity");
        List<SandboxDomain> found = call.Tenant.Domains.Where(domain => domain.IsVerified && (identity is null || SandboxTenant.Same(domain.Name, identity))).ToList();
        if (identity is not null && found.Count == 0) throw Failures.NotFound(identity);

        return found.Select(domain => new JsonObject
        {
            ["Identity"] = domain.Name,
            ["Name"] = domain.Name,
            ["DomainName"] = domain.Name,
            ["DomainType"] = "Authoritative",
            ["Default"] = domain.IsDefault,
            ["InitialDomain"] = domain.IsInitial,
        });
    }

    [Cmdlet("Get-CASMailbox", "Identity* Filter ResultSize ProtocolSettings? ActiveSyncDebugLogging?")]
    [Cmdlet("Get-EXOCASMailbox", "Identity* ExternalDirectoryObjectId Filter ResultSize Properties[] PropertySets[]")]
    public static IEnumerable<JsonObject> GetProtocols(CmdletCall call)
    {
        Recipient recipient = call.Directory.Mailbox(call.Required("Identity"));
        SandboxProtocols protocols = recipient.Mailbox!.Protocols;
        yield return new JsonObject
        {
            ["Identity"] = recipient.Name,
            ["ExternalDirectoryObjectId"] = recipient.Id,
            ["OWAEnabled"] = protocols.OwaEnabled,
            ["ActiveSyncEnabled"] = protocols.ActiveSyncEnabled,
            ["PopEnabled"] = protocols.PopEnabled,
            ["ImapEnabled"] = protocols.ImapEnabled,
            ["MAPIEnabled"] = protocols.MapiEnabled,
            ["EwsEnabled"] = protocols.EwsEnabled,
            ["OutlookMobileEnabled"] = protocols.OutlookMobileEnabled,
            ["SmtpClientAuthenticationDisabled"] = protocols.SmtpClientAuthenticationDisabled,
        };
    }

    [Cmdlet("Set-CASMailbox", "Identity* OWAEnabled? ActiveSyncEnabled? PopEnabled? ImapEnabled? MAPIEnabled? EwsEnabled? OutlookMobileEnabled? SmtpClientAuthenticationDisabled?")]
    public static IEnumerable<JsonObject> SetProtocols(CmdletCall call)
    {
        SandboxProtocols protocols = call.Directory.Mailbox(call.Required("Identity")).Mailbox!.Protocols;
        protocols.OwaEnabled = call.Flag("OWAEnabled", protocols.OwaEnabled);
        protocols.ActiveSyncEnabled = call.Flag("ActiveSyncEnabled", protocols.ActiveSyncEnabled);
        protocols.PopEnabled = call.Flag("PopEnabled", protocols.PopEnabled);
        protocols.ImapEnabled = call.Flag("ImapEnabled", protocols.ImapEnabled);
        protocols.MapiEnabled = call.Flag("MAPIEnabled", protocols.MapiEnabled);
        protocols.EwsEnabled = call.Flag("EwsEnabled", protocols.EwsEnabled);
        protocols.OutlookMobileEnabled = call.Flag("OutlookMobileEnabled", protocols.OutlookMobileEnabled);
        if (call.Has("SmtpClientAuthenticationDisabled"))
        {
            // Null means "as the organization says".
            protocols.SmtpClientAuthenticationDisabled = call.Text("SmtpClientAuthenticationDisabled") is null ? null : call.Flag("SmtpClientAuthenticationDisabled");
        }

        return Enumerable.Empty<JsonObject>();
    }
}

using System;
using LifecycleTools.Engine.Ports;
using LifecycleTools.Engine.Roles;
using LifecycleTools.Engine.Tenants;

namespace LifecycleTools.Connectors.Runbooks;

/// <summary>Puts the parts of a runbook together.</summary>
internal sealed class RunbookWriter : IRunbookWriter
{
    /// <inheritdoc/>
    public string Write(TenantFile tenant, RoleMap map, RunbookFormat format)
    {
        RunbookPage page = Page(tenant, map);
        return format switch
        {
            RunbookFormat.Markdown => MarkdownText.Of(page),
            RunbookFormat.Html => HtmlText.Of(page),
            _ => throw new ArgumentOutOfRangeException(nameof(format)),
        };
    }

    /// <summary>What the runbook of a tenant says.</summary>
    internal static RunbookPage Page(TenantFile tenant, RoleMap map)
    {
        var page = new RunbookPage(
            $"Runbook: hires and departures at {tenant.Name}",
            "Written by Export-LifecycleRunbook from the tenant file, the role map and the workflows that run. Do not edit it: change what it is made from, and write it again.");
        DailyPart.Write(page, tenant);
        RolesPart.Write(page, map);
        SequencePart.Write(page);
        PersonPart.Write(page);
        RecoveryPart.Write(page);
        AccessPart.Write(page, tenant);
        SecretsPart.Write(page, tenant);
        ErrorsPart.Write(page);
        return page;
    }
}

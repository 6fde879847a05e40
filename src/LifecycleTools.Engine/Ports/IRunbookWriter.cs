using LifecycleTools.Engine.Roles;
using LifecycleTools.Engine.Tenants;

namespace LifecycleTools.Engine.Ports;

/// <summary>Writes the runbook of a tenant: what its team does and why, from the same definitions that run. Nothing is asked of the tenant.</summary>
public interface IRunbookWriter
{
    /// <summary>The whole document. The same files give the same text, so that a change of the runbook in git is a change of what runs.</summary>
    /// <param name="tenant">The tenant. Names of secrets are written, never secrets.</param>
    /// <param name="map">What its roles get.</param>
    /// <param name="format">Markdown, or one HTML file that asks for nothing else.</param>
    string Write(TenantFile tenant, RoleMap map, RunbookFormat format);
}

/// <summary>What a runbook is written as.</summary>
public enum RunbookFormat
{
    /// <summary>Markdown, for a repository or a wiki.</summary>
    Markdown,

    /// <summary>One HTML file without any outside request.</summary>
    Html,
}

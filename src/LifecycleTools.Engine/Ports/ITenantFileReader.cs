using LifecycleTools.Engine.Tenants;

namespace LifecycleTools.Engine.Ports;

/// <summary>Reads tenant files (lifecycle.yaml) from disk. No secret is looked up and nothing is asked of the tenant.</summary>
public interface ITenantFileReader
{
    /// <summary>Reads a tenant file.</summary>
    /// <param name="path">Full path of the file.</param>
    /// <exception cref="Errors.LifecycleException">TenantFileInvalid when there is no such file. Bad content is a finding, never an exception.</exception>
    TenantFileReading Read(string path);
}

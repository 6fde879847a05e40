using System.Collections.Generic;
using LifecycleTools.Engine.Roles;

namespace LifecycleTools.Engine.Ports;

/// <summary>Reads role maps from disk. Offline: nothing is asked of a tenant.</summary>
public interface IRoleMapReader
{
    /// <summary>Reads files, and the *.yaml and *.yml files directly inside folders.</summary>
    /// <param name="paths">Full paths of files or folders.</param>
    /// <returns>A report for each file, and the maps: files that give the same name under "map", or none, make up one map.</returns>
    /// <exception cref="Errors.LifecycleException">RoleMapNotFound: a path leads to nothing. Bad content is a finding, never an exception.</exception>
    RoleMapReading Read(IReadOnlyList<string> paths);
}

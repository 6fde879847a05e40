using System;
using System.Management.Automation;

namespace LifecycleTools.Bridge;

/// <summary>What happens when the module is imported and removed: a check of the runtime, and nothing that reads a file or opens a connection.</summary>
public sealed class ModuleLifetime : IModuleAssemblyInitializer, IModuleAssemblyCleanup
{
    /// <summary>Refuses runtimes that the module does not work on, with a sentence that says which one it found.</summary>
    /// <exception cref="PlatformNotSupportedException">The runtime is too old.</exception>
    public void OnImport()
    {
        if (Edition.Obstacle() is { } obstacle)
        {
            throw new PlatformNotSupportedException(obstacle);
        }

        // Loads the engine, where the result types are: a script may name [LifecycleTools.StepResult] before it runs a command.
        GC.KeepAlive(typeof(StepResult));
        if (Edition.IsDesktop)
        {
            DesktopAssemblies.Enter();
        }
    }

    /// <summary>Takes back what the import, or a use since, put into the process. The assemblies stay: no runtime unloads them.</summary>
    /// <param name="psModuleInfo">The module that goes.</param>
    public void OnRemove(PSModuleInfo psModuleInfo)
    {
        if (Edition.IsDesktop)
        {
            DesktopAssemblies.Leave();
        }
    }
}

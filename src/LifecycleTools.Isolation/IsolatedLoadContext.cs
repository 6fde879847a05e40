using System;
using System.Reflection;
using System.Runtime.Loader;

namespace LifecycleTools.Isolation;

/// <summary>Keeps our copies of Microsoft.Graph, Azure.Identity and YamlDotNet apart from those of every other module in the session.</summary>
/// <remarks>
/// PowerShell 7 only; Windows PowerShell never opens this assembly. The runtime asks <see cref="Load"/> before anybody else, and raises no event
/// when it answers. So a resolve handler of another module, and there are some that answer every name that begins with "Microsoft" or "Azure.Core", is never
/// asked about a file in our folder.
/// </remarks>
public sealed class IsolatedLoadContext : AssemblyLoadContext
{
    private readonly AssemblyDependencyResolver _folder;
    private readonly Assembly _engine;

    private IsolatedLoadContext(string connectors, Assembly engine)
        : base("LifecycleTools", isCollectible: false)
    {
        _folder = new AssemblyDependencyResolver(connectors);
        _engine = engine;
    }

    /// <summary>Loads the connectors into a new context. The caller keeps the answer: a second call makes a second copy of everything.</summary>
    /// <param name="connectors">Full path of LifecycleTools.Connectors.dll; its .deps.json must lie beside it.</param>
    /// <param name="engine">The engine as the commands have it.</param>
    public static Assembly LoadConnectors(string connectors, Assembly engine) =>
        new IsolatedLoadContext(connectors, engine).LoadFromAssemblyPath(connectors);

    /// <inheritdoc />
    protected override Assembly? Load(AssemblyName assemblyName)
    {
        // The engine is common ground: with a second copy here, a StepResult of the connectors would not be a StepResult of the commands.
        if (string.Equals(assemblyName.Name, _engine.GetName().Name, StringComparison.OrdinalIgnoreCase))
        {
            return _engine;
        }

        // Null means "not ours": the framework's copy is shared.
        return _folder.ResolveAssemblyToPath(assemblyName) is { } path ? LoadFromAssemblyPath(path) : null;
    }

    /// <inheritdoc />
    protected override IntPtr LoadUnmanagedDll(string unmanagedDllName) =>
        _folder.ResolveUnmanagedDllToPath(unmanagedDllName) is { } path ? LoadUnmanagedDllFromPath(path) : IntPtr.Zero;
}

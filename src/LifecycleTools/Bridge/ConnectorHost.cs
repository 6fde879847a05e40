using System;
using System.IO;
using System.Reflection;
using LifecycleTools.Engine.Ports;

namespace LifecycleTools.Bridge;

/// <summary>The only way from the commands to the connectors.</summary>
/// <remarks>
/// Opened when a command first needs the outside world, not at import. A process has one door, whichever runspace opens it and however often the module is
/// imported again: assemblies cannot be unloaded, and a second copy of them would not recognize objects of the first. A door that failed to open is tried again
/// by the next command.
/// </remarks>
internal static class ConnectorHost
{
    private const string ConnectorsName = "LifecycleTools.Connectors";
    private static readonly object s_gate = new();
    private static Assembly? s_connectors;
    private static IConnectorFactory? s_factory;

    /// <summary>The door, opened if it is not yet. Tests put their own here.</summary>
    public static IConnectorFactory Factory
    {
        get
        {
            lock (s_gate)
            {
                return s_factory ??= Create(Connectors(Path.GetDirectoryName(typeof(ConnectorHost).Assembly.Location)!));
            }
        }

        internal set
        {
            lock (s_gate)
            {
                s_factory = value;
            }
        }
    }

    /// <summary>Loads the connectors of a module folder, or gives those that are loaded already.</summary>
    /// <param name="bin">Full path of the folder that this assembly is in.</param>
    internal static Assembly Connectors(string bin)
    {
        lock (s_gate)
        {
            return s_connectors ??= Edition.IsDesktop
                ? DesktopAssemblies.LoadConnectors(Path.Combine(bin, "Desktop"))
                : LoadIsolated(bin);
        }
    }

    /// <summary>Makes the connectors' factory.</summary>
    internal static IConnectorFactory Create(Assembly connectors) =>
        (IConnectorFactory)Activator.CreateInstance(connectors.GetType(ConnectorsName + ".ConnectorFactory", throwOnError: true)!)!;

    // This assembly is netstandard2.0, which does not know load contexts; hence a file of its own for them and this one reflective call.
    private static Assembly LoadIsolated(string bin)
    {
        MethodInfo load = Assembly.LoadFrom(Path.Combine(bin, "LifecycleTools.Isolation.dll"))
            .GetType("LifecycleTools.Isolation.IsolatedLoadContext", throwOnError: true)!
            .GetMethod("LoadConnectors", new[] { typeof(string), typeof(Assembly) })!;
        var loadConnectors = (Func<string, Assembly, Assembly>)load.CreateDelegate(typeof(Func<string, Assembly, Assembly>));
        return loadConnectors(Path.Combine(bin, "Core", ConnectorsName + ".dll"), typeof(IConnectorFactory).Assembly);
    }
}

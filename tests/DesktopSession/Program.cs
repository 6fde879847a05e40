using System;
using System.IO;
using System.Linq;
using System.Reflection;
using LifecycleTools.Bridge;

namespace DesktopSession;

/// <summary>
/// Loads the connectors from the Desktop folder as the module does, puts every reference of every assembly there to our handler, as .NET Framework does with
/// those that it cannot bind, and then has each type that is referred to resolved. The argument is the module's bin folder. Prints, parted by tabs,
/// "answer" with who asks, for what name and version, what version came, and from where; and "missing" with who asks and what could not be had.
/// </summary>
internal static class Program
{
    private const int TypeReferences = 0x01000000;

    private static void Main(string[] arguments)
    {
        string desktop = Path.Combine(arguments[0], "Desktop");

        // PowerShell has it long before anybody asks the connectors for anything.
        Assembly.LoadFrom(Path.Combine(arguments[0], "LifecycleTools.Engine.dll"));
        DesktopAssemblies.Enter();
        DesktopAssemblies.LoadConnectors(desktop);
        foreach (Assembly asker in Directory.GetFiles(desktop, "*.dll").OrderBy(name => name, StringComparer.Ordinal).Select(Assembly.LoadFrom))
        {
            foreach (AssemblyName wanted in asker.GetReferencedAssemblies()) Ask(asker, wanted);
            Resolve(asker);
        }

        DesktopAssemblies.Leave();
    }

    private static void Ask(Assembly asker, AssemblyName wanted)
    {
        if (DesktopAssemblies.Answer(AppDomain.CurrentDomain, new ResolveEventArgs(wanted.FullName, asker)) is { } came)
            Console.WriteLine(string.Join("\t", "answer", asker.GetName().Name, wanted.Name, wanted.Version, came.GetName().Version, came.Location));
    }

    // The table of references has no gaps; the first number behind its end is no token any more.
    private static void Resolve(Assembly asker)
    {
        for (int row = 1; ; row++)
        {
            try
            {
                asker.ManifestModule.ResolveType(TypeReferences | row);
            }
            catch (ArgumentException)
            {
                return;
            }
            catch (Exception failure) when (failure is FileNotFoundException or TypeLoadException or FileLoadException)
            {
                Console.WriteLine($"missing\t{asker.GetName().Name}\t{failure.Message.Replace('\n', ' ')}");
            }
        }
    }
}

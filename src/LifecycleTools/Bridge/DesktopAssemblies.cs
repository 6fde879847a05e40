using System;
using System.IO;
using System.Reflection;

namespace LifecycleTools.Bridge;

/// <summary>Windows PowerShell only: loads the connectors from their own folder, and answers for assemblies that they ask for.</summary>
/// <remarks>
/// .NET Framework binds strong names exactly, and the packages in the folder ask for versions of each other that are not in it (Microsoft.Graph for an older
/// Kiota, for example). So somebody must say that the copy in the folder will do. Windows PowerShell is shared ground, and what is said here is said only to
/// assemblies that were loaded from our folder: an answer to a stranger would change how its module behaves.
/// </remarks>
internal static class DesktopAssemblies
{
    private static readonly object s_gate = new();
    private static string? s_folder;
    private static int s_sessions;
    private static bool s_answering;

    /// <summary>A runspace imported the module.</summary>
    public static void Enter() => Change(() => s_sessions++);

    /// <summary>A runspace removed the module. With the last one the handler goes; the next import brings it back.</summary>
    public static void Leave() => Change(() => s_sessions = Math.Max(0, s_sessions - 1));

    /// <summary>Loads the connectors.</summary>
    /// <param name="folder">Full path of bin/Desktop.</param>
    public static Assembly LoadConnectors(string folder)
    {
        Change(() => s_folder = folder + Path.DirectorySeparatorChar);
        return Assembly.LoadFrom(Path.Combine(folder, "LifecycleTools.Connectors.dll"));
    }

    /// <summary>The file in the folder that answers a request, or null when the request is not ours to answer.</summary>
    /// <param name="folder">Our folder, with a separator at its end.</param>
    /// <param name="asker">Where the asking assembly was loaded from; null when that is not known.</param>
    /// <param name="wanted">Full name of the assembly that is wanted.</param>
    internal static string? FileFor(string folder, string? asker, string wanted)
    {
        if (asker is null || !asker.StartsWith(folder, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        string candidate = folder + new AssemblyName(wanted).Name + ".dll";
        return File.Exists(candidate) ? candidate : null;
    }

    private static void Change(Action change)
    {
        lock (s_gate)
        {
            change();
            bool needed = s_folder is not null && s_sessions > 0;
            if (needed == s_answering)
            {
                return;
            }

            if (needed)
            {
                AppDomain.CurrentDomain.AssemblyResolve += Answer;
            }
            else
            {
                AppDomain.CurrentDomain.AssemblyResolve -= Answer;
            }

            s_answering = needed;
        }
    }

    /// <summary>Answers for the asker, as .NET Framework asks once it has not found what was wanted.</summary>
    internal static Assembly? Answer(object? sender, ResolveEventArgs request)
    {
        // Location throws for assemblies made in memory, and those are never ours.
        string? asker = request.RequestingAssembly is { IsDynamic: false } assembly ? assembly.Location : null;
        return s_folder is { } folder && FileFor(folder, asker, request.Name) is { } file ? Assembly.LoadFrom(file) : null;
    }
}

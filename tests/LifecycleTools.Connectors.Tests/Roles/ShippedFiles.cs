using System;
using System.IO;

namespace LifecycleTools.Connectors.Tests.Roles;

/// <summary>Files that the repository ships.</summary>
internal static class ShippedFiles
{
    private static readonly Lazy<string> s_root = new(FindRoot);

    public static string Path(params string[] parts) => System.IO.Path.Combine(s_root.Value, System.IO.Path.Combine(parts));

    private static string FindRoot()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "LifecycleTools.sln"))) return folder.FullName;
        }

        throw new DirectoryNotFoundException("The tests do not run inside the repository.");
    }
}

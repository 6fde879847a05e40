using System;
using System.IO;

namespace LifecycleTools.FirstRun;

/// <summary>Finds the repository from where the program was built.</summary>
internal static class Repository
{
    public static string Root()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "LifecycleTools.psd1"))) return folder.FullName;
        }

        throw new DirectoryNotFoundException("LifecycleTools.psd1 is in none of the folders above the program.");
    }
}

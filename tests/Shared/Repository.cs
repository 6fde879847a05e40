using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace LifecycleTools.Tests.Shared;

/// <summary>Where things are in the work tree that the tests were built from.</summary>
internal static class Repository
{
    private static readonly string[] s_notWritten = { "bin", "obj", ".git", "artifacts", "TestResults" };

    /// <summary>Full path of the repository's root.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>Full path of the module's manifest.</summary>
    public static string Manifest => At("LifecycleTools.psd1");

    /// <summary>Full path of something in the repository.</summary>
    public static string At(params string[] parts) => Path.Combine(parts.Prepend(Root).ToArray());

    /// <summary>Every file of one kind under a folder that somebody wrote; what a build made is left out.</summary>
    public static IReadOnlyList<string> Written(string pattern, params string[] folder) =>
        Directory.EnumerateFiles(At(folder), pattern, SearchOption.AllDirectories)
            .Where(file => !Path.GetRelativePath(Root, file).Split(Path.DirectorySeparatorChar).Any(s_notWritten.Contains))
            .OrderBy(file => file, StringComparer.Ordinal)
            .ToArray();

    private static string FindRoot()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "LifecycleTools.psd1")))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException($"No LifecycleTools.psd1 above {AppContext.BaseDirectory}.");
    }
}

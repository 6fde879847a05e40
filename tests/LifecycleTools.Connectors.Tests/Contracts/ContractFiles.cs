using System;
using System.IO;
using Xunit;

namespace LifecycleTools.Connectors.Tests.Contracts;

/// <summary>Finds the official descriptions, which lie beside the repository and not in it.</summary>
internal static class ContractFiles
{
    private const string RootMark = "LifecycleTools.sln";

    /// <summary>The folder of the descriptions, or null when it was not checked out beside the repository.</summary>
    public static string? Folder { get; } = Find();

    /// <summary>Skips the calling test, visibly, when the descriptions are absent; on a build server that is a failure.</summary>
    public static void Require() => Skip.IfNot(
        Folder is not null || Environment.GetEnvironmentVariable("CI") == "true",
        "The official descriptions are not there: expected ../shared/contracts beside the repository.");

    /// <summary>The full path of one description.</summary>
    /// <exception cref="DirectoryNotFoundException">The folder is not there.</exception>
    public static string PathOf(string name) => Path.Combine(
        Folder ?? throw new DirectoryNotFoundException("../shared/contracts beside the repository root was not found."), name);

    private static string? Find()
    {
        for (DirectoryInfo? at = new(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            if (!File.Exists(Path.Combine(at.FullName, RootMark))) continue;

            string folder = Path.GetFullPath(Path.Combine(at.FullName, "..", "shared", "contracts"));
            return Directory.Exists(folder) ? folder : null;
        }

        return null;
    }
}

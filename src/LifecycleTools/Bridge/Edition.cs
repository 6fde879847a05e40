using System;
using System.Runtime.InteropServices;

namespace LifecycleTools.Bridge;

/// <summary>Which PowerShell this is, and whether its runtime is one that the module works on.</summary>
/// <remarks>A manifest cannot ask for "5.1, or 7.4 and later", and its DotNetFrameworkVersion is not enforced above 4.5 (about_Module_Manifests).</remarks>
internal static class Edition
{
    private const string FrameworkName = ".NET Framework ";

    // RuntimeInformation gives the file version of the runtime, not its marketing name: 4.7.2 first shipped as 4.7.3056 (Windows 10 1803).
    private static readonly Version s_framework472 = new(4, 7, 3056);
    private const int OldestCoreMajor = 8;

    /// <summary>Windows PowerShell, on .NET Framework.</summary>
    public static bool IsDesktop => IsFramework(RuntimeInformation.FrameworkDescription);

    /// <summary>What stands against running here, as one sentence; null when nothing does.</summary>
    public static string? Obstacle() => Obstacle(RuntimeInformation.FrameworkDescription, Environment.Version);

    /// <summary>The same for a given runtime.</summary>
    /// <param name="description">As in <see cref="RuntimeInformation.FrameworkDescription"/>.</param>
    /// <param name="runtime">As in <see cref="Environment.Version"/>; on .NET Framework it says 4.0.30319 whatever is installed, and is not used.</param>
    internal static string? Obstacle(string description, Version runtime)
    {
        if (!IsFramework(description))
        {
            return runtime.Major >= OldestCoreMajor
                ? null
                : $"LifecycleTools needs PowerShell 7.4 or later (.NET {OldestCoreMajor}); this session runs on {description}. Install a newer PowerShell and import the module there.";
        }

        return Version.TryParse(description.Substring(FrameworkName.Length), out Version? found) && found >= s_framework472
            ? null
            : $"LifecycleTools needs .NET Framework 4.7.2 or later; this session runs on {description}. Install .NET Framework 4.8, or use PowerShell 7.4 or later.";
    }

    private static bool IsFramework(string description) => description.StartsWith(FrameworkName, StringComparison.Ordinal);
}

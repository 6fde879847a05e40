using System;
using System.IO;
using System.Threading.Tasks;

namespace LifecycleTools.RealServers.Tests;

/// <summary>A package as npm gives it. Installed once for a user, and found there from then on.</summary>
/// <param name="Name">The package's name.</param>
/// <param name="Version">Exactly which.</param>
internal sealed record NpmPackage(string Name, string Version)
{
    private static readonly TimeSpan s_longest = TimeSpan.FromMinutes(5);

    private string Folder => Path.Combine(
        Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.Create), "LifecycleTools.RealServers", Name + "-" + Version);

    /// <summary>The package's folder; installs it when it is not there yet.</summary>
    /// <exception cref="InvalidOperationException">npm failed or took too long.</exception>
    /// <exception cref="System.ComponentModel.Win32Exception">npm is not on this machine.</exception>
    public async Task<string> InstallAsync()
    {
        Directory.CreateDirectory(Folder);

        // Two test runs of one user: the second waits until the first has installed it.
        using FileStream mine = await LockAsync(Path.Combine(Folder, ".lock"));
        string complete = Path.Combine(Folder, ".complete");
        if (!File.Exists(complete))
        {
            await File.WriteAllTextAsync(Path.Combine(Folder, "package.json"), """{ "private": true }""");
            await ServerProcess.RunAsync("npm", ["install", Name + "@" + Version, "--save-exact", "--no-audit", "--no-fund", "--loglevel=error"], Folder, s_longest);
            await File.WriteAllTextAsync(complete, Version);
        }

        return Path.Combine(Folder, "node_modules", Name);
    }

    private static async Task<FileStream> LockAsync(string path)
    {
        DateTime until = DateTime.UtcNow + s_longest;
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (DateTime.UtcNow < until)
            {
                await Task.Delay(TimeSpan.FromSeconds(1));
            }
        }
    }
}

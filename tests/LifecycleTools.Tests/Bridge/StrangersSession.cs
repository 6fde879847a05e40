using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Threading.Tasks;
using LifecycleTools.Tests.Shared;

namespace LifecycleTools.Tests.Bridge;

/// <summary>What one child process of tests/Strangers saw.</summary>
internal sealed record StrangersSession(IReadOnlyList<StrangersSession.Loaded> Assemblies, ILookup<string, string> Notes)
{
    internal sealed record Loaded(string Name, Version Version, string Context, string File);

    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);

    /// <summary>The assemblies in one load context.</summary>
    public IEnumerable<Loaded> In(string context) => Assemblies.Where(loaded => loaded.Context == context);

    /// <summary>Plays one scene of tests/Strangers/Program.cs in a process of its own.</summary>
    /// <param name="more">What the scene needs beside the module.</param>
    public static async Task<StrangersSession> PlayAsync(string scene, params string[] more)
    {
        string configuration = typeof(StrangersSession).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(about => about.Key == "Configuration").Value!;
        var start = new ProcessStartInfo(Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.ArgumentList.Add(Repository.At("tests", "Strangers", "bin", configuration, "net10.0", "Strangers.dll"));
        start.ArgumentList.Add(Repository.Manifest);
        start.ArgumentList.Add(scene);
        foreach (string argument in more) start.ArgumentList.Add(argument);

        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        try
        {
            await process.WaitForExitAsync().WaitAsync(s_patience);
        }
        catch (TimeoutException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        return process.ExitCode == 0
            ? Read(await output)
            : throw new InvalidOperationException($"The scene '{scene}' ended with {process.ExitCode}:{Environment.NewLine}{await errors}{await output}");
    }

    private static StrangersSession Read(string output)
    {
        string[][] lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.TrimEnd('\r').Split('\t')).ToArray();
        return new StrangersSession(
            lines.Where(line => line[0] == "assembly").Select(line => new Loaded(line[1], Version.Parse(line[2]), line[3], line[4])).ToArray(),
            lines.Where(line => line[0] == "note").ToLookup(line => line[1], line => line[2]));
    }
}

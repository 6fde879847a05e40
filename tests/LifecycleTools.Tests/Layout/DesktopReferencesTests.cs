using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Threading.Tasks;
using FluentAssertions;
using LifecycleTools.Tests.Shared;
using Xunit;
using Xunit.Abstractions;

namespace LifecycleTools.Tests.Layout;

/// <summary>What the packages of the Desktop folder ask for and .NET Framework does not bind by itself: the folder has it, and our handler loads it.</summary>
public sealed class DesktopReferencesTests(ITestOutputHelper output)
{
    private const string Mono = "/usr/bin/mono";

    // Only a process that hangs is ever this late.
    private static readonly TimeSpan s_hung = TimeSpan.FromMinutes(3);

    private readonly IReadOnlyList<ModuleFile> _files = ModuleFile.ReadFolder(Repository.At("bin", "Desktop"));

    [Fact]
    public void Desktop_HasAFileForEveryReferenceWhoseVersionItDoesNotHave()
    {
        IReadOnlyDictionary<string, Version> versions = Versions();
        Reference[] open = [.. Open()];

        output.WriteLine($"{_files.Count} assemblies, {open.Length} open references:");
        foreach (Reference one in open)
        {
            output.WriteLine($"{one.Asker} wants {one.Wanted} {one.Version}; the folder has {(versions.TryGetValue(one.Wanted, out Version? there) ? there.ToString() : "nothing")}");
        }

        open.Should().NotBeEmpty("the packages are known to ask for versions of each other that are not there; none at all means that nothing was read");
        open.Where(one => !versions.ContainsKey(one.Wanted)).Should().BeEmpty("the handler can only answer with a file of that name");
    }

    [SkippableFact]
    public async Task Handler_LoadsEveryOpenReferenceFromTheFolder_AndTheirTypesResolve()
    {
        Skip.If(!File.Exists(Mono) && Environment.GetEnvironmentVariable("CI") != "true", "Mono is not on this machine.");

        string[][] said = await SessionAsync();

        var answers = said.Where(line => line[0] == "answer").ToDictionary(line => new Reference(line[1], line[2], Version.Parse(line[3])), line => (Version: Version.Parse(line[4]), File: line[5]));
        Reference[] open = [.. Open().Where(one => one.Wanted != "LifecycleTools.Engine")];
        output.WriteLine($"{open.Length} open references, {answers.Count} answers");
        open.Where(one => !answers.ContainsKey(one)).Should().BeEmpty();
        answers.Where(one => open.Contains(one.Key)).Should().OnlyContain(one => Path.GetDirectoryName(one.Value.File) == Repository.At("bin", "Desktop") && one.Value.Version.Major >= one.Key.Version.Major);

        // Mono has no Visual Basic runtime; .NET Framework has.
        said.Where(line => line[0] == "missing" && !line[2].Contains("Microsoft.VisualBasic", StringComparison.Ordinal)).Select(line => $"{line[1]}: {line[2]}").Should().BeEmpty();
    }

    private static async Task<string[][]> SessionAsync()
    {
        string configuration = typeof(DesktopReferencesTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(about => about.Key == "Configuration").Value!;
        var start = new ProcessStartInfo(Mono) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(Repository.At("tests", "DesktopSession", "bin", configuration, "net472", "DesktopSession.exe"));
        start.ArgumentList.Add(Repository.At("bin"));
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        try
        {
            await process.WaitForExitAsync().WaitAsync(s_hung);
        }
        catch (TimeoutException)
        {
            process.Kill();
            throw;
        }

        process.ExitCode.Should().Be(0, await errors);
        return (await output).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('\t')).ToArray();
    }

    private Dictionary<string, Version> Versions()
    {
        var versions = _files.ToDictionary(file => file.Name.Name!, file => file.Name.Version!, StringComparer.OrdinalIgnoreCase);
        versions["LifecycleTools.Engine"] = ModuleFile.Read(Repository.At("bin", "LifecycleTools.Engine.dll"))!.Name.Version!;
        return versions;
    }

    private IEnumerable<Reference> Open()
    {
        IReadOnlyDictionary<string, Version> versions = Versions();
        IReadOnlyDictionary<string, Version> framework = FrameworkVersions();
        return _files.SelectMany(file => file.References.Select(wanted => new Reference(file.Name.Name!, wanted.Name!, wanted.Version!)))
            .Where(one => !(framework.TryGetValue(one.Wanted, out Version? inBox) && inBox >= one.Version) && !(versions.TryGetValue(one.Wanted, out Version? there) && there == one.Version));
    }

    // What .NET Framework 4.7.2 has itself, by its reference assemblies. It gives its own version to anybody who asks for the same or an older one.
    private static Dictionary<string, Version> FrameworkVersions()
    {
        string packages = typeof(DesktopReferencesTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(about => about.Key == "NuGetPackageRoot").Value!;
        string folder = Directory.GetDirectories(Path.Combine(packages, "microsoft.netframework.referenceassemblies.net472")).OrderBy(name => name, StringComparer.Ordinal).Last();
        return Directory.EnumerateFiles(Path.Combine(folder, "build", ".NETFramework", "v4.7.2"), "*.dll", SearchOption.AllDirectories)
            .Select(ModuleFile.Read).OfType<ModuleFile>()
            .ToDictionary(file => file.Name.Name!, file => file.Name.Version!, StringComparer.OrdinalIgnoreCase);
    }

    private sealed record Reference(string Asker, string Wanted, Version Version);
}

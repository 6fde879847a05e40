using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using FluentAssertions;
using LifecycleTools.Tests.Shared;
using Xunit;
using Xunit.Abstractions;

namespace LifecycleTools.Tests.Layout;

public class LayoutTests(ITestOutputHelper output)
{
    private static readonly string[] s_root =
    {
        "LifecycleTools.dll", "LifecycleTools.Engine.dll", "LifecycleTools.Isolation.dll", "LifecycleTools.Format.ps1xml", "LifecycleTools.Types.ps1xml",
    };

    [Fact]
    public void Bin_HoldsOurThreeAssembliesTwoViewsTwoFoldersAndNothingElse() =>
        Directory.EnumerateFileSystemEntries(Repository.At("bin")).Select(Path.GetFileName)
            .Should().BeEquivalentTo(s_root.Concat(new[] { "Core", "Desktop" }));

    [Theory]
    [InlineData("Core")]
    [InlineData("Desktop")]
    public void ConnectorFolder_HasNoSecondEngineAndNoPowerShell(string folder)
    {
        string[] names = Directory.EnumerateFiles(Repository.At("bin", folder), "*", SearchOption.AllDirectories).Select(file => Path.GetFileName(file)!).ToArray();

        names.Should().Contain(new[] { "LifecycleTools.Connectors.dll", "LifecycleTools.Sandbox.dll", "Microsoft.Graph.dll", "Azure.Identity.dll", "YamlDotNet.dll" });
        names.Should().NotContain(new[] { "LifecycleTools.Engine.dll", "LifecycleTools.dll", "LifecycleTools.Isolation.dll", "System.Management.Automation.dll" });
        names.Should().NotContain(name => name.EndsWith(".pdb", StringComparison.Ordinal) || name.EndsWith(".xml", StringComparison.Ordinal));
    }

    [Fact]
    public void Core_TellsTheLoadContextWhereItsFilesAre() => File.Exists(Repository.At("bin", "Core", "LifecycleTools.Connectors.deps.json")).Should().BeTrue();

    [Fact]
    public void Manifest_NamesOnlyFilesThatExist_InTheirExactCase()
    {
        IReadOnlyList<string> named = ManifestText.PathsIn("RootModule", "TypesToProcess", "FormatsToProcess");

        named.Should().HaveCount(3);
        foreach (string path in named)
        {
            Directory.EnumerateFiles(Repository.At(Path.GetDirectoryName(path)!)).Select(Path.GetFileName).Should().Contain(Path.GetFileName(path));
        }
    }

    [Theory]
    [InlineData("LifecycleTools.dll")]
    [InlineData("LifecycleTools.Engine.dll")]
    [InlineData("LifecycleTools.Isolation.dll")]
    [InlineData("Core/LifecycleTools.Connectors.dll")]
    [InlineData("Core/LifecycleTools.Sandbox.dll")]
    [InlineData("Desktop/LifecycleTools.Connectors.dll")]
    [InlineData("Desktop/LifecycleTools.Sandbox.dll")]
    public void Assembly_HasTheManifestsVersion(string file)
    {
        Version version = ModuleFile.Read(Repository.At("bin", file))!.Name.Version!;

        new Version(version.Major, version.Minor, version.Build).Should().Be(ManifestText.Version);
    }

    [Theory]
    [InlineData("LifecycleTools.Engine.dll", "netstandard")]
    [InlineData("LifecycleTools.dll", "netstandard", "LifecycleTools.Engine", "System.Management.Automation")]
    public void Assembly_RefersToNothingElse(string file, params string[] allowed) =>
        ModuleFile.Read(Repository.At("bin", file))!.References.Select(reference => reference.Name).Should().BeSubsetOf(allowed).And.Contain("netstandard");

    [Fact]
    public void Desktop_HasAFileForEveryReferenceWhoseVersionItDoesNotHave()
    {
        IReadOnlyList<ModuleFile> files = ModuleFile.ReadFolder(Repository.At("bin", "Desktop"));
        var versions = files.ToDictionary(file => file.Name.Name!, file => file.Name.Version, StringComparer.OrdinalIgnoreCase);
        versions["LifecycleTools.Engine"] = ModuleFile.Read(Repository.At("bin", "LifecycleTools.Engine.dll"))!.Name.Version;

        IReadOnlyDictionary<string, Version> framework = FrameworkVersions();
        (ModuleFile Asker, AssemblyName Wanted)[] open = files.SelectMany(file => file.References.Select(wanted => (file, wanted)))
            .Where(pair => !(framework.TryGetValue(pair.wanted.Name!, out Version? inBox) && inBox >= pair.wanted.Version)
                && !(versions.TryGetValue(pair.wanted.Name!, out Version? there) && there == pair.wanted.Version))
            .ToArray();

        output.WriteLine($"{files.Count} assemblies, {open.Length} open references:");
        foreach ((ModuleFile asker, AssemblyName wanted) in open)
        {
            string there = versions.TryGetValue(wanted.Name!, out Version? version) ? version!.ToString() : "nothing";
            output.WriteLine($"{asker.Name.Name} wants {wanted.Name} {wanted.Version}; the folder has {there}");
        }

        open.Should().NotBeEmpty("the packages are known to ask for versions of each other that are not there; none at all means that nothing was read");
        open.Where(pair => !versions.ContainsKey(pair.Wanted.Name!)).Select(pair => $"{pair.Asker.Name.Name} wants {pair.Wanted.FullName}")
            .Should().BeEmpty("the handler can only answer with a file of that name");
    }

    // What .NET Framework 4.7.2 has itself, by its reference assemblies. It gives its own version to anybody who asks for the same or an older one.
    private static IReadOnlyDictionary<string, Version> FrameworkVersions()
    {
        string packages = typeof(LayoutTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(about => about.Key == "NuGetPackageRoot").Value!;
        string folder = Directory.GetDirectories(Path.Combine(packages, "microsoft.netframework.referenceassemblies.net472")).OrderBy(name => name, StringComparer.Ordinal).Last();
        return Directory.EnumerateFiles(Path.Combine(folder, "build", ".NETFramework", "v4.7.2"), "*.dll", SearchOption.AllDirectories)
            .Select(ModuleFile.Read).OfType<ModuleFile>()
            .ToDictionary(file => file.Name.Name!, file => file.Name.Version!, StringComparer.OrdinalIgnoreCase);
    }
}

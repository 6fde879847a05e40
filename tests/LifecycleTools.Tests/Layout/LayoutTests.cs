using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using FluentAssertions;
using LifecycleTools.Tests.Shared;
using Xunit;

namespace LifecycleTools.Tests.Layout;

public class LayoutTests
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
}

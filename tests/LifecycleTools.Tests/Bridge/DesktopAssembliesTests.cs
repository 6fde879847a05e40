using System;
using System.IO;
using FluentAssertions;
using LifecycleTools.Bridge;
using Xunit;

namespace LifecycleTools.Tests.Bridge;

public sealed class DesktopAssembliesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("lifecycle-desktop-").FullName + Path.DirectorySeparatorChar;

    public DesktopAssembliesTests() => File.WriteAllBytes(_folder + "Azure.Core.dll", Array.Empty<byte>());

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void FileFor_WhenOurAssemblyAsksForAnotherVersion_IsTheCopyInTheFolder() =>
        DesktopAssemblies.FileFor(_folder, _folder + "Azure.Identity.dll", "Azure.Core, Version=1.1.0.0, Culture=neutral, PublicKeyToken=92742159e12e44c8")
            .Should().Be(_folder + "Azure.Core.dll");

    [Fact]
    public void FileFor_WhenAStrangerAsks_IsNothing() =>
        DesktopAssemblies.FileFor(_folder, Path.Combine(Path.GetTempPath(), "Az.Accounts", "Azure.Identity.dll"), "Azure.Core").Should().BeNull();

    [Fact]
    public void FileFor_WhenAFolderOnlyBeginsLikeOurs_IsNothing() =>
        DesktopAssemblies.FileFor(_folder, _folder.TrimEnd(Path.DirectorySeparatorChar) + "Two" + Path.DirectorySeparatorChar + "Azure.Identity.dll", "Azure.Core")
            .Should().BeNull();

    [Fact]
    public void FileFor_WhenNobodyKnowsWhoAsks_IsNothing() => DesktopAssemblies.FileFor(_folder, null, "Azure.Core").Should().BeNull();

    [Fact]
    public void FileFor_WhenTheFolderHasNoSuchFile_IsNothing() =>
        DesktopAssemblies.FileFor(_folder, _folder + "Azure.Identity.dll", "System.Memory").Should().BeNull();
}

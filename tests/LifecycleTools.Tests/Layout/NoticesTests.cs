using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Text.RegularExpressions;
using FluentAssertions;
using LifecycleTools.Tests.Shared;
using Xunit;

namespace LifecycleTools.Tests.Layout;

/// <summary>Who ships something names whose it is.</summary>
public class NoticesTests
{
    [Fact]
    public void Notices_NameEachPackageWhoseFilesAreShipped_InItsVersion()
    {
        IEnumerable<string> named = Regex.Matches(File.ReadAllText(Repository.At("ThirdPartyNotices.txt")), @"^    (?<name>[\w.]+) +(?<version>\d+\.[\w.-]+) ", RegexOptions.Multiline)
            .Select(line => $"{line.Groups["name"]}/{line.Groups["version"]}");

        named.Should().BeEquivalentTo(Shipped(), "build.ps1 -Task Notice makes the file anew");
    }

    private static IEnumerable<string> Shipped()
    {
        HashSet<string> there = Directory.EnumerateFiles(Repository.At("bin"), "*.dll", SearchOption.AllDirectories).Select(file => Path.GetFileName(file)).ToHashSet();
        using JsonDocument restored = JsonDocument.Parse(File.ReadAllText(Repository.At("src", "LifecycleTools.Connectors", "obj", "project.assets.json")));
        return restored.RootElement.GetProperty("libraries").EnumerateObject()
            .Where(one => one.Value.GetProperty("type").GetString() == "package" && FilesOf(one.Value).Any(there.Contains))
            .Select(one => one.Name).ToList();
    }

    private static IEnumerable<string> FilesOf(JsonElement package) => package.GetProperty("files").EnumerateArray().Select(file => file.GetString()!)
        .Where(file => Regex.IsMatch(file, @"^(lib|runtimes)/.+\.dll$")).Select(file => Path.GetFileName(file));
}

using System.IO;
using System.Linq;
using System.Text;
using FluentAssertions;
using LifecycleTools.Connectors.Roles;
using LifecycleTools.Connectors.Yaml;
using Xunit;

namespace LifecycleTools.Connectors.Tests.Roles;

/// <summary>Files that no person would write by hand end as a finding, and none of them takes the process along.</summary>
public class HostileFileTests
{
    private const string Valid = "sites: { z: { usageLocation: CH, timeZone: Europe/Zurich, language: de-CH, mailDomain: contoso.example } }\nroles: { a: { description: Zoë } }\n";

    [Fact]
    public void Read_WithAnAnchorBomb_StopsAtTheFirstAnchor()
    {
        var bomb = new StringBuilder("a: &a [x, x, x, x, x, x, x, x, x]\n");
        for (char level = 'b'; level <= 'k'; level++)
        {
            bomb.Append(level).Append(": &").Append(level).Append(" [").Append(string.Join(", ", Enumerable.Repeat("*" + (char)(level - 1), 9))).Append("]\n");
        }

        Findings(bomb.ToString()).Should().ContainSingle().Which.Should().BeEquivalentTo(new { Id = FindingIds.AnchorNotAllowed, Line = 1, Column = 4 });
    }

    [Theory]
    [InlineData("[", 100_000)]
    [InlineData("{a: ", 20_000)]
    [InlineData("- ", 50_000)]
    [InlineData("? ", 50_000)]
    public void Read_WithDeepNesting_StopsAtTheLevelTooMany(string opening, int times) =>
        Findings("roles: \n  " + string.Concat(Enumerable.Repeat(opening, times))).Should().ContainSingle()
            .Which.Id.Should().BeOneOf(FindingIds.NestingTooDeep, FindingIds.YamlInvalid);

    [Fact]
    public void Read_WithTwoMegabytes_DoesNotReadThem() =>
        Findings(Valid + "# " + new string('x', 2 * 1024 * 1024)).Should().ContainSingle().Which.Should()
            .BeEquivalentTo(new { Id = FindingIds.FileTooLarge, Line = 0, Column = 0 });

    [Fact]
    public void Read_AtTheLargestSize_StillReads()
    {
        string comment = "# " + new string('x', YamlSource.LargestFile - Encoding.UTF8.GetByteCount(Valid) - 2);

        Findings(Valid + comment).Should().BeEmpty();
    }

    [Fact]
    public void Read_WithByteOrderMark_ReadsTheSame()
    {
        using var files = new TextFiles();
        string path = files.Write("map.yaml", Encoding.UTF8.GetPreamble().Concat(Encoding.UTF8.GetBytes(Valid)).ToArray());

        var reading = new YamlRoleMapReader().Read(new[] { path });

        reading.IsValid.Should().BeTrue();
        reading.RequireMap().FindRole("a")!.Description.Should().Be("Zoë");
    }

    [Fact]
    public void Read_WithWindowsLineEnds_CountsLinesTheSame() =>
        Findings((Valid + "naming:\n  display: x\n").Replace("\n", "\r\n")).Should().ContainSingle().Which.Should()
            .BeEquivalentTo(new { Id = FindingIds.KeyUnknown, Line = 4, Column = 3 });

    [Theory]
    [InlineData(new byte[] { 0x61, 0x3A, 0x20, 0xE9, 0x0A })]
    [InlineData(new byte[] { 0xFF, 0xFE, 0x61, 0x00, 0x3A, 0x00 })]
    public void Read_WhenNotUtf8_SaysSo(byte[] bytes)
    {
        using var files = new TextFiles();
        string path = files.Write("map.yaml", bytes);

        new YamlRoleMapReader().Read(new[] { path }).Reports.Single().Findings.Should().ContainSingle().Which.Id.Should().Be(FindingIds.FileUnreadable);
    }

    [Theory]
    [InlineData("")]
    [InlineData("# nothing yet\n")]
    [InlineData("---\n")]
    [InlineData("~\n")]
    public void Read_WhenEmpty_SaysWhatToStartFrom(string text) =>
        Findings(text).Should().ContainSingle().Which.Should().BeEquivalentTo(new { Id = FindingIds.FileEmpty, Line = 1, Column = 1 });

    [Theory]
    [InlineData("just words\n", "a single value")]
    [InlineData("- a\n- b\n", "a list")]
    public void Read_WhenNotAMapping_SaysWhatItIs(string text, string kind) =>
        Findings(text).Should().ContainSingle(one => one.Id == FindingIds.TypeWrong && one.Line == 1 && one.Message.Contains(kind));

    [Fact]
    public void Read_WithThousandsOfMistakes_ReportsEnoughOfThem()
    {
        string text = Valid + string.Concat(Enumerable.Range(0, 5000).Select(at => $"key{at}: x\n"));

        Findings(text).Should().HaveCount(200);
    }

    [Fact]
    public void Read_WithALongChainOfRoles_ComesBack()
    {
        string text = "sites: { z: { usageLocation: CH, timeZone: Europe/Zurich, language: de-CH, mailDomain: contoso.example } }\nroles:\n  r0: {}\n"
            + string.Concat(Enumerable.Range(1, 9999).Select(at => $"  r{at}: {{ extends: [r{at - 1}] }}\n"));

        Findings(text).Should().BeEmpty();
    }

    [Theory]
    [InlineData("\0")]
    [InlineData("a: \u0001")]
    [InlineData("%YAML 9.9\n---\na: b")]
    [InlineData("%TAG ! x\n%TAG ! x\n---\na: b")]
    [InlineData("a: \"\\q\"")]
    [InlineData("a: \"\\uD800\"")]
    [InlineData("a: |9\n x")]
    [InlineData("a: @b")]
    [InlineData("a: `b`")]
    [InlineData("a: !<\n")]
    [InlineData("{")]
    [InlineData("}")]
    [InlineData("a: b: c")]
    [InlineData("&")]
    [InlineData("*")]
    [InlineData("? \n: \n?")]
    [InlineData(": [\na")]
    public void Read_WithBrokenText_IsAFindingAndNotAnException(string text) => Findings(text).Should().NotBeEmpty();

    [Fact]
    public void Read_WhenCutOffAnywhere_IsAFindingAndNotAnException()
    {
        string whole = File.ReadAllText(ShippedFiles.Path("roles", "clinic.yaml"));
        using var files = new TextFiles();

        foreach (int length in Enumerable.Range(0, whole.Length / 37).Select(at => at * 37))
        {
            string path = files.Write("map.yaml", whole.Substring(0, length));
            new YamlRoleMapReader().Read(new[] { path }).Reports.Should().ContainSingle();
        }
    }

    private static RoleMapFinding[] Findings(string text)
    {
        using var files = new TextFiles();
        return new YamlRoleMapReader().Read(new[] { files.Write("map.yaml", text) }).Reports.Single().Findings.ToArray();
    }
}

using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using FluentAssertions;
using LifecycleTools.Connectors.Journal;
using LifecycleTools.Connectors.Tests.Workflows;
using Xunit;

namespace LifecycleTools.Connectors.Tests.Journal;

/// <summary>What we write down of people is for the account that runs this, and for nobody else on the machine.</summary>
public sealed class OwnerOnlyTests
{
    // Every other place in the sources that makes a file or folder, and why it is not the owner's alone.
    private static readonly Dictionary<string, string> s_others = new(StringComparer.Ordinal)
    {
        ["OwnerOnly.cs"] = "the one that makes them",
        ["OwnerOnlyOnMono.cs"] = "the one that makes them",
        ["OwnerOnlyOnWindows.cs"] = "the one that makes them",
        ["ReportFile.cs"] = "a report is for its readers: it goes where the caller says, with the rights of that place, as Export-Csv does",
        ["ExportLifecycleRunbookCommand.cs"] = "a runbook holds no person's data, and is for its readers",
        ["NewLifecycleRoleMapCommand.cs"] = "a role map is for git and for those who review it",
        ["ResultFiles.cs"] = "the tables lie in the intake folder for whoever put the form there; its rights are theirs to set",
        ["IntakeFolder.cs"] = "the forms lie in the intake folder, whose rights are those of whoever writes them",
        ["SandboxOutput.cs"] = "nobody in the sandbox is a person",
        ["JsonLinesJournal.cs"] = "opens a journal that is there; a new one is OwnerOnly's",
    };

    private static readonly Regex s_makes = new(
        @"\bFile\.(WriteAll\w+|AppendAll\w+|Create\w*|OpenWrite|Copy)\(|(new FileStream|FileStream \w+ = new)\((?![^;]*FileAccess\.Read[,)])|new StreamWriter\([^)]*[pP]ath|Directory\.CreateDirectory\(", RegexOptions.CultureInvariant);

    [SkippableFact]
    public async Task EveryFileThatRunsLeave_OnUnix_IsTheOwnersOnly()
    {
        if (OperatingSystem.IsWindows()) throw new SkipException("Modes of files are Unix's.");
        using SandboxBench bench = await SandboxBench.OpenAsync();
        await bench.HireAsync(SandboxBench.Hire());
        BenchRun left = await bench.OffboardAsync("grace.kim@contoso.example", request => request with { RequestId = "request-1" });
        await bench.UndoAsync(left.RunId);
        File.AppendAllText(bench.Journals.PathOf(left.RunId), "{\"n\":");
        bench.Journals.Reopen(left.RunId).Dispose();

        string[] files = Directory.GetFiles(bench.Journals.Folder, "*", SearchOption.AllDirectories);
        files.Select(Path.GetExtension).Should().Contain([".jsonl", ".lock", ".holder", ".torn-1"]);
        files.Should().Contain(file => file.Contains("requests", StringComparison.Ordinal));
        const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        foreach (string file in files) File.GetUnixFileMode(file).Should().Be(Owner, file);
        foreach (string folder in Directory.GetDirectories(bench.Journals.Folder, "*", SearchOption.AllDirectories).Append(bench.Journals.Folder))
        {
            File.GetUnixFileMode(folder).Should().Be(Owner | UnixFileMode.UserExecute, folder);
        }
    }

    [Theory]
    [InlineData(false, "D:P(A;;FA;;;S-1-5-21-1-2-3-1001)")]
    [InlineData(true, "D:P(A;OICI;FA;;;S-1-5-21-1-2-3-1001)")]
    public void Rules_OnWindows_AreOne_ForTheOwner_AndNothingIsInherited(bool isFolder, string rules) =>
        OwnerOnlyRules.Of("S-1-5-21-1-2-3-1001", isFolder).Should().Be(rules);

    [Fact]
    public void EverySourceThatMakesAFile_DoesItForTheOwnerOnly_OrSaysWhyNot()
    {
        string[] found = Sources().Where(file => s_makes.IsMatch(File.ReadAllText(file))).Select(file => Path.GetFileName(file)!).ToArray();

        found.Should().Contain("OwnerOnly.cs", "the search must find what is there");
        found.Except(s_others.Keys).Should().BeEmpty("a new file of ours is made by OwnerOnly, or stands here with its reason");
        s_others.Keys.Except(found).Should().BeEmpty("a reason for nothing hides the next one");
    }

    private static IEnumerable<string> Sources()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "LifecycleTools.psd1"))) folder = folder.Parent;
        string separator = Path.DirectorySeparatorChar.ToString();
        return Directory.EnumerateFiles(Path.Combine(folder!.FullName, "src"), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains(separator + "obj" + separator, StringComparison.Ordinal) && !file.Contains("LifecycleTools.Sandbox" + separator, StringComparison.Ordinal));
    }
}

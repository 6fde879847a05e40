using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using FluentAssertions;
using LifecycleTools.Connectors.Journal;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.Journal;
using Xunit;

namespace LifecycleTools.Connectors.Tests.Journal;

/// <summary>What was done to a journal is found, and where it first shows.</summary>
public sealed class JournalCheckTests
{
    [Fact]
    public void Check_OfAWholeRun_FindsNothing()
    {
        using JournalBench bench = new();
        bench.WriteRun(lines: 6);

        RunVerdict verdict = Check(bench);

        verdict.Should().BeEquivalentTo(new { RunId = JournalBench.RunId, bench.Path, IsIntact = true, Lines = 6, FirstBadLine = (int?)null, Finding = RunFinding.None, SignedBy = "" });
    }

    public static TheoryData<string, RunFinding, int> Tampering => new()
    {
        { "a word changed", RunFinding.Altered, 3 },
        { "the first line changed", RunFinding.Altered, 1 },
        { "the line before the end changed", RunFinding.Altered, 5 },
        { "a hash changed", RunFinding.Altered, 3 },
        { "no json", RunFinding.Altered, 3 },
        { "an empty line", RunFinding.Altered, 3 },
        { "one taken out", RunFinding.Missing, 3 },
        { "the first taken out", RunFinding.Missing, 1 },
        { "two exchanged", RunFinding.Reordered, 3 },
        { "one twice", RunFinding.Added, 4 },
        { "another in its place", RunFinding.Altered, 3 },
        { "one put at the end", RunFinding.Added, 7 },
        { "one of another run at the end", RunFinding.Altered, 6 },
        { "the order turned round", RunFinding.Reordered, 1 },
    };

    [Theory]
    [MemberData(nameof(Tampering))]
    public void Check_OfATamperedJournal_SaysWhatAndWhere(string what, RunFinding finding, int line)
    {
        using JournalBench bench = new();
        bench.WriteRun(lines: 6);
        bench.Rewrite(lines => Tamper(lines, what));

        RunVerdict verdict = Check(bench);

        verdict.IsIntact.Should().BeFalse();
        verdict.Finding.Should().Be(finding);
        verdict.FirstBadLine.Should().Be(line);
        verdict.Detail.Should().Contain($"line {line}");
    }

    [Fact]
    public void Check_OfALastLineWithoutAnEnd_IsAFindingOfItsOwn()
    {
        using JournalBench bench = new();
        bench.WriteRun(lines: 6);
        File.AppendAllText(bench.Path, "{\"n\":7,\"utc\":\"20");

        RunVerdict verdict = Check(bench);

        verdict.Should().BeEquivalentTo(new { IsIntact = false, Lines = 6, FirstBadLine = 7, Finding = RunFinding.TornLastLine });
    }

    [Fact]
    public void Check_OfARunWithoutAnEnd_PassesAndSaysSo()
    {
        using JournalBench bench = new();
        bench.Write(lines: 4);

        Check(bench).Should().BeEquivalentTo(new { IsIntact = true, Lines = 4, FirstBadLine = (int?)null, Finding = RunFinding.Unfinished });
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    public void Check_OfARunWhoseEndWasCutOff_NeverCallsItEnded(int left)
    {
        using JournalBench bench = new();
        bench.WriteRun(lines: 6);
        bench.Rewrite(lines => lines.Take(left));

        RunVerdict verdict = Check(bench);

        verdict.Finding.Should().Be(RunFinding.Unfinished);
        verdict.Detail.Should().Contain("cut off");
    }

    [Fact]
    public void Check_BesideItsWriter_ReadsWhatIsThere()
    {
        using JournalBench bench = new();
        using IJournal journal = bench.Store.Create(JournalBench.RunId);
        journal.Append(JournalBench.Entry("line 1"));

        Check(bench).Lines.Should().Be(1);
    }

    [Fact]
    public void Check_OfAFileThatIsNotThere_IsRefused()
    {
        using JournalBench bench = new();

        Action check = () => Check(bench);

        check.Should().Throw<LifecycleException>().Which.Id.Should().Be(ErrorIds.RunNotFound);
    }

    [Fact]
    public void Check_ChangesNothing()
    {
        using JournalBench bench = new();
        bench.WriteRun(lines: 6);
        File.AppendAllText(bench.Path, "{");
        string before = bench.Text();

        Check(bench);

        bench.Text().Should().Be(before);
        Directory.EnumerateFiles(bench.FolderPath).Select(Path.GetExtension).Should().BeEquivalentTo(".jsonl", ".lock");
    }

    private static RunVerdict Check(JournalBench bench) => JournalCheck.Run(bench.Path, trust: null);

    private static IEnumerable<string> Tamper(List<string> lines, string what)
    {
        switch (what)
        {
            case "a word changed": lines[2] = lines[2].Replace("line 3", "line X", StringComparison.Ordinal); break;
            case "the first line changed": lines[0] = lines[0].Replace("beginning", "another", StringComparison.Ordinal); break;
            case "the line before the end changed": lines[4] = lines[4].Replace("line 5", "line X", StringComparison.Ordinal); break;
            case "a hash changed": lines[2] = lines[2].Replace(Previous(lines[2]), new string('a', 64), StringComparison.Ordinal); break;
            case "no json": lines[2] = lines[2][..^1]; break;
            case "an empty line": lines.Insert(2, ""); break;
            case "one taken out": lines.RemoveAt(2); break;
            case "the first taken out": lines.RemoveAt(0); break;
            case "two exchanged": (lines[2], lines[3]) = (lines[3], lines[2]); break;
            case "one twice": lines.Insert(3, lines[2]); break;
            case "another in its place": lines[2] = lines[2].Replace("line 3", "line X", StringComparison.Ordinal).Replace(Previous(lines[2]), new string('a', 64), StringComparison.Ordinal); break;
            case "one put at the end": lines.Add(lines[4]); break;
            case "one of another run at the end": lines.Add(lines[5].Replace("\"n\":6", "\"n\":7", StringComparison.Ordinal)); break;
            case "the order turned round": lines.Reverse(); break;
            default: throw new ArgumentOutOfRangeException(nameof(what), what, "is not known");
        }

        return lines;
    }

    private static string Previous(string line) => JsonDocument.Parse(line).RootElement.GetProperty("prev").GetString()!;
}

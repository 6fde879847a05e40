using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using FluentAssertions;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.Journal;
using Xunit;

namespace LifecycleTools.Connectors.Tests.Journal;

/// <summary>What a journal says can be held against it: every line proves the one before.</summary>
public sealed class JournalChainTests
{
    [Fact]
    public void Append_EachLine_CarriesTheHashOfTheLineBefore()
    {
        using JournalBench bench = new();
        bench.Write(lines: 4);

        string previous = new('0', 64);
        int number = 0;
        foreach (string line in bench.Lines())
        {
            JsonElement json = JsonDocument.Parse(line).RootElement;
            json.GetProperty("n").GetInt32().Should().Be(++number);
            json.GetProperty("prev").GetString().Should().Be(previous);
            previous = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(line)));
        }

        number.Should().Be(4);
    }

    [Fact]
    public void Append_WhenItReturns_TheLineIsInTheFile()
    {
        using JournalBench bench = new();
        using IJournal journal = bench.Store.Create(JournalBench.RunId);
        for (int number = 1; number <= 5; number++)
        {
            journal.Append(JournalBench.Entry($"line {number}"));

            bench.Text().Should().EndWith("\n");
            bench.Lines().Should().HaveCount(number);
            bench.Lines()[number - 1].Should().Contain($"line {number}");
        }
    }

    [Theory]
    [InlineData("two\nlines\r\nand a third\u2028and a fourth")]
    [InlineData("she said \"no\" \\ and 'yes'")]
    [InlineData("Zoë Nguyễn 丽 王 👩‍💻 🏳️‍🌈")]
    [InlineData("{\"n\":1}\u0000\u0001\u001f\u007f")]
    [InlineData("")]
    public void Append_OfAnyText_ReadsBackAsItWas(string value)
    {
        using JournalBench bench = new();
        using (IJournal journal = bench.Store.Create(JournalBench.RunId))
        {
            journal.Append(JournalBench.Entry(value));
            journal.Append(JournalBench.Entry("after"));
        }

        JournalReading reading = bench.Store.Read(JournalBench.RunId);

        reading.BrokenLine.Should().BeNull();
        reading.Entries.Should().HaveCount(2);
        reading.Entries[0]["value"].Should().Be(value);
        reading.Entries[0].Utc.Should().Be(JournalBench.Entry().Utc);
        bench.Text().Count(one => one == '\n').Should().Be(2);
    }

    [Fact]
    public void Append_OfHalfASurrogatePair_KeepsTheLineAndReplacesTheHalf()
    {
        using JournalBench bench = new();
        using IJournal journal = bench.Store.Create(JournalBench.RunId);

        journal.Append(JournalBench.Entry("cut off \ud83d"));
        journal.Append(JournalBench.Entry("after"));

        JournalReading reading = bench.Store.Read(JournalBench.RunId);
        reading.BrokenLine.Should().BeNull();
        reading.Entries.Select(entry => entry["value"]).Should().Equal("cut off \ufffd", "after");
    }

    [Fact]
    public void Append_OfAHugeValue_ReadsBackAsItWas()
    {
        using JournalBench bench = new();
        string huge = string.Concat(Enumerable.Repeat("é\"\n", 500_000));
        using (IJournal journal = bench.Store.Create(JournalBench.RunId))
        {
            journal.Append(JournalBench.Entry(huge));
            journal.Append(JournalBench.Entry("after"));
        }

        JournalReading reading = bench.Store.Read(JournalBench.RunId);

        reading.BrokenLine.Should().BeNull();
        (reading.Entries[0]["value"] == huge).Should().BeTrue();
    }

    [Fact]
    public void Append_FromManyThreads_KeepsEveryLineAndTheChain()
    {
        using JournalBench bench = new();
        using (IJournal journal = bench.Store.Create(JournalBench.RunId))
        {
            System.Threading.Tasks.Parallel.For(0, 200, number => journal.Append(JournalBench.Entry($"line {number}")));
        }

        JournalReading reading = bench.Store.Read(JournalBench.RunId);

        reading.BrokenLine.Should().BeNull();
        reading.Entries.Select(entry => entry["value"]).Should().BeEquivalentTo(Enumerable.Range(0, 200).Select(number => $"line {number}"));
    }

    public static TheoryData<string, int> Spoiled => new()
    {
        { "changed", 4 }, { "removed", 3 }, { "inserted", 3 }, { "repeated", 4 }, { "exchanged", 3 }, { "blank", 3 }, { "first changed", 2 }, { "first removed", 1 },
        { "not json", 3 }, { "no object", 3 }, { "two names", 3 }, { "not text", 3 },
    };

    [Theory]
    [MemberData(nameof(Spoiled))]
    public void Read_OfASpoiledJournal_NamesTheFirstLineThatDoesNotHold(string how, int line)
    {
        using JournalBench bench = new();
        bench.Write(lines: 6);
        bench.Rewrite(lines => Spoil(lines, how));

        JournalReading reading = bench.Store.Read(JournalBench.RunId);

        reading.BrokenLine.Should().Be(line);
        reading.Entries.Should().HaveCount(line - 1);
        Action again = () => bench.Store.Reopen(JournalBench.RunId);
        again.Should().Throw<LifecycleException>().WithMessage($"*line {line}*").Which.Id.Should().Be(ErrorIds.JournalDamaged);
    }

    [Fact]
    public void Reopen_OfASpoiledJournal_LeavesItAsItWasAndFreeForOthers()
    {
        using JournalBench bench = new();
        bench.Write(lines: 6);
        bench.Rewrite(lines => Spoil(lines, "changed"));
        File.AppendAllText(bench.Path, "{\"n\":7,");
        string before = bench.Text();

        for (int time = 1; time <= 2; time++)
        {
            Action reopen = () => bench.Store.Reopen(JournalBench.RunId);
            reopen.Should().Throw<LifecycleException>().Which.Id.Should().Be(ErrorIds.JournalDamaged);
        }

        bench.Text().Should().Be(before);
    }

    private static IEnumerable<string> Spoil(List<string> lines, string how)
    {
        // A changed line shows at the next one, whose hash of it no longer fits.
        switch (how)
        {
            case "changed": lines[2] = lines[2].Replace("line 3", "line X", StringComparison.Ordinal); break;
            case "removed": lines.RemoveAt(2); break;
            case "inserted": lines.Insert(2, lines[2].Replace("line 3", "line X", StringComparison.Ordinal).Replace(Previous(lines[2]), new string('a', 64), StringComparison.Ordinal)); break;
            case "repeated": lines.Insert(2, lines[2]); break;
            case "exchanged": (lines[2], lines[3]) = (lines[3], lines[2]); break;
            case "blank": lines.Insert(2, " "); break;
            case "first changed": lines[0] = lines[0].Replace("line 1", "line X", StringComparison.Ordinal); break;
            case "first removed": lines.RemoveAt(0); break;
            case "not json": lines[2] = lines[2][..^1]; break;
            case "no object": lines[2] = "3"; break;
            case "two names": lines[2] = lines[2].Replace("\"value\"", "\"name\"", StringComparison.Ordinal); break;
            case "not text": lines[2] = lines[2].Replace("\"line 3\"", "3", StringComparison.Ordinal); break;
            default: throw new ArgumentOutOfRangeException(nameof(how), how, "is not known");
        }

        return lines;
    }

    private static string Previous(string line) => JsonDocument.Parse(line).RootElement.GetProperty("prev").GetString()!;
}

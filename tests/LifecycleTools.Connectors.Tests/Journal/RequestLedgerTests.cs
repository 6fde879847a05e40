using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using FluentAssertions;
using LifecycleTools.Connectors.Journal;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.Journal;
using Xunit;

namespace LifecycleTools.Connectors.Tests.Journal;

public sealed class RequestLedgerTests : IDisposable
{
    private readonly string _folder = Path.Combine(Path.GetTempPath(), "lifecycle-ledger-" + Guid.NewGuid().ToString("N"));
    private readonly JournalFolder _store;

    public RequestLedgerTests() => _store = new JournalFolder(_folder);

    private string LedgerPath => Path.Combine(_folder, "requests", "ledger.jsonl");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Lines_AreReadBackFromAnywhere_AsTheyWereAdded()
    {
        _store.Requests.Append([Line("José O'Brien \"quoted\"\nand a second line")]);
        LedgerReading first = _store.Requests.Read(0);
        _store.Requests.Append([Line("two"), Line(new string('x', 200_000))]);

        first.Entries.Select(Text).Should().Equal("José O'Brien \"quoted\"\nand a second line");
        _store.Requests.Read(first.Next).Entries.Select(entry => Text(entry).Length).Should().Equal(3, 200_000);
        new JournalFolder(_folder).Requests.Read(0).Entries.Should().HaveCount(3);
    }

    [Theory]
    [InlineData("{\"utc\":\"2026-")]
    [InlineData("{")]
    public void TornLastLine_IsLeftOut_AndCutOffByTheNextWriter(string torn)
    {
        _store.Requests.Append([Line("one")]);
        File.AppendAllText(LedgerPath, torn);

        _store.Requests.Read(0).Entries.Select(Text).Should().Equal("one");
        _store.Requests.Append([Line("two")]);
        _store.Requests.Read(0).Entries.Select(Text).Should().Equal("one", "two");
    }

    [Fact]
    public void LineInTheMiddleThatIsNoneOfOurs_IsNotGuessedAt()
    {
        _store.Requests.Append([Line("one")]);
        File.AppendAllText(LedgerPath, "nonsense\n");
        _store.Requests.Append([Line("two")]);

        Action read = () => _store.Requests.Read(0);

        read.Should().Throw<LifecycleException>().Which.Id.Should().Be(ErrorIds.JournalDamaged);
    }

    [Fact]
    public void LongLedger_IsReadPartByPart()
    {
        _store.Requests.Append(Enumerable.Range(0, 1203).Select(number => Line($"{number}")).ToList());
        List<string> read = [];
        LedgerReading part;
        long from = 0;
        do
        {
            part = _store.Requests.Read(from);
            read.AddRange(part.Entries.Select(Text));
            from = part.Next;
        }
        while (part.HasMore);

        read.Should().Equal(Enumerable.Range(0, 1203).Select(number => $"{number}"));
        _store.Requests.Read(from).Entries.Should().BeEmpty();
    }

    [Fact]
    public async Task ManyWriters_LoseNothingAndMixNothing()
    {
        await Task.WhenAll(Enumerable.Range(0, 4).Select(writer => Task.Run(() =>
        {
            JournalFolder own = new(_folder);
            foreach (int number in Enumerable.Range(0, 25)) own.Requests.Append([Line($"{writer}/{number}/a"), Line($"{writer}/{number}/b")]);
        })));

        List<string> lines = _store.Requests.Read(0).Entries.Select(Text).ToList();
        lines.Should().HaveCount(200).And.OnlyHaveUniqueItems();
        lines.Where((_, at) => at % 2 == 0).Zip(lines.Where((_, at) => at % 2 == 1)).Should().OnlyContain(pair => pair.First.Replace("/a", "/b", StringComparison.Ordinal) == pair.Second);
    }

    [Fact]
    public void Hold_KeepsOthersOut_NamesItsHolder_AndIsFreeAgainAfterwards()
    {
        using IDisposable? first = _store.TryHold("Jane O'Brien/../x", "run-1", out _);
        IDisposable? second = new JournalFolder(_folder).TryHold("Jane O'Brien/../x", "run-2", out string heldBy);
        using IDisposable? other = _store.TryHold("somebody else", "run-3", out _);
        first!.Dispose();
        using IDisposable? then = _store.TryHold("Jane O'Brien/../x", "run-2", out _);

        second.Should().BeNull();
        heldBy.Should().Be("run-1");
        other.Should().NotBeNull();
        then.Should().NotBeNull();
        Directory.GetFiles(Path.Combine(_folder, "locks")).Select(Path.GetFileName).Should().NotContain(name => name!.Contains("Jane", StringComparison.Ordinal));
    }

    [Fact]
    public void Hold_WhoseHolderIsDead_IsFree_WhateverItsFilesSay()
    {
        _store.TryHold("Jane O'Brien", "run-1", out _)!.Dispose();
        foreach (string left in Directory.GetFiles(Path.Combine(_folder, "locks"))) File.WriteAllText(left, $"run-1 of process {Environment.ProcessId}");

        using IDisposable? taken = _store.TryHold("Jane O'Brien", "run-2", out string heldBy);

        taken.Should().NotBeNull("the system lets go what a process held; a process that has its number now holds nothing");
        heldBy.Should().BeEmpty();
    }

    [Fact]
    public void Ledger_IsNoRun_AndIsItsOwnersAlone()
    {
        _store.Requests.Append([Line("one")]);

        _store.List().Should().BeEmpty();
        if (!OperatingSystem.IsWindows()) File.GetUnixFileMode(LedgerPath).Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    private static JournalEntry Line(string text) =>
        new("told", DateTimeOffset.Parse("2026-03-02T08:00:00Z", CultureInfo.InvariantCulture), new Dictionary<string, string> { ["what"] = text });

    private static string Text(JournalEntry entry) => entry["what"];
}

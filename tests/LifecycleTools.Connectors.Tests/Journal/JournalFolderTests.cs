using System;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using FluentAssertions;
using LifecycleTools.Connectors.Journal;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.Journal;
using Xunit;

namespace LifecycleTools.Connectors.Tests.Journal;

/// <summary>One writer a run, nothing written over, nothing lost, and nobody else who can read it.</summary>
public sealed class JournalFolderTests
{
    private const string RunId = JournalBench.RunId;

    [Fact]
    public void Reopen_AfterATornLine_SetsItAsideAndTheChainGoesOn()
    {
        using JournalBench bench = new();
        bench.Write(lines: 3);
        File.AppendAllText(bench.Path, "{\"n\":4,\"utc\":\"2026-03");
        bench.Store.Read(RunId).IsTorn.Should().BeTrue();

        using (IJournal journal = bench.Store.Reopen(RunId)) journal.Append(JournalBench.Entry("after the kill"));

        JournalReading reading = bench.Store.Read(RunId);
        (reading.BrokenLine, reading.IsTorn).Should().Be(((int?)null, false));
        reading.Entries.Select(entry => entry["value"]).Should().Equal("line 1", "line 2", "line 3", "after the kill");
        bench.Text(bench.Path + ".torn-1").Should().Be("{\"n\":4,\"utc\":\"2026-03");
    }

    [Fact]
    public void Reopen_AfterASecondTornLine_KeepsBoth()
    {
        using JournalBench bench = new();
        bench.Write(lines: 1);
        for (int time = 1; time <= 2; time++)
        {
            File.AppendAllText(bench.Path, $"torn {time}");
            bench.Store.Reopen(RunId).Dispose();
        }

        bench.Text(bench.Path + ".torn-1").Should().Be("torn 1");
        bench.Text(bench.Path + ".torn-2").Should().Be("torn 2");
        bench.Store.List().Should().Equal(RunId);
    }

    [Fact]
    public void Reopen_AfterAKillDuringTheFirstLine_BeginsTheChain()
    {
        using JournalBench bench = new();
        File.WriteAllText(bench.Path, "{\"n\":1");

        using (IJournal journal = bench.Store.Reopen(RunId)) journal.Append(JournalBench.Entry());

        bench.Store.Read(RunId).Should().Match<JournalReading>(reading => reading.BrokenLine == null && reading.Entries.Count == 1);
    }

    [Fact]
    public void Reopen_GoesOnWhereTheFirstWriterStopped()
    {
        using JournalBench bench = new();
        bench.Write(lines: 3);
        for (int time = 1; time <= 3; time++)
        {
            using IJournal journal = bench.Store.Reopen(RunId);
            journal.Append(JournalBench.Entry($"more {time}"));
        }

        bench.Store.Read(RunId).Should().Match<JournalReading>(reading => reading.BrokenLine == null && reading.Entries.Count == 6);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Reopen_WhileSomebodyWrites_IsRefused(bool firstIsNew)
    {
        using JournalBench bench = new();
        if (!firstIsNew) bench.Write(lines: 1);
        using (IJournal first = firstIsNew ? bench.Store.Create(RunId) : bench.Store.Reopen(RunId))
        {
            first.Append(JournalBench.Entry("first"));
            Action second = () => new JournalFolder(bench.FolderPath).Reopen(RunId).Dispose();

            second.Should().Throw<LifecycleException>().Which.Id.Should().Be(ErrorIds.JournalNotWritable);
            second.Should().Throw<LifecycleException>("the refused one must not have freed it").Which.Id.Should().Be(ErrorIds.JournalNotWritable);
            bench.Store.Read(RunId).BrokenLine.Should().BeNull("a run that goes on can be looked at");
            second.Should().Throw<LifecycleException>("a reader must not have freed it").Which.Id.Should().Be(ErrorIds.JournalNotWritable);
            first.Append(JournalBench.Entry("still first"));
        }

        bench.Store.Reopen(RunId).Dispose();
        bench.Store.Read(RunId).BrokenLine.Should().BeNull();
    }

    [Fact]
    public void Create_OfARunThatIsThere_IsRefusedAndChangesNothing()
    {
        using JournalBench bench = new();
        bench.Write(lines: 2);
        string before = bench.Text();

        Action create = () => bench.Store.Create(RunId);

        create.Should().Throw<LifecycleException>().Which.Id.Should().Be(ErrorIds.JournalNotWritable);
        bench.Text().Should().Be(before);
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("../escaped")]
    [InlineData("..\\escaped")]
    [InlineData("/tmp/escaped")]
    [InlineData("C:escaped")]
    [InlineData("a/../../escaped")]
    [InlineData("run\n")]
    [InlineData("run\0")]
    [InlineData("run.jsonl")]
    [InlineData("-run")]
    [InlineData("rün")]
    public void AnyCall_WithARunIdThatIsNone_IsRefused(string runId)
    {
        using JournalBench bench = new();
        Action[] calls = [() => bench.Store.Create(runId), () => bench.Store.Reopen(runId), () => bench.Store.Read(runId)];

        foreach (Action call in calls) call.Should().Throw<LifecycleException>().Which.Id.Should().Be(ErrorIds.RunNotFound);

        Directory.EnumerateFileSystemEntries(bench.Root, "*", SearchOption.AllDirectories).Should().Equal(bench.FolderPath);
    }

    [Fact]
    public void ReadAndReopen_OfARunThatIsNotThere_SaySo()
    {
        using JournalBench bench = new();
        Action read = () => bench.Store.Read(RunId);
        Action reopen = () => bench.Store.Reopen(RunId);

        read.Should().Throw<LifecycleException>().Which.Id.Should().Be(ErrorIds.RunNotFound);
        reopen.Should().Throw<LifecycleException>().Which.Id.Should().Be(ErrorIds.RunNotFound);
    }

    [Fact]
    public void Folder_ThatCannotBeMade_IsRefused()
    {
        using JournalBench bench = new();
        string file = Path.Combine(bench.Root, "file");
        File.WriteAllText(file, "");

        Action inAFile = () => _ = new JournalFolder(Path.Combine(file, "journals"));
        Action onAFile = () => _ = new JournalFolder(file);

        inAFile.Should().Throw<LifecycleException>().Which.Id.Should().Be(ErrorIds.JournalNotWritable);
        onAFile.Should().Throw<LifecycleException>().Which.Id.Should().Be(ErrorIds.JournalNotWritable);
    }

    [Fact]
    public void Create_InAFolderThatIsGone_IsRefused()
    {
        using JournalBench bench = new();
        Directory.Delete(bench.FolderPath);

        Action create = () => bench.Store.Create(RunId);

        create.Should().Throw<LifecycleException>().Which.Id.Should().Be(ErrorIds.JournalNotWritable);
    }

    [SkippableFact]
    public void Create_InAFolderWithoutTheRight_IsRefused()
    {
        if (OperatingSystem.IsWindows() || Environment.UserName == "root") throw new SkipException("Rights of folders hold for ordinary accounts on Unix.");
        using JournalBench bench = new();
        File.SetUnixFileMode(bench.FolderPath, UnixFileMode.UserRead | UnixFileMode.UserExecute);

        Action create = () => bench.Store.Create(RunId);

        create.Should().Throw<LifecycleException>().Which.Id.Should().Be(ErrorIds.JournalNotWritable);
        File.SetUnixFileMode(bench.FolderPath, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    [SkippableFact]
    public void Append_OnAFullDisk_IsRefusedAndSoIsEveryLineAfter()
    {
        Skip.IfNot(RuntimeInformation.IsOSPlatform(OSPlatform.Linux), "/dev/full is a device of Linux.");
        FileStream full = new("/dev/full", FileMode.Open, FileAccess.Write, FileShare.ReadWrite, OwnerOnly.Unbuffered);
        JsonLinesJournal journal = new(RunId, full, hold: new MemoryStream(), lines: 0, JournalText.Beginning);
        Action append = () => journal.Append(JournalBench.Entry());

        for (int time = 1; time <= 2; time++) append.Should().Throw<LifecycleException>().Which.Id.Should().Be(ErrorIds.JournalNotWritable);

        // What it could not write must not be thrown again in the place of the first failure.
        journal.Invoking(one => one.Dispose()).Should().NotThrow();
    }

    [Fact]
    public void Append_AfterDispose_IsRefused()
    {
        using JournalBench bench = new();
        IJournal journal = bench.Store.Create(RunId);
        journal.Dispose();

        Action append = () => journal.Append(JournalBench.Entry());

        append.Should().Throw<LifecycleException>().Which.Id.Should().Be(ErrorIds.JournalNotWritable);
    }

    [SkippableFact]
    public void FolderAndFiles_OnUnix_AreTheOwnersOnly()
    {
        if (OperatingSystem.IsWindows()) throw new SkipException("Windows keeps others out of the profile folder itself.");
        using JournalBench bench = new();
        bench.Write(lines: 1);
        File.AppendAllText(bench.Path, "torn");
        bench.Store.Reopen(RunId).Dispose();

        const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        File.GetUnixFileMode(bench.FolderPath).Should().Be(Owner | UnixFileMode.UserExecute);
        Directory.EnumerateFiles(bench.FolderPath).Should().HaveCountGreaterThanOrEqualTo(2);
        foreach (string file in Directory.EnumerateFiles(bench.FolderPath)) File.GetUnixFileMode(file).Should().Be(Owner, file);
    }

    [Fact]
    public void List_OfAFolder_HasTheNewestFirstAndNothingElse()
    {
        using JournalBench bench = new();
        string[] runs = ["20260303T140000Z-bbbbbbbb", "20251231T235959Z-ffffffff", "20260303T140001Z-aaaaaaaa"];
        foreach (string run in runs) bench.Store.Create(run).Dispose();
        File.WriteAllText(bench.PathOf("not a run"), "");
        File.WriteAllText(Path.Combine(bench.FolderPath, "notes.txt"), "");

        bench.Store.List().Should().Equal("20260303T140001Z-aaaaaaaa", "20260303T140000Z-bbbbbbbb", "20251231T235959Z-ffffffff");
    }
}

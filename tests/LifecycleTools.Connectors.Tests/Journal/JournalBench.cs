using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using LifecycleTools.Connectors.Journal;
using LifecycleTools.Engine.Journal;

namespace LifecycleTools.Connectors.Tests.Journal;

/// <summary>A folder of journals of its own, and ways to spoil what is in it.</summary>
internal sealed class JournalBench : IDisposable
{
    public const string RunId = "20260303T140000Z-0123abcd";

    private readonly string _root = System.IO.Path.Combine(System.IO.Path.GetTempPath(), "lifecycle-journals-" + Guid.NewGuid().ToString("N"));

    /// <param name="signer">Signs the ends; null for none.</param>
    public JournalBench(JournalSigner? signer = null) => Store = new JournalFolder(FolderPath, signer);

    public JournalFolder Store { get; }

    public string Root => _root;

    public string FolderPath => System.IO.Path.Combine(_root, "journals");

    public string Path => PathOf(RunId);

    public string PathOf(string runId) => System.IO.Path.Combine(FolderPath, runId + ".jsonl");

    public static JournalEntry Entry(string value = "value") => new(
        JournalKinds.Fact, new DateTimeOffset(2026, 3, 3, 14, 0, 0, TimeSpan.Zero).AddTicks(1234567), new Dictionary<string, string> { ["name"] = "a name", ["value"] = value });

    /// <summary>A journal of so many lines, closed.</summary>
    public void Write(int lines)
    {
        using IJournal journal = Store.Create(RunId);
        foreach (int number in Enumerable.Range(1, lines)) journal.Append(Entry($"line {number}"));
    }

    /// <summary>A run of so many lines, from its beginning to its end, closed.</summary>
    public void WriteRun(int lines)
    {
        using IJournal journal = Store.Create(RunId);
        journal.Append(Entry("beginning") with { Kind = JournalKinds.RunStarted });
        foreach (int number in Enumerable.Range(2, lines - 2)) journal.Append(Entry($"line {number}"));
        journal.Append(Entry("end") with { Kind = JournalKinds.RunEnded });
    }

    /// <summary>What is on the disk, read beside whoever writes.</summary>
    public string Text(string? path = null)
    {
        using FileStream file = new(path ?? Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using StreamReader reader = new(file);
        return reader.ReadToEnd();
    }

    public IReadOnlyList<string> Lines() => Text().Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public void Rewrite(Func<List<string>, IEnumerable<string>> spoil) =>
        File.WriteAllText(Path, string.Concat(spoil(Lines().ToList()).Select(line => line + "\n")));

    public void Dispose() => Directory.Delete(_root, recursive: true);
}

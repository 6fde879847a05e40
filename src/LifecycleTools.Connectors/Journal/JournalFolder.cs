using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.Journal;

namespace LifecycleTools.Connectors.Journal;

/// <summary>A folder of journals, one JSON Lines file a run, readable by their owner only.</summary>
internal sealed class JournalFolder : IJournalStore
{
    private const string Ending = ".jsonl";

    // A run id becomes a file name: nothing that could lead out of the folder is one.
    private static readonly Regex s_runId = new("^[A-Za-z0-9][A-Za-z0-9-]{0,79}\\z", RegexOptions.CultureInvariant);

    private readonly JournalSigner? _signer;

    /// <param name="folder">Full path; made when it is not there.</param>
    /// <param name="signer">Signs the end of each journal; null for none.</param>
    /// <exception cref="LifecycleException">JournalNotWritable.</exception>
    public JournalFolder(string folder, JournalSigner? signer = null)
    {
        Folder = folder;
        _signer = signer;
        try
        {
            OwnerOnly.CreateFolder(folder);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw NotWritable(folder, failure);
        }

        Requests = new RequestLedger(Path.Combine(folder, "requests"));
    }

    /// <inheritdoc/>
    public string Folder { get; }

    /// <inheritdoc/>
    public IRequestLedger Requests { get; }

    /// <inheritdoc/>
    public IDisposable? TryHold(string key, string holder, out string heldBy) => new HoldFiles(Path.Combine(Folder, "locks")).TryTake(key, holder, out heldBy);

    /// <inheritdoc/>
    public JournalTrust? Trust => _signer?.Trust;

    /// <inheritdoc/>
    public IJournal Create(string runId)
    {
        string path = PathOf(runId);
        try
        {
            return JsonLinesJournal.Create(runId, path, _signer);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw NotWritable(path, failure);
        }
    }

    /// <inheritdoc/>
    public IJournal Reopen(string runId)
    {
        string path = Existing(runId);
        try
        {
            return JsonLinesJournal.Reopen(runId, path, _signer);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw NotWritable(path, failure);
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> List() => new DirectoryInfo(Folder).EnumerateFiles("*" + Ending)
        .Select(file => Path.GetFileNameWithoutExtension(file.Name))
        .Where(name => s_runId.IsMatch(name))
        .OrderByDescending(name => name, StringComparer.Ordinal)
        .ToList();

    /// <inheritdoc/>
    public JournalReading Read(string runId)
    {
        string path = Existing(runId);
        try
        {
            return JournalText.Read(path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new LifecycleException(ErrorIds.JournalDamaged, ErrorKind.Data, $"The journal {path} was not read: {failure.Message}", failure);
        }
    }

    private string Existing(string runId)
    {
        string path = PathOf(runId);
        return File.Exists(path)
            ? path
            : throw new LifecycleException(ErrorIds.RunNotFound, ErrorKind.NotFound, $"No run {runId} in {Folder}.");
    }

    /// <inheritdoc/>
    public string PathOf(string runId) => s_runId.IsMatch(runId)
        ? Path.Combine(Folder, runId + Ending)
        : throw new LifecycleException(ErrorIds.RunNotFound, ErrorKind.Argument, "A run id has letters, digits and hyphens only.");

    internal static LifecycleException NotWritable(string path, Exception failure) =>
        new(ErrorIds.JournalNotWritable, ErrorKind.Write, $"Nothing is changed without a journal, and {path} cannot be written: {failure.Message}", failure)
        {
            RecommendedAction = "Free the disk, or name another folder with Connect-LifecycleTenant -JournalPath.",
        };
}

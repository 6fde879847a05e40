using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Connectors.Systems;
using LifecycleTools.Connectors.Tenants;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.Ports;
using LifecycleTools.Engine.Requests;

namespace LifecycleTools.Connectors.Requests;

/// <summary>Intake forms that are dropped into a folder as CSV, JSON or YAML.</summary>
/// <remarks>
/// A file is claimed by moving it into <c>processing</c>, which only one worker can do; when its forms are on our disk it moves on to <c>processed</c>, or to
/// <c>failed</c> when it cannot be read or a form in it needs a person. Beside it lies a result file that says of each form what became of it.
/// Settings: <c>folder</c> (from the tenant file's folder), <c>settleSeconds</c> (how long a file must be left alone before it is read, 5), <c>separator</c> (of CSV; otherwise
/// found out), and those of <see cref="SourceMapping"/>: columns, roles, sites, kinds, culture, zone, managerRequired.
/// </remarks>
[Connector("files",
    Rights = "To read, write and move files in the intake folder, for the account that runs the commands.")]
[Setting("folder", SettingForm.Text, "The intake folder, from the tenant file's folder", IsRequired = true)]
[Setting("settleSeconds", SettingForm.WholeNumber, "How long a file must be left alone before it is read; 5", Least = 0, Most = 3600)]
[Setting("separator", SettingForm.Text, "Of CSV, one letter or tab; else found out")]
internal sealed class IntakeFolder : IRequestSource
{
    private const string Processing = "processing";
    private readonly string _folder;
    private readonly TimeSpan _settle;
    private readonly IntakeReader _reader;
    private readonly ResultFiles _results;
    private readonly HashSet<string> _claimed = new(StringComparer.Ordinal);
    private readonly HashSet<string> _lost = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Waiting> _waiting = new(StringComparer.Ordinal);

    public IntakeFolder(SystemAccess access)
    {
        _folder = FilePaths.FromFolderOf(access.Tenant.Path, access.Required("folder"))!;
        string settle = access.Value("settleSeconds") ?? "5";
        if (!int.TryParse(settle, NumberStyles.None, CultureInfo.InvariantCulture, out int seconds) || seconds > 3600) throw access.Missing("settleSeconds", $"is '{settle}', and must be a number from 0 to 3600");
        _settle = TimeSpan.FromSeconds(seconds);
        string? separator = access.Value("separator");
        if (separator is { Length: > 1 } && separator != "\\t" && !separator.Equals("tab", StringComparison.OrdinalIgnoreCase)) throw access.Missing("separator", "must be one letter, or tab");
        _reader = new IntakeReader(new SourceMapping(access.Name, access.Settings), separator is { Length: > 1 } ? "\t" : separator);
        _results = new ResultFiles(_folder);
    }

    /// <inheritdoc/>
    public string Product => "Intake folder";

    /// <inheritdoc/>
    public SourceAbilities Abilities => SourceAbilities.Claim | SourceAbilities.Acknowledge | SourceAbilities.WriteBack;

    /// <inheritdoc/>
    public bool IsEnabled => true;

    private string Own => Path.Combine(_folder, Processing, Environment.MachineName);

    /// <inheritdoc/>
    public Task CheckAsync(CancellationToken cancel)
    {
        try
        {
            return Directory.Exists(_folder) ? Task.CompletedTask : throw new DirectoryNotFoundException($"there is no folder {_folder}.");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new LifecycleException(ErrorIds.ConnectorNotConfigured, ErrorKind.Setup, $"The intake folder cannot be used: {failure.Message}", failure)
            {
                RecommendedAction = "Make the folder, and let this account read and write it.",
            };
        }
    }

    /// <inheritdoc/>
    /// <remarks>A page is a file: first those that this machine had claimed and not finished, then the new ones, by name.</remarks>
    public Task<SourcePage> ReadAsync(string? cursor, CancellationToken cancel)
    {
        try
        {
            // Each page is acknowledged before the next is read: what is still waiting was not stored, and is read again.
            _waiting.Clear();
            _claimed.Clear();
            _lost.Clear();
            List<string> files = Files(Own).Concat(Files(_folder).Where(IsSettled)).ToList();
            if (files.Count == 0) return Task.FromResult(new SourcePage());
            return Task.FromResult(ReadFile(files[0]) with
            {
                HasMore = files.Count > 1,
                Cursor = files.Count > 1 ? string.Format(CultureInfo.InvariantCulture, "{0} left after {1}", files.Count - 1, Path.GetFileName(files[0])) : null,
            });
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new LifecycleException(ErrorIds.ConnectorUnreachable, ErrorKind.Network, $"The intake folder was not read: {failure.Message}", failure);
        }
    }

    /// <inheritdoc/>
    /// <remarks>Effect: moves the file into processing. Undo: move it back. One rename on one disk, so only one worker can.</remarks>
    public Task<bool> ClaimAsync(SourceRecord record, CancellationToken cancel)
    {
        string name = FileOf(record.Place);
        Waiting file = _waiting.Values.First(each => each.KeptAs == name);
        return Task.FromResult(Claim(file));
    }

    /// <inheritdoc/>
    /// <remarks>Effect: moves the file to processed or failed and writes its result file. Undo: move it back.</remarks>
    public Task AcknowledgeAsync(SourcePage page, CancellationToken cancel)
    {
        if (page.Receipt is null || !_waiting.TryGetValue(page.Receipt, out Waiting? file)) return Task.CompletedTask;
        _waiting.Remove(page.Receipt);
        if (!Claim(file)) return Task.CompletedTask;
        try
        {
            bool failed = page.Findings.Count > 0 || page.Records.Any(record => record.Findings.Count > 0);
            _results.Begin(file.KeptAs, failed, page);
            Replace(Path.Combine(Own, file.Name), Path.Combine(failed ? _results.Failed : _results.Processed, file.KeptAs));
            return Task.CompletedTask;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new LifecycleException(ErrorIds.ConnectorFailed, ErrorKind.Write, $"The intake file {file.Name} was taken and could not be put away: {failure.Message}", failure)
            {
                RecommendedAction = "Its forms are stored; allow this account to write the folders processed and failed.",
            };
        }
    }

    /// <inheritdoc/>
    /// <remarks>Effect: writes the form's line in the result file; a file with a form that needs a person moves to failed. Undo: none needed.</remarks>
    public Task WriteBackAsync(SourceOutcome outcome, CancellationToken cancel)
    {
        try
        {
            _results.Write(FileOf(outcome.Place), outcome);
            return Task.CompletedTask;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new LifecycleException(ErrorIds.ConnectorFailed, ErrorKind.Write, $"The result of {outcome.Person} was not written beside {outcome.Place}: {failure.Message}", failure);
        }
    }

    private SourcePage ReadFile(string path)
    {
        string name = Path.GetFileName(path);
        try
        {
            IntakeFile file = _reader.Read(path);
            _waiting[name] = new Waiting(name, file.KeptAs, path);
            return new SourcePage { Records = file.Records, Receipt = name };
        }
        catch (Exception failure) when (failure is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            _waiting[name] = new Waiting(name, name, path);
            return new SourcePage { Receipt = name, Findings = [IntakeFiles.Unreadable(name, failure)] };
        }
    }

    private bool Claim(Waiting file)
    {
        string mine = Path.Combine(Own, file.Name);
        if (file.Path == mine || _claimed.Contains(file.Path)) return true;
        if (_lost.Contains(file.Path)) return false;
        try
        {
            Directory.CreateDirectory(Own);
            File.Move(file.Path, mine);
            _claimed.Add(file.Path);
            return true;
        }
        catch (FileNotFoundException)
        {
            // Another worker was first.
            _lost.Add(file.Path);
            return false;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new LifecycleException(ErrorIds.ConnectorFailed, ErrorKind.Write, $"The intake file {file.Name} was not claimed: {failure.Message}", failure);
        }
    }

    // Whoever writes a file slowly must not have half of it read.
    private bool IsSettled(string path) => DateTime.UtcNow - File.GetLastWriteTimeUtc(path) >= _settle;

    private static IEnumerable<string> Files(string folder) => Directory.Exists(folder)
        ? Directory.GetFiles(folder).Where(path => IntakeReader.IsIntake(path) && Path.GetFileName(path)[0] is not ('.' or '~')).OrderBy(path => path, StringComparer.Ordinal)
        : [];

    private static void Replace(string from, string to)
    {
        if (File.Exists(to)) File.Delete(to);
        File.Move(from, to);
    }

    private static string FileOf(string place) => place.LastIndexOf('#') is var at and > 0 ? place.Substring(0, at) : place;

    /// <param name="Name">What it is called now.</param>
    /// <param name="KeptAs">What it will be called.</param>
    /// <param name="Path">Where it was found.</param>
    private sealed record Waiting(string Name, string KeptAs, string Path);
}

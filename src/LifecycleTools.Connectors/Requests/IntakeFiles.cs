using System;
using System.Collections.Generic;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Engine.Ports;
using LifecycleTools.Engine.Requests;
using LifecycleTools.Engine.Tenants;

namespace LifecycleTools.Connectors.Requests;

/// <summary>Intake files that somebody named: read where they lie, and left there.</summary>
internal sealed class IntakeFiles(IReadOnlyList<string> paths, SystemSettings? settings) : IRequestSource
{
    private readonly IntakeReader _reader = new(new SourceMapping("intake", settings), settings is not null && settings.Values.TryGetValue("separator", out string? separator) ? separator : null);

    /// <inheritdoc/>
    public string Product => "Intake files";

    /// <inheritdoc/>
    public SourceAbilities Abilities => SourceAbilities.None;

    /// <inheritdoc/>
    public bool IsEnabled => true;

    /// <inheritdoc/>
    public Task CheckAsync(CancellationToken cancel) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task<SourcePage> ReadAsync(string? cursor, CancellationToken cancel)
    {
        List<SourceRecord> records = [];
        List<RequestFinding> findings = [];
        foreach (string path in paths)
        {
            cancel.ThrowIfCancellationRequested();
            try
            {
                records.AddRange(_reader.Read(path).Records);
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or InvalidDataException)
            {
                findings.Add(Unreadable(path, failure));
            }
        }

        return Task.FromResult(new SourcePage { Records = records, Findings = findings });
    }

    /// <inheritdoc/>
    public Task<bool> ClaimAsync(SourceRecord record, CancellationToken cancel) => throw new NotSupportedException();

    /// <inheritdoc/>
    public Task AcknowledgeAsync(SourcePage page, CancellationToken cancel) => throw new NotSupportedException();

    /// <inheritdoc/>
    public Task WriteBackAsync(SourceOutcome outcome, CancellationToken cancel) => throw new NotSupportedException();

    internal static RequestFinding Unreadable(string path, Exception failure) =>
        new(RequestFindingIds.FileUnreadable, "", $"{path} was not read: {failure.Message.TrimEnd('.')}.");
}

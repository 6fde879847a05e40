using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.Journal;
using LifecycleTools.Engine.Ports;
using LifecycleTools.Engine.Running;

namespace LifecycleTools.Engine.Requests;

/// <summary>What a source sends by itself, beside what it is asked.</summary>
public sealed partial class RequestIntake
{
    /// <summary>Takes a webhook delivery: proves where it comes from, reads the people that it is about at the source, remembers them, and gives what is open for them.</summary>
    /// <param name="name">The source's name in the tenant file; null where only one of them sends anything.</param>
    /// <exception cref="LifecycleException">
    /// WebhookForged, WebhookTooOld, WebhookReplayed; RequestSourceNotFound, ConnectorNotConfigured; the source cannot be read, and then the delivery may come again.
    /// </exception>
    public async Task<RequestReading> ReadDeliveryAsync(string? name, WebhookDelivery delivery, IStepLog log, CancellationToken cancel)
    {
        (string source, IWebhookReader reader) = SenderOf(name);
        Dictionary<string, SourceMapping> mappings = AllSources.ToDictionary(each => each.Key, each => MappingOf(each.Key), StringComparer.OrdinalIgnoreCase);
        string what = $"webhook|{source.ToUpperInvariant()}|{reader.Verify(delivery)}";

        // Two deliveries of the same at the same moment: one of them is taken.
        using IDisposable turn = journals.TryHold(what, source, out _) ?? throw Replayed(source);
        _book.Refresh();
        if (_book.WasTold(what)) throw Replayed(source);
        using (CallScope.ForReading(log).Enter())
        {
            HashSet<RecordKey> keys = Remember(source, IsRegister((IRequestSource)reader), mappings[source], await reader.ReadDeliveryAsync(delivery, cancel).ConfigureAwait(false), what);
            Settle();
            List<RequestFailure> failures = [];
            RequestReading reading = await JudgeAsync(new RequestQuery { Sources = [source] }, mappings, failures, log, cancel).ConfigureAwait(false);
            return reading with { Requests = reading.Requests.Where(request => keys.Any(key => key.SourceId == request.SourceId)).ToList() };
        }
    }

    // The records and that the delivery was taken are one write: whoever dies before it has taken nothing.
    private HashSet<RecordKey> Remember(string source, bool isRegister, SourceMapping mapping, IReadOnlyList<SourceRecord> records, string what)
    {
        HashSet<RecordKey> keys = [];
        List<JournalEntry> lines = [];
        foreach (SourceRecord record in records.Select(mapping.Read))
        {
            RecordKey key = new(source, record.SourceId, record.Kind);
            if (keys.Add(key) && !_book.IsKnown(key, record)) lines.Add(_book.LineOf(key, record, isRegister, since: null, tenant.Clock.UtcNow));
        }

        lines.Add(LedgerLines.OfTold(what, "taken", tenant.Clock.UtcNow));
        _book.Add(lines);
        return keys;
    }

    private (string Name, IWebhookReader Reader) SenderOf(string? name)
    {
        List<KeyValuePair<string, IRequestSource>> senders = AllSources.Where(source => source.Value is IWebhookReader).ToList();
        List<KeyValuePair<string, IRequestSource>> meant = name is null ? senders : senders.Where(source => IsWanted(source.Key, new RequestQuery { Sources = [name] })).ToList();
        if (meant is [KeyValuePair<string, IRequestSource> one]) return (one.Key, (IWebhookReader)one.Value);

        string known = senders.Count == 0 ? "it names none that sends webhooks" : $"those that send webhooks are {string.Join(", ", senders.Select(sender => sender.Key))}";
        throw new LifecycleException(ErrorIds.RequestSourceNotFound, ErrorKind.Argument, $"No source {name ?? "was picked"} in {tenant.Tenant.Path}: {known}.")
        {
            RecommendedAction = "Name one with -Source, and its webhookKey in the tenant file.",
        };
    }

    private static LifecycleException Replayed(string source) =>
        new(ErrorIds.WebhookReplayed, ErrorKind.Exists, $"The webhook delivery was not taken: it came from {source} before.");
}

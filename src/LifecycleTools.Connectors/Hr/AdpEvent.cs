using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;
using LifecycleTools.Connectors.Systems;
using LifecycleTools.Engine.Requests;

namespace LifecycleTools.Connectors.Hr;

/// <summary>An event of ADP's queue, as far as it matters to us: whom it is about, and the end date that it brings.</summary>
/// <param name="Name">worker.terminate.</param>
/// <param name="AssociateOid">The worker; empty when the event names none.</param>
/// <param name="Ends">The end that it brings, or moves; null when it brings none.</param>
internal sealed record AdpEvent(string Name, string AssociateOid, LocalMoment? Ends)
{
    private static readonly string[] s_ours =
    [
        "worker.hire", "worker.rehire", "worker.terminate", "worker.deceased", "worker.work-assignment.terminate", "worker.terminate-date.change",
    ];

    /// <summary>Whether it asks for anything; every other event is taken off the queue and left alone.</summary>
    public bool IsOurs => AssociateOid.Length > 0 && s_ours.Contains(Name, StringComparer.OrdinalIgnoreCase);

    /// <summary>The events of a message.</summary>
    public static IReadOnlyList<AdpEvent> AllOf(JsonNode message) =>
        (message["events"] as JsonArray ?? []).OfType<JsonObject>().Select(Read).ToList();

    /// <summary>The worker's record with the event's own end date, which the worker may not show yet.</summary>
    public SourceRecord ApplyTo(SourceRecord record) => Ends is { } ends && Name.IndexOf("hire", StringComparison.OrdinalIgnoreCase) < 0
        ? record with { EndsAt = ends, Revision = Fingerprint.Of(record.Fields, record.StartsAt, ends) }
        : record;

    private static AdpEvent Read(JsonObject one)
    {
        JsonNode? data = one["data"];
        JsonNode? worker = data?["output"]?["worker"] ?? data?["transform"]?["worker"];
        string oid = (worker?["associateOID"] ?? data?["eventContext"]?["worker"]?["associateOID"])?.ToString() ?? "";
        JsonNode? ends = worker?["workerDates"]?["terminationDate"] ?? worker?["workAssignment"]?["terminationDate"];
        return new AdpEvent(one["eventNameCode"]?["codeValue"]?.ToString() ?? "", oid, AdpWorkers.Moment(ends, RequestFields.EndDate, []));
    }
}

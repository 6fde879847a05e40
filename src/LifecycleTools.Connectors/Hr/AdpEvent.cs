using System;
using System.Linq;
using System.Text.Json.Nodes;
using LifecycleTools.Engine.Requests;

namespace LifecycleTools.Connectors.Hr;

/// <summary>An event of ADP's queue, as far as it matters to us: whom it is about, and the end date that it brings.</summary>
/// <param name="Name">worker.terminate.</param>
/// <param name="AssociateOid">The worker; empty when the event names none.</param>
/// <param name="Ends">The end that it brings, or moves; null when it brings none.</param>
internal sealed record AdpEvent(string Name, string AssociateOid, LocalMoment? Ends)
{
    private const string OfAssignment = "worker.work-assignment.terminate";
    private static readonly string[] s_ours =
    [
        "worker.hire", "worker.rehire", "worker.terminate", "worker.deceased", OfAssignment, "worker.terminate-date.change",
    ];

    /// <summary>Whether it asks for anything; every other event is taken off the queue and left alone.</summary>
    public bool IsOurs => AssociateOid.Length > 0 && s_ours.Contains(Name, StringComparer.OrdinalIgnoreCase);

    /// <summary>The last day that it brings; null for a hire, whose worker says everything.</summary>
    public LocalMoment? LastDay => IsHire ? null : Ends;

    /// <summary>It is about somebody who starts.</summary>
    public bool IsHire => Name.IndexOf("hire", StringComparison.OrdinalIgnoreCase) >= 0;

    /// <summary>One of a message's events.</summary>
    public static AdpEvent Read(JsonObject one)
    {
        JsonNode? data = one["data"];
        JsonNode? worker = data?["output"]?["worker"] ?? data?["transform"]?["worker"];
        string oid = (worker?["associateOID"] ?? data?["eventContext"]?["worker"]?["associateOID"])?.ToString() ?? "";
        JsonNode? assignment = worker?["workAssignment"];
        string name = one["eventNameCode"]?["codeValue"]?.ToString() ?? "";

        // The end of an assignment that is not the primary one says nothing of the person.
        bool isOfPerson = !string.Equals(name, OfAssignment, StringComparison.OrdinalIgnoreCase)
            || (assignment?["primaryIndicator"] is JsonValue flag && flag.TryGetValue(out bool primary) && primary);
        JsonNode? ends = worker?["workerDates"]?["terminationDate"] ?? (isOfPerson ? assignment?["terminationDate"] : null);
        return new AdpEvent(name, oid, AdpWorkers.Moment(ends, RequestFields.EndDate, []));
    }
}

using System;
using System.Collections.Generic;
using System.Globalization;

namespace LifecycleTools.Engine.People;

/// <summary>Who leaves, and what was decided about it.</summary>
public sealed record DepartureRequest
{
    /// <summary>User principal name or object id.</summary>
    public string Identity { get; init; } = "";

    /// <summary>The ticket or form that asks for it.</summary>
    public string Reason { get; init; } = "";

    /// <summary>The ticket that asks for it, by id or number: the run writes into it instead of opening one.</summary>
    public string Ticket { get; init; } = "";

    /// <summary>Who takes over mailbox and files; empty for the role map's chain.</summary>
    public string Delegate { get; init; } = "";

    /// <summary>When the departure takes effect; null for now.</summary>
    public DateTimeOffset? EffectiveAt { get; init; }

    /// <summary>A role of the role map whose departure rules hold; empty for the map's own.</summary>
    public string Role { get; init; } = "";

    /// <summary>A site of the role map whose departure rules hold; empty for the map's own.</summary>
    public string Site { get; init; } = "";

    /// <summary>An administrator's departure was approved by name.</summary>
    public bool ApprovePrivileged { get; init; }

    /// <summary>Intune ids of the devices to wipe; nothing else is wiped.</summary>
    public IReadOnlyList<string> WipeDevices { get; init; } = [];

    /// <summary>Cancel the meetings that the leaver organized; everyone invited gets a mail. Null for the role map's rule.</summary>
    public bool? CancelMeetings { get; init; }

    /// <summary>The request of <see cref="LifecycleRequest"/> that it carries out; empty when somebody typed it.</summary>
    public string RequestId { get; init; } = "";

    /// <summary>When it was asked for and its time had come; null when nobody said. Reports count from it.</summary>
    public DateTimeOffset? TriggeredAt { get; init; }

    /// <summary>For the journal.</summary>
    public IReadOnlyDictionary<string, string> ToFields() => new Dictionary<string, string>(StringComparer.Ordinal)
    {
        [nameof(Identity)] = Identity, [nameof(Ticket)] = Ticket, [nameof(RequestId)] = RequestId, [nameof(Reason)] = Reason, [nameof(Delegate)] = Delegate,
        [nameof(EffectiveAt)] = EffectiveAt?.ToString("o", CultureInfo.InvariantCulture) ?? "",
        [nameof(TriggeredAt)] = TriggeredAt?.ToString("o", CultureInfo.InvariantCulture) ?? "",
        [nameof(Role)] = Role, [nameof(Site)] = Site,
        [nameof(ApprovePrivileged)] = ApprovePrivileged ? "true" : "",
        [nameof(WipeDevices)] = string.Join(",", WipeDevices),
        [nameof(CancelMeetings)] = CancelMeetings is { } cancel ? (cancel ? "true" : "false") : "",
    };

    /// <summary>From the journal.</summary>
    public static DepartureRequest FromFields(Func<string, string> field) => new()
    {
        Identity = field(nameof(Identity)), Ticket = field(nameof(Ticket)), RequestId = field(nameof(RequestId)), Reason = field(nameof(Reason)), Delegate = field(nameof(Delegate)),
        EffectiveAt = JournalTime.Parse(field(nameof(EffectiveAt))), Role = field(nameof(Role)), Site = field(nameof(Site)),
        TriggeredAt = JournalTime.Parse(field(nameof(TriggeredAt))),
        ApprovePrivileged = field(nameof(ApprovePrivileged)) == "true",
        WipeDevices = field(nameof(WipeDevices)).Split([','], StringSplitOptions.RemoveEmptyEntries),
        CancelMeetings = field(nameof(CancelMeetings)) switch { "true" => true, "false" => false, _ => null },
    };
}

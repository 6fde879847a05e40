using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Net.Http;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Connectors.Systems;
using LifecycleTools.Engine.Ports;

namespace LifecycleTools.Connectors.Psa;

/// <summary>Autotask as a source: the tickets of the queue.</summary>
/// <remarks>
/// Settings: see <see cref="TicketRequests"/>; <c>requestType</c> names ticket types, issue types or sub-issue types. The issue is the type of a ticket, or its ticket type where it has
/// none; the sub-issue is the subtype. User-defined fields are known by their names.
/// Limits: those of the ticket system; a pass over a quiet queue is one call.
/// Source: Autotask REST API 1.0.
/// </remarks>
[Connector("autotask", Rights = "As a source of requests: tickets (view, edit) of the queue, and ticket notes (view, add).")]
[Setting("requestType", SettingForm.List, "Ticket types, issue types or sub-issue types of request tickets, one or a list; else every ticket of the queue")]
internal sealed class AutotaskRequests : TicketRequests, IDisposable
{
    private const string Tickets = "Tickets (View, Add, Edit)";

    // Which of them follows a change is not written anywhere for all changes; the later one is taken.
    private static readonly string[] s_changes = ["lastActivityDate", "lastTrackedModificationDateTime"];
    private static readonly string[] s_types = ["ticketType", "issueType", "subIssueType"];
    private readonly Autotask _psa;
    private readonly AutotaskCalls _calls;
    private readonly AutotaskSetup _setup;

    public AutotaskRequests(SystemAccess access) : this(access, new Autotask(access))
    {
    }

    private AutotaskRequests(SystemAccess access, Autotask psa) : base(access, psa)
    {
        _psa = psa;
        _calls = new AutotaskCalls(access);
        _setup = new AutotaskSetup(access, _calls);
    }

    /// <summary>Closes what the limits are kept with.</summary>
    public void Dispose()
    {
        _calls.Dispose();
        _psa.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task CheckNamesAsync(CancellationToken cancel)
    {
        await StatusesAsync(cancel).ConfigureAwait(false);
        List<string> labels = s_types.SelectMany(field => _setup.Labels(field).Values).ToList();
        if (Access.List("requestType").FirstOrDefault(wanted => !labels.Contains(wanted, StringComparer.OrdinalIgnoreCase)) is { } unknown)
        {
            throw Access.Missing("requestType", $"is '{unknown}', and must be one of: {string.Join(", ", labels)}");
        }
    }

    /// <inheritdoc/>
    protected override async Task<IReadOnlyList<TicketRow>> ListAsync(DateTimeOffset? since, CancellationToken cancel)
    {
        IReadOnlyDictionary<string, TicketStand> statuses = await StatusesAsync(cancel).ConfigureAwait(false);
        AutotaskSetup.Choice choice = await _setup.ReadAsync(cancel).ConfigureAwait(false);
        List<string> changes = s_changes.Where(_setup.CanQuery).ToList();
        List<JsonObject> filter =
        [
            AutotaskCalls.Is("queueID", choice.Fields["queueID"]),
            AutotaskCalls.Any(statuses.Keys.Select(status => AutotaskCalls.Is("status", long.Parse(status, CultureInfo.InvariantCulture)))),
        ];
        if (since is { } from && changes.Count > 0)
        {
            string text = from.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
            filter.Add(AutotaskCalls.Any(changes.Select(field => AutotaskCalls.Is(field, text, "gte"))));
        }

        IReadOnlyList<JsonObject> found = await _calls.QueryAsync("Tickets", Tickets, ["id", "ticketNumber", "status", "createDate", .. s_types, .. changes], filter, cancel).ConfigureAwait(false);
        IReadOnlyList<string> types = Access.List("requestType");
        return found.Where(row => types.Count == 0 || s_types.Any(field => types.Contains(Label(row, field), StringComparer.OrdinalIgnoreCase)))
            .Where(row => statuses.ContainsKey(AutotaskJson.Text(row, "status")))
            .Select(row => new TicketRow(AutotaskJson.Text(row, "id"), Changed(row), statuses[AutotaskJson.Text(row, "status")]) { Name = AutotaskJson.Text(row, "ticketNumber") })
            .Where(row => since is null || row.Changed >= since).ToList();
    }

    /// <inheritdoc/>
    protected override async Task<TicketForm?> ReadFormAsync(string id, CancellationToken cancel)
    {
        await _setup.ReadAsync(cancel).ConfigureAwait(false);
        if (await RowAsync(id, cancel).ConfigureAwait(false) is not { } row) return null;

        Dictionary<string, string> fields = new(StringComparer.OrdinalIgnoreCase);
        foreach (JsonObject field in (AutotaskJson.Get(row, "userDefinedFields") as JsonArray ?? []).OfType<JsonObject>())
        {
            fields[AutotaskJson.Text(field, "name")] = DayOf(AutotaskJson.Text(field, "value"));
        }

        string issue = Label(row, "issueType");
        return new TicketForm(AutotaskJson.Text(row, "title"), issue.Length > 0 ? issue : Label(row, "ticketType"), Label(row, "subIssueType"), fields,
            AutotaskJson.Text(row, "description"), AutotaskJson.Text(row, "externalID"));
    }

    /// <inheritdoc/>
    protected override async Task<TicketStand> StandAsync(string id, CancellationToken cancel) =>
        await RowAsync(id, cancel).ConfigureAwait(false) is { } row
        && (await StatusesAsync(cancel).ConfigureAwait(false)).TryGetValue(AutotaskJson.Text(row, "status"), out TicketStand stand)
            ? stand
            : TicketStand.Other;

    /// <inheritdoc/>
    protected override async Task MoveAsync(string id, CancellationToken cancel)
    {
        string claimed = (await StatusesAsync(cancel).ConfigureAwait(false)).First(status => status.Value == TicketStand.Claimed).Key;
        JsonObject change = new() { ["id"] = long.Parse(id, CultureInfo.InvariantCulture), ["status"] = long.Parse(claimed, CultureInfo.InvariantCulture) };
        await _calls.ChangeAsync(new HttpMethod("PATCH"), "V1.0/Tickets", change, Tickets, cancel).ConfigureAwait(false);
    }

    private async Task<IReadOnlyDictionary<string, TicketStand>> StatusesAsync(CancellationToken cancel)
    {
        await _setup.ReadAsync(cancel).ConfigureAwait(false);
        Dictionary<string, TicketStand> stands = new(StringComparer.Ordinal)
        {
            [_setup.Named("requestStatus", "status")] = TicketStand.Requested, [_setup.Named("claimedStatus", "status")] = TicketStand.Claimed,
        };
        if (Access.Value("withdrawnStatus") is not null) stands[_setup.Named("withdrawnStatus", "status")] = TicketStand.Withdrawn;
        return stands;
    }

    private Task<JsonObject?> RowAsync(string id, CancellationToken cancel) => _calls.FindAsync("Tickets", id, Tickets, cancel);

    private string Label(JsonObject row, string field) => _setup.Labels(field).TryGetValue(AutotaskJson.Text(row, field), out string? label) ? label : "";

    private static DateTimeOffset Changed(JsonObject row)
    {
        List<DateTimeOffset> times = [];
        foreach (string name in s_changes.Append("createDate"))
        {
            if (DateTimeOffset.TryParse(AutotaskJson.Text(row, name), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset at)) times.Add(at);
        }

        return times.Count > 0 ? times.Max() : throw AutotaskCalls.Unexpected($"ticket {AutotaskJson.Text(row, "ticketNumber")} does not say when it was changed");
    }
}

using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Net.Http;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Connectors.Systems;
using LifecycleTools.Engine.Ports;

namespace LifecycleTools.Connectors.Psa;

/// <summary>Request Tracker as a source: the tickets of the queue.</summary>
/// <remarks>
/// Settings: see <see cref="TicketRequests"/>, and <c>typeField</c>: the custom field whose value is the type of a ticket, which <c>requestType</c> and <c>kinds</c> speak of.
/// The account needs SeeCustomField for the fields that are read. The service lists no statuses: that the names are right is seen by the first ticket that is taken.
/// Source: Request Tracker 5.0, REST 2.0, "Searches", "Attachments"; TicketSQL.
/// </remarks>
[Connector("requesttracker", Rights = "As a source of requests: SeeQueue, ShowTicket, SeeCustomField, CommentOnTicket and ModifyTicket on the queue that is read.")]
[Setting("requestType", SettingForm.List, "Type or subtype of request tickets, one or a list; else every ticket")]
[Setting("typeField", SettingForm.Text, "Custom field whose value is the type of a ticket; needed with requestType")]
internal sealed class RequestTrackerRequests : TicketRequests
{
    // TicketSQL reads a time in the zone of the account, which the service does not tell: the widest difference is asked for, and what was older is left out here.
    private static readonly TimeSpan s_widestZone = TimeSpan.FromHours(15);
    private readonly JsonCalls _api;
    private readonly string _keyField;
    private readonly string _typeField;

    public RequestTrackerRequests(SystemAccess access) : base(access, new RequestTracker(access))
    {
        _api = RequestTracker.Connect(access);
        _keyField = access.Value("keyField") ?? RequestTracker.DefaultField;
        _typeField = access.Value("typeField") ?? "";
    }

    /// <inheritdoc/>
    protected override async Task CheckNamesAsync(CancellationToken cancel)
    {
        if (Access.List("requestType").Count > 0 && _typeField.Length == 0) throw Access.Missing("typeField", "is missing, and requestType cannot be compared without it");

        // Signs in, and shows that the queue may be searched.
        await ListAsync(Access.Clock.UtcNow, cancel).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    protected override async Task<IReadOnlyList<TicketRow>> ListAsync(DateTimeOffset? since, CancellationToken cancel)
    {
        string statuses = string.Join(" OR ", Stands().Select(stand => $"Status = {RequestTrackerQuery.Quoted(stand.Status)}"));
        string query = $"Queue = {RequestTrackerQuery.Quoted(Access.Required("queue"))} AND ({statuses})";
        if (since is { } from) query += $" AND LastUpdated >= '{(from.UtcDateTime - s_widestZone).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)}'";
        IReadOnlyList<JsonObject> found = await RequestTrackerQuery.AllAsync(
            _api, $"tickets?query={Uri.EscapeDataString(query)}&fields=Status,LastUpdated,CustomFields&orderby=id", cancel).ConfigureAwait(false);
        IReadOnlyList<string> types = Access.List("requestType");
        return found.Where(row => types.Count == 0 || types.Contains(TypeOf(row), StringComparer.OrdinalIgnoreCase))
            .Select(row => new TicketRow(RequestTrackerQuery.Text(row, "id"), Changed(row), Stand(row)))
            .Where(row => since is null || row.Changed >= since).ToList();
    }

    /// <inheritdoc/>
    protected override async Task<TicketForm?> ReadFormAsync(string id, CancellationToken cancel)
    {
        if (await _api.FindObjectAsync("ticket/" + id, "id", cancel).ConfigureAwait(false) is not { } row) return null;

        string subject = RequestTrackerQuery.Text(row, "Subject");
        string key = RequestTrackerQuery.Values(row, _keyField).Concat(TicketNote.FindKeys(subject)).FirstOrDefault() ?? "";
        Dictionary<string, string> fields = new(StringComparer.OrdinalIgnoreCase);
        foreach (string name in (row["CustomFields"] as JsonArray ?? []).OfType<JsonObject>().Select(field => RequestTrackerQuery.Text(field, "name")).Where(name => name.Length > 0))
        {
            fields[name] = string.Join(", ", RequestTrackerQuery.Values(row, name));
        }

        return new TicketForm(subject, TypeOf(row), "", fields, await BodyAsync(id, cancel).ConfigureAwait(false), key);
    }

    /// <inheritdoc/>
    protected override async Task<TicketStand> StandAsync(string id, CancellationToken cancel) =>
        await _api.FindObjectAsync("ticket/" + id, "id", cancel).ConfigureAwait(false) is { } row ? Stand(row) : TicketStand.Other;

    /// <inheritdoc/>
    protected override Task MoveAsync(string id, CancellationToken cancel) =>
        _api.SendAsync(HttpMethod.Put, "ticket/" + id, new JsonObject { ["Status"] = Access.Required("claimedStatus") }, null, cancel);

    // The parts of the message that made the ticket: of a mail that came in both forms, the plain one.
    private async Task<string> BodyAsync(string id, CancellationToken cancel)
    {
        List<JsonObject> parts = (await RequestTrackerQuery.AllAsync(_api, $"ticket/{id}/attachments?fields=ContentType,Filename,TransactionId&orderby=id", cancel).ConfigureAwait(false))
            .OrderBy(Number).ToList();
        if (parts.Count == 0) return "";

        string first = RequestTrackerQuery.TransactionOf(parts[0]);
        List<JsonObject> texts = parts.Where(part => RequestTrackerQuery.TransactionOf(part) == first && RequestTrackerQuery.Text(part, "Filename").Length == 0).ToList();
        JsonObject? text = texts.Find(part => RequestTrackerQuery.Text(part, "ContentType") == "text/plain") ?? texts.Find(part => RequestTrackerQuery.Text(part, "ContentType") == "text/html");
        if (text is null) return "";

        JsonNode? whole = await _api.GetAsync($"attachment/{Number(text)}", cancel).ConfigureAwait(false);
        try
        {
            return Encoding.UTF8.GetString(Convert.FromBase64String(whole?["Content"]?.ToString() ?? ""));
        }
        catch (FormatException failure)
        {
            throw _api.Unexpected($"the text of ticket #{id} is no base64", failure);
        }
    }

    private IEnumerable<(string Status, TicketStand Stand)> Stands()
    {
        yield return (Access.Required("requestStatus"), TicketStand.Requested);
        yield return (Access.Required("claimedStatus"), TicketStand.Claimed);
        if (Access.Value("withdrawnStatus") is { } withdrawn) yield return (withdrawn, TicketStand.Withdrawn);
    }

    private TicketStand Stand(JsonObject row) =>
        Stands().FirstOrDefault(stand => string.Equals(stand.Status, RequestTrackerQuery.Text(row, "Status"), StringComparison.OrdinalIgnoreCase)).Stand;

    private string TypeOf(JsonObject row) => _typeField.Length == 0 ? "" : RequestTrackerQuery.Values(row, _typeField).FirstOrDefault() ?? "";

    private DateTimeOffset Changed(JsonObject row) =>
        DateTimeOffset.TryParse(RequestTrackerQuery.Text(row, "LastUpdated"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset at)
            ? at
            : throw _api.Unexpected($"ticket #{RequestTrackerQuery.Text(row, "id")} does not say when it was changed");

    private long Number(JsonObject part) => long.TryParse(RequestTrackerQuery.Text(part, "id"), NumberStyles.None, CultureInfo.InvariantCulture, out long number)
        ? number
        : throw _api.Unexpected("a part of a ticket has no id");
}

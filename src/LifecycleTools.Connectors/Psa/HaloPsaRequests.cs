using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Connectors.Systems;
using LifecycleTools.Engine.Ports;

namespace LifecycleTools.Connectors.Psa;

/// <summary>HaloPSA as a source: the tickets of the types that <c>requestType</c> names, else of the ticket type of the ticket system.</summary>
/// <remarks>
/// Settings: see <see cref="TicketRequests"/>. The first category is the subtype. Custom fields are known by their labels and by their names, without the CF that all of them begin with.
/// Times come without a zone and mean UTC.
/// Source: HaloPSA API, swagger v2 of 2024-09.
/// </remarks>
[Connector("halopsa", Rights = "As a source of requests: read:tickets and edit:tickets on the ticket types that are read.")]
[Setting("requestType", SettingForm.List, "Ticket types of request tickets, one or a list; else ticketType")]
internal sealed class HaloPsaRequests : TicketRequests
{
    private const string ReadTickets = "read:tickets";
    private const string EditTickets = "edit:tickets";
    private const string Prefix = "CF";
    private static readonly string[] s_changes = ["last_update", "lastactiondate"];
    private readonly HaloPsaCalls _calls;
    private readonly HaloPsaSetup _setup;

    public HaloPsaRequests(SystemAccess access) : base(access, new HaloPsa(access))
    {
        _calls = new HaloPsaCalls(access);
        _setup = new HaloPsaSetup(access, _calls);
    }

    /// <inheritdoc/>
    protected override async Task CheckNamesAsync(CancellationToken cancel)
    {
        await StatusesAsync(cancel).ConfigureAwait(false);
        await TypesAsync(cancel).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    protected override async Task<IReadOnlyList<TicketRow>> ListAsync(DateTimeOffset? since, CancellationToken cancel)
    {
        string changed = since is { } from ? "&lastupdatefromdate=" + from.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture) : "";
        IReadOnlyDictionary<int, TicketStand> statuses = await StatusesAsync(cancel).ConfigureAwait(false);
        List<TicketRow> rows = [];
        foreach (int type in await TypesAsync(cancel).ConfigureAwait(false))
        {
            foreach (KeyValuePair<int, TicketStand> status in statuses)
            {
                List<JsonObject> found = await _calls.PagesAsync("Tickets", $"requesttype_id={type}&status_id={status.Key}&order=id{changed}", "tickets", ReadTickets, cancel).ConfigureAwait(false);

                // A server that does not know one of the options gives more than was asked for.
                foreach (JsonObject row in found.Where(row => Number(row["tickettype_id"]) == type && Number(row["status_id"]) == status.Key))
                {
                    rows.Add(new TicketRow(IdOf(row), await ChangedAsync(row, cancel).ConfigureAwait(false), status.Value));
                }
            }
        }

        return rows.Where(row => since is null || row.Changed >= since).ToList();
    }

    /// <inheritdoc/>
    protected override async Task<TicketForm?> ReadFormAsync(string id, CancellationToken cancel)
    {
        if (await RowAsync(id, cancel).ConfigureAwait(false) is not { } row) return null;

        HaloPsaSetup.Choice choice = await _setup.ReadAsync(cancel).ConfigureAwait(false);
        string type = Number(row["tickettype_id"]) is { } number && choice.Types.TryGetValue(number, out string? named) ? named : "";
        string body = Text(row, "details_html") is { Length: > 0 } html ? html : Text(row, "details");
        return new TicketForm(Text(row, "summary"), type, Text(row, "category_1"), CustomFields(row), body, HaloPsa.KeyOf(row, Access.Value("keyField")));
    }

    /// <inheritdoc/>
    protected override async Task<TicketStand> StandAsync(string id, CancellationToken cancel) =>
        await RowAsync(id, cancel).ConfigureAwait(false) is { } row && Number(row["status_id"]) is { } status
        && (await StatusesAsync(cancel).ConfigureAwait(false)).TryGetValue(status, out TicketStand stand)
            ? stand
            : TicketStand.Other;

    /// <inheritdoc/>
    protected override async Task MoveAsync(string id, CancellationToken cancel)
    {
        int claimed = (await StatusesAsync(cancel).ConfigureAwait(false)).First(status => status.Value == TicketStand.Claimed).Key;
        await _calls.SendAsync("Tickets", new JsonObject { ["id"] = int.Parse(id, CultureInfo.InvariantCulture), ["status_id"] = claimed }, isRepeatable: true, EditTickets, cancel).ConfigureAwait(false);
    }

    private async Task<IReadOnlyDictionary<int, TicketStand>> StatusesAsync(CancellationToken cancel)
    {
        HaloPsaSetup.Choice choice = await _setup.ReadAsync(cancel).ConfigureAwait(false);
        Dictionary<int, TicketStand> stands = new()
        {
            [_setup.Named("requestStatus", Access.Required("requestStatus"), choice.Statuses)] = TicketStand.Requested,
            [_setup.Named("claimedStatus", Access.Required("claimedStatus"), choice.Statuses)] = TicketStand.Claimed,
        };
        if (Access.Value("withdrawnStatus") is { } withdrawn) stands[_setup.Named("withdrawnStatus", withdrawn, choice.Statuses)] = TicketStand.Withdrawn;
        return stands;
    }

    private async Task<IReadOnlyList<int>> TypesAsync(CancellationToken cancel)
    {
        HaloPsaSetup.Choice choice = await _setup.ReadAsync(cancel).ConfigureAwait(false);
        IReadOnlyList<string> named = Access.List("requestType");
        return named.Count == 0 ? [choice.Type] : named.Select(name => _setup.Named("requestType", name, choice.Types)).Distinct().ToList();
    }

    private Task<JsonObject?> RowAsync(string id, CancellationToken cancel) => _calls.FindAsync($"Tickets/{id}?includedetails=true", ReadTickets, cancel);

    // Which of its times a list shows is decided by its view; then the ticket is read whole.
    private async Task<DateTimeOffset> ChangedAsync(JsonObject row, CancellationToken cancel)
    {
        if (Latest(row, s_changes) is { } listed) return listed;
        return await RowAsync(IdOf(row), cancel).ConfigureAwait(false) is { } whole && Latest(whole, [.. s_changes, "dateoccurred"]) is { } at
            ? at
            : throw _calls.Unexpected($"ticket {IdOf(row)} does not say when it was changed");
    }

    private static DateTimeOffset? Latest(JsonObject row, IEnumerable<string> names)
    {
        List<DateTimeOffset> times = [];
        foreach (string name in names)
        {
            if (DateTimeOffset.TryParse(Text(row, name), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset at)) times.Add(at);
        }

        return times.Count == 0 ? null : times.Max();
    }

    private static Dictionary<string, string> CustomFields(JsonObject row)
    {
        Dictionary<string, string> fields = new(StringComparer.OrdinalIgnoreCase);
        foreach (JsonObject field in (row["customfields"] as JsonArray ?? []).OfType<JsonObject>())
        {
            // The value of a list to choose from is a number; what people see is what it displays.
            string value = DayOf(Text(field, "display") is { Length: > 0 } shown ? shown : field["value"] is JsonValue ? Text(field, "value") : "");
            string name = Text(field, "name");
            if (name.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase)) name = name.Substring(Prefix.Length);
            foreach (string known in new[] { name, Text(field, "label") }.Where(known => known.Length > 0)) fields[known] = value;
        }

        return fields;
    }

    private string IdOf(JsonObject row) => Number(row["id"])?.ToString(CultureInfo.InvariantCulture) ?? throw _calls.Unexpected("a ticket has no id");

    private static string Text(JsonObject of, string name) => of[name]?.ToString() ?? "";

    private static int? Number(JsonNode? value) => int.TryParse(value?.ToString(), NumberStyles.Integer, CultureInfo.InvariantCulture, out int number) ? number : null;
}

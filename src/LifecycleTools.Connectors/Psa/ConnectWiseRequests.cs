using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Net.Http;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Connectors.Systems;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.Ports;

namespace LifecycleTools.Connectors.Psa;

/// <summary>ConnectWise PSA as a source: the tickets of the board.</summary>
/// <remarks>
/// Settings: see <see cref="TicketRequests"/>; the board is the one of the ticket system. The description is the first note of the discussion.
/// Source: ConnectWise PSA REST API, 2026.4; developer guide, "Query conditions".
/// </remarks>
[Connector("connectwise", Rights = "As a source of requests: Service Desk > Service Tickets (Edit, Inquire) on the board.")]
[Setting("requestType", SettingForm.List, "Type or subtype of request tickets, one or a list; else every ticket")]
internal sealed class ConnectWiseRequests : TicketRequests
{
    private const string ReadTickets = "Service Desk > Service Tickets (Inquire)";
    private const string EditTickets = "Service Desk > Service Tickets (Edit)";
    private const string Fields = "fields=id,status,type,subType,_info";
    private readonly ConnectWiseCalls _calls;
    private readonly ConnectWiseSetup _setup;

    public ConnectWiseRequests(SystemAccess access) : base(access, new ConnectWise(access))
    {
        _calls = new ConnectWiseCalls(access);
        _setup = new ConnectWiseSetup(access, _calls);
    }

    /// <inheritdoc/>
    protected override async Task CheckNamesAsync(CancellationToken cancel)
    {
        ConnectWiseSetup.Choice choice = await _setup.ReadAsync(cancel).ConfigureAwait(false);
        await StatusesAsync(cancel).ConfigureAwait(false);
        if (Access.List("requestType").Count == 0) return;

        List<string> names = [];
        foreach (string what in new[] { "types", "subtypes" })
        {
            names.AddRange((await _calls.ListAsync($"service/boards/{choice.Board}/{what}", "orderBy=id", ReadTickets, cancel).ConfigureAwait(false)).Select(row => row["name"]?.ToString() ?? ""));
        }

        if (Access.List("requestType").FirstOrDefault(wanted => !names.Contains(wanted, StringComparer.OrdinalIgnoreCase)) is { } unknown)
        {
            throw Access.Missing("requestType", $"is '{unknown}', and must be one of: {string.Join(", ", names)}");
        }
    }

    /// <inheritdoc/>
    protected override async Task<IReadOnlyList<TicketRow>> ListAsync(DateTimeOffset? since, CancellationToken cancel)
    {
        ConnectWiseSetup.Choice choice = await _setup.ReadAsync(cancel).ConfigureAwait(false);
        IReadOnlyDictionary<int, TicketStand> statuses = await StatusesAsync(cancel).ConfigureAwait(false);
        string condition = $"board/id={choice.Board} and ({string.Join(" or ", statuses.Keys.Select(id => $"status/id={id}"))})";
        if (since is { } from) condition += $" and lastUpdated>=[{from.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)}]";
        IReadOnlyList<string> types = Access.List("requestType");
        return (await _calls.ListAsync("service/tickets", $"{ConnectWiseCalls.Where(condition)}&{Fields}&orderBy=id", ReadTickets, cancel).ConfigureAwait(false))
            .Where(row => types.Count == 0 || types.Contains(Name(row, "type"), StringComparer.OrdinalIgnoreCase) || types.Contains(Name(row, "subType"), StringComparer.OrdinalIgnoreCase))
            .Select(row => new TicketRow(row["id"]!.ToString(), Changed(row), Stand(row, statuses))).ToList();
    }

    /// <inheritdoc/>
    protected override async Task<TicketForm?> ReadFormAsync(string id, CancellationToken cancel)
    {
        if (await RowAsync(id, "", cancel).ConfigureAwait(false) is not { } row) return null;
        List<JsonObject> notes = await _calls.ListAsync($"service/tickets/{id}/notes", "orderBy=id", ReadTickets, cancel).ConfigureAwait(false);
        JsonObject? description = notes.Where(note => ConnectWiseSetup.Flag(note, "detailDescriptionFlag") && !ConnectWiseSetup.Flag(note, "internalAnalysisFlag")).OrderBy(ConnectWiseSetup.IdOf).FirstOrDefault();
        return new TicketForm(row["summary"]?.ToString() ?? "", Name(row, "type"), Name(row, "subType"), CustomFields(row), description?["text"]?.ToString() ?? "", row["externalXRef"]?.ToString() ?? "");
    }

    /// <inheritdoc/>
    protected override async Task<TicketStand> StandAsync(string id, CancellationToken cancel) =>
        await RowAsync(id, "?" + Fields, cancel).ConfigureAwait(false) is { } row ? Stand(row, await StatusesAsync(cancel).ConfigureAwait(false)) : TicketStand.Other;

    /// <inheritdoc/>
    protected override async Task MoveAsync(string id, CancellationToken cancel)
    {
        int claimed = (await StatusesAsync(cancel).ConfigureAwait(false)).First(status => status.Value == TicketStand.Claimed).Key;
        JsonCalls calls = await _calls.OpenAsync(cancel).ConfigureAwait(false);
        JsonArray patch = [new JsonObject { ["op"] = "replace", ["path"] = "status", ["value"] = new JsonObject { ["id"] = claimed } }];
        await _calls.NamingAsync(EditTickets, () => calls.SendAsync(new HttpMethod("PATCH"), "service/tickets/" + id, patch, null, cancel)).ConfigureAwait(false);
    }

    private async Task<JsonObject?> RowAsync(string id, string query, CancellationToken cancel)
    {
        JsonCalls calls = await _calls.OpenAsync(cancel).ConfigureAwait(false);
        return await _calls.NamingAsync(ReadTickets, () => calls.FindObjectAsync($"service/tickets/{id}{query}", "id", cancel)).ConfigureAwait(false);
    }

    private async Task<IReadOnlyDictionary<int, TicketStand>> StatusesAsync(CancellationToken cancel)
    {
        ConnectWiseSetup.Choice choice = await _setup.ReadAsync(cancel).ConfigureAwait(false);
        IReadOnlyList<JsonObject> all = await _setup.StatusesAsync(choice.Board, cancel).ConfigureAwait(false);
        Dictionary<int, TicketStand> stands = new()
        {
            [_setup.NamedStatus("requestStatus", all)] = TicketStand.Requested, [_setup.NamedStatus("claimedStatus", all)] = TicketStand.Claimed,
        };
        if (Access.Value("withdrawnStatus") is not null) stands[_setup.NamedStatus("withdrawnStatus", all)] = TicketStand.Withdrawn;
        return stands;
    }

    private DateTimeOffset Changed(JsonObject row) =>
        DateTimeOffset.TryParse(row["_info"]?["lastUpdated"]?.ToString(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset at)
            ? at
            : throw new LifecycleException(ErrorIds.ConnectorAnswerUnexpected, ErrorKind.Answer, $"{Product}: ticket #{row["id"]} does not say when it was changed.");

    private static TicketStand Stand(JsonObject row, IReadOnlyDictionary<int, TicketStand> statuses) =>
        row["status"]?["id"] is { } id && statuses.TryGetValue((int)id, out TicketStand stand) ? stand : TicketStand.Other;

    private static Dictionary<string, string> CustomFields(JsonObject row)
    {
        Dictionary<string, string> fields = new(StringComparer.OrdinalIgnoreCase);
        foreach (JsonObject field in (row["customFields"] as JsonArray ?? []).OfType<JsonObject>())
        {
            string name = field["caption"]?.ToString() ?? "", value = field["value"]?.ToString() ?? "";

            if (name.Length > 0) fields[name] = DayOf(value);
        }

        return fields;
    }

    private static string Name(JsonObject row, string of) => row[of]?["name"]?.ToString() ?? "";
}

using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Net;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Connectors.Systems;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.Ports;

namespace LifecycleTools.Connectors.Psa;

/// <summary>HaloPSA: tickets of one type, found again by a custom field or by their third-party id.</summary>
/// <remarks>
/// Settings: <c>url</c> (https://COMPANY.halopsa.com), <c>clientId</c>, <c>clientSecret</c> (a secret), <c>ticketType</c>, <c>raisedPriority</c>; optional <c>tenant</c> (hosted
/// instances), <c>authUrl</c> (else url + /auth), <c>scope</c> (all), <c>customer</c> (the client that tickets are for: name or id; else the tenant's name), <c>status</c> (New),
/// <c>closedStatus</c> (Closed), <c>priority</c>, <c>outcome</c> (Private Note; the action that a note is), <c>keyField</c> (a custom field like CFlifecycle; else the third-party id).
/// Times come without a zone and mean UTC; none is read here.
/// Source: HaloPSA API, swagger v2 of 2024-09; outcome and status names of stock tenants from community modules.   Limits: unpublished, 429; 100 rows a page.
/// </remarks>
[Connector("halopsa",
    Rights = "An API application with the login type Agent and the permissions read:tickets, edit:tickets and read:customers; the agent's role must allow the same: Configuration, Integrations, HaloPSA API.")]
[Setting("url", SettingForm.Address, "https://COMPANY.halopsa.com", IsRequired = true)]
[Setting("clientId", SettingForm.Text, "Client id of the API application", IsRequired = true)]
[Setting("clientSecret", SettingForm.Secret, "Name of the client secret: env:NAME, vault:NAME or vault:VAULT/NAME", IsRequired = true)]
[Setting("ticketType", SettingForm.NameOrNumber, "Type of new tickets, by name or id", IsRequired = true)]
[Setting("raisedPriority", SettingForm.NameOrNumber, "Priority when a person is needed", IsRequired = true)]
[Setting("tenant", SettingForm.Text, "Tenant name of a hosted instance")]
[Setting("authUrl", SettingForm.Address, "Authorization server; else url + /auth")]
[Setting("scope", SettingForm.Text, "Scopes that are asked for; all")]
[Setting("customer", SettingForm.NameOrNumber, "Client that the tickets are for: name or id; else the tenant's name")]
[Setting("status", SettingForm.NameOrNumber, "Status of new and reopened tickets; New")]
[Setting("closedStatus", SettingForm.NameOrNumber, "Status that resolves; Closed")]
[Setting("priority", SettingForm.NameOrNumber, "Priority of new tickets")]
[Setting("outcome", SettingForm.NameOrNumber, "Outcome that a note is written with; Private Note")]
[Setting("keyField", SettingForm.Text, "Custom field for the run's id; else the third-party id")]
internal sealed class HaloPsa : IPsa
{
    private const int MostSummary = 255;

    // No limit is published.
    private const int MostNote = 30_000;
    private const string ReadTickets = "read:tickets";
    private const string EditTickets = "edit:tickets";
    private const string ReadCustomers = "read:customers";
    private readonly SystemAccess _access;
    private readonly HaloPsaCalls _calls;
    private readonly HaloPsaSetup _setup;
    private readonly string? _keyField;

    public HaloPsa(SystemAccess access)
    {
        _access = access;
        _calls = new HaloPsaCalls(access);
        _setup = new HaloPsaSetup(access, _calls);
        _keyField = access.Value("keyField");
    }

    /// <inheritdoc/>
    public string Product => HaloPsaCalls.Product;

    /// <inheritdoc/>
    public PsaAbilities Abilities => PsaAbilities.Attachments;

    /// <inheritdoc/>
    public async Task CheckAsync(CancellationToken cancel)
    {
        await _setup.ReadAsync(cancel).ConfigureAwait(false);
        try
        {
            await FindCompanyAsync(null, cancel).ConfigureAwait(false);
        }
        catch (LifecycleException unresolved) when (unresolved.Id == ErrorIds.ReferenceNotResolved)
        {
            throw _access.Missing("customer", $"does not name one client. {unresolved.Message.TrimEnd('.')}");
        }

        await FindTicketAsync("check", cancel).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<PsaCompany> FindCompanyAsync(string? idOrName, CancellationToken cancel)
    {
        string wanted = idOrName ?? _access.Value("customer") ?? _access.Tenant.Name;
        if (ToId(wanted) is { } id && await _calls.FindAsync($"Client/{id}", ReadCustomers, cancel).ConfigureAwait(false) is { } direct && !IsSet(direct, "inactive")) return Company(direct);

        // The search is fuzzy and may stumble over signs, so what it leaves out is looked for among all of them.
        List<JsonObject> found = await ClientsAsync(wanted, "search=" + Uri.EscapeDataString(wanted), cancel).ConfigureAwait(false);
        if (found.Count == 0) found = await ClientsAsync(wanted, "order=name", cancel).ConfigureAwait(false);
        if (found.Count == 1) return Company(found[0]);
        throw Unresolved(found.Count > 1
            ? $"several clients are named '{wanted}': {string.Join(", ", found.Select(row => row["id"]))}"
            : $"there is no client '{wanted}'. There are: {Some(await ClientsAsync(null, "order=name", cancel).ConfigureAwait(false))}");
    }

    /// <inheritdoc/>
    public async Task<PsaContact?> FindContactAsync(PsaCompany company, string mail, CancellationToken cancel)
    {
        List<JsonObject> rows = await _calls.PagesAsync("Users", $"client_id={company.Id}&search={Uri.EscapeDataString(mail)}", "users", ReadCustomers, cancel).ConfigureAwait(false);
        return rows.Where(row => Is(row, "emailaddress", mail) && !IsSet(row, "inactive") && (row["client_id"] is null || Is(row, "client_id", company.Id)))
            .Select(row => new PsaContact(row["id"]!.ToString(), row["name"]?.ToString() ?? "", row["emailaddress"]!.ToString())).FirstOrDefault();
    }

    /// <inheritdoc/>
    public async Task<Ticket?> FindTicketAsync(string key, CancellationToken cancel)
    {
        // Whether the search looks into keys is nowhere written; the description has the key too.
        List<JsonObject> found = await HitsAsync("search", key, cancel).ConfigureAwait(false);
        if (found.Count == 0) found = await HitsAsync("search_details", key, cancel).ConfigureAwait(false);

        return found.Count switch
        {
            0 => null,
            1 => await TicketAsync(found[0], cancel).ConfigureAwait(false),
            _ => throw Unresolved($"several tickets carry the key {key}: {string.Join(", ", found.Select(row => row["id"]))}"),
        };
    }

    /// <inheritdoc/>
    public async Task<Ticket?> ReadTicketAsync(string idOrNumber, CancellationToken cancel) =>
        ToId(idOrNumber.TrimStart('#')) is { } id && await RowAsync(id, cancel).ConfigureAwait(false) is { } row ? await TicketAsync(row, cancel).ConfigureAwait(false) : null;

    /// <inheritdoc/>
    /// <remarks>Effect: a ticket of the type of the tenant file. Undo: close it. Source: POST /Tickets, an array.</remarks>
    public async Task<Ticket> CreateTicketAsync(NewTicket ticket, CancellationToken cancel)
    {
        HaloPsaSetup.Choice choice = await _setup.ReadAsync(cancel).ConfigureAwait(false);
        JsonObject body = new()
        {
            ["summary"] = NoteText.Cut(ticket.Title, MostSummary), ["details_html"] = NoteText.Html([.. ticket.Lines, "Reference: " + ticket.Key]), ["tickettype_id"] = choice.Type,
            ["client_id"] = ToId(ticket.Company.Id), ["status_id"] = choice.Status,
        };
        if (_keyField is null) body["third_party_id_string"] = ticket.Key;
        else body["customfields"] = new JsonArray(new JsonObject { ["name"] = _keyField, ["value"] = ticket.Key });
        if (choice.Priority is { } priority) body["priority_id"] = priority;
        if (ToId(ticket.Contact?.Id ?? "") is { } user)
        {
            body["user_id"] = user;
            if (await SiteAsync(user, cancel).ConfigureAwait(false) is { } site) body["site_id"] = site;
        }

        JsonObject made = await _calls.SendAsync("Tickets", body, isRepeatable: false, EditTickets, cancel).ConfigureAwait(false);
        return await TicketAsync(made, cancel).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<string>> ReadNoteKeysAsync(Ticket ticket, CancellationToken cancel) =>
        (await _calls.ListAsync($"Actions?ticket_id={ticket.Id}&includehtmlnote=true&count=10000", "actions", ReadTickets, cancel).ConfigureAwait(false))
        .Where(row => IsSet(row, "hiddenfromuser"))
        .OrderBy(row => Number(row["id"]) ?? 0)
        .SelectMany(row => TicketNote.FindKeys(WebUtility.HtmlDecode((row["note_html"] ?? row["note"])?.ToString() ?? ""))).ToList();

    /// <inheritdoc/>
    /// <remarks>Effect: an action that is hidden from the user and mailed to nobody. Undo: delete it by hand. Source: POST /Actions, an array; an outcome is required.</remarks>
    public async Task AddNoteAsync(Ticket ticket, TicketNote note, CancellationToken cancel)
    {
        HaloPsaSetup.Choice choice = await _setup.ReadAsync(cancel).ConfigureAwait(false);
        await NoteText.AddAsync(
            note, MostNote, NoteText.Html, () => ReadNoteKeysAsync(ticket, cancel),
            part => _calls.SendAsync("Actions", new JsonObject
            {
                ["ticket_id"] = ToId(ticket.Id), ["outcome_id"] = choice.Outcome, ["note_html"] = NoteText.Html(part), ["hiddenfromuser"] = true, ["sendemail"] = false,
            }, isRepeatable: false, EditTickets, cancel)).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<string>> ReadAttachmentNamesAsync(Ticket ticket, CancellationToken cancel) =>
        (await _calls.ListAsync($"Attachment?ticket_id={ticket.Id}", "attachments", ReadTickets, cancel).ConfigureAwait(false)).Select(row => row["filename"]?.ToString() ?? "").ToList();

    /// <inheritdoc/>
    /// <remarks>Effect: a file that users do not see. Undo: delete it by hand. Source: POST /Attachment, an array, base64.</remarks>
    public Task AttachAsync(Ticket ticket, TicketFile file, CancellationToken cancel) => _calls.SendAsync("Attachment", new JsonObject
    {
        ["ticket_id"] = ToId(ticket.Id), ["filename"] = file.Name, ["data_base64"] = Convert.ToBase64String(file.Content), ["showforusers"] = false,
    }, isRepeatable: false, EditTickets, cancel);

    /// <inheritdoc/>
    /// <remarks>Effect: the closed status of the tenant file. Undo: set the status back. Source: POST /Tickets with an id; a workflow may refuse the jump, and the read-back shows it.</remarks>
    public async Task ResolveAsync(Ticket ticket, CancellationToken cancel)
    {
        HaloPsaSetup.Choice choice = await _setup.ReadAsync(cancel).ConfigureAwait(false);
        await ChangeAsync(ticket, new JsonObject { ["status_id"] = choice.ClosedStatus }, cancel).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    /// <remarks>Effect: the raised priority, and an open status when it was closed. Undo: set both back. Source: POST /Tickets with an id.</remarks>
    public async Task RaiseAsync(Ticket ticket, CancellationToken cancel)
    {
        HaloPsaSetup.Choice choice = await _setup.ReadAsync(cancel).ConfigureAwait(false);
        JsonObject row = await RowAsync(ToId(ticket.Id) ?? 0, cancel).ConfigureAwait(false) ?? throw Unresolved($"there is no ticket {ticket.Number}");
        Ticket now = await TicketAsync(row, cancel).ConfigureAwait(false);
        JsonObject change = [];
        if (!now.IsRaised) change["priority_id"] = choice.RaisedPriority;
        if (now.IsResolved) change["status_id"] = choice.Status;
        if (change.Count > 0) await ChangeAsync(ticket, change, cancel).ConfigureAwait(false);
    }

    // A list may leave out the fields that the key stands in: then the hit is read whole before it is believed.
    private async Task<List<JsonObject>> HitsAsync(string option, string key, CancellationToken cancel)
    {
        List<JsonObject> found = [];
        foreach (JsonObject hit in await _calls.PagesAsync("Tickets", $"{option}={Uri.EscapeDataString(key)}", "tickets", ReadTickets, cancel).ConfigureAwait(false))
        {
            JsonObject? whole = KeyOf(hit, _keyField).Length == 0 && Number(hit["id"]) is { } id ? await RowAsync(id, cancel).ConfigureAwait(false) : hit;
            if (whole is not null && KeyOf(whole, _keyField) == key) found.Add(whole);
        }

        return found;
    }

    private Task<JsonObject> ChangeAsync(Ticket ticket, JsonObject change, CancellationToken cancel)
    {
        change["id"] = ToId(ticket.Id) ?? throw Unresolved($"there is no ticket {ticket.Number}");
        return _calls.SendAsync("Tickets", change, isRepeatable: true, EditTickets, cancel);
    }

    private Task<JsonObject?> RowAsync(int id, CancellationToken cancel) => _calls.FindAsync($"Tickets/{id}?includedetails=true", ReadTickets, cancel);

    private async Task<int?> SiteAsync(int user, CancellationToken cancel) =>
        await _calls.FindAsync($"Users/{user}", ReadCustomers, cancel).ConfigureAwait(false) is { } row && decimal.TryParse(row["site_id"]?.ToString(), NumberStyles.Number, CultureInfo.InvariantCulture, out decimal site) ? (int)site : null;

    private async Task<List<JsonObject>> ClientsAsync(string? named, string query, CancellationToken cancel) =>
        (await _calls.PagesAsync("Client", query, "clients", ReadCustomers, cancel).ConfigureAwait(false))
        .Where(row => !IsSet(row, "inactive") && (named is null || Is(row, "name", named))).ToList();

    private async Task<Ticket> TicketAsync(JsonObject row, CancellationToken cancel)
    {
        HaloPsaSetup.Choice choice = await _setup.ReadAsync(cancel).ConfigureAwait(false);
        string id = row["id"]?.ToString() ?? throw _calls.Unexpected("a ticket has no id");
        int status = Number(row["status_id"]) ?? throw _calls.Unexpected($"ticket {id} has no status");
        return new Ticket(id, "#" + id, choice.Statuses.TryGetValue(status, out string? name) ? name : status.ToString(CultureInfo.InvariantCulture), status == choice.ClosedStatus, Number(row["priority_id"]) == choice.RaisedPriority);
    }

    /// <summary>The key of our own that a ticket carries; empty when the row does not say.</summary>
    /// <param name="field">The custom field that keys stand in; null for the third-party id.</param>
    public static string KeyOf(JsonObject row, string? field) => (field is null
        ? row["third_party_id_string"]
        : (row["customfields"] as JsonArray ?? []).OfType<JsonObject>().FirstOrDefault(each => Is(each, "name", field))?["value"])?.ToString() ?? "";

    private static PsaCompany Company(JsonObject row) => new(row["id"]!.ToString(), row["name"]?.ToString() ?? "");

    private static bool Is(JsonObject row, string name, string value) => string.Equals(row[name]?.ToString(), value, StringComparison.OrdinalIgnoreCase);

    private static bool IsSet(JsonObject row, string name) => row[name] is JsonValue value && value.TryGetValue(out bool set) && set;

    private static int? Number(JsonNode? value) => int.TryParse(value?.ToString(), NumberStyles.Integer, CultureInfo.InvariantCulture, out int number) ? number : null;

    private static int? ToId(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int id) && id > 0 ? id : null;

    private static string Some(List<JsonObject> rows) => string.Join(", ", rows.Take(30).Select(row => row["name"])) + (rows.Count > 30 ? $" and {rows.Count - 30} more" : "");

    private LifecycleException Unresolved(string what) => new(ErrorIds.ReferenceNotResolved, ErrorKind.NotFound, $"{Product}: {what}.");
}

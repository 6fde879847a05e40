using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Net.Http;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Connectors.Systems;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.Ports;

namespace LifecycleTools.Connectors.Psa;

/// <summary>Autotask PSA: tickets in a queue, found again by their external id.</summary>
/// <remarks>
/// Settings: <c>user</c> (of an API-only user), <c>secret</c> (a secret), <c>integrationCode</c> (the tracking identifier), <c>queue</c>; optional <c>customer</c> (the company that
/// tickets are for; else the tenant's name), <c>status</c> (New), <c>openStatus</c> (of a ticket that is opened again; as status), <c>resolvedStatus</c> (Complete), <c>priority</c> (Medium),
/// <c>raisedPriority</c> (Critical), <c>type</c>, <c>issueType</c>, <c>subIssueType</c>, <c>category</c>, <c>source</c>, <c>noteType</c>, <c>publish</c> (who sees notes; the one that
/// says "internal"), <c>dueHours</c>, <c>url</c> (where the zone is asked for). Labels as in Autotask, or their values.
/// Limits: 10,000 calls an hour of everybody together, 3 at once, 500 rows a page, 6 MB a file and 10,000,000 bytes of files in 5 minutes.
/// Source: Autotask REST API 1.0.
/// </remarks>
[Connector("autotask",
    Rights = "A security level of an API-only user with tickets (view, add, edit), ticket notes and attachments (add), and companies (view): Admin, Security Levels.")]
[Setting("user", SettingForm.Text, "User name of an API-only user", IsRequired = true)]
[Setting("secret", SettingForm.Secret, "Name of the API user's secret: env:NAME, vault:NAME or vault:VAULT/NAME", IsRequired = true)]
[Setting("integrationCode", SettingForm.Text, "Tracking identifier of the integration", IsRequired = true)]
[Setting("url", SettingForm.Address, "Where the zone is asked for; https://webservices2.autotask.net/ATServicesRest")]
[Setting("queue", SettingForm.NameOrNumber, "Queue of the tickets, by label or value", IsRequired = true)]
[Setting("customer", SettingForm.NameOrNumber, "Company that tickets are for, by name or id; the tenant's name")]
[Setting("status", SettingForm.NameOrNumber, "Status of a new ticket; New")]
[Setting("openStatus", SettingForm.NameOrNumber, "Status of a ticket that is opened again; as status")]
[Setting("resolvedStatus", SettingForm.NameOrNumber, "Status of a ticket whose run completed; Complete")]
[Setting("priority", SettingForm.NameOrNumber, "Priority of a new ticket; Medium")]
[Setting("raisedPriority", SettingForm.NameOrNumber, "Priority of a ticket whose run needs a person; Critical")]
[Setting("type", SettingForm.NameOrNumber, "Ticket type")]
[Setting("issueType", SettingForm.NameOrNumber, "Issue type")]
[Setting("subIssueType", SettingForm.NameOrNumber, "Sub-issue type, of the issue type")]
[Setting("category", SettingForm.NameOrNumber, "Ticket category")]
[Setting("source", SettingForm.NameOrNumber, "Source")]
[Setting("noteType", SettingForm.NameOrNumber, "Type of the notes")]
[Setting("publish", SettingForm.NameOrNumber, "Who sees notes and files; the one that says internal")]
[Setting("dueHours", SettingForm.PositiveNumber, "Hours until a ticket is due; 24 where tickets must be due")]
internal sealed class Autotask : IPsa, IDisposable
{
    private const int MostTitle = 255;
    private const int MostNoteTitle = 250;
    private const int MostDescription = 8000;
    private const int MostFile = 6_000_000;
    private const int MostFilesInAWhile = 10_000_000;
    private const double NearlyUsedUp = 0.9;
    private static readonly TimeSpan s_while = TimeSpan.FromMinutes(5);
    private const string Tickets = "Tickets (View, Add, Edit)";
    private const string Notes = "Ticket notes (View, Add)";
    private const string Files = "Ticket attachments (View, Add)";
    private static readonly string[] s_ticketFields = ["id", "ticketNumber", "title", "status", "priority", "externalID"];
    private static readonly Regex s_number = new(@"\AT\d{8}\.\d+\z", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase);
    private readonly SystemAccess _access;
    private readonly AutotaskCalls _calls;
    private readonly AutotaskSetup _setup;
    private readonly List<(DateTimeOffset At, int Bytes)> _attached = [];

    public Autotask(SystemAccess access)
    {
        _access = access;
        _calls = new AutotaskCalls(access);
        _setup = new AutotaskSetup(access, _calls);
    }

    /// <inheritdoc/>
    public string Product => AutotaskCalls.Product;

    /// <inheritdoc/>
    public PsaAbilities Abilities => PsaAbilities.Attachments;

    /// <inheritdoc/>
    public async Task CheckAsync(CancellationToken cancel)
    {
        double used = await _calls.ReadUseAsync(cancel).ConfigureAwait(false);
        if (used >= NearlyUsedUp) _access.Log.Warning(string.Format(CultureInfo.InvariantCulture, "{0}: {1:P0} of this hour's calls are used up, by all integrations together. Calls are sent slowly.", Product, used));

        await _setup.ReadAsync(cancel).ConfigureAwait(false);
        try
        {
            await FindCompanyAsync(null, cancel).ConfigureAwait(false);
        }
        catch (LifecycleException unresolved) when (unresolved.Id == ErrorIds.ReferenceNotResolved)
        {
            throw _access.Missing("customer", $"does not name one company. {unresolved.Message.TrimEnd('.')}");
        }

        await FindTicketAsync("check", cancel).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<PsaCompany> FindCompanyAsync(string? idOrName, CancellationToken cancel)
    {
        string wanted = idOrName ?? _access.Value("customer") ?? _access.Tenant.Name;
        List<PsaCompany> found = (await CompaniesAsync(cancel, ("companyName", wanted)).ConfigureAwait(false)).Where(each => Same(each.Name, wanted)).ToList();
        if (found.Count == 0 && ToId(wanted) is { } id) found = (await CompaniesAsync(cancel, ("id", id)).ConfigureAwait(false)).Where(each => each.Id == wanted).ToList();
        if (found.Count == 1) return found[0];

        throw Unresolved(found.Count > 1
            ? $"several companies are named '{wanted}': {string.Join(", ", found.Select(each => each.Id))}"
            : $"there is no active company '{wanted}'. There are: {Some(await CompaniesAsync(cancel).ConfigureAwait(false))}");
    }

    /// <inheritdoc/>
    public async Task<PsaContact?> FindContactAsync(PsaCompany company, string mail, CancellationToken cancel)
    {
        IReadOnlyList<JsonObject> rows = await _calls.QueryAsync("Contacts", "Contacts (View)", ["id", "firstName", "lastName", "emailAddress", "companyID", "isActive"], cancel,
            ("companyID", long.Parse(company.Id, CultureInfo.InvariantCulture)), ("emailAddress", mail)).ConfigureAwait(false);
        return rows.Where(row => AutotaskJson.Flag(row, "isActive") && Same(AutotaskJson.Text(row, "emailAddress"), mail))
            .Select(row => new PsaContact(IdOf(row), $"{AutotaskJson.Text(row, "firstName")} {AutotaskJson.Text(row, "lastName")}".Trim(), AutotaskJson.Text(row, "emailAddress")))
            .FirstOrDefault();
    }

    /// <inheritdoc/>
    public async Task<Ticket?> FindTicketAsync(string key, CancellationToken cancel)
    {
        List<JsonObject> found = (await _calls.QueryAsync("Tickets", Tickets, s_ticketFields, cancel, ("externalID", key)).ConfigureAwait(false))
            .Where(row => AutotaskJson.Text(row, "externalID") == key).ToList();
        return found.Count switch
        {
            0 => null,
            1 => await TicketAsync(found[0], cancel).ConfigureAwait(false),
            _ => throw Unresolved($"several tickets carry the external id {key}: {string.Join(", ", found.Select(row => AutotaskJson.Text(row, "ticketNumber")))}"),
        };
    }

    /// <inheritdoc/>
    public async Task<Ticket?> ReadTicketAsync(string idOrNumber, CancellationToken cancel)
    {
        JsonObject? row = ToId(idOrNumber) is { } id ? await _calls.FindAsync("Tickets", Text(id), Tickets, cancel).ConfigureAwait(false)
            : s_number.IsMatch(idOrNumber) ? (await _calls.QueryAsync("Tickets", Tickets, s_ticketFields, cancel, ("ticketNumber", idOrNumber)).ConfigureAwait(false)).FirstOrDefault()
            : null;
        return row is null ? null : await TicketAsync(row, cancel).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    /// <remarks>Effect: a ticket in the queue. Undo: complete it. Source: POST /V1.0/Tickets, which answers with the id only.</remarks>
    public async Task<Ticket> CreateTicketAsync(NewTicket ticket, CancellationToken cancel)
    {
        AutotaskSetup.Choice choice = await _setup.ReadAsync(cancel).ConfigureAwait(false);
        JsonObject body = new()
        {
            ["companyID"] = ToId(ticket.Company.Id), ["title"] = NoteText.Cut(ticket.Title, MostTitle), ["externalID"] = ticket.Key,
            ["description"] = Head(NoteText.Plain(ticket.Lines)),
        };
        foreach (KeyValuePair<string, int> field in choice.Fields) body[field.Key] = field.Value;
        if (ticket.Contact is { } contact) body["contactID"] = ToId(contact.Id);
        if (choice.Due is { } due) body["dueDateTime"] = (_access.Clock.UtcNow + due).UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
        string id = await _calls.ChangeAsync(HttpMethod.Post, "V1.0/Tickets", body, Tickets, cancel).ConfigureAwait(false);
        return await ReadTicketAsync(id, cancel).ConfigureAwait(false) ?? throw AutotaskCalls.Unexpected($"ticket {id} was made and is not there");
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<string>> ReadNoteKeysAsync(Ticket ticket, CancellationToken cancel) =>
        (await _calls.QueryAsync("TicketNotes", Notes, ["id", "description", "publish"], cancel, ("ticketID", ToId(ticket.Id)!.Value), ("publish", (await _setup.ReadAsync(cancel).ConfigureAwait(false)).Publish)).ConfigureAwait(false))
        .OrderBy(row => ToId(IdOf(row))).SelectMany(row => TicketNote.FindKeys(AutotaskJson.Text(row, "description"))).ToList();

    /// <inheritdoc/>
    /// <remarks>Effect: a note that only internal users see. Undo: delete it by hand. Source: POST /V1.0/Tickets/{id}/Notes; plain text.</remarks>
    public async Task AddNoteAsync(Ticket ticket, TicketNote note, CancellationToken cancel)
    {
        AutotaskSetup.Choice choice = await _setup.ReadAsync(cancel).ConfigureAwait(false);
        await NoteText.AddAsync(note, choice.LongestNote, NoteText.Plain, () => ReadNoteKeysAsync(ticket, cancel), part => _calls.ChangeAsync(
            HttpMethod.Post, $"V1.0/Tickets/{ticket.Id}/Notes", new JsonObject
            {
                ["title"] = NoteText.Cut(part.Title, MostNoteTitle), ["description"] = NoteText.Plain(part), ["noteType"] = choice.NoteType, ["publish"] = choice.Publish,
            }, Notes, cancel)).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<string>> ReadAttachmentNamesAsync(Ticket ticket, CancellationToken cancel) =>
        (await _calls.QueryAsync("TicketAttachments", Files, ["id", "title", "fullPath"], cancel, ("parentID", ToId(ticket.Id)!.Value)).ConfigureAwait(false))
        .OrderBy(row => ToId(IdOf(row))).Select(row => AutotaskJson.Text(row, "title")).ToList();

    /// <inheritdoc/>
    /// <remarks>Effect: a file that only internal users see. Undo: delete it by hand. Source: POST /V1.0/Tickets/{id}/Attachments; base64.</remarks>
    public async Task AttachAsync(Ticket ticket, TicketFile file, CancellationToken cancel)
    {
        if (file.Content.Length > MostFile)
        {
            throw new LifecycleException(ErrorIds.ConnectorRequestRefused, ErrorKind.Limit, $"{Product} takes files of up to 6 MB, and {file.Name} has {file.Content.Length / 1_000_000} MB.")
            {
                RecommendedAction = "Keep the journal where it is; the ticket has its notes.",
            };
        }

        AutotaskSetup.Choice choice = await _setup.ReadAsync(cancel).ConfigureAwait(false);
        await WaitForRoomAsync(file.Content.Length, cancel).ConfigureAwait(false);
        await _calls.ChangeAsync(HttpMethod.Post, $"V1.0/Tickets/{ticket.Id}/Attachments", new JsonObject
        {
            ["id"] = 0, ["attachmentType"] = "FILE_ATTACHMENT", ["title"] = file.Name, ["fullPath"] = file.Name, ["contentType"] = file.ContentType, ["publish"] = choice.Publish,
            ["data"] = Convert.ToBase64String(file.Content),
        }, Files, cancel).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    /// <remarks>Effect: the status. Undo: set it back. Source: PATCH /V1.0/Tickets; PUT would empty what it does not name.</remarks>
    public async Task ResolveAsync(Ticket ticket, CancellationToken cancel)
    {
        AutotaskSetup.Choice choice = await _setup.ReadAsync(cancel).ConfigureAwait(false);
        await PatchAsync(ticket, new JsonObject { ["status"] = ToId(choice.Resolved) }, cancel).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    /// <remarks>Effect: the priority, and the status of a ticket that was complete. Undo: set them back. Source: PATCH /V1.0/Tickets.</remarks>
    public async Task RaiseAsync(Ticket ticket, CancellationToken cancel)
    {
        AutotaskSetup.Choice choice = await _setup.ReadAsync(cancel).ConfigureAwait(false);
        JsonObject row = await _calls.FindAsync("Tickets", ticket.Id, Tickets, cancel).ConfigureAwait(false) ?? throw Unresolved($"there is no ticket {ticket.Number}");
        JsonObject change = [];
        if (!choice.IsRaised(AutotaskJson.Text(row, "priority"))) change["priority"] = ToId(choice.Raised);
        if (choice.IsResolved(AutotaskJson.Text(row, "status"))) change["status"] = ToId(choice.Open);
        if (change.Count > 0) await PatchAsync(ticket, change, cancel).ConfigureAwait(false);
    }

    /// <summary>Closes what the limits are kept with.</summary>
    public void Dispose() => _calls.Dispose();

    private Task PatchAsync(Ticket ticket, JsonObject change, CancellationToken cancel)
    {
        change["id"] = ToId(ticket.Id);
        return _calls.ChangeAsync(new HttpMethod("PATCH"), "V1.0/Tickets", change, Tickets, cancel);
    }

    private async Task WaitForRoomAsync(int bytes, CancellationToken cancel)
    {
        while (true)
        {
            TimeSpan wait;
            lock (_attached)
            {
                DateTimeOffset now = _access.Clock.UtcNow;
                _attached.RemoveAll(each => now - each.At >= s_while);
                if (_attached.Sum(each => each.Bytes) + bytes <= MostFilesInAWhile)
                {
                    _attached.Add((now, bytes));
                    return;
                }

                wait = _attached[0].At + s_while - now;
            }

            await _access.Clock.DelayAsync(wait, cancel).ConfigureAwait(false);
        }
    }

    private async Task<IReadOnlyList<PsaCompany>> CompaniesAsync(CancellationToken cancel, params (string Field, JsonNode Value)[] equal) =>
        (await _calls.QueryAsync("Companies", "Companies (View)", ["id", "companyName"], cancel, [("isActive", true), .. equal]).ConfigureAwait(false))
        .Select(row => new PsaCompany(IdOf(row), AutotaskJson.Text(row, "companyName"))).ToList();

    private async Task<Ticket> TicketAsync(JsonObject row, CancellationToken cancel)
    {
        AutotaskSetup.Choice choice = await _setup.ReadAsync(cancel).ConfigureAwait(false);
        string status = AutotaskJson.Text(row, "status");
        return new Ticket(IdOf(row), AutotaskJson.Text(row, "ticketNumber"), choice.Statuses.TryGetValue(status, out string? label) ? label : status,
            choice.IsResolved(status), choice.IsRaised(AutotaskJson.Text(row, "priority")));
    }

    private LifecycleException Unresolved(string what) => new(ErrorIds.ReferenceNotResolved, ErrorKind.Data, $"{Product}: {what}.");

    private static string Some(IReadOnlyList<PsaCompany> companies) =>
        companies.Count == 0 ? "none" : string.Join(", ", companies.Take(20).Select(each => each.Name)) + (companies.Count > 20 ? $" and {companies.Count - 20} more" : "");

    private static string Head(string text) => text.Length <= MostDescription ? text : text.Substring(0, MostDescription - 1) + "…";

    private static string IdOf(JsonObject row) => AutotaskJson.Text(row, "id");

    private static long? ToId(string text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long id) ? id : null;

    private static string Text(long id) => id.ToString(CultureInfo.InvariantCulture);

    private static bool Same(string left, string right) => string.Equals(left, right, StringComparison.OrdinalIgnoreCase);
}

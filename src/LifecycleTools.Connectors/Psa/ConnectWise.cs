using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Connectors.Systems;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.Ports;

namespace LifecycleTools.Connectors.Psa;

/// <summary>ConnectWise PSA (Manage): tickets on a service board, found again by their external reference.</summary>
/// <remarks>
/// Settings: <c>url</c> (https://api-na.myconnectwise.net), <c>company</c> (the provider's login company), <c>publicKey</c>, <c>privateKey</c> (a secret), <c>clientId</c>,
/// <c>board</c>; optional <c>customer</c> (the company that tickets are for: identifier, name or id; else the tenant's name), <c>type</c>, <c>subType</c>, <c>item</c>,
/// <c>status</c>, <c>closedStatus</c>, <c>priority</c>, <c>raisedPriority</c> (else the most urgent one), <c>source</c>, <c>version</c> (2026.4),
/// <c>codebase</c> (v4_6_release; auto asks the service).
/// Source: ConnectWise PSA REST API, 2026.4; developer guide.   Limits: unpublished, 429; 1000 rows a page.
/// </remarks>
[Connector("connectwise",
    Rights = "A security role of the API member with Service Desk > Service Tickets (Add, Edit, Inquire) and Close Service Tickets (Edit), System > Table Setup (Inquire), Companies > Company Maintenance (Inquire), Contacts (Inquire) and Manage Attachments (Add, Inquire): System, Security Roles.")]
[Setting("url", SettingForm.Address, "https://api-na.myconnectwise.net, or the server's address", IsRequired = true)]
[Setting("company", SettingForm.Text, "The login company of the API keys", IsRequired = true)]
[Setting("publicKey", SettingForm.Text, "Public key of the API member", IsRequired = true)]
[Setting("privateKey", SettingForm.Secret, "Name of the private key: env:NAME, vault:NAME or vault:VAULT/NAME", IsRequired = true)]
[Setting("clientId", SettingForm.Text, "The integration's id from developer.connectwise.com", IsRequired = true)]
[Setting("board", SettingForm.NameOrNumber, "Service board for the tickets, by name or id", IsRequired = true)]
[Setting("customer", SettingForm.NameOrNumber, "Company that the tickets are for: identifier, name or id; else the tenant's name")]
[Setting("type", SettingForm.Text, "Type of new tickets")]
[Setting("subType", SettingForm.Text, "Subtype of new tickets")]
[Setting("item", SettingForm.Text, "Item of new tickets")]
[Setting("status", SettingForm.Text, "Status of new and reopened tickets; else the board's default")]
[Setting("closedStatus", SettingForm.Text, "Status that resolves; needed where the board has several closed ones")]
[Setting("priority", SettingForm.Text, "Priority of new tickets")]
[Setting("raisedPriority", SettingForm.Text, "Priority when a person is needed; else the most urgent one")]
[Setting("source", SettingForm.Text, "Source of new tickets")]
[Setting("version", SettingForm.Text, "API version that is asked for; 2026.4")]
[Setting("codebase", SettingForm.Text, "Release root: v4_6_release, or auto to ask the service")]
internal sealed class ConnectWise : IPsa
{
    private const int MostSummary = 100;

    // No limit is published; this is far below what boards are seen to hold.
    private const int MostNote = 30_000;
    private const string ReadTickets = "Service Desk > Service Tickets (Inquire)";
    private const string WriteTickets = "Service Desk > Service Tickets (Add, Edit)";
    private const string CloseTickets = "Service Desk > Service Tickets (Edit) and Close Service Tickets (Edit)";
    private const string ReadCompanies = "Companies > Company Maintenance (Inquire)";
    private const string ReadContacts = "Companies > Contacts (Inquire)";
    private const string Files = "Companies > Manage Attachments (Add, Inquire)";
    private const string TicketFields = "fields=id,summary,board,status,priority,closedFlag,externalXRef";
    private readonly SystemAccess _access;
    private readonly ConnectWiseCalls _calls;
    private readonly ConnectWiseSetup _setup;

    public ConnectWise(SystemAccess access)
    {
        _access = access;
        _calls = new ConnectWiseCalls(access);
        _setup = new ConnectWiseSetup(access, _calls);
    }

    /// <inheritdoc/>
    public string Product => ConnectWiseCalls.Product;

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
            throw _access.Missing("customer", $"does not name one company. {unresolved.Message.TrimEnd('.')}");
        }

        await FindTicketAsync("check", cancel).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<PsaCompany> FindCompanyAsync(string? idOrName, CancellationToken cancel)
    {
        string wanted = idOrName ?? _access.Value("customer") ?? _access.Tenant.Name;
        if (ToId(wanted) is { } id && await ReadAsync($"company/companies/{id}?fields=id,identifier,name,deletedFlag", ReadCompanies, cancel).ConfigureAwait(false) is { } direct && !ConnectWiseSetup.Flag(direct, "deletedFlag")) return Company(direct);

        // What cannot be a string of a condition is looked for among all of them here.
        string condition = ConnectWiseCalls.Quoted(wanted) is { } quoted ? $"deletedFlag=False and (identifier={quoted} or name={quoted})" : "deletedFlag=False";
        List<JsonObject> found = (await CompaniesAsync(condition, cancel).ConfigureAwait(false)).Where(row => Is(row, "identifier", wanted) || Is(row, "name", wanted)).ToList();
        List<JsonObject> best = found.Count > 1 && found.Where(row => Is(row, "identifier", wanted)).ToList() is { Count: 1 } exact ? exact : found;
        if (best.Count == 1) return Company(best[0]);
        throw Unresolved(best.Count > 1
            ? $"several companies are named '{wanted}': {string.Join(", ", best.Select(row => $"{row["identifier"]} ({row["id"]})"))}"
            : $"there is no company '{wanted}'. There are: {Some(await CompaniesAsync("deletedFlag=False", cancel).ConfigureAwait(false))}");
    }

    /// <inheritdoc/>
    public async Task<PsaContact?> FindContactAsync(PsaCompany company, string mail, CancellationToken cancel)
    {
        if (ConnectWiseCalls.Quoted(mail) is not { } quoted) return null;

        string child = Uri.EscapeDataString($"communicationItems/value={quoted} AND communicationItems/communicationType=\"Email\"");
        List<JsonObject> rows = await _calls.ListAsync("company/contacts",
            $"childConditions={child}&{ConnectWiseCalls.Where($"company/id={company.Id} and inactiveFlag=False")}&fields=id,firstName,lastName,communicationItems&orderBy=id", ReadContacts, cancel).ConfigureAwait(false);
        return rows.Where(row => Mails(row).Contains(mail, StringComparer.OrdinalIgnoreCase))
            .Select(row => new PsaContact(row["id"]!.ToString(), $"{row["firstName"]} {row["lastName"]}".Trim(), Mails(row).First(each => string.Equals(each, mail, StringComparison.OrdinalIgnoreCase))))
            .FirstOrDefault();
    }

    /// <inheritdoc/>
    public async Task<Ticket?> FindTicketAsync(string key, CancellationToken cancel)
    {
        if (ConnectWiseCalls.Quoted(key) is not { } quoted) return null;

        List<JsonObject> found = (await _calls.ListAsync("service/tickets", $"{ConnectWiseCalls.Where("externalXRef=" + quoted)}&{TicketFields}&orderBy=id", ReadTickets, cancel).ConfigureAwait(false))
            .Where(row => row["externalXRef"]?.ToString() == key).ToList();
        return found.Count switch
        {
            0 => null,
            1 => await TicketAsync(found[0], cancel).ConfigureAwait(false),
            _ => throw Unresolved($"several tickets carry the reference {key}: {string.Join(", ", found.Select(row => "#" + row["id"]))}"),
        };
    }

    /// <inheritdoc/>
    public async Task<Ticket?> ReadTicketAsync(string idOrNumber, CancellationToken cancel) =>
        ToId(idOrNumber.TrimStart('#')) is { } id && await RowAsync(id, cancel).ConfigureAwait(false) is { } row ? await TicketAsync(row, cancel).ConfigureAwait(false) : null;

    /// <inheritdoc/>
    /// <remarks>Effect: a ticket on the board, of which nobody is notified. Undo: close it. Source: POST /service/tickets; the summary has 100 characters at most.</remarks>
    public async Task<Ticket> CreateTicketAsync(NewTicket ticket, CancellationToken cancel)
    {
        ConnectWiseSetup.Choice choice = await _setup.ReadAsync(cancel).ConfigureAwait(false);
        JsonObject body = new()
        {
            ["summary"] = NoteText.Cut(ticket.Title, MostSummary), ["recordType"] = "ServiceTicket", ["company"] = Reference(int.Parse(ticket.Company.Id, CultureInfo.InvariantCulture)),
            ["board"] = Reference(choice.Board), ["initialDescription"] = NoteText.Plain(ticket.Lines), ["externalXRef"] = ticket.Key, ["processNotifications"] = false,
        };
        void Put(string name, int? id)
        {
            if (id is { } given) body[name] = Reference(given);
        }

        Put("contact", ToId(ticket.Contact?.Id ?? ""));
        Put("status", choice.Status);
        Put("type", choice.Type);
        Put("subType", choice.SubType);
        Put("item", choice.Item);
        Put("priority", choice.Priority);
        Put("source", choice.Source);
        return await TicketAsync(await SendAsync(HttpMethod.Post, "service/tickets", body, WriteTickets, cancel).ConfigureAwait(false), cancel).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<string>> ReadNoteKeysAsync(Ticket ticket, CancellationToken cancel) =>
        (await _calls.ListAsync($"service/tickets/{ticket.Id}/notes", "fields=id,text,internalAnalysisFlag&orderBy=id", ReadTickets, cancel).ConfigureAwait(false))
        .Where(row => ConnectWiseSetup.Flag(row, "internalAnalysisFlag"))
        .SelectMany(row => TicketNote.FindKeys(row["text"]?.ToString() ?? "")).ToList();

    /// <inheritdoc/>
    /// <remarks>Effect: a note under Internal, of which nobody is notified. Undo: delete it by hand. Source: POST /service/tickets/{id}/notes.</remarks>
    public Task AddNoteAsync(Ticket ticket, TicketNote note, CancellationToken cancel) => NoteText.AddAsync(
        note, MostNote, NoteText.Plain, () => ReadNoteKeysAsync(ticket, cancel),
        part => SendAsync(HttpMethod.Post, $"service/tickets/{ticket.Id}/notes", new JsonObject
        {
            ["text"] = NoteText.Plain(part), ["internalAnalysisFlag"] = true, ["detailDescriptionFlag"] = false, ["resolutionFlag"] = false, ["processNotifications"] = false,
        }, WriteTickets, cancel));

    /// <inheritdoc/>
    public async Task<IReadOnlyList<string>> ReadAttachmentNamesAsync(Ticket ticket, CancellationToken cancel) =>
        (await _calls.ListAsync("system/documents", $"recordType=Ticket&recordId={ticket.Id}", Files, cancel).ConfigureAwait(false))
        .Select(row => (row["title"] ?? row["fileName"])?.ToString() ?? "").ToList();

    /// <inheritdoc/>
    /// <remarks>Effect: a private document of the ticket. Undo: delete it by hand. Source: POST /system/documents, a form, not JSON.</remarks>
    public async Task AttachAsync(Ticket ticket, TicketFile file, CancellationToken cancel)
    {
        JsonCalls calls = await _calls.OpenAsync(cancel).ConfigureAwait(false);
        using MultipartFormDataContent form = new();
        void Field(string name, string value) => form.Add(Part(new ByteArrayContent(System.Text.Encoding.UTF8.GetBytes(value)), name, null));
        Field("recordType", "Ticket");
        Field("recordId", ticket.Id);
        Field("title", file.Name);
        Field("privateFlag", "true");
        HttpContent content = Part(new ByteArrayContent(file.Content), "file", file.Name);
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(file.ContentType);
        form.Add(content);
        await _calls.NamingAsync(Files, () => calls.SendContentAsync(HttpMethod.Post, "system/documents", form, null, cancel)).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    /// <remarks>Effect: the board's closed status. Undo: set the status back. Source: PATCH /service/tickets/{id}, an array of operations; PUT would replace the ticket.</remarks>
    public async Task ResolveAsync(Ticket ticket, CancellationToken cancel)
    {
        JsonObject row = await RowAsync(ToId(ticket.Id) ?? 0, cancel).ConfigureAwait(false) ?? throw Unresolved($"there is no ticket {ticket.Number}");
        IReadOnlyList<JsonObject> statuses = await _setup.StatusesAsync((int)row["board"]!["id"]!, cancel).ConfigureAwait(false);
        await PatchAsync(ticket, CloseTickets, cancel, ("status", _setup.ClosedStatus(statuses))).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    /// <remarks>Effect: the raised priority, and an open status when it was closed. Undo: set both back. Source: PATCH /service/tickets/{id}.</remarks>
    public async Task RaiseAsync(Ticket ticket, CancellationToken cancel)
    {
        ConnectWiseSetup.Choice choice = await _setup.ReadAsync(cancel).ConfigureAwait(false);
        JsonObject row = await RowAsync(ToId(ticket.Id) ?? 0, cancel).ConfigureAwait(false) ?? throw Unresolved($"there is no ticket {ticket.Number}");
        IReadOnlyList<JsonObject> statuses = await _setup.StatusesAsync((int)row["board"]!["id"]!, cancel).ConfigureAwait(false);
        List<(string, int)> changes = [];
        if (!IsRaised(row, choice)) changes.Add(("priority", choice.RaisedPriority));
        if (IsClosed(row, statuses)) changes.Add(("status", _setup.OpenStatus(statuses)));
        if (changes.Count > 0) await PatchAsync(ticket, CloseTickets, cancel, [.. changes]).ConfigureAwait(false);
    }

    private Task<List<JsonObject>> CompaniesAsync(string condition, CancellationToken cancel) =>
        _calls.ListAsync("company/companies", $"{ConnectWiseCalls.Where(condition)}&fields=id,identifier,name&orderBy=id", ReadCompanies, cancel);

    private Task<JsonObject?> RowAsync(int id, CancellationToken cancel) => ReadAsync($"service/tickets/{id}?{TicketFields}", ReadTickets, cancel);

    private async Task<JsonObject?> ReadAsync(string path, string right, CancellationToken cancel)
    {
        JsonCalls calls = await _calls.OpenAsync(cancel).ConfigureAwait(false);
        return await _calls.NamingAsync(right, () => calls.FindObjectAsync(path, "id", cancel)).ConfigureAwait(false);
    }

    private async Task<JsonObject> SendAsync(HttpMethod method, string path, JsonNode body, string right, CancellationToken cancel)
    {
        JsonCalls calls = await _calls.OpenAsync(cancel).ConfigureAwait(false);
        return await _calls.NamingAsync(right, () => calls.SendAsync(method, path, body, null, cancel)).ConfigureAwait(false) as JsonObject ?? throw calls.Unexpected($"{path} answered without an object");
    }

    private Task<JsonObject> PatchAsync(Ticket ticket, string right, CancellationToken cancel, params (string Path, int Id)[] changes) => SendAsync(
        new HttpMethod("PATCH"), $"service/tickets/{ticket.Id}",
        new JsonArray([.. changes.Select(change => (JsonNode)new JsonObject { ["op"] = "replace", ["path"] = change.Path, ["value"] = Reference(change.Id) })]), right, cancel);

    private async Task<Ticket> TicketAsync(JsonObject row, CancellationToken cancel)
    {
        ConnectWiseSetup.Choice choice = await _setup.ReadAsync(cancel).ConfigureAwait(false);
        IReadOnlyList<JsonObject> statuses = row["closedFlag"] is null && row["board"]?["id"] is { } board ? await _setup.StatusesAsync((int)board, cancel).ConfigureAwait(false) : [];
        string id = row["id"]!.ToString();
        return new Ticket(id, "#" + id, row["status"]?["name"]?.ToString() ?? "", IsClosed(row, statuses), IsRaised(row, choice));
    }

    private static bool IsClosed(JsonObject row, IReadOnlyList<JsonObject> statuses) => row["closedFlag"] is null
        ? statuses.Any(status => ConnectWiseSetup.Flag(status, "closedStatus") && status["id"]!.ToString() == row["status"]?["id"]?.ToString())
        : ConnectWiseSetup.Flag(row, "closedFlag");

    private static bool IsRaised(JsonObject row, ConnectWiseSetup.Choice choice)
    {
        int now = row["priority"]?["id"] is { } id ? (int)id : 0;
        if (now == choice.RaisedPriority) return true;
        int wanted = choice.Urgency.TryGetValue(choice.RaisedPriority, out int level) ? level : 0;
        return choice.Urgency.TryGetValue(now, out int has) && has > 0 && has < wanted;
    }

    private static HttpContent Part(HttpContent content, string name, string? fileName)
    {
        // Quoted, as browsers do; some servers do not read the bare form.
        content.Headers.ContentDisposition = new ContentDispositionHeaderValue("form-data") { Name = $"\"{name}\"", FileName = fileName is null ? null : $"\"{fileName.Replace('"', '_')}\"" };
        return content;
    }

    private static IEnumerable<string> Mails(JsonObject contact) => (contact["communicationItems"] as JsonArray ?? []).OfType<JsonObject>()
        .Where(item => Is(item, "communicationType", "Email")).Select(item => item["value"]?.ToString() ?? "");

    private static bool Is(JsonObject row, string name, string value) => string.Equals(row[name]?.ToString(), value, StringComparison.OrdinalIgnoreCase);

    private static PsaCompany Company(JsonObject row) => new(row["id"]!.ToString(), row["name"]?.ToString() ?? "");

    private static JsonObject Reference(int id) => new() { ["id"] = id };

    private static int? ToId(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int id) && id > 0 ? id : null;

    private static string Some(List<JsonObject> rows) => string.Join(", ", rows.Take(30).Select(row => row["name"])) + (rows.Count > 30 ? $" and {rows.Count - 30} more" : "");

    private LifecycleException Unresolved(string what) => new(ErrorIds.ReferenceNotResolved, ErrorKind.NotFound, $"{Product}: {what}.");
}

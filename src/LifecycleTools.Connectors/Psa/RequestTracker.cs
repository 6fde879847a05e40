using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Net.Http;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Connectors.Http;
using LifecycleTools.Connectors.Systems;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.Ports;
using LifecycleTools.Engine.Security;

namespace LifecycleTools.Connectors.Psa;

/// <summary>Request Tracker 5. A company is a queue: that is what it has rights, addresses and fields by.</summary>
/// <remarks>
/// Settings: url; token (secret), or user and password (secret); queue (where a site names none); keyField (the custom field for our key; "External Id" where the queue
/// has it, and without one the key stands at the end of the subject); priority and raisedPriority (numbers; 100); resolvedStatus (resolved) and openStatus (open), which
/// only a ticket of the queue's lifecycle can confirm; noteFormat (text, html).
/// The account needs SeeQueue, ShowTicket, ShowTicketComments, CreateTicket, CommentOnTicket, ModifyTicket, and SeeCustomField and ModifyCustomField for the field.
/// A change that is refused is answered 200 with a sentence in the account's language, a field or a priority that it does not take with nothing at all: each change is read back.
/// Who is told by mail of a new or resolved ticket is decided by the queue's scrips.
/// Source: Request Tracker 5.0, REST 2.0; what it does not say was seen on 5.0.3.
/// </remarks>
[Connector("requesttracker",
    Rights = "SeeQueue, ShowTicket, ShowTicketComments, CreateTicket, CommentOnTicket and ModifyTicket on the queue, SeeCustomField and ModifyCustomField on the key's field.")]
[Setting("url", SettingForm.Address, "Address of Request Tracker, with its path; https, or http on this machine", IsRequired = true)]
[Setting("token", SettingForm.Secret, "Name of an authentication token: env:NAME, vault:NAME or vault:VAULT/NAME")]
[Setting("user", SettingForm.Text, "Signs in with password, where there is no token")]
[Setting("password", SettingForm.Secret, "Name of the password: env:NAME, vault:NAME or vault:VAULT/NAME")]
[Setting("queue", SettingForm.NameOrNumber, "Queue of the tickets where a site names none; a company is a queue", IsRequired = true)]
[Setting("keyField", SettingForm.Text, "Custom field that keeps the run's id; External Id where the queue has it, else the subject's end")]
[Setting("priority", SettingForm.WholeNumber, "Priority of a new ticket; the queue's own", Least = 0)]
[Setting("raisedPriority", SettingForm.WholeNumber, "Priority of a ticket whose run needs a person; 100", Least = 0)]
[Setting("resolvedStatus", SettingForm.Text, "Status of a ticket whose run completed; resolved")]
[Setting("openStatus", SettingForm.Text, "Status of a ticket that is opened again; open")]
[Setting("noteFormat", SettingForm.Choice, "text", Choices = ["text", "html"])]
[EitherSettings("token", "user password")]
internal sealed class RequestTracker : IPsa
{
    /// <summary>The custom field for our key where the tenant file names none.</summary>
    public const string DefaultField = "External Id";

    /// <summary>The product, for sentences.</summary>
    public const string Name = "Request Tracker";
    private const int LongestSubject = 200;
    private const string TicketFields = "fields=Subject,Status,Priority,CustomFields";
    private static readonly string[] s_closed = ["resolved", "rejected", "deleted"];
    private static readonly string[] s_open = ["new", "open", "stalled"];
    private readonly SystemAccess _access;
    private readonly JsonCalls _api;
    private readonly RequestTrackerQueues _queues;
    private readonly string _queue;
    private readonly string _field;
    private readonly int? _priority;
    private readonly int _raised;
    private readonly string _resolvedStatus;
    private readonly string _openStatus;
    private readonly bool _asHtml;

    public RequestTracker(SystemAccess access)
    {
        _access = access;
        _queue = access.Required("queue");
        _field = access.Value("keyField") ?? DefaultField;
        _priority = Number("priority");
        _raised = Number("raisedPriority") ?? 100;
        _resolvedStatus = access.Value("resolvedStatus") ?? "resolved";
        _openStatus = access.Value("openStatus") ?? "open";
        _asHtml = access.OneOf("noteFormat", "text", "html") == "html";
        _api = Connect(access);
        _queues = new RequestTrackerQueues(_api);
    }

    /// <summary>The calls of an entry of the tenant file.</summary>
    public static JsonCalls Connect(SystemAccess access)
    {
        Uri root = access.Address();
        if (root.Scheme != Uri.UriSchemeHttps && !root.IsLoopback) throw access.Missing("url", "must begin with https:");

        DelegatingHandler authorize = access.Value("token") is null
            ? new BasicAuthorizeHandler(root, new Secret(access.Required("user")), access.Secret("password").Reveal())
            : new HeaderAuthorizeHandler(root, new Dictionary<string, Secret> { ["Authorization"] = new("token " + access.Secret("token").Reveal()) });
        return new JsonCalls(access.Client(authorize, new PipelineSettings(), new OldServerHandler()), new Uri(root.OriginalString.TrimEnd('/') + "/REST/2.0"), Name, access.Clock, TextOf);
    }

    /// <inheritdoc/>
    public string Product => Name;

    /// <inheritdoc/>
    public PsaAbilities Abilities => PsaAbilities.Attachments;

    /// <inheritdoc/>
    public async Task CheckAsync(CancellationToken cancel)
    {
        if (await _api.FindAsync("rt", cancel).ConfigureAwait(false) is null) throw _access.Missing("url", "leads to no Request Tracker with REST 2.0");

        IReadOnlyList<PsaCompany> queues = await _queues.AllAsync(cancel).ConfigureAwait(false);
        PsaCompany queue = RequestTrackerQueues.Among(queues, _queue) ?? throw _access.Missing("queue", $"is '{_queue}', and the account sees: {RequestTrackerQueues.Names(queues)}");
        IReadOnlyList<string> fields = await _queues.FieldsWhereMayCreateAsync(queue, cancel).ConfigureAwait(false);
        if (_access.Value("keyField") is { } asked && !fields.Contains(asked, StringComparer.OrdinalIgnoreCase))
        {
            throw _access.Missing("keyField", $"is '{asked}', and the tickets of queue '{queue.Name}' have {(fields.Count == 0 ? "no field that the account sees" : string.Join(", ", fields))}");
        }
    }

    /// <inheritdoc/>
    public async Task<PsaCompany> FindCompanyAsync(string? idOrName, CancellationToken cancel)
    {
        string wanted = idOrName ?? _queue;
        IReadOnlyList<PsaCompany> queues = await _queues.AllAsync(cancel).ConfigureAwait(false);
        return RequestTrackerQueues.Among(queues, wanted) ?? throw new LifecycleException(
            ErrorIds.ReferenceNotResolved, ErrorKind.NotFound, $"{Product} has no queue '{wanted}' that the account sees; there are: {RequestTrackerQueues.Names(queues)}.");
    }

    /// <inheritdoc/>
    /// <remarks>Users of Request Tracker belong to no queue, so that the company does not narrow the search.</remarks>
    public async Task<PsaContact?> FindContactAsync(PsaCompany company, string mail, CancellationToken cancel)
    {
        JsonArray ask = [new JsonObject { ["field"] = "EmailAddress", ["operator"] = "=", ["value"] = mail }];
        JsonNode? found = await _api.SendAsync(HttpMethod.Post, "users?fields=Name,RealName,EmailAddress&per_page=100", ask, RequestMarks.Read, cancel).ConfigureAwait(false);
        JsonObject? user = _api.Rows((found as JsonObject)?["items"], "users")
            .FirstOrDefault(each => string.Equals(RequestTrackerQuery.Text(each, "EmailAddress"), mail, StringComparison.OrdinalIgnoreCase));
        if (user is null) return null;

        string real = RequestTrackerQuery.Text(user, "RealName");
        return new PsaContact(RequestTrackerQuery.Text(user, "id"), real.Length > 0 ? real : RequestTrackerQuery.Text(user, "Name"), RequestTrackerQuery.Text(user, "EmailAddress"));
    }

    /// <inheritdoc/>
    public async Task<Ticket?> FindTicketAsync(string key, CancellationToken cancel)
    {
        IReadOnlyList<JsonObject> found = await SearchAsync(RequestTrackerQuery.OfKey(_field, key), cancel).ConfigureAwait(false);

        // The server's LIKE knows wildcards, and its "=" no case.
        List<JsonObject> exact = found.Where(each => Carries(each, key)).ToList();
        if (exact.Count > 1)
        {
            throw new LifecycleException(ErrorIds.ReferenceNotResolved, ErrorKind.Data,
                $"{Product} has several tickets with the key {key}: {string.Join(", ", exact.Select(each => "#" + RequestTrackerQuery.Text(each, "id")))}.");
        }

        return exact.Count == 0 ? null : await TicketOfAsync(exact[0], cancel).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<Ticket?> ReadTicketAsync(string idOrNumber, CancellationToken cancel)
    {
        bool isNumber = int.TryParse(idOrNumber.Trim().TrimStart('#'), NumberStyles.None, CultureInfo.InvariantCulture, out int id);
        return isNumber && await _api.FindObjectAsync(PathOf(id.ToString(CultureInfo.InvariantCulture)), "id", cancel).ConfigureAwait(false) is { } found
            ? await TicketOfAsync(found, cancel).ConfigureAwait(false)
            : null;
    }

    /// <inheritdoc/>
    /// <remarks>
    /// Effect: one ticket, with our key in the field, or at the end of the subject where the queue has no such field or the account may not fill it.
    /// Undo: set its status by hand.   Source: REST 2.0, "POST /ticket".
    /// </remarks>
    public async Task<Ticket> CreateTicketAsync(NewTicket ticket, CancellationToken cancel)
    {
        // A field that the queue does not have is dropped without a word, and the ticket would not be found again.
        bool hasField = (await _queues.FieldsOfAsync(ticket.Company.Id, cancel).ConfigureAwait(false)).Contains(_field, StringComparer.OrdinalIgnoreCase);
        JsonObject body = new()
        {
            ["Queue"] = ticket.Company.Id,
            ["Subject"] = hasField ? Fitting(ticket.Title, LongestSubject) : Marked(ticket),
            ["Content"] = _asHtml ? NoteText.Html(ticket.Lines) : NoteText.Plain(ticket.Lines),
            ["ContentType"] = ContentType,
        };
        if (hasField) body["CustomFields"] = new JsonObject { [_field] = ticket.Key };
        if (_priority is { } priority) body["Priority"] = priority;
        if (ticket.Contact is { } contact) body["Requestor"] = contact.Mail;
        JsonNode? made = await _api.SendAsync(HttpMethod.Post, "ticket", body, null, cancel).ConfigureAwait(false);
        string id = made?["id"]?.ToString() ?? throw _api.Unexpected("a ticket was made and its id is not in the answer");

        JsonObject now = await ReadAsync(id, cancel).ConfigureAwait(false);
        if (!Carries(now, ticket.Key)) now = await ChangeAsync(id, new JsonObject { ["Subject"] = Marked(ticket) }, after => Carries(after, ticket.Key), cancel).ConfigureAwait(false);
        return await TicketOfAsync(now, cancel).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<string>> ReadNoteKeysAsync(Ticket ticket, CancellationToken cancel)
    {
        List<JsonObject> marked = (await PartsAsync(ticket, cancel).ConfigureAwait(false)).Where(part => TicketNote.FindKeys(RequestTrackerQuery.Text(part, "Subject")).Count > 0).ToList();
        if (marked.Count == 0) return [];

        // The subject of a mail is the requestor's own: what stands in it is a note of ours only where it is a comment.
        HashSet<string> comments = new((await RequestTrackerQuery.AllAsync(_api, $"{PathOf(ticket.Id)}/history?fields=Type", cancel).ConfigureAwait(false))
            .Where(transaction => RequestTrackerQuery.Text(transaction, "Type") == "Comment").Select(transaction => RequestTrackerQuery.Text(transaction, "id")), StringComparer.Ordinal);
        return marked.Where(part => comments.Contains(RequestTrackerQuery.TransactionOf(part)))
            .SelectMany(part => TicketNote.FindKeys(RequestTrackerQuery.Text(part, "Subject"))).Distinct().ToList();
    }

    /// <inheritdoc/>
    /// <remarks>
    /// Effect: one comment, which requestors are not sent. Its subject has the mark too: subjects come in one list, texts one by one.
    /// Undo: none.   Source: REST 2.0, "POST /ticket/:id/comment".
    /// </remarks>
    public Task AddNoteAsync(Ticket ticket, TicketNote note, CancellationToken cancel) => CommentAsync(ticket, new JsonObject
    {
        ["Subject"] = $"{NoteText.Cut(note.Title, 80)} {note.Mark}",
        ["Content"] = _asHtml ? NoteText.Html(note) : NoteText.Plain(note),
        ["ContentType"] = ContentType,
    }, cancel);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<string>> ReadAttachmentNamesAsync(Ticket ticket, CancellationToken cancel) =>
        (await PartsAsync(ticket, cancel).ConfigureAwait(false)).Select(part => RequestTrackerQuery.Text(part, "Filename")).Where(name => name.Length > 0).ToList();

    /// <inheritdoc/>
    /// <remarks>Effect: one comment with the file, which requestors are not sent.   Undo: by hand.   Source: REST 2.0, "Attachments".</remarks>
    public Task AttachAsync(Ticket ticket, TicketFile file, CancellationToken cancel) => CommentAsync(ticket, new JsonObject
    {
        ["Subject"] = file.Name,
        ["Content"] = file.Name,
        ["ContentType"] = "text/plain",
        ["Attachments"] = new JsonArray(new JsonObject
        {
            ["FileName"] = file.Name, ["FileType"] = file.ContentType, ["FileContent"] = Convert.ToBase64String(file.Content),
        }),
    }, cancel);

    /// <inheritdoc/>
    /// <remarks>Effect: the status.   Undo: set it back.   Source: REST 2.0, "PUT /ticket/:id".</remarks>
    public Task ResolveAsync(Ticket ticket, CancellationToken cancel) => ChangeAsync(
        ticket.Id, new JsonObject { ["Status"] = _resolvedStatus }, after => Same(RequestTrackerQuery.Text(after, "Status"), _resolvedStatus), cancel);

    /// <inheritdoc/>
    /// <remarks>Effect: the priority, and the status of a closed ticket.   Undo: set them back.   Source: REST 2.0, "PUT /ticket/:id".</remarks>
    public async Task RaiseAsync(Ticket ticket, CancellationToken cancel)
    {
        JsonObject now = await ReadAsync(ticket.Id, cancel).ConfigureAwait(false);
        bool closed = await IsClosedAsync(now, cancel).ConfigureAwait(false);
        JsonObject body = [];
        if (PriorityOf(now) < _raised) body["Priority"] = _raised;
        if (closed) body["Status"] = _openStatus;
        if (body.Count == 0) return;

        await ChangeAsync(ticket.Id, body,
            after => PriorityOf(after) >= _raised && (!closed || Same(RequestTrackerQuery.Text(after, "Status"), _openStatus)), cancel).ConfigureAwait(false);
    }

    private string ContentType => _asHtml ? "text/html" : "text/plain";

    private int? Number(string key) => _access.Value(key) is not { } given ? null
        : int.TryParse(given, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number
        : throw _access.Missing(key, $"is '{given}', and must be a number as 0, 50 or 100: a label is taken for 0");

    private static string TextOf(string body)
    {
        try
        {
            return JsonNode.Parse(body) is JsonObject error ? RequestTrackerQuery.Text(error, "message") : "";
        }
        catch (JsonException)
        {
            // A proxy's page: the status says what there is to say.
            return "";
        }
    }

    private Task<IReadOnlyList<JsonObject>> SearchAsync(string query, CancellationToken cancel) =>
        RequestTrackerQuery.AllAsync(_api, $"tickets?query={Uri.EscapeDataString(query)}&{TicketFields}", cancel);

    private Task<IReadOnlyList<JsonObject>> PartsAsync(Ticket ticket, CancellationToken cancel) =>
        RequestTrackerQuery.AllAsync(_api, $"{PathOf(ticket.Id)}/attachments?fields=Subject,Filename,TransactionId&orderby=id", cancel);

    private Task CommentAsync(Ticket ticket, JsonObject comment, CancellationToken cancel) =>
        _api.SendAsync(HttpMethod.Post, $"{PathOf(ticket.Id)}/comment", comment, null, cancel);

    private async Task<JsonObject> ReadAsync(string id, CancellationToken cancel) =>
        await _api.GetAsync(PathOf(id), cancel).ConfigureAwait(false) as JsonObject ?? throw _api.Unexpected("a ticket is no object");

    private async Task<JsonObject> ChangeAsync(string id, JsonObject change, Func<JsonObject, bool> holds, CancellationToken cancel)
    {
        JsonNode? said = await _api.SendAsync(HttpMethod.Put, PathOf(id), change, null, cancel).ConfigureAwait(false);
        JsonObject after = await ReadAsync(id, cancel).ConfigureAwait(false);
        return holds(after) ? after : throw new LifecycleException(ErrorIds.ConnectorRequestRefused, ErrorKind.Refused,
            $"{Product} did not change ticket #{id}: {string.Join(" ", (said as JsonArray ?? []).Select(sentence => sentence?.ToString()))}");
    }

    private bool Carries(JsonObject ticket, string key) =>
        RequestTrackerQuery.Values(ticket, _field).Contains(key, StringComparer.Ordinal)
        || RequestTrackerQuery.Text(ticket, "Subject").EndsWith(RequestTrackerQuery.MarkOf(key), StringComparison.Ordinal);

    private static string Marked(NewTicket ticket)
    {
        string mark = RequestTrackerQuery.MarkOf(ticket.Key);
        return $"{Fitting(ticket.Title, LongestSubject - mark.Length - 1)} {mark}";
    }

    // The server cuts at bytes of UTF-8, through the middle of a letter if it must, and would cut off the key.
    private static string Fitting(string title, int mostBytes)
    {
        string fitting = NoteText.Cut(title, mostBytes);
        for (int most = fitting.Length; Encoding.UTF8.GetByteCount(fitting) > mostBytes; most--) fitting = NoteText.Cut(title, most - 1);
        return fitting;
    }

    private async Task<Ticket> TicketOfAsync(JsonObject ticket, CancellationToken cancel)
    {
        string id = RequestTrackerQuery.Text(ticket, "id");
        return new Ticket(id, "#" + id, RequestTrackerQuery.Text(ticket, "Status"), await IsClosedAsync(ticket, cancel).ConfigureAwait(false), PriorityOf(ticket) >= _raised);
    }

    // A lifecycle of the tenant's own has statuses of its own; the server knows on which side they are.
    private async Task<bool> IsClosedAsync(JsonObject ticket, CancellationToken cancel)
    {
        string status = RequestTrackerQuery.Text(ticket, "Status");
        if (Same(status, _resolvedStatus) || s_closed.Contains(status, StringComparer.OrdinalIgnoreCase)) return true;
        if (Same(status, _openStatus) || s_open.Contains(status, StringComparer.OrdinalIgnoreCase)) return false;

        return (await SearchAsync($"id = {RequestTrackerQuery.Text(ticket, "id")} AND Status = '__Inactive__'", cancel).ConfigureAwait(false)).Count > 0;
    }

    private static int PriorityOf(JsonObject ticket) =>
        int.TryParse(RequestTrackerQuery.Text(ticket, "Priority"), NumberStyles.Integer, CultureInfo.InvariantCulture, out int priority) ? priority : 0;

    private static string PathOf(string id) => $"ticket/{id}";

    private static bool Same(string left, string right) => string.Equals(left, right, StringComparison.OrdinalIgnoreCase);
}

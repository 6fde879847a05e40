using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Nodes;
using LifecycleTools.Sandbox.Http;

namespace LifecycleTools.Sandbox.Autotask;

/// <summary>Autotask PSA: zones, companies, contacts, tickets with notes and attachments, picklists, and the hour's threshold.</summary>
/// <remarks>Source: Autotask REST API 1.0. A request that it does not like is answered 500 with its reasons, as the service does.</remarks>
internal sealed class AutotaskRoutes : SandboxRoutes
{
    private const int MostFiles = 10_000_000;
    private static readonly TimeSpan s_while = TimeSpan.FromMinutes(5);

    public AutotaskRoutes(SandboxTenant tenant) : base(tenant)
    {
    }

    private AutotaskState State => Tenant.Beside<AutotaskState>();

    public override bool Owns(SandboxCall call) => call.Segments.Count > 1 && Same(call.Segments[0], "ATServicesRest");

    public override void Describe(SandboxCall call) => call.IsWrite = call.Method is not ("GET" or "HEAD") && !Same(call.Segments[call.Segments.Count - 1], "query");

    public override SandboxAnswer Fault(SandboxCall call, int status) => status switch
    {
        401 => SandboxAnswer.Empty(401),
        403 => Error(403, "The logged in Resource does not have the adequate permissions to access this entity type."),
        429 => Error(429, "You have exceeded the allowed number of requests."),
        _ => SandboxAnswer.Text(status, "<html><body>The service is unavailable.</body></html>", "text/html"),
    };

    public override SandboxAnswer Answer(SandboxCall call)
    {
        string[] path = call.Segments.Skip(2).Select(segment => segment.ToLowerInvariant()).ToArray();
        if (call.Method == "GET" && path is ["zoneinformation"]) return Zone(call);
        if (call.Header("UserName") != State.User || call.Header("Secret") != State.Secret || call.Header("ApiIntegrationCode") != State.IntegrationCode) return SandboxAnswer.Empty(401);

        State.Used++;
        if (State.Used > State.Threshold) return Fault(call, 429);
        if (State.Forbidden.Any(entity => Same(path[0], entity))) return Fault(call, 403);

        try
        {
            return Route(call, path);
        }
        catch (Exception failure) when (failure is FormatException or JsonException)
        {
            return Error(500, failure.Message);
        }
    }

    private SandboxAnswer Route(SandboxCall call, string[] path) => (call.Method, path) switch
    {
        ("GET", ["thresholdinformation"]) => SandboxAnswer.Json(200, new JsonObject
        {
            ["externalRequestThreshold"] = State.Threshold, ["requestThresholdTimeframe"] = 60, ["currentTimeframeRequestCount"] = State.Used,
        }),
        ("GET", ["tickets", "entityinformation", "fields"]) => SandboxAnswer.Json(200, AutotaskJson.TicketFields(State)),
        ("GET", ["ticketnotes", "entityinformation", "fields"]) => SandboxAnswer.Json(200, AutotaskJson.NoteFields(State)),
        ("POST", ["companies", "query"]) => Query(call, State.Companies.Select(AutotaskJson.Of)),
        ("POST", ["contacts", "query"]) => Query(call, State.Contacts.Select(AutotaskJson.Of)),
        ("POST", ["tickets", "query"]) => Query(call, State.Tickets.Select(AutotaskJson.Of)),
        ("POST", ["ticketnotes", "query"]) => Query(call, State.Tickets.SelectMany(ticket => ticket.Notes.Select(note => AutotaskJson.Of(note, ticket)))),
        ("POST", ["ticketattachments", "query"]) => Query(call, State.Tickets.SelectMany(ticket => ticket.Files.Select(file => AutotaskJson.Of(file, ticket)))),
        ("POST", ["tickets"]) => Create(call),
        ("PATCH", ["tickets"]) => Patch(call),
        ("GET", ["tickets", var id]) => SandboxAnswer.Json(200, new JsonObject { ["item"] = Ticket(id) is { } ticket ? AutotaskJson.Of(ticket) : null }),
        ("POST", ["tickets", var id, "notes"]) => Ticket(id) is { } ticket ? AddNote(call, ticket) : Error(404, "Ticket not found."),
        ("POST", ["tickets", var id, "attachments"]) => Ticket(id) is { } ticket ? AddFile(call, ticket) : Error(404, "Ticket not found."),
        _ => Error(404, $"No HTTP resource was found that matches the request URI '{call.Uri.AbsolutePath}'."),
    };

    private SandboxAnswer Zone(SandboxCall call)
    {
        if (!call.Query.TryGetValue("user", out string? user) || !Same(user, State.User)) return Error(500, "Zone information could not be determined");
        string root = call.Uri.IsLoopback ? call.Authority : "https://" + State.ZoneHost;
        return SandboxAnswer.Json(200, new JsonObject { ["zoneName"] = "America East", ["url"] = root + "/ATServicesRest/", ["webUrl"] = "https://ww5.autotask.net/", ["ci"] = 12345 });
    }

    private SandboxAnswer Query(SandboxCall call, IEnumerable<JsonObject> all)
    {
        JsonObject body = call.Json() ?? throw new FormatException("A query needs a body.");
        if (AutotaskFilter.Get(body, "filter") is not JsonArray { Count: > 0 } filter) throw new FormatException("A query needs a filter.");
        string[] fields = (AutotaskFilter.Get(body, "includeFields") as JsonArray ?? new JsonArray()).Select(field => field!.ToString()).ToArray();
        int most = AutotaskFilter.Get(body, "maxRecords") is { } asked ? Math.Min((int)asked, State.PageSize) : State.PageSize;
        int page = call.Query.TryGetValue("paging", out string? given) ? int.Parse(given, CultureInfo.InvariantCulture) : 0;
        List<JsonObject> found = all.Where(row => filter.All(term => AutotaskFilter.Holds(row, term!))).ToList();
        List<JsonObject> rows = found.Skip(page * most).Take(most).ToList();
        foreach (JsonObject row in rows.Where(_ => fields.Length > 0))
        {
            foreach (string name in row.Select(each => each.Key).Where(name => !fields.Contains(name, StringComparer.OrdinalIgnoreCase) && name != "id").ToList()) row.Remove(name);
        }

        string address = call.Uri.GetLeftPart(UriPartial.Path) + "?paging=";
        return SandboxAnswer.Json(200, new JsonObject
        {
            ["items"] = new JsonArray(rows.Select(row => (JsonNode)row).ToArray()),
            ["pageDetails"] = new JsonObject
            {
                ["count"] = rows.Count, ["requestCount"] = most,
                ["prevPageUrl"] = page > 0 ? address + (page - 1).ToString(CultureInfo.InvariantCulture) : null,
                ["nextPageUrl"] = found.Count > (page + 1) * most ? address + (page + 1).ToString(CultureInfo.InvariantCulture) : null,
            },
        });
    }

    private SandboxAnswer Create(SandboxCall call)
    {
        JsonObject body = call.Json() ?? throw new FormatException("A ticket needs a body.");
        string title = AutotaskFilter.Text(body, "title");
        if (title.Length is 0 or > 255) throw new FormatException(title.Length == 0 ? "The Title is required." : "The Title is longer than 255 characters.");
        if (State.Companies.Find(each => each.Id.ToString(CultureInfo.InvariantCulture) == AutotaskFilter.Text(body, "companyID")) is not { } company) throw new FormatException("The CompanyID is required and must be of a company.");
        if (AutotaskFilter.Text(body, "description").Length > 8000) throw new FormatException("The Description is longer than 8000 characters.");
        if (State.NeedsDueDate && AutotaskFilter.Text(body, "dueDateTime").Length == 0) throw new FormatException("The DueDateTime is required.");
        AutotaskTicket ticket = new() { Title = title, Description = AutotaskFilter.Text(body, "description"), CompanyId = company.Id, DueDateTime = AutotaskFilter.Text(body, "dueDateTime") };
        ticket.ExternalId = AutotaskFilter.Text(body, "externalID") is { Length: > 0 } external ? external : null;
        if (AutotaskFilter.Text(body, "contactID") is { Length: > 0 } contactId)
        {
            AutotaskContact? contact = State.Contacts.Find(each => each.Id.ToString(CultureInfo.InvariantCulture) == contactId);
            ticket.ContactId = contact?.CompanyId == company.Id ? contact.Id : throw new FormatException("The Contact does not belong to the Company.");
        }

        SetValues(ticket, body);
        foreach (string required in new[] { "status", "priority", "queueID" }.Where(name => !ticket.Values.ContainsKey(name))) throw new FormatException($"The {required} is required.");
        return Done(State.AddTicket(ticket).Id);
    }

    private SandboxAnswer Patch(SandboxCall call)
    {
        JsonObject body = call.Json() ?? throw new FormatException("A change needs a body.");
        AutotaskTicket ticket = Ticket(AutotaskFilter.Text(body, "id")) ?? throw new FormatException("The ticket does not exist.");
        SetValues(ticket, body);
        ticket.UpdatedUtc = Tenant.Clock.UtcNow;
        return Done(ticket.Id);
    }

    private void SetValues(AutotaskTicket ticket, JsonObject body)
    {
        foreach (KeyValuePair<string, List<AutotaskValue>> list in State.TicketPicklists)
        {
            string given = AutotaskFilter.Text(body, list.Key);
            if (given.Length == 0) continue;
            AutotaskValue value = list.Value.Find(each => each.IsActive && each.Value.ToString(CultureInfo.InvariantCulture) == given) ?? throw new FormatException($"{list.Key} {given} is not an active value of the picklist.");
            ticket.Values[list.Key] = value.Value;
        }
    }

    private SandboxAnswer AddNote(SandboxCall call, AutotaskTicket ticket)
    {
        JsonObject body = call.Json() ?? throw new FormatException("A note needs a body.");
        string text = AutotaskFilter.Text(body, "description");
        string title = AutotaskFilter.Text(body, "title");
        if (text.Length is 0 or > 3200) throw new FormatException("The Description is required, and has 3200 characters at most.");
        if (title.Length is 0 or > 250) throw new FormatException("The Title is required, and has 250 characters at most.");
        AutotaskNote note = new() { Id = State.NewId(), CreatedUtc = Tenant.Clock.UtcNow, Title = title, Description = text, NoteType = Value(State.NoteTypes, body, "noteType"), Publish = Value(State.Publish, body, "publish") };
        ticket.Notes.Add(note);
        ticket.ActiveUtc = Tenant.Clock.UtcNow;
        return Done(note.Id);
    }

    private SandboxAnswer AddFile(SandboxCall call, AutotaskTicket ticket)
    {
        JsonObject body = call.Json() ?? throw new FormatException("An attachment needs a body.");
        byte[] content = Convert.FromBase64String(AutotaskFilter.Text(body, "data"));
        int lately = State.Tickets.SelectMany(each => each.Files).Where(file => Tenant.Clock.UtcNow - file.AttachedUtc < s_while).Sum(file => file.Content.Length);
        if (content.Length > 7_000_000 || lately + content.Length > MostFiles) throw new FormatException("The attachment limit of 10000000 bytes in 5 minutes is exceeded.");
        AutotaskFile file = new()
        {
            Id = State.NewId(), AttachedUtc = Tenant.Clock.UtcNow, Title = AutotaskFilter.Text(body, "title"), ContentType = AutotaskFilter.Text(body, "contentType"),
            Publish = Value(State.Publish, body, "publish"), Content = content,
        };
        ticket.Files.Add(file);
        return Done(file.Id);
    }

    private static int Value(List<AutotaskValue> list, JsonObject body, string name) =>
        list.Find(each => each.Value.ToString(CultureInfo.InvariantCulture) == AutotaskFilter.Text(body, name))?.Value ?? throw new FormatException($"The {name} is required, and must be a value of the picklist.");

    private AutotaskTicket? Ticket(string id) => State.Tickets.Find(ticket => ticket.Id.ToString(CultureInfo.InvariantCulture) == id);

    private static SandboxAnswer Done(long id) => SandboxAnswer.Json(200, new JsonObject { ["itemId"] = id });

    private static SandboxAnswer Error(int status, string reason) => SandboxAnswer.Json(status, new JsonObject { ["errors"] = new JsonArray(reason) });

    private static bool Same(string left, string right) => string.Equals(left, right, StringComparison.OrdinalIgnoreCase);
}

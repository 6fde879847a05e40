using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Net;
using System.Text.Json.Nodes;
using LifecycleTools.Sandbox.Http;
using LifecycleTools.Sandbox.Services;

namespace LifecycleTools.Sandbox.HaloPsa;

/// <summary>HaloPSA: sign-in, clients, users, the lists of names, tickets with actions and attachments. Every body is an array.</summary>
/// <remarks>Source: HaloPSA API, swagger v2 of 2024-09; its error texts from community modules.</remarks>
internal sealed class HaloPsaRoutes : SandboxRoutes
{
    public HaloPsaRoutes(SandboxTenant tenant) : base(tenant)
    {
    }

    private HaloPsaState State => Tenant.Beside<HaloPsaState>();

    public override bool Owns(SandboxCall call) => call.Segments is ["auth", "token"]
        or ["api", "Tickets" or "Actions" or "Attachment" or "Client" or "Users" or "Status" or "Priority" or "TicketType" or "Outcome", ..];

    public override void Describe(SandboxCall call) => call.IsWrite = call.Method != "GET" && call.Segments[0] != "auth";

    public override SandboxAnswer Fault(SandboxCall call, int status) => status >= 500
        ? SandboxAnswer.Json(status, new JsonObject { ["ClassName"] = "System.Exception", ["Message"] = "The service is not available" })
        : Error(status, status switch { 401 => "Unauthorized", 403 => "You do not have permission to do this", _ => "Too many requests" });

    public override SandboxAnswer Answer(SandboxCall call)
    {
        if (call.Segments[0] == "auth") return Sign(call);
        if (call.Header("Authorization") != "Bearer " + State.Token) return Error(401, "Unauthorized");
        if (State.Forbidden.Contains(call.Segments[1])) return Fault(call, 403);

        return (call.Method, call.Segments.Skip(1).ToArray()) switch
        {
            ("GET", ["Client"]) => Page(call, "clients", State.Clients.Where(client => Hits(call, client.Name)).Select(Of)),
            ("GET", ["Client", var id]) => One(State.Clients.Find(client => Is(client.Id, id)), Of),
            ("GET", ["Users"]) => Page(call, "users", State.Users.Where(user => Hits(call, user.Name + " " + user.Mail) && Asked(call, "client_id", user.ClientId)).Select(Of)),
            ("GET", ["Users", var id]) => One(State.Users.Find(user => Is(user.Id, id)), Of),
            ("GET", ["Status"]) => List(State.Statuses.Select(Of)),
            ("GET", ["TicketType"]) => List(State.TicketTypes.Select(Of)),
            ("GET", ["Priority"]) => List(State.Priorities.Select(each => new JsonObject { ["id"] = StableId.Of($"halo priority {each.Id}"), ["slaid"] = 1, ["priorityid"] = each.Id, ["name"] = each.Name })),
            ("GET", ["Outcome"]) => List(State.Outcomes.Select(each => new JsonObject { ["id"] = each.Id, ["outcome"] = each.Name })),
            ("GET", ["Tickets"]) => Page(call, "tickets", State.Tickets.Where(ticket => Finds(call, ticket)).Select(ticket => Of(ticket, whole: false))),
            ("GET", ["Tickets", var id]) => One(State.Tickets.Find(ticket => Is(ticket.Id, id)), ticket => Of(ticket, whole: true)),
            ("POST", ["Tickets"]) => Posted(call, Save),
            ("GET", ["Actions"]) => OfTicket(call, ticket => new JsonObject { ["record_count"] = ticket.Actions.Count, ["actions"] = Array(ticket.Actions.AsEnumerable().Reverse().Select(action => Of(action, ticket))) }),
            ("POST", ["Actions"]) => Posted(call, Act),
            ("GET", ["Attachment"]) => OfTicket(call, ticket => new JsonObject { ["record_count"] = ticket.Files.Count, ["attachments"] = Array(ticket.Files.Select(file => Of(file, ticket))) }),
            ("POST", ["Attachment"]) => Posted(call, Attach),
            _ => Error(404, "Not Found"),
        };
    }

    private SandboxAnswer Sign(SandboxCall call)
    {
        IReadOnlyDictionary<string, string> form = QueryText.Parse(call.Body ?? "");
        string Of(string name) => form.TryGetValue(name, out string? value) ? value : "";
        if (State.TenantName is { } name && (!call.Query.TryGetValue("tenant", out string? tenant) || tenant != name)) return Refused(400, "invalid_request", "The tenant is unknown");
        return Of("grant_type") == "client_credentials" && Of("client_id") == State.ClientId && Of("client_secret") == State.ClientSecret
            ? SandboxAnswer.Json(200, new JsonObject { ["access_token"] = State.Token, ["token_type"] = "Bearer", ["expires_in"] = 3600, ["scope"] = Of("scope") })
            : Refused(400, "invalid_client", "The client id or secret is wrong");
    }

    private SandboxAnswer Save(JsonObject body)
    {
        HaloTicket? ticket = body["id"] is { } id ? State.Tickets.Find(each => each.Id == (int)id) : null;
        if (body["id"] is not null && ticket is null) return Error(404, "The ticket was not found");
        if (ticket is null)
        {
            if (body["summary"]?.ToString() is not { Length: > 0 and <= 255 } summary) return Error(400, "A summary must be entered");
            if (State.Clients.All(client => client.Id != (int?)body["client_id"])) return Error(400, "A client must be selected");
            if (body["user_id"] is not null && body["site_id"] is null) return Error(400, "A site must be selected");
            ticket = State.AddTicket(new HaloTicket { Summary = summary, DetailsHtml = body["details_html"]?.ToString() ?? "", ClientId = (int)body["client_id"]!, UserId = (int?)body["user_id"], TypeId = (int?)body["tickettype_id"] ?? 1 });
        }

        if (body["status_id"] is { } status && State.Warning is null) ticket.StatusId = (int)status;
        if (body["priority_id"] is { } priority) ticket.PriorityId = (int)priority;
        if (body["third_party_id_string"] is { } key) ticket.ThirdPartyId = key.ToString();
        foreach (JsonNode? field in body["customfields"] as JsonArray ?? new JsonArray())
        {
            // A field that is not there is ignored, without a word.
            if (State.CustomFields.Contains(field!["name"]!.ToString())) ticket.CustomFields[field["name"]!.ToString()] = field["value"]!.ToString();
        }

        ticket.UpdatedUtc = Tenant.Clock.UtcNow;
        JsonObject answer = Of(ticket, whole: true);
        if (State.Warning is { } warning) answer["_warning"] = warning;
        return SandboxAnswer.Json(201, answer);
    }

    private SandboxAnswer Act(JsonObject body)
    {
        if (Ticket(body["ticket_id"]) is not { } ticket) return Error(400, "A ticket must be selected");
        if (State.Outcomes.All(outcome => outcome.Id != (int?)body["outcome_id"])) return Error(400, "An Outcome must be entered");
        HaloAction action = new()
        {
            Id = State.NewId(), CreatedUtc = Tenant.Clock.UtcNow, OutcomeId = (int)body["outcome_id"]!, NoteHtml = body["note_html"]?.ToString() ?? "",
            IsHidden = (bool?)body["hiddenfromuser"] == true, IsMailed = (bool?)body["sendemail"] == true,
        };
        ticket.Actions.Add(action);
        ticket.UpdatedUtc = Tenant.Clock.UtcNow;
        return SandboxAnswer.Json(201, Of(action, ticket));
    }

    private SandboxAnswer Attach(JsonObject body)
    {
        if (Ticket(body["ticket_id"]) is not { } ticket || body["filename"]?.ToString() is not { Length: > 0 } name) return Error(400, "A file must be selected");
        string data = body["data_base64"]?.ToString() ?? "";
        HaloFile file = new() { Id = State.NewId(), Name = name, IsShown = (bool?)body["showforusers"] != false, Content = Convert.FromBase64String(data.Split(',').Last()) };
        ticket.Files.Add(file);
        return SandboxAnswer.Json(201, Of(file, ticket));
    }

    private bool Finds(SandboxCall call, HaloTicket ticket)
    {
        string keys = State.SearchSeesKeys ? $" {ticket.ThirdPartyId} {string.Join(" ", ticket.CustomFields.Values)}" : "";
        bool isLate = !call.Query.TryGetValue("lastupdatefromdate", out string? from) || ticket.UpdatedUtc >= DateTimeOffset.Parse(from, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
        return isLate && Asked(call, "requesttype_id", ticket.TypeId) && Asked(call, "status_id", ticket.StatusId)
            && Hits(call, ticket.Summary + keys) && Hits(call, WebUtility.HtmlDecode(ticket.DetailsHtml), "search_details");
    }

    private SandboxAnswer OfTicket(SandboxCall call, Func<HaloTicket, JsonObject> answer) =>
        call.Query.TryGetValue("ticket_id", out string? id) && State.Tickets.Find(each => Is(each.Id, id)) is { } ticket ? SandboxAnswer.Json(200, answer(ticket)) : Error(404, "The ticket was not found");

    private HaloTicket? Ticket(JsonNode? id) => State.Tickets.Find(each => each.Id == (int?)id);

    private static SandboxAnswer Posted(SandboxCall call, Func<JsonObject, SandboxAnswer> save) => call.Body is not null && JsonNode.Parse(call.Body) is JsonArray { Count: 1 } body && body[0] is JsonObject one
        ? save(one)
        : SandboxAnswer.Json(400, new JsonObject { ["ClassName"] = "System.ArgumentException", ["Message"] = "The body must be an array" });

    private static SandboxAnswer Page(SandboxCall call, string name, IEnumerable<JsonObject> rows)
    {
        List<JsonObject> all = rows.ToList();
        IEnumerable<JsonObject> page = all;
        if (call.Query.TryGetValue("pageinate", out string? paged) && paged == "true")
        {
            int Number(string option, int otherwise) => call.Query.TryGetValue(option, out string? text) ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;
            int size = Math.Min(Number("page_size", 50), 100);
            page = all.Skip((Number("page_no", 1) - 1) * size).Take(size);
        }

        return SandboxAnswer.Json(200, new JsonObject { ["record_count"] = all.Count, [name] = Array(page) });
    }

    private static bool Hits(SandboxCall call, string text, string option = "search") =>
        !call.Query.TryGetValue(option, out string? wanted) || text.IndexOf(wanted, StringComparison.OrdinalIgnoreCase) >= 0;

    private static bool Asked(SandboxCall call, string option, int value) => !call.Query.TryGetValue(option, out string? wanted) || Is(value, wanted);

    private static bool Is(int id, string text) => id.ToString(CultureInfo.InvariantCulture) == text;

    private static SandboxAnswer List(IEnumerable<JsonObject> rows) => SandboxAnswer.Json(200, Array(rows));

    private static SandboxAnswer One<T>(T? found, Func<T, JsonObject> body) where T : class => found is null ? Error(404, "Not Found") : SandboxAnswer.Json(200, body(found));

    private static JsonArray Array(IEnumerable<JsonObject> rows) => new(rows.Select(row => (JsonNode)row).ToArray());

    private static JsonObject Of(HaloName named) => new() { ["id"] = named.Id, ["name"] = named.Name };

    private static JsonObject Of(HaloClient client) => new() { ["id"] = client.Id, ["name"] = client.Name, ["inactive"] = false };

    private static JsonObject Of(HaloUser user) => new() { ["id"] = user.Id, ["name"] = user.Name, ["emailaddress"] = user.Mail, ["client_id"] = user.ClientId, ["site_id"] = (double)user.SiteId, ["inactive"] = false };

    private static JsonObject Of(HaloAction action, HaloTicket ticket) => new()
    {
        ["id"] = action.Id, ["ticket_id"] = ticket.Id, ["outcome_id"] = action.OutcomeId, ["note_html"] = action.NoteHtml, ["hiddenfromuser"] = action.IsHidden, ["datetime"] = Stamp(action.CreatedUtc),
    };

    private static JsonObject Of(HaloFile file, HaloTicket ticket) => new() { ["id"] = file.Id, ["ticket_id"] = ticket.Id, ["filename"] = file.Name, ["filesize"] = file.Content.Length, ["showforusers"] = file.IsShown };

    // The list leaves custom fields out.
    private JsonObject Of(HaloTicket ticket, bool whole)
    {
        JsonObject body = new()
        {
            ["id"] = ticket.Id, ["summary"] = ticket.Summary, ["tickettype_id"] = ticket.TypeId, ["status_id"] = ticket.StatusId, ["priority_id"] = ticket.PriorityId, ["client_id"] = ticket.ClientId,
            ["dateoccurred"] = Stamp(ticket.CreatedUtc),
        };
        if (ticket.UserId is { } user) body["user_id"] = user;
        if (whole || State.ListsShowChanges) body["last_update"] = Stamp(ticket.UpdatedUtc);
        if (!whole) return body;
        body["details_html"] = ticket.DetailsHtml;
        if (ticket.Category is { } category) body["category_1"] = category;
        body["third_party_id_string"] = ticket.ThirdPartyId;
        body["customfields"] = Array(ticket.CustomFields.Select(field => new JsonObject
        {
            ["name"] = field.Key, ["label"] = State.Labels.TryGetValue(field.Key, out string? label) ? label : field.Key, ["value"] = field.Value,
        }));
        return body;
    }

    // Without a zone, as the service does.
    private static string Stamp(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff", CultureInfo.InvariantCulture);

    private static SandboxAnswer Refused(int status, string error, string text) => SandboxAnswer.Json(status, new JsonObject { ["error"] = error, ["error_description"] = text });

    private static SandboxAnswer Error(int status, string text) => SandboxAnswer.Text(status, text, "text/plain");
}

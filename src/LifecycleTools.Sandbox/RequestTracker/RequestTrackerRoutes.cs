using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using System.Text.Json.Nodes;
using LifecycleTools.Sandbox.Http;

namespace LifecycleTools.Sandbox.RequestTracker;

/// <summary>Request Tracker 5: queues, users, tickets with their transactions and attachments, over REST 2.0.</summary>
/// <remarks>Source: Request Tracker 5.0, REST 2.0; the shapes are those that a 5.0.3 answered.</remarks>
internal sealed class RequestTrackerRoutes : SandboxRoutes
{
    private const int LongestSubject = 200;

    public RequestTrackerRoutes(SandboxTenant tenant) : base(tenant)
    {
    }

    private RequestTrackerState State => Tenant.Beside<RequestTrackerState>();

    public override bool Owns(SandboxCall call) => call.Segments is ["REST", "2.0", _, ..];

    // Searches for users are posted, and change nothing.
    public override void Describe(SandboxCall call) => call.IsWrite = call.Method != "GET" && call.Segments[2] != "users";

    public override SandboxAnswer Fault(SandboxCall call, int status) => Error(status, status switch
    {
        400 => "Bad Request", 401 => "Unauthorized", 403 => "Forbidden", 409 => "Conflict", 429 => "Too Many Requests", 503 => "Service Unavailable", _ => "Internal Server Error",
    });

    public override SandboxAnswer Answer(SandboxCall call)
    {
        string person = "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes("lifecycle:" + State.Password));
        if (call.Header("Authorization") != "token " + State.Token && call.Header("Authorization") != person) return Error(401, "Unauthorized");

        return (call.Method, call.Segments.Skip(2).ToArray()) switch
        {
            ("GET", ["rt"]) => SandboxAnswer.Json(200, new JsonObject { ["Version"] = "5.0.3", ["Plugins"] = new JsonArray() }),
            ("GET", ["queues", "all"]) => Page(call, State.Queues.Select(queue => Ref("queue", queue.Id, ("Name", queue.Name)))),
            ("GET", ["queue", var id]) => One(State.Queues.Find(queue => RequestTrackerState.Is(queue.Id, id)), Of),
            ("POST", ["users"]) => Users(call),
            ("GET", ["tickets"]) => Search(call),
            ("POST", ["ticket"]) => Create(call.Json() ?? new JsonObject()),
            ("GET", ["ticket", var id]) => OfTicket(id, ticket => SandboxAnswer.Json(200, Of(ticket, whole: true))),
            ("PUT", ["ticket", var id]) => OfTicket(id, ticket => Change(ticket, call.Json() ?? new JsonObject())),
            ("POST", ["ticket", var id, "comment"]) => OfTicket(id, ticket => Comment(ticket, call.Json() ?? new JsonObject())),
            ("GET", ["ticket", var id, "history"]) => OfTicket(id, ticket => Page(call, ticket.Messages.Select(message => Ref("transaction", message.Id, ("Type", message.Type))))),
            ("GET", ["ticket", var id, "attachments"]) => OfTicket(id, ticket => Page(call, ticket.Messages.SelectMany(Parts))),
            ("GET", ["attachment", var id]) => Attachment(id),
            _ => Error(404, "Not Found"),
        };
    }

    private SandboxAnswer Users(SandboxCall call)
    {
        JsonObject? ask = (JsonNode.Parse(call.Body ?? "[]") as JsonArray)?.OfType<JsonObject>().FirstOrDefault();
        return ask?["field"]?.ToString() != "EmailAddress" || ask["operator"]?.ToString() != "="
            ? Error(400, "Bad Request")
            : Page(call, State.Users.Where(user => string.Equals(user.Mail, ask["value"]?.ToString(), StringComparison.OrdinalIgnoreCase)).Select(user => new JsonObject
            {
                ["id"] = user.Name, ["type"] = "user", ["Name"] = user.Name, ["RealName"] = user.RealName, ["EmailAddress"] = user.Mail,
            }));
    }

    private SandboxAnswer Search(SandboxCall call)
    {
        try
        {
            Func<RequestTrackerTicket, bool> finds = TicketSql.Parse(State, call.Query.TryGetValue("query", out string? query) ? query : "");

            // What was deleted is found by no search.
            return Page(call, State.Tickets.Where(ticket => ticket.Status != "deleted" && finds(ticket)).Select(ticket => Of(ticket, whole: false)));
        }
        catch (FormatException failure)
        {
            return Error(400, failure.Message);
        }
    }

    private SandboxAnswer Create(JsonObject body)
    {
        string asked = body["Queue"]?.ToString() ?? "";
        if (State.Queues.Find(each => RequestTrackerState.Is(each.Id, asked) || each.Name == asked) is not { } queue) return Error(400, "Could not create ticket. Queue not set");
        if (!State.MayCreate) return Error(403, "No permission to create tickets in the queue '" + queue.Name + "'");

        RequestTrackerTicket ticket = new()
        {
            QueueId = queue.Id, Subject = Cut(body["Subject"]?.ToString() ?? ""), Status = State.Active[0], Priority = (int?)body["Priority"] ?? 0, Requestor = body["Requestor"]?.ToString(),
        };
        Fill(ticket, body);
        State.AddTicket(ticket, body["Content"]?.ToString() ?? "", body["ContentType"]?.ToString() ?? "text/plain");
        return SandboxAnswer.Json(201, Ref("ticket", ticket.Id));
    }

    // A change that is refused is said in a sentence of an answer that succeeds.
    private SandboxAnswer Change(RequestTrackerTicket ticket, JsonObject body)
    {
        JsonArray said = new();
        if (body["Status"]?.ToString() is { } status)
        {
            string? own = State.StatusOf(status);
            said.Add(own is null ? $"Status '{status}' isn't a valid status for this ticket." : State.Refusal ?? $"Status changed from '{ticket.Status}' to '{own}'");
            if (own is not null && State.Refusal is null) ticket.Status = own;
        }

        if (body["Priority"] is { } priority)
        {
            said.Add($"Priority changed from '{ticket.Priority}' to '{priority}'");
            ticket.Priority = (int)priority;
        }

        if (body["Subject"]?.ToString() is { } subject)
        {
            said.Add("Subject changed");
            ticket.Subject = Cut(subject);
        }

        Fill(ticket, body);
        ticket.UpdatedUtc = Tenant.Clock.UtcNow;
        return SandboxAnswer.Json(200, said);
    }

    // A field that is not there is ignored, without a word.
    private void Fill(RequestTrackerTicket ticket, JsonObject body)
    {
        foreach (KeyValuePair<string, JsonNode?> field in (body["CustomFields"] as JsonObject ?? new JsonObject()).Where(field => State.CustomFields.Contains(field.Key, StringComparer.OrdinalIgnoreCase)))
        {
            ticket.CustomFields[field.Key] = field.Value?.ToString() ?? "";
        }
    }

    private SandboxAnswer Comment(RequestTrackerTicket ticket, JsonObject body)
    {
        RequestTrackerMessage message = new() { Subject = body["Subject"]?.ToString() ?? "", Content = body["Content"]?.ToString() ?? "", ContentType = body["ContentType"]?.ToString() ?? "text/plain" };
        message.Files.AddRange((body["Attachments"] as JsonArray ?? new JsonArray()).OfType<JsonObject>().Select(file => new RequestTrackerFile
        {
            Name = file["FileName"]?.ToString() ?? "", ContentType = file["FileType"]?.ToString() ?? "", Content = Convert.FromBase64String(file["FileContent"]?.ToString() ?? ""),
        }));
        State.AddMessage(ticket, message);
        return SandboxAnswer.Json(201, new JsonArray("Comments added"));
    }

    private SandboxAnswer Attachment(string id)
    {
        foreach (RequestTrackerMessage message in State.Tickets.SelectMany(ticket => ticket.Messages))
        {
            if (RequestTrackerState.Is(message.PartId, id)) return SandboxAnswer.Json(200, Part(message, message.PartId, "", message.ContentType, Encoding.UTF8.GetBytes(message.Content)));
            if (message.Files.Find(file => RequestTrackerState.Is(file.PartId, id)) is { } found) return SandboxAnswer.Json(200, Part(message, found.PartId, found.Name, found.ContentType, found.Content));
        }

        return Error(404, "Not Found");
    }

    private static IEnumerable<JsonObject> Parts(RequestTrackerMessage message) => message.Files
        .Select(file => Part(message, file.PartId, file.Name, file.ContentType, null))
        .Prepend(Part(message, message.PartId, "", message.ContentType, null));

    private static JsonObject Part(RequestTrackerMessage message, int id, string file, string contentType, byte[]? content)
    {
        JsonObject part = Ref("attachment", id, ("Subject", file.Length == 0 ? message.Subject : ""), ("Filename", file), ("ContentType", contentType));
        part["TransactionId"] = Ref("transaction", message.Id);
        if (content is not null) part["Content"] = Convert.ToBase64String(content);
        return part;
    }

    private SandboxAnswer OfTicket(string id, Func<RequestTrackerTicket, SandboxAnswer> answer) =>
        State.Tickets.Find(each => RequestTrackerState.Is(each.Id, id)) is { } ticket ? answer(ticket) : Error(404, "Not Found");

    private static SandboxAnswer One<T>(T? found, Func<T, JsonObject> body) where T : class => found is null ? Error(404, "Not Found") : SandboxAnswer.Json(200, body(found));

    private static SandboxAnswer Page(SandboxCall call, IEnumerable<JsonObject> rows)
    {
        int Number(string option, int otherwise) => call.Query.TryGetValue(option, out string? text) ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;
        List<JsonObject> all = rows.ToList();
        (int page, int size) = (Number("page", 1), Math.Min(Number("per_page", 20), 100));
        JsonNode[] items = all.Skip((page - 1) * size).Take(size).ToArray<JsonNode>();
        return SandboxAnswer.Json(200, new JsonObject
        {
            ["count"] = items.Length, ["page"] = page, ["pages"] = (all.Count + size - 1) / size, ["per_page"] = size, ["total"] = all.Count, ["items"] = new JsonArray(items),
        });
    }

    private JsonObject Of(RequestTrackerQueue queue)
    {
        JsonObject body = new() { ["id"] = queue.Id, ["Name"] = queue.Name };
        body["TicketCustomFields"] = new JsonArray(State.CustomFields.Select((name, at) => (JsonNode)Ref("customfield", at + 1, ("name", name))).ToArray());
        body["_hyperlinks"] = State.MayCreate ? new JsonArray(new JsonObject { ["ref"] = "create", ["type"] = "ticket" }) : new JsonArray();
        return body;
    }

    // A list gives ids as text, a ticket its own as a number.
    private JsonObject Of(RequestTrackerTicket ticket, bool whole)
    {
        JsonObject body = Ref("ticket", ticket.Id, ("Subject", ticket.Subject), ("Status", ticket.Status), ("Priority", ticket.Priority.ToString(CultureInfo.InvariantCulture)));
        if (whole) body["id"] = ticket.Id;
        body["LastUpdated"] = ticket.UpdatedUtc.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        body["CustomFields"] = new JsonArray(State.CustomFields.Select((name, at) =>
        {
            JsonObject field = Ref("customfield", at + 1, ("name", name));
            field["values"] = ticket.CustomFields.TryGetValue(name, out string? value) ? new JsonArray(value) : new JsonArray();
            return (JsonNode)field;
        }).ToArray());
        return body;
    }

    private static JsonObject Ref(string type, int id, params (string Name, string Value)[] values)
    {
        string text = id.ToString(CultureInfo.InvariantCulture);
        JsonObject body = new() { ["type"] = type, ["id"] = text, ["_url"] = $"http://localhost/REST/2.0/{type}/{text}" };
        foreach ((string name, string value) in values) body[name] = value;
        return body;
    }

    // Bytes of UTF-8, as the column of the database counts.
    private static string Cut(string subject)
    {
        while (Encoding.UTF8.GetByteCount(subject) > LongestSubject) subject = subject.Substring(0, subject.Length - 1);
        return subject;
    }

    private static SandboxAnswer Error(int status, string text) => SandboxAnswer.Json(status, new JsonObject { ["message"] = text });
}

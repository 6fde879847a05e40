using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using System.Text.Json.Nodes;
using LifecycleTools.Sandbox.Http;

namespace LifecycleTools.Sandbox.ConnectWise;

/// <summary>ConnectWise PSA: companies, contacts, boards, tickets with notes and documents, and the discovery of the release root.</summary>
/// <remarks>Source: ConnectWise PSA REST API, 2026.4; developer guide, "Authentication", "Query conditions", "Pagination".</remarks>
internal sealed class ConnectWiseRoutes : SandboxRoutes
{
    private const string Json = "application/vnd.connectwise.com+json; version=2026.4";

    public ConnectWiseRoutes(SandboxTenant tenant) : base(tenant)
    {
    }

    private ConnectWiseState State => Tenant.Beside<ConnectWiseState>();

    public override bool Owns(SandboxCall call) => call.Segments is [_, "apis", "3.0", ..] or ["login", "companyinfo", _];

    public override SandboxAnswer Fault(SandboxCall call, int status) => Error(status, status switch
    {
        401 => "Unauthorized",
        403 => "SecurityIdentityForbidden",
        429 => "TooManyRequests",
        _ => "ServiceUnavailable",
    }, status == 403 ? "You do not have security permission to perform this action." : "The request could not be served.");

    public override SandboxAnswer Answer(SandboxCall call)
    {
        if (call.Segments[0] == "login") return Discovery(call.Segments[2]);
        if (call.Segments[0] is not "v4_6_release" && call.Segments[0] != State.Codebase.Trim('/')) return Error(404, "NotFound", "There is no such release.");
        string basic = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{State.Login}+{State.PublicKey}:{State.PrivateKey}"));
        if (call.Header("Authorization") != "Basic " + basic) return Error(401, "Unauthorized", "The request has no valid keys.");
        if (!string.Equals(call.Header("clientId"), State.ClientId, StringComparison.OrdinalIgnoreCase)) return Error(401, "ConnectWiseApi", "Cannot route. Codebase/company is invalid, or the clientId is missing.");
        string path = string.Join("/", call.Segments.Skip(3));
        if (State.Forbidden.Any(part => path.StartsWith(part, StringComparison.OrdinalIgnoreCase))) return Fault(call, 403);

        try
        {
            return Route(call);
        }
        catch (FormatException failure)
        {
            return Error(400, "InvalidQuery", failure.Message);
        }
    }

    private SandboxAnswer Route(SandboxCall call) => (call.Method, call.Segments.Skip(3).ToArray()) switch
    {
        ("GET", ["company", "companies"]) => Page(call, State.Companies.Select(ConnectWiseJson.Of)),
        ("GET", ["company", "companies", var id]) => One(State.Companies.Find(company => Is(company.Id, id)) is { } company ? ConnectWiseJson.Of(company) : null, call),
        ("GET", ["company", "contacts"]) => Contacts(call),
        ("GET", ["service", "boards"]) => Page(call, State.Boards.Select(ConnectWiseJson.Of)),
        ("GET", ["service", "boards", var id, var what]) => State.Boards.Find(board => Is(board.Id, id)) is { } board ? OfBoard(call, board, what) : NotFound(),
        ("GET", ["service", "priorities"]) => Page(call, State.Priorities.Select(ConnectWiseJson.Of)),
        ("GET", ["service", "sources"]) => Page(call, State.Sources.Select(ConnectWiseJson.Of)),
        ("GET", ["service", "tickets"]) => Page(call, State.Tickets.Select(ConnectWiseJson.Of)),
        ("POST", ["service", "tickets"]) => Create(call),
        (_, ["service", "tickets", var id, ..]) => Ticket(id) is { } ticket ? OfTicket(call, ticket, call.Segments.Skip(6).ToArray()) : NotFound(),
        ("GET", ["system", "documents"]) => Ticket(call.Query.TryGetValue("recordId", out string? id) ? id : "") is { } ticket && call.Query["recordType"] == "Ticket"
            ? Page(call, ticket.Documents.Select(ConnectWiseJson.Of)) : NotFound(),
        ("POST", ["system", "documents"]) => Attach(call),
        _ => NotFound(),
    };

    private SandboxAnswer OfTicket(SandboxCall call, ConnectWiseTicket ticket, string[] rest) => (call.Method, rest) switch
    {
        ("GET", []) => One(ConnectWiseJson.Of(ticket), call),
        ("PATCH", []) => Patch(call, ticket),
        ("GET", ["notes"]) => Page(call, ticket.Notes.Select(note => ConnectWiseJson.Of(note, ticket))),
        ("POST", ["notes"]) => AddNote(call, ticket),
        _ => NotFound(),
    };

    private SandboxAnswer Discovery(string company) => string.Equals(company, State.Login, StringComparison.OrdinalIgnoreCase)
        ? SandboxAnswer.Json(200, new JsonObject
        {
            ["CompanyName"] = "Contoso MSP", ["Codebase"] = State.Codebase, ["VersionCode"] = "v2026.4", ["CompanyID"] = State.Login, ["IsCloud"] = true, ["SiteUrl"] = State.SiteUrl,
        })
        : SandboxAnswer.Json(404, new JsonObject { ["message"] = "Company not found" });

    private SandboxAnswer OfBoard(SandboxCall call, ConnectWiseBoard board, string what) => what switch
    {
        "statuses" => Page(call, board.Statuses.Select(status => ConnectWiseJson.Of(status, board))),
        "types" => Page(call, board.Types.Select(ConnectWiseJson.Of)),
        "subtypes" => Page(call, board.SubTypes.Select(ConnectWiseJson.Of)),
        "items" => Page(call, board.Items.Select(ConnectWiseJson.Of)),
        _ => NotFound(),
    };

    private SandboxAnswer Contacts(SandboxCall call)
    {
        call.Query.TryGetValue("childConditions", out string? children);
        Func<JsonObject, bool> wanted = ConditionText.Parse(children, "communicationItems");
        return Page(call, State.Contacts
            .Select(contact => ConnectWiseJson.Of(contact, State.Companies.First(company => company.Id == contact.CompanyId)))
            .Where(contact => ((JsonArray)contact["communicationItems"]!).Any(item => wanted((JsonObject)item!))));
    }

    private SandboxAnswer Create(SandboxCall call)
    {
        if (call.Json() is not { } body) return Error(400, "InvalidObject", "ticket object is invalid");
        string summary = body["summary"]?.ToString() ?? "";
        if (summary.Length is 0 or > 100) return Error(400, "InvalidObject", "ticket object is invalid", "summary", summary.Length == 0 ? "The summary field is required." : "The field summary must be a string with a maximum length of 100.");
        if (Find(State.Companies, body["company"]) is not { } company) return Error(400, "InvalidObject", "ticket object is invalid", "company", "The company field is required.");
        ConnectWiseBoard? board = body["board"] is null ? State.Boards[0] : Find(State.Boards, body["board"]);
        ConnectWiseStatus? status = board is null ? null : body["status"] is null ? board.Statuses.First(each => each.IsDefault) : Find(board.Statuses, body["status"]);
        if (board is null || status is null) return Error(400, "InvalidObject", "ticket object is invalid", "status", "The status does not exist on the board.");
        ConnectWiseContact? contact = body["contact"] is { } given ? State.Contacts.Find(each => each.Id == (int?)given["id"]) : null;
        if (body["contact"] is not null && contact?.CompanyId != company.Id) return Error(400, "InvalidObject", "ticket object is invalid", "contact", "The contact does not belong to the company.");
        if (body["type"] is { } type && Find(board.Types, type) is null) return Error(400, "InvalidObject", "ticket object is invalid", "type", "The type does not exist on the board.");

        ConnectWiseTicket ticket = State.AddTicket(new ConnectWiseTicket
        {
            Summary = summary, Description = body["initialDescription"]?.ToString() ?? "", ExternalXRef = body["externalXRef"]?.ToString(), Company = company, Contact = contact, Board = board, Status = status,
            Priority = Find(State.Priorities, body["priority"]) ?? State.Priorities.First(each => each.IsDefault), Type = Find(board.Types, body["type"])?.Name,
            SubType = Find(board.SubTypes, body["subType"])?.Name, Item = Find(board.Items, body["item"])?.Name, Source = Find(State.Sources, body["source"])?.Name,
        });

        // The initial description becomes the first note of the discussion.
        if (ticket.Description.Length > 0) ticket.Notes.Add(new ConnectWiseNote { Id = State.NewId(), CreatedUtc = Tenant.Clock.UtcNow, Text = ticket.Description });
        return Answered(201, ConnectWiseJson.Of(ticket));
    }

    private SandboxAnswer Patch(SandboxCall call, ConnectWiseTicket ticket)
    {
        if (call.Body is null || JsonNode.Parse(call.Body) is not JsonArray operations) return Error(400, "InvalidObject", "A patch is an array of operations.");
        foreach (JsonNode? operation in operations)
        {
            JsonNode? value = operation?["value"];
            switch (operation?["path"]?.ToString())
            {
                case "status" when Find(ticket.Board.Statuses, value) is { } status:
                    ticket.Status = status;
                    break;
                case "priority" when Find(State.Priorities, value) is { } priority:
                    ticket.Priority = priority;
                    break;
                default:
                    return Error(400, "InvalidObject", "ticket object is invalid", operation?["path"]?.ToString() ?? "", "The value does not exist.");
            }
        }

        ticket.UpdatedUtc = Tenant.Clock.UtcNow;
        return Answered(200, ConnectWiseJson.Of(ticket));
    }

    private SandboxAnswer AddNote(SandboxCall call, ConnectWiseTicket ticket)
    {
        if (call.Json() is not { } body || body["text"]?.ToString() is not { Length: > 0 } text) return Error(400, "InvalidObject", "serviceNote object is invalid", "text", "The text field is required.");
        bool isInternal = (bool?)body["internalAnalysisFlag"] == true, isResolution = (bool?)body["resolutionFlag"] == true;
        if (!isInternal && !isResolution && (bool?)body["detailDescriptionFlag"] != true) return Error(400, "InvalidObject", "serviceNote object is invalid", "detailDescriptionFlag", "One of the flags must be true.");
        ConnectWiseNote note = new() { Id = State.NewId(), CreatedUtc = Tenant.Clock.UtcNow, Text = text, IsInternal = isInternal, IsResolution = isResolution, Notified = (bool?)body["processNotifications"] != false };
        ticket.Notes.Add(note);
        ticket.UpdatedUtc = Tenant.Clock.UtcNow;
        return Answered(201, ConnectWiseJson.Of(note, ticket));
    }

    private SandboxAnswer Attach(SandboxCall call)
    {
        IReadOnlyList<FormPart> form = MultipartText.Parse(call);
        string Field(string name) => form.FirstOrDefault(part => part.Name == name)?.Content ?? "";
        if (form.FirstOrDefault(part => part.FileName is not null) is not { } file || Field("recordType") != "Ticket") return Error(400, "InvalidObject", "document object is invalid");
        if (Ticket(Field("recordId")) is not { } ticket) return NotFound();
        ConnectWiseDocument document = new() { Id = State.NewId(), Title = Field("title"), FileName = file.FileName!, IsPrivate = Field("privateFlag") == "true", Content = Encoding.UTF8.GetBytes(file.Content) };
        ticket.Documents.Add(document);
        return Answered(200, ConnectWiseJson.Of(document));
    }

    private SandboxAnswer Page(SandboxCall call, IEnumerable<JsonObject> rows)
    {
        int Number(string name, int otherwise) => call.Query.TryGetValue(name, out string? text) ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;
        int size = Math.Min(Number("pageSize", 25), 1000);
        call.Query.TryGetValue("conditions", out string? conditions);
        call.Query.TryGetValue("fields", out string? fields);
        IEnumerable<JsonNode> page = rows.Where(ConditionText.Parse(conditions)).Skip((Number("page", 1) - 1) * size).Take(size).Select(row => (JsonNode)ConnectWiseJson.Reduced(row, fields));
        return Answered(200, new JsonArray(page.ToArray()));
    }

    private static SandboxAnswer One(JsonObject? found, SandboxCall call) =>
        found is null ? NotFound() : Answered(200, ConnectWiseJson.Reduced(found, call.Query.TryGetValue("fields", out string? fields) ? fields : null));

    private ConnectWiseTicket? Ticket(string id) => State.Tickets.Find(ticket => Is(ticket.Id, id));

    private static bool Is(int id, string text) => id.ToString(CultureInfo.InvariantCulture) == text;

    private static T? Find<T>(List<T> all, JsonNode? reference) where T : ConnectWiseName =>
        reference is null ? null : all.Find(each => reference["id"] is { } id ? each.Id == (int)id : SandboxTenant.Same(each.Name, reference["name"]?.ToString()));

    private static SandboxAnswer NotFound() => Error(404, "NotFound", "The record was not found.");

    private static SandboxAnswer Answered(int status, JsonNode body)
    {
        SandboxAnswer answer = SandboxAnswer.Json(status, body);
        answer.ContentType = Json;
        return answer;
    }

    private static SandboxAnswer Error(int status, string code, string message, string? field = null, string? why = null)
    {
        JsonArray errors = field is null ? new JsonArray() : new JsonArray(new JsonObject { ["code"] = code, ["message"] = why, ["resource"] = "ticket", ["field"] = field });
        return Answered(status, new JsonObject { ["code"] = code, ["message"] = message, ["errors"] = errors });
    }
}

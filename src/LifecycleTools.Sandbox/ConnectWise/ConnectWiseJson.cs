using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.Json.Nodes;

namespace LifecycleTools.Sandbox.ConnectWise;

/// <summary>The state as ConnectWise PSA writes it.</summary>
internal static class ConnectWiseJson
{
    public static JsonObject Of(ConnectWiseName named) => new() { ["id"] = named.Id, ["name"] = named.Name };

    public static JsonObject Of(ConnectWiseCompany company) =>
        new() { ["id"] = company.Id, ["identifier"] = company.Identifier, ["name"] = company.Name, ["deletedFlag"] = company.IsDeleted };

    public static JsonObject Of(ConnectWiseBoard board) => new()
    {
        ["id"] = board.Id, ["name"] = board.Name, ["inactiveFlag"] = board.IsInactive, ["projectFlag"] = false,
        ["location"] = new JsonObject { ["id"] = 2, ["name"] = "Main" }, ["department"] = new JsonObject { ["id"] = 10, ["name"] = "Professional Services" },
    };

    public static JsonObject Of(ConnectWiseStatus status, ConnectWiseBoard board) => new()
    {
        ["id"] = status.Id, ["name"] = status.Name, ["board"] = Of((ConnectWiseName)board), ["inactive"] = false, ["closedStatus"] = status.IsClosed, ["defaultFlag"] = status.IsDefault,
    };

    public static JsonObject Of(ConnectWisePriority priority) => new()
    {
        ["id"] = priority.Id, ["name"] = priority.Name, ["color"] = "Red", ["sortOrder"] = priority.Sort, ["defaultFlag"] = priority.IsDefault, ["level"] = priority.Level,
    };

    public static JsonObject Of(ConnectWiseContact contact, ConnectWiseCompany company) => new()
    {
        ["id"] = contact.Id, ["firstName"] = contact.FirstName, ["lastName"] = contact.LastName, ["inactiveFlag"] = contact.IsInactive,
        ["company"] = new JsonObject { ["id"] = company.Id, ["identifier"] = company.Identifier, ["name"] = company.Name },
        ["communicationItems"] = new JsonArray(
            new JsonObject { ["id"] = contact.Id * 10, ["type"] = new JsonObject { ["id"] = 1, ["name"] = "Email" }, ["value"] = contact.Mail, ["defaultFlag"] = true, ["communicationType"] = "Email" },
            new JsonObject { ["id"] = (contact.Id * 10) + 1, ["type"] = new JsonObject { ["id"] = 2, ["name"] = "Direct" }, ["value"] = "5125550100", ["defaultFlag"] = true, ["communicationType"] = "Phone" }),
    };

    public static JsonObject Of(ConnectWiseTicket ticket)
    {
        JsonObject body = new()
        {
            ["id"] = ticket.Id, ["summary"] = ticket.Summary, ["recordType"] = "ServiceTicket", ["board"] = Of((ConnectWiseName)ticket.Board), ["status"] = Of((ConnectWiseName)ticket.Status),
            ["company"] = new JsonObject { ["id"] = ticket.Company.Id, ["identifier"] = ticket.Company.Identifier, ["name"] = ticket.Company.Name },
            ["priority"] = new JsonObject { ["id"] = ticket.Priority.Id, ["name"] = ticket.Priority.Name, ["sort"] = ticket.Priority.Sort, ["level"] = ticket.Priority.Level },
            ["closedFlag"] = ticket.Status.IsClosed,
            ["_info"] = new JsonObject { ["lastUpdated"] = ticket.UpdatedUtc.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture), ["updatedBy"] = "lifecycle" },
        };
        if (ticket.Type is { } type) body["type"] = new JsonObject { ["name"] = type };
        if (ticket.SubType is { } subType) body["subType"] = new JsonObject { ["name"] = subType };
        if (ticket.CustomFields.Count > 0)
        {
            body["customFields"] = new JsonArray(ticket.CustomFields.Select((field, at) => (JsonNode)new JsonObject
            {
                ["id"] = at + 1, ["caption"] = field.Key, ["type"] = "Text", ["entryMethod"] = "EntryField", ["value"] = field.Value,
            }).ToArray());
        }

        if (ticket.Contact is { } contact) body["contact"] = new JsonObject { ["id"] = contact.Id, ["name"] = $"{contact.FirstName} {contact.LastName}" };
        if (ticket.ExternalXRef is { } key) body["externalXRef"] = key;
        return body;
    }

    public static JsonObject Of(ConnectWiseNote note, ConnectWiseTicket ticket) => new()
    {
        ["id"] = note.Id, ["ticketId"] = ticket.Id, ["text"] = note.Text, ["internalAnalysisFlag"] = note.IsInternal, ["detailDescriptionFlag"] = !note.IsInternal && !note.IsResolution,
        ["resolutionFlag"] = note.IsResolution, ["dateCreated"] = note.CreatedUtc.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture), ["createdBy"] = "lifecycle",
    };

    public static JsonObject Of(ConnectWiseDocument document) => new()
    {
        ["id"] = document.Id, ["title"] = document.Title, ["fileName"] = document.FileName, ["publicFlag"] = !document.IsPrivate, ["size"] = document.Content.Length,
    };

    /// <summary>Only these properties; the id always comes.</summary>
    public static JsonObject Reduced(JsonObject whole, string? fields)
    {
        if (string.IsNullOrEmpty(fields)) return whole;
        HashSet<string> wanted = new(fields!.Split(',').Select(field => field.Trim().Split('/')[0])) { "id" };
        JsonObject some = new();
        foreach (KeyValuePair<string, JsonNode?> property in whole.Where(property => wanted.Contains(property.Key))) some[property.Key] = property.Value?.DeepClone();
        return some;
    }
}

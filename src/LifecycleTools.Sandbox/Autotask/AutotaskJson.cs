using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.Json.Nodes;

namespace LifecycleTools.Sandbox.Autotask;

/// <summary>Entities and their fields as Autotask writes them: in camel case.</summary>
internal static class AutotaskJson
{
    public static JsonObject Of(AutotaskCompany company) => new() { ["id"] = company.Id, ["companyName"] = company.Name, ["isActive"] = company.IsActive };

    public static JsonObject Of(AutotaskContact contact) => new()
    {
        ["id"] = contact.Id, ["firstName"] = contact.FirstName, ["lastName"] = contact.LastName, ["emailAddress"] = contact.Mail, ["companyID"] = contact.CompanyId,

        // A number, not a truth value, of contacts only.
        ["isActive"] = contact.IsActive ? 1 : 0,
    };

    public static JsonObject Of(AutotaskTicket ticket)
    {
        JsonObject json = new()
        {
            ["id"] = ticket.Id, ["ticketNumber"] = ticket.Number, ["title"] = ticket.Title, ["description"] = ticket.Description, ["externalID"] = ticket.ExternalId,
            ["companyID"] = ticket.CompanyId, ["contactID"] = ticket.ContactId, ["createDate"] = Time(ticket.CreatedUtc),
            ["lastActivityDate"] = Time(ticket.ActiveUtc), ["lastTrackedModificationDateTime"] = Time(ticket.UpdatedUtc),
            ["userDefinedFields"] = new JsonArray(ticket.UserDefinedFields.Select(field => (JsonNode)new JsonObject { ["name"] = field.Key, ["value"] = field.Value }).ToArray()),
        };
        foreach (KeyValuePair<string, int> value in ticket.Values) json[value.Key] = value.Value;
        return json;
    }

    public static JsonObject Of(AutotaskNote note, AutotaskTicket ticket) => new()
    {
        ["id"] = note.Id, ["ticketID"] = ticket.Id, ["title"] = note.Title, ["description"] = note.Description, ["noteType"] = note.NoteType, ["publish"] = note.Publish,
        ["createDateTime"] = Time(note.CreatedUtc),
    };

    public static JsonObject Of(AutotaskFile file, AutotaskTicket ticket) => new()
    {
        ["id"] = file.Id, ["parentID"] = ticket.Id, ["attachmentType"] = "FILE_ATTACHMENT", ["title"] = file.Title, ["fullPath"] = file.Title, ["contentType"] = file.ContentType,
        ["fileSize"] = file.Content.Length, ["publish"] = file.Publish, ["attachDate"] = Time(file.AttachedUtc),
    };

    public static JsonObject TicketFields(AutotaskState state) => Fields(
    [
        Field("id", "integer", isRequired: true, isReadOnly: true),
        Field("companyID", "integer", isRequired: true),
        Field("title", "string", isRequired: true, length: 255),
        Field("description", "string", length: 8000),
        Field("externalID", "string", length: 50),
        Field("dueDateTime", "datetime", isRequired: state.NeedsDueDate),
        Field("lastActivityDate", "datetime", isReadOnly: true),
        Field("lastTrackedModificationDateTime", "datetime", isReadOnly: true),
        .. state.TicketPicklists.Select(list => Field(list.Key, "integer", isRequired: list.Key is "status" or "priority", values: list.Value)),
    ]);

    public static JsonObject NoteFields(AutotaskState state) => Fields(
    [
        Field("id", "integer", isRequired: true, isReadOnly: true),
        Field("title", "string", isRequired: true, length: 250),
        Field("description", "string", isRequired: true, length: 3200),
        Field("noteType", "integer", isRequired: true, values: state.NoteTypes),
        Field("publish", "integer", isRequired: true, values: state.Publish),
    ]);

    private static JsonObject Fields(IEnumerable<JsonNode> fields) => new() { ["fields"] = new JsonArray(fields.ToArray()) };

    private static JsonNode Field(string name, string type, bool isRequired = false, bool isReadOnly = false, int length = 0, IReadOnlyList<AutotaskValue>? values = null) => new JsonObject
    {
        ["name"] = name, ["dataType"] = type, ["length"] = length, ["isRequired"] = isRequired, ["isReadOnly"] = isReadOnly, ["isQueryable"] = true, ["isReference"] = false,
        ["referenceEntityType"] = "", ["isPickList"] = values is not null,
        ["picklistValues"] = values is null ? null : new JsonArray(values.Select((value, at) => (JsonNode)new JsonObject
        {
            ["value"] = value.Value.ToString(CultureInfo.InvariantCulture), ["label"] = value.Label, ["isDefaultValue"] = value.IsDefault, ["sortOrder"] = at, ["parentValue"] = value.Parent,
            ["isActive"] = value.IsActive, ["isSystem"] = false,
        }).ToArray()),
    };

    private static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);
}

using System.Linq;

namespace LifecycleTools.Sandbox.Graph;

/// <summary>The errors of Graph in its own words.</summary>
internal static class GraphErrors
{
    public const string OnPremisesMastered =
        "Unable to update the specified properties for on-premises mastered Directory Sync objects or objects currently undergoing migration.";

    public const string ExchangeMastered = "Cannot Update a mail-enabled security groups and or distribution list.";

    public static GraphException NotFound(string id) => new(404, "Request_ResourceNotFound",
        $"Resource '{id}' does not exist or one of its queried reference-property objects are not present.");

    public static GraphException BadRequest(string message) => new(400, "Request_BadRequest", message);

    public static GraphException Invalid(string property, string? message = null) => new(400, "Request_BadRequest",
        message ?? $"Invalid value specified for property '{property}' of resource 'User'.",
        ("InvalidValue", message ?? $"Invalid value specified for property '{property}' of resource 'User'.", property));

    public static GraphException Missing(string property, string resource) => new(400, "Request_BadRequest",
        $"A value is required for property '{property}' of resource '{resource}'.",
        ("MissingValue", $"A value is required for property '{property}' of resource '{resource}'.", property));

    public static GraphException Taken(params string[] properties) => new(400, "Request_BadRequest", TakenText(properties[0]),
        properties.Select(property => ("ObjectConflict", TakenText(property), (string?)property)).ToArray());

    public static GraphException Forbidden() => new(403, "Authorization_RequestDenied", "Insufficient privileges to complete the operation.");

    public static GraphException AlreadyReferenced(string collection) =>
        BadRequest($"One or more added object references already exist for the following modified properties: '{collection}'.");

    public static GraphException NotReferenced(string collection) =>
        BadRequest($"One or more removed object references do not exist for the following modified properties: '{collection}'.");

    public static GraphException Conflicting() =>
        BadRequest("A conflicting object with one or more of the specified property values is present in the directory.");

    public static GraphException Unsupported(string message) => new(400, "Request_UnsupportedQuery", message);

    public static GraphException BadQuery(string message) => new(400, "BadRequest", message);

    public static GraphException NoMailbox() => new(404, "MailboxNotEnabledForRESTAPI",
        "The mailbox is either inactive, soft-deleted, or is hosted on-premise.");

    public static GraphException Method(int status, string code, string message) => new(status, code, message) { RepeatsMessage = true };

    public static string TakenText(string property) => $"Another object with the same value for property {property} already exists.";
}

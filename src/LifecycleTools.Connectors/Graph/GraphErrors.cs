using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using LifecycleTools.Connectors.Http;
using LifecycleTools.Engine.Errors;

namespace LifecycleTools.Connectors.Graph;

/// <summary>What Graph's errors mean. The code alone says little: Request_BadRequest covers most of them, so texts decide.</summary>
/// <remarks>Source: Microsoft Graph, "Microsoft Graph error responses"; texts as the service sends them in 2026.</remarks>
internal static class GraphErrors
{
    private static readonly Known[] s_known =
    [
        new("One or more added object references already exist", ErrorIds.ConnectorObjectExists, ErrorKind.Exists) { AlreadyThere = true },
        new("One or more removed object references do not exist", ErrorIds.ConnectorObjectNotFound, ErrorKind.NotFound) { AlreadyGone = true },
        new("Permission being assigned already exists on the object", ErrorIds.ConnectorObjectExists, ErrorKind.Exists) { AlreadyThere = true },
        new("A conflicting object with one or more of the specified property values is present", ErrorIds.ConnectorObjectExists, ErrorKind.Exists) { AlreadyThere = true },
        new("must have at least one owner", ErrorIds.GroupLastOwner, ErrorKind.Refused) { Advice = "Add another owner first." },
        new("Cannot Update a mail-enabled security group", ErrorIds.GroupNotJoinable, ErrorKind.Refused) { Advice = "Its members are changed through Exchange." },
        new("Membership for this group is managed automatically", ErrorIds.GroupNotJoinable, ErrorKind.Refused) { Advice = "Change the group's membership rule." },
        new("on-premises mastered", ErrorIds.PersonSynchronized, ErrorKind.Refused) { Advice = "Change it in the directory on premises." },
        new("Another object with the same value for property", ErrorIds.NameTaken, ErrorKind.Exists) { Advice = "Pick another name." },
        new("invalid usage location", ErrorIds.LicenseNotAssignable, ErrorKind.Refused) { MayBeReplication = true, Advice = "Set the usage location first." },
        new("does not have any available licenses", ErrorIds.LicenseSeatsMissing, ErrorKind.Limit) { Advice = "Buy seats or take one back, then run the command again." },
        new("User license is inherited from a group membership", ErrorIds.LicenseNotAssignable, ErrorKind.Refused) { Advice = "Take the person out of the group that gives the license." },
        new("RoleAssignmentDoesNotExist", ErrorIds.ConnectorObjectNotFound, ErrorKind.NotFound) { AlreadyGone = true },
        new("User does not have a corresponding license", ErrorIds.ConnectorObjectNotFound, ErrorKind.NotFound) { AlreadyGone = true },
        new("License assignment failed because service plan", ErrorIds.LicenseNotAssignable, ErrorKind.Refused) { Advice = "Assign the products that need each other together, or disable the plan that conflicts." },
        new("cannot be deleted until the default authentication method is changed", ErrorIds.SignInMethodIsDefault, ErrorKind.Order),
        new("Cannot delete default method with other methods", ErrorIds.SignInMethodIsDefault, ErrorKind.Order),
        new("Invalid LifetimeInMinutes", ErrorIds.AccessPassNotAllowed, ErrorKind.Refused),
        new("Temporary Access Pass cannot be added", ErrorIds.AccessPassNotAllowed, ErrorKind.Refused),
        new("MailboxNotEnabledForRESTAPI", ErrorIds.MailboxNotFound, ErrorKind.NotFound) { MayBeReplication = true },
        new("User's mysite not found", ErrorIds.ConnectorObjectNotFound, ErrorKind.NotFound),
        new("Unable to retrieve user's mysite URL", ErrorIds.ConnectorObjectNotFound, ErrorKind.NotFound),
        new("Directory_QuotaExceeded", ErrorIds.ConnectorRequestRefused, ErrorKind.Limit),
        new("Directory_ConcurrencyViolation", ErrorIds.ConnectorThrottled, ErrorKind.Limit),
        new("Request_ResourceNotFound", ErrorIds.ConnectorObjectNotFound, ErrorKind.NotFound) { MayBeReplication = true },
        new("Request_MultipleObjectsWithSameKeyValue", ErrorIds.ConnectorObjectExists, ErrorKind.Exists) { AlreadyThere = true },
        new("Authentication_RequestFromNonPremiumTenantOrB2CTenant", ErrorIds.ConnectorRequestRefused, ErrorKind.Refused) { Advice = "This needs Entra ID P1." },
    ];

    /// <summary>The failure that an answer stands for.</summary>
    /// <param name="what">The request, without body.</param>
    /// <param name="marks">What kind of request it was.</param>
    /// <param name="status">HTTP status, not 2xx.</param>
    /// <param name="body">The answer; may be anything.</param>
    /// <param name="requestId">The service's id from the header; empty when it gave none.</param>
    /// <param name="saysWhen">There was a Retry-After, so the service did not start on the request.</param>
    public static GraphRefusal From(string what, RequestMarks marks, int status, string body, string requestId, bool saysWhen)
    {
        (string code, string text, string inBody) = Read(body);
        string id = requestId.Length > 0 ? requestId : inBody;
        string said = text.Length > 0 ? text : "the answer has no error that could be read";
        Known meaning = s_known.FirstOrDefault(each => each.Fits(code, text)) ?? ByStatus(status);

        // Not by its text: "not found" of a delete is what the delete wanted.
        bool gone = meaning.AlreadyGone || (meaning.Id == ErrorIds.ConnectorObjectNotFound && status == 404);
        bool ambiguous = !marks.IsRead && status >= 500 && !(status == 503 && saysWhen);
        string result = ambiguous ? "was not confirmed and may have taken effect" : marks.IsRead ? "was not answered" : "was refused";
        return new GraphRefusal(meaning.Id, meaning.Kind, $"{what} {result}: {said.TrimEnd('.')} ({status}{(code.Length > 0 ? " " + code : "")}, request {(id.Length > 0 ? id : "without an id")}).")
        {
            Status = status,
            Code = code,
            ServiceText = text,
            IsAlreadyThere = meaning.AlreadyThere,
            IsAlreadyGone = gone,
            IsAmbiguous = ambiguous,
            MayBeReplication = meaning.MayBeReplication,
            RequestId = id.Length > 0 ? id : null,
            RecommendedAction = meaning.Advice,
        };
    }

    private static Known ByStatus(int status) => status switch
    {
        401 => new("", ErrorIds.ConnectorSignInFailed, ErrorKind.SignIn) { Advice = "Check the credential of the tenant file." },
        403 => new("", ErrorIds.ConnectorPermissionMissing, ErrorKind.Refused),
        404 => new("", ErrorIds.ConnectorObjectNotFound, ErrorKind.NotFound),
        429 => new("", ErrorIds.ConnectorThrottled, ErrorKind.Limit) { Advice = "Run the command again later; finished steps are not repeated." },
        >= 500 => new("", ErrorIds.ConnectorFailed, ErrorKind.Network) { Advice = "Look at the service's health, then run the command again." },
        >= 400 => new("", ErrorIds.ConnectorRequestRefused, ErrorKind.Refused),
        _ => new("", ErrorIds.ConnectorAnswerUnexpected, ErrorKind.Answer),
    };

    // The most specific text is the deepest one; authentication methods repeat it in innerError, Intune nests JSON in it.
    private static (string Code, string Text, string RequestId) Read(string body)
    {
        try
        {
            using JsonDocument answer = JsonDocument.Parse(body);
            if (answer.RootElement.ValueKind != JsonValueKind.Object || !answer.RootElement.TryGetProperty("error", out JsonElement error)
                || error.ValueKind != JsonValueKind.Object)
            {
                return ("", "", "");
            }

            string text = Text(error, "message");
            foreach (JsonElement detail in Details(error))
            {
                string more = Text(detail, "message");
                if (more.Length > 0 && text.IndexOf(more, StringComparison.OrdinalIgnoreCase) < 0) text = $"{text} {more}";
            }

            string requestId = error.TryGetProperty("innerError", out JsonElement inner) ? Text(inner, "request-id") : "";
            return (Text(error, "code"), text, requestId);
        }
        catch (JsonException)
        {
            return ("", "", "");
        }
    }

    private static IEnumerable<JsonElement> Details(JsonElement error) =>
        error.TryGetProperty("details", out JsonElement details) && details.ValueKind == JsonValueKind.Array ? details.EnumerateArray() : [];

    private static string Text(JsonElement from, string name) =>
        from.ValueKind == JsonValueKind.Object && from.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String
            ? value.GetString() ?? ""
            : "";

    // A fragment of the text, or the whole code.
    private sealed record Known(string Says, string Id, ErrorKind Kind)
    {
        public bool AlreadyThere { get; init; }

        public bool AlreadyGone { get; init; }

        public bool MayBeReplication { get; init; }

        public string? Advice { get; init; }

        public bool Fits(string code, string text) =>
            string.Equals(code, Says, StringComparison.Ordinal) || text.IndexOf(Says, StringComparison.OrdinalIgnoreCase) >= 0;
    }
}

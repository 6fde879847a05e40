using System;
using System.Linq;
using System.Text.Json;
using LifecycleTools.Connectors.Http;
using LifecycleTools.Engine.Errors;

namespace LifecycleTools.Connectors.Exchange;

/// <summary>What Exchange's errors mean. The exception's type decides: "Ex6F9304|Microsoft...ManagementObjectNotFoundException|The operation ...".</summary>
/// <remarks>Source: answers of the service as published; it does not document them.</remarks>
internal static class ExchangeErrors
{
    private const string Rights = "Exchange.ManageAsApp and the directory role Exchange Administrator (or Exchange Recipient Administrator)";

    // Known to pass although some come with status 400: these did not begin on the cmdlet...
    private static readonly string[] s_busy = ["CmdletProxyNotAvailableFailure", "ServerBusyException"];

    // ...and of these nobody knows how far it came.
    private static readonly string[] s_brokenOff = ["TransientException", "BackendCommunicationException", "The issue may be transient"];

    private static readonly Known[] s_known =
    [
        new("The specified mailbox Identity", ErrorIds.MailboxNotFound, ErrorKind.NotFound) { NotFound = true },
        new("ManagementObjectNotFoundException", ErrorIds.ReferenceNotResolved, ErrorKind.NotFound) { NotFound = true },
        new("ManagementObjectAmbiguousException", ErrorIds.ReferenceNotResolved, ErrorKind.Refused) { Advice = "Name it by its object id." },
        new("MemberAlreadyExistsException", ErrorIds.ConnectorObjectExists, ErrorKind.Exists) { AlreadyThere = true },
        new("UserAlreadyExistsInPermissionEntryException", ErrorIds.ConnectorObjectExists, ErrorKind.Exists) { AlreadyThere = true },
        new("MemberNotFoundException", ErrorIds.ConnectorObjectNotFound, ErrorKind.NotFound) { AlreadyGone = true },
        new("UserNotFoundInPermissionEntryException", ErrorIds.ConnectorObjectNotFound, ErrorKind.NotFound) { AlreadyGone = true },
        new("DynamicGroupMembershipChangeDeniedException", ErrorIds.GroupNotJoinable, ErrorKind.Refused) { Advice = "Change the group's membership rule." },
        new("MinGroupOwnersCriteriaBreachedException", ErrorIds.GroupLastOwner, ErrorKind.Refused) { Advice = "Add another manager first." },
        new("GroupOwnersCannotBeRemovedException", ErrorIds.GroupLastOwner, ErrorKind.Refused) { Advice = "Add another manager first." },
        new("synchronized from your on-premises organization", ErrorIds.PersonSynchronized, ErrorKind.Refused) { Advice = "Change it in the directory on premises." },
        new("InsufficientPermissionsException", ErrorIds.ConnectorPermissionMissing, ErrorKind.Refused) { Advice = "Grant " + Rights + "." },
        new("isn't supported in this scenario", ErrorIds.ConnectorPermissionMissing, ErrorKind.Refused) { Advice = "Grant " + Rights + "." },
        new("CommandNotFoundException", ErrorIds.ConnectorPermissionMissing, ErrorKind.Refused) { Advice = "The app's role does not include this cmdlet. Grant " + Rights + "." },
    ];

    /// <summary>Whether an error's body, whatever its status, says that the same request may pass later.</summary>
    public static bool IsTransient(string body) => IsBusy(body) || IsBrokenOff(body);

    /// <summary>The failure that an answer stands for.</summary>
    /// <param name="what">Cmdlet and object.</param>
    /// <param name="marks">What kind of request it was.</param>
    /// <param name="status">HTTP status, not 2xx.</param>
    /// <param name="body">The answer; may be anything.</param>
    /// <param name="requestId">The service's id; empty when it gave none.</param>
    /// <param name="saysWhen">There was a Retry-After, so the service did not start on the request.</param>
    /// <param name="tokenRefused">The token itself was refused, not what it may do.</param>
    public static ExchangeRefusal From(string what, RequestMarks marks, int status, string body, string requestId, bool saysWhen, bool tokenRefused)
    {
        string said = Read(body);
        Known? known = IsTransient(said) ? null : s_known.FirstOrDefault(each => said.IndexOf(each.Says, StringComparison.OrdinalIgnoreCase) >= 0);
        Known meaning = known ?? ByStatus(status, tokenRefused, IsTransient(said));
        bool mayBeDone = IsBrokenOff(said) || (status >= 500 && !(status == 503 && saysWhen));
        bool ambiguous = known is null && !marks.IsRead && mayBeDone && !IsBusy(said);
        string result = ambiguous ? "was not confirmed and may have taken effect" : marks.IsRead ? "was not answered" : "was refused";
        string text = said.Split('|').Last().TrimEnd('.');
        return new ExchangeRefusal(meaning.Id, meaning.Kind,
            $"{what} {result}: {(text.Length > 0 ? text : "the answer has no error that could be read")} ({status}, request {(requestId.Length > 0 ? requestId : "without an id")}).")
        {
            ServiceText = text,
            IsAlreadyThere = meaning.AlreadyThere,
            IsAlreadyGone = meaning.AlreadyGone,
            IsNotFound = meaning.NotFound,
            IsAmbiguous = ambiguous,
            MayBeReplication = meaning.NotFound,
            RequestId = requestId.Length > 0 ? requestId : null,
            RecommendedAction = meaning.Advice,
        };
    }

    private static bool IsBusy(string text) => s_busy.Any(each => text.IndexOf(each, StringComparison.Ordinal) >= 0);

    private static bool IsBrokenOff(string text) => !IsBusy(text) && s_brokenOff.Any(each => text.IndexOf(each, StringComparison.Ordinal) >= 0);

    private static Known ByStatus(int status, bool tokenRefused, bool isTransient) => status switch
    {
        429 => new("", ErrorIds.ConnectorThrottled, ErrorKind.Limit) { Advice = "Run the command again later; finished steps are not repeated." },
        401 when tokenRefused => new("", ErrorIds.ConnectorSignInFailed, ErrorKind.SignIn) { Advice = "Check the credential of the tenant file." },

        // No role, or not consented: the service says so by a 401 that is empty.
        401 or 403 => new("", ErrorIds.ConnectorPermissionMissing, ErrorKind.Refused) { Advice = "Grant " + Rights + ", then run the command again." },
        404 => new("", ErrorIds.ConnectorObjectNotFound, ErrorKind.NotFound),
        _ when isTransient || status >= 500 => new("", ErrorIds.ConnectorFailed, ErrorKind.Network) { Advice = "Look at the service's health, then run the command again." },
        >= 400 => new("", ErrorIds.ConnectorRequestRefused, ErrorKind.Refused),
        _ => new("", ErrorIds.ConnectorAnswerUnexpected, ErrorKind.Answer),
    };

    // What really happened is in the details, or in the inner exception when there are none.
    private static string Read(string body)
    {
        try
        {
            using JsonDocument answer = JsonDocument.Parse(body);
            if (Inside(answer.RootElement, "error") is not { } error) return "";

            string detail = error.TryGetProperty("details", out JsonElement details) && details.ValueKind == JsonValueKind.Array
                ? details.EnumerateArray().Select(each => Text(each, "message")).FirstOrDefault(each => each.Length > 0) ?? ""
                : "";
            if (detail.Length > 0) return detail;

            JsonElement? inner = Inside(error, "innererror") ?? Inside(error, "innerError");
            JsonElement? deepest = inner is { } found ? Inside(found, "internalexception") ?? Inside(found, "internalException") : null;
            string own = deepest is { } exception ? $"{Text(exception, "type")}|{Text(exception, "message")}" : "";
            return own.Length > 1 ? own : Text(error, "message");
        }
        catch (JsonException)
        {
            return "";
        }
    }

    private static JsonElement? Inside(JsonElement from, string name) =>
        from.ValueKind == JsonValueKind.Object && from.TryGetProperty(name, out JsonElement found) && found.ValueKind == JsonValueKind.Object ? found : null;

    private static string Text(JsonElement from, string name) =>
        from.ValueKind == JsonValueKind.Object && from.TryGetProperty(name, out JsonElement found) && found.ValueKind == JsonValueKind.String ? found.GetString()! : "";

    private sealed record Known(string Says, string Id, ErrorKind Kind)
    {
        public bool AlreadyThere { get; init; }

        public bool AlreadyGone { get; init; }

        public bool NotFound { get; init; }

        public string? Advice { get; init; }
    }
}

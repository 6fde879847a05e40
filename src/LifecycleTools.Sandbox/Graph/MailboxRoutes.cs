using System;
using System.Globalization;
using System.Linq;
using System.Text.Json.Nodes;
using LifecycleTools.Sandbox.Http;
using LifecycleTools.Sandbox.State;

namespace LifecycleTools.Sandbox.Graph;

/// <summary>Mailbox settings and inbox rules.</summary>
internal sealed class MailboxRoutes : GraphRouteSet
{
    public override void Map(GraphRouter routes)
    {
        routes.Map("GET", "users/{user}/mailboxSettings", Permissions.ReadMailbox, call => ODataQuery.One(call, Settings(Of(call)), "mailboxSettings"));
        routes.Map("PATCH", "users/{user}/mailboxSettings", Permissions.WriteMailbox, Change);
        routes.Map("GET", "users/{user}/mailFolders/{folder}", Permissions.ReadMail, Folder);
        routes.Map("GET", "users/{user}/mailFolders/{folder}/messageRules", Permissions.ReadMailbox, call => ODataQuery.Many(call, Of(call).InboxRules.Where(rule => !rule.Hidden).Select(Rule), "messageRules", directory: false));
        routes.Map("DELETE", "users/{user}/mailFolders/{folder}/messageRules/{rule}", Permissions.WriteMailbox, DeleteRule);
    }

    /// <summary>The living mailbox of the person that the path names.</summary>
    /// <exception cref="GraphException">404: no such person, or no mailbox (yet).</exception>
    public static SandboxMailbox Of(GraphCall call)
    {
        SandboxUser user = call.SeenUser();
        SandboxMailbox? mailbox = call.Tenant.FindMailbox(user.Id);
        return mailbox is null || mailbox.ReadyUtc > call.Now ? throw GraphErrors.NoMailbox() : mailbox;
    }

    /// <summary>An address as Outlook writes it.</summary>
    public static JsonObject Recipient(string address) => new() { ["emailAddress"] = new JsonObject { ["address"] = address, ["name"] = address } };

    /// <summary>An instant with its zone beside it, as Outlook writes it.</summary>
    public static JsonObject Zoned(DateTimeOffset instant) => new()
    {
        ["dateTime"] = instant.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffffff", CultureInfo.InvariantCulture),
        ["timeZone"] = "UTC",
    };

    private static JsonObject Settings(SandboxMailbox mailbox)
    {
        var replies = new JsonObject
        {
            ["status"] = mailbox.AutoReply.State switch { "Enabled" => "alwaysEnabled", "Scheduled" => "scheduled", _ => "disabled" },
            ["externalAudience"] = mailbox.AutoReply.ExternalAudience switch { "None" => "none", "Known" => "contactsOnly", _ => "all" },
            ["internalReplyMessage"] = mailbox.AutoReply.InternalMessage,
            ["externalReplyMessage"] = mailbox.AutoReply.ExternalMessage,
            ["scheduledStartDateTime"] = Zoned(mailbox.AutoReply.StartUtc ?? mailbox.ReadyUtc),
            ["scheduledEndDateTime"] = Zoned(mailbox.AutoReply.EndUtc ?? mailbox.ReadyUtc.AddDays(1)),
        };
        return new JsonObject
        {
            ["archiveFolder"] = null,
            ["timeZone"] = mailbox.Region.TimeZone ?? "UTC",
            ["dateFormat"] = mailbox.Region.DateFormat ?? "",
            ["timeFormat"] = mailbox.Region.TimeFormat ?? "",
            ["delegateMeetingMessageDeliveryOptions"] = "sendToDelegateOnly",
            ["userPurpose"] = mailbox.RecipientTypeDetails switch { "SharedMailbox" => "shared", "RoomMailbox" => "room", "EquipmentMailbox" => "equipment", _ => "user" },
            ["automaticRepliesSetting"] = replies,
            ["language"] = mailbox.Region.Language is { } locale ? new JsonObject { ["locale"] = locale, ["displayName"] = locale } : null,
            ["workingHours"] = new JsonObject
            {
                ["daysOfWeek"] = GraphJson.Texts(mailbox.Region.WorkDays),
                ["startTime"] = mailbox.Region.WorkingHoursStart + ".0000000",
                ["endTime"] = mailbox.Region.WorkingHoursEnd + ".0000000",
                ["timeZone"] = new JsonObject { ["name"] = mailbox.Region.WorkingHoursTimeZone ?? mailbox.Region.TimeZone ?? "UTC" },
            },
        };
    }

    private static SandboxAnswer Change(GraphCall call)
    {
        SandboxMailbox mailbox = Of(call);
        JsonObject body = call.Body();
        if (body["timeZone"] is { } zone) mailbox.Region.TimeZone = Zone(zone.ToString());
        if (body["dateFormat"] is { } dateFormat) mailbox.Region.DateFormat = dateFormat.ToString();
        if (body["timeFormat"] is { } timeFormat) mailbox.Region.TimeFormat = timeFormat.ToString();
        if (body["language"]?["locale"] is { } locale) mailbox.Region.Language = locale.ToString();
        if (body["workingHours"] is JsonObject hours) SetHours(mailbox.Region, hours);
        if (body["automaticRepliesSetting"] is JsonObject replies) SetReplies(mailbox.AutoReply, replies);
        return ODataQuery.One(call, Settings(mailbox), "mailboxSettings");
    }

    private static void SetHours(SandboxMailboxRegion region, JsonObject hours)
    {
        if (hours["daysOfWeek"] is JsonArray days) region.WorkDays = days.Select(day => day!.ToString()).ToList();
        if (hours["startTime"] is { } start) region.WorkingHoursStart = start.ToString().Split('.')[0];
        if (hours["endTime"] is { } end) region.WorkingHoursEnd = end.ToString().Split('.')[0];
        if (hours["timeZone"]?["name"] is { } zone) region.WorkingHoursTimeZone = Zone(zone.ToString());
    }

    private static void SetReplies(SandboxAutoReply reply, JsonObject wanted)
    {
        reply.State = wanted["status"]?.ToString() switch
        {
            "alwaysEnabled" => "Enabled",
            "scheduled" => "Scheduled",
            "disabled" => "Disabled",
            null => reply.State,
            _ => throw new GraphException(400, "RequestBodyRead", "Requested value was not found."),
        };
        reply.ExternalAudience = wanted["externalAudience"]?.ToString() switch { "none" => "None", "contactsOnly" => "Known", "all" => "All", _ => reply.ExternalAudience };
        if (wanted["internalReplyMessage"] is { } inside) reply.InternalMessage = inside.ToString();
        if (wanted["externalReplyMessage"] is { } outside) reply.ExternalMessage = outside.ToString();
        if (wanted["scheduledStartDateTime"]?["dateTime"] is { } start) reply.StartUtc = DateTimeOffset.Parse(start.ToString(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
        if (wanted["scheduledEndDateTime"]?["dateTime"] is { } end) reply.EndUtc = DateTimeOffset.Parse(end.ToString(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
        if (reply.State == "Scheduled" && reply.EndUtc <= reply.StartUtc) throw new GraphException(400, "ErrorInvalidTimeSettings", "The end time must be after the start time.");
    }

    // Windows names end in "Standard Time", IANA names have a slash; both are taken.
    private static string Zone(string name) =>
        name == "UTC" || name.Split('/').Length > 1 || name.EndsWith("Standard Time", StringComparison.Ordinal)
            ? name
            : throw new GraphException(400, "InvalidTimeZone", "Time Zone settings provided are invalid");

    private static SandboxAnswer Folder(GraphCall call)
    {
        SandboxMailbox mailbox = Of(call);
        return ODataQuery.One(call, new JsonObject
        {
            ["id"] = call["folder"],
            ["displayName"] = call["folder"],
            ["childFolderCount"] = 0,
            ["totalItemCount"] = mailbox.ItemCount,
            ["unreadItemCount"] = 0,
            ["isHidden"] = false,
        }, "mailFolders");
    }

    private static SandboxAnswer DeleteRule(GraphCall call)
    {
        SandboxMailbox mailbox = Of(call);
        return mailbox.InboxRules.RemoveAll(rule => rule.Id == call["rule"]) > 0
            ? SandboxAnswer.Empty(204)
            : throw new GraphException(404, "ErrorItemNotFound", "The specified object was not found in the store.");
    }

    private static JsonObject Rule(SandboxInboxRule rule)
    {
        var actions = new JsonObject { ["stopProcessingRules"] = false };
        if (rule.ForwardTo.Count > 0) actions["forwardTo"] = new JsonArray(rule.ForwardTo.Select(address => (JsonNode?)Recipient(address)).ToArray());
        if (rule.RedirectTo.Count > 0) actions["redirectTo"] = new JsonArray(rule.RedirectTo.Select(address => (JsonNode?)Recipient(address)).ToArray());
        if (rule.DeleteMessage) actions["delete"] = true;
        if (rule.MoveToFolder is not null) actions["moveToFolder"] = rule.MoveToFolder;
        return new JsonObject
        {
            ["id"] = rule.Id,
            ["displayName"] = rule.Name,
            ["sequence"] = rule.Priority,
            ["isEnabled"] = rule.Enabled,
            ["hasError"] = false,
            ["isReadOnly"] = false,
            ["conditions"] = new JsonObject(),
            ["actions"] = actions,
        };
    }
}

using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;
using LifecycleTools.Sandbox.Http;
using LifecycleTools.Sandbox.Services;
using LifecycleTools.Sandbox.State;

namespace LifecycleTools.Sandbox.Graph;

/// <summary>The calendar: meetings, and who may see or change it.</summary>
internal sealed class CalendarRoutes : GraphRouteSet
{
    public override void Map(GraphRouter routes)
    {
        routes.Map("GET", "users/{user}/calendar", Permissions.ReadCalendars, call => ODataQuery.One(call, Calendar(call), "calendar"));
        routes.Map("GET", "users/{user}/calendars", Permissions.ReadCalendars, call => ODataQuery.Many(call, new[] { Calendar(call) }, "calendars", directory: false));
        routes.Map("GET", "users/{user}/events", Permissions.ReadCalendars, call => ODataQuery.Many(call, Events(call), "events", directory: false));
        routes.Map("GET", "users/{user}/calendarView", Permissions.ReadCalendars, call => ODataQuery.Many(call, Events(call), "calendarView", directory: false));
        routes.Map("GET", "users/{user}/events/{event}", Permissions.ReadCalendars, call => ODataQuery.One(call, Event(Find(call), call), "events"));
        routes.Map("DELETE", "users/{user}/events/{event}", Permissions.WriteCalendars, Delete);
        routes.Map("POST", "users/{user}/events/{event}/cancel", Permissions.WriteCalendars, Cancel);
        routes.Map("GET", "users/{user}/calendar/calendarPermissions", Permissions.ReadCalendars, call => ODataQuery.Many(call, MailboxRoutes.Of(call).CalendarPermissions.Select(right => Permission(right, call)), "calendarPermissions", directory: false));
        routes.Map("GET", "users/{user}/calendar/calendarPermissions/{right}", Permissions.ReadCalendars, call => ODataQuery.One(call, Permission(Right(call), call), "calendarPermissions"));
        routes.Map("POST", "users/{user}/calendar/calendarPermissions", Permissions.WriteCalendars, Grant);
        routes.Map("PATCH", "users/{user}/calendar/calendarPermissions/{right}", Permissions.WriteCalendars, Change);
        routes.Map("DELETE", "users/{user}/calendar/calendarPermissions/{right}", Permissions.WriteCalendars, Revoke);
    }

    private static GraphException Gone() => new(404, "ErrorItemNotFound", "The specified object was not found in the store.");

    private static JsonObject Calendar(GraphCall call)
    {
        SandboxMailbox mailbox = MailboxRoutes.Of(call);
        return new JsonObject
        {
            ["id"] = StableId.Of("calendar:" + mailbox.UserId),
            ["name"] = "Calendar",
            ["isDefaultCalendar"] = true,
            ["canEdit"] = true,
            ["owner"] = MailboxRoutes.Recipient(call.SeenUser().Mail ?? "")["emailAddress"]!.DeepClone(),
        };
    }

    private static List<JsonObject> Events(GraphCall call) => MailboxRoutes.Of(call).Events.Select(meeting => Event(meeting, call)).ToList();

    private static SandboxCalendarEvent Find(GraphCall call) => MailboxRoutes.Of(call).Events.FirstOrDefault(meeting => meeting.Id == call["event"]) ?? throw Gone();

    private static SandboxAnswer Delete(GraphCall call)
    {
        MailboxRoutes.Of(call).Events.Remove(Find(call));
        return SandboxAnswer.Empty(204);
    }

    private static SandboxAnswer Cancel(GraphCall call)
    {
        SandboxCalendarEvent meeting = Find(call);
        if (!meeting.IsOrganizer) throw new GraphException(400, "ErrorInvalidRequest", "Your request can't be completed. You need to be an organizer to cancel a meeting.");
        MailboxRoutes.Of(call).Events.Remove(meeting);
        meeting.IsCancelled = true;
        return SandboxAnswer.Empty(202);
    }

    private static SandboxFolderPermission Right(GraphCall call) => MailboxRoutes.Of(call).CalendarPermissions.FirstOrDefault(right => right.UserId == call["right"]) ?? throw Gone();

    private static SandboxAnswer Grant(GraphCall call)
    {
        SandboxMailbox mailbox = MailboxRoutes.Of(call);
        JsonObject body = call.Body();
        string? address = body["emailAddress"]?["address"]?.ToString();
        SandboxUser to = call.Tenant.Users.FirstOrDefault(user => SandboxTenant.Same(user.Mail, address)) ?? throw new GraphException(400, "ErrorInvalidRecipients", "At least one recipient isn't valid.");
        mailbox.CalendarPermissions.RemoveAll(right => right.UserId == to.Id);
        var right = new SandboxFolderPermission { UserId = to.Id, AccessRights = { FromRole(body["role"]?.ToString()) } };
        mailbox.CalendarPermissions.Add(right);
        return ODataQuery.One(call, Permission(right, call), "calendarPermissions", status: 201);
    }

    private static SandboxAnswer Change(GraphCall call)
    {
        SandboxFolderPermission right = Right(call);
        right.AccessRights = new List<string> { FromRole(call.Body()["role"]?.ToString()) };
        return ODataQuery.One(call, Permission(right, call), "calendarPermissions");
    }

    private static SandboxAnswer Revoke(GraphCall call)
    {
        MailboxRoutes.Of(call).CalendarPermissions.Remove(Right(call));
        return SandboxAnswer.Empty(204);
    }

    // Exchange's words on the left, Graph's on the right.
    private static string FromRole(string? role) => role switch
    {
        "freeBusyRead" => "AvailabilityOnly",
        "limitedRead" => "LimitedDetails",
        "read" => "Reviewer",
        "write" or "delegateWithoutPrivateEventAccess" or "delegateWithPrivateEventAccess" => "Editor",
        _ => throw new GraphException(400, "RequestBodyRead", "Requested value was not found."),
    };

    private static string ToRole(SandboxFolderPermission right) => right.AccessRights.FirstOrDefault() switch
    {
        "AvailabilityOnly" => "freeBusyRead",
        "LimitedDetails" => "limitedRead",
        "Reviewer" => "read",
        "Editor" => "write",
        "None" => "none",
        _ => "custom",
    };

    private static JsonObject Permission(SandboxFolderPermission right, GraphCall call) => new()
    {
        ["id"] = right.UserId,
        ["role"] = ToRole(right),
        ["allowedRoles"] = GraphJson.Texts(new[] { "freeBusyRead", "limitedRead", "read", "write" }),
        ["isInsideOrganization"] = true,
        ["isRemovable"] = true,
        ["emailAddress"] = MailboxRoutes.Recipient(call.Tenant.FindUser(right.UserId)?.Mail ?? right.UserId)["emailAddress"]!.DeepClone(),
    };

    private static JsonObject Event(SandboxCalendarEvent meeting, GraphCall call) => new()
    {
        ["id"] = meeting.Id,
        ["subject"] = meeting.Subject,
        ["start"] = MailboxRoutes.Zoned(meeting.StartUtc),
        ["end"] = MailboxRoutes.Zoned(meeting.EndUtc),
        ["isOrganizer"] = meeting.IsOrganizer,
        ["isCancelled"] = meeting.IsCancelled,
        ["type"] = meeting.IsRecurring ? "seriesMaster" : "singleInstance",
        ["organizer"] = MailboxRoutes.Recipient(call.SeenUser().Mail ?? ""),
        ["attendees"] = new JsonArray(meeting.Attendees.Select(address =>
        {
            JsonObject attendee = MailboxRoutes.Recipient(address);
            attendee["type"] = "required";
            return (JsonNode?)attendee;
        }).ToArray()),
    };
}

using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;
using LifecycleTools.Sandbox.State;

namespace LifecycleTools.Sandbox.Exchange;

/// <summary>Meetings that the mailbox organized.</summary>
internal static class CalendarEventCmdlets
{
    private const int MaximumDays = 1825;

    [Cmdlet("Remove-CalendarEvents", "Identity* QueryWindowInDays#* QueryStartDate CancelOrganizedMeetings? PreviewOnly? UseCustomRouting?", Asks = true)]
    public static IEnumerable<JsonObject> RemoveEvents(CmdletCall call)
    {
        Recipient recipient = call.Directory.Store(call.Required("Identity"));
        int days = call.Number("QueryWindowInDays", 0);
        if (days is < 1 or > MaximumDays)
        {
            throw Failures.Invalid($"The value of QueryWindowInDays must be from 1 to {MaximumDays}.");
        }

        DateTimeOffset from = call.Time("QueryStartDate") ?? new DateTimeOffset(call.Tenant.Clock.UtcNow.UtcDateTime.Date, TimeSpan.Zero);
        List<SandboxCalendarEvent> meetings = recipient.Mailbox!.Events
            .Where(one => one.IsOrganizer && !one.IsCancelled && one.Attendees.Count > 0 && one.StartUtc >= from && one.StartUtc < from.AddDays(days))
            .OrderBy(one => one.StartUtc)
            .ToList();

        // Without the switch the service looks and leaves all as it is.
        bool cancels = call.Flag("CancelOrganizedMeetings") && !call.Flag("PreviewOnly");
        if (cancels) meetings.ForEach(one => one.IsCancelled = true);
        return meetings.Select(one => new JsonObject
        {
            ["Subject"] = one.Subject,
            ["StartTime"] = RecipientCmdlets.Instant(one.StartUtc),
            ["EndTime"] = RecipientCmdlets.Instant(one.EndUtc),
            ["IsRecurring"] = one.IsRecurring,
            ["Cancelled"] = cancels,
        });
    }
}

using System;
using System.Collections.Generic;
using System.Linq;
using LifecycleTools.Engine.Ports;

namespace LifecycleTools.Connectors.Notices;

/// <summary>Notices that templates are tried with before anything runs.</summary>
internal static class SampleNotice
{
    /// <summary>Everything is known, and every status occurs.</summary>
    public static Notice Full(NoticeKind kind) => Bare(kind) with
    {
        Tenant = "Contoso",
        Workflow = kind == NoticeKind.ManagerReady ? "Hire" : "Offboard",
        Person = "Ada Byrne",
        UserPrincipalName = "ada.byrne@contoso.example",
        RunId = "00000000-0000-0000-0000-000000000000",
        Ticket = "4711",
        TimeZone = "Europe/Zurich",
        Facts = new Dictionary<string, string>
        {
            [NoticeFacts.Role] = "engineer",
            [NoticeFacts.Site] = "zurich",
            [NoticeFacts.FirstDay] = "2026-11-30",
            [NoticeFacts.SignInFrom] = NoticeFacts.FirstDay,
            [NoticeFacts.Delegate] = "Maria Keller",
            [NoticeFacts.Mailbox] = "ada.byrne@contoso.example",
            [NoticeFacts.Saved] = "36.00 USD",
        },
        Steps = Enum.GetValues(typeof(StepStatus)).Cast<StepStatus>().Select((status, place) => new StepResult
        {
            Number = place + 1,
            Phase = "End access",
            Step = "directory.block-sign-in",
            Action = "Block sign-in",
            Target = "ada.byrne@contoso.example",
            Status = status,
            Detail = "as an example",
            StartedUtc = new DateTime(2026, 11, 27, 16, 0, place, DateTimeKind.Utc),
            Duration = TimeSpan.FromSeconds(1),
        }).ToList(),
        Text = kind == NoticeKind.Warning ? "The HR system names 40 departures today.\nNone was carried out." : "",
    };

    /// <summary>Nothing but the kind is known.</summary>
    public static Notice Bare(NoticeKind kind) => new() { Kind = kind, To = [] };
}

using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using LifecycleTools.Engine.People;
using LifecycleTools.Engine.Ports;
using LifecycleTools.Engine.Running;

namespace LifecycleTools.Engine.Steps.Closing;

/// <summary>Whom a run tells of what: the manager or whoever takes over, HR and IT leadership, and the escalation contacts.</summary>
internal static class RunNotices
{
    /// <summary>The notices of a run that has nothing left but what the notice itself says.</summary>
    public static IReadOnlyList<Notice> Of(StepContext of)
    {
        List<Notice> notices = [];
        if (of.Hiring is { Manager: { } manager }) notices.Add(About(of, NoticeKind.ManagerReady, [AddressOf(manager)], of.Results()));
        if (of.Leaving is { Delegate: { } takesOver }) notices.Add(About(of, NoticeKind.ManagerDeparture, [AddressOf(takesOver)], of.Results()));
        notices.Add(About(of, NoticeKind.Completed, of.Tenant.Leadership(), of.Results()));
        return notices;
    }

    /// <summary>The call for help of a run that needs people.</summary>
    public static Notice Escalation(StepContext of, IReadOnlyList<StepResult> left) => About(of, NoticeKind.Escalation, of.Tenant.Escalation, left);

    /// <summary>Whether the run may say this now: that all is ready may wait for nothing but a device, that all is done for nothing at all.</summary>
    public static string? WhyNot(NoticeKind kind, StepContext of)
    {
        List<StepResult> left = of.Results().Where(result => result.IsException()).ToList();
        if (kind == NoticeKind.ManagerReady) left.RemoveAll(result => result.Status == StepStatus.Deferred);
        return left.Count == 0 ? null : $"the run is not complete: {string.Join(", ", left.Select(result => result.Action).Take(3))}";
    }

    private static Notice About(StepContext of, NoticeKind kind, IReadOnlyList<string> to, IReadOnlyList<StepResult> steps) => new()
    {
        Kind = kind,
        To = to,
        Language = of.Site?.Language ?? "",
        Tenant = of.Tenant.Name,
        Workflow = of.Hiring is not null ? Workflows.Hire.Name : of.Leaving is not null ? Workflows.Offboard.Name : Workflows.Undo.Name,
        Person = of.Facts[FactNames.AccountDisplayName] ?? ((of.Leaving?.Person ?? of.Returning?.Person)?.DisplayName is { Length: > 0 } name ? name : of.PersonName),
        UserPrincipalName = of.PersonName,
        RunId = of.RunId,
        Ticket = of.Facts[FactNames.TicketNumber] ?? "",
        TimeZone = of.Site?.TimeZone ?? "",
        Facts = Facts(of),
        Steps = steps,
    };

    private static Dictionary<string, string> Facts(StepContext of)
    {
        Dictionary<string, string> facts = new(StringComparer.Ordinal);
        void Add(string name, string? value)
        {
            if (!string.IsNullOrEmpty(value)) facts[name] = value!;
        }

        Add(NoticeFacts.Site, of.Site?.Name);
        if (of.Hiring is { } hiring)
        {
            Add(NoticeFacts.Role, hiring.Means.Role);
            Add(NoticeFacts.FirstDay, hiring.Request.StartDate?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
            Add(NoticeFacts.SignInFrom, hiring.StartsNow(of.Clock.UtcNow) ? null : NoticeFacts.FirstDay);
        }

        if (of.Leaving is { } leaving)
        {
            Add(NoticeFacts.Delegate, leaving.Delegate is { } takesOver ? takesOver.DisplayName : null);
            Add(NoticeFacts.Mailbox, leaving.Person?.Mail);
            Add(NoticeFacts.Saved, of.Facts[FactNames.MoneySaved]);
        }

        return facts;
    }

    private static string AddressOf(Person person) => person.Mail ?? person.UserPrincipalName;
}

using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace LifecycleTools.Engine.Ports;

/// <summary>One way to tell people: mail through Graph, mail through SMTP, a card in Teams.</summary>
[Setting("templates", SettingForm.Text, "Folder of own templates (KIND.LANGUAGE.liquid), inside this file's folder")]
public interface INotifier : IConnectedSystem
{
    /// <summary>Whether a notice goes this way: mail needs someone to write to, a card goes to a channel.</summary>
    bool Takes(Notice notice);

    /// <summary>Renders the notice with the tenant's template, or the shipped one, and sends it.</summary>
    /// <returns>What the service accepted it with: status and id. Accepted is not delivered.</returns>
    /// <exception cref="Errors.LifecycleException">Ambiguous when the answer was lost: a notice is never sent twice without a person.</exception>
    Task<string> SendAsync(Notice notice, CancellationToken cancel);
}

/// <summary>What a notice is about; each has a template of its name.</summary>
public enum NoticeKind
{
    /// <summary>To the manager: everything is ready for the first day.</summary>
    ManagerReady,

    /// <summary>To whoever takes over: the departure is done, and the mailbox is theirs now.</summary>
    ManagerDeparture,

    /// <summary>To HR and IT leadership: the run completed, with its summary.</summary>
    Completed,

    /// <summary>To the escalation contacts: these steps need a person.</summary>
    Escalation,

    /// <summary>To the escalation contacts: something beside a single run needs a person; the text says what.</summary>
    Warning,
}

/// <summary>What people are told. Facts only: words and form are the template's. Never a secret.</summary>
public sealed record Notice
{
    /// <summary>What it is about.</summary>
    public required NoticeKind Kind { get; init; }

    /// <summary>Mail addresses; empty for a notice that goes to a channel only.</summary>
    public required IReadOnlyList<string> To { get; init; }

    /// <summary>Language tag of the person's site, for example de-CH; empty when it is not known.</summary>
    public string Language { get; init; } = "";

    /// <summary>The tenant's name.</summary>
    public string Tenant { get; init; } = "";

    /// <summary>Hire or Offboard; empty for a warning.</summary>
    public string Workflow { get; init; } = "";

    /// <summary>The person's display name, or user principal name where there is none.</summary>
    public string Person { get; init; } = "";

    /// <summary>The person's user principal name.</summary>
    public string UserPrincipalName { get; init; } = "";

    /// <summary>The run's id.</summary>
    public string RunId { get; init; } = "";

    /// <summary>What people call the ticket; empty without one.</summary>
    public string Ticket { get; init; } = "";

    /// <summary>IANA zone of the person's site, for times; empty for UTC.</summary>
    public string TimeZone { get; init; } = "";

    /// <summary>Further facts by name, for the template: role, site, first day, delegate, what was saved.</summary>
    public IReadOnlyDictionary<string, string> Facts { get; init; } = new Dictionary<string, string>();

    /// <summary>The results that the notice is about: all of a completed run, what is left of another.</summary>
    public IReadOnlyList<StepResult> Steps { get; init; } = [];

    /// <summary>The text of a warning; empty for every other kind.</summary>
    public string Text { get; init; } = "";
}

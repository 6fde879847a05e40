using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace LifecycleTools.Engine.Ports;

/// <summary>The ticket system: one ticket a run, found again by our own id, with a log in internal notes.</summary>
/// <remarks>
/// No ticket system here has idempotent creates. So each create carries a key of ours, and whoever creates looks for the key first; a create
/// whose answer was lost is settled by looking, never by sending it again.
/// </remarks>
public interface IPsa : IConnectedSystem
{
    /// <summary>What this ticket system can do. Known without a request.</summary>
    PsaAbilities Abilities { get; }

    /// <summary>A company by id, or by a name that is unique. Null for the one of the tenant file.</summary>
    /// <exception cref="Errors.LifecycleException">ReferenceNotResolved, naming what there is.</exception>
    Task<PsaCompany> FindCompanyAsync(string? idOrName, CancellationToken cancel);

    /// <summary>A contact of a company by mail address; null without one.</summary>
    Task<PsaContact?> FindContactAsync(PsaCompany company, string mail, CancellationToken cancel);

    /// <summary>The ticket that was made under this key; null when there is none.</summary>
    /// <exception cref="Errors.LifecycleException">ReferenceNotResolved when several carry it.</exception>
    Task<Ticket?> FindTicketAsync(string key, CancellationToken cancel);

    /// <summary>A ticket by the id or number that people use; null when there is none.</summary>
    Task<Ticket?> ReadTicketAsync(string idOrNumber, CancellationToken cancel);

    /// <summary>Makes a ticket on the board or queue, of the type and priority of the tenant file.</summary>
    Task<Ticket> CreateTicketAsync(NewTicket ticket, CancellationToken cancel);

    /// <summary>The keys of the notes that the ticket has, as <see cref="TicketNote.FindKeys"/> reads them.</summary>
    Task<IReadOnlyList<string>> ReadNoteKeysAsync(Ticket ticket, CancellationToken cancel);

    /// <summary>Adds an internal note that nobody outside is sent. It contains <see cref="TicketNote.Mark"/>, so that it is found again.</summary>
    Task AddNoteAsync(Ticket ticket, TicketNote note, CancellationToken cancel);

    /// <summary>The names of the ticket's attachments. Needs <see cref="PsaAbilities.Attachments"/>.</summary>
    Task<IReadOnlyList<string>> ReadAttachmentNamesAsync(Ticket ticket, CancellationToken cancel);

    /// <summary>Attaches a file, for internal eyes where the system can tell. Needs <see cref="PsaAbilities.Attachments"/>.</summary>
    Task AttachAsync(Ticket ticket, TicketFile file, CancellationToken cancel);

    /// <summary>Resolves or closes the ticket with the status of the tenant file.</summary>
    Task ResolveAsync(Ticket ticket, CancellationToken cancel);

    /// <summary>Raises the priority to the one of the tenant file, and opens the ticket again when it was closed.</summary>
    Task RaiseAsync(Ticket ticket, CancellationToken cancel);
}

/// <summary>What a ticket system can do.</summary>
[Flags]
public enum PsaAbilities
{
    /// <summary>Tickets and notes.</summary>
    None = 0,

    /// <summary>Files can be attached.</summary>
    Attachments = 1,
}

/// <summary>A company in the ticket system.</summary>
public sealed record PsaCompany(string Id, string Name);

/// <summary>A contact of a company.</summary>
public sealed record PsaContact(string Id, string Name, string Mail);

/// <summary>A ticket as it is.</summary>
/// <param name="Id">The system's id.</param>
/// <param name="Number">What people call it: "T20261122.0042", "#991".</param>
/// <param name="Status">Its status, as the system names it.</param>
/// <param name="IsResolved">Whether that status counts as resolved or closed.</param>
/// <param name="IsRaised">Whether it has the priority that the tenant file gives to exceptions, or a higher one where the system orders them.</param>
public sealed record Ticket(string Id, string Number, string Status, bool IsResolved, bool IsRaised);

/// <summary>A ticket to be made.</summary>
public sealed record NewTicket
{
    /// <summary>Ours, the run's id; at most 100 characters of letters, digits and '-'.</summary>
    public required string Key { get; init; }

    /// <summary>One line: "Offboarding: Jane Doe". The system may cut it.</summary>
    public required string Title { get; init; }

    /// <summary>What it is about, as paragraphs of plain text.</summary>
    public required IReadOnlyList<string> Lines { get; init; }

    /// <summary>The company.</summary>
    public required PsaCompany Company { get; init; }

    /// <summary>Whom it is for; null without one.</summary>
    public PsaContact? Contact { get; init; }
}

/// <summary>An internal note: plain text by lines. The connector puts it into the form that its system wants, and escapes it for that.</summary>
/// <param name="Key">Ours; letters, digits, '-' and '/', without spaces.</param>
/// <param name="Title">One line.</param>
/// <param name="Lines">The text, line by line; never a secret.</param>
public sealed record TicketNote(string Key, string Title, IReadOnlyList<string> Lines)
{
    private const string Begin = "[lifecycle ";

    /// <summary>What a note carries so that it is found again: "[lifecycle 20261122T100000Z-1a2b3c4d/1/Check]".</summary>
    public string Mark => Begin + Key + "]";

    /// <summary>The keys in a text, in order.</summary>
    public static IReadOnlyList<string> FindKeys(string text)
    {
        List<string> keys = [];
        for (int at = text.IndexOf(Begin, StringComparison.Ordinal); at >= 0; at = text.IndexOf(Begin, at + 1, StringComparison.Ordinal))
        {
            int end = text.IndexOf(']', at);
            if (end > at) keys.Add(text.Substring(at + Begin.Length, end - at - Begin.Length));
        }

        return keys;
    }
}

/// <summary>A file for a ticket.</summary>
/// <param name="Name">With extension; unique within the ticket.</param>
/// <param name="ContentType">Its media type.</param>
/// <param name="Content">The bytes.</param>
public sealed record TicketFile(string Name, string ContentType, byte[] Content);

using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Engine.Ports;

namespace LifecycleTools.Engine.Steps.Closing;

/// <summary>What the ticket has of the run's log.</summary>
/// <param name="Ticket">The ticket; null while there is none.</param>
/// <param name="Keys">Our notes in it.</param>
/// <param name="Files">Its attachments, by name.</param>
public sealed record TicketLogView(Ticket? Ticket, IReadOnlyList<string> Keys, IReadOnlyList<string> Files);

/// <summary>Writes what was done into the ticket: one internal note for each part of the run, then the journal as a file.</summary>
/// <remarks>
/// What an earlier process could not deliver is delivered now, in order and once: each note carries a key, and is looked for first.
/// An attempt that found everything as it was adds nothing.
/// Undo: none; a log stays.
/// </remarks>
/// <why>The ticket holds what an auditor asks for: what was done, when, with which proof.</why>
[Step("tickets.write-log", LifecycleSystem.Psa)]
public sealed class WriteTicketLog : Step<TicketLogView>
{
    /// <inheritdoc/>
    public override string Action => "Write log into ticket";

    /// <inheritdoc/>
    public override string Target(StepContext of) => of.Facts[FactNames.TicketNumber] ?? of.Systems.Psa?.Product ?? "no ticket system";

    /// <inheritdoc/>
    public override async Task<TicketLogView> ObserveAsync(StepContext of, CancellationToken cancel)
    {
        if (of.Systems.Psa is not { } psa || of.Facts[FactNames.TicketId] is not { } id) return new TicketLogView(null, [], []);
        if (await psa.ReadTicketAsync(id, cancel).ConfigureAwait(false) is not { } ticket) return new TicketLogView(null, [], []);

        IReadOnlyList<string> keys = await psa.ReadNoteKeysAsync(ticket, cancel).ConfigureAwait(false);
        IReadOnlyList<string> files = TakesFiles(psa) ? await psa.ReadAttachmentNamesAsync(ticket, cancel).ConfigureAwait(false) : [];
        return new TicketLogView(ticket, keys, files);
    }

    /// <inheritdoc/>
    public override Assessment Assess(TicketLogView now, StepContext of)
    {
        if (of.Systems.Psa is not { } psa) return Assessment.Skip("the tenant file names no ticket system (systems.psa)");
        if (of.IsPreview) return Assessment.ToDo(new Change("write log into", "the ticket", "", ChangePath.Psa, psa.Product));
        if (now.Ticket is not { } ticket) return Assessment.Forbidden(psa.Product, "the run's ticket is not there any more");

        List<Change> open = Missing(now, of).Select(note => new Change("write note", note.Title, note.Key, ChangePath.Psa, "")).ToList();
        if (LacksJournal(now, of)) open.Add(new Change("attach", TicketText.JournalName(of), "", ChangePath.Psa, ""));
        return Assessment.Of(
            open.Count == 0 ? $"{now.Keys.Count} notes in {ticket.Number}{(now.Files.Count > 0 ? " and the journal" : "")}" : $"{open.Count} entries are not in {ticket.Number} yet", open, []);
    }

    /// <inheritdoc/>
    public override async Task ApplyAsync(TicketLogView now, StepContext of, CancellationToken cancel)
    {
        IPsa psa = of.Systems.Psa!;
        foreach (TicketNote note in Missing(now, of)) await psa.AddNoteAsync(now.Ticket!, note, cancel).ConfigureAwait(false);
        if (LacksJournal(now, of)) await psa.AttachAsync(now.Ticket!, new TicketFile(TicketText.JournalName(of), "application/x-ndjson", of.ReadJournal()), cancel).ConfigureAwait(false);
    }

    private static IEnumerable<TicketNote> Missing(TicketLogView now, StepContext of) =>
        TicketText.Notes(of).Where(note => !now.Keys.Contains(note.Key, StringComparer.Ordinal));

    private static bool LacksJournal(TicketLogView now, StepContext of) =>
        TakesFiles(of.Systems.Psa!) && !now.Files.Contains(TicketText.JournalName(of), StringComparer.OrdinalIgnoreCase);

    private static bool TakesFiles(IPsa psa) => psa.Abilities.HasFlag(PsaAbilities.Attachments);
}

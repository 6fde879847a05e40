using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Engine.Ports;
using LifecycleTools.Engine.Running;

namespace LifecycleTools.Engine.Steps.Closing;

/// <summary>The ticket, and our notes in it.</summary>
public sealed record ClosingView(Ticket? Ticket, IReadOnlyList<string> Keys);

/// <summary>Ends the ticket as the run has ended: resolved; or raised in priority and left open, with what is left to do and by whom.</summary>
/// <remarks>A ticket that only waits for something stays as it is, with a note of what. Undo: set the status by hand.</remarks>
/// <why>A ticket is resolved only when nothing is left to do; otherwise it is raised to whoever has to act.</why>
[Step("tickets.close", LifecycleSystem.Psa)]
public sealed class CloseTicket : Step<ClosingView>
{
    /// <inheritdoc/>
    public override string Action => "Close ticket";

    /// <inheritdoc/>
    public override string Target(StepContext of) => of.Facts[FactNames.TicketNumber] ?? of.Systems.Psa?.Product ?? "no ticket system";

    /// <inheritdoc/>
    public override async Task<ClosingView> ObserveAsync(StepContext of, CancellationToken cancel)
    {
        if (of.Systems.Psa is not { } psa || of.Facts[FactNames.TicketId] is not { } id) return new ClosingView(null, []);
        return await psa.ReadTicketAsync(id, cancel).ConfigureAwait(false) is { } ticket
            ? new ClosingView(ticket, await psa.ReadNoteKeysAsync(ticket, cancel).ConfigureAwait(false))
            : new ClosingView(null, []);
    }

    /// <inheritdoc/>
    public override Assessment Assess(ClosingView now, StepContext of)
    {
        if (of.Systems.Psa is not { } psa) return Assessment.Skip("the tenant file names no ticket system (systems.psa)");
        if (of.IsPreview) return Assessment.ToDo(new Change("resolve", "the ticket, or raise it when a step needs a person", "", ChangePath.Psa, psa.Product));
        if (now.Ticket is not { } ticket) return Assessment.Forbidden(psa.Product, "the run's ticket is not there any more");

        Ending ending = EndingOf(of);
        TicketNote note = TicketText.End(of, of.Results());
        List<Change> open = [];
        if (!now.Keys.Contains(note.Key, StringComparer.Ordinal)) open.Add(new Change("write note", note.Title, note.Key, ChangePath.Psa, ""));
        if (ending == Ending.Resolved && !ticket.IsResolved) open.Add(new Change("resolve", ticket.Number, ticket.Id, ChangePath.Psa, "every step ended well"));
        if (ending == Ending.Raised && NeedsRaise(ticket)) open.Add(new Change("raise", ticket.Number, ticket.Id, ChangePath.Psa, "steps need a person"));
        return Assessment.Of($"{ticket.Number} is {ticket.Status}{(ticket.IsRaised ? ", raised" : "")}", open, []);
    }

    /// <inheritdoc/>
    public override async Task ApplyAsync(ClosingView now, StepContext of, CancellationToken cancel)
    {
        IPsa psa = of.Systems.Psa!;
        Ticket ticket = now.Ticket!;
        TicketNote note = TicketText.End(of, of.Results());

        Ending ending = EndingOf(of);

        // A ticket that is closed may not take a note: raising opens it, so that goes before; resolving closes it, so that goes last.
        if (ending == Ending.Raised && NeedsRaise(ticket)) await psa.RaiseAsync(ticket, cancel).ConfigureAwait(false);
        if (!now.Keys.Contains(note.Key, StringComparer.Ordinal)) await psa.AddNoteAsync(ticket, note, cancel).ConfigureAwait(false);
        if (ending == Ending.Resolved && !ticket.IsResolved) await psa.ResolveAsync(ticket, cancel).ConfigureAwait(false);
    }

    private static bool NeedsRaise(Ticket ticket) => !ticket.IsRaised || ticket.IsResolved;

    private static Ending EndingOf(StepContext of)
    {
        List<StepResult> left = of.Results().Where(result => result.IsException()).ToList();
        return left.Count == 0 ? Ending.Resolved : left.All(result => result.Status == StepStatus.Deferred) ? Ending.Waiting : Ending.Raised;
    }

    private enum Ending
    {
        Resolved,
        Waiting,
        Raised,
    }
}

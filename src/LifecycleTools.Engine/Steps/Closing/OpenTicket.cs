using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.Ports;

namespace LifecycleTools.Engine.Steps.Closing;

/// <summary>What is known of the run's ticket.</summary>
/// <param name="Ticket">As it is; null while there is none.</param>
public sealed record TicketView(Ticket? Ticket);

/// <summary>Opens the run's ticket, or takes the one that asked for the run.</summary>
/// <remarks>Found again by the run's id, so that a create whose answer was lost makes no second one. Undo: close it by hand.</remarks>
/// <why>Whoever looks for the work finds it where all work is, also when it went wrong.</why>
[Step("tickets.open", LifecycleSystem.Psa)]
public sealed class OpenTicket : Step<TicketView>
{
    /// <inheritdoc/>
    public override string Action => "Open ticket";

    /// <inheritdoc/>
    public override string Target(StepContext of) => of.Facts[FactNames.TicketNumber] ?? of.Systems.Psa?.Product ?? "no ticket system";

    /// <inheritdoc/>
    public override async Task<TicketView> ObserveAsync(StepContext of, CancellationToken cancel)
    {
        if (of.Systems.Psa is not { } psa) return new TicketView(null);

        string asked = Asked(of);
        Ticket? found = of.Facts[FactNames.TicketId] is { } id ? await psa.ReadTicketAsync(id, cancel).ConfigureAwait(false) : null;

        // Somebody may have deleted the one that an earlier process knew.
        found ??= asked.Length > 0 ? await psa.ReadTicketAsync(asked, cancel).ConfigureAwait(false)
            : of.RunId.Length > 0 ? await psa.FindTicketAsync(of.RunId, cancel).ConfigureAwait(false)
            : null;
        if (found is null && asked.Length > 0)
        {
            throw new LifecycleException(ErrorIds.ReferenceNotResolved, ErrorKind.NotFound, $"{psa.Product} has no ticket {asked}, which the request names.")
            {
                RecommendedAction = "Name the ticket by its id or number, or leave it out to have one opened.",
            };
        }

        if (found is not null)
        {
            of.Facts.Learn(FactNames.TicketId, found.Id);
            of.Facts.Learn(FactNames.TicketNumber, found.Number);
        }

        return new TicketView(found);
    }

    /// <inheritdoc/>
    public override Assessment Assess(TicketView now, StepContext of)
    {
        if (of.Systems.Psa is not { } psa) return Assessment.Skip("the tenant file names no ticket system (systems.psa)");
        return now.Ticket is { } ticket
            ? Assessment.Done($"ticket {ticket.Number} is {ticket.Status}")
            : Assessment.ToDo(new Change("open ticket", TicketText.Title(of), "", ChangePath.Psa, psa.Product));
    }

    /// <inheritdoc/>
    public override async Task ApplyAsync(TicketView now, StepContext of, CancellationToken cancel)
    {
        IPsa psa = of.Systems.Psa!;
        PsaCompany company = await psa.FindCompanyAsync(of.Site?.PsaCompany, cancel).ConfigureAwait(false);
        string? mail = of.Hiring?.Manager?.Mail ?? of.Leaving?.Manager?.Mail ?? of.Leaving?.Person?.Mail ?? of.Returning?.Manager?.Mail ?? of.Returning?.Person?.Mail;
        PsaContact? contact = mail is null ? null : await psa.FindContactAsync(company, mail, cancel).ConfigureAwait(false);
        await psa.CreateTicketAsync(
            new NewTicket { Key = of.RunId, Title = TicketText.Title(of), Lines = TicketText.About(of), Company = company, Contact = contact }, cancel)
            .ConfigureAwait(false);
    }

    private static string Asked(StepContext of) => of.Hiring?.Request.Ticket ?? of.Leaving?.Request.Ticket ?? "";
}

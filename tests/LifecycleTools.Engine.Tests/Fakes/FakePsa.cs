using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Engine.Ports;

namespace LifecycleTools.Engine.Tests.Fakes;

/// <summary>A ticket in a list.</summary>
internal sealed class FakeTicket
{
    public required string Id { get; init; }

    public required string Key { get; init; }

    public required NewTicket Asked { get; init; }

    public string Status { get; set; } = "New";

    public bool IsRaised { get; set; }

    public List<TicketNote> Notes { get; } = [];

    public List<TicketFile> Files { get; } = [];
}

internal sealed partial class FakeTenant
{
    /// <summary>The ticket system's tickets.</summary>
    public List<FakeTicket> Tickets { get; } = [];

    /// <summary>Gives the tenant a ticket system.</summary>
    public FakeTenant WithPsa()
    {
        _psa = new FakePsa(this);
        return this;
    }

    /// <summary>Takes the ticket system away.</summary>
    public void WithoutPsa() => _psa = null;

    /// <summary>A ticket that was there before.</summary>
    public FakeTicket AddTicket(string title)
    {
        FakeTicket ticket = new()
        {
            Id = NextTicket(), Key = "",
            Asked = new NewTicket { Key = "", Title = title, Lines = [], Company = new PsaCompany("1", "Contoso") },
        };
        Tickets.Add(ticket);
        return ticket;
    }

    private FakePsa? _psa;
    private int _lastTicket;

    // A deleted ticket's id is never given again.
    private string NextTicket() => (++_lastTicket).ToString(CultureInfo.InvariantCulture);

    private sealed class FakePsa(FakeTenant tenant) : IPsa
    {
        public string Product => "Fake desk";

        public PsaAbilities Abilities => PsaAbilities.Attachments;

        public Task CheckAsync(CancellationToken cancel) => Task.CompletedTask;

        public Task<PsaCompany> FindCompanyAsync(string? idOrName, CancellationToken cancel) =>
            tenant.ReadAsync("psa.company", () => new PsaCompany("1", idOrName ?? "Contoso"), cancel);

        public Task<PsaContact?> FindContactAsync(PsaCompany company, string mail, CancellationToken cancel) =>
            tenant.ReadAsync<PsaContact?>("psa.contact", () => new PsaContact("7", mail, mail), cancel);

        public Task<Ticket?> FindTicketAsync(string key, CancellationToken cancel) =>
            tenant.ReadAsync("psa.find", () => View(tenant.Tickets.SingleOrDefault(ticket => ticket.Key == key)), cancel);

        public Task<Ticket?> ReadTicketAsync(string idOrNumber, CancellationToken cancel) =>
            tenant.ReadAsync("psa.read", () => View(tenant.Tickets.SingleOrDefault(ticket => ticket.Id == idOrNumber.TrimStart('#'))), cancel);

        public async Task<Ticket> CreateTicketAsync(NewTicket ticket, CancellationToken cancel)
        {
            FakeTicket made = new() { Id = tenant.NextTicket(), Key = ticket.Key, Asked = ticket };
            await tenant.WriteAsync("psa.create", ticket.Title, () => tenant.Tickets.Add(made), cancel).ConfigureAwait(false);
            return View(made)!;
        }

        public Task<IReadOnlyList<string>> ReadNoteKeysAsync(Ticket ticket, CancellationToken cancel) =>
            tenant.ReadAsync<IReadOnlyList<string>>("psa.notes", () => Of(ticket).Notes.Select(note => note.Key).ToList(), cancel);

        public Task AddNoteAsync(Ticket ticket, TicketNote note, CancellationToken cancel) =>
            tenant.WriteAsync("psa.note", note.Key, () => Of(ticket).Notes.Add(note), cancel);

        public Task<IReadOnlyList<string>> ReadAttachmentNamesAsync(Ticket ticket, CancellationToken cancel) =>
            tenant.ReadAsync<IReadOnlyList<string>>("psa.files", () => Of(ticket).Files.Select(file => file.Name).ToList(), cancel);

        public Task AttachAsync(Ticket ticket, TicketFile file, CancellationToken cancel) =>
            tenant.WriteAsync("psa.attach", file.Name, () => Of(ticket).Files.Add(file), cancel);

        public Task ResolveAsync(Ticket ticket, CancellationToken cancel) =>
            tenant.WriteAsync("psa.resolve", ticket.Number, () => Of(ticket).Status = "Resolved", cancel);

        public Task RaiseAsync(Ticket ticket, CancellationToken cancel) => tenant.WriteAsync("psa.raise", ticket.Number, () =>
        {
            Of(ticket).IsRaised = true;
            Of(ticket).Status = "Open";
        }, cancel);

        private FakeTicket Of(Ticket ticket) => tenant.Tickets.Single(one => one.Id == ticket.Id);

        private static Ticket? View(FakeTicket? ticket) =>
            ticket is null ? null : new Ticket(ticket.Id, "#" + ticket.Id, ticket.Status, ticket.Status == "Resolved", ticket.IsRaised);
    }
}

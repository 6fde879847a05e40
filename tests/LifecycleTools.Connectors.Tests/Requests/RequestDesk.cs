using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using LifecycleTools.Engine.Tenants;
using LifecycleTools.Sandbox;
using LifecycleTools.Sandbox.Autotask;
using LifecycleTools.Sandbox.ConnectWise;
using LifecycleTools.Sandbox.HaloPsa;
using LifecycleTools.Sandbox.RequestTracker;

namespace LifecycleTools.Connectors.Tests.Requests;

/// <summary>A ticket system of the sandbox as the people at the service desk see it.</summary>
/// <param name="Entry">Its entry in the tenant file, without a worker.</param>
/// <param name="AddTitled">Writes a ticket with a title and a description, as new; gives its id.</param>
/// <param name="Correct">Has a person write another word in the descriptions.</param>
/// <param name="Read">All tickets that there are.</param>
public sealed record RequestDesk(
    IReadOnlyDictionary<string, string> Entry, Func<SandboxTenant, string, string, string> AddTitled, Action<SandboxTenant, string, string> Correct, Func<SandboxTenant, IReadOnlyList<DeskTicket>> Read)
{
    private static readonly Dictionary<string, RequestDesk> s_all = new()
    {
        ["connectwise"] = new RequestDesk(
            new Dictionary<string, string>
            {
                ["url"] = "https://api-na.myconnectwise.net", ["company"] = "contosomsp", ["publicKey"] = "cw-public", ["privateKey"] = "sandbox:cw-private-key",
                ["clientId"] = "7f3c1f9a-52d4-4f0b-9a53-1f9e6f4b2c11", ["board"] = "HR Requests",
            },
            AddConnectWise,
            (tenant, from, to) => tenant.Beside<ConnectWiseState>().Tickets.ForEach(ticket =>
            {
                ticket.Notes[0].Text = ticket.Notes[0].Text.Replace(from, to, StringComparison.Ordinal);
                ticket.UpdatedUtc = tenant.Clock.UtcNow;
            }),
            tenant => tenant.Beside<ConnectWiseState>().Tickets.Select(ticket => new DeskTicket(
                Text(ticket.Id), ticket.Summary, ticket.Status.Name, ticket.Status.IsClosed, ticket.Notes.Where(note => note.IsInternal).Select(note => note.Text).ToList())).ToList()),
        ["halopsa"] = new RequestDesk(
            new Dictionary<string, string>
            {
                ["url"] = "https://contosomsp.halopsa.com", ["tenant"] = "contosomsp", ["clientId"] = "halo-app", ["clientSecret"] = "sandbox:halo-secret",
                ["ticketType"] = "HR Request", ["raisedPriority"] = "Critical",
            },
            (tenant, title, body) => Text(tenant.Beside<HaloPsaState>().AddTicket(new HaloTicket
            {
                Summary = title, TypeId = 29, ClientId = tenant.Beside<HaloPsaState>().Clients[0].Id, DetailsHtml = $"<div>{body.Replace("\n", "</div><div>", StringComparison.Ordinal)}</div>",
            }).Id),
            (tenant, from, to) => tenant.Beside<HaloPsaState>().Tickets.ForEach(ticket =>
            {
                ticket.DetailsHtml = ticket.DetailsHtml.Replace(from, to, StringComparison.Ordinal);
                ticket.UpdatedUtc = tenant.Clock.UtcNow;
            }),
            tenant => tenant.Beside<HaloPsaState>().Tickets.Select(ticket => new DeskTicket(
                Text(ticket.Id), ticket.Summary, tenant.Beside<HaloPsaState>().Statuses.Single(status => status.Id == ticket.StatusId).Name, ticket.StatusId == 9,
                ticket.Actions.Where(action => action.IsHidden).Select(action => action.NoteHtml).ToList())).ToList()),
        ["autotask"] = new RequestDesk(
            new Dictionary<string, string>
            {
                ["user"] = "api@contosomsp.example", ["secret"] = "sandbox:autotask-secret", ["integrationCode"] = "CONTOSOMSP00000000000000000", ["queue"] = "HR Requests",
            },
            AddAutotask,
            (tenant, from, to) => tenant.Beside<AutotaskState>().Tickets.ForEach(ticket =>
            {
                ticket.Description = ticket.Description.Replace(from, to, StringComparison.Ordinal);
                ticket.UpdatedUtc = tenant.Clock.UtcNow;
            }),
            tenant => tenant.Beside<AutotaskState>().Tickets.Select(ticket => new DeskTicket(
                Text(ticket.Id), ticket.Title, tenant.Beside<AutotaskState>().TicketPicklists["status"].Single(each => each.Value == ticket.Values["status"]).Label, ticket.Values["status"] == 5,
                ticket.Notes.Where(note => note.Publish == 2).Select(note => note.Description).ToList())).ToList()),
        ["requesttracker"] = new RequestDesk(
            new Dictionary<string, string> { ["url"] = "https://rt.contosomsp.example", ["token"] = "sandbox:1-14-rt-token", ["queue"] = "Contoso" },
            (tenant, title, body) => Text(tenant.Beside<RequestTrackerState>().AddTicket(
                new RequestTrackerTicket { Subject = title, QueueId = tenant.Beside<RequestTrackerState>().Queues[0].Id }, body).Id),
            (tenant, from, to) => tenant.Beside<RequestTrackerState>().Tickets.ForEach(ticket =>
            {
                ticket.Messages[0].Content = ticket.Messages[0].Content.Replace(from, to, StringComparison.Ordinal);
                ticket.UpdatedUtc = tenant.Clock.UtcNow;
            }),
            tenant => tenant.Beside<RequestTrackerState>().Tickets.Select(ticket => new DeskTicket(
                Text(ticket.Id), ticket.Subject, ticket.Status, tenant.Beside<RequestTrackerState>().Inactive.Contains(ticket.Status),
                ticket.Messages.Where(message => message is { Type: "Comment", Files.Count: 0 }).Select(message => message.Content).ToList())).ToList()),
    };

    /// <param name="worker">Who reads the tickets; null for whoever the machine and its journal make.</param>
    public static (RequestDesk Desk, IReadOnlyDictionary<string, SystemSettings> Beside) Open(string kind, string? worker = null)
    {
        RequestDesk desk = s_all[kind];
        Dictionary<string, string> entry = new(desk.Entry.ToDictionary(each => each.Key, each => each.Value)) { ["customer"] = "Contoso", ["requestStatus"] = "New", ["claimedStatus"] = "In Progress" };
        if (worker is not null) entry["worker"] = worker;
        return (desk, new Dictionary<string, SystemSettings> { ["psa"] = new SystemSettings { Kind = kind, Values = entry } });
    }

    /// <summary>Writes a ticket with a description, as new; gives its id.</summary>
    public string Add(SandboxTenant tenant, string body) => AddTitled(tenant, "Please", body);

    private static string AddConnectWise(SandboxTenant tenant, string title, string body)
    {
        ConnectWiseState state = tenant.Beside<ConnectWiseState>();
        ConnectWiseBoard board = state.Boards.Single(each => each.Name == "HR Requests");
        ConnectWiseTicket ticket = state.AddTicket(new ConnectWiseTicket { Summary = title, Company = state.Companies[0], Board = board, Status = board.Statuses[0], Priority = state.Priorities[2] });
        ticket.Notes.Add(new ConnectWiseNote { Id = state.NewId(), CreatedUtc = ticket.CreatedUtc, Text = body });
        return Text(ticket.Id);
    }

    private static string AddAutotask(SandboxTenant tenant, string title, string body)
    {
        AutotaskState state = tenant.Beside<AutotaskState>();
        AutotaskTicket ticket = new() { Title = title, Description = body, CompanyId = state.Companies[0].Id };
        foreach ((string field, int value) in new[] { ("status", 1), ("priority", 2), ("queueID", 29683481) }) ticket.Values[field] = value;
        return Text(state.AddTicket(ticket).Id);
    }

    private static string Text(long id) => id.ToString(CultureInfo.InvariantCulture);
}

/// <summary>A ticket as the desk sees it.</summary>
/// <param name="Notes">The internal ones, in order.</param>
public sealed record DeskTicket(string Id, string Title, string Status, bool IsClosed, IReadOnlyList<string> Notes)
{
    /// <summary>All notes in one.</summary>
    public string Log => string.Join("\n", Notes);
}

using System;
using System.Collections.Generic;
using System.Linq;
using LifecycleTools.Sandbox.State;

namespace LifecycleTools.Sandbox.HaloPsa;

/// <summary>The provider's HaloPSA, with the tenant as one of its clients. The lists are what a person would see in it.</summary>
public sealed class HaloPsaState
{
    private readonly SandboxTenant _tenant;
    private int _lastId = 2000;

    public HaloPsaState(SandboxTenant tenant)
    {
        _tenant = tenant;
        HaloClient own = AddClient(tenant.Name.Length > 0 ? tenant.Name : "Contoso");
        AddClient("Fabrikam");
        foreach (SandboxUser user in tenant.Users.Where(user => !string.IsNullOrEmpty(user.Mail) && user.UserType != "Guest"))
        {
            Users.Add(new HaloUser { Id = NewId(), Name = user.DisplayName ?? user.Mail!, Mail = user.Mail!, ClientId = own.Id, SiteId = own.SiteId });
        }
    }

    public string ClientId { get; set; } = "halo-app";

    /// <summary>The secret that is accepted; "sandbox:halo-secret" in a tenant file.</summary>
    public string ClientSecret { get; set; } = "halo-secret";

    /// <summary>The tenant that the sign-in must name; null for an instance of its own.</summary>
    public string? TenantName { get; set; } = "contosomsp";

    /// <summary>The token that is good now.</summary>
    public string Token { get; set; } = "halo-token-1";

    /// <summary>Whether a search for tickets looks into third-party ids and custom fields.</summary>
    public bool SearchSeesKeys { get; set; } = true;

    /// <summary>Why a workflow keeps the status of every ticket as it is, said in an answer that succeeds; null when it does not.</summary>
    public string? Warning { get; set; }

    /// <summary>What the application may not use: "Client".</summary>
    public List<string> Forbidden { get; } = new();

    public List<HaloClient> Clients { get; } = new();

    public List<HaloUser> Users { get; } = new();

    public List<HaloName> TicketTypes { get; } = new() { new() { Id = 1, Name = "Incident" }, new() { Id = 29, Name = "HR Request" } };

    public List<HaloName> Statuses { get; } = new() { new() { Id = 1, Name = "New" }, new() { Id = 2, Name = "In Progress" }, new() { Id = 9, Name = "Closed" } };

    public List<HaloName> Priorities { get; } = new() { new() { Id = 1, Name = "Critical" }, new() { Id = 2, Name = "High" }, new() { Id = 3, Name = "Medium" }, new() { Id = 4, Name = "Low" } };

    public List<HaloName> Outcomes { get; } = new() { new() { Id = 1, Name = "Email User" }, new() { Id = 7, Name = "Private Note" } };

    /// <summary>Custom fields of tickets, by name.</summary>
    public List<string> CustomFields { get; } = new() { "CFlifecycle" };

    /// <summary>What people call custom fields, by name.</summary>
    public Dictionary<string, string> Labels { get; } = new(StringComparer.Ordinal);

    /// <summary>Whether lists of tickets show when each was changed.</summary>
    public bool ListsShowChanges { get; set; } = true;

    /// <summary>In order of their making.</summary>
    public List<HaloTicket> Tickets { get; } = new();

    /// <summary>A new id.</summary>
    public int NewId() => ++_lastId;

    /// <summary>Adds a client with its one site.</summary>
    public HaloClient AddClient(string name)
    {
        HaloClient client = new() { Id = NewId(), Name = name, SiteId = NewId() };
        Clients.Add(client);
        return client;
    }

    /// <summary>Adds a ticket as of now.</summary>
    public HaloTicket AddTicket(HaloTicket ticket)
    {
        ticket.Id = NewId();
        ticket.CreatedUtc = ticket.UpdatedUtc = _tenant.Clock.UtcNow;
        Tickets.Add(ticket);
        return ticket;
    }
}

/// <summary>Something that has an id and a name.</summary>
public class HaloName
{
    public int Id { get; set; }

    public string Name { get; set; } = "";
}

/// <summary>A client.</summary>
public sealed class HaloClient : HaloName
{
    public int SiteId { get; set; }
}

/// <summary>A user of a client.</summary>
public sealed class HaloUser : HaloName
{
    public string Mail { get; set; } = "";

    public int ClientId { get; set; }

    public int SiteId { get; set; }
}

/// <summary>A ticket with all that is in it.</summary>
public sealed class HaloTicket
{
    public int Id { get; set; }

    public DateTimeOffset CreatedUtc { get; set; }

    /// <summary>When it was last changed, its actions included.</summary>
    public DateTimeOffset UpdatedUtc { get; set; }

    public string Summary { get; set; } = "";

    public string DetailsHtml { get; set; } = "";

    public int TypeId { get; set; } = 1;

    public string? Category { get; set; }

    public int StatusId { get; set; } = 1;

    public int PriorityId { get; set; } = 3;

    public int ClientId { get; set; }

    public int? UserId { get; set; }

    public string? ThirdPartyId { get; set; }

    public Dictionary<string, string> CustomFields { get; } = new(StringComparer.Ordinal);

    /// <summary>In order of their writing.</summary>
    public List<HaloAction> Actions { get; } = new();

    public List<HaloFile> Files { get; } = new();
}

/// <summary>An action of a ticket: a note, when it is hidden from the user.</summary>
public sealed class HaloAction
{
    public int Id { get; set; }

    public DateTimeOffset CreatedUtc { get; set; }

    public int OutcomeId { get; set; }

    public string NoteHtml { get; set; } = "";

    public bool IsHidden { get; set; }

    /// <summary>Whether the user was mailed about it.</summary>
    public bool IsMailed { get; set; }
}

/// <summary>A file of a ticket.</summary>
public sealed class HaloFile
{
    public int Id { get; set; }

    public string Name { get; set; } = "";

    public bool IsShown { get; set; }

    public byte[] Content { get; set; } = Array.Empty<byte>();
}

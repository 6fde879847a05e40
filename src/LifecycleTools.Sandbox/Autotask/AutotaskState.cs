using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using LifecycleTools.Sandbox.State;

namespace LifecycleTools.Sandbox.Autotask;

/// <summary>The provider's Autotask, with the tenant as one of its companies. The lists are what a person would see in it.</summary>
public sealed class AutotaskState
{
    private readonly SandboxTenant _tenant;
    private long _lastId = 29_680_000;

    public AutotaskState(SandboxTenant tenant)
    {
        _tenant = tenant;
        AutotaskCompany own = AddCompany(tenant.Name.Length > 0 ? tenant.Name : "Contoso");
        AddCompany("Fabrikam");
        foreach (SandboxUser user in tenant.Users.Where(user => !string.IsNullOrEmpty(user.Mail) && user.UserType != "Guest"))
        {
            Contacts.Add(new AutotaskContact { Id = NewId(), FirstName = user.GivenName ?? user.DisplayName ?? "", LastName = user.Surname ?? "", Mail = user.Mail!, CompanyId = own.Id });
        }
    }

    /// <summary>The API-only user.</summary>
    public string User { get; set; } = "api@contosomsp.example";

    /// <summary>The secret that is accepted; "sandbox:autotask-secret" in a tenant file.</summary>
    public string Secret { get; set; } = "autotask-secret";

    public string IntegrationCode { get; set; } = "CONTOSOMSP00000000000000000";

    /// <summary>The zone that discovery names, where the caller came by the public address; a caller on loopback stays there.</summary>
    public string ZoneHost { get; set; } = "webservices5.autotask.net";

    /// <summary>Calls that all integrations may send in an hour.</summary>
    public int Threshold { get; set; } = 10_000;

    /// <summary>Calls of this hour, of everybody together.</summary>
    public int Used { get; set; }

    /// <summary>Rows a page at most, whatever is asked for.</summary>
    public int PageSize { get; set; } = 500;

    /// <summary>Entities that the security level of the user may not use: "Tickets".</summary>
    public List<string> Forbidden { get; } = new();

    /// <summary>Whether each ticket needs a due date, as a ticket category can ask for.</summary>
    public bool NeedsDueDate { get; set; } = true;

    public List<AutotaskCompany> Companies { get; } = new();

    public List<AutotaskContact> Contacts { get; } = new();

    public Dictionary<string, List<AutotaskValue>> TicketPicklists { get; } = new(StringComparer.OrdinalIgnoreCase)
    {
        ["queueID"] = new() { new(29682833, "Client Portal"), new(29683481, "HR Requests"), new(8, "Monitoring Alert") },
        ["status"] = new() { new(1, "New", isDefault: true), new(8, "In Progress"), new(7, "Waiting Customer"), new(5, "Complete") },
        ["priority"] = new() { new(4, "Critical"), new(1, "High"), new(2, "Medium", isDefault: true), new(3, "Low"), new(9, "Project", isActive: false) },
        ["ticketType"] = new() { new(1, "Service Request"), new(2, "Incident") },
        ["issueType"] = new() { new(10, "User"), new(11, "Hardware") },
        ["subIssueType"] = new() { new(136, "Onboarding", parent: "10"), new(137, "Offboarding", parent: "10"), new(150, "Laptop", parent: "11") },
        ["ticketCategory"] = new() { new(3, "Standard", isDefault: true) },
        ["source"] = new() { new(8, "API"), new(2, "Phone") },
    };

    public List<AutotaskValue> NoteTypes { get; } = new() { new(1, "Task Summary"), new(3, "Task Notes") };

    public List<AutotaskValue> Publish { get; } = new() { new(1, "All Autotask Users"), new(2, "Internal Project Team") };

    /// <summary>In order of their making.</summary>
    public List<AutotaskTicket> Tickets { get; } = new();

    /// <summary>A new id.</summary>
    public long NewId() => ++_lastId;

    /// <summary>Adds a company.</summary>
    public AutotaskCompany AddCompany(string name)
    {
        AutotaskCompany company = new() { Id = NewId(), Name = name };
        Companies.Add(company);
        return company;
    }

    /// <summary>Adds a ticket as of now.</summary>
    public AutotaskTicket AddTicket(AutotaskTicket ticket)
    {
        ticket.Id = NewId();
        ticket.CreatedUtc = ticket.UpdatedUtc = ticket.ActiveUtc = _tenant.Clock.UtcNow;
        ticket.Number = string.Format(CultureInfo.InvariantCulture, "T{0:yyyyMMdd}.{1:0000}", ticket.CreatedUtc, Tickets.Count + 1);
        Tickets.Add(ticket);
        return ticket;
    }
}

/// <summary>An entry of a picklist.</summary>
public sealed class AutotaskValue
{
    public AutotaskValue(int value, string label, bool isDefault = false, bool isActive = true, string parent = "")
    {
        Value = value;
        Label = label;
        IsDefault = isDefault;
        IsActive = isActive;
        Parent = parent;
    }

    public int Value { get; }

    public string Label { get; }

    public bool IsDefault { get; }

    public bool IsActive { get; }

    /// <summary>The value of the list above that it belongs to; empty for one that belongs to none.</summary>
    public string Parent { get; }
}

/// <summary>A company.</summary>
public sealed class AutotaskCompany
{
    public long Id { get; set; }

    public string Name { get; set; } = "";

    public bool IsActive { get; set; } = true;
}

/// <summary>A contact of a company.</summary>
public sealed class AutotaskContact
{
    public long Id { get; set; }

    public string FirstName { get; set; } = "";

    public string LastName { get; set; } = "";

    public string Mail { get; set; } = "";

    public long CompanyId { get; set; }

    public bool IsActive { get; set; } = true;
}

/// <summary>A ticket with all that is in it.</summary>
public sealed class AutotaskTicket
{
    public long Id { get; set; }

    public string Number { get; set; } = "";

    public DateTimeOffset CreatedUtc { get; set; }

    /// <summary>When one of its fields was last changed.</summary>
    public DateTimeOffset UpdatedUtc { get; set; }

    /// <summary>When somebody last did something with it: wrote a note.</summary>
    public DateTimeOffset ActiveUtc { get; set; }

    public string Title { get; set; } = "";

    public string Description { get; set; } = "";

    /// <summary>By name.</summary>
    public Dictionary<string, string> UserDefinedFields { get; } = new();

    public string? ExternalId { get; set; }

    public long CompanyId { get; set; }

    public long? ContactId { get; set; }

    public string? DueDateTime { get; set; }

    /// <summary>The values of its picklists, by field: status, priority, queueID.</summary>
    public Dictionary<string, int> Values { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>In order of their writing.</summary>
    public List<AutotaskNote> Notes { get; } = new();

    public List<AutotaskFile> Files { get; } = new();
}

/// <summary>A note of a ticket.</summary>
public sealed class AutotaskNote
{
    public long Id { get; set; }

    public DateTimeOffset CreatedUtc { get; set; }

    public string Title { get; set; } = "";

    public string Description { get; set; } = "";

    public int NoteType { get; set; }

    public int Publish { get; set; }
}

/// <summary>A file of a ticket.</summary>
public sealed class AutotaskFile
{
    public long Id { get; set; }

    public DateTimeOffset AttachedUtc { get; set; }

    public string Title { get; set; } = "";

    public string ContentType { get; set; } = "";

    public int Publish { get; set; }

    public byte[] Content { get; set; } = Array.Empty<byte>();
}

using System;
using System.Collections.Generic;
using System.Linq;
using LifecycleTools.Sandbox.State;

namespace LifecycleTools.Sandbox.ConnectWise;

/// <summary>The provider's ConnectWise PSA, with the tenant as one of its companies. The lists are what a person would see in it.</summary>
public sealed class ConnectWiseState
{
    private readonly SandboxTenant _tenant;
    private int _lastId = 1000;

    public ConnectWiseState(SandboxTenant tenant)
    {
        _tenant = tenant;
        ConnectWiseCompany own = AddCompany(tenant.Name.Length > 0 ? tenant.Name : "Contoso");
        AddCompany("Fabrikam");
        foreach (SandboxUser user in tenant.Users.Where(user => !string.IsNullOrEmpty(user.Mail) && user.UserType != "Guest"))
        {
            Contacts.Add(new ConnectWiseContact { Id = NewId(), FirstName = user.GivenName ?? user.DisplayName ?? "", LastName = user.Surname ?? "", Mail = user.Mail!, CompanyId = own.Id });
        }

        AddBoard("Service Desk", "Incident", "Request");
        ConnectWiseBoard board = AddBoard("HR Requests", "User");
        board.SubTypes.AddRange(new[] { Named("Onboarding"), Named("Offboarding") });
        board.Items.Add(Named("Account"));
    }

    /// <summary>The company that integrators sign in with.</summary>
    public string Login { get; set; } = "contosomsp";

    public string PublicKey { get; set; } = "cw-public";

    /// <summary>The private key that is accepted; "sandbox:cw-private-key" in a tenant file.</summary>
    public string PrivateKey { get; set; } = "cw-private-key";

    public string ClientId { get; set; } = "7f3c1f9a-52d4-4f0b-9a53-1f9e6f4b2c11";

    /// <summary>What discovery says of this company, and the only release root beside v4_6_release that answers.</summary>
    public string Codebase { get; set; } = "v2026_4/";

    /// <summary>The host that discovery names.</summary>
    public string SiteUrl { get; set; } = "api-na.myconnectwise.net";

    /// <summary>Parts of the API that the member's security role may not use: "service/boards".</summary>
    public List<string> Forbidden { get; } = new();

    public List<ConnectWiseCompany> Companies { get; } = new();

    public List<ConnectWiseContact> Contacts { get; } = new();

    public List<ConnectWiseBoard> Boards { get; } = new();

    public List<ConnectWisePriority> Priorities { get; } = new()
    {
        new() { Id = 1, Name = "Priority 1 - Critical", Level = "Critical", Sort = 1 },
        new() { Id = 2, Name = "Priority 2 - High", Level = "High", Sort = 2 },
        new() { Id = 4, Name = "Priority 3 - Medium", Level = "Medium", Sort = 3, IsDefault = true },
        new() { Id = 5, Name = "Priority 4 - Low", Level = "Low", Sort = 4 },
    };

    public List<ConnectWiseName> Sources { get; } = new() { new() { Id = 2, Name = "Email" }, new() { Id = 3, Name = "API" } };

    /// <summary>In order of their making.</summary>
    public List<ConnectWiseTicket> Tickets { get; } = new();

    /// <summary>A new id.</summary>
    public int NewId() => ++_lastId;

    /// <summary>Adds a company.</summary>
    public ConnectWiseCompany AddCompany(string name)
    {
        ConnectWiseCompany company = new() { Id = NewId(), Name = name, Identifier = new string(name.Where(char.IsLetterOrDigit).ToArray()) };
        Companies.Add(company);
        return company;
    }

    /// <summary>Adds a board with the usual statuses.</summary>
    public ConnectWiseBoard AddBoard(string name, params string[] types)
    {
        ConnectWiseBoard board = new() { Id = NewId(), Name = name };
        board.Statuses.AddRange(new[]
        {
            new ConnectWiseStatus { Id = NewId(), Name = "New", IsDefault = true },
            new ConnectWiseStatus { Id = NewId(), Name = "In Progress" },
            new ConnectWiseStatus { Id = NewId(), Name = "Completed", IsClosed = true },
        });
        board.Types.AddRange(types.Select(Named));
        Boards.Add(board);
        return board;
    }

    /// <summary>Adds a ticket as of now.</summary>
    public ConnectWiseTicket AddTicket(ConnectWiseTicket ticket)
    {
        ticket.Id = NewId();
        ticket.CreatedUtc = ticket.UpdatedUtc = _tenant.Clock.UtcNow;
        Tickets.Add(ticket);
        return ticket;
    }

    private ConnectWiseName Named(string name) => new() { Id = NewId(), Name = name };
}

/// <summary>Something that has an id and a name.</summary>
public class ConnectWiseName
{
    public int Id { get; set; }

    public string Name { get; set; } = "";
}

/// <summary>A company.</summary>
public sealed class ConnectWiseCompany : ConnectWiseName
{
    public string Identifier { get; set; } = "";

    public bool IsDeleted { get; set; }
}

/// <summary>A contact of a company.</summary>
public sealed class ConnectWiseContact
{
    public int Id { get; set; }

    public string FirstName { get; set; } = "";

    public string LastName { get; set; } = "";

    public string Mail { get; set; } = "";

    public int CompanyId { get; set; }

    public bool IsInactive { get; set; }
}

/// <summary>A service board.</summary>
public sealed class ConnectWiseBoard : ConnectWiseName
{
    public bool IsInactive { get; set; }

    public List<ConnectWiseStatus> Statuses { get; } = new();

    public List<ConnectWiseName> Types { get; } = new();

    public List<ConnectWiseName> SubTypes { get; } = new();

    public List<ConnectWiseName> Items { get; } = new();
}

/// <summary>A status of a board.</summary>
public sealed class ConnectWiseStatus : ConnectWiseName
{
    public bool IsClosed { get; set; }

    public bool IsDefault { get; set; }
}

/// <summary>A priority.</summary>
public sealed class ConnectWisePriority : ConnectWiseName
{
    public string Level { get; set; } = "";

    public int Sort { get; set; }

    public bool IsDefault { get; set; }
}

/// <summary>A ticket with all that is in it.</summary>
public sealed class ConnectWiseTicket
{
    public int Id { get; set; }

    public DateTimeOffset CreatedUtc { get; set; }

    /// <summary>When it was last changed, its notes included.</summary>
    public DateTimeOffset UpdatedUtc { get; set; }

    /// <summary>The custom fields: caption and text.</summary>
    public Dictionary<string, string> CustomFields { get; } = new();

    public string Summary { get; set; } = "";

    /// <summary>The description that it was made with.</summary>
    public string Description { get; set; } = "";

    public string? ExternalXRef { get; set; }

    public ConnectWiseCompany Company { get; set; } = new();

    public ConnectWiseContact? Contact { get; set; }

    public ConnectWiseBoard Board { get; set; } = new();

    public ConnectWiseStatus Status { get; set; } = new();

    public ConnectWisePriority Priority { get; set; } = new();

    public string? Type { get; set; }

    public string? SubType { get; set; }

    public string? Item { get; set; }

    public string? Source { get; set; }

    /// <summary>In order of their writing.</summary>
    public List<ConnectWiseNote> Notes { get; } = new();

    public List<ConnectWiseDocument> Documents { get; } = new();
}

/// <summary>A note of a ticket.</summary>
public sealed class ConnectWiseNote
{
    public int Id { get; set; }

    public DateTimeOffset CreatedUtc { get; set; }

    public string Text { get; set; } = "";

    public bool IsInternal { get; set; }

    public bool IsResolution { get; set; }

    /// <summary>Whether people were mailed about it.</summary>
    public bool Notified { get; set; }
}

/// <summary>A file of a ticket.</summary>
public sealed class ConnectWiseDocument
{
    public int Id { get; set; }

    public string Title { get; set; } = "";

    public string FileName { get; set; } = "";

    public bool IsPrivate { get; set; }

    /// <summary>Its bytes; the sandbox keeps text only.</summary>
    public byte[] Content { get; set; } = Array.Empty<byte>();
}

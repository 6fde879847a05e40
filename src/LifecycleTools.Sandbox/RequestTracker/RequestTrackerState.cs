using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace LifecycleTools.Sandbox.RequestTracker;

/// <summary>The provider's Request Tracker 5, with the tenant as one of its queues. The lists are what a person would see in it.</summary>
public sealed class RequestTrackerState
{
    private readonly SandboxTenant _tenant;
    private int _lastId = 100;

    public RequestTrackerState(SandboxTenant tenant)
    {
        _tenant = tenant;
        AddQueue(tenant.Name.Length > 0 ? tenant.Name : "Contoso");
        AddQueue("Fabrikam");
        Users.AddRange(tenant.Users.Where(user => !string.IsNullOrEmpty(user.Mail) && user.UserType != "Guest")
            .Select(user => new RequestTrackerUser { Name = user.Mail!.Split('@')[0], RealName = user.DisplayName ?? "", Mail = user.Mail! }));
    }

    /// <summary>The auth token that is accepted; "sandbox:1-14-rt-token" in a tenant file.</summary>
    public string Token { get; set; } = "1-14-rt-token";

    /// <summary>The password of the user "lifecycle", who is accepted as well; "sandbox:rt-password" in a tenant file.</summary>
    public string Password { get; set; } = "rt-password";

    /// <summary>Why a scrip keeps the status of every ticket as it is, said in an answer that succeeds; null when none does.</summary>
    public string? Refusal { get; set; }

    /// <summary>Whether the account has CreateTicket.</summary>
    public bool MayCreate { get; set; } = true;

    public List<RequestTrackerQueue> Queues { get; } = new();

    public List<RequestTrackerUser> Users { get; } = new();

    /// <summary>Custom fields of the tickets of every queue.</summary>
    public List<string> CustomFields { get; } = new() { "External Id" };

    /// <summary>The statuses of the lifecycle in which a ticket is open.</summary>
    public List<string> Active { get; } = new() { "New", "In Progress", "open", "stalled" };

    /// <summary>Those in which it is closed.</summary>
    public List<string> Inactive { get; } = new() { "resolved", "rejected", "deleted" };

    /// <summary>In order of their making.</summary>
    public List<RequestTrackerTicket> Tickets { get; } = new();

    /// <summary>A new id.</summary>
    public int NewId() => ++_lastId;

    /// <summary>Adds a queue.</summary>
    public RequestTrackerQueue AddQueue(string name)
    {
        RequestTrackerQueue queue = new() { Id = NewId(), Name = name };
        Queues.Add(queue);
        return queue;
    }

    /// <summary>Adds a ticket as of now, with the message that made it.</summary>
    public RequestTrackerTicket AddTicket(RequestTrackerTicket ticket, string content, string contentType = "text/plain")
    {
        (ticket.Id, ticket.UpdatedUtc) = (NewId(), _tenant.Clock.UtcNow);
        Tickets.Add(ticket);
        AddMessage(ticket, new RequestTrackerMessage { Type = "Create", Subject = ticket.Subject, Content = content, ContentType = contentType });
        return ticket;
    }

    /// <summary>Adds a message to a ticket as of now: a Comment is internal, a Correspond goes to the requestor.</summary>
    public void AddMessage(RequestTrackerTicket ticket, RequestTrackerMessage message)
    {
        (message.Id, message.PartId) = (NewId(), NewId());
        foreach (RequestTrackerFile file in message.Files) file.PartId = NewId();
        ticket.Messages.Add(message);
        ticket.UpdatedUtc = _tenant.Clock.UtcNow;
    }

    /// <summary>The lifecycle's own spelling of a status; null when it has none of that name.</summary>
    internal string? StatusOf(string name) => Active.Concat(Inactive).FirstOrDefault(each => string.Equals(each, name, StringComparison.OrdinalIgnoreCase));

    internal static bool Is(int id, string text) => id.ToString(CultureInfo.InvariantCulture) == text;
}

/// <summary>A queue.</summary>
public sealed class RequestTrackerQueue
{
    public int Id { get; set; }

    public string Name { get; set; } = "";
}

/// <summary>A user, who belongs to no queue.</summary>
public sealed class RequestTrackerUser
{
    public string Name { get; set; } = "";

    public string RealName { get; set; } = "";

    public string Mail { get; set; } = "";
}

/// <summary>A ticket with all that is in it.</summary>
public sealed class RequestTrackerTicket
{
    public int Id { get; set; }

    /// <summary>When it was last changed, its messages included.</summary>
    public DateTimeOffset UpdatedUtc { get; set; }

    public int QueueId { get; set; }

    public string Subject { get; set; } = "";

    public string Status { get; set; } = "New";

    public int Priority { get; set; }

    public string? Requestor { get; set; }

    public Dictionary<string, string> CustomFields { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>In order of their writing; the first made the ticket.</summary>
    public List<RequestTrackerMessage> Messages { get; } = new();
}

/// <summary>A transaction that carries text: Create, Comment or Correspond.</summary>
public sealed class RequestTrackerMessage
{
    public int Id { get; set; }

    /// <summary>The id of its text among the attachments.</summary>
    public int PartId { get; set; }

    public string Type { get; set; } = "Comment";

    public string Subject { get; set; } = "";

    public string Content { get; set; } = "";

    public string ContentType { get; set; } = "text/plain";

    public List<RequestTrackerFile> Files { get; } = new();
}

/// <summary>A file of a message.</summary>
public sealed class RequestTrackerFile
{
    public int PartId { get; set; }

    public string Name { get; set; } = "";

    public string ContentType { get; set; } = "";

    public byte[] Content { get; set; } = Array.Empty<byte>();
}

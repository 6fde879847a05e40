using System;
using System.Collections.Generic;

namespace LifecycleTools.Sandbox.State;

/// <summary>A mailbox. It lives once <see cref="ReadyUtc"/> has come and as long as <see cref="SoftDeletedUtc"/> is null.</summary>
public sealed class SandboxMailbox
{
    /// <summary>Object id of the account that owns it (ExternalDirectoryObjectId in Exchange).</summary>
    public string UserId { get; set; } = "";
    public string ExchangeGuid { get; set; } = "";

    /// <summary>UserMailbox, SharedMailbox, RoomMailbox, EquipmentMailbox.</summary>
    public string RecipientTypeDetails { get; set; } = "UserMailbox";

    /// <summary>What a conversion under way will make of it; null when none is under way.</summary>
    public string? ConvertingTo { get; set; }
    public DateTimeOffset ReadyUtc { get; set; }
    public DateTimeOffset? SoftDeletedUtc { get; set; }
    public long TotalItemSizeBytes { get; set; }
    public int ItemCount { get; set; }
    public bool LitigationHoldEnabled { get; set; }
    public string? LitigationHoldDuration { get; set; }
    public List<string> InPlaceHolds { get; set; } = new();
    public bool ArchiveEnabled { get; set; }
    public string? ForwardingSmtpAddress { get; set; }

    /// <summary>Internal recipient (id, address or name as given); wins over <see cref="ForwardingSmtpAddress"/>.</summary>
    public string? ForwardingAddress { get; set; }
    public bool DeliverToMailboxAndForward { get; set; }
    public bool HiddenFromAddressListsEnabled { get; set; }
    public bool AccountDisabled { get; set; }
    public bool MessageCopyForSentAsEnabled { get; set; }
    public bool MessageCopyForSendOnBehalfEnabled { get; set; }

    /// <summary>Object ids.</summary>
    public List<string> GrantSendOnBehalfTo { get; set; } = new();

    /// <summary>Object ids of those who may send as this mailbox.</summary>
    public List<string> SendAs { get; set; } = new();
    public List<SandboxMailboxPermission> Permissions { get; set; } = new();
    public List<SandboxFolderPermission> CalendarPermissions { get; set; } = new();
    public SandboxAutoReply AutoReply { get; set; } = new();
    public SandboxMailboxRegion Region { get; set; } = new();
    public SandboxProtocols Protocols { get; set; } = new();
    public List<SandboxInboxRule> InboxRules { get; set; } = new();
    public List<SandboxMobileDevice> MobileDevices { get; set; } = new();
    public List<SandboxCalendarEvent> Events { get; set; } = new();
    public List<SandboxSentMail> Sent { get; set; } = new();
}

public sealed class SandboxMailboxPermission
{
    /// <summary>Object id of the person or group that has the right.</summary>
    public string UserId { get; set; } = "";
    public List<string> AccessRights { get; set; } = new() { "FullAccess" };
    public bool AutoMapping { get; set; } = true;
    public string InheritanceType { get; set; } = "All";
}

public sealed class SandboxFolderPermission
{
    public string UserId { get; set; } = "";
    public List<string> AccessRights { get; set; } = new();
}

public sealed class SandboxAutoReply
{
    /// <summary>Disabled, Enabled or Scheduled.</summary>
    public string State { get; set; } = "Disabled";
    public string InternalMessage { get; set; } = "";
    public string ExternalMessage { get; set; } = "";

    /// <summary>None, Known or All.</summary>
    public string ExternalAudience { get; set; } = "All";
    public DateTimeOffset? StartUtc { get; set; }
    public DateTimeOffset? EndUtc { get; set; }
}

public sealed partial class SandboxMailboxRegion
{
    /// <summary>Windows name, as Exchange keeps it. Null until someone set or used it.</summary>
    public string? TimeZone { get; set; }
    public string? Language { get; set; }
    public string? DateFormat { get; set; }
    public string? TimeFormat { get; set; }
    public string WorkingHoursStart { get; set; } = "08:00:00";
    public string WorkingHoursEnd { get; set; } = "17:00:00";
    public string? WorkingHoursTimeZone { get; set; }
    public List<string> WorkDays { get; set; } = new() { "monday", "tuesday", "wednesday", "thursday", "friday" };
    public string WeekStartDay { get; set; } = "Sunday";
}

public sealed class SandboxProtocols
{
    public bool OwaEnabled { get; set; } = true;
    public bool ActiveSyncEnabled { get; set; } = true;
    public bool PopEnabled { get; set; } = true;
    public bool ImapEnabled { get; set; } = true;
    public bool MapiEnabled { get; set; } = true;
    public bool EwsEnabled { get; set; } = true;
    public bool OutlookMobileEnabled { get; set; } = true;
    public bool? SmtpClientAuthenticationDisabled { get; set; }
}

public sealed class SandboxInboxRule
{
    public string Id { get; set; } = "";
    public string Name { get; set; } = "";
    public int Priority { get; set; } = 1;
    public bool Enabled { get; set; } = true;
    public bool Hidden { get; set; }
    public List<string> ForwardTo { get; set; } = new();
    public List<string> RedirectTo { get; set; } = new();
    public bool DeleteMessage { get; set; }
    public string? MoveToFolder { get; set; }
}

public sealed class SandboxMobileDevice
{
    public string Id { get; set; } = "";
    public string FriendlyName { get; set; } = "";
    public string DeviceModel { get; set; } = "";
    public string ClientType { get; set; } = "EAS";

    /// <summary>OK, AccountOnlyDeviceWipePending, DeviceWipePending...</summary>
    public string Status { get; set; } = "DeviceOk";
}

public sealed class SandboxCalendarEvent
{
    public string Id { get; set; } = "";
    public string Subject { get; set; } = "";
    public DateTimeOffset StartUtc { get; set; }
    public DateTimeOffset EndUtc { get; set; }
    public bool IsOrganizer { get; set; } = true;
    public bool IsRecurring { get; set; }
    public bool IsCancelled { get; set; }
    public List<string> Attendees { get; set; } = new();
}

public sealed class SandboxSentMail
{
    public string Id { get; set; } = "";
    public string From { get; set; } = "";
    public List<string> To { get; set; } = new();
    public List<string> Cc { get; set; } = new();
    public List<string> Bcc { get; set; } = new();
    public string Subject { get; set; } = "";

    /// <summary>As it was sent: a whole page where <see cref="ContentType"/> is HTML, so that a file of it can be opened.</summary>
    public string Body { get; set; } = "";

    /// <summary>HTML or Text.</summary>
    public string ContentType { get; set; } = "text";
    public string Importance { get; set; } = "normal";
    public DateTimeOffset SentUtc { get; set; }

    /// <summary>Whether the sender's mailbox shows it: the caller may ask that nothing is kept.</summary>
    public bool IsSaved { get; set; } = true;
}

using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Engine.People;

namespace LifecycleTools.Engine.Ports;

/// <summary>Mailboxes as such: what they are, where their mail goes, whether they are listed.</summary>
public interface IMailboxes
{
    /// <summary>Reads a mailbox by its owner or by address.</summary>
    /// <returns>Null when there is none (yet).</returns>
    Task<Mailbox?> ReadAsync(PersonId person, CancellationToken cancel);

    /// <summary>Whether there was a mailbox that is soft-deleted now: it can be restored for 30 days.</summary>
    Task<bool> IsSoftDeletedAsync(PersonId person, CancellationToken cancel);

    /// <summary>How much is in it, archive not counted.</summary>
    /// <returns>Bytes; null when there is no mailbox, or Exchange has no figures yet, as for a mailbox never opened.</returns>
    Task<long?> ReadSizeAsync(PersonId person, CancellationToken cancel);

    /// <summary>Asks for a conversion; Exchange takes its time, so look until <see cref="Mailbox.Kind"/> says so.</summary>
    Task ConvertAsync(PersonId person, MailboxKind kind, CancellationToken cancel);

    /// <summary>Sends arriving mail on to an address, or stops doing so with null; other forwarding is cleared.</summary>
    Task SetForwardingAsync(PersonId person, string? address, bool keepCopy, CancellationToken cancel);

    /// <summary>Hides from the address lists, or shows again.</summary>
    Task SetHiddenAsync(PersonId person, bool hidden, CancellationToken cancel);
}

/// <summary>What a mailbox is.</summary>
public enum MailboxKind
{
    /// <summary>A person's.</summary>
    User,

    /// <summary>Shared: no sign-in, and no license below 50 GB.</summary>
    Shared,

    /// <summary>A room, a device or another kind that a departure does not convert.</summary>
    Other,
}

/// <summary>A mailbox.</summary>
/// <param name="Id">Exchange's directory id, the one commands are sent with.</param>
/// <param name="Address">Primary address.</param>
/// <param name="Kind">What it is.</param>
public sealed record Mailbox(string Id, string Address, MailboxKind Kind)
{
    /// <summary>Litigation hold or another hold is on it.</summary>
    public bool IsOnHold { get; init; }

    /// <summary>It has an archive mailbox.</summary>
    public bool HasArchive { get; init; }

    /// <summary>Where its mail is forwarded to; null for nowhere.</summary>
    public string? ForwardsTo { get; init; }

    /// <summary>Whether a copy stays when it forwards.</summary>
    public bool KeepsCopy { get; init; }

    /// <summary>Hidden from the address lists.</summary>
    public bool IsHidden { get; init; }

    /// <summary>The name that Exchange filters by.</summary>
    public string DistinguishedName { get; init; } = "";

    /// <summary>The directory on premises owns it.</summary>
    public bool IsSynchronized { get; init; }
}

/// <summary>Who may open or use a mailbox.</summary>
public interface IMailboxAccess
{
    /// <summary>Everyone with a right of their own on this mailbox, the owner and inherited rights left out.</summary>
    Task<IReadOnlyList<MailboxRight>> ReadAsync(string mailbox, CancellationToken cancel);

    /// <summary>Every right that the person has on other people's and shared mailboxes. Exchange has to look at all of them, so it is slow in large tenants.</summary>
    Task<IReadOnlyList<MailboxRight>> FindHeldByAsync(PersonId person, CancellationToken cancel);

    /// <summary>Gives a right. Having it already is success.</summary>
    /// <param name="autoMap">Whether Outlook opens the mailbox by itself; full access only.</param>
    Task GrantAsync(MailboxRight right, bool autoMap, CancellationToken cancel);

    /// <summary>Takes a right away. Not having it is success.</summary>
    Task RevokeAsync(MailboxRight right, CancellationToken cancel);
}

/// <summary>A right on a mailbox.</summary>
/// <param name="Mailbox">Address or id of the mailbox.</param>
/// <param name="Holder">Address, or user principal name, of who has it, as Exchange reports it.</param>
/// <param name="Kind">Which.</param>
public sealed record MailboxRight(string Mailbox, string Holder, MailboxRightKind Kind);

/// <summary>Which right.</summary>
public enum MailboxRightKind
{
    /// <summary>Open it and read everything.</summary>
    FullAccess,

    /// <summary>Send as its owner.</summary>
    SendAs,

    /// <summary>Send on behalf of its owner.</summary>
    SendOnBehalf,
}

/// <summary>What lives in a mailbox and outlives its owner: replies, rules, meetings.</summary>
public interface IMailboxContents
{
    /// <summary>The automatic reply.</summary>
    Task<AutomaticReply> ReadReplyAsync(PersonId person, CancellationToken cancel);

    /// <summary>Answers everyone who writes, once each, until it is turned off.</summary>
    Task SetReplyAsync(PersonId person, AutomaticReply reply, CancellationToken cancel);

    /// <summary>The inbox rules, hidden ones included.</summary>
    Task<IReadOnlyList<InboxRule>> ReadRulesAsync(PersonId person, CancellationToken cancel);

    /// <summary>Removes a rule. Its being gone is success.</summary>
    Task RemoveRuleAsync(PersonId person, InboxRule rule, CancellationToken cancel);

    /// <summary>How many future meetings the person organizes.</summary>
    Task<int> CountMeetingsAsync(PersonId person, CancellationToken cancel);

    /// <summary>Cancels them all; everyone invited gets a mail.</summary>
    Task CancelMeetingsAsync(PersonId person, CancellationToken cancel);
}

/// <summary>An automatic reply; texts are plain.</summary>
public sealed record AutomaticReply(bool IsOn, string Internal, string External)
{
    /// <summary>Whether the other one answers the same. Exchange keeps replies as HTML, which does not keep blanks and line ends.</summary>
    public bool SaysTheSame(AutomaticReply other) =>
        IsOn == other.IsOn && Words(Internal) == Words(other.Internal) && Words(External) == Words(other.External);

    private static string Words(string text) => string.Join(" ", text.Split(default(char[]), StringSplitOptions.RemoveEmptyEntries));
}

/// <summary>An inbox rule.</summary>
/// <param name="Id">Its identity in the mailbox.</param>
/// <param name="Name">Its name.</param>
/// <param name="Forwards">It forwards or redirects mail.</param>
/// <param name="To">Where to.</param>
public sealed record InboxRule(string Id, string Name, bool Forwards, string To);

/// <summary>A mailbox's language, zone and working hours.</summary>
public interface IMailboxPreferences
{
    /// <summary>Language and time zone.</summary>
    Task<RegionalSettings> ReadRegionalAsync(PersonId person, CancellationToken cancel);

    /// <summary>Sets language and time zone and renames the default folders to match.</summary>
    Task SetRegionalAsync(PersonId person, RegionalSettings settings, CancellationToken cancel);

    /// <summary>Working hours.</summary>
    Task<WorkingHours> ReadWorkingHoursAsync(PersonId person, CancellationToken cancel);

    /// <summary>Sets the working hours.</summary>
    Task SetWorkingHoursAsync(PersonId person, WorkingHours hours, CancellationToken cancel);
}

/// <summary>Language as a tag (de-CH); zone as IANA id. The connector speaks Windows zone names where Exchange wants them.</summary>
public sealed record RegionalSettings(string Language, string TimeZone);

/// <summary>Working hours at the person's own zone.</summary>
public sealed record WorkingHours(IReadOnlyList<DayOfWeek> Days, TimeSpan Start, TimeSpan End, string TimeZone);

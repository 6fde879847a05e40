using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.People;
using LifecycleTools.Engine.Ports;

namespace LifecycleTools.Engine.Tests.Fakes;

internal sealed partial class FakeTenant : IMailboxes, IMailboxAccess, IMailboxContents, IMailboxPreferences, IMailPhones
{
    private readonly Dictionary<string, FakeMailbox> _mailboxes = [];

    /// <summary>Rights on mailboxes: the mailbox by address, the holder by user principal name.</summary>
    public List<(MailboxRight Right, bool AutoMap)> Rights { get; } = [];

    /// <summary>How long Exchange takes to show the kind that it was asked for.</summary>
    public TimeSpan ConversionDelay { get; set; }

    /// <summary>Seeds a mailbox of a person.</summary>
    public FakeMailbox AddMailbox(Person person, Func<Mailbox, Mailbox>? more = null)
    {
        var mailbox = new Mailbox(person.Id.Value, person.UserPrincipalName, MailboxKind.User) { DistinguishedName = "CN=" + person.DisplayName };
        return _mailboxes[person.Id.Value] = new FakeMailbox { Mailbox = more?.Invoke(mailbox) ?? mailbox };
    }

    /// <summary>The mailbox is gone.</summary>
    public void LoseMailbox(Person person) => _mailboxes.Remove(person.Id.Value);

    /// <summary>Seeds a shared mailbox and the disabled account behind it.</summary>
    public Mailbox AddSharedMailbox(string address)
    {
        Person owner = AddPerson(address, person => person with { SignInAllowed = false });
        return AddMailbox(owner, mailbox => mailbox with { Kind = MailboxKind.Shared }).Mailbox;
    }

    /// <summary>A mailbox and what is in it; null when there is none.</summary>
    public FakeMailbox? MailboxOf(PersonId person) => Find(person) is { } owner && _mailboxes.TryGetValue(owner.Id.Value, out FakeMailbox? found) ? found : null;

    private FakeMailbox NeedMailbox(PersonId person) =>
        MailboxOf(person) ?? throw new LifecycleException(ErrorIds.MailboxNotFound, ErrorKind.NotFound, $"{person} has no mailbox.") { MayBeReplication = true };

    private LifecycleException? UnlessRecipient(PersonId person) =>
        MailboxOf(person) is not null
            ? null
            : new LifecycleException(ErrorIds.MailboxNotFound, ErrorKind.NotFound, $"{person} is no recipient.") { MayBeReplication = true };

    private Task<T> ReadMailboxAsync<T>(string operation, PersonId person, Func<FakeMailbox, T> look, CancellationToken cancel) =>
        ReadAsync(operation, () => look(NeedMailbox(person)), cancel);

    private Task WriteMailboxAsync(string operation, PersonId person, Action<FakeMailbox> effect, CancellationToken cancel) =>
        WriteAsync(operation, Named(person), () => effect(NeedMailbox(person)), cancel, () => UnlessRecipient(person));

    Task<Mailbox?> IMailboxes.ReadAsync(PersonId person, CancellationToken cancel) => ReadAsync("mailbox.read", () => MailboxOf(person)?.Mailbox, cancel);

    /// <summary>Owners of mailboxes that are soft-deleted.</summary>
    public HashSet<string> SoftDeleted { get; } = [];

    Task<bool> IMailboxes.IsSoftDeletedAsync(PersonId person, CancellationToken cancel) => ReadAsync("mailbox.soft-deleted", () => SoftDeleted.Contains(person.Value), cancel);

    Task<long?> IMailboxes.ReadSizeAsync(PersonId person, CancellationToken cancel) => ReadAsync("mailbox.read-size", () => MailboxOf(person)?.Size, cancel);

    Task IMailboxes.ConvertAsync(PersonId person, MailboxKind kind, CancellationToken cancel) =>
        WriteMailboxAsync("mailbox.convert", person, box => Later(ConversionDelay, () => box.Mailbox = box.Mailbox with { Kind = kind }), cancel);

    Task IMailboxes.SetForwardingAsync(PersonId person, string? address, bool keepCopy, CancellationToken cancel) =>
        WriteMailboxAsync("mailbox.forward", person, box => box.Mailbox = box.Mailbox with { ForwardsTo = address, KeepsCopy = keepCopy }, cancel);

    Task IMailboxes.SetHiddenAsync(PersonId person, bool hidden, CancellationToken cancel) =>
        WriteMailboxAsync("mailbox.hide", person, box => box.Mailbox = box.Mailbox with { IsHidden = hidden }, cancel);

    private string AddressOf(string mailbox)
    {
        lock (_gate) return MailboxOf(new PersonId(mailbox))?.Mailbox.Address ?? mailbox;
    }

    private static bool Same(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);

    Task<IReadOnlyList<MailboxRight>> IMailboxAccess.ReadAsync(string mailbox, CancellationToken cancel) =>
        ReadAsync<IReadOnlyList<MailboxRight>>("access.read",
            () => Rights.Select(one => one.Right).Where(right => Same(right.Mailbox, AddressOf(mailbox))).ToList(), cancel);

    Task<IReadOnlyList<MailboxRight>> IMailboxAccess.FindHeldByAsync(PersonId person, CancellationToken cancel) =>
        ReadAsync<IReadOnlyList<MailboxRight>>("access.find-held",
            () => Rights.Select(one => one.Right).Where(right => Same(right.Holder, Named(person))).ToList(), cancel);

    Task IMailboxAccess.GrantAsync(MailboxRight right, bool autoMap, CancellationToken cancel) =>
        WriteAsync("access.grant", $"{right.Kind} {AddressOf(right.Mailbox)} {Named(new PersonId(right.Holder))}", () =>
        {
            MailboxRight kept = Kept(right);
            if (Rights.All(one => one.Right != kept)) Rights.Add((kept, autoMap));
        }, cancel);

    Task IMailboxAccess.RevokeAsync(MailboxRight right, CancellationToken cancel) =>
        WriteAsync("access.revoke", $"{right.Kind} {AddressOf(right.Mailbox)} {Named(new PersonId(right.Holder))}",
            () => Rights.RemoveAll(one => one.Right == Kept(right)), cancel);

    private MailboxRight Kept(MailboxRight right) => right with { Mailbox = AddressOf(right.Mailbox), Holder = Named(new PersonId(right.Holder)) };

    Task<AutomaticReply> IMailboxContents.ReadReplyAsync(PersonId person, CancellationToken cancel) => ReadMailboxAsync("mail.read-reply", person, box => box.Reply, cancel);

    Task IMailboxContents.SetReplyAsync(PersonId person, AutomaticReply reply, CancellationToken cancel) =>
        WriteMailboxAsync("mail.set-reply", person, box => box.Reply = reply, cancel);

    Task<IReadOnlyList<InboxRule>> IMailboxContents.ReadRulesAsync(PersonId person, CancellationToken cancel) =>
        ReadMailboxAsync<IReadOnlyList<InboxRule>>("mail.read-rules", person, box => box.Rules.ToList(), cancel);

    Task IMailboxContents.RemoveRuleAsync(PersonId person, InboxRule rule, CancellationToken cancel) =>
        WriteMailboxAsync("mail.remove-rule", person, box => box.Rules.RemoveAll(one => one.Id == rule.Id), cancel);

    Task<int> IMailboxContents.CountMeetingsAsync(PersonId person, CancellationToken cancel) => ReadMailboxAsync("mail.count-meetings", person, box => box.Meetings, cancel);

    Task IMailboxContents.CancelMeetingsAsync(PersonId person, CancellationToken cancel) =>
        WriteMailboxAsync("mail.cancel-meetings", person, box => box.Meetings = 0, cancel);

    Task<RegionalSettings> IMailboxPreferences.ReadRegionalAsync(PersonId person, CancellationToken cancel) =>
        ReadMailboxAsync("mail.read-regional", person, box => box.Regional, cancel);

    Task IMailboxPreferences.SetRegionalAsync(PersonId person, RegionalSettings settings, CancellationToken cancel) =>
        WriteMailboxAsync("mail.set-regional", person, box => box.Regional = settings, cancel);

    Task<WorkingHours> IMailboxPreferences.ReadWorkingHoursAsync(PersonId person, CancellationToken cancel) =>
        ReadMailboxAsync("mail.read-hours", person, box => box.Hours, cancel);

    Task IMailboxPreferences.SetWorkingHoursAsync(PersonId person, WorkingHours hours, CancellationToken cancel) =>
        WriteMailboxAsync("mail.set-hours", person, box => box.Hours = hours, cancel);

    Task<IReadOnlyList<MailPhone>> IMailPhones.ReadAsync(PersonId person, CancellationToken cancel) =>
        ReadMailboxAsync<IReadOnlyList<MailPhone>>("phones.read", person, box => box.Phones.ToList(), cancel);

    Task IMailPhones.RemoveAccountAsync(MailPhone phone, CancellationToken cancel) =>
        WriteAsync("phones.remove-account", phone.Name, () =>
        {
            List<MailPhone> all = _mailboxes.Values.First(box => box.Phones.Any(one => one.Id == phone.Id)).Phones;
            all[all.FindIndex(one => one.Id == phone.Id)] = phone with { State = "AccountOnlyDeviceWipePending", RemovalRequested = true };
        }, cancel);
}

/// <summary>A mailbox and what is in it.</summary>
internal sealed class FakeMailbox
{
    public required Mailbox Mailbox { get; set; }

    public long? Size { get; set; } = 1L << 30;

    public AutomaticReply Reply { get; set; } = new(false, "", "");

    public List<InboxRule> Rules { get; } = [];

    public int Meetings { get; set; }

    public List<MailPhone> Phones { get; } = [];

    public RegionalSettings Regional { get; set; } = new("en-US", "UTC");

    public WorkingHours Hours { get; set; } = new([DayOfWeek.Monday], TimeSpan.FromHours(8), TimeSpan.FromHours(17), "UTC");
}

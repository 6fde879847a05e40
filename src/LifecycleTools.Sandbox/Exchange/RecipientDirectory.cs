using System;
using System.Collections.Generic;
using System.Linq;
using LifecycleTools.Sandbox.State;

namespace LifecycleTools.Sandbox.Exchange;

/// <summary>The tenant as Exchange sees it at this instant; built anew for each call, but for the reads of a batch that follow each other.</summary>
internal sealed class RecipientDirectory
{
    // Those that a call makes anyway; from there on an index costs less than another look at everybody.
    private const int LooksBeforeIndex = 3;

    private readonly List<Recipient> _all;
    private readonly Lazy<ILookup<string, Recipient>> _byName;
    private readonly Lazy<ILookup<string, Recipient>> _byId;
    private readonly Lazy<ILookup<string, Recipient>> _byGuid;
    private int _looks;

    // A search for each person would make a call cost the square of the tenant.
    private readonly ILookup<string, SandboxMailbox> _living;

    public RecipientDirectory(SandboxTenant tenant)
    {
        Tenant = tenant;
        _living = tenant.Mailboxes.Where(mailbox => mailbox.SoftDeletedUtc is null).ToLookup(mailbox => mailbox.UserId, StringComparer.OrdinalIgnoreCase);
        List<SandboxObject> known = tenant.Users.Cast<SandboxObject>().Concat(tenant.Groups).Concat(tenant.Contacts).Where(IsKnown).ToList();
        HashSet<string> taken = new(StringComparer.OrdinalIgnoreCase);
        _all = known.Select(source => Of(source, taken)).OfType<Recipient>().ToList();
        _byName = new(() => _all.SelectMany(one => one.Names().Distinct(StringComparer.OrdinalIgnoreCase).Select(name => (name, one))).ToLookup(pair => pair.name, pair => pair.one, StringComparer.OrdinalIgnoreCase));
        _byId = new(() => _all.ToLookup(one => one.Id, StringComparer.OrdinalIgnoreCase));
        _byGuid = new(() => _all.SelectMany(one => one.Guids(), (one, guid) => (guid, one)).ToLookup(pair => pair.guid, pair => pair.one, StringComparer.OrdinalIgnoreCase));
    }

    public SandboxTenant Tenant { get; }

    public IReadOnlyList<Recipient> All => _all;

    public IEnumerable<Recipient> Mailboxes => _all.Where(recipient => recipient.Mailbox is not null);

    /// <summary>True when a directory object is a recipient.</summary>
    public bool Knows(string objectId) => _byId.Value.Contains(objectId);

    /// <summary>The one recipient that the identity names.</summary>
    /// <exception cref="ExchangeFailure">None, or more than one.</exception>
    public Recipient One(string identity) => Single(identity, _ => true) ?? throw Failures.NotFound(identity);

    /// <summary>The one mailbox that the identity names.</summary>
    public Recipient Mailbox(string identity) => Single(identity, one => one.Mailbox is not null) ?? throw Failures.NotFound(identity);

    /// <summary>The one mailbox, for cmdlets that look into it and have words of their own when it is not there.</summary>
    public Recipient Store(string identity) => Single(identity, one => one.Mailbox is not null) ?? throw Failures.NoMailbox(identity);

    /// <summary>The one distribution list or mail-enabled security group.</summary>
    public Recipient DistributionGroup(string identity)
    {
        Recipient group = Single(identity, one => one.Group is not null) ?? throw Failures.NotFound(identity);
        if (group.Group!.IsDynamic) throw Failures.DynamicMembership(group.Name);
        return group.IsDistributionGroup ? group : throw Failures.NotFound(identity);
    }

    /// <summary>Whoever can be given a right: a person, with a mailbox or without, or a security group.</summary>
    public SandboxObject Principal(string identity)
    {
        if (Single(identity, _ => true) is { } recipient)
        {
            bool canHold = recipient.User is not null || recipient.Group is { SecurityEnabled: true };
            return canHold ? recipient.Source : throw Failures.Invalid($"The recipient \"{identity}\" isn't a security principal.");
        }

        return Tenant.Users.FirstOrDefault(user => IsKnown(user) && (SandboxTenant.Same(user.Id, identity) || SandboxTenant.Same(user.UserPrincipalName, identity)))
            ?? throw Failures.NotFound(identity);
    }

    /// <summary>How Exchange writes the holder of a right.</summary>
    public string LoginOf(string objectId) =>
        _byId.Value[objectId].FirstOrDefault()?.Login
        ?? Tenant.FindUser(objectId)?.UserPrincipalName
        ?? "S-1-5-21-" + objectId;

    /// <summary>The unique name that Exchange shows for an internal recipient.</summary>
    public string NameOf(string objectId) =>
        _byId.Value[objectId].FirstOrDefault()?.Name ?? objectId;

    private Recipient? Single(string identity, Func<Recipient, bool> isMeant)
    {
        List<Recipient> found = Named(identity).Where(isMeant).Take(2).ToList();
        if (found.Count > 1) throw Failures.Ambiguous(identity);
        return found.FirstOrDefault();
    }

    private IEnumerable<Recipient> Named(string identity)
    {
        if (Guid.TryParseExact(identity, "D", out _) && _byGuid.Value.Contains(identity)) return _byGuid.Value[identity];
        return ++_looks > LooksBeforeIndex ? _byName.Value[Recipient.Plain(identity)] : _all.Where(one => one.Answers(identity));
    }

    private bool IsKnown(SandboxObject source)
    {
        DateTimeOffset born = source.CreatedUtc is { } created && created > source.VisibleFromUtc ? created : source.VisibleFromUtc;
        return Tenant.Options.RecipientDelay <= TimeSpan.Zero || born + Tenant.Options.RecipientDelay <= Tenant.Clock.UtcNow;
    }

    private Recipient? Of(SandboxObject source, HashSet<string> taken)
    {
        SandboxMailbox? mailbox = source is SandboxUser ? LivingMailbox(source.Id) : null;
        string? details = source switch
        {
            SandboxUser when mailbox is not null => mailbox.RecipientTypeDetails,
            SandboxUser { IsGuest: true } => "GuestMailUser",
            SandboxGroup { MailEnabled: false } => null,
            SandboxGroup { IsUnified: true } => "GroupMailbox",
            SandboxGroup { IsDynamic: true } => "DynamicDistributionGroup",
            SandboxGroup { SecurityEnabled: true } => "MailUniversalSecurityGroup",
            SandboxGroup => "MailUniversalDistributionGroup",
            SandboxContact => "MailContact",
            _ => null,
        };
        if (details is null) return null;

        string name = taken.Add(source.DisplayName) ? source.DisplayName : $"{source.DisplayName} {source.Id.Substring(0, 8)}";
        return new Recipient(source, name, details, mailbox);
    }

    private SandboxMailbox? LivingMailbox(string userId) =>
        _living[userId].FirstOrDefault() is { } mailbox && mailbox.ReadyUtc <= Tenant.Clock.UtcNow ? mailbox : null;
}

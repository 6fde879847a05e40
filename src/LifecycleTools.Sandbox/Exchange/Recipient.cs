using System;
using System.Collections.Generic;
using System.Linq;
using LifecycleTools.Sandbox.State;

namespace LifecycleTools.Sandbox.Exchange;

/// <summary>Anything that Exchange can address: a mailbox, a list, a contact, a guest.</summary>
internal sealed class Recipient
{
    private const string SmtpPrefix = "smtp:";

    public Recipient(SandboxObject source, string name, string details, SandboxMailbox? mailbox)
    {
        Source = source;
        Name = name;
        Details = details;
        Mailbox = mailbox;
        (Alias, Address, Addresses) = source switch
        {
            SandboxUser user => (user.MailNickname, user.Mail ?? user.UserPrincipalName, user.ProxyAddresses),
            SandboxGroup group => (group.MailNickname, group.Mail ?? "", group.ProxyAddresses),
            SandboxContact contact => (contact.MailNickname, contact.Mail, contact.ProxyAddresses),
            _ => ("", "", new List<string>()),
        };
        if (Addresses.Count == 0 && Address.Length > 0) Addresses = new List<string> { "SMTP:" + Address };
    }

    /// <summary>The directory object.</summary>
    public SandboxObject Source { get; }

    public SandboxMailbox? Mailbox { get; }

    public SandboxGroup? Group => Source as SandboxGroup;

    public SandboxUser? User => Source as SandboxUser;

    public string Id => Source.Id;

    /// <summary>Unique in the organization; made from the display name, which need not be.</summary>
    public string Name { get; }

    public string Alias { get; }

    /// <summary>The primary address.</summary>
    public string Address { get; }

    /// <summary>All addresses with their prefix.</summary>
    public IReadOnlyList<string> Addresses { get; }

    /// <summary>RecipientTypeDetails.</summary>
    public string Details { get; }

    /// <summary>Null for guests and the like, which are addressed elsewhere.</summary>
    public string Guid => Mailbox is { ExchangeGuid.Length: > 0 } mailbox ? mailbox.ExchangeGuid : Id;

    public string DistinguishedName =>
        $"CN={EscapeName(Name)},OU=contoso.onmicrosoft.com,OU=Microsoft Exchange Hosted Organizations,DC=EURPR01A001,DC=PROD,DC=OUTLOOK,DC=COM";

    public bool IsSynchronized => (User?.OnPremisesSyncEnabled ?? Group?.OnPremisesSyncEnabled) == true;

    /// <summary>How Exchange shows it where a person is meant.</summary>
    public string Login => User?.UserPrincipalName ?? Address;

    public bool IsDistributionGroup => Details is "MailUniversalDistributionGroup" or "MailUniversalSecurityGroup";

    /// <summary>True when this is what the identity, of any kind that Exchange takes, names.</summary>
    public bool Answers(string identity)
    {
        string plain = Plain(identity);
        return Names().Any(name => SandboxTenant.Same(name, plain));
    }

    /// <summary>An identity as one of <see cref="Names"/> would be written.</summary>
    public static string Plain(string identity) => identity.StartsWith(SmtpPrefix, StringComparison.OrdinalIgnoreCase) ? identity.Substring(SmtpPrefix.Length) : identity;

    public static string WithoutPrefix(string address) => address.Substring(address.IndexOf(":", StringComparison.Ordinal) + 1);

    /// <summary>All that it answers to and that has the shape of an id.</summary>
    public IEnumerable<string> Guids() => SandboxTenant.Same(Id, Guid) ? new[] { Id } : new[] { Id, Guid };

    /// <summary>All that it answers to.</summary>
    public IEnumerable<string> Names() => new[]
    {
        Id, Guid, Name, Source.DisplayName, Alias, Address, DistinguishedName, User?.UserPrincipalName,
    }.OfType<string>().Concat(Addresses.Select(WithoutPrefix)).Where(name => name.Length > 0);

    private static string EscapeName(string name) => string.Join("\\,", name.Split(','));
}

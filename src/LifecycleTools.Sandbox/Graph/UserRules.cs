using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;
using LifecycleTools.Sandbox.State;

namespace LifecycleTools.Sandbox.Graph;

/// <summary>Names: which are allowed, and which are taken.</summary>
internal static class UserRules
{
    private const int LongestLocalPart = 64;
    private const int LongestDomain = 48;

    private static readonly Regex s_local = new(@"^[A-Za-z0-9'.\-_!#^~]+$", RegexOptions.CultureInvariant);
    private static readonly Regex s_nickname = new(@"^[^@()/\[\]\\"";:<>,\s\u0080-\uFFFF]{1,64}$", RegexOptions.CultureInvariant);

    /// <exception cref="GraphException">400: characters, lengths or domain.</exception>
    public static void CheckName(SandboxTenant tenant, string userPrincipalName)
    {
        string[] parts = userPrincipalName.Split('@');
        if (parts.Length != 2 || !s_local.IsMatch(parts[0]) || parts[0].EndsWith(".", StringComparison.Ordinal)
            || parts[0].Length > LongestLocalPart || parts[1].Length > LongestDomain)
        {
            throw GraphErrors.Invalid("userPrincipalName", "Property userPrincipalName is invalid.");
        }

        if (!tenant.Domains.Any(domain => domain.IsVerified && SandboxTenant.Same(domain.Name, parts[1])))
        {
            throw GraphErrors.Invalid("userPrincipalName",
                "The domain portion of the userPrincipalName property is invalid. You must use one of the verified domain names in your organization.");
        }
    }

    /// <exception cref="GraphException">400.</exception>
    public static void CheckNickname(string mailNickname)
    {
        if (!s_nickname.IsMatch(mailNickname)) throw GraphErrors.Invalid("mailNickname", "Invalid value specified for property 'mailNickname' of resource 'User'.");
    }

    /// <summary>Which of a person's names somebody else has. Checked against the truth, replicated or not.</summary>
    public static IReadOnlyList<string> Taken(SandboxTenant tenant, SandboxUser self)
    {
        var taken = new List<string>();
        if (tenant.Users.Any(user => user != self && SandboxTenant.Same(user.UserPrincipalName, self.UserPrincipalName))) taken.Add("userPrincipalName");
        if (tenant.Users.Any(user => user != self && SandboxTenant.Same(user.MailNickname, self.MailNickname))
            || tenant.Groups.Any(group => SandboxTenant.Same(group.MailNickname, self.MailNickname))) taken.Add("mailNickname");
        if (IsAddressTaken(tenant, self.UserPrincipalName, self) || self.ProxyAddresses.Any(address => IsAddressTaken(tenant, Plain(address), self))) taken.Add("proxyAddresses");
        return taken;
    }

    /// <summary>True when a user, group or contact other than <paramref name="except"/> has the address.</summary>
    public static bool IsAddressTaken(SandboxTenant tenant, string address, SandboxObject? except) =>
        tenant.AllObjects().Where(item => item != except).Any(item => Addresses(item).Any(theirs => SandboxTenant.Same(Plain(theirs), address)));

    private static IEnumerable<string> Addresses(SandboxObject item) => item switch
    {
        SandboxUser user => user.ProxyAddresses,
        SandboxGroup group => group.ProxyAddresses,
        SandboxContact contact => contact.ProxyAddresses,
        _ => Enumerable.Empty<string>(),
    };

    private static string Plain(string address) => address.StartsWith("smtp:", StringComparison.OrdinalIgnoreCase) ? address.Substring("smtp:".Length) : address;
}

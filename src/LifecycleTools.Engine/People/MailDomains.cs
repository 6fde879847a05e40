using System.Text.RegularExpressions;

namespace LifecycleTools.Engine.People;

/// <summary>What a domain name and a mail address look like. Whether they exist is for the tenant to say.</summary>
public static class MailDomains
{
    private const string Label = "[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?";
    private static readonly Regex s_domain = new($@"\A{Label}(?:\.{Label})+\z", RegexOptions.CultureInvariant);
    private static readonly Regex s_local = new(@"\A[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*\z", RegexOptions.CultureInvariant);

    /// <summary>Whether a text is a domain name of at least two labels, in ASCII (an international one as xn--).</summary>
    public static bool IsValid(string domain) => domain.Length <= 253 && s_domain.IsMatch(domain);

    /// <summary>Whether a text is a mail address: one @, a plain local part and a domain name.</summary>
    public static bool IsAddress(string address)
    {
        int at = address.IndexOf('@');
        return at is > 0 and <= 64 && s_local.IsMatch(address.Substring(0, at)) && IsValid(address.Substring(at + 1));
    }
}

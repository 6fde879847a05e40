using System;
using System.Linq;
using LifecycleTools.Engine.Errors;

namespace LifecycleTools.Engine.People;

/// <summary>The directory's rules for user principal names.</summary>
/// <remarks>Source: Microsoft Entra, "Password policies and account restrictions": letters, digits and ' . - _ ! # ^ ~; at most 113 characters, 64 before and 48 after the @.</remarks>
public static class UserPrincipalNames
{
    private const int LongestLocalPart = 64;
    private const int LongestDomain = 48;
    private const int Longest = 113;
    private const string Marks = "'.-_!#^~";

    /// <summary>Says which rule a name breaks.</summary>
    /// <returns>The end of a sentence that begins with the name; null when the name is allowed.</returns>
    public static string? WhatBreaks(string name)
    {
        int at = name.IndexOf('@');
        if (at < 0) return "has no @";

        string local = name.Substring(0, at);
        string domain = name.Substring(at + 1);
        if (local.Length == 0) return "has nothing before the @";
        if (local.Length > LongestLocalPart) return $"has {local.Length} characters before the @, and {LongestLocalPart} are allowed";
        if (domain.Length > LongestDomain) return $"has {domain.Length} characters after the @, and {LongestDomain} are allowed";
        if (name.Length > Longest) return $"has {name.Length} characters, and {Longest} are allowed";
        if (local[local.Length - 1] == '.') return "has a dot right before the @";
        if (local[0] == '.') return "begins with a dot";
        if (local.Contains("..")) return "has two dots in a row";
        if (local.FirstOrDefault(one => !IsAllowed(one)) is var strange && strange != default(char))
        {
            return $"has '{strange}' before the @; letters, digits and {string.Join(" ", Marks.ToCharArray())} are allowed";
        }

        return MailDomains.IsValid(domain) ? null : $"has no domain name after the @ ('{domain}')";
    }

    /// <summary>Refuses a name that the directory would refuse, before anything is sent.</summary>
    /// <exception cref="LifecycleException">NameInvalid.</exception>
    public static void Check(string name)
    {
        if (name is null) throw new ArgumentNullException(nameof(name));
        if (WhatBreaks(name) is not { } rule) return;

        throw new LifecycleException(ErrorIds.NameInvalid, ErrorKind.Argument,
            $"The account name was not used: '{name}' {rule}. Write it as name@domain with a verified domain of the tenant.");
    }

    private static bool IsAllowed(char one) =>
        one is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') || Marks.IndexOf(one) >= 0;
}

using System;
using System.Linq;
using System.Text.RegularExpressions;
using LifecycleTools.Sandbox.State;

namespace LifecycleTools.Sandbox.Services;

/// <summary>Dynamic membership rules: comparisons of user properties joined by -and and -or (-and binds closer, no nesting).</summary>
internal static class MembershipRule
{
    private static readonly Regex s_term = new(
        @"user\.(?<name>\w+)\s+-(?<op>eq|ne|contains|startsWith)\s+(?:""(?<value>[^""]*)""|(?<value>true|false|null))",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);

    /// <exception cref="FormatException">The rule uses something that the sandbox does not understand.</exception>
    public static bool Matches(string rule, SandboxUser user) =>
        Split(rule, "-or").Any(either => Split(either, "-and").All(term => Holds(term, user)));

    private static string[] Split(string rule, string word) =>
        Regex.Split(rule, $@"\s+{word}\s+", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);

    private static bool Holds(string term, SandboxUser user)
    {
        Match match = s_term.Match(term);
        if (!match.Success) throw new FormatException($"The membership rule '{term}' is not understood.");
        string given = match.Groups["value"].Value;
        string actual = Value(match.Groups["name"].Value, user);
        return match.Groups["op"].Value.ToUpperInvariant() switch
        {
            "EQ" => SandboxTenant.Same(actual, given == "null" ? "" : given),
            "NE" => !SandboxTenant.Same(actual, given == "null" ? "" : given),
            "CONTAINS" => actual.IndexOf(given, StringComparison.OrdinalIgnoreCase) >= 0,
            _ => actual.StartsWith(given, StringComparison.OrdinalIgnoreCase),
        };
    }

    private static string Value(string name, SandboxUser user) => name.ToUpperInvariant() switch
    {
        "DEPARTMENT" => user.Department ?? "",
        "JOBTITLE" => user.JobTitle ?? "",
        "OFFICELOCATION" or "PHYSICALDELIVERYOFFICENAME" => user.OfficeLocation ?? "",
        "CITY" => user.City ?? "",
        "COUNTRY" => user.Country ?? "",
        "USAGELOCATION" => user.UsageLocation ?? "",
        "COMPANYNAME" => user.CompanyName ?? "",
        "EMPLOYEEID" => user.EmployeeId ?? "",
        "USERTYPE" => user.UserType,
        "USERPRINCIPALNAME" => user.UserPrincipalName,
        "ACCOUNTENABLED" => user.AccountEnabled ? "true" : "false",
        _ => throw new FormatException($"The membership rule property 'user.{name}' is not understood."),
    };
}

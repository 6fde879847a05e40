using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;

namespace LifecycleTools.Engine.People;

/// <summary>Patterns of names: text with {given}, {surname}, {g}, {s} and {n}.</summary>
public static class NamePattern
{
    private static readonly Regex s_placeholder = new(@"\{([^{}]*)\}", RegexOptions.CultureInvariant);

    /// <summary>The placeholders that a pattern may hold.</summary>
    public static IReadOnlyList<string> Placeholders { get; } = new[] { "given", "surname", "g", "s", "n" };

    /// <summary>The placeholders that a text holds, known or not.</summary>
    public static IReadOnlyList<string> Find(string text) =>
        s_placeholder.Matches(text).Cast<Match>().Select(match => match.Groups[1].Value).ToArray();

    /// <summary>Whether a number is tried in turn.</summary>
    public static bool IsNumbered(string pattern) => Find(pattern).Contains("n");

    /// <summary>Fills a pattern. A placeholder without a value, or an unknown one, becomes nothing.</summary>
    internal static string Fill(string pattern, string given, string surname, string? number) =>
        s_placeholder.Replace(pattern, match => match.Groups[1].Value switch
        {
            "given" => given,
            "surname" => surname,
            "g" => First(given),
            "s" => First(surname),
            "n" => number ?? "",
            _ => "",
        });

    private static string First(string name) =>
        name.Length == 0 ? "" : name.Substring(0, char.IsHighSurrogate(name[0]) && name.Length > 1 ? 2 : 1);
}

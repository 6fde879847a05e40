using System;
using System.Collections.Generic;
using System.Linq;
using LifecycleTools.Engine.People;

namespace LifecycleTools.Engine.Roles.Proposal;

/// <summary>Finds the pattern that most user principal names follow.</summary>
internal static class NamePlan
{
    private static readonly string[] s_patterns =
    [
        "{given}.{surname}", "{g}.{surname}", "{g}{surname}", "{given}{s}", "{given}", "{given}-{surname}", "{given}_{surname}", "{given}{surname}",
        "{surname}.{given}", "{surname}{g}", "{surname}",
    ];

    /// <summary>The commonest one; null when fewer than half follow any.</summary>
    public static ProposedPattern? Find(IReadOnlyList<Subject> people)
    {
        Subject[] named = people.Where(one => !string.IsNullOrWhiteSpace(one.Surveyed.Person.GivenName) && !string.IsNullOrWhiteSpace(one.Surveyed.Person.Surname)).ToArray();
        ProposedPattern? best = s_patterns.Select(pattern => new ProposedPattern(pattern, named.Count(one => Follows(one, pattern)), named.Length))
            .OrderByDescending(one => one.Count).FirstOrDefault();
        return best is { Count: > 0 } && 2 * best.Count >= best.Of ? best : null;
    }

    private static bool Follows(Subject one, string pattern)
    {
        string written = one.Name.Substring(0, Math.Max(0, one.Name.LastIndexOf('@')));
        string plain = string.Concat(LatinLetters.From(written.Replace(".", "-").Replace("_", "-"), null, out _));
        return new[] { null, "de" }.Any(language =>
        {
            string given = LatinLetters.From(one.Surveyed.Person.GivenName!, language, out _);
            string surname = LatinLetters.From(one.Surveyed.Person.Surname!, language, out _);
            string filled = NamePattern.Fill(pattern, given, surname, null);
            return given.Length > 0 && surname.Length > 0
                && (string.Equals(filled, written, StringComparison.OrdinalIgnoreCase) || (pattern.Contains('.') && written.Contains('.') && filled.Replace(".", "-") == plain));
        });
    }
}

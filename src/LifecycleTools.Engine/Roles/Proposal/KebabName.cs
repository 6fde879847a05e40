using System.Collections.Generic;
using System.Linq;
using System.Text;
using LifecycleTools.Engine.People;

namespace LifecycleTools.Engine.Roles.Proposal;

/// <summary>Names for roles and sites from what the directory writes: "Human Resources" is human-resources.</summary>
internal static class KebabName
{
    /// <summary>Latin letters and digits, words joined by hyphens.</summary>
    /// <param name="text">A department, a job title, an office.</param>
    /// <param name="otherwise">For a text without any Latin letter or digit.</param>
    public static string Of(string text, string otherwise)
    {
        var words = new List<string>();
        foreach (string word in Words(text.Replace("&", " and ")))
        {
            // A letter that has no Latin form is left out; the description still has the whole text.
            string latin = LatinLetters.From(word, null, out _).Trim('-');
            if (latin.Length > 0) words.Add(latin);
        }

        return words.Count == 0 ? otherwise : string.Join("-", words);
    }

    /// <summary>The first of the names that is not taken yet; the last one with a number when all are.</summary>
    public static string Free(ISet<string> taken, params string[] wished)
    {
        string name = wished.FirstOrDefault(one => !taken.Contains(one)) ?? wished[wished.Length - 1];
        string free = name;
        for (int number = 2; taken.Contains(free); number++) free = $"{name}-{number}";
        taken.Add(free);
        return free;
    }

    private static IEnumerable<string> Words(string text)
    {
        var word = new StringBuilder();
        foreach (char letter in text)
        {
            if (letter is '\'' or '’' or '.') continue;
            if (char.IsLetterOrDigit(letter) || char.GetUnicodeCategory(letter) == System.Globalization.UnicodeCategory.NonSpacingMark)
            {
                word.Append(letter);
                continue;
            }

            if (word.Length > 0) yield return word.ToString();
            word.Clear();
        }

        if (word.Length > 0) yield return word.ToString();
    }
}

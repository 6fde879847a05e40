using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;

namespace LifecycleTools.Engine.People;

/// <summary>Turns a name into the letters that an address may hold: a to z, digits and hyphens.</summary>
internal static class LatinLetters
{
    // Latin letters that Unicode does not take apart into a letter and a mark.
    private static readonly IReadOnlyDictionary<char, string> s_whole = new Dictionary<char, string>
    {
        ['ß'] = "ss", ['ẞ'] = "ss", ['æ'] = "ae", ['Æ'] = "ae", ['œ'] = "oe", ['Œ'] = "oe", ['ø'] = "o", ['Ø'] = "o",
        ['ł'] = "l", ['Ł'] = "l", ['đ'] = "d", ['Đ'] = "d", ['ð'] = "d", ['Ð'] = "d", ['þ'] = "th", ['Þ'] = "th",
        ['ħ'] = "h", ['Ħ'] = "h", ['ı'] = "i", ['ŋ'] = "ng", ['Ŋ'] = "ng", ['ŧ'] = "t", ['Ŧ'] = "t", ['ə'] = "e", ['Ə'] = "e",
        ['ĸ'] = "k", ['ƒ'] = "f", ['ƙ'] = "k", ['Ƙ'] = "k", ['ɓ'] = "b", ['Ɓ'] = "b", ['ɗ'] = "d", ['Ɗ'] = "d", ['ƴ'] = "y", ['Ƴ'] = "y",
    };

    private static readonly IReadOnlyDictionary<char, string> s_german = new Dictionary<char, string>
    {
        ['ä'] = "ae", ['Ä'] = "ae", ['ö'] = "oe", ['Ö'] = "oe", ['ü'] = "ue", ['Ü'] = "ue",
    };

    /// <summary>Takes marks off letters, writes special letters as they are customarily written without them, and drops what is no letter.</summary>
    /// <param name="name">A name as its owner writes it.</param>
    /// <param name="language">Language tag of the site: in German the umlauts become ae, oe and ue; elsewhere a, o and u. Null: elsewhere.</param>
    /// <param name="strange">The first letter that has no Latin form; null when there is none.</param>
    /// <returns>Lower case. Spaces, apostrophes, dots and symbols are gone; inner hyphens stay.</returns>
    public static string From(string name, string? language, out string? strange)
    {
        strange = null;
        bool german = language is not null
            && (language.Equals("de", StringComparison.OrdinalIgnoreCase) || language.StartsWith("de-", StringComparison.OrdinalIgnoreCase));
        var letters = new StringBuilder(name.Length);

        foreach (char letter in WithoutBrokenPairs(name).Normalize(NormalizationForm.FormKC))
        {
            if (german && s_german.TryGetValue(letter, out string? pair)) letters.Append(pair);
            else if (s_whole.TryGetValue(letter, out string? plain)) letters.Append(plain);
            else letters.Append(letter);
        }

        string apart = letters.ToString().Normalize(NormalizationForm.FormD);
        letters.Clear();
        for (int at = 0; at < apart.Length; at++)
        {
            char one = char.ToLowerInvariant(apart[at]);
            if (one is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '-') letters.Append(one);
            else if (IsDash(one)) letters.Append('-');
            else if (s_whole.TryGetValue(apart[at], out string? plain)) letters.Append(plain);
            else if (IsLetter(apart, at)) strange ??= char.IsSurrogate(apart[at]) ? char.ConvertFromUtf32(char.ConvertToUtf32(apart, at)) : apart[at].ToString();
        }

        return letters.ToString().Trim('-');
    }

    // Half of a surrogate pair, as cutting an emoji in two leaves it, makes Normalize throw.
    private static string WithoutBrokenPairs(string name)
    {
        var whole = new StringBuilder(name.Length);
        for (int at = 0; at < name.Length; at++)
        {
            if (!char.IsSurrogate(name[at])) whole.Append(name[at]);
            else if (at + 1 < name.Length && char.IsSurrogatePair(name[at], name[at + 1])) whole.Append(name, at++, 2);
        }

        return whole.ToString();
    }

    // U+2010 to U+2015: hyphens and dashes that word processors put where a hyphen was typed.
    private static bool IsDash(char one) => one is >= '\u2010' and <= '\u2015';

    // Modifier letters (the okina of Hawaiian, the apostrophe of Ukrainian) are marks in a name, not letters of it.
    private static bool IsLetter(string text, int at)
    {
        if (char.IsLowSurrogate(text[at])) return false;

        return CharUnicodeInfo.GetUnicodeCategory(text, at) is UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter
            or UnicodeCategory.TitlecaseLetter or UnicodeCategory.OtherLetter;
    }
}

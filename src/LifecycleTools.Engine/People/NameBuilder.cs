using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.Roles;

namespace LifecycleTools.Engine.People;

/// <summary>A name that an account could have.</summary>
/// <param name="UserPrincipalName">What the person signs in with.</param>
/// <param name="MailNickname">The mail alias; the same as the part before the @.</param>
public sealed record NameCandidate(string UserPrincipalName, string MailNickname);

/// <summary>Builds the names that a new account could have, in the order the role map wants them tried.</summary>
/// <remarks>
/// In the part before the @ accents are taken off (José: jose, Nguyễn: nguyen, Groß: gross), apostrophes, spaces and dots inside a name are dropped
/// (O'Brien: obrien, van der Berg: vanderberg), hyphens stay (jean-luc), and what is no letter, an emoji for example, is dropped. Names in
/// other scripts are refused rather than guessed: one Cyrillic or Chinese name has several Latin spellings, and only its owner knows which.
/// </remarks>
public static class NameBuilder
{
    private const int FirstNumber = 2;
    private const int LastNumber = 99;

    /// <summary>Lists the names to try, each once. Whether one is free is for the directory to say.</summary>
    /// <param name="given">Given name, as its owner writes it. May be empty for a person of one name.</param>
    /// <param name="surname">Surname, as its owner writes it. May be empty for a person of one name.</param>
    /// <param name="rules">Patterns.</param>
    /// <param name="mailDomain">The part after the @.</param>
    /// <param name="language">Language tag of the site; decides how umlauts are written.</param>
    /// <exception cref="LifecycleException">NameNotLatin, NameInvalid.</exception>
    public static IReadOnlyList<NameCandidate> Candidates(string given, string surname, NamingRules rules, string mailDomain, string? language = null)
    {
        var words = new Words(Latin(given, language), Latin(surname, language));
        string? broken = null;
        var candidates = new List<NameCandidate>();

        foreach (string local in new[] { rules.UserPrincipalName }.Concat(rules.Alternatives).SelectMany(words.Fill).Distinct(StringComparer.Ordinal))
        {
            string name = $"{local}@{mailDomain}";
            if (UserPrincipalNames.WhatBreaks(name) is { } rule) broken ??= $"'{name}' {rule}";
            else candidates.Add(new NameCandidate(name, local));
        }

        if (candidates.Count > 0) return candidates;

        throw new LifecycleException(ErrorIds.NameInvalid, ErrorKind.Argument,
            $"No account name was built for '{given} {surname}': {broken ?? "the name has no letter or digit"}. "
            + "Give one with -UserPrincipalName, or add a shorter alternative to 'naming' in the role map.");
    }

    /// <summary>The name that others see. It keeps accents, letters of every script and apostrophes; line breaks and doubled spaces go.</summary>
    /// <exception cref="LifecycleException">NameInvalid: nothing is left, or more than 256 characters.</exception>
    public static string DisplayName(string given, string surname, NamingRules rules)
    {
        string name = OneLine(NamePattern.Fill(rules.DisplayName, OneLine(given), OneLine(surname), number: null));
        if (name.Length is > 0 and <= 256) return name;

        throw new LifecycleException(ErrorIds.NameInvalid, ErrorKind.Argument, name.Length == 0
            ? "No display name was built: given name and surname are empty. Give at least one of them."
            : $"No display name was built for '{name.Substring(0, 40)}...': it has {name.Length} characters, and the directory takes 256. Give a shorter name.");
    }

    private static string Latin(string name, string? language)
    {
        string latin = LatinLetters.From(name, language, out string? strange);
        if (strange is null) return latin;

        throw new LifecycleException(ErrorIds.NameNotLatin, ErrorKind.Argument,
            $"No account name was built for '{OneLine(name)}': '{strange}' has no Latin form that everybody would agree on. "
            + "Give the name in Latin letters with -UserPrincipalName; the display name can stay as it is.");
    }

    private static string OneLine(string text)
    {
        var line = new StringBuilder(text.Length);
        foreach (char one in text.Trim())
        {
            bool blank = char.IsWhiteSpace(one) || char.IsControl(one);
            if (!blank) line.Append(one);
            else if (line.Length > 0 && line[line.Length - 1] != ' ') line.Append(' ');
        }

        return line.ToString().Trim();
    }

    /// <summary>The name in the letters of an address, and the patterns filled with it.</summary>
    private sealed class Words
    {
        private readonly string _given;
        private readonly string _surname;

        public Words(string given, string surname)
        {
            _given = given;
            _surname = surname;
        }

        public IEnumerable<string> Fill(string pattern)
        {
            // A pattern that needs no part of the name would give everyone the same account; a person of one name still needs that one.
            if (_given.Length == 0 && _surname.Length == 0) yield break;

            bool numbered = NamePattern.IsNumbered(pattern);
            for (int number = FirstNumber; number <= (numbered ? LastNumber : FirstNumber); number++)
            {
                string? written = numbered ? number.ToString(CultureInfo.InvariantCulture) : null;
                string local = Tidy(NamePattern.Fill(pattern, _given, _surname, written)).ToLowerInvariant();
                if (local.Length > 0) yield return local;
            }
        }

        // With one name missing "{given}.{surname}" leaves a separator at an end or two in a row.
        private static string Tidy(string local)
        {
            while (local.Contains("..")) local = local.Replace("..", ".");
            return local.Trim('.', '-', '_');
        }
    }
}

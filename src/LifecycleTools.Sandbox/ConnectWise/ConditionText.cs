using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace LifecycleTools.Sandbox.ConnectWise;

/// <summary>The query language of ConnectWise PSA, as far as it is used here: comparisons, and, or, parentheses, paths with slashes.</summary>
/// <remarks>Source: ConnectWise developer guide, "Query conditions". A string ends at the next double quote; there is no escape.</remarks>
internal sealed class ConditionText
{
    private static readonly Regex s_token = new("\\G\\s*(?:(?<text>\"[^\"]*\")|(?<word>[A-Za-z_][A-Za-z0-9_/]*)|(?<number>-?\\d+)|(?<date>\\[[^\\]]*\\])|(?<sign>!=|<=|>=|=|<|>|\\(|\\)))", RegexOptions.CultureInvariant);
    private readonly List<string> _tokens = new();
    private readonly string? _prefix;
    private int _at;

    private ConditionText(string text, string? prefix)
    {
        _prefix = prefix;
        int at = 0;
        while (at < text.TrimEnd().Length)
        {
            Match found = s_token.Match(text, at);
            if (!found.Success) throw new FormatException($"conditions cannot be read at {at}");
            _tokens.Add(found.Value.Trim());
            at += found.Length;
        }
    }

    /// <summary>What a row must fulfill.</summary>
    /// <param name="text">Null or empty: nothing.</param>
    /// <param name="prefix">What paths begin with that are meant for the row itself: "communicationItems".</param>
    /// <exception cref="FormatException">It is no condition.</exception>
    public static Func<JsonObject, bool> Parse(string? text, string? prefix = null)
    {
        if (string.IsNullOrWhiteSpace(text)) return _ => true;
        ConditionText reader = new(text!, prefix);
        Func<JsonObject, bool> whole = reader.Either();
        return reader._at == reader._tokens.Count ? whole : throw new FormatException("conditions go on after their end");
    }

    private Func<JsonObject, bool> Either()
    {
        Func<JsonObject, bool> left = Both();
        while (Takes("or"))
        {
            Func<JsonObject, bool> before = left, right = Both();
            left = row => before(row) || right(row);
        }

        return left;
    }

    private Func<JsonObject, bool> Both()
    {
        Func<JsonObject, bool> left = One();
        while (Takes("and"))
        {
            Func<JsonObject, bool> before = left, right = One();
            left = row => before(row) && right(row);
        }

        return left;
    }

    private Func<JsonObject, bool> One()
    {
        if (Takes("("))
        {
            Func<JsonObject, bool> inner = Either();
            return Takes(")") ? inner : throw new FormatException("a parenthesis is not closed");
        }

        string path = Next(), sign = Next(), value = Next();
        value = value.StartsWith("[", StringComparison.Ordinal) ? value.Trim('[', ']') : value.Trim('"');
        if (_prefix is not null && path.StartsWith(_prefix + "/", StringComparison.OrdinalIgnoreCase)) path = path.Substring(_prefix.Length + 1);
        return row =>
        {
            string actual = (path == "lastUpdated" ? "_info/lastUpdated" : path).Split('/').Aggregate((JsonNode?)row, (at, name) => at is JsonObject inside ? inside[name] : null)?.ToString() ?? "";
            bool same = string.Equals(actual, value, StringComparison.OrdinalIgnoreCase);
            return sign switch
            {
                "=" => same,
                "!=" => !same,
                ">=" => string.CompareOrdinal(actual, value) >= 0,
                _ => throw new FormatException($"'{sign}' is not understood here"),
            };
        };
    }

    private string Next() => _at < _tokens.Count ? _tokens[_at++] : throw new FormatException("conditions end too early");

    private bool Takes(string word)
    {
        if (_at >= _tokens.Count || !string.Equals(_tokens[_at], word, StringComparison.OrdinalIgnoreCase)) return false;
        _at++;
        return true;
    }
}

using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;

namespace LifecycleTools.Connectors.Tests.Contracts;

/// <summary>A path of the description, and whether a path on the wire is one of its kind.</summary>
internal sealed class PathTemplate
{
    private const string Namespace = "microsoft.";
    private readonly string[] _segments;
    private readonly Regex[] _patterns;

    public PathTemplate(string template)
    {
        Text = template;
        _segments = Split(template);
        _patterns = _segments.Select(Pattern).ToArray();
    }

    public string Text { get; }

    /// <summary>The segments of a path without query, with <c>users('x')</c> written as <c>users/x</c>.</summary>
    public static string[] SegmentsOf(string path) =>
        Split(KeyInBrackets.Replace(path, m => $"/{m.Groups["key"].Value.Replace("''", "'", StringComparison.Ordinal)}"));

    /// <summary>Whether the segments fit, and how many of them are fixed words: the more, the better the match.</summary>
    public bool Fits(IReadOnlyList<string> path, out int fixedWords)
    {
        fixedWords = 0;
        if (path.Count != _segments.Length) return false;

        for (int i = 0; i < path.Count; i++)
        {
            if (!_patterns[i].IsMatch(path[i])) return false;
            if (!_segments[i].Contains('{', StringComparison.Ordinal)) fixedWords++;
        }

        return true;
    }

    private static string[] Split(string path) => path.Trim('/').Split('/');

    // The wire may write graph.group as microsoft.graph.group, and an action with its namespace.
    private static Regex Pattern(string segment)
    {
        string pattern = string.Concat(Placeholder.Split(segment).Select((part, i) => i % 2 == 0 ? Regex.Escape(part) : "[^/]+"));
        bool isWord = !segment.Contains('{', StringComparison.Ordinal);
        string prefix = isWord ? $"(?:{Regex.Escape(Namespace)}(?:graph\\.)?)?" : "";
        return new Regex($"^{prefix}{pattern}$", RegexOptions.CultureInvariant);
    }

    private static readonly Regex Placeholder = new(@"(\{[^}]+\})", RegexOptions.CultureInvariant);

    private static readonly Regex KeyInBrackets = new(@"\('(?<key>(?:[^']|'')*)'\)", RegexOptions.CultureInvariant);
}

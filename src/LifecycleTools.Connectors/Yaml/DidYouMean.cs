using System;
using System.Collections.Generic;
using System.Linq;

namespace LifecycleTools.Connectors.Yaml;

/// <summary>Finds the word that someone probably meant.</summary>
internal static class DidYouMean
{
    // As many words as a message can hold; and a file with very many names must not make each misspelling slow.
    private const int Most = 30;
    private const int MostCompared = 1000;

    /// <summary>A sentence with the nearest word, or with all of them when none is near.</summary>
    public static string Sentence(string written, IReadOnlyCollection<string> words)
    {
        if (words.Count == 0) return "";
        if (Nearest(written, words) is { } word) return $"Did you mean '{word}'?";

        string more = words.Count > Most ? $" and {words.Count - Most} more" : "";
        return $"Write one of: {string.Join(", ", words.Take(Most))}{more}.";
    }

    /// <summary>The word that differs by few letters. Null: none does.</summary>
    public static string? Nearest(string written, IEnumerable<string> words)
    {
        if (written.Length > 64) return null;

        int far = Math.Max(2, written.Length / 3) + 1;
        return words
            .Take(MostCompared)
            .Select(word => (Word: word, Distance: Distance(written.ToLowerInvariant(), word.ToLowerInvariant())))
            .Where(one => one.Distance < Math.Min(far, one.Word.Length))
            .OrderBy(one => one.Distance)
            .Select(one => one.Word)
            .FirstOrDefault();
    }

    // How many letters must be put in, taken out or replaced to make one word the other.
    private static int Distance(string one, string other)
    {
        int[] above = Enumerable.Range(0, other.Length + 1).ToArray();
        for (int row = 1; row <= one.Length; row++)
        {
            int[] current = new int[other.Length + 1];
            current[0] = row;
            for (int at = 1; at <= other.Length; at++)
            {
                int replaced = above[at - 1] + (one[row - 1] == other[at - 1] ? 0 : 1);
                current[at] = Math.Min(replaced, Math.Min(above[at], current[at - 1]) + 1);
            }

            above = current;
        }

        return above[other.Length];
    }
}

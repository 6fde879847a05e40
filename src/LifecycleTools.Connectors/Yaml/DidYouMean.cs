using System;
using System.Collections.Generic;
using System.Linq;

namespace LifecycleTools.Connectors.Yaml;

/// <summary>Finds the word that someone probably meant.</summary>
internal static class DidYouMean
{
    /// <summary>A sentence with the nearest word, or with all of them when none is near.</summary>
    public static string Sentence(string written, IReadOnlyCollection<string> words)
    {
        if (words.Count == 0) return "";
        return Nearest(written, words) is { } word ? $"Did you mean '{word}'?" : $"Write one of: {string.Join(", ", words)}.";
    }

    private static string? Nearest(string written, IEnumerable<string> words)
    {
        if (written.Length > 64) return null;

        int far = Math.Max(2, written.Length / 3) + 1;
        return words
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

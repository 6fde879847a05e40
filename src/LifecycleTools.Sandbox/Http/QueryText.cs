using System;
using System.Collections.Generic;

namespace LifecycleTools.Sandbox.Http;

/// <summary>Query strings and form bodies: the same shape, taken apart in one place.</summary>
internal static class QueryText
{
    /// <summary>Names are compared without case; of a name given twice the last wins.</summary>
    public static IReadOnlyDictionary<string, string> Parse(string text)
    {
        var values = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (string pair in text.TrimStart('?').Split(new[] { '&' }, StringSplitOptions.RemoveEmptyEntries))
        {
            string[] parts = pair.Split(new[] { '=' }, 2);
            values[Plain(parts[0])] = parts.Length == 1 ? "" : Plain(parts[1]);
        }

        return values;
    }

    private static string Plain(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));
}

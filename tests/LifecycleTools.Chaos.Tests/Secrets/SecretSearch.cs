using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;

namespace LifecycleTools.Chaos.Tests.Secrets;

/// <summary>Looks for secrets, in every form, in every place that somebody could read.</summary>
internal sealed class SecretSearch
{
    private readonly Dictionary<string, string> _places = new(StringComparer.Ordinal);

    /// <summary>What was searched.</summary>
    public IReadOnlyCollection<string> Places => _places.Keys;

    /// <summary>A text that somebody could read.</summary>
    public void Add(string place, string text) => _places[place] = text;

    /// <summary>Every file under a folder, with its name; but for those that are said.</summary>
    /// <param name="place">What the files belong to.</param>
    /// <param name="but">Whether a file is left out.</param>
    public void AddFiles(string place, string folder, Func<string, bool> but)
    {
        foreach (string file in Directory.EnumerateFiles(folder, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None }).Where(file => !but(file)))
        {
            // Bytes as letters, one each: a secret in a binary file is found as well; and again as UTF-16.
            byte[] bytes = File.ReadAllBytes(file);
            Add($"{place} {Path.GetRelativePath(folder, file)}", $"{file}\n{Encoding.Latin1.GetString(bytes)}\n{Encoding.Unicode.GetString(bytes)}");
        }
    }

    /// <summary>Where which of these secrets is, and in which form; empty when none is anywhere.</summary>
    public IReadOnlyList<string> Find(IReadOnlyDictionary<string, string> secrets)
    {
        List<string> found = [];
        Dictionary<string, string> flat = _places.ToDictionary(place => place.Key, place => Unfold(place.Value));
        foreach ((string name, string secret) in secrets)
        {
            foreach ((string form, string text) in SecretForms.Of(secret))
            {
                found.AddRange(flat.Where(place => place.Value.Contains(text, Ignoring(form))).Select(place => $"{place.Key}: {name} ({form}): {Around(place.Value, text, Ignoring(form))}"));
            }
        }

        return found;
    }

    // Mail and XML break long lines, quoted-printable with a sign of its own: beside the text as it is stands one without breaks.
    private static string Unfold(string text) => text + "\n" + text.Replace("=\r\n", "", StringComparison.Ordinal).Replace("=\n", "", StringComparison.Ordinal)
        + "\n" + text.Replace("\r", "", StringComparison.Ordinal).Replace("\n", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal);

    private static StringComparison Ignoring(string form) =>
        form.StartsWith("hex", StringComparison.Ordinal) || form.StartsWith("URL", StringComparison.Ordinal) ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;

    private static string Around(string text, string found, StringComparison comparison)
    {
        int at = text.IndexOf(found, comparison);
        return "..." + text[Math.Max(0, at - 200)..Math.Min(text.Length, at + found.Length + 40)] + "...";
    }
}

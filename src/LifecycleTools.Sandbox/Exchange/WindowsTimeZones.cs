using System;
using System.Collections.Generic;
using System.IO;

namespace LifecycleTools.Sandbox.Exchange;

/// <summary>The time zones that Exchange knows, by their Windows names: the same on every system, whatever names its own zones have.</summary>
internal static class WindowsTimeZones
{
    private static readonly Lazy<IReadOnlyDictionary<string, string>> s_names = new(Read);

    /// <summary>The name as Exchange writes it. Null: it has no such zone; IANA ids are none of its names.</summary>
    public static string? Find(string name) => s_names.Value.TryGetValue(name, out string? written) ? written : null;

    private static IReadOnlyDictionary<string, string> Read()
    {
        using Stream table = typeof(WindowsTimeZones).Assembly.GetManifestResourceStream("zones.txt")!;
        using StreamReader lines = new(table);
        Dictionary<string, string> names = new(StringComparer.OrdinalIgnoreCase);
        while (lines.ReadLine() is { } line)
        {
            if (line.StartsWith("#", StringComparison.Ordinal)) continue;
            string name = line.Split('=')[0];
            names.Add(name, name);
        }

        return names;
    }
}

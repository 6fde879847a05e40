using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;

namespace LifecycleTools.Tests.Shared;

/// <summary>What the checked-in manifest says, read as text: a build without PowerShell must be able to check it.</summary>
internal static class ManifestText
{
    private static readonly string s_text = File.ReadAllText(Repository.Manifest);

    /// <summary>ModuleVersion.</summary>
    public static Version Version => Version.Parse(Strings("ModuleVersion").Single());

    /// <summary>The strings that a key has: one, or a list.</summary>
    public static IReadOnlyList<string> Strings(string key)
    {
        Match value = Regex.Match(s_text, $@"^\s*{key}\s*=\s*(?<value>'[^']*'|@\([^)]*\))", RegexOptions.Multiline);
        return value.Success
            ? Regex.Matches(value.Groups["value"].Value, "'([^']*)'").Select(match => match.Groups[1].Value).ToArray()
            : throw new InvalidDataException($"The manifest has no {key}.");
    }

    /// <summary>The files that some keys name, relative to the module's root.</summary>
    public static IReadOnlyList<string> PathsIn(params string[] keys) => keys.SelectMany(Strings).ToArray();
}

using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;
using LifecycleTools.Connectors.Yaml;
using LifecycleTools.Engine.People;
using LifecycleTools.Engine.Roles;

namespace LifecycleTools.Connectors.Roles;

/// <summary>Reads how accounts are named.</summary>
internal static class NamingReader
{
    private static readonly Regex s_placeholder = new(@"\{[^{}]*\}", RegexOptions.CultureInvariant);
    private static readonly Regex s_addressText = new(@"\A[A-Za-z0-9._-]*\z", RegexOptions.CultureInvariant);

    public static NamingSettings Read(YamlReader parent)
    {
        if (parent.Section("naming") is not { } at) return new NamingSettings();

        var settings = new NamingSettings
        {
            UserPrincipalName = Address(at.Value("userPrincipalName"), at),
            Alternatives = at.Has("alternatives") ? at.Values("alternatives").Select(one => Address(one, at)).OfType<string>().ToArray() : null,
            DisplayName = Display(at.Value("displayName"), at),
        };
        at.Know("alternatives");
        at.Finish();
        return settings;
    }

    private static string? Address(YamlText? pattern, YamlReader at)
    {
        if (pattern is null || !HasKnownPlaceholders(pattern, at)) return null;

        string rest = s_placeholder.Replace(pattern.Value, "");
        if (s_addressText.IsMatch(rest)) return pattern.Value;

        at.Findings.Error(pattern, FindingIds.PatternInvalid,
            $"'{YamlReader.Short(pattern.Value)}' in {at.What} holds a character that an address cannot. Use letters, digits, dot, hyphen and underscore; the part from the @ on is the site's mailDomain.");
        return null;
    }

    private static string? Display(YamlText? pattern, YamlReader at)
    {
        if (pattern is null || !HasKnownPlaceholders(pattern, at)) return null;
        if (!NamePattern.IsNumbered(pattern.Value)) return pattern.Value;

        at.Findings.Error(pattern, FindingIds.PatternInvalid, $"'displayName' in {at.What} cannot hold {{n}}: display names need not differ. Leave it out.");
        return null;
    }

    private static bool HasKnownPlaceholders(YamlText pattern, YamlReader at)
    {
        IReadOnlyList<string> used = NamePattern.Find(pattern.Value);
        if (used.FirstOrDefault(name => !NamePattern.Placeholders.Contains(name)) is { } strange)
        {
            at.Findings.Error(pattern, FindingIds.PatternInvalid,
                $"There is no placeholder {{{YamlReader.Short(strange)}}} for {at.What}. Use {string.Join(", ", NamePattern.Placeholders.Select(name => "{" + name + "}"))}.");
            return false;
        }

        if (used.Any(name => name != "n")) return true;

        at.Findings.Error(pattern, FindingIds.PatternInvalid,
            $"'{YamlReader.Short(pattern.Value)}' in {at.What} would give everyone the same name. Use {{given}}, {{surname}}, {{g}} or {{s}} in it.");
        return false;
    }
}

using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace LifecycleTools.Connectors.Yaml;

/// <summary>Reads the keys of one mapping, and records a finding for each that is not as it should be.</summary>
/// <remarks>
/// A key becomes known by being asked for; <see cref="Finish"/> then reports all others. So the readers are the list of keys, and what editors are told of the files
/// (<c>build.ps1 -Task Schemas</c>) is noted by one that finds nothing and writes down what it is asked for.
/// </remarks>
internal class YamlReader
{
    private readonly Dictionary<string, KeyValuePair<YamlText, YamlNode>> _entries;
    private readonly List<string> _known = new();

    /// <param name="map">The mapping.</param>
    /// <param name="what">What it describes, for messages: "role 'sales'".</param>
    /// <param name="findings">Where findings go.</param>
    public YamlReader(YamlMap map, string what, FindingList findings)
    {
        Map = map;
        What = what;
        Findings = findings;
        _entries = map.Entries.ToDictionary(entry => entry.Key.Value, StringComparer.Ordinal);
    }

    public YamlMap Map { get; }

    public string What { get; }

    public FindingList Findings { get; }

    /// <summary>Where a key stands; the mapping itself when it is not there.</summary>
    public virtual YamlNode PlaceOf(string key) => _entries.TryGetValue(key, out KeyValuePair<YamlText, YamlNode> entry) ? entry.Key : Map;

    /// <summary>A single value, without blanks around it. Null: not there, or not a single value.</summary>
    public virtual YamlText? Value(string key)
    {
        if (Find(key) is not { } node) return null;
        if (node is YamlText text && text.Value.Trim() is { Length: > 0 } value) return text with { Value = value };

        Wrong(node, key, "text");
        return null;
    }

    public string? Text(string key) => Value(key)?.Value;

    /// <summary>A single value that must be there. A finding and null when it is not.</summary>
    public virtual YamlText? RequiredValue(string key)
    {
        if (Find(key) is null)
        {
            Findings.Error(Map, FindingIds.KeyMissing, $"'{key}' is missing in {What}. Add it.");
            return null;
        }

        return Value(key);
    }

    public virtual bool? Flag(string key)
    {
        switch (Value(key))
        {
            case null: return null;
            case { Value: "true" }: return true;
            case { Value: "false" }: return false;
            case { } other:
                Findings.Error(other, FindingIds.TypeWrong, $"'{key}' in {What} must be true or false.");
                return null;
        }
    }

    public virtual int? Number(string key, int least, int most)
    {
        if (Value(key) is not { } text) return null;
        if (!int.TryParse(text.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number))
        {
            Findings.Error(text, FindingIds.TypeWrong, $"'{key}' in {What} must be a whole number from {least} to {most}.");
            return null;
        }

        if (number >= least && number <= most) return number;
        Findings.Error(text, FindingIds.ValueNotAllowed, $"'{key}' in {What} is {number}; write a number from {least} to {most}.");
        return null;
    }

    /// <summary>A time of day, as 08:30.</summary>
    public virtual TimeSpan? Time(string key)
    {
        if (Value(key) is not { } text) return null;
        if (TimeSpan.TryParseExact(text.Value, new[] { @"h\:mm", @"hh\:mm" }, CultureInfo.InvariantCulture, out TimeSpan time)) return time;

        Findings.Error(text, FindingIds.TypeWrong, $"'{key}' in {What} must be a time of day from 00:00 to 23:59, as 08:30.");
        return null;
    }

    public virtual T? Choice<T>(string key, IReadOnlyDictionary<string, T> choices) where T : struct =>
        Value(key) is { } text ? Choose(key, text, choices) : null;

    public virtual IReadOnlyList<T>? Choices<T>(string key, IReadOnlyDictionary<string, T> choices) where T : struct =>
        Has(key) ? Values(key).Select(text => Choose(key, text, choices)).OfType<T>().ToArray() : null;

    /// <summary>A list of single values, each once. Empty when it is not there.</summary>
    public virtual IReadOnlyList<YamlText> Values(string key)
    {
        var values = new List<YamlText>();
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (YamlNode node in Nodes(key))
        {
            if (node is not YamlText text || text.Value.Trim() is not { Length: > 0 } value || text.IsNothing) Wrong(node, key, "a list of single values");
            else if (!seen.Add(value)) Findings.Error(node, FindingIds.EntryDuplicate, $"'{Short(value)}' is twice under '{key}' in {What}. Keep one of them.");
            else values.Add(text with { Value = value });
        }

        return values;
    }

    public IReadOnlyList<string> Texts(string key) => Values(key).Select(text => text.Value).ToArray();

    /// <summary>The entries of a list, whatever they are. Empty when it is not there.</summary>
    public virtual IReadOnlyList<YamlNode> Nodes(string key)
    {
        switch (Find(key))
        {
            case null: return Array.Empty<YamlNode>();
            case YamlList list: return list.Entries;
            case { } other:
                Wrong(other, key, "a list, with a dash before each entry");
                return Array.Empty<YamlNode>();
        }
    }

    /// <summary>A mapping under a key. Null: not there, or not a mapping.</summary>
    public virtual YamlReader? Section(string key)
    {
        switch (Find(key))
        {
            case null: return null;
            case YamlMap map: return new YamlReader(map, $"'{key}' of {What}", Findings);
            case { } other:
                Wrong(other, key, "a mapping of keys to values");
                return null;
        }
    }

    /// <summary>A mapping that must be there. A finding and null when it is not.</summary>
    public virtual YamlReader? RequiredSection(string key)
    {
        if (!Has(key)) Findings.Error(Map, FindingIds.KeyMissing, $"'{key}' is missing in {What}. Add it.");
        return Section(key);
    }

    /// <summary>A mapping that is an entry of a list.</summary>
    /// <param name="what">What it describes: "a license".</param>
    public virtual YamlReader Entry(YamlMap map, string what) => new(map, $"{what} of {What}", Findings);

    /// <summary>The mappings under a key whose keys are names that people choose.</summary>
    /// <param name="key">The key.</param>
    /// <param name="kind">What each is: "role".</param>
    public virtual IEnumerable<(YamlText Name, YamlReader Body)> Named(string key, string kind)
    {
        switch (Find(key))
        {
            case null: yield break;
            case YamlMap map:
                foreach (KeyValuePair<YamlText, YamlNode> entry in map.Entries)
                {
                    string what = $"{kind} '{Short(entry.Key.Value)}'";
                    if (entry.Value is YamlMap body) yield return (entry.Key, new YamlReader(body, what, Findings));
                    else if (entry.Value is YamlText { IsNothing: true } nothing) yield return (entry.Key, Nothing(nothing, what));
                    else Findings.Error(entry.Value, FindingIds.TypeWrong, $"{what} is {entry.Value.Kind}; it must be a mapping of keys to values.");
                }

                yield break;
            case { } other:
                Wrong(other, key, $"a mapping with the name of each {kind} as key");
                yield break;
        }
    }

    /// <summary>Whether a key is there with a value, without reading it.</summary>
    public virtual bool Has(string key) => Find(key) is not null;

    /// <summary>Says that other keys are read elsewhere.</summary>
    public void Know(params string[] keys) => _known.AddRange(keys);

    /// <summary>Reports the keys that nobody asked for.</summary>
    public void Finish()
    {
        foreach (KeyValuePair<YamlText, YamlNode> entry in Map.Entries.Where(entry => !_known.Contains(entry.Key.Value)))
        {
            Findings.Error(entry.Key, FindingIds.KeyUnknown,
                $"There is no key '{Short(entry.Key.Value)}' in {What}. {DidYouMean.Sentence(entry.Key.Value, _known.Distinct().ToArray())}");
        }
    }

    /// <summary>A text cut to what a message can hold.</summary>
    public static string Short(string text) => text.Length <= 60 ? text : text.Substring(0, 57) + "...";

    private YamlReader Nothing(YamlText at, string what) =>
        new(new YamlMap(Array.Empty<KeyValuePair<YamlText, YamlNode>>(), at.Line, at.Column), what, Findings);

    private YamlNode? Find(string key)
    {
        if (!_known.Contains(key)) _known.Add(key);
        return _entries.TryGetValue(key, out KeyValuePair<YamlText, YamlNode> entry) && entry.Value is not YamlText { IsNothing: true } ? entry.Value : null;
    }

    private T? Choose<T>(string key, YamlText text, IReadOnlyDictionary<string, T> choices) where T : struct
    {
        if (choices.TryGetValue(text.Value, out T choice)) return choice;

        Findings.Error(text, FindingIds.ValueNotAllowed,
            $"'{Short(text.Value)}' cannot be used for '{key}' in {What}. {DidYouMean.Sentence(text.Value, choices.Keys.ToArray())}");
        return null;
    }

    private void Wrong(YamlNode node, string key, string expected) =>
        Findings.Error(node, FindingIds.TypeWrong, $"'{key}' in {What} is {node.Kind}; it must be {expected}.");
}

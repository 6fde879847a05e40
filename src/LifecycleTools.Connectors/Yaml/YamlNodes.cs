using System.Collections.Generic;

namespace LifecycleTools.Connectors.Yaml;

/// <summary>Something in a YAML file, and where it stands. Lines and columns count from 1.</summary>
internal abstract record YamlNode(int Line, int Column)
{
    /// <summary>What a person would call it.</summary>
    public abstract string Kind { get; }
}

/// <summary>A single value. Every value is text until a reader asks for something else: NO is Norway, 08:00 is a time, 12 may be a name.</summary>
internal sealed record YamlText(string Value, bool IsPlain, int Line, int Column) : YamlNode(Line, Column)
{
    public override string Kind => IsNothing ? "nothing" : "a single value";

    /// <summary>An empty value, or YAML's words for one, unquoted.</summary>
    public bool IsNothing => IsPlain && Value is "" or "~" or "null" or "Null" or "NULL";
}

/// <summary>A list.</summary>
internal sealed record YamlList(IReadOnlyList<YamlNode> Entries, int Line, int Column) : YamlNode(Line, Column)
{
    public override string Kind => "a list";
}

/// <summary>A mapping of keys to values, in the order of the file, no key twice.</summary>
internal sealed record YamlMap(IReadOnlyList<KeyValuePair<YamlText, YamlNode>> Entries, int Line, int Column) : YamlNode(Line, Column)
{
    public override string Kind => "a mapping";
}

using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;
using LifecycleTools.Connectors.Yaml;

namespace LifecycleTools.Connectors.Tests.Roles;

/// <summary>A reader that finds nothing, and notes in the words of JSON Schema what it is asked for.</summary>
internal sealed class ShapeReader : YamlReader
{
    private const string TimeOfDay = "^([01]?[0-9]|2[0-3]):[0-5][0-9]$";
    private static readonly YamlMap s_nothing = new([], 1, 1);
    private static readonly YamlText s_something = new("?", IsPlain: true, 1, 1);

    private ShapeReader(JsonObject shape, FindingList findings) : base(s_nothing, "the file", findings) => Shape = shape;

    /// <summary>What was asked for so far.</summary>
    public JsonObject Shape { get; }

    /// <summary>One that was asked for nothing yet.</summary>
    public static ShapeReader New() => new(Mapping("object"), new FindingList("file.yaml"));

    public override YamlNode PlaceOf(string key) => s_something;

    // What is read only where it is there is to be asked for too.
    public override bool Has(string key) => true;

    public override YamlText? Value(string key)
    {
        Note(key, new JsonObject { ["type"] = "string" });
        return null;
    }

    public override YamlText? RequiredValue(string key)
    {
        Value(key);
        Require(key);
        return s_something;
    }

    public override bool? Flag(string key)
    {
        Note(key, new JsonObject { ["type"] = "boolean" });
        return null;
    }

    public override int? Number(string key, int least, int most)
    {
        Note(key, new JsonObject { ["type"] = "integer", ["minimum"] = least, ["maximum"] = most });
        return null;
    }

    public override TimeSpan? Time(string key)
    {
        Note(key, new JsonObject { ["type"] = "string", ["pattern"] = TimeOfDay });
        return null;
    }

    public override T? Choice<T>(string key, IReadOnlyDictionary<string, T> choices)
    {
        Note(key, new JsonObject { ["type"] = "string", ["enum"] = Words(choices.Keys) });
        return null;
    }

    public override IReadOnlyList<T>? Choices<T>(string key, IReadOnlyDictionary<string, T> choices)
    {
        Note(key, ListOf(new JsonObject { ["enum"] = Words(choices.Keys) }));
        return null;
    }

    public override IReadOnlyList<YamlText> Values(string key)
    {
        Note(key, ListOf(new JsonObject { ["type"] = Words(["string", "number"]) }));
        return [];
    }

    // An entry is a mapping, or a text that stands for its first key.
    public override IReadOnlyList<YamlNode> Nodes(string key)
    {
        Note(key, new JsonObject
        {
            ["type"] = Words(["array", "null"]),
            ["items"] = new JsonObject { ["anyOf"] = new JsonArray(new JsonObject { ["type"] = "string" }, Mapping("object", "null")) },
        });
        return [s_nothing];
    }

    public override YamlReader Entry(YamlMap map, string what) =>
        new ShapeReader(Properties.Last().Value!["items"]!["anyOf"]![1]!.AsObject(), Findings);

    public override YamlReader? Section(string key)
    {
        if (Properties[key] is not JsonObject { } section || section["properties"] is null) Note(key, section = Mapping("object", "null"));
        return new ShapeReader(section, Findings);
    }

    public override YamlReader? RequiredSection(string key)
    {
        Require(key);
        return Section(key);
    }

    public override IEnumerable<(YamlText Name, YamlReader Body)> Named(string key, string kind)
    {
        JsonObject body = Mapping("object", "null");
        Note(key, new JsonObject { ["type"] = Words(["object", "null"]), ["additionalProperties"] = body });
        yield return (s_something, new ShapeReader(body, Findings));
    }

    private static JsonArray Words(IEnumerable<string> words) => new([.. words.Select(word => (JsonNode)word!)]);

    private static JsonObject Mapping(params string[] types) => new()
    {
        ["type"] = types.Length == 1 ? types[0] : Words(types), ["additionalProperties"] = false, ["properties"] = new JsonObject(),
    };

    private static JsonObject ListOf(JsonObject items) => new() { ["type"] = Words(["array", "null"]), ["items"] = items, ["uniqueItems"] = true };

    private JsonObject Properties => Shape["properties"]!.AsObject();

    private void Note(string key, JsonObject what) => Properties[key] = what;

    private void Require(string key)
    {
        JsonArray required = Shape["required"]?.AsArray() ?? [];
        if (!required.Any(one => (string)one! == key)) required.Add(key);
        Shape["required"] ??= required;
    }
}

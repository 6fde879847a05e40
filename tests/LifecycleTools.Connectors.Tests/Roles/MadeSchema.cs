using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using LifecycleTools.Connectors.Roles;
using LifecycleTools.Connectors.Tenants;
using LifecycleTools.Engine.Requests;

namespace LifecycleTools.Connectors.Tests.Roles;

/// <summary>A shipped schema as the readers would have it.</summary>
/// <remarks>
/// Keys, kinds of value, choices, bounds and what must be there come from the readers. The words that an editor shows beside a key, and how a text has to look, are
/// the shipped file's own; a key that is new to the readers has none until somebody writes them.
/// </remarks>
internal static class MadeSchema
{
    // What stands in several places, and is said once.
    private static readonly string[] s_shared = ["naming", "departure"];
    private static readonly JsonSerializerOptions s_shipped = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The schema, by the name of its file.</summary>
    public static JsonObject Of(string file) => Of(file, Shipped(file));

    /// <summary>The same, with the words of another file than the shipped one.</summary>
    public static JsonObject Of(string file, JsonObject shipped)
    {
        JsonObject made = file switch
        {
            "role-map.schema.json" => RoleMap(),
            "lifecycle.schema.json" => TenantFile(),
            "intake.schema.json" => IntakeForm(),
            _ => throw new ArgumentOutOfRangeException(nameof(file), file, null),
        };
        return (JsonObject)WithWords(made, shipped)!;
    }

    /// <summary>The schema as it is shipped.</summary>
    public static JsonObject Shipped(string file) => JsonNode.Parse(File.ReadAllText(ShippedFiles.Path("schemas", file)))!.AsObject();

    /// <summary>Replaces the shipped file.</summary>
    public static void Write(string file) => File.WriteAllText(ShippedFiles.Path("schemas", file), Of(file).ToJsonString(s_shipped) + "\n");

    private static JsonObject RoleMap()
    {
        ShapeReader reader = ShapeReader.New();
        RoleMapFileReader.Fill(new RoleMapDraft(reader.Findings), reader);

        JsonObject definitions = [];
        JsonObject root = reader.Shape;
        foreach (string shared in s_shared) definitions[shared] = root["properties"]![shared]!.DeepClone();
        foreach ((string many, string one) in new[] { ("sites", "site"), ("roles", "role"), ("overrides", "override") })
        {
            JsonObject named = root["properties"]![many]!.AsObject();
            definitions[one] = named["additionalProperties"]!.DeepClone();
            named["additionalProperties"] = Reference(one);
        }

        foreach (JsonObject holder in definitions.Select(one => one.Value!.AsObject()).Append(root))
        {
            foreach (string shared in s_shared.Where(holder["properties"]!.AsObject().ContainsKey)) holder["properties"]![shared] = Reference(shared);
        }

        root["definitions"] = definitions;
        return root;
    }

    private static JsonObject TenantFile()
    {
        ShapeReader reader = ShapeReader.New();
        YamlTenantFileReader.Read(reader);
        reader.Shape["properties"]!["systems"] = SystemsSchema.Make();
        return reader.Shape;
    }

    private static JsonObject IntakeForm()
    {
        JsonObject fields = [];
        foreach (string field in RequestFields.All) fields[char.ToLowerInvariant(field[0]) + field[1..]] = new JsonObject { ["type"] = "string" };
        fields["kind"]!["enum"] = new JsonArray([.. Enum.GetNames<RequestKind>().Select(kind => (JsonNode)kind!)]);
        return new JsonObject { ["definitions"] = new JsonObject { ["form"] = new JsonObject { ["type"] = "object", ["additionalProperties"] = false, ["properties"] = fields } } };
    }

    private static JsonObject Reference(string definition) => new() { ["$ref"] = "#/definitions/" + definition };

    private static JsonNode? WithWords(JsonNode? made, JsonNode? shipped)
    {
        if (made is not JsonObject shape || shipped is not JsonObject words) return made?.DeepClone();

        JsonObject whole = [];
        bool isText = IsText(shape) && IsText(words);
        foreach ((string key, JsonNode? value) in shape)
        {
            whole[key] = (key, value, words[key]) switch
            {
                ("properties", JsonObject own, var said) => new JsonObject(own.Select(one => KeyValuePair.Create(one.Key, WithWords(one.Value, said?[one.Key])))),
                ("definitions", JsonObject own, JsonObject said) => new JsonObject(said.Select(one => KeyValuePair.Create(one.Key, own.ContainsKey(one.Key) ? WithWords(own[one.Key], one.Value) : one.Value?.DeepClone()))),
                ("anyOf", JsonArray own, var said) => new JsonArray([.. own.Select((one, at) => WithWords(one, said?[at]))]),
                ("required", JsonArray own, JsonArray said) => Union(own, said),
                ("type", _, { } said) when isText => said.DeepClone(),
                (_, _, var said) => WithWords(value, said),
            };
        }

        // What no single key says, and how a text has to look.
        foreach ((string key, JsonNode? value) in words.Where(word => word.Key is not ("properties" or "enum") && (isText || word.Key != "items"))) whole.TryAdd(key, value?.DeepClone());
        return whole;
    }

    private static bool IsText(JsonObject schema) => schema["properties"] is null && schema["enum"] is null && schema["type"] switch
    {
        JsonValue one => (string?)one is "string" or "number",
        JsonArray several => several.Any(one => (string?)one == "string"),
        _ => false,
    };

    private static JsonArray Union(JsonArray made, JsonArray shipped) =>
        new([.. made.Concat(shipped).Select(one => (string)one!).Distinct().Select(word => (JsonNode)word!)]);
}

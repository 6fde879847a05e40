using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using LifecycleTools.Connectors.Systems;
using LifecycleTools.Engine.Ports;
using NJsonSchema;

namespace LifecycleTools.Connectors.Tests.Roles;

/// <summary>What lifecycle.schema.json says of <c>systems</c>, made from the settings that the connectors declare.</summary>
internal static class SystemsSchema
{
    private const string SecretName = "^(env:[A-Za-z_][A-Za-z0-9_]*|vault:.+)$";

    /// <summary>The whole part below <c>systems</c>.</summary>
    public static JsonObject Make() => new()
    {
        ["type"] = Types("object", "null"),
        ["description"] = "Other systems, by name",
        ["additionalProperties"] = new JsonObject
        {
            ["type"] = "object",
            ["required"] = Types("kind"),
            ["properties"] = new JsonObject
            {
                ["kind"] = new JsonObject { ["type"] = "string", ["description"] = "Which product", ["examples"] = Types([.. ConnectorCatalog.Kinds]) },
            },
            ["allOf"] = new JsonArray([.. ConnectorCatalog.Kinds.Select(kind => (JsonNode)new JsonObject
            {
                ["if"] = new JsonObject { ["properties"] = new JsonObject { ["kind"] = new JsonObject { ["const"] = kind } } },
                ["then"] = Entry(kind),
            })]),
        },
    };

    /// <summary>What the shipped schema has against the systems of a file. The library that the other parts are checked with does not know if and then, so each entry is held to the branch of its kind.</summary>
    /// <param name="json">The whole file.</param>
    public static async Task<IReadOnlyList<string>> ErrorsAsync(string json)
    {
        List<string> errors = [];
        if (JsonNode.Parse(json)?["systems"] is not JsonObject systems) return errors;
        foreach (JsonObject entry in systems.Select(each => each.Value).OfType<JsonObject>())
        {
            if (entry["kind"]?.ToString() is not { } kind || !Branches().TryGetValue(kind, out JsonNode? branch)) continue;
            errors.AddRange((await JsonSchema.FromJsonAsync(branch.ToJsonString())).Validate(entry.ToJsonString()).Select(error => error.ToString()));
        }

        return errors;
    }

    /// <summary>What the shipped schema says of each kind.</summary>
    public static Dictionary<string, JsonNode> Branches() =>
        JsonNode.Parse(File.ReadAllText(ShippedFiles.Path("schemas", "lifecycle.schema.json")))!["properties"]!["systems"]!["additionalProperties"]!["allOf"]!.AsArray()
            .ToDictionary(branch => (string)branch!["if"]!["properties"]!["kind"]!["const"]!, branch => branch!["then"]!);

    private static JsonObject Entry(string kind)
    {
        SettingAttribute[] settings = [.. ConnectorCatalog.SettingsOf(kind)];
        JsonObject entry = new() { ["required"] = Types([.. settings.Where(setting => setting.IsRequired).Select(setting => setting.Key)]), ["properties"] = new JsonObject { ["kind"] = new JsonObject() } };
        foreach (SettingAttribute setting in settings) entry["properties"]![setting.Key] = Value(setting);
        entry["additionalProperties"] = false;
        if (settings.Where(setting => setting.With.Length > 0).ToArray() is { Length: > 0 } pairs)
        {
            entry["dependencies"] = new JsonObject(pairs.Select(setting => new KeyValuePair<string, JsonNode?>(setting.Key, Types(setting.With))));
        }

        if (ConnectorCatalog.EitherOf(kind) is { Count: > 0 } lines)
        {
            entry["anyOf"] = new JsonArray([.. lines.Select(line => (JsonNode)new JsonObject { ["required"] = Types(line.Split(' ')) })]);
        }

        return entry;
    }

    private static JsonObject Value(SettingAttribute setting)
    {
        JsonObject value = setting.Form switch
        {
            SettingForm.NameOrNumber => new() { ["type"] = Types("string", "number") },
            SettingForm.WholeNumber => new() { ["type"] = "integer", ["minimum"] = setting.Least, ["maximum"] = setting.Most },
            SettingForm.PositiveNumber => new() { ["type"] = "number", ["exclusiveMinimum"] = 0 },
            SettingForm.Flag => new() { ["type"] = Types("boolean", "string") },
            SettingForm.Choice => new() { ["type"] = "string", ["enum"] = Types(setting.Choices) },
            SettingForm.Address => new() { ["type"] = "string", ["format"] = "uri", ["pattern"] = "^https?://" },
            SettingForm.Secret => new() { ["type"] = "string", ["pattern"] = SecretName },
            SettingForm.List => new() { ["type"] = Types("array", "string"), ["items"] = new JsonObject { ["type"] = "string" } },
            SettingForm.Words => new() { ["type"] = "object", ["additionalProperties"] = new JsonObject { ["type"] = Types("string", "number", "boolean") } },
            SettingForm.Text => new() { ["type"] = "string" },
            _ => throw new ArgumentOutOfRangeException(nameof(setting), setting.Form, null),
        };
        if (setting.Least == int.MinValue) value.Remove("minimum");
        if (setting.Most == int.MaxValue) value.Remove("maximum");
        if (setting.Pattern.Length > 0) value["pattern"] = setting.Pattern;
        value["description"] = setting.Meaning;
        return value;
    }

    private static JsonArray Types(params string[] words) => new([.. words.Select(word => (JsonNode)word!)]);
}

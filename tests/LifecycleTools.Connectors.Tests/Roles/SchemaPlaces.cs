using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;

namespace LifecycleTools.Connectors.Tests.Roles;

/// <summary>The places of a published schema where something of ours stands, each with a way to write a file that has only that.</summary>
internal sealed class SchemaPlaces
{
    private const string AnyName = "one";
    private readonly JsonObject _root;

    public SchemaPlaces(string file)
    {
        _root = JsonNode.Parse(File.ReadAllText(ShippedFiles.Path("schemas", file)))!.AsObject();
        Walk(_root, []);
    }

    /// <summary>Each mapping whose keys are all ours, by its path; "[]" is an entry of a list.</summary>
    public Dictionary<string, JsonObject> Mappings { get; } = [];

    /// <summary>Each value, by its path.</summary>
    public Dictionary<string, JsonObject> Values { get; } = [];

    /// <summary>A file with a value at a path and nothing else. JSON is YAML.</summary>
    public static string FileWith(string path, JsonNode? value)
    {
        JsonNode? node = value;
        foreach (string part in path.Split('/', StringSplitOptions.RemoveEmptyEntries).Reverse())
            node = part == "[]" ? new JsonArray(node) : new JsonObject { [part] = node };

        return node!.ToJsonString();
    }

    private void Walk(JsonObject schema, string[] at)
    {
        JsonObject here = Resolved(schema);
        Values[string.Join('/', at)] = here;
        if (here["properties"] is JsonObject properties)
        {
            if (here["additionalProperties"] is JsonValue closed && !closed.GetValue<bool>()) Mappings[string.Join('/', at)] = here;
            foreach ((string key, JsonNode? value) in properties) Walk(value!.AsObject(), [.. at, key]);
        }

        if (here["additionalProperties"] is JsonObject named) Walk(named, [.. at, AnyName]);
        if (here["items"] is JsonObject entry) Walk(entry, [.. at, "[]"]);
        foreach (JsonNode? form in here["oneOf"] as JsonArray ?? here["anyOf"] as JsonArray ?? [])
        {
            if (form!["properties"] is not null) Walk(form.AsObject(), at);
        }
    }

    private JsonObject Resolved(JsonObject schema)
    {
        if ((string?)schema["$ref"] is not { } reference) return schema;
        return reference.TrimStart('#', '/').Split('/').Aggregate(_root, (node, part) => node[part]!.AsObject());
    }
}

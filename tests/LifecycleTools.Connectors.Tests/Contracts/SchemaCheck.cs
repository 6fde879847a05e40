using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using Microsoft.OpenApi;

namespace LifecycleTools.Connectors.Tests.Contracts;

/// <summary>Compares one JSON value with a schema and tells every difference, with the place where it is.</summary>
/// <remarks>
/// Stricter than the description in one point: a property that it does not name is a difference (annotations with an
/// "@" are not). A misspelled property would otherwise pass in both directions, and nothing else would notice.
/// </remarks>
internal sealed class SchemaCheck(ContractSchema.Compiler schemas, bool isRequest)
{
    private const string TypeMark = "@odata.type";
    private readonly List<(string Pointer, string Rule)> _found = [];

    /// <summary>The differences between the value and the schema; none when it conforms.</summary>
    public static IReadOnlyList<(string Pointer, string Rule)> Of(
        JsonElement value, ContractSchema schema, ContractSchema.Compiler schemas, bool isRequest)
    {
        SchemaCheck check = new(schemas, isRequest);
        check.Check(value, schema, "");
        return check._found;
    }

    private void Check(JsonElement value, ContractSchema schema, string at)
    {
        if (value.ValueKind == JsonValueKind.Null)
        {
            if (!AcceptsNull(schema)) Report(at, "null is not allowed");
            return;
        }

        if (schema.Choices.Count > 0)
        {
            CheckChoices(value, schema, at);
            return;
        }

        if (!TypeFits(value, schema, at)) return;

        if (schema.Enum is { } allowed && value.ValueKind == JsonValueKind.String && !allowed.Contains(value.GetString()!))
        {
            Report(at, $"'{value.GetString()}' is none of {string.Join(", ", allowed)}");
        }

        switch (value.ValueKind)
        {
            case JsonValueKind.String or JsonValueKind.Number when !WireFormats.Fits(value, schema.Format):
                Report(at, $"{value.GetRawText()} is no {schema.Format}");
                break;
            case JsonValueKind.Array:
                CheckItems(value, schema, at);
                break;
            case JsonValueKind.Object:
                CheckObject(value, schema, at);
                break;
        }
    }

    private static bool AcceptsNull(ContractSchema schema) =>
        schema.Nullable || schema.Choices.Any(AcceptsNull)
        || (schema.Type is null && schema.Choices.Count == 0 && schema.Properties.Count == 0);

    private void CheckChoices(JsonElement value, ContractSchema schema, string at)
    {
        List<ContractSchema> real = schema.Choices.Where(c => !c.IsNullOnly).ToList();
        IReadOnlyList<(string, string)>? least = null;
        foreach (ContractSchema choice in real)
        {
            SchemaCheck attempt = new(schemas, isRequest);
            attempt.Check(value, choice, at);
            if (attempt._found.Count == 0) return;
            if (least is null || attempt._found.Count < least.Count) least = attempt._found;
        }

        _found.AddRange(least ?? []);
    }

    private bool TypeFits(JsonElement value, ContractSchema schema, string at)
    {
        if (schema.Type is not { } expected || expected == 0) return true;

        JsonSchemaType actual = value.ValueKind switch
        {
            JsonValueKind.String => JsonSchemaType.String,
            JsonValueKind.Number => JsonSchemaType.Number | JsonSchemaType.Integer,
            JsonValueKind.Array => JsonSchemaType.Array,
            JsonValueKind.Object => JsonSchemaType.Object,
            _ => JsonSchemaType.Boolean,
        };
        if ((actual & expected) != 0) return true;

        Report(at, $"is {value.ValueKind}, must be {expected}");
        return false;
    }

    private void CheckItems(JsonElement value, ContractSchema schema, string at)
    {
        int count = value.GetArrayLength();
        if (schema.MaxItems < count) Report(at, $"has {count} items, at most {schema.MaxItems}");
        if (schema.MinItems > count) Report(at, $"has {count} items, at least {schema.MinItems}");
        if (schema.Items is null) return;

        int index = 0;
        foreach (JsonElement item in value.EnumerateArray()) Check(item, schema.Items, $"{at}/{index++}");
    }

    private void CheckObject(JsonElement value, ContractSchema declared, string at)
    {
        ContractSchema schema = Actual(value, declared, at);
        foreach (string name in schema.Required)
        {
            if (!value.TryGetProperty(name, out _)) Report(at, $"'{name}' is required");
        }

        if (schema.Properties.Count == 0) return;

        foreach (JsonProperty property in value.EnumerateObject())
        {
            if (!schema.Properties.TryGetValue(property.Name, out ContractSchema? type))
            {
                bool annotation = property.Name.Contains('@', StringComparison.Ordinal);
                if (!annotation && !schema.Open) Report($"{at}/{property.Name}", $"is no property of {Describe(schema)}");
                continue;
            }

            if (isRequest && type.ReadOnly) Report($"{at}/{property.Name}", "is read-only");
            Check(property.Value, type, $"{at}/{property.Name}");
        }
    }

    // "@odata.type" narrows the declared type; the object is then held to what it says it is.
    private ContractSchema Actual(JsonElement value, ContractSchema declared, string at)
    {
        if (!value.TryGetProperty(TypeMark, out JsonElement mark) || mark.ValueKind != JsonValueKind.String) return declared;

        string name = mark.GetString()!.TrimStart('#');
        if (name == declared.Name || declared.Name.Length == 0) return declared;

        ContractSchema? actual = schemas.Named(name);
        if (actual is null)
        {
            Report($"{at}/{TypeMark}", $"'{name}' is not described");
            return declared;
        }

        if (!actual.Ancestors.Contains(declared.Name)) Report($"{at}/{TypeMark}", $"'{name}' is no {declared.Name}");
        return actual;
    }

    private static string Describe(ContractSchema schema) =>
        schema.Name.Length > 0
            ? schema.Name + (schema.Polymorphic ? " (and there is no @odata.type that says more)" : "")
            : "the described object";

    private void Report(string at, string rule) => _found.Add((at.Length == 0 ? "/" : at, rule));
}

using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using LifecycleTools.Connectors.Yaml;
using LifecycleTools.Engine.Requests;

namespace LifecycleTools.Connectors.Requests;

/// <summary>Forms in JSON or YAML: one as a mapping, many as a list, or as a list under <c>requests</c>.</summary>
internal static class TreeRows
{
    private const string Many = "requests";
    private const int Deepest = 8;

    /// <exception cref="InvalidDataException">It is no JSON, or not in this form.</exception>
    public static IReadOnlyList<IntakeRow> ReadJson(string text, int most)
    {
        try
        {
            using JsonDocument json = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = Deepest, CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            JsonElement root = json.RootElement;
            if (root.ValueKind == JsonValueKind.Object && root.TryGetProperty(Many, out JsonElement many)) root = many;
            IReadOnlyList<JsonElement> forms = root.ValueKind == JsonValueKind.Array ? root.EnumerateArray().ToList() : [root];
            return Numbered(forms, most, FromJson);
        }
        catch (JsonException failure)
        {
            throw new InvalidDataException($"it is no JSON at line {failure.LineNumber + 1}: {failure.Message}", failure);
        }
    }

    /// <exception cref="InvalidDataException">It is no YAML, or not in this form.</exception>
    public static IReadOnlyList<IntakeRow> ReadYaml(string text, string path, int most)
    {
        FindingList findings = new(path);
        YamlNode? root = YamlTree.ReadAny(text, findings);
        if (root is null || findings.HasErrors)
        {
            RoleMapFinding first = findings.ToReport().Findings.First(finding => finding.Severity == FindingSeverity.Error);
            throw new InvalidDataException($"line {first.Line}: {first.Message}");
        }

        if (root is YamlMap map && map.Entries.FirstOrDefault(entry => entry.Key.Value == Many).Value is YamlList many) root = many;
        return Numbered(root is YamlList list ? list.Entries : [root], most, FromYaml);
    }

    private static IReadOnlyList<IntakeRow> Numbered<T>(IReadOnlyList<T> forms, int most, Func<T, int, IntakeRow> read)
    {
        if (forms.Count > most) throw new InvalidDataException($"it has more than {most} forms; split it");
        return forms.Select((form, at) => read(form, at + 1)).ToList();
    }

    private static IntakeRow FromJson(JsonElement form, int number)
    {
        if (form.ValueKind != JsonValueKind.Object) return NoForm(number);
        Dictionary<string, string> fields = new(StringComparer.OrdinalIgnoreCase);
        List<RequestFinding> findings = [];
        foreach (JsonProperty field in form.EnumerateObject())
        {
            if (fields.ContainsKey(field.Name)) findings.Add(Twice(field.Name));
            else if (OfJson(field.Value) is { } text) fields[field.Name] = text;
            else findings.Add(Nested(field.Name));
        }

        return new IntakeRow(number, fields, findings);
    }

    private static IntakeRow FromYaml(YamlNode form, int number)
    {
        if (form is not YamlMap map) return NoForm(number);
        Dictionary<string, string> fields = new(StringComparer.OrdinalIgnoreCase);
        List<RequestFinding> findings = [];
        foreach (KeyValuePair<YamlText, YamlNode> field in map.Entries)
        {
            if (fields.ContainsKey(field.Key.Value)) findings.Add(Twice(field.Key.Value));
            else if (OfYaml(field.Value) is { } text) fields[field.Key.Value] = text;
            else findings.Add(Nested(field.Key.Value));
        }

        return new IntakeRow(number, fields, findings);
    }

    private static string? OfJson(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Null => "",
        JsonValueKind.Array when value.EnumerateArray().All(one => one.ValueKind is JsonValueKind.String or JsonValueKind.Number) => string.Join(",", value.EnumerateArray().Select(OfJson)),
        JsonValueKind.Array or JsonValueKind.Object => null,
        _ => value.GetRawText(),
    };

    private static string? OfYaml(YamlNode value) => value switch
    {
        YamlText text => text.IsNothing ? "" : text.Value,
        YamlList list when list.Entries.All(one => one is YamlText) => string.Join(",", list.Entries.Select(OfYaml)),
        _ => null,
    };

    private static IntakeRow NoForm(int number) =>
        new(number, new Dictionary<string, string>(), [new RequestFinding(RequestFindingIds.RecordUnreadable, "", $"Number {number} is no form: write keys with values, as givenName: Jane.")]);

    private static RequestFinding Nested(string name) =>
        new(RequestFindingIds.ValueInvalid, "", $"'{Short(name)}' holds a mapping; a form has single values, and lists of them.");

    private static RequestFinding Twice(string name) => new(RequestFindingIds.ValueInvalid, "", $"'{Short(name)}' stands there twice. Keep one of them.");

    private static string Short(string name) => YamlReader.Short(name);
}

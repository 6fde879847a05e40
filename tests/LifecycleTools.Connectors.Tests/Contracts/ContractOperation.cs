using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.Json;
using Microsoft.OpenApi;

namespace LifecycleTools.Connectors.Tests.Contracts;

/// <summary>One operation of the description: what may be asked and what may be answered.</summary>
internal sealed class ContractOperation
{

    // Part of a next link that the service made itself; opaque, hence in no description.
    private static readonly string[] s_opaque = ["$skiptoken", "$skipToken"];

    private readonly ContractSchema.Compiler _schemas;
    private readonly HashSet<string> _query;
    private readonly Dictionary<string, ContractSchema> _deep;
    private readonly HashSet<string> _requiredQuery;
    private readonly bool _takesBody;
    private readonly bool _needsBody;
    private readonly ContractSchema? _body;
    private readonly Dictionary<string, (bool HasContent, ContractSchema? Json)> _answers = new(StringComparer.OrdinalIgnoreCase);

    public ContractOperation(OpenApiOperation source, ContractSchema.Compiler schemas)
    {
        _schemas = schemas;
        List<IOpenApiParameter> query = (source.Parameters ?? []).Where(p => p.In == ParameterLocation.Query).ToList();
        _query = query.Select(p => p.Name!).ToHashSet(StringComparer.OrdinalIgnoreCase);
        _deep = query.Where(p => p.Style == ParameterStyle.DeepObject && p.Schema is not null).ToDictionary(p => p.Name!, p => schemas.Compile(p.Schema!), StringComparer.Ordinal);
        _requiredQuery = query.Where(p => p.Required).Select(p => p.Name!).ToHashSet(StringComparer.OrdinalIgnoreCase);
        _takesBody = source.RequestBody is not null;
        _needsBody = source.RequestBody?.Required == true;
        _body = JsonSchemaOf(source.RequestBody?.Content);
        foreach (KeyValuePair<string, IOpenApiResponse> answer in source.Responses ?? [])
        {
            _answers[answer.Key] = (answer.Value.Content is { Count: > 0 }, JsonSchemaOf(answer.Value.Content));
        }
    }

    /// <summary>The differences of a request, as pointer and rule.</summary>
    public IEnumerable<(string Pointer, string Rule)> CheckRequest(
        IReadOnlyDictionary<string, string> query, JsonElement? body, bool hasOtherBody)
    {
        foreach (string name in query.Keys.Where(n => !_query.Contains(n) && !s_opaque.Contains(n) && !IsPartOfDeep(n)))
        {
            yield return ("?" + name, $"is no query parameter here; there are {string.Join(", ", _query)}");
        }

        foreach (string name in _requiredQuery.Where(n => !query.ContainsKey(n)))
        {
            yield return ("?" + name, "is required");
        }

        foreach (var difference in CheckSelect(query)) yield return difference;

        bool isEmpty = body is null or { ValueKind: JsonValueKind.Object } && body?.EnumerateObject().Any() != true;
        if (_needsBody && body is null && !hasOtherBody) yield return ("/", "a body is required");
        if (!_takesBody && (hasOtherBody || !isEmpty)) yield return ("/", "takes no body");
        if (body is not { } sent || _body is null) yield break;

        foreach (var difference in SchemaCheck.Of(sent, _body, _schemas, isRequest: true)) yield return difference;
    }

    /// <summary>The differences of an answer, as pointer and rule.</summary>
    public IEnumerable<(string Pointer, string Rule)> CheckAnswer(int status, JsonElement? body, bool hasOtherBody)
    {
        if (!TryAnswer(status, out (bool HasContent, ContractSchema? Json) described))
        {
            yield return ("status", $"{status} is not described, only {string.Join(", ", _answers.Keys)}");
            yield break;
        }

        bool hasBody = body is not null || hasOtherBody;
        if (hasBody && (status == 204 || !described.HasContent)) yield return ("/", $"{status} has no body here");
        if (described.Json is null) yield break;

        // 202 and 204 say "accepted" and "done"; a 2XX with a schema need not repeat the object then.
        if (body is not { } sent)
        {
            if (hasOtherBody) yield return ("/", "must be JSON");
            else if (status is not (202 or 204)) yield return ("/", $"{status} has a body");
            yield break;
        }

        foreach (var difference in SchemaCheck.Of(sent, described.Json, _schemas, isRequest: false)) yield return difference;
    }

    private IEnumerable<(string Pointer, string Rule)> CheckSelect(IReadOnlyDictionary<string, string> query)
    {
        if (!query.TryGetValue("$select", out string? select)) yield break;
        if (!TryAnswer(200, out (bool, ContractSchema? Json) described) || described.Json is not { } answer) yield break;

        ContractSchema item = answer.Properties.TryGetValue("value", out ContractSchema? list) && list.Items is { } one ? one : answer;
        foreach (string name in select.Split(',').Select(part => part.Trim()))
        {
            if (!_schemas.KnowsProperty(item, name)) yield return ("?$select", $"'{name}' is no property of {item.Name}");
        }
    }

    // filter[status] is the property "status" of the parameter "filter".
    private bool IsPartOfDeep(string name) =>
        name.Split('[', ']') is [var parameter, var part, ""] && _deep.TryGetValue(parameter, out ContractSchema? schema) && schema.Properties.ContainsKey(part);

    private bool TryAnswer(int status, out (bool HasContent, ContractSchema? Json) answer) =>
        _answers.TryGetValue(status.ToString(CultureInfo.InvariantCulture), out answer)
        || _answers.TryGetValue($"{status / 100}XX", out answer)
        || _answers.TryGetValue("default", out answer);

    // Vendors write JSON under names of their own: application/vnd.connectwise.com+json; version=2026.4.
    private ContractSchema? JsonSchemaOf(IDictionary<string, OpenApiMediaType>? content) =>
        content?.FirstOrDefault(each => each.Key.Contains("json", StringComparison.OrdinalIgnoreCase)).Value?.Schema is { } schema ? _schemas.Compile(schema) : null;
}

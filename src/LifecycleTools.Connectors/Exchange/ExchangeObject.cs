using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using LifecycleTools.Engine.Errors;

namespace LifecycleTools.Connectors.Exchange;

/// <summary>An object that a cmdlet returned.</summary>
internal sealed class ExchangeObject(JsonElement json, string cmdlet)
{
    /// <summary>A property's text; null when it is null, empty or not there.</summary>
    public string? Text(string name) => Find(name) is { } value && value.ToString() is { Length: > 0 } text ? text : null;

    /// <summary>A property that must be there.</summary>
    /// <exception cref="LifecycleException">ConnectorAnswerUnexpected when it is not: to assume a value would be to claim what nobody saw.</exception>
    public string Needed(string name) => Text(name) ?? throw Missing(name);

    /// <summary>A true or false that must be there.</summary>
    public bool NeededFlag(string name) => Flag(name) ?? throw Missing(name);

    /// <summary>True or false; null when it is not there.</summary>
    public bool? Flag(string name) => Find(name) is { } value
        ? value.ValueKind switch
        {
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            _ => bool.TryParse(value.ToString(), out bool said) ? said : null,
        }
        : null;

    /// <summary>A list of texts; one text is a list of one. Empty when it is null or not there.</summary>
    public IReadOnlyList<string> Texts(string name) => Find(name) switch
    {
        null => [],
        { ValueKind: JsonValueKind.Array } list => list.EnumerateArray().Select(each => each.ToString()).Where(each => each.Length > 0).ToList(),
        { } one => one.ToString() is { Length: > 0 } text ? [text] : [],
    };

    /// <summary>Whether a list of texts has this one, in whatever case.</summary>
    public bool Has(string name, string text) => Texts(name).Contains(text, StringComparer.OrdinalIgnoreCase);

    private JsonElement? Find(string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out JsonElement value) && value.ValueKind is not (JsonValueKind.Null or JsonValueKind.Undefined)
            ? value
            : null;

    private LifecycleException Missing(string name) =>
        new(ErrorIds.ConnectorAnswerUnexpected, ErrorKind.Answer, $"Exchange's answer to {cmdlet} has no {name}.");
}

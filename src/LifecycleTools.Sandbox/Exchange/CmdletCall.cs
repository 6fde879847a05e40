using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.Json;

namespace LifecycleTools.Sandbox.Exchange;

/// <summary>One cmdlet as it was asked for: its parameters, and what it warns of.</summary>
internal sealed class CmdletCall
{
    private readonly IReadOnlyDictionary<string, JsonElement> _parameters;

    public CmdletCall(string name, IReadOnlyDictionary<string, JsonElement> parameters, RecipientDirectory directory)
    {
        Name = name;
        _parameters = parameters;
        Directory = directory;
    }

    public string Name { get; }

    public RecipientDirectory Directory { get; }

    public SandboxTenant Tenant => Directory.Tenant;

    public List<string> Warnings { get; } = new();

    public IEnumerable<string> ParameterNames => _parameters.Keys;

    /// <summary>Whether the parameter was given, null included: null clears a value.</summary>
    public bool Has(string parameter) => _parameters.ContainsKey(parameter);

    /// <summary>The text of a parameter; null when it was not given or is null.</summary>
    public string? Text(string parameter) =>
        _parameters.TryGetValue(parameter, out JsonElement value) && value.ValueKind != JsonValueKind.Null ? value.ToString() : null;

    /// <summary>The text of a parameter that the catalog has made sure of.</summary>
    public string Required(string parameter) => Text(parameter) ?? throw Failures.MissingParameters(new[] { parameter });

    public bool Flag(string parameter, bool otherwise = false) =>
        _parameters.TryGetValue(parameter, out JsonElement value) && value.ValueKind is JsonValueKind.True or JsonValueKind.False
            ? _parameters[parameter].GetBoolean()
            : otherwise;

    public int Number(string parameter, int otherwise) =>
        Text(parameter) is { } text ? int.Parse(text, NumberStyles.Integer, CultureInfo.InvariantCulture) : otherwise;

    /// <summary>A point in time as sent; without an offset it is UTC.</summary>
    public DateTimeOffset? Time(string parameter)
    {
        if (Text(parameter) is not { } text) return null;

        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time)
            ? time.ToUniversalTime()
            : throw Failures.BadValue(parameter, text, "System.DateTime", "String was not recognized as a valid DateTime.");
    }

    public IReadOnlyList<string> List(string parameter) =>
        _parameters.TryGetValue(parameter, out JsonElement value) ? Texts(value) : Array.Empty<string>();

    /// <summary>What a multi-valued parameter makes of the values there are.</summary>
    /// <param name="parameter">A list replaces everything; a hash table with Add and Remove changes; null clears.</param>
    /// <param name="current">The values so far.</param>
    /// <param name="resolve">Turns a value as sent into a value as kept.</param>
    public List<string> Changed(string parameter, IEnumerable<string> current, Func<string, string> resolve)
    {
        JsonElement value = _parameters[parameter];
        if (value.ValueKind != JsonValueKind.Object) return Texts(value).Select(resolve).Distinct(StringComparer.OrdinalIgnoreCase).ToList();

        List<string> removed = Part(value, "Remove").Select(resolve).ToList();
        return current.Where(one => !removed.Contains(one, StringComparer.OrdinalIgnoreCase))
            .Concat(Part(value, "Add").Select(resolve))
            .Distinct(StringComparer.OrdinalIgnoreCase)
            .ToList();
    }

    internal static IReadOnlyList<string> Texts(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null or JsonValueKind.Undefined => Array.Empty<string>(),
        JsonValueKind.Array => value.EnumerateArray().Select(one => one.ToString()).ToList(),
        JsonValueKind.Object => Part(value, "Add").Concat(Part(value, "Remove")).ToList(),
        _ => value.ToString().Split(',').Select(one => one.Trim()).ToList(),
    };

    private static IReadOnlyList<string> Part(JsonElement table, string name)
    {
        if (!table.TryGetProperty("@odata.type", out JsonElement type) || type.GetString() != "#Exchange.GenericHashTable")
        {
            throw Failures.Invalid("A hash table needs \"@odata.type\": \"#Exchange.GenericHashTable\".");
        }

        return table.EnumerateObject()
            .Where(part => string.Equals(part.Name, name, StringComparison.OrdinalIgnoreCase))
            .SelectMany(part => Texts(part.Value))
            .ToList();
    }
}

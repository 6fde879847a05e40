using System;
using System.Globalization;
using System.Linq;
using System.Text.Json;

namespace LifecycleTools.Sandbox.Exchange;

/// <summary>One parameter of a cmdlet and the values it takes.</summary>
internal sealed class CmdletParameter
{
    private readonly string _kind;
    private readonly string[] _allowed;

    private CmdletParameter(string name, string kind, bool required, string[] allowed)
    {
        Name = name;
        _kind = kind;
        Required = required;
        _allowed = allowed;
    }

    public string Name { get; }

    public bool Required { get; }

    /// <summary>Reads the notation of <see cref="CmdletAttribute"/>.</summary>
    public static CmdletParameter Parse(string notation)
    {
        string[] parts = notation.Split(':');
        bool required = parts[0].EndsWith("*", StringComparison.Ordinal);
        string name = parts[0].TrimEnd('*');
        string kind = name.EndsWith("?", StringComparison.Ordinal) ? "switch"
            : name.EndsWith("#", StringComparison.Ordinal) ? "number"
            : name.EndsWith("[]", StringComparison.Ordinal) ? "list"
            : "text";
        return new CmdletParameter(
            name.TrimEnd('?', '#', '[', ']'), kind, required, parts.Length > 1 ? parts[1].Split('|') : Array.Empty<string>());
    }

    /// <summary>Refuses a value that the cmdlet could not take.</summary>
    /// <exception cref="ExchangeFailure">The value has the wrong type or is not one of those allowed.</exception>
    public void Check(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Null) return;

        switch (_kind)
        {
            case "switch" when value.ValueKind is not (JsonValueKind.True or JsonValueKind.False):
                throw Failures.BadValue(Name, value.ToString(), "System.Boolean", "Boolean parameters accept only Boolean values and numbers.");
            case "number" when !int.TryParse(value.ToString(), NumberStyles.Integer, CultureInfo.InvariantCulture, out _):
                throw Failures.BadValue(Name, value.ToString(), "System.Int32", "Input string was not in a correct format.");
            case "text" when value.ValueKind is JsonValueKind.Array or JsonValueKind.Object:
                throw Failures.BadValue(Name, value.ToString(), "System.String", "Cannot convert value to type System.String.");
            default:
                CheckChoice(value);
                break;
        }
    }

    private void CheckChoice(JsonElement value)
    {
        if (_allowed.Length == 0) return;

        foreach (string one in CmdletCall.Texts(value))
        {
            if (_allowed.Contains(one, StringComparer.OrdinalIgnoreCase)) continue;

            throw Failures.BadValue(
                Name, one, Name + "Enum",
                $"Unable to match the identifier name {one} to a valid enumerator name. Specify one of the following enumerator names and try again: {string.Join(", ", _allowed)}");
        }
    }
}

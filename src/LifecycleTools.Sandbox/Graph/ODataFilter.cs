using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace LifecycleTools.Sandbox.Graph;

/// <summary>$filter: comparisons, startsWith, endsWith, contains, in, any, and, or, not, over JSON objects.</summary>
internal sealed class ODataFilter
{
    private static readonly Regex s_token = new(
        @"\G\s*(?:(?<text>'(?:[^']|'')*')|(?<sign>[(),:])|(?<word>[^\s(),:']+(?::\d[^\s(),']*)?))",
        RegexOptions.CultureInvariant);

    private readonly List<string> _tokens;
    private int _next;

    private ODataFilter(string filter) => _tokens = Tokens(filter);

    private delegate object? Value(JsonObject item, JsonNode? variable);

    /// <summary>True when the filter used something that needs ConsistencyLevel: eventual and $count=true.</summary>
    public bool IsAdvanced { get; private set; }

    /// <summary>Reads a filter.</summary>
    /// <exception cref="GraphException">400: it cannot be read.</exception>
    public static (Func<JsonObject, bool> Fits, bool IsAdvanced) Read(string filter)
    {
        var reader = new ODataFilter(filter);
        Value whole = reader.Or();
        if (reader._next < reader._tokens.Count) throw Wrong(filter);
        return (item => whole(item, null) is true, reader.IsAdvanced);
    }

    private Value Or()
    {
        Value left = And();
        while (Take("or"))
        {
            Value first = left, second = And();
            left = (item, variable) => first(item, variable) is true || second(item, variable) is true;
        }

        return left;
    }

    private Value And()
    {
        Value left = Not();
        while (Take("and"))
        {
            Value first = left, second = Not();
            left = (item, variable) => first(item, variable) is true && second(item, variable) is true;
        }

        return left;
    }

    private Value Not()
    {
        if (!Take("not")) return Comparison();
        IsAdvanced = true;
        Value inner = Not();
        return (item, variable) => inner(item, variable) is not true;
    }

    private Value Comparison()
    {
        if (Take("("))
        {
            Value inner = Or();
            Expect(")");
            return inner;
        }

        Value left = Operand();
        string? sign = _next < _tokens.Count ? _tokens[_next].ToUpperInvariant() : null;
        if (sign == "IN") return In(left);
        if (sign is not ("EQ" or "NE" or "GT" or "GE" or "LT" or "LE")) return left;

        _next++;
        if (sign == "NE") IsAdvanced = true;
        Value right = Operand();
        return (item, variable) => Holds(sign, left(item, variable), right(item, variable));
    }

    private Value In(Value left)
    {
        _next++;
        Expect("(");
        var choices = new List<Value>();
        do choices.Add(Operand());
        while (Take(","));
        Expect(")");
        return (item, variable) => choices.Any(choice => Holds("EQ", left(item, variable), choice(item, variable)));
    }

    private Value Operand()
    {
        string token = Take();
        if (token[0] == '\'') return Constant(Regex.Replace(token.Substring(1, token.Length - 2), "''", "'"));
        if (token.EndsWith("/any", StringComparison.OrdinalIgnoreCase)) return Any(token.Substring(0, token.Length - 4));
        if (Is(token, "startsWith") || Is(token, "endsWith") || Is(token, "contains")) return TextTest(token);
        if (Is(token, "true")) return Constant(true);
        if (Is(token, "false")) return Constant(false);
        if (Is(token, "null")) return Constant(null);
        if (Guid.TryParse(token, out _)) return Constant(token);
        if (DateTimeOffset.TryParse(token, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset date) && token.Length >= 10) return Constant(date);
        if (double.TryParse(token, NumberStyles.Float, CultureInfo.InvariantCulture, out double number)) return Constant(number);
        return Property(token);
    }

    private Value TextTest(string name)
    {
        Expect("(");
        Value text = Operand();
        Expect(",");
        Value part = Operand();
        Expect(")");
        if (!Is(name, "startsWith")) IsAdvanced = true;
        return (item, variable) =>
        {
            if (text(item, variable) is not string whole || part(item, variable) is not string piece) return false;
            return Is(name, "startsWith") ? whole.StartsWith(piece, StringComparison.OrdinalIgnoreCase)
                : Is(name, "endsWith") ? whole.EndsWith(piece, StringComparison.OrdinalIgnoreCase)
                : whole.IndexOf(piece, StringComparison.OrdinalIgnoreCase) >= 0;
        };
    }

    private Value Any(string path)
    {
        Value list = Property(path);
        Expect("(");
        Take();
        Expect(":");
        Value test = Or();
        Expect(")");
        return (item, variable) => list(item, variable) is JsonArray values && values.Any(value => test(item, value) is true);
    }

    // A single letter is the variable of any(): p, p/skuId.
    private static Value Property(string path)
    {
        // A cast names a type on the way to a property; every item here is of that type.
        string[] parts = path.Split('/').Where(part => !part.StartsWith("microsoft.graph.", StringComparison.OrdinalIgnoreCase)).ToArray();
        bool isVariable = parts[0].Length == 1;
        return (item, variable) =>
        {
            if (!isVariable && !item.ContainsKey(parts[0])) throw Wrong($"Could not find a property named '{parts[0]}'.");
            JsonNode? node = isVariable ? variable : item[parts[0]];
            foreach (string part in parts.Skip(1)) node = (node as JsonObject)?[part];
            return Plain(node);
        };
    }

    private static object? Plain(JsonNode? node)
    {
        if (node is not JsonValue value) return node;
        return value.GetValueKind() switch
        {
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            JsonValueKind.Number => double.Parse(value.ToJsonString(), CultureInfo.InvariantCulture),
            _ => value.ToString(),
        };
    }

    private static Value Constant(object? value) => (_, _) => value;

    private static bool Holds(string sign, object? left, object? right)
    {
        if (sign is "EQ" or "NE") return Equal(left, right) == (sign == "EQ");
        if (left is null || right is null) return false;
        int order = left is string text && right is DateTimeOffset date
            ? DateTimeOffset.Parse(text, CultureInfo.InvariantCulture).CompareTo(date)
            : left is double number && right is double other ? number.CompareTo(other) : StringComparer.OrdinalIgnoreCase.Compare(left.ToString(), right.ToString());
        return sign switch { "GT" => order > 0, "GE" => order >= 0, "LT" => order < 0, _ => order <= 0 };
    }

    private static bool Equal(object? left, object? right)
    {
        if (left is string text && right is DateTimeOffset date) return DateTimeOffset.Parse(text, CultureInfo.InvariantCulture) == date;
        if (left is string first && right is string second) return Is(first, second);
        return Equals(left, right);
    }

    private static List<string> Tokens(string filter)
    {
        var tokens = new List<string>();
        int place = 0;
        while (place < filter.Length)
        {
            Match match = s_token.Match(filter, place);
            if (!match.Success)
            {
                if (filter.Substring(place).Trim().Length == 0) break;
                throw Wrong(filter);
            }

            tokens.Add(match.Value.Trim());
            place = match.Index + match.Length;
        }

        return tokens;
    }

    private string Take() => _next < _tokens.Count ? _tokens[_next++] : throw Wrong("Unexpected end of the expression.");

    private bool Take(string token)
    {
        if (_next >= _tokens.Count || !Is(_tokens[_next], token)) return false;
        _next++;
        return true;
    }

    private void Expect(string token)
    {
        if (!Take(token)) throw Wrong($"'{token}' expected at position {_next}.");
    }

    private static bool Is(string left, string right) => string.Equals(left, right, StringComparison.OrdinalIgnoreCase);

    private static GraphException Wrong(string what) => GraphErrors.BadQuery($"Invalid filter clause: {what}");
}

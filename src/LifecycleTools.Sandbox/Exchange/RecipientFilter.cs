using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;

namespace LifecycleTools.Sandbox.Exchange;

/// <summary>OPATH filters: comparisons joined by -and, -or and -not, with brackets; a quote inside a text is written twice.</summary>
internal sealed class RecipientFilter
{
    private static readonly Regex s_token = new(
        @"\G\s*(?:(?<open>\()|(?<close>\))|-(?<word>and|or|not|eq|ne|like|notlike)\b|(?<text>'(?:[^']|'')*'|""[^""]*"")|(?<name>\$?[\w.]+))",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);

    private readonly string _filter;
    private readonly Func<Recipient, string, IEnumerable<string>?> _values;
    private readonly List<Match> _tokens = new();
    private int _at;

    private RecipientFilter(string filter, Func<Recipient, string, IEnumerable<string>?> values)
    {
        _filter = filter;
        _values = values;
        int position = 0;
        while (position < filter.TrimEnd().Length)
        {
            Match token = s_token.Match(filter, position);
            if (!token.Success) throw Broken();
            _tokens.Add(token);
            position = token.Index + token.Length;
        }
    }

    /// <summary>Compiles a filter.</summary>
    /// <param name="values">The values of a property of a recipient; null for a property that cannot be filtered on.</param>
    /// <exception cref="ExchangeFailure">The filter cannot be read.</exception>
    public static Func<Recipient, bool> Parse(string filter, Func<Recipient, string, IEnumerable<string>?> values)
    {
        RecipientFilter parser = new(filter, values);
        Func<Recipient, bool> result = parser.Either();
        return parser._at == parser._tokens.Count ? result : throw parser.Broken();
    }

    private Func<Recipient, bool> Either()
    {
        Func<Recipient, bool> left = Both();
        while (TakeWord("or"))
        {
            Func<Recipient, bool> first = left, second = Both();
            left = recipient => first(recipient) || second(recipient);
        }

        return left;
    }

    private Func<Recipient, bool> Both()
    {
        Func<Recipient, bool> left = Term();
        while (TakeWord("and"))
        {
            Func<Recipient, bool> first = left, second = Term();
            left = recipient => first(recipient) && second(recipient);
        }

        return left;
    }

    private Func<Recipient, bool> Term()
    {
        if (TakeWord("not"))
        {
            Func<Recipient, bool> inner = Term();
            return recipient => !inner(recipient);
        }

        if (Take("open") is null) return Comparison();

        Func<Recipient, bool> bracketed = Either();
        return Take("close") is null ? throw Broken() : bracketed;
    }

    private Func<Recipient, bool> Comparison()
    {
        string name = Take("name") ?? throw Broken();
        string word = (Take("word") ?? throw Broken()).ToUpperInvariant();
        string wanted = Take("text") is { } quoted ? Unquote(quoted) : Constant(Take("name") ?? throw Broken());

        return word switch
        {
            "EQ" => recipient => Values(recipient, name).Any(value => SandboxTenant.Same(value, wanted)),
            "NE" => recipient => !Values(recipient, name).Any(value => SandboxTenant.Same(value, wanted)),
            "LIKE" => recipient => Values(recipient, name).Any(value => IsLike(value, wanted)),
            "NOTLIKE" => recipient => !Values(recipient, name).Any(value => IsLike(value, wanted)),
            _ => throw Broken(),
        };
    }

    private IEnumerable<string> Values(Recipient recipient, string name) =>
        _values(recipient, name) ?? throw Failures.Invalid($"\"{name}\" isn't a valid filterable property. For a list of filterable properties, see the reference.");

    private static bool IsLike(string value, string pattern)
    {
        string expression = string.Join(".*", pattern.Split('*').Select(Regex.Escape));
        return Regex.IsMatch(value, $"^{expression}$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);
    }

    private static string Unquote(string text)
    {
        string inner = text.Substring(1, text.Length - 2);
        return text[0] == '\'' ? string.Join("'", inner.Split(new[] { "''" }, StringSplitOptions.None)) : inner;
    }

    private static string Constant(string text) => text.TrimStart('$');

    private bool TakeWord(string word)
    {
        if (_at >= _tokens.Count || !SandboxTenant.Same(_tokens[_at].Groups["word"].Value, word)) return false;
        _at++;
        return true;
    }

    private string? Take(string kind)
    {
        if (_at >= _tokens.Count || !_tokens[_at].Groups[kind].Success) return null;
        return _tokens[_at++].Groups[kind].Value;
    }

    private ExchangeFailure Broken() => Failures.Invalid($"Cannot bind parameter 'Filter' to the target. Exception setting \"Filter\": \"Invalid filter syntax: {_filter}\"");
}

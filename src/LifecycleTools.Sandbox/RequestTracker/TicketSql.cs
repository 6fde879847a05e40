using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.RegularExpressions;

namespace LifecycleTools.Sandbox.RequestTracker;

/// <summary>As much of TicketSQL as a search for tickets needs: AND, OR, parentheses; =, LIKE and &gt;= on Queue, Status, id, Subject, LastUpdated and custom fields.</summary>
/// <remarks>Source: Request Tracker 5, "TicketSQL". AND binds stronger than OR; comparisons know no case; __Inactive__ is every status in which a ticket is closed.</remarks>
internal sealed class TicketSql
{
    private static readonly Regex s_token = new(@"\G\s*(?:'(?<text>(?:[^'\\]|\\.)*)'|(?<word>[A-Za-z_]\w*|\d+)|(?<sign>>=|=|\(|\)))", RegexOptions.CultureInvariant | RegexOptions.Singleline);
    private readonly RequestTrackerState _state;
    private readonly List<(string Text, bool IsLiteral)> _tokens = new();
    private int _at;

    private TicketSql(RequestTrackerState state, string query)
    {
        _state = state;
        string rest = query.Trim();
        for (int at = 0; at < rest.Length;)
        {
            Match match = s_token.Match(rest, at);
            if (!match.Success) throw new FormatException("Couldn't parse query: " + rest.Substring(at));
            bool isLiteral = match.Groups["text"].Success;
            string text = isLiteral ? Regex.Replace(match.Groups["text"].Value, @"\\(.)", "$1", RegexOptions.Singleline) : match.Value.Trim();
            _tokens.Add((text, isLiteral));
            at += match.Length;
        }
    }

    /// <summary>The condition that a query is.</summary>
    /// <exception cref="FormatException">It cannot be read.</exception>
    public static Func<RequestTrackerTicket, bool> Parse(RequestTrackerState state, string query)
    {
        TicketSql reader = new(state, query);
        Func<RequestTrackerTicket, bool> condition = reader.Either();
        return reader._at == reader._tokens.Count ? condition : throw new FormatException($"Couldn't parse query: '{reader._tokens[reader._at].Text}' was not expected");
    }

    private Func<RequestTrackerTicket, bool> Either()
    {
        Func<RequestTrackerTicket, bool> left = Both();
        while (Takes("OR"))
        {
            (Func<RequestTrackerTicket, bool> one, Func<RequestTrackerTicket, bool> other) = (left, Both());
            left = ticket => one(ticket) || other(ticket);
        }

        return left;
    }

    private Func<RequestTrackerTicket, bool> Both()
    {
        Func<RequestTrackerTicket, bool> left = One();
        while (Takes("AND"))
        {
            (Func<RequestTrackerTicket, bool> one, Func<RequestTrackerTicket, bool> other) = (left, One());
            left = ticket => one(ticket) && other(ticket);
        }

        return left;
    }

    private Func<RequestTrackerTicket, bool> One()
    {
        if (!Takes("(")) return Compared(Next(), Next(), Next());
        Func<RequestTrackerTicket, bool> inner = Either();
        return Takes(")") ? inner : throw new FormatException("Couldn't parse query: ')' is missing");
    }

    private Func<RequestTrackerTicket, bool> Compared(string field, string sign, string value) => (field, sign) switch
    {
        ("id", "=") => ticket => RequestTrackerState.Is(ticket.Id, value),
        ("Queue", "=") => ticket => _state.Queues.Exists(queue => queue.Id == ticket.QueueId && (Same(queue.Name, value) || RequestTrackerState.Is(queue.Id, value))),
        ("Status", "=") when value == "__Inactive__" => ticket => _state.Inactive.Contains(ticket.Status, StringComparer.OrdinalIgnoreCase),
        ("Status", "=") => ticket => Same(ticket.Status, value),
        ("Subject", "LIKE") => ticket => Regex.IsMatch(ticket.Subject, Wildcards(value), RegexOptions.IgnoreCase | RegexOptions.Singleline | RegexOptions.CultureInvariant),
        ("LastUpdated", ">=") => Since(value),
        (_, "=") when field.StartsWith("CF.{", StringComparison.Ordinal) => ticket => ticket.CustomFields.TryGetValue(field.Substring(4).TrimEnd('}'), out string? held) && Same(held, value),
        _ => throw new FormatException($"Couldn't parse query: {field} {sign}"),
    };

    private static string Wildcards(string value) => string.Concat(value.Select(letter => letter switch { '%' => ".*", '_' => ".", _ => Regex.Escape(letter.ToString()) }));

    private static Func<RequestTrackerTicket, bool> Since(string value)
    {
        DateTimeOffset since = DateTimeOffset.ParseExact(value, "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
        return ticket => ticket.UpdatedUtc >= since;
    }

    private bool Takes(string word)
    {
        if (_at >= _tokens.Count || _tokens[_at].IsLiteral || _tokens[_at].Text != word) return false;
        _at++;
        return true;
    }

    private string Next() => _at < _tokens.Count ? _tokens[_at++].Text : throw new FormatException("Couldn't parse query: it ends too early");

    private static bool Same(string left, string right) => string.Equals(left, right, StringComparison.OrdinalIgnoreCase);
}

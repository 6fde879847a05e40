using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using LifecycleTools.Engine.Requests;
using Microsoft.VisualBasic.FileIO;

namespace LifecycleTools.Connectors.Requests;

/// <summary>Rows of a table as Excel and others write them: the first line names the columns; comma, semicolon or tab, whichever the names are separated by.</summary>
internal static class CsvRows
{
    private const int LongestField = 10_000;
    private static readonly char[] s_separators = [';', ',', '\t'];

    /// <exception cref="InvalidDataException">It is no table, or a quote is opened and never closed.</exception>
    /// <param name="separator">What separates columns; null: what the first line has most of.</param>
    public static IReadOnlyList<IntakeRow> Read(string text, string? separator, int most)
    {
        string body = WithoutHint(text, out string? hinted);
        string[] lines = body.Split('\n');
        using TextFieldParser parser = new(new StringReader(body)) { Delimiters = [separator ?? hinted ?? Separator(body)], TrimWhiteSpace = false };
        string[]? names = null;
        List<IntakeRow> rows = [];
        while (!parser.EndOfData)
        {
            int line = (int)parser.LineNumber;
            while (line < lines.Length && lines[line - 1].Trim().Length == 0) line++;
            int shown = line + (hinted is null ? 0 : 1);
            string[]? values = Values(parser, shown, out RequestFinding? broken);
            if (names is null) names = Names(values, broken);
            else if (values is null || !values.All(string.IsNullOrWhiteSpace)) rows.Add(Row(values ?? [], names, shown, broken));
            if (rows.Count > most) throw new InvalidDataException($"it has more than {most} rows; split it");
        }

        return names is null ? throw new InvalidDataException("it is empty; the first line must name the columns") : rows;
    }

    // Null: the line cannot be read, and the finding says why; the lines after it can.
    private static string[]? Values(TextFieldParser parser, int line, out RequestFinding? broken)
    {
        broken = null;
        try
        {
            string[] values = parser.ReadFields() ?? [];
            if (values.Any(value => value.Length > LongestField)) throw new InvalidDataException($"line {line} has a field of more than {LongestField} letters");
            return values;
        }
        catch (MalformedLineException)
        {
            // With an odd number of quotes everything to the end of the file went into one field: which rows there were cannot be told.
            if (parser.ErrorLine.Count(letter => letter == '"') % 2 == 1 && parser.EndOfData) throw new InvalidDataException($"line {line} opens a quote that is never closed");
            broken = Unreadable($"Line {line} has a quote where none may be. Put the whole field into quotes, and double those in it.");
            return null;
        }
    }

    private static string[] Names(string[]? values, RequestFinding? broken)
    {
        if (values is null) throw new InvalidDataException(broken!.Message);
        string[] names = values.Select(name => name.Trim()).ToArray();
        Check(names);
        return names;
    }

    private static IntakeRow Row(string[] values, string[] names, int line, RequestFinding? broken)
    {
        Dictionary<string, string> fields = new(StringComparer.OrdinalIgnoreCase);
        for (int at = 0; at < Math.Min(names.Length, values.Length); at++)
        {
            if (names[at].Length > 0) fields[names[at]] = values[at];
        }

        if (broken is not null) return new IntakeRow(line, fields, [broken]);
        return new IntakeRow(line, fields, values.Length == names.Length ? [] : [Unreadable(
            $"Line {line} has {values.Length} columns, and the first line names {names.Length}. A separator in a value needs quotes around the value.")]);
    }

    private static void Check(string[] names)
    {
        if (names.Count(name => name.Length > 0) < 2) throw new InvalidDataException("its first line does not name columns; they are separated by comma, semicolon or tab");
        string[] twice = names.Where(name => name.Length > 0).GroupBy(name => name, StringComparer.OrdinalIgnoreCase).Where(same => same.Count() > 1).Select(same => same.Key).ToArray();
        if (twice.Length > 0) throw new InvalidDataException($"it names {string.Join(", ", twice)} twice; which of the columns is meant cannot be told");
    }

    // Excel puts a line "sep=;" before the names, for itself.
    private static string WithoutHint(string text, out string? separator)
    {
        separator = null;
        if (!text.StartsWith("sep=", StringComparison.OrdinalIgnoreCase)) return text;
        int end = text.IndexOf("\n", StringComparison.Ordinal);
        string hint = end < 0 ? text : text.Substring(0, end);
        if (hint.TrimEnd('\r').Length != 5) return text;
        separator = hint.Substring(4, 1);
        return end < 0 ? "" : text.Substring(end + 1);
    }

    private static string Separator(string text)
    {
        bool quoted = false;
        Dictionary<char, int> counts = s_separators.ToDictionary(one => one, _ => 0);
        foreach (char letter in text)
        {
            if (letter == '"') quoted = !quoted;
            else if (!quoted && letter is '\n' or '\r') break;
            else if (!quoted && counts.ContainsKey(letter)) counts[letter]++;
        }

        return counts.OrderByDescending(count => count.Value).First().Key.ToString();
    }

    private static RequestFinding Unreadable(string message) => new(RequestFindingIds.RecordUnreadable, "", message);
}

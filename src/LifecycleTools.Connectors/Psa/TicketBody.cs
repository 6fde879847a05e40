using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Text;
using LifecycleTools.Engine.Requests;

namespace LifecycleTools.Connectors.Psa;

/// <summary>The description of a ticket as a form: lines of <c>name: value</c>, in text or in HTML. Anyone may have written it.</summary>
internal static class TicketBody
{
    private const int MostText = 64 * 1024;
    private const int MostLines = 500;
    private const int MostFields = 100;
    private const int LongestName = 60;
    private const int LongestValue = 1000;
    private static readonly string[] s_lineTags = ["br", "p", "div", "tr", "li", "ul", "ol", "table", "h1", "h2", "h3", "h4", "hr"];
    private static readonly string[] s_hidden = ["script", "style", "head", "title", "blockquote"];
    private static readonly string[] s_headers = ["Sent:", "Date:", "To:", "Gesendet:", "Datum:", "An:"];

    /// <summary>Reads the fields. A line that is none is prose and means nothing.</summary>
    /// <param name="findings">Gets what is wrong: too long, or one name with two values.</param>
    public static Dictionary<string, string> Read(string body, List<RequestFinding> findings)
    {
        Dictionary<string, string> fields = new(StringComparer.OrdinalIgnoreCase);
        if (body.Length > MostText)
        {
            findings.Add(Unreadable($"The description is longer than {MostText / 1024} KB. Write the request alone, one field a line."));
            return fields;
        }

        List<string> lines = Own((IsHtml(body) ? Text(body) : body).Split(["\r\n", "\n", "\r"], StringSplitOptions.None)).ToList();
        if (lines.Count > MostLines) findings.Add(Unreadable($"The description has more than {MostLines} lines. Write the request alone, one field a line."));
        foreach (string line in lines.Take(MostLines)) Take(line, fields, findings);
        return fields;
    }

    private static void Take(string line, Dictionary<string, string> fields, List<RequestFinding> findings)
    {
        int end = line.IndexOfAny([':', '\t']);
        if (end <= 0) return;
        string name = Plain(line.Substring(0, end)).TrimStart('-', '*', '\u2022', ' ').TrimEnd('*', ' ');
        string value = Plain(line.Substring(end + 1)).Trim('*', ' ', ':');
        if (name.Length is 0 or > LongestName || value.Length == 0 || !name.Any(char.IsLetter)) return;
        if (value.Length > LongestValue) findings.Add(Unreadable($"'{name}' has more than {LongestValue} letters."));
        else if (fields.TryGetValue(name, out string? before) && before != value) findings.Add(Unreadable($"'{name}' is written twice, with two values. Leave one of them."));
        else if (fields.Count >= MostFields && !fields.ContainsKey(name)) findings.Add(Unreadable($"The description has more than {MostFields} fields."));
        else fields[name] = value;
    }

    // A reply quotes what it answers: that is somebody else's, or an older form.
    private static IEnumerable<string> Own(string[] lines)
    {
        for (int at = 0; at < lines.Length; at++)
        {
            string line = lines[at].Trim();
            if (IsBorder(line, at + 1 < lines.Length ? lines[at + 1].Trim() : "")) yield break;
            if (line.Length > 0 && line[0] != '>') yield return line;
        }
    }

    private static bool IsBorder(string line, string next)
    {
        bool isHeader = Begins(line, "From:") || Begins(line, "Von:");
        bool isIntroduction = (Begins(line, "On ") && line.EndsWith("wrote:", StringComparison.OrdinalIgnoreCase)) || (Begins(line, "Am ") && line.EndsWith(":", StringComparison.Ordinal) && line.IndexOf(" schrieb ", StringComparison.Ordinal) > 0);
        return line == "--" || Begins(line, "-----Original") || Begins(line, "-----Urspr") || Begins(line, "----- Original") || Begins(line, "__________")
            || isIntroduction || (isHeader && s_headers.Any(header => Begins(next, header)));
    }

    private static bool Begins(string line, string with) => line.StartsWith(with, StringComparison.OrdinalIgnoreCase);

    private static bool IsHtml(string body)
    {
        for (int at = 0; at < body.Length; at++)
        {
            if (body[at] != '<') continue;
            string name = NameAt(body, at + 1);
            if (s_lineTags.Contains(name) || s_hidden.Contains(name) || name is "html" or "body" or "span" or "b" or "strong" or "font") return true;
        }

        return false;
    }

    // One pass over the text: what people send is not given to a regular expression that could take its time.
    private static string Text(string html)
    {
        StringBuilder text = new(html.Length);
        int at = 0;
        while (at < html.Length)
        {
            if (html[at] != '<')
            {
                text.Append(html[at] is '\r' or '\n' ? ' ' : html[at]);
                at++;
                continue;
            }

            int end = html.IndexOf('>', at);
            if (end < 0) break;
            string name = NameAt(html, at + 1);
            if (string.CompareOrdinal(html, at, "<!--", 0, 4) == 0) at = After(html, "-->", at);
            else if (s_hidden.Contains(name)) at = After(html, "</" + name, at);
            else
            {
                if (s_lineTags.Contains(name.TrimStart('/'))) text.Append('\n');
                if (name is "/td" or "/th") text.Append('\t');
                at = end + 1;
            }
        }

        return WebUtility.HtmlDecode(text.ToString());
    }

    // What never ends hides the rest, as it does for whoever looks at the ticket.
    private static int After(string html, string what, int from)
    {
        int found = html.IndexOf(what, from + 1, StringComparison.OrdinalIgnoreCase);
        if (found < 0) return html.Length;
        int end = html.IndexOf('>', found);
        return end < 0 ? html.Length : end + 1;
    }

    private static string NameAt(string html, int from)
    {
        int end = from;
        while (end < html.Length && end - from < 12 && (char.IsLetterOrDigit(html[end]) || (html[end] == '/' && end == from))) end++;
        return html.Substring(from, end - from).ToLowerInvariant();
    }

    private static string Plain(string text) => new string(text.Select(letter => char.IsControl(letter) || letter == '\u00A0' ? ' ' : letter).ToArray()).Trim();

    private static RequestFinding Unreadable(string message) => new(RequestFindingIds.RecordUnreadable, "", message);
}

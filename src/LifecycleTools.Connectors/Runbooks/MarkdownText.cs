using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Text.RegularExpressions;

namespace LifecycleTools.Connectors.Runbooks;

/// <summary>A runbook as Markdown, in the GitHub flavor.</summary>
internal static class MarkdownText
{
    private static readonly Regex s_special = new(@"[\\`*_\[\]<>|~&]");
    private static readonly Regex s_firstOfLine = new(@"\A(\s*)([#+=-]|\d+(?=[.)]))");
    private static readonly Regex s_bar = new(@"\|");
    private static readonly Regex s_ticks = new("`+");
    private static readonly Regex s_breaks = new(@"\s*[\r\n]+\s*");

    public static string Of(RunbookPage page)
    {
        StringBuilder text = new();
        text.Append("# ").Append(Escaped(page.Title)).Append("\n\n").Append(Escaped(page.Lead)).Append('\n');
        foreach (Block block in page.Blocks) text.Append('\n').Append(Text(block)).Append('\n');
        return text.ToString();
    }

    private static string Text(Block block) => block switch
    {
        Heading heading => $"{new string('#', heading.Level)} {Escaped(heading.Text)}",
        Paragraph paragraph => Line(paragraph.Words),
        Notice notice => "> " + Line(notice.Words),
        Bullets list => string.Join("\n", list.Items.Select((item, index) => (list.Numbered ? $"{index + 1}. " : "- ") + Line(item))),
        Listing listing => $"```{listing.Language}\n{listing.Text}\n```",
        Table table => string.Join("\n", Rows(table)),
        _ => "",
    };

    private static IEnumerable<string> Rows(Table table)
    {
        yield return "| " + string.Join(" | ", table.Columns.Select(Escaped)) + " |";
        yield return "|" + string.Concat(table.Columns.Select(_ => " --- |"));
        foreach (IReadOnlyList<Words> row in table.Rows) yield return "| " + string.Join(" | ", row.Select(words => Line(words, inTable: true))) + " |";
    }

    private static string Line(Words words, bool inTable = false)
    {
        string line = string.Concat(words.All.Select(word => word.Style switch
        {
            WordStyle.Code => Code(word.Text, inTable),
            WordStyle.Strong when word.Text.Length > 0 => $"**{Escaped(word.Text)}**",
            _ => Escaped(word.Text),
        }));
        return s_firstOfLine.Replace(line, match => match.Groups[1].Value + (char.IsDigit(match.Groups[2].Value[0]) ? match.Groups[2].Value + "\\" : "\\" + match.Groups[2].Value));
    }

    private static string Escaped(string text) => s_special.Replace(s_breaks.Replace(text, " "), match => "\\" + match.Value);

    // A code span takes everything as it stands; only its own fence must be longer than any run of ticks in it, and a table's bar ends a cell even there.
    private static string Code(string text, bool inTable)
    {
        if (text.Length == 0) return "";
        string flat = s_breaks.Replace(text, " ");
        if (inTable) flat = s_bar.Replace(flat, "\\|");
        int longest = s_ticks.Matches(flat).Cast<Match>().Select(match => match.Length).DefaultIfEmpty(0).Max();
        string fence = new('`', longest + 1);
        return longest == 0 ? fence + flat + fence : $"{fence} {flat} {fence}";
    }
}

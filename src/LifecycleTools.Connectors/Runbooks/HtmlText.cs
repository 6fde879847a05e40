using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace LifecycleTools.Connectors.Runbooks;

/// <summary>A runbook as one HTML file: no script, no font, no picture, no address that a browser would fetch.</summary>
internal static class HtmlText
{
    private static readonly Regex s_notInId = new("[^a-z0-9]+");
    private static readonly Lazy<string> s_style = new(ReadStyle);

    public static string Of(RunbookPage page)
    {
        StringBuilder text = new();
        text.Append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
        text.Append("<meta name=\"color-scheme\" content=\"light dark\">\n<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n");
        text.Append("<title>").Append(Escaped(page.Title)).Append("</title>\n<style>\n").Append(s_style.Value).Append("</style>\n</head>\n<body>\n");
        text.Append("<a class=\"skip\" href=\"#content\">Skip to the content</a>\n");
        text.Append("<header><h1>").Append(Escaped(page.Title)).Append("</h1><p>").Append(Escaped(page.Lead)).Append("</p></header>\n");
        Body(text, page);
        text.Append("</body>\n</html>\n");
        return text.ToString();
    }

    private static void Body(StringBuilder text, RunbookPage page)
    {
        IReadOnlyList<string> ids = Ids(page);
        text.Append("<div class=\"page\">\n<nav aria-label=\"Contents\"><details open><summary>Contents</summary><ol>\n");
        for (int i = 0; i < page.Blocks.Count; i++)
        {
            if (page.Blocks[i] is Heading { Level: 2 } part) text.Append("<li><a href=\"#").Append(ids[i]).Append("\">").Append(Escaped(part.Text)).Append("</a></li>\n");
        }

        text.Append("</ol></details></nav>\n<main id=\"content\">\n");
        bool isOpen = false;
        for (int i = 0; i < page.Blocks.Count; i++)
        {
            if (page.Blocks[i] is Heading heading)
            {
                if (heading.Level == 2)
                {
                    if (isOpen) text.Append("</section>\n");
                    text.Append("<section aria-labelledby=\"").Append(ids[i]).Append("\">\n");
                    isOpen = true;
                }

                string tag = heading.Level == 2 ? "h2" : "h3";
                text.Append('<').Append(tag).Append(" id=\"").Append(ids[i]).Append("\">").Append(Escaped(heading.Text)).Append("</").Append(tag).Append(">\n");
            }
            else
            {
                text.Append(Text(page.Blocks[i])).Append('\n');
            }
        }

        if (isOpen) text.Append("</section>\n");
        text.Append("</main>\n</div>\n");
    }

    private static string Text(Block block) => block switch
    {
        Paragraph paragraph => $"<p>{Line(paragraph.Words)}</p>",
        Notice notice => $"<p class=\"notice\" role=\"note\">{Line(notice.Words)}</p>",
        Bullets list => $"<{Tag(list)}>{string.Concat(list.Items.Select(item => $"<li>{Line(item)}</li>"))}</{Tag(list)}>",
        Listing listing => $"<pre tabindex=\"0\"><code>{Escaped(listing.Text)}</code></pre>",
        Table table => Rows(table),
        _ => "",
    };

    private static string Tag(Bullets list) => list.Numbered ? "ol" : "ul";

    // On a phone each row becomes a card, where the column's name stands before its value.
    private static string Rows(Table table)
    {
        string look = string.Join(" ", new[] { table.Look, table.Columns.Count == 2 ? "pair" : "" }.Where(one => one.Length > 0));
        StringBuilder text = new(look.Length == 0 ? "<table><thead><tr>" : $"<table class=\"{look}\"><thead><tr>");
        foreach (string column in table.Columns) text.Append("<th scope=\"col\">").Append(Escaped(column)).Append("</th>");
        text.Append("</tr></thead><tbody>\n");
        foreach (IReadOnlyList<Words> row in table.Rows)
        {
            text.Append("<tr>");
            for (int i = 0; i < row.Count; i++)
            {
                string empty = row[i].IsEmpty ? " class=\"empty\"" : "";
                text.Append(i == 0 ? "<th scope=\"row\"" : "<td").Append(empty).Append(" data-column=\"").Append(Escaped(table.Columns[i])).Append("\"><div>")
                    .Append(Line(row[i])).Append(i == 0 ? "</div></th>" : "</div></td>");
            }

            text.Append("</tr>\n");
        }

        return text.Append("</tbody></table>").ToString();
    }

    private static string Line(Words words) => string.Concat(words.All.Select(word => word.Style switch
    {
        WordStyle.Code when word.Text.Length > 0 => $"<code>{Escaped(word.Text)}</code>",
        WordStyle.Strong when word.Text.Length > 0 => $"<strong>{Escaped(word.Text)}</strong>",
        _ => Escaped(word.Text),
    }));

    private static string Escaped(string text) => WebUtility.HtmlEncode(text);

    private static IReadOnlyList<string> Ids(RunbookPage page)
    {
        HashSet<string> taken = new(StringComparer.Ordinal) { "content" };
        return page.Blocks.Select(block =>
        {
            if (block is not Heading heading) return "";
            string wanted = s_notInId.Replace(heading.Text.ToLowerInvariant(), "-").Trim('-');
            if (wanted.Length == 0) wanted = "part";
            string id = wanted;
            for (int n = 2; !taken.Add(id); n++) id = $"{wanted}-{n}";
            return id;
        }).ToList();
    }

    private static string ReadStyle()
    {
        using Stream stream = typeof(HtmlText).Assembly.GetManifestResourceStream("LifecycleTools.Runbooks/runbook.css")
            ?? throw new InvalidOperationException("The style of the runbook is not in this assembly.");
        using StreamReader reader = new(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}

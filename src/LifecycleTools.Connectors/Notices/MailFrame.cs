using System;
using System.Collections.Generic;
using System.Text.RegularExpressions;

namespace LifecycleTools.Connectors.Notices;

/// <summary>
/// The page around a notice. Outlook on Windows lays out with Word, which knows tables and styles on elements; phones and dark mode need a style sheet. So both are
/// there: a template writes plain elements (h1, p, table, td ...) with our classes, and the styles are put on them here. Nothing is asked of any server.
/// </summary>
internal static class MailFrame
{
    private const string Font = "font-family:'Segoe UI',Roboto,Helvetica,Arial,sans-serif;";

    // By element, then by element and class; the second adds to the first.
    private static readonly Dictionary<string, string> s_styles = new(StringComparer.OrdinalIgnoreCase)
    {
        ["h1"] = Font + "font-size:22px;line-height:28px;font-weight:600;color:#16202a;margin:0 0 12px 0;",
        ["h2"] = Font + "font-size:15px;line-height:20px;font-weight:600;color:#16202a;margin:24px 0 8px 0;",
        ["p"] = Font + "font-size:15px;line-height:22px;color:#28323c;margin:0 0 12px 0;",
        ["p.small"] = "font-size:13px;line-height:18px;color:#5a6672;",
        ["p.box"] = "background-color:#fff4e5;border-left:4px solid #d9822b;padding:12px 14px;",
        ["ul"] = Font + "font-size:15px;line-height:22px;color:#28323c;margin:0 0 12px 0;padding:0 0 0 22px;",
        ["ol"] = Font + "font-size:15px;line-height:22px;color:#28323c;margin:0 0 12px 0;padding:0 0 0 22px;",
        ["li"] = "margin:0 0 6px 0;",
        ["table"] = "border-collapse:collapse;width:100%;margin:4px 0 16px 0;",
        ["td"] = Font + "font-size:14px;line-height:20px;color:#28323c;padding:8px 12px 8px 0;border-bottom:1px solid #e3e8ed;vertical-align:top;text-align:left;word-break:break-word;overflow-wrap:anywhere;",
        ["td.label"] = "width:130px;color:#5a6672;word-break:normal;overflow-wrap:normal;",
        ["td.state"] = "width:104px;word-break:normal;overflow-wrap:normal;",
        ["td.number"] = "width:33%;text-align:center;padding:10px 4px;",
        ["span"] = Font,
        ["span.done"] = "color:#1a7340;font-weight:600;",
        ["span.left"] = "color:#b3261e;font-weight:600;",
        ["span.wait"] = "color:#8a5300;font-weight:600;",
        ["span.quiet"] = "color:#5a6672;",
        ["span.detail"] = "font-size:13px;line-height:18px;color:#5a6672;",
        ["span.big"] = "font-size:24px;line-height:30px;font-weight:600;color:#16202a;",
        ["code"] = "font-family:Consolas,Menlo,monospace;font-size:13px;background-color:#eef1f4;color:#16202a;padding:2px 5px;word-break:break-word;overflow-wrap:anywhere;",
    };

    private static readonly Regex s_element = new(@"<(?<name>[a-z][a-z0-9]*)(?<rest>(?:\s+class=""(?<class>[\w-]+)"")?)\s*>", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase);
    private static readonly Lazy<string[]> s_page = new(() => Regex.Split(ShippedTemplates.Read("frame.html"), "<!-- (?:language|title|content) -->"));

    /// <summary>Puts our styles on the elements of a template. Elements with attributes of their own stay as they are.</summary>
    public static string Styled(string html) => s_element.Replace(html, found =>
    {
        string name = found.Groups["name"].Value;
        string style = (s_styles.TryGetValue(name, out string? own) ? own : "")
            + (found.Groups["class"].Success && s_styles.TryGetValue($"{name}.{found.Groups["class"].Value}", out string? more) ? more : "");
        if (style.Length == 0) return found.Value;

        string table = name.Equals("table", StringComparison.OrdinalIgnoreCase) ? " role=\"presentation\" cellpadding=\"0\" cellspacing=\"0\" border=\"0\" width=\"100%\"" : "";
        return $"<{name}{found.Groups["rest"].Value}{table} style=\"{style}\">";
    });

    /// <summary>The whole page.</summary>
    /// <param name="content">What stands in it, escaped.</param>
    /// <param name="title">Escaped.</param>
    /// <param name="language">For screen readers: de-CH.</param>
    public static string Around(string content, string title, string language)
    {
        string[] page = s_page.Value;
        return page[0] + language + page[1] + title + page[2] + content.Trim() + page[3];
    }
}

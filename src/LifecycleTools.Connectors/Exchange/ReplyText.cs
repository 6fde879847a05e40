using System.Net;
using System.Text.RegularExpressions;

namespace LifecycleTools.Connectors.Exchange;

/// <summary>Plain text to the HTML that Exchange keeps replies in, and back.</summary>
internal static class ReplyText
{
    private const RegexOptions Options = RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.Singleline;
    private static readonly Regex s_unseen = new("<(head|style|script|title)\\b.*?</\\1\\s*>|<!--.*?-->", Options);
    private static readonly Regex s_tag = new("<[a-z/!][^>]*>", Options);
    private static readonly Regex s_breaks = new("\\s*<br\\s*/?>\\s*|\\s*</(p|div|li|h[1-6]|tr)\\s*>\\s*", Options);
    private static readonly Regex s_ends = new("\\r\\n?", Options);
    private static readonly Regex s_spaces = new("[ \\t\\r]+", Options);
    private static readonly Regex s_lostSpace = new("(?<=^| |\\n) | (?= |\\n|$)", Options);

    /// <summary>Text as HTML: what looks like a tag stays text, lines stay lines, and spaces that a page would swallow stay spaces.</summary>
    public static string ToHtml(string text) =>
        string.Join("<br>", s_lostSpace.Replace(WebUtility.HtmlEncode(Lines(text)), "&nbsp;").Split('\n'));

    /// <summary>The text of HTML, lines kept, spaces at the ends left out.</summary>
    public static string FromHtml(string html)
    {
        bool isHtml = s_tag.IsMatch(html);
        string text = Lines(html);
        if (isHtml)
        {
            text = s_unseen.Replace(text, "");

            // A line that ends in the source is a space on the page; only these tags end one.
            string marked = s_breaks.Replace(text, "\u0001");
            text = s_tag.Replace(marked, "").Replace('\n', ' ').Replace('\u0001', '\n');
        }

        return WebUtility.HtmlDecode(s_spaces.Replace(text, " ")).Replace('\u00A0', ' ').Trim();
    }

    private static string Lines(string text) => s_ends.Replace(text, "\n");
}

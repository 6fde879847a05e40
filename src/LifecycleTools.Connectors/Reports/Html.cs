using System;
using System.Collections;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace LifecycleTools.Connectors.Reports;

/// <summary>A piece of a page. There is no way to make one of finished markup, so text from people is always text.</summary>
internal abstract class Html
{
    public abstract void WriteTo(TextWriter page);

    public static implicit operator Html(string text) => new Words(text);

    /// <summary>Letters that mean something in markup, and those that no page may have.</summary>
    protected static void WriteEscaped(string text, TextWriter page)
    {
        foreach (char letter in text)
        {
            switch (letter)
            {
                case '&': page.Write("&amp;"); break;
                case '<': page.Write("&lt;"); break;
                case '>': page.Write("&gt;"); break;
                case '"': page.Write("&quot;"); break;
                case '\'': page.Write("&#39;"); break;
                case '\n' or '\t': page.Write(letter); break;

                // Marks that turn the writing direction would let a name rearrange the words around it.
                case '\u202A' or '\u202B' or '\u202C' or '\u202D' or '\u202E' or '\u2066' or '\u2067' or '\u2068' or '\u2069': page.Write('\uFFFD'); break;
                case < ' ' or '\u007F' or (>= '\u0080' and <= '\u009F') or '\uFFFE' or '\uFFFF': page.Write('\uFFFD'); break;
                default: page.Write(letter); break;
            }
        }
    }

    private sealed class Words(string text) : Html
    {
        public override void WriteTo(TextWriter page) => WriteEscaped(text, page);
    }
}

/// <summary>An element with its attributes and what is in it.</summary>
/// <param name="name">A name of ours, never one from outside.</param>
/// <param name="attributes">Names of ours; values are escaped. One whose value is null is left out.</param>
internal sealed class Tag(string name, params (string Name, string? Value)[] attributes) : Html, IEnumerable
{
    private static readonly HashSet<string> s_empty = new(StringComparer.Ordinal) { "meta", "link", "br", "hr", "wbr" };
    private static readonly HashSet<string> s_lines = new(StringComparer.Ordinal) { "head", "body", "header", "main", "section", "article", "table", "tbody", "thead", "tr", "ol", "ul", "li", "dl", "div", "footer", "svg" };

    private readonly List<Html> _content = [];

    /// <summary>Adds one piece; null adds nothing.</summary>
    public void Add(Html? piece)
    {
        if (piece is not null) _content.Add(piece);
    }

    /// <summary>Adds pieces.</summary>
    public void Add(IEnumerable<Html?> pieces)
    {
        foreach (Html? piece in pieces) Add(piece);
    }

    /// <summary>The pieces; what lets one be written in braces.</summary>
    public IEnumerator GetEnumerator() => _content.GetEnumerator();

    public override void WriteTo(TextWriter page)
    {
        page.Write('<');
        page.Write(name);
        foreach ((string attribute, string? value) in attributes.Where(one => one.Value is not null))
        {
            page.Write(' ');
            page.Write(attribute);
            page.Write("=\"");
            WriteEscaped(value!, page);
            page.Write('"');
        }

        page.Write('>');
        if (s_empty.Contains(name)) return;
        foreach (Html piece in _content) piece.WriteTo(page);
        page.Write("</");
        page.Write(name);
        page.Write('>');
        if (s_lines.Contains(name)) page.Write('\n');
    }
}

/// <summary>The style sheet that ships with the module: the only content that is written as it stands.</summary>
internal sealed class StyleSheet : Html
{
    private static readonly Lazy<string> s_text = new(() =>
    {
        using Stream resource = typeof(StyleSheet).Assembly.GetManifestResourceStream("LifecycleTools.Reports/report.css")!;
        using StreamReader reader = new(resource);
        return string.Join("\n", reader.ReadToEnd().Split('\n').Select(line => line.TrimEnd('\r')));
    });

    /// <summary>What it says.</summary>
    public static string Text => s_text.Value;

    public override void WriteTo(TextWriter page)
    {
        page.Write("<style>");
        page.Write(Text);
        page.Write("</style>\n");
    }
}

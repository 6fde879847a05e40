using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Net;
using System.Text.RegularExpressions;
using DotLiquid;

namespace LifecycleTools.Connectors.Notices;

/// <summary>One file of a template: three parts that begin with the lines "--- subject", "--- html" and "--- text".</summary>
internal sealed class NoticeTemplate
{
    private const int LongestSubject = 200;
    private static readonly string[] s_parts = ["subject", "html", "text"];
    private static readonly Regex s_heading = new(@"\A---\s*(\w+)\s*\z", RegexOptions.CultureInvariant);
    private static readonly Regex s_blankLines = new(@"\n[ \t]*(?:\n[ \t]*){2,}", RegexOptions.CultureInvariant);
    private static readonly Regex s_lineEnds = new("\\r\\n?", RegexOptions.CultureInvariant);
    private readonly string _path;
    private readonly IReadOnlyDictionary<string, LiquidText> _parts;

    private NoticeTemplate(string path, IReadOnlyDictionary<string, LiquidText> parts)
    {
        _path = path;
        _parts = parts;
    }

    /// <summary>Reads a file's text.</summary>
    /// <param name="path">For messages.</param>
    /// <param name="findings">Gets "path:line: what is wrong".</param>
    /// <returns>Null when there are findings.</returns>
    public static NoticeTemplate? Parse(string path, string text, ICollection<string> findings)
    {
        List<(int Line, string What)> found = [];
        Dictionary<string, LiquidText> parts = new(StringComparer.Ordinal);
        foreach ((string name, int line, string source) in Sections(text, found))
        {
            bool isHtml = name == "html";
            if (LiquidText.Parse(isHtml ? MailFrame.Styled(source) : source, line, isHtml, found) is { } part) parts[name] = part;
        }

        foreach ((int line, string what) in found.OrderBy(each => each.Line)) findings.Add($"{path}:{line}: {what}.");
        return found.Count == 0 ? new NoticeTemplate(path, parts) : null;
    }

    /// <summary>Fills in all three parts.</summary>
    /// <exception cref="TemplateFailure">Names the file.</exception>
    public NoticeLetter Render(Hash model, CultureInfo culture)
    {
        // A header's line ends where a line ends: what people wrote must not begin the next one.
        string subject = NoticeModel.Line(Part("subject", model, culture));
        if (subject.Length > LongestSubject) subject = subject.Substring(0, LongestSubject - 1) + "…";
        string text = s_blankLines.Replace(Part("text", model, culture), "\n\n").Trim() + "\n";
        return new NoticeLetter(subject, MailFrame.Around(Part("html", model, culture), WebUtility.HtmlEncode(subject), culture.Name), text);
    }

    private string Part(string name, Hash model, CultureInfo culture)
    {
        try
        {
            return _parts[name].Render(model, culture);
        }
        catch (TemplateFailure failure)
        {
            throw new TemplateFailure($"{_path}, part '{name}': {failure.Message}", failure);
        }
    }

    private static IEnumerable<(string Name, int Line, string Source)> Sections(string text, List<(int Line, string What)> findings)
    {
        List<(string Name, int Line, List<string> Lines)> sections = [];
        string[] lines = s_lineEnds.Replace(text, "\n").TrimStart('\uFEFF').Split('\n');
        for (int index = 0; index < lines.Length; index++)
        {
            if (s_heading.Match(lines[index]) is { Success: true } heading)
            {
                string name = heading.Groups[1].Value;
                if (!s_parts.Contains(name)) findings.Add((index + 1, $"'{name}' is no part of a notice; there are: {string.Join(", ", s_parts)}"));
                else if (sections.Any(each => each.Name == name)) findings.Add((index + 1, $"part '{name}' is there twice"));
                sections.Add((name, index + 2, []));
            }
            else if (sections.Count > 0)
            {
                sections[sections.Count - 1].Lines.Add(lines[index]);
            }
            else if (lines[index].Trim().Length > 0)
            {
                findings.Add((index + 1, "a part begins with '--- subject', '--- html' or '--- text'; nothing may stand before the first"));
                break;
            }
        }

        foreach (string missing in s_parts.Where(part => sections.All(each => each.Name != part))) findings.Add((lines.Length, $"part '--- {missing}' is missing"));
        return sections.Where(each => s_parts.Contains(each.Name)).Select(each => (each.Name, each.Line, string.Join("\n", each.Lines)));
    }
}

using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using DotLiquid;
using DotLiquid.Exceptions;

namespace LifecycleTools.Connectors.Notices;

/// <summary>One part of a template, checked, and ready to be filled in. It cannot read files, hang, or put in a value that is not escaped.</summary>
internal sealed class LiquidText
{
    // Three nested loops of this many rounds each end by time; the text itself ends by its length.
    private const int MostRounds = 1000;
    private const int MostLetters = 1_000_000;
    private const int MostMilliseconds = 10_000;

    private static readonly Regex s_output = new(@"(?<raw>\{%-?\s*comment\s*-?%\}.*?\{%-?\s*endcomment\s*-?%\})|\{\{(?<trim>-?)(?<inside>.*?)(?<end>-?)\}\}", RegexOptions.Singleline | RegexOptions.CultureInvariant);
    private static readonly Regex s_escaped = new(@"\|\s*(?:escape|h)\s*\z", RegexOptions.CultureInvariant);
    private readonly Template _template;

    private LiquidText(Template template) => _template = template;

    /// <summary>Reads a part.</summary>
    /// <param name="source">The part.</param>
    /// <param name="firstLine">The line of the file on which it begins.</param>
    /// <param name="isHtml">Whether values are escaped for HTML as they are put in.</param>
    /// <param name="findings">Gets what is wrong: line, and what to write instead.</param>
    /// <returns>Null when there are findings.</returns>
    public static LiquidText? Parse(string source, int firstLine, bool isHtml, ICollection<(int Line, string What)> findings)
    {
        int before = findings.Count;
        new LiquidCheck(source, firstLine, findings).Run();
        if (findings.Count > before) return null;

        try
        {
            return new LiquidText(Template.Parse(isHtml ? Escaped(source) : source, SyntaxCompatibility.DotLiquid22a));
        }
        catch (Exception failure) when (failure is SyntaxException or System.ArgumentException)
        {
            findings.Add((LineOf(source, firstLine), failure.Message));
            return null;
        }
    }

    /// <summary>Fills in.</summary>
    /// <exception cref="TemplateFailure">It asks for too much, or compares what cannot be compared.</exception>
    public string Render(Hash model, CultureInfo culture)
    {
        using var text = new BoundedWriter(MostLetters);
        try
        {
            RenderParameters how = new(culture)
            {
                LocalVariables = model,
                Filters = [typeof(Escaping)],
                ErrorsOutputMode = ErrorsOutputMode.Rethrow,
                MaxIterations = MostRounds,
                Timeout = MostMilliseconds,
                SyntaxCompatibilityLevel = SyntaxCompatibility.DotLiquid22a,
            };

            // A template that is made safe for threads does not take filters of one's own.
            lock (_template) _template.Render(text, how);
            return text.ToString();
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            throw new TemplateFailure(failure.Message, failure);
        }
    }

    // People's values are escaped where they are put in, not where a template's author remembers to.
    private static string Escaped(string source) => s_output.Replace(source, found =>
        found.Groups["raw"].Success || s_escaped.IsMatch(found.Groups["inside"].Value)
            ? found.Value
            : $"{{{{{found.Groups["trim"].Value}{found.Groups["inside"].Value}| for_html {found.Groups["end"].Value}}}}}");

    // The parser does not say where: the first piece that it refuses, with every block before it closed, is the place.
    private static int LineOf(string source, int firstLine)
    {
        Stack<string> open = new();
        foreach (LiquidPiece piece in LiquidPiece.Of(source, firstLine))
        {
            if (piece.OpensBlock) open.Push(piece.Tag);
            else if (piece.ClosesBlock && open.Count > 0) open.Pop();

            StringBuilder part = new(source.Substring(0, piece.End));
            foreach (string tag in open) part.Append("{% end").Append(tag).Append(" %}");
            try
            {
                Template.Parse(part.ToString(), SyntaxCompatibility.DotLiquid22a);
            }
            catch (Exception failure) when (failure is SyntaxException or System.ArgumentException)
            {
                return piece.Line;
            }
        }

        return firstLine;
    }

    private static class Escaping
    {
        // Found by its name in Liquid: for_html.
        public static string ForHtml(Context context, object? value) =>
            WebUtility.HtmlEncode(value is IFormattable number ? number.ToString(null, context.CurrentCulture) : value?.ToString() ?? "");
    }

    private sealed class BoundedWriter(int most) : StringWriter(CultureInfo.InvariantCulture)
    {
        public override void Write(char value)
        {
            Count(1);
            base.Write(value);
        }

        public override void Write(string? value)
        {
            Count(value?.Length ?? 0);
            base.Write(value);
        }

        public override void Write(char[] buffer, int index, int count)
        {
            Count(count);
            base.Write(buffer, index, count);
        }

        private void Count(int letters)
        {
            if (GetStringBuilder().Length + letters > most) throw new TemplateFailure($"the text became longer than {most} letters");
        }
    }
}

/// <summary>A template could not be filled in. The message says why; whoever knows the file says where.</summary>
internal sealed class TemplateFailure(string message, Exception? inner = null) : Exception(message, inner);

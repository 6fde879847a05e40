using System.Collections.Generic;
using System.Text.RegularExpressions;

namespace LifecycleTools.Connectors.Notices;

/// <summary>A tag or an output of a Liquid template, and where it stands.</summary>
/// <param name="Tag">The tag's name; empty for an output.</param>
/// <param name="Inside">What follows the tag's name, or what is put out.</param>
/// <param name="Line">In the file.</param>
/// <param name="End">The first letter after it.</param>
internal sealed record LiquidPiece(string Tag, string Inside, int Line, int End)
{
    private static readonly Regex s_pieces = new(@"\{%-?\s*(?<tag>\w*)(?<inside>.*?)-?%\}|\{\{-?(?<out>.*?)-?\}\}|(?<open>\{%|\{\{)", RegexOptions.Singleline | RegexOptions.CultureInvariant);

    /// <summary>Begins something that an end tag ends.</summary>
    public bool OpensBlock => Tag is "if" or "unless" or "for" or "case" or "comment";

    /// <summary>Ends a block.</summary>
    public bool ClosesBlock => Tag.StartsWith("end", System.StringComparison.Ordinal);

    /// <summary>Never closed: {{ without }}.</summary>
    public bool IsOpen { get; private init; }

    /// <summary>Every piece in order, without those inside comments.</summary>
    public static IEnumerable<LiquidPiece> Of(string source, int firstLine)
    {
        int line = firstLine;
        int seen = 0;
        bool inComment = false;
        foreach (Match found in s_pieces.Matches(source))
        {
            for (; seen < found.Index; seen++)
            {
                if (source[seen] == '\n') line++;
            }

            string tag = found.Groups["tag"].Value;
            if (inComment && tag != "endcomment") continue;

            inComment = tag == "comment";
            string inside = found.Groups["out"].Success ? found.Groups["out"].Value : found.Groups["inside"].Value;
            yield return new LiquidPiece(tag, inside, line, found.Index + found.Length) { IsOpen = found.Groups["open"].Success };
        }
    }
}

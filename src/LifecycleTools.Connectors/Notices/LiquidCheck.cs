using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;

namespace LifecycleTools.Connectors.Notices;

/// <summary>
/// Checks a part of a template before it is used: only tags and filters that can neither hang nor read anything, only values that a notice has, every block closed.
/// The parser itself lets most of this pass, and a notice would go out with a gap where a name should be.
/// </summary>
internal sealed class LiquidCheck(string source, int firstLine, ICollection<(int Line, string What)> findings)
{
    private const int MostNestedLoops = 3;
    private const string Operand = @"(?:""""|-?\d+(?:\.\d+)?|[A-Za-z_][\w.-]*(?:\[\d+\])?)";

    private static readonly string[] s_tags = ["if", "elsif", "else", "endif", "unless", "endunless", "for", "endfor", "break", "continue", "case", "when", "endcase", "assign", "comment", "endcomment"];
    private static readonly string[] s_filters =
    [
        "capitalize", "compact", "date", "default", "divided_by", "downcase", "escape", "first", "h", "join", "last", "minus", "plus", "reverse", "round",
        "size", "slice", "sort", "strip", "times", "truncate", "truncatewords", "uniq", "upcase",
    ];

    private static readonly string[] s_words = ["and", "or", "contains", "in", "reversed", "limit", "offset", "true", "false", "nil", "null", "empty", "blank"];
    private static readonly Regex s_quoted = new(@"""[^""]*""|'[^']*'", RegexOptions.CultureInvariant);
    private static readonly Regex s_name = new(@"(?<![\w.])[A-Za-z_][\w-]*(?:\.[\w-]+)*", RegexOptions.CultureInvariant);
    private static readonly Regex s_filter = new(@"\A\s*(\w+)", RegexOptions.CultureInvariant);
    private static readonly Regex s_assign = new(@"\A\s*([A-Za-z_]\w*)\s*=(?!=)(.*)\z", RegexOptions.CultureInvariant | RegexOptions.Singleline);
    private static readonly Regex s_for = new(@"\A\s*([A-Za-z_]\w*)\s+in\s+(.+)\z", RegexOptions.CultureInvariant | RegexOptions.Singleline);
    private static readonly Regex s_condition = new($@"\A\s*{Operand}(?:\s*(?:==|!=|<>|<=|>=|<|>)\s*{Operand}|\s+contains\s+{Operand})?\s*\z", RegexOptions.CultureInvariant);

    private readonly HashSet<string> _own = new(StringComparer.Ordinal);

    /// <summary>Looks at every piece in order.</summary>
    public void Run()
    {
        Stack<LiquidPiece> open = new();
        foreach (LiquidPiece piece in LiquidPiece.Of(source, firstLine))
        {
            if (piece.IsOpen)
            {
                Find(piece, "'{{' or '{%' is never closed: write '}}' or '%}'");
            }
            else if (piece.Tag.Length == 0)
            {
                Expression(piece, piece.Inside);
            }
            else if (!s_tags.Contains(piece.Tag))
            {
                Find(piece, $"'{piece.Tag}' is no tag of a notice; there are: {string.Join(", ", s_tags)}");
            }
            else
            {
                Tag(piece);
                Nesting(piece, open);
            }
        }

        foreach (LiquidPiece left in open.Reverse()) Find(left, $"'{left.Tag}' is never closed: write {{% end{left.Tag} %}}");
    }

    private void Nesting(LiquidPiece piece, Stack<LiquidPiece> open)
    {
        if (piece.OpensBlock)
        {
            open.Push(piece);
            if (piece.Tag == "for" && open.Count(each => each.Tag == "for") > MostNestedLoops) Find(piece, $"no more than {MostNestedLoops} loops may lie in each other");
        }
        else if (piece.ClosesBlock)
        {
            if (open.Count == 0 || piece.Tag != "end" + open.Peek().Tag)
            {
                Find(piece, $"'{piece.Tag}' closes {(open.Count == 0 ? "nothing" : $"'{open.Peek().Tag}' of line {open.Peek().Line}")}");
            }
            else
            {
                open.Pop();
            }
        }
    }

    private void Tag(LiquidPiece piece)
    {
        switch (piece.Tag)
        {
            case "assign" when s_assign.Match(piece.Inside) is { Success: true } given:
                Expression(piece, given.Groups[2].Value);
                _own.Add(given.Groups[1].Value);
                break;
            case "for" when s_for.Match(piece.Inside) is { Success: true } loop:
                Expression(piece, loop.Groups[2].Value);
                _own.Add(loop.Groups[1].Value);
                break;
            case "assign":
                Find(piece, "write {% assign name = value %}");
                break;
            case "for":
                Find(piece, "write {% for step in steps %}");
                break;
            case "if" or "elsif" or "unless":
                Condition(piece);
                break;
            default:
                Names(piece, s_quoted.Replace(piece.Inside, " "));
                break;
        }
    }

    private void Condition(LiquidPiece piece)
    {
        string plain = s_quoted.Replace(piece.Inside, "\"\"");
        foreach (string part in Regex.Split(plain, @"\s(?:and|or)\s"))
        {
            if (!s_condition.IsMatch(part)) Find(piece, $"'{part.Trim()}' is no condition: write a value, or two with ==, !=, <, >, <=, >= or contains between them");
        }

        Names(piece, plain);
    }

    private void Expression(LiquidPiece piece, string text)
    {
        string[] parts = s_quoted.Replace(text, "\"\"").Split('|');
        if (parts[0].Trim().Length == 0) Find(piece, "there is no value: write {{ person }}");
        Names(piece, parts[0]);
        foreach (string part in parts.Skip(1))
        {
            Match name = s_filter.Match(part);
            if (!name.Success || !s_filters.Contains(name.Groups[1].Value))
            {
                Find(piece, $"'{part.Trim()}' is no filter of a notice; there are: {string.Join(", ", s_filters)}");
            }
            else
            {
                Names(piece, part.Substring(name.Length));
            }
        }
    }

    private void Names(LiquidPiece piece, string text)
    {
        foreach (Match found in s_name.Matches(text))
        {
            string[] path = found.Value.Split('.');
            if (path.Length == 1 && s_words.Contains(path[0])) continue;

            if (!NoticeModel.Names.Contains(path[0]) && !_own.Contains(path[0]) && path[0] != "forloop")
            {
                Find(piece, $"'{path[0]}' is nothing that a notice has; there are: {string.Join(", ", NoticeModel.Names)}");
            }
            else if (path.Skip(1).FirstOrDefault(member => !NoticeModel.Members.Contains(member)) is { } unknown)
            {
                Find(piece, $"'{unknown}' in '{found.Value}' is nothing that a step has; there are: {string.Join(", ", NoticeModel.StepMembers)}");
            }
        }
    }

    private void Find(LiquidPiece piece, string what) => findings.Add((piece.Line, what));
}

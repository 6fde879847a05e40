using System.Collections.Generic;
using System.Linq;
using System.Text;

namespace LifecycleTools.Engine.Roles.Proposal;

/// <summary>Lines of YAML with remarks that stand under one another.</summary>
internal sealed class CommentedLines
{
    /// <summary>A blank at which a remark is not broken.</summary>
    public const char Unbroken = '\u00A0';

    private const int Column = 48;
    private const int Width = 120;
    private readonly StringBuilder _text = new();

    /// <summary>A line, with a remark behind it.</summary>
    /// <param name="indent">How many blanks stand before it.</param>
    /// <param name="line">YAML; its values are quoted already.</param>
    /// <param name="remark">Empty for none. Line ends in it become blanks: it must not end before it ends.</param>
    public void Add(int indent, string line, string remark = "")
    {
        string written = new string(' ', indent) + line;
        _text.Append(remark.Length == 0 ? written : written.PadRight(Column - 2) + "  # " + Plain(remark)).Append('\n');
    }

    /// <summary>A remark on lines of its own, broken between words.</summary>
    /// <param name="indent">How many blanks stand before it.</param>
    /// <param name="remark">What it says.</param>
    /// <param name="hang">How far the lines after the first are set in.</param>
    public void Remark(int indent, string remark, int hang = 0)
    {
        string start = new string(' ', indent) + "# ";
        var line = new StringBuilder(start);
        foreach (string word in Plain(remark).Split(' '))
        {
            if (line.Length > start.Length && line.Length + word.Length > Width)
            {
                End(line);
                line.Clear().Append(start).Append(' ', hang);
            }

            line.Append(word).Append(' ');
        }

        End(line);
    }

    private void End(StringBuilder line) => _text.Append(line.Replace(Unbroken, ' ').ToString().TrimEnd()).Append('\n');

    public void Blank() => _text.Append('\n');

    public override string ToString() => _text.ToString();

    /// <summary>A value as YAML: plain where that is safe, in double quotes where it is not.</summary>
    public static string Quoted(string value) => IsPlain(value)
        ? value
        : "\"" + string.Concat(Plain(value).Select(letter => letter switch { '"' => "\\\"", '\\' => "\\\\", _ => letter.ToString() })) + "\"";

    // Control letters are of no use in a name, and would let it end its own line.
    private static string Plain(string text) => string.Concat(text.Select(letter => char.IsControl(letter) || letter is '\u2028' or '\u2029' ? ' ' : letter));

    private static readonly HashSet<string> s_words = new(new[] { "true", "false", "yes", "no", "on", "off", "null", "y", "n" }, System.StringComparer.OrdinalIgnoreCase);

    private static bool IsPlain(string value) =>
        value.Length > 0 && char.IsLetter(value[0]) && !s_words.Contains(value) && value[value.Length - 1] != ' '
        && value.All(letter => char.IsLetterOrDigit(letter) || letter is ' ' or '-' or '_' or '.' or '@' or '/' or '+' or '(' or ')' or '\'')
        && value.Any(letter => !char.IsDigit(letter));
}

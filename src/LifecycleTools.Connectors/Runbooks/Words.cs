using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;

namespace LifecycleTools.Connectors.Runbooks;

/// <summary>How a piece of a line reads.</summary>
internal enum WordStyle
{
    /// <summary>As it stands.</summary>
    Plain,

    /// <summary>Something to type, or the name of a thing.</summary>
    Code,

    /// <summary>What the eye should find.</summary>
    Strong,
}

/// <summary>A piece of a line.</summary>
internal sealed record Word(string Text, WordStyle Style)
{
    public static implicit operator Word(string text) => new(text, WordStyle.Plain);
}

/// <summary>One line of a runbook. Whatever stands in it is text: markup in a name of a group stays what it is.</summary>
internal sealed class Words
{
    // Commands and their parameters in a sentence of a doc comment.
    private static readonly Regex s_typed = new(@"(?<![\w-])([A-Z][a-z]+-Lifecycle[A-Za-z]+|-[A-Z][A-Za-z]+)(?![\w-])");

    private Words(IReadOnlyList<Word> all) => All = all;

    public IReadOnlyList<Word> All { get; }

    public bool IsEmpty => All.All(word => word.Text.Length == 0);

    public static implicit operator Words(string text) => Of(text);

    /// <summary>These pieces, one after the other.</summary>
    public static Words Of(params Word[] words) => new(words);

    /// <summary>A sentence in which commands and parameters stand out.</summary>
    public static Words Prose(string text)
    {
        List<Word> words = [];
        int from = 0;
        foreach (Match match in s_typed.Matches(text))
        {
            if (match.Index > from) words.Add(text.Substring(from, match.Index - from));
            words.Add(Code(match.Value));
            from = match.Index + match.Length;
        }

        if (from < text.Length) words.Add(text.Substring(from));
        return new Words(words);
    }

    /// <summary>Something to type, or the name of a thing.</summary>
    public static Word Code(string text) => new(text, WordStyle.Code);

    /// <summary>What the eye should find.</summary>
    public static Word Strong(string text) => new(text, WordStyle.Strong);

    /// <summary>Names in a row.</summary>
    public static Words Codes(IEnumerable<string> names)
    {
        List<Word> words = [];
        foreach (string name in names)
        {
            if (words.Count > 0) words.Add(", ");
            words.Add(Code(name));
        }

        return new Words(words);
    }

    /// <summary>This line and more.</summary>
    public Words Then(Words more) => new([.. All, .. more.All]);
}

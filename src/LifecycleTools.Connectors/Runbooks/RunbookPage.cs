using System.Collections.Generic;
using System.Linq;

namespace LifecycleTools.Connectors.Runbooks;

/// <summary>One part of a page.</summary>
internal abstract record Block;

/// <summary>A heading of level 2 or 3; those of level 2 make the table of contents.</summary>
internal sealed record Heading(int Level, string Text) : Block;

/// <summary>A paragraph.</summary>
internal sealed record Paragraph(Words Words) : Block;

/// <summary>A paragraph that must not be overlooked.</summary>
internal sealed record Notice(Words Words) : Block;

/// <summary>A list, with numbers where the order counts.</summary>
internal sealed record Bullets(IReadOnlyList<Words> Items, bool Numbered) : Block;

/// <summary>Something to copy.</summary>
internal sealed record Listing(string Language, string Text) : Block;

/// <summary>A table; its first column says what a row is about.</summary>
/// <param name="Look">Tables of one look have the same widths; empty for one of its own.</param>
internal sealed record Table(IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<Words>> Rows, string Look) : Block;

/// <summary>What a runbook says, before it is Markdown or HTML.</summary>
internal sealed class RunbookPage(string title, string lead)
{
    private readonly List<Block> _blocks = [];

    public string Title { get; } = title;

    public string Lead { get; } = lead;

    public IReadOnlyList<Block> Blocks => _blocks;

    public void Part(string text) => _blocks.Add(new Heading(2, text));

    public void Section(string text) => _blocks.Add(new Heading(3, text));

    public void Say(Words words) => _blocks.Add(new Paragraph(words));

    public void Warn(Words words) => _blocks.Add(new Notice(words));

    public void List(params Words[] items) => _blocks.Add(new Bullets(items, Numbered: false));

    public void Order(params Words[] items) => _blocks.Add(new Bullets(items, Numbered: true));

    public void Show(string language, params string[] lines) => _blocks.Add(new Listing(language, string.Join("\n", lines)));

    /// <summary>A table, or nothing where it would have no rows.</summary>
    public void Table(IReadOnlyList<string> columns, IEnumerable<IReadOnlyList<Words>> rows, string look = "")
    {
        IReadOnlyList<IReadOnlyList<Words>> all = rows.ToList();
        if (all.Count > 0) _blocks.Add(new Table(columns, all, look));
    }
}

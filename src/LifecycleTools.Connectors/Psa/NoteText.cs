using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Threading.Tasks;
using LifecycleTools.Engine.Ports;

namespace LifecycleTools.Connectors.Psa;

/// <summary>Notes and descriptions in the form that a ticket system wants: plain text or HTML, line by line, with everything from people escaped.</summary>
internal static class NoteText
{
    private const string Begin = "[lifecycle ";

    /// <summary>Title, lines and mark as plain text.</summary>
    public static string Plain(TicketNote note) => string.Join("\n", Lines(note.Title).Concat(note.Lines.SelectMany(Lines)).Concat([note.Mark]));

    /// <summary>Title, lines and mark as HTML.</summary>
    public static string Html(TicketNote note) =>
        $"<p><b>{Escape(note.Title)}</b></p><p>{string.Join("<br>", note.Lines.SelectMany(Lines).Select(Escape))}</p><p>{WebUtility.HtmlEncode(note.Mark)}</p>";

    /// <summary>A description as plain text.</summary>
    public static string Plain(IReadOnlyList<string> lines) => string.Join("\n", lines.SelectMany(Lines));

    /// <summary>A description as HTML.</summary>
    public static string Html(IReadOnlyList<string> lines) => $"<p>{string.Join("<br>", lines.SelectMany(Lines).Select(Escape))}</p>";

    /// <summary>A title on one line, cut where the system ends it, never through the middle of a character.</summary>
    /// <param name="most">What the system takes, in UTF-16 units.</param>
    public static string Cut(string title, int most)
    {
        string line = string.Join(" ", Lines(title));
        return line.Length <= most ? line : Pieces(line, most - 1)[0] + "…";
    }

    /// <summary>A note in as many notes as the system's limit asks for: itself when it fits.</summary>
    /// <param name="most">What the system takes, in UTF-16 units of the rendered text; at least 500.</param>
    /// <param name="render"><see cref="Plain(TicketNote)"/> or <see cref="Html(TicketNote)"/>.</param>
    /// <returns>In order. Only the last one has the note's own key, so that a note that broke off in the middle is not taken for written.</returns>
    public static IReadOnlyList<TicketNote> Split(TicketNote note, int most, Func<TicketNote, string> render)
    {
        if (render(note).Length <= most) return [note];

        int room = most - render(Part(note, [], 99_999, 99_999)).Length;
        int costOfLine = render(Part(note, ["", ""], 1, 1)).Length - render(Part(note, [""], 1, 1)).Length;
        List<List<string>> parts = [[]];
        int used = 0;
        foreach (string piece in note.Lines.SelectMany(Lines).SelectMany(line => Pieces(line, room / Widest)))
        {
            int cost = render(Part(note, [piece], 1, 1)).Length - render(Part(note, [""], 1, 1)).Length + costOfLine;
            if (used + cost > room && parts[parts.Count - 1].Count > 0)
            {
                parts.Add([]);
                used = 0;
            }

            parts[parts.Count - 1].Add(piece);
            used += cost;
        }

        return parts.Select((lines, at) => Part(note, lines, at + 1, parts.Count)).ToList();
    }

    /// <summary>Writes a note, in parts where it must be, and leaves out the parts that an earlier try has written.</summary>
    /// <param name="readKeys">The keys that the ticket has; asked only for a note of several parts.</param>
    /// <param name="add">Writes one part.</param>
    public static async Task AddAsync(
        TicketNote note, int most, Func<TicketNote, string> render, Func<Task<IReadOnlyList<string>>> readKeys, Func<TicketNote, Task> add)
    {
        IReadOnlyList<TicketNote> parts = Split(note, most, render);
        IReadOnlyList<string> written = parts.Count > 1 ? await readKeys().ConfigureAwait(false) : [];
        foreach (TicketNote part in parts.Where(part => !written.Contains(part.Key, StringComparer.Ordinal))) await add(part).ConfigureAwait(false);
    }

    // The longest that one UTF-16 unit becomes in HTML: "&quot;", "&#65535;".
    private const int Widest = 8;

    private static TicketNote Part(TicketNote note, IReadOnlyList<string> lines, int number, int count) =>
        new(number == count ? note.Key : $"{note.Key}/part-{number}",
            $"{Cut(note.Title, 40)} ({number} of {count})", lines);

    // A mark in a person's text would be taken for a note of ours that was written: it loses its bracket.
    private static IEnumerable<string> Lines(string text) =>
        text.Split(["\r\n", "\n", "\r"], StringSplitOptions.None)
            .Select(line => string.Join("(lifecycle ", line.Split([Begin], StringSplitOptions.None)))
            .Select(line => new string(line.Select(letter => char.IsControl(letter) ? ' ' : letter).ToArray()));

    private static string Escape(string line)
    {
        string start = line.TrimStart(' ');
        return string.Concat(Enumerable.Repeat("&nbsp;", line.Length - start.Length)) + WebUtility.HtmlEncode(start);
    }

    private static IReadOnlyList<string> Pieces(string line, int most)
    {
        List<string> pieces = [];
        int from = 0;
        while (line.Length - from > most)
        {
            int length = char.IsHighSurrogate(line[from + most - 1]) ? most - 1 : most;
            pieces.Add(line.Substring(from, length));
            from += length;
        }

        pieces.Add(line.Substring(from));
        return pieces;
    }
}

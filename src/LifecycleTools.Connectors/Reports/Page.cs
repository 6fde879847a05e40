using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Text;
using LifecycleTools.Engine.Ports;

namespace LifecycleTools.Connectors.Reports;

/// <summary>The frame of every report: one file, no script, and a policy that lets a browser ask nobody for anything.</summary>
internal static class Page
{
    public static void Write(string title, IEnumerable<Html?> body, ReportStamp stamp, Stream to)
    {
        using StreamWriter page = new(to, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), 1 << 16, leaveOpen: true) { NewLine = "\n" };
        page.Write("<!DOCTYPE html>\n");
        new Tag("html", ("lang", "en"))
        {
            Head(title),
            new Tag("body")
            {
                new Tag("a", ("class", "skip"), ("href", "#content")) { "Skip to the content" },
                new Tag("main", ("id", "content")) { body },
                new Tag("footer")
                {
                    new Tag("p")
                    {
                        $"Made by LifecycleTools {stamp.Module} at ", Show.Utc(stamp.Made),
                        ", from journals alone: what no journal says is shown as -. Times are UTC; beside them is the time at the site, where it is known.",
                    },
                },
            },
        }.WriteTo(page);
    }

    /// <summary>A part with a heading of its own.</summary>
    public static Tag Section(string id, string heading, params Html?[] content) => new("section")
    {
        new Tag("h2", ("id", id)) { heading },
        content,
    };

    /// <summary>A table that may be wider than a phone: it scrolls by itself, also with the keyboard, or each row becomes a small list.</summary>
    /// <param name="stacks">On a phone each row becomes a list of its cells with their headings. The roles say what it is to a reader who cannot see that.</param>
    public static Html Table(string caption, IReadOnlyList<Column> columns, IEnumerable<IReadOnlyList<Html>> rows, bool stacks = true) =>
        new Tag("div", ("class", stacks ? "wide stack" : "wide"), ("role", "group"), ("tabindex", "0"), ("aria-label", caption))
        {
            new Tag("table", ("role", "table"))
            {
                new Tag("caption") { caption },
                new Tag("thead", ("role", "rowgroup"))
                {
                    new Tag("tr", ("role", "row")) { columns.Select(column => new Tag("th", ("scope", "col"), ("role", "columnheader"), ("class", column.Class)) { column.Name }) },
                },
                new Tag("tbody", ("role", "rowgroup")) { rows.Select(row => Row(columns, row)) },
            },
        };

    private static Tag Row(IReadOnlyList<Column> columns, IReadOnlyList<Html> cells) => new("tr", ("role", "row"))
    {
        cells.Select((cell, index) => index == 0
            ? new Tag("th", ("scope", "row"), ("role", "rowheader"), ("class", columns[index].Class)) { cell }
            : new Tag("td", ("role", "cell"), ("class", columns[index].Class), ("data-label", columns[index].Name)) { new Tag("span") { cell } }),
    };

    private static Tag Head(string title) => new("head")
    {
        new Tag("meta", ("charset", "utf-8")),
        new Tag("meta", ("http-equiv", "Content-Security-Policy"), ("content", $"default-src 'none'; style-src 'sha256-{StyleHash()}'; img-src data:; base-uri 'none'; form-action 'none'")),
        new Tag("meta", ("name", "viewport"), ("content", "width=device-width, initial-scale=1")),
        new Tag("meta", ("name", "color-scheme"), ("content", "light dark")),
        new Tag("meta", ("name", "referrer"), ("content", "no-referrer")),
        new Tag("link", ("rel", "icon"), ("href", "data:,")),
        new Tag("title") { title },
        new StyleSheet(),
    };

    private static string StyleHash()
    {
        using SHA256 sha = SHA256.Create();
        return Convert.ToBase64String(sha.ComputeHash(Encoding.UTF8.GetBytes(StyleSheet.Text)));
    }
}

/// <summary>A column of a table.</summary>
/// <param name="Name">Its heading.</param>
/// <param name="Class">How its cells look; null for text.</param>
internal sealed record Column(string Name, string? Class = null)
{
    public static Column Number(string name) => new(name, "number");
}

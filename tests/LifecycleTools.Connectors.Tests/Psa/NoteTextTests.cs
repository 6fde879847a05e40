using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using FluentAssertions;
using LifecycleTools.Connectors.Psa;
using LifecycleTools.Engine.Ports;
using Xunit;

namespace LifecycleTools.Connectors.Tests.Psa;

public sealed class NoteTextTests
{
    private static readonly TicketNote s_note = new("run-1/1/Access", "Access <ended>", ["first & \"second\"", "  <b>O'Brien</b>\r\nthird\tx", ""]);

    [Fact]
    public void Plain_KeepsLinesAndEndsWithTheMark() =>
        NoteText.Plain(s_note).Should().Be("Access <ended>\nfirst & \"second\"\n  <b>O'Brien</b>\nthird x\n\n[lifecycle run-1/1/Access]");

    [Fact]
    public void Html_EscapesEverythingAndEndsWithTheMark() =>
        NoteText.Html(s_note).Should().Be(
            "<p><b>Access &lt;ended&gt;</b></p><p>first &amp; &quot;second&quot;<br>&nbsp;&nbsp;&lt;b&gt;O&#39;Brien&lt;/b&gt;<br>third x<br></p><p>[lifecycle run-1/1/Access]</p>");

    [Fact]
    public void Mark_InAPersonsText_IsNoMark() =>
        TicketNote.FindKeys(NoteText.Plain(new TicketNote("k", "t", ["[lifecycle other] and [[lifecycle [lifecycle more]"]))).Should().Equal("k");

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Split_FitsTheLimitLosesNothingAndMarksTheEndOnly(bool asHtml)
    {
        Func<TicketNote, string> render = asHtml ? NoteText.Html : NoteText.Plain;
        TicketNote note = new("run-1/1/Groups", "Groups", [.. Enumerable.Range(0, 200).Select(at => $"{at:000} \"<&>\" 😀é"), new string('"', 3000), string.Concat(Enumerable.Repeat("😀", 900))]);

        IReadOnlyList<TicketNote> parts = NoteText.Split(note, 2000, render);

        parts.Select(render).Should().OnlyContain(text => text.Length <= 2000);
        parts.Select(part => part.Key).Should().OnlyHaveUniqueItems();
        parts.Count(part => part.Key == note.Key).Should().Be(1);
        parts[^1].Key.Should().Be(note.Key);
        string.Concat(parts.SelectMany(part => part.Lines)).Should().Be(string.Concat(note.Lines));
        parts.SelectMany(part => part.Lines).Should().OnlyContain(line => line.Length == 0 || (!char.IsHighSurrogate(line.Last()) && !char.IsLowSurrogate(line.First())));
    }

    [Fact]
    public void Split_OfANoteThatFits_IsTheNote() => NoteText.Split(s_note, 2000, NoteText.Plain).Should().Equal(s_note);

    [Theory]
    [InlineData("short", "short")]
    [InlineData("two\nlines", "two lines")]
    [InlineData("exactly10c", "exactly10c")]
    [InlineData("more than ten", "more than…")]
    [InlineData("12345678😀0", "12345678…")]
    public void Cut_EndsWithinTheLimitAndBetweenCharacters(string title, string cut) => NoteText.Cut(title, 10).Should().Be(cut);

    [Fact]
    public void Html_IsReadAgainAsItWasWritten() => WebUtility.HtmlDecode(NoteText.Html([s_note.Lines[0]])).Should().Be("<p>first & \"second\"</p>");
}

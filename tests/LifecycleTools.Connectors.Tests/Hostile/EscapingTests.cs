using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Net;
using System.Text;
using DotLiquid;
using FluentAssertions;
using FsCheck;
using FsCheck.Fluent;
using LifecycleTools.Connectors.Graph;
using LifecycleTools.Connectors.Notices;
using LifecycleTools.Connectors.Psa;
using LifecycleTools.Connectors.Requests;
using Xunit;

namespace LifecycleTools.Connectors.Tests.Hostile;

/// <summary>Whatever a name holds, it stays a value: in every language that we write, the text read back by that language's own rule is the text that went in.</summary>
public sealed class EscapingTests
{
    private static readonly Config s_often = Config.QuickThrowOnFailure.WithMaxTest(1000);

    // Plain random letters hardly ever hit what ends a literal, so those come often.
    private static readonly Gen<string> s_letter = Gen.Frequency(
        (3, Gen.Elements("'", "\"", "\\", "''", "\\'", "%27", "\r\n", "\n", "\t", "\0", "=", "+", "-", "@", ",", ";", "{{", "}}", "{%", "%}", "<", ">", "&", " or 1 eq 1", "$(x)", "`", "../", "\u202e", "\ud83d\ude00")),
        (2, Gen.Elements("a", "é", "ß", "O", "ễ", " ", "1")));

    private static readonly Arbitrary<string> s_hostile = Gen.ListOf(s_letter).Select(parts => string.Concat(parts)).ToArbitrary();

    [Fact]
    public void ODataLiteral_OfAnyText_ReadsBackAsThatText() =>
        Prop.ForAll(s_hostile, text => ReadDoubled(ODataText.Quoted(text)) == text).Check(s_often);

    [Fact]
    public void ODataAddressFilter_OfAnyText_HasTwoLiteralsAndNothingElseOfIt() =>
        Prop.ForAll(s_hostile, text =>
        {
            string filter = ODataText.HasAddress(text);
            return filter == $"proxyAddresses/any(p:p eq {ODataText.Quoted("smtp:" + text)} or p eq {ODataText.Quoted("SMTP:" + text)})";
        }).Check(s_often);

    [Fact]
    public void TicketSql_OfAnyText_ReadsBackAsThatText() =>
        Prop.ForAll(s_hostile, text => ReadBackslashed(RequestTrackerQuery.Quoted(text)) == text).Check(s_often);

    [Fact]
    public void ConnectWiseCondition_OfAnyText_IsThatTextOrNoConditionAtAll() =>
        Prop.ForAll(s_hostile, text =>
        {
            string? quoted = ConnectWiseCalls.Quoted(text);
            return quoted is null
                ? text.Length == 0 || text.Any(letter => letter is '"' or '\\' || char.IsControl(letter))
                : quoted == "\"" + text + "\"" && quoted.Count(letter => letter == '"') == 2;
        }).Check(s_often);

    [Fact]
    public void CsvCell_OfAnyText_IsNoFormulaAndStaysOneCell() =>
        Prop.ForAll(s_hostile, text =>
        {
            string cell = ResultFiles.Quoted(text);
            string shown = cell.StartsWith('"') ? cell[1..^1].Replace("\"\"", "\"", StringComparison.Ordinal) : cell;
            bool isOneCell = cell.StartsWith('"') ? cell[1..^1].Replace("\"\"", "", StringComparison.Ordinal).IndexOf('"', StringComparison.Ordinal) < 0 : cell.IndexOfAny(['"', ',', ';', '\r', '\n']) < 0;
            return isOneCell && (shown.Length == 0 || shown[0] is not ('=' or '+' or '-' or '@' or '\t' or '\r'));
        }).Check(s_often);

    [Fact]
    public void LiquidInHtml_OfAnyValue_IsEscapedAndNeverRunAsATemplate()
    {
        List<(int, string)> findings = [];
        LiquidText template = LiquidText.Parse("<p>{{ person }}</p>", 1, isHtml: true, findings)!;
        findings.Should().BeEmpty();

        Prop.ForAll(s_hostile, text =>
            template.Render(Hash.FromDictionary(new Dictionary<string, object> { ["person"] = text }), CultureInfo.InvariantCulture)
                == $"<p>{WebUtility.HtmlEncode(text)}</p>").Check(Config.QuickThrowOnFailure.WithMaxTest(300));
    }

    [Fact]
    public void TicketNoteInHtml_OfAnyLine_BringsNoTagOfItsOwn() =>
        Prop.ForAll(s_hostile, text =>
        {
            string html = NoteText.Html([text]);
            string bare = new[] { "<p>", "</p>", "<br>" }.Aggregate(html, (left, tag) => left.Replace(tag, "", StringComparison.Ordinal));
            return bare.IndexOfAny(['<', '>']) < 0;
        }).Check(s_often);

    // OData and Exchange: two quotes are one, a single one ends the literal.
    private static string? ReadDoubled(string literal)
    {
        if (literal.Length < 2 || literal[0] != '\'') return null;
        StringBuilder read = new();
        for (int at = 1; at < literal.Length; at++)
        {
            if (literal[at] != '\'') read.Append(literal[at]);
            else if (at + 1 < literal.Length && literal[at + 1] == '\'') read.Append(literal[at++]);
            else return at == literal.Length - 1 ? read.ToString() : null;
        }

        return null;
    }

    // TicketSQL: a backslash takes the next letter as it is.
    private static string? ReadBackslashed(string literal)
    {
        if (literal.Length < 2 || literal[0] != '\'') return null;
        StringBuilder read = new();
        for (int at = 1; at < literal.Length; at++)
        {
            if (literal[at] == '\\' && at + 1 < literal.Length) read.Append(literal[++at]);
            else if (literal[at] == '\'') return at == literal.Length - 1 ? read.ToString() : null;
            else read.Append(literal[at]);
        }

        return null;
    }
}

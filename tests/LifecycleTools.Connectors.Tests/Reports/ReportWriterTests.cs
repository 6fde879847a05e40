using System;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using FluentAssertions;
using LifecycleTools.Connectors.Reports;
using LifecycleTools.Engine.Reports;
using Microsoft.VisualBasic.FileIO;
using Xunit;

namespace LifecycleTools.Connectors.Tests.Reports;

public class ReportWriterTests
{
    [Fact]
    public void Page_WritesTextFromPeopleAsText_WhereverItStands()
    {
        foreach (string page in new[] { ReportBench.Write(ReportBench.Run(), ReportFormat.Html), ReportBench.Write([ReportBench.Figures()], ReportFormat.Html) })
        {
            page.Should().Contain("&lt;script&gt;alert(1)&lt;/script&gt;").And.NotContain("<script").And.NotContain("\u202E");
            Regex.IsMatch(page, "=\"[^\"]*<").Should().BeFalse("no attribute may hold a bare sign");
        }
    }

    [Fact]
    public void Page_LetsABrowserAskNobody_AndKnowsItsOwnStyleOnly()
    {
        string page = ReportBench.Write(ReportBench.Run(), ReportFormat.Html);

        string style = Regex.Match(page, "<style>(.*?)</style>", RegexOptions.Singleline).Groups[1].Value;
        string hash = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(style)));
        page.Should().Contain($"default-src &#39;none&#39;; style-src &#39;sha256-{hash}&#39;");
        style.Should().NotContain("@import").And.NotContain("//").And.NotContain("</");
        Regex.Matches(page, @"(href|src|action|poster|data)=""([^""]*)""").Cast<Match>().Select(found => found.Groups[2].Value).Should().OnlyContain(address => address.StartsWith('#') || address == "data:,");
        page.Should().NotContain("style=\"");
    }

    [Fact]
    public void Page_HasItsIdsOnce_AndItsElementsClosed()
    {
        string page = ReportBench.Write((writer, to) => writer.Write([ReportBench.Run(), Named(ReportBench.Run(), "20260302T080000Z-00000002")], ReportBench.Stamp, ReportFormat.Html, to));

        Regex.Matches(page, @"\bid=""([^""]*)""").Cast<Match>().Select(found => found.Groups[1].Value).Should().OnlyHaveUniqueItems();
        foreach (string name in new[] { "section", "table", "tr", "ul", "ol", "li", "dl", "div", "article", "main" })
        {
            Regex.Matches(page, $"<{name}[ >]").Count.Should().Be(Regex.Matches(page, $"</{name}>").Count, name);
        }
    }

    [Fact]
    public void Run_WhoseJournalSaysLittle_ShowsDashesAndNoGuess()
    {
        RunFigures bare = new() { RunId = "r", Workflow = "Hire", State = "Unfinished", Started = ReportBench.Start, Verdict = new RunVerdict { IsIntact = true, Finding = RunFinding.Unfinished } };
        string page = ReportBench.Write([bare], ReportFormat.Html);
        using JsonDocument json = JsonDocument.Parse(ReportBench.Write([bare], ReportFormat.Json));

        page.Should().Contain("<span class=\"figure\">-</span>");
        JsonElement run = json.RootElement.GetProperty("runs")[0];
        foreach (string name in new[] { "role", "site", "zone", "triggered", "completed", "fromTrigger", "fromBeginning", "sameDay" }) run.GetProperty(name).ValueKind.Should().Be(JsonValueKind.Null, name);
    }

    [Fact]
    public void Run_WhoseJournalDoesNotHold_ClaimsNoEndAndAsksForNothing()
    {
        RunReport run = ReportBench.Run("x");
        run = run with { Figures = run.Figures with { State = "Completed", Verdict = new RunVerdict { RunId = "r", Finding = RunFinding.Altered, FirstBadLine = 3 } } };

        string page = ReportBench.Write(run, ReportFormat.Html);

        page.Should().Contain("does not hold, so it cannot say how the run ended").And.NotContain("Completed</span>").And.NotContain("What is left to do").And.NotContain("Resume-LifecycleRun");
    }

    [Theory]
    [InlineData("=1+1")]
    [InlineData("+41 44 000")]
    [InlineData("-2")]
    [InlineData("@SUM(A1)")]
    [InlineData("\t=1")]
    [InlineData("  =1")]
    [InlineData("\uFF1D1")]
    [InlineData("=HYPERLINK(\"http://x\";\"y\")")]
    public void Cell_ThatASpreadsheetWouldCompute_IsText(string text)
    {
        string cell = ReportCsv.Cell(text);

        cell.TrimStart('"').Should().StartWith("'");
        Parse(cell).Should().Be("'" + text, "nothing but the apostrophe is added");
    }

    [Theory]
    [InlineData("Ticket 4711")]
    [InlineData("a,b;c\"d")]
    [InlineData("O'Brien")]
    [InlineData("2026-03-02T08:00:00.000Z")]
    [InlineData("")]
    public void Cell_OfPlainText_StaysAsItIs(string text) => Parse(ReportCsv.Cell(text)).Should().Be(text);

    [Fact]
    public void Csv_HasAsManyCellsInEachRowAsNames_AndNoFormulaInAny()
    {
        foreach (string table in new[] { ReportBench.Write(ReportBench.Run(), ReportFormat.Csv), ReportBench.Write([ReportBench.Figures()], ReportFormat.Csv) })
        {
            table.Should().StartWith("\uFEFFRunId,");
            using TextFieldParser parser = new(new StringReader(table.TrimStart('\uFEFF'))) { Delimiters = [","], TrimWhiteSpace = false };
            string[] names = parser.ReadFields()!;
            string[] cells = parser.ReadFields()!;
            parser.EndOfData.Should().BeTrue();
            cells.Should().HaveCount(names.Length).And.NotContain(cell => cell.StartsWith('='));
            cells.Should().Contain(cell => cell.StartsWith("'=cmd", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Csv_NamesJournalsThatAreNotCounted()
    {
        RunFigures broken = ReportBench.Figures("x") with { Verdict = new RunVerdict { RunId = "r2", Finding = RunFinding.Altered, FirstBadLine = 4, Detail = "line 4" } };

        ReportBench.Write([broken], ReportFormat.Csv).Should().Contain("r2,,,,NotCounted").And.Contain("Altered");
    }

    [Theory]
    [InlineData("de-DE")]
    [InlineData("tr-TR")]
    [InlineData("ar-SA")]
    public void Report_IsTheSameInEveryCulture(string culture)
    {
        string[] Written() => Enum.GetValues<ReportFormat>().SelectMany(format => new[] { ReportBench.Write(ReportBench.Run(), format), ReportBench.Write([ReportBench.Figures()], format) }).ToArray();
        string[] here = Written();
        CultureInfo before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(culture);
        try
        {
            Written().Should().Equal(here);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Theory]
    [InlineData(0, "0 s")]
    [InlineData(400, "< 1 s")]
    [InlineData(7750, "7.8 s")]
    [InlineData(121_750, "2 min 1 s")]
    [InlineData(3_600_000, "1 h")]
    [InlineData(97_200_000, "1 d 3 h")]
    public void Duration_IsReadByPeople(int milliseconds, string shown) => Show.Duration(TimeSpan.FromMilliseconds(milliseconds)).Should().Be(shown);

    private static RunReport Named(RunReport run, string id) => run with { Figures = run.Figures with { RunId = id } };

    private static string Parse(string cell)
    {
        if (cell.Length == 0) return "";
        using TextFieldParser parser = new(new StringReader(cell)) { Delimiters = [","], TrimWhiteSpace = false };
        return parser.ReadFields()![0];
    }
}

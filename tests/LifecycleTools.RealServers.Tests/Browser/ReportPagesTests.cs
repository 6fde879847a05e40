using System.IO;
using System.Threading.Tasks;
using FluentAssertions;
using Xunit;

namespace LifecycleTools.RealServers.Tests.Browser;

/// <summary>Reports in a real Chromium: a run that needs a person, one that is complete, several at once, a journal that was changed, a busy quarter, and nothing at all.</summary>
public sealed class ReportPagesTests(ReportPages pages, Chromium browser) : IClassFixture<ReportPages>, IClassFixture<Chromium>
{
    public static TheoryData<string, int, bool> Screens
    {
        get
        {
            TheoryData<string, int, bool> all = [];
            foreach (string page in ReportPages.Names)
            {
                foreach (int width in new[] { 390, 1200 })
                {
                    all.Add(page, width, false);
                    all.Add(page, width, true);
                }
            }

            return all;
        }
    }

    [SkippableTheory, MemberData(nameof(Screens))]
    public async Task Page_OnAnyScreen_HasNoErrorNoRequestAndNothingThatKeepsAReaderOut(string page, int width, bool isDark)
    {
        string picture = Path.Combine(ReportPages.Pictures, $"{page}-{width}-{(isDark ? "dark" : "light")}.png");

        PageFindings found = await browser.OpenAsync(pages.PathOf(page), width, isDark, picture);

        found.Messages.Should().BeEmpty();
        found.Requests.Should().BeEmpty();
        found.Violations.Should().BeEmpty();
        found.Scripts.Should().Be(0);
        found.Width.Should().BeLessThanOrEqualTo(width, "nobody should have to scroll the page sideways");
        new FileInfo(picture).Length.Should().BeGreaterThan(10_000);
    }
}

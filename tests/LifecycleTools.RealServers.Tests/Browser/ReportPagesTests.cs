using System.Threading.Tasks;
using Xunit;

namespace LifecycleTools.RealServers.Tests.Browser;

/// <summary>Reports in a real Chromium: a run that needs a person, one that is complete, several at once, a journal that was changed, a busy quarter, and nothing at all.</summary>
public sealed class ReportPagesTests(ReportPages pages, Chromium browser) : IClassFixture<ReportPages>, IClassFixture<Chromium>
{
    public static TheoryData<string, int, bool> Screens => Screen.Each(ReportPages.Names);

    [SkippableTheory, MemberData(nameof(Screens))]
    public Task Page_OnAnyScreen_HasNoErrorNoRequestAndNothingThatKeepsAReaderOut(string page, int width, bool isDark) =>
        browser.CheckAsync(pages.PathOf(page), width, isDark, Screen.Pictures);
}

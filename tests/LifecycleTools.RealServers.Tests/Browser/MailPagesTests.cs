using System.Threading.Tasks;
using Xunit;

namespace LifecycleTools.RealServers.Tests.Browser;

/// <summary>The shipped mails and the runbook in a real Chromium, on a phone and at a desk.</summary>
public sealed class MailPagesTests(MailPages pages, Chromium browser) : IClassFixture<MailPages>, IClassFixture<Chromium>
{
    public static TheoryData<string, int, bool> Screens => Screen.Each(MailPages.Names);

    [SkippableTheory, MemberData(nameof(Screens))]
    public Task Page_OnAnyScreen_HasNoErrorNoRequestAndNothingThatKeepsAReaderOut(string page, int width, bool isDark) =>
        browser.CheckAsync(pages.PathOf(page), width, isDark, Screen.Pictures);
}

using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;
using FluentAssertions;
using LifecycleTools.Connectors.Notices;
using LifecycleTools.Engine.Ports;
using Xunit;

namespace LifecycleTools.Connectors.Tests.Notices;

/// <summary>The shipped templates: what each says, in each language, whatever people are called.</summary>
public class NoticeTemplatesTests
{
    private readonly NoticeTemplates _templates = new(NoticeBench.Access("graphmail", new Dictionary<string, string>()));

    public static TheoryData<NoticeKind, string> Everything()
    {
        TheoryData<NoticeKind, string> all = [];
        foreach (NoticeKind kind in Enum.GetValues<NoticeKind>())
        {
            foreach (string language in NoticeBench.Languages) all.Add(kind, language);
        }

        return all;
    }

    [Theory, MemberData(nameof(Everything))]
    public void Shipped_InEachLanguage_IsAWholePageAndAPlainText(NoticeKind kind, string language)
    {
        NoticeLetter letter = _templates.Render(NoticeBench.About(kind, language));

        letter.Subject.Should().NotBeEmpty().And.NotContain("\n");
        letter.Html.Should().StartWith("<!DOCTYPE html>").And.Contain($"<html lang=\"{language}\"").And.EndWith("</html>\n");
        letter.Html.Should().NotContain("{{").And.NotContain("{%").And.NotContain("Liquid error");
        letter.Text.Should().NotContain("<").And.NotContain("{{").And.NotContain("&amp;").And.NotMatchRegex(@"\n\n\n");
        if (kind != NoticeKind.Warning) new[] { letter.Subject, letter.Html, letter.Text }.Should().OnlyContain(part => part.Contains("Sofia Muster"));
    }

    [Theory, MemberData(nameof(Everything))]
    public void Shipped_AsksNoServerForAnything(NoticeKind kind, string language)
    {
        string html = _templates.Render(NoticeBench.About(kind, language)).Html;

        Regex.Matches(html, @"\b(src|href|background|action)\s*=|url\(|@import|<(img|link|script|iframe|form)\b", RegexOptions.IgnoreCase).Count.Should().Be(0);
    }

    [Theory, MemberData(nameof(Everything))]
    public void Shipped_HasTheStylesOnTheElements_ForOutlook(NoticeKind kind, string language)
    {
        string body = _templates.Render(NoticeBench.About(kind, language)).Html.Split("<body")[1];

        Regex.Matches(body, @"<(h1|h2|p|td|table|li|ul|ol)(?![^>]*style=)[^>]*>").Cast<Match>().Select(found => found.Value).Should().OnlyContain(tag => tag == "<table role=\"presentation\" cellpadding=\"0\" cellspacing=\"0\" border=\"0\" width=\"600\">" || tag == "<td>" );
        foreach (string tag in new[] { "table", "tr", "td", "p", "ul", "ol", "li", "span", "h1", "h2" })
        {
            Regex.Matches(body, $@"<{tag}[\s>]").Count.Should().Be(Regex.Matches(body, $"</{tag}>").Count, tag);
        }
    }

    [Theory]
    [InlineData("en", "Sofia Muster is ready for Monday, November 30, 2026", "Sign-in opens on Monday, November 30, 2026", "Enroll device")]
    [InlineData("de-CH", "Sofia Muster kann starten: Montag, 30. November 2026", "Die Anmeldung öffnet am Montag, 30. November 2026", "Enroll device")]
    [InlineData("fr-CH", "Tout est prêt pour Sofia Muster, lundi, 30 novembre 2026", "La connexion s’ouvre le lundi, 30 novembre 2026", "Enroll device")]
    public void ManagerReady_SaysForWhen_AndWhatIsStillOnItsWay(string language, params string[] says)
    {
        NoticeLetter letter = _templates.Render(NoticeBench.About(NoticeKind.ManagerReady, language));

        letter.Subject.Should().Be(says[0]);
        foreach (string part in says.Skip(1))
        {
            letter.Text.Should().Contain(part);
            Plain(letter.Html).Should().Contain(part);
        }
    }

    [Fact]
    public void ManagerReady_WithNothingLeft_SaysThatAllIsReady()
    {
        Notice notice = NoticeBench.About(NoticeKind.ManagerReady);
        notice = notice with { Steps = notice.Steps.Where(step => step.Status == StepStatus.Done).ToList(), Facts = new Dictionary<string, string>() };

        NoticeLetter letter = _templates.Render(notice);

        letter.Subject.Should().Be("Sofia Muster is ready");
        letter.Text.Should().Contain("Everything is ready for Sofia Muster").And.Contain("Sign-in is open from now on.").And.NotContain("Almost");
    }

    [Fact]
    public void ManagerDeparture_NamesTheMailbox_OnlyWhenAccessWasSeen()
    {
        Notice notice = NoticeBench.About(NoticeKind.ManagerDeparture);
        Notice without = notice with { Steps = notice.Steps.Where(step => step.Step is not ("mail.delegate" or "files.share-onedrive")).ToList() };

        NoticeLetter given = _templates.Render(notice);
        NoticeLetter kept = _templates.Render(without);

        given.Subject.Should().Be("Sofia Muster has left: you now look after the mailbox");
        given.Text.Should().Contain("You have access to the mailbox sofia.muster@contoso.example now; it became a shared mailbox.").And.Contain("OneDrive").And.Contain("36.00 USD a month");
        kept.Subject.Should().Be("Sofia Muster has left: the departure is done");
        kept.Text.Should().NotContain("You have access").And.NotContain("OneDrive");
    }

    [Fact]
    public void Completed_HasTheSummary_EachStepAtTheSitesTime()
    {
        NoticeLetter letter = _templates.Render(NoticeBench.About(NoticeKind.Completed, "de-CH"));

        letter.Subject.Should().Be("Austritt abgeschlossen: Sofia Muster");
        letter.Text.Should().Contain("8 erledigt, 1 war schon so, 1 nicht nötig").And.Contain("17:00 Erledigt: Block sign-in\n")
            .And.Contain("Freitag, 27. November 2026, 17:00 bis 17:07 (Europe/Zurich)").And.Contain("36.00 USD im Monat").And.Contain("Ticket: 4711");
        Plain(letter.Html).Should().Contain("Leave groups").And.Contain("Nicht nötig").And.Contain("6f1d2c30-5a8e-4a53-9f0b-2f3a4b5c6d7e");
    }

    [Fact]
    public void Escalation_SaysHowManySteps_WhatIsLeft_AndHowToGoOn()
    {
        NoticeLetter letter = _templates.Render(NoticeBench.About(NoticeKind.Escalation));

        letter.Subject.Should().Be("Needs you: 3 steps of the departure of Sofia Muster");
        letter.Text.Should().Contain("- Needs a person: Make the mailbox shared. The mailbox holds 71.3 GB").And.Contain("- Failed: Leave groups").And.Contain("- Waiting: Unenroll devices")
            .And.Contain("Resume-LifecycleRun -RunId 6f1d2c30-5a8e-4a53-9f0b-2f3a4b5c6d7e").And.Contain("rule is: user.city -eq \"Zurich\"");
        letter.Html.Should().Contain("user.city -eq &quot;Zurich&quot;");
    }

    [Fact]
    public void Warning_SaysItsTextLineByLine()
    {
        NoticeLetter letter = _templates.Render(NoticeBench.About(NoticeKind.Warning));

        letter.Subject.Should().Be("Needs a look: Contoso");
        letter.Text.Should().Contain("The HR system names 40 departures today, of 210 people.\nNone was carried out");
        Regex.Matches(letter.Html, "class=\"box\"").Count.Should().Be(2);
    }

    [Theory, MemberData(nameof(Everything))]
    public void WhatPeopleWrote_CannotBecomeMarkup(NoticeKind kind, string language)
    {
        const string Hostile = "<script>alert(1)</script> O'Brien & \"Söhne\" {{ runId }}";
        Notice notice = NoticeBench.About(kind, language, Hostile) with
        {
            Tenant = Hostile, Ticket = Hostile, Text = Hostile, UserPrincipalName = Hostile, RunId = Hostile,
            Facts = typeof(NoticeFacts).GetFields().Select(field => (string)field.GetValue(null)!).ToDictionary(name => name, _ => Hostile),
            Steps = Enum.GetValues<StepStatus>().Select((status, place) => NoticeBench.Step(place, Hostile, Hostile, Hostile, status, Hostile)).ToList(),
        };

        NoticeLetter letter = _templates.Render(notice);

        letter.Html.Should().NotContain("<script>").And.NotContain("O'Brien").And.NotContain("\"Söhne\"").And.NotContain("&amp;amp;").And.NotContain("&amp;lt;");
        letter.Html.Should().Contain("&lt;script&gt;alert(1)&lt;/script&gt; O&#39;Brien &amp; &quot;S&#246;hne&quot; {{ runId }}");
        letter.Text.Should().Contain(Hostile);
    }

    [Fact]
    public void Subject_IsOneLine_WhateverThePersonIsCalled()
    {
        NoticeLetter letter = _templates.Render(NoticeBench.About(NoticeKind.Completed, person: "Eve\r\nBcc: everyone@contoso.example\u2028\tX" + new string('y', 400)));

        letter.Subject.Should().StartWith("Departure completed: Eve Bcc: everyone@contoso.example Xyyy").And.HaveLength(200);
        letter.Subject.Any(char.IsControl).Should().BeFalse();
    }

    [Theory]
    [InlineData("de-CH", "Bitte ansehen")]
    [InlineData("de", "Bitte ansehen")]
    [InlineData("fr-CA", "À regarder")]
    [InlineData("it-CH", "Needs a look")]
    [InlineData("", "Needs a look")]
    [InlineData("../../etc/passwd", "Needs a look")]
    [InlineData("xx-not-a-language-at-all", "Needs a look")]
    public void Language_IsTheSites_ElseTheBroaderOne_ElseEnglish(string language, string subject) =>
        _templates.Render(NoticeBench.About(NoticeKind.Warning, language)).Subject.Should().StartWith(subject);

    [Fact]
    public void AZoneThatNobodyKnows_LeavesTheTimesInUtc_AndSaysSo() =>
        _templates.Render(NoticeBench.About(NoticeKind.Completed) with { TimeZone = "Mars/Olympus" }).Text.Should().Contain("16:00 to 16:07 (UTC)");

    private static string Plain(string html) => System.Net.WebUtility.HtmlDecode(html);
}

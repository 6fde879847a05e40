using System;
using System.Globalization;
using System.Linq;
using FluentAssertions;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.People;
using LifecycleTools.Engine.Roles;
using Xunit;

namespace LifecycleTools.Engine.Tests.People;

public class NameBuilderTests
{
    private const string Domain = "contoso.example";

    [Theory]
    [InlineData("José", "Álvarez", "jose.alvarez")]
    [InlineData("Văn An", "Nguyễn", "vanan.nguyen")]
    [InlineData("Đặng", "Thị Hồng", "dang.thihong")]
    [InlineData("Jos\u0065\u0301", "Nun\u0303ez", "jose.nunez")]
    [InlineData("Søren", "Ærø", "soren.aero")]
    [InlineData("Łukasz", "Żółć", "lukasz.zolc")]
    [InlineData("Þór", "Guðmundsson", "thor.gudmundsson")]
    [InlineData("İsmail", "Işık", "ismail.isik")]
    [InlineData("Jürgen", "Groß", "jurgen.gross")]
    [InlineData("Sean", "O'Brien", "sean.obrien")]
    [InlineData("Sean", "O\u2019Brien", "sean.obrien")]
    [InlineData("Kaʻiulani", "Kealoha", "kaiulani.kealoha")]
    [InlineData("Jean-Luc", "van der Berg", "jean-luc.vanderberg")]
    [InlineData("Jean\u2011Luc", "Picard", "jean-luc.picard")]
    [InlineData("J. R.", "Smith Jr.", "jr.smithjr")]
    [InlineData("Zoë 🎉", "Quinn👩‍💻", "zoe.quinn")]
    [InlineData("Zoe\uD83D", "Quinn", "zoe.quinn")]
    [InlineData("ﬁona", "Ｗang", "fiona.wang")]
    [InlineData("  Anna\t", "\r\nWeiss ", "anna.weiss")]
    [InlineData("Sukarno", "", "sukarno")]
    [InlineData("-", "Cher", "cher")]
    [InlineData("Louis", "XIV. 14", "louis.xiv14")]
    public void Candidates_WithTheNamesPeopleHave_AreAddresses(string given, string surname, string local)
    {
        NameCandidate first = NameBuilder.Candidates(given, surname, new NamingRules(), Domain)[0];

        first.Should().Be(new NameCandidate($"{local}@{Domain}", local));
        UserPrincipalNames.WhatBreaks(first.UserPrincipalName).Should().BeNull();
    }

    [Theory]
    [InlineData("de-CH", "frank.mueller")]
    [InlineData("de", "frank.mueller")]
    [InlineData("sv-SE", "frank.muller")]
    [InlineData("den-CA", "frank.muller")]
    public void Candidates_WithUmlauts_FollowTheLanguageOfTheSite(string language, string local) =>
        NameBuilder.Candidates("Frank", "Müller", new NamingRules(), Domain, language)[0].MailNickname.Should().Be(local);

    [Theory]
    [InlineData("王", "丽", "王")]
    [InlineData("Мария", "Smith", "М")]
    [InlineData("Anna", "Παπαδοπούλου", "Π")]
    [InlineData("Мaria", "Smith", "М")]
    [InlineData("𠮷", "Smith", "𠮷")]
    public void Candidates_WithOtherScripts_AskForALatinName(string given, string surname, string letter)
    {
        Action act = () => NameBuilder.Candidates(given, surname, new NamingRules(), Domain);

        act.Should().Throw<LifecycleException>().WithMessage($"*'{letter}'*-UserPrincipalName*").Which.Id.Should().Be(ErrorIds.NameNotLatin);
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("🎉", "👍")]
    [InlineData("...", "'")]
    public void Candidates_WithoutALetter_AreRefused(string given, string surname)
    {
        Action act = () => NameBuilder.Candidates(given, surname, new NamingRules(), Domain);

        act.Should().Throw<LifecycleException>().Which.Id.Should().Be(ErrorIds.NameInvalid);
    }

    [Fact]
    public void Candidates_FollowTheOrderOfTheMap()
    {
        var rules = new NamingRules { UserPrincipalName = "{g}{surname}", Alternatives = new[] { "{given}.{s}", "{g}{surname}", "{given}.{surname}{n}" } };

        string[] locals = NameBuilder.Candidates("Anna", "Weiss", rules, Domain).Select(one => one.MailNickname).ToArray();

        locals.Take(3).Should().Equal("aweiss", "anna.w", "anna.weiss2");
        locals.Should().HaveCount(2 + 98).And.OnlyHaveUniqueItems();
        locals.Last().Should().Be("anna.weiss99");
    }

    [Fact]
    public void Candidates_WhenTooLong_AreLeftOutForShorterOnes()
    {
        var rules = new NamingRules { Alternatives = new[] { "{g}.{surname}" } };
        string given = new('a', 40);
        string surname = new('b', 40);

        NameBuilder.Candidates(given, surname, rules, Domain).Should().Equal(new NameCandidate($"a.{surname}@{Domain}", $"a.{surname}"));
    }

    [Fact]
    public void Candidates_WhenAllAreTooLong_SayWhichRuleTheyBreak()
    {
        Action local = () => NameBuilder.Candidates(new string('a', 65), "b", new NamingRules { Alternatives = Array.Empty<string>() }, Domain);
        Action domain = () => NameBuilder.Candidates("a", "b", new NamingRules(), new string('d', 44) + ".example");

        local.Should().Throw<LifecycleException>().WithMessage("*67 characters before the @, and 64*").Which.Id.Should().Be(ErrorIds.NameInvalid);
        domain.Should().Throw<LifecycleException>().WithMessage("*52 characters after the @, and 48*").Which.Id.Should().Be(ErrorIds.NameInvalid);
    }

    [Theory]
    [InlineData("tr-TR")]
    [InlineData("de-DE")]
    public void Candidates_DoNotDependOnTheCulture(string culture)
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(culture);
            NameBuilder.Candidates("IDA", "Idrissi", new NamingRules { UserPrincipalName = "ID.{given}" }, Domain)[0].MailNickname.Should().Be("id.ida");
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Theory]
    [InlineData("Jürgen", "Groß", "{given} {surname}", "Jürgen Groß")]
    [InlineData("丽", "王", "{surname} {given}", "王 丽")]
    [InlineData("Sean", "O'Brien", "{surname}, {given} (external)", "O'Brien, Sean (external)")]
    [InlineData("Zoë 🎉", "Quinn", "{given} {surname}", "Zoë 🎉 Quinn")]
    [InlineData(" Anna\n", "", "{given} {surname}", "Anna")]
    public void DisplayName_KeepsTheNameAsItIsWritten(string given, string surname, string pattern, string expected) =>
        NameBuilder.DisplayName(given, surname, new NamingRules { DisplayName = pattern }).Should().Be(expected);

    [Theory]
    [InlineData(0)]
    [InlineData(300)]
    public void DisplayName_WhenEmptyOrTooLong_IsRefused(int length)
    {
        Action act = () => NameBuilder.DisplayName(new string('a', length), "", new NamingRules());

        act.Should().Throw<LifecycleException>().Which.Id.Should().Be(ErrorIds.NameInvalid);
    }
}

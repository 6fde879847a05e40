using System;
using FluentAssertions;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.People;
using Xunit;

namespace LifecycleTools.Engine.Tests.People;

public class UserPrincipalNamesTests
{
    [Theory]
    [InlineData("sean.o'brien@contoso.example")]
    [InlineData("pat_fabrikam.example#EXT#@contoso.onmicrosoft.example")]
    [InlineData("A-1_!#^~'@contoso.example")]
    public void WhatBreaks_WithAllowedNames_IsNull(string name) => UserPrincipalNames.WhatBreaks(name).Should().BeNull();

    [Theory]
    [InlineData("jane", "has no @")]
    [InlineData("@contoso.example", "has nothing before the @")]
    [InlineData("jane.@contoso.example", "has a dot right before the @")]
    [InlineData(".jane@contoso.example", "begins with a dot")]
    [InlineData("ja..ne@contoso.example", "has two dots in a row")]
    [InlineData("ja ne@contoso.example", "has ' ' before the @*")]
    [InlineData("ja&ne@contoso.example", "has '&' before the @*")]
    [InlineData("josé@contoso.example", "has 'é' before the @*")]
    [InlineData("jane@contoso@example.com", "has no domain name after the @*")]
    [InlineData("jane@contoso", "has no domain name after the @*")]
    [InlineData("jane@", "has no domain name after the @*")]
    public void WhatBreaks_WithOthers_SaysTheRule(string name, string rule) => UserPrincipalNames.WhatBreaks(name).Should().Match(rule);

    [Fact]
    public void WhatBreaks_AtTheLimits_CountsCharacters()
    {
        string local = new('a', 64);
        string domain = new string('d', 40) + ".example";

        UserPrincipalNames.WhatBreaks($"{local}@{domain}").Should().BeNull("64 + 1 + 48 is 113");
        UserPrincipalNames.WhatBreaks($"{local}a@{domain}").Should().StartWith("has 65 characters before");
        UserPrincipalNames.WhatBreaks($"{local}@d{domain}").Should().StartWith("has 49 characters after");
    }

    [Fact]
    public void Check_With114Characters_RefusesBeforeAnythingIsSent()
    {
        string name = new string('a', 65) + "@" + new string('d', 40) + ".example";
        name.Should().HaveLength(114);

        Action act = () => UserPrincipalNames.Check(name);

        act.Should().Throw<LifecycleException>().Which.Id.Should().Be(ErrorIds.NameInvalid);
    }

    [Theory]
    [InlineData("a@contoso.example", true)]
    [InlineData("first.last+tag@sub.contoso.example", true)]
    [InlineData("a@contoso", false)]
    [InlineData("@contoso.example", false)]
    [InlineData("a.@contoso.example", false)]
    [InlineData("a b@contoso.example", false)]
    [InlineData("manager", false)]
    public void IsAddress_TellsMailAddresses(string text, bool expected) => MailDomains.IsAddress(text).Should().Be(expected);
}

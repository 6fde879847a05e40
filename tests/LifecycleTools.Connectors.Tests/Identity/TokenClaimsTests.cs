using System;
using System.Text;
using FluentAssertions;
using LifecycleTools.Connectors.Identity;
using Xunit;

namespace LifecycleTools.Connectors.Tests.Identity;

/// <summary>What a token says of its owner's rights, and when it says nothing.</summary>
public sealed class TokenClaimsTests
{
    [Theory]
    [InlineData("""{"oid":"1","appid":"a","roles":["User.Read.All","Group.Read.All"]}""", "User.Read.All Group.Read.All")]
    [InlineData("""{"oid":"1","appid":"a"}""", "")]
    [InlineData("""{"oid":"1","azp":"a"}""", "")]
    [InlineData("""{"oid":"1","appid":"a","scp":"User.Read"}""", null)]
    [InlineData("""{"oid":"1"}""", null)]
    public void Roles_OfAnAppThatWasGrantedNone_AreNone_AndThoseOfAPersonAreNotKnown(string claims, string? roles)
    {
        TokenClaims read = TokenClaims.Of($"head.{Convert.ToBase64String(Encoding.UTF8.GetBytes(claims))}.signature");

        read.ObjectId.Should().Be("1");
        if (roles is null) read.Roles.Should().BeNull();
        else read.Roles.Should().Equal(roles.Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }

    [Theory]
    [InlineData("opaque")]
    [InlineData("a.%%%.c")]
    [InlineData("a.e30.c")]
    public void ATokenThatSaysNothing_IsNoReasonToRefuse(string token) => TokenClaims.Of(token).Roles.Should().BeNull();
}

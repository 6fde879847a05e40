using System;
using FluentAssertions;
using LifecycleTools.Bridge;
using Xunit;

namespace LifecycleTools.Tests.Bridge;

public class EditionTests
{
    private static readonly Version s_clr4 = new(4, 0, 30319, 42000);

    [Theory]
    [InlineData(".NET Framework 4.7.3056.0")]
    [InlineData(".NET Framework 4.7.3062.0")]
    [InlineData(".NET Framework 4.8.4420.0")]
    [InlineData(".NET Framework 4.8.9277.0")]
    public void Obstacle_OnFramework472OrLater_IsNone(string description) => Edition.Obstacle(description, s_clr4).Should().BeNull();

    [Theory]
    [InlineData(".NET Framework 4.6.1590.0")]
    [InlineData(".NET Framework 4.7.2558.0")]
    [InlineData(".NET Framework of some kind")]
    public void Obstacle_OnOlderOrUnknownFramework_NamesWhatIsNeededAndWhatWasFound(string description) =>
        Edition.Obstacle(description, s_clr4).Should().Contain("4.7.2").And.Contain(description);

    [Theory]
    [InlineData(".NET 8.0.0", 8)]
    [InlineData(".NET 10.0.12", 10)]
    public void Obstacle_OnNet8OrLater_IsNone(string description, int major) => Edition.Obstacle(description, new Version(major, 0, 0)).Should().BeNull();

    [Theory]
    [InlineData(".NET 6.0.36", 6)]
    [InlineData(".NET Core 3.1.32", 3)]
    public void Obstacle_OnOlderNet_NamesWhatIsNeededAndWhatWasFound(string description, int major) =>
        Edition.Obstacle(description, new Version(major, 0, 0)).Should().Contain("7.4").And.Contain(description);

    [Fact]
    public void Obstacle_Here_IsNone() => Edition.Obstacle().Should().BeNull();
}

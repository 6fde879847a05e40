using System;
using FluentAssertions;
using LifecycleTools.Engine.Time;
using Xunit;

namespace LifecycleTools.Engine.Tests.Time;

public class TimeZonesTests
{
    [Theory]
    [InlineData("Europe/Zurich", true)]
    [InlineData("America/Argentina/Buenos_Aires", true)]
    [InlineData("Asia/Kolkata", true)]
    [InlineData("UTC", true)]
    [InlineData("europe/zurich", false)]
    [InlineData("W. Europe Standard Time", false)]
    [InlineData("Europe/Bern", false)]
    [InlineData("CET+1", false)]
    [InlineData("../etc/passwd", false)]
    [InlineData("", false)]
    public void IsIana_TellsIanaIds(string id, bool expected) => TimeZones.IsIana(id).Should().Be(expected);

    [Theory]
    [InlineData("Europe/Zurich", "W. Europe Standard Time")]
    [InlineData("America/Chicago", "Central Standard Time")]
    [InlineData("Asia/Kolkata", "India Standard Time")]
    [InlineData("America/Ciudad_Juarez", "Mountain Standard Time")]
    [InlineData("Mars/Olympus", null)]
    public void ToWindows_GivesTheNameThatExchangeTakes(string iana, string? windows) => TimeZones.ToWindows(iana).Should().Be(windows);

    [Theory]
    [InlineData("W. Europe Standard Time", "Europe/Berlin")]
    [InlineData("central standard time", "America/Chicago")]
    [InlineData("Europe/Berlin", null)]
    public void FromWindows_GivesTheUsualCity(string windows, string? iana) => TimeZones.FromWindows(windows).Should().Be(iana);

    [Fact]
    public void Find_KnowsDaylightSaving()
    {
        TimeZoneInfo zurich = TimeZones.Find("Europe/Zurich");

        zurich.GetUtcOffset(new DateTime(2026, 1, 15, 12, 0, 0, DateTimeKind.Utc)).Should().Be(TimeSpan.FromHours(1));
        zurich.GetUtcOffset(new DateTime(2026, 7, 15, 12, 0, 0, DateTimeKind.Utc)).Should().Be(TimeSpan.FromHours(2));
    }

    [Fact]
    public void Find_WithAnUnknownZone_SaysSo()
    {
        Action act = () => TimeZones.Find("Mars/Olympus");

        act.Should().Throw<TimeZoneNotFoundException>();
    }
}

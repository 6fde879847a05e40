using System;
using FluentAssertions;
using LifecycleTools.Engine.Time;
using Xunit;

namespace LifecycleTools.Engine.Tests.Time;

public class SiteTimeTests
{
    [Theory]
    [InlineData("2026-06-30T17:00", "Europe/Zurich", "2026-06-30T15:00Z")]
    [InlineData("2026-12-31T17:00", "Europe/Zurich", "2026-12-31T16:00Z")]
    [InlineData("2026-06-30T17:00", "W. Europe Standard Time", "2026-06-30T15:00Z")]
    [InlineData("2026-06-30T17:00", "Asia/Kolkata", "2026-06-30T11:30Z")]
    public void At_IsTheMomentAtWhichTheClocksThereShowIt(string local, string zone, string utc) => At(local, zone).Should().Be(Utc(utc));

    [Theory]
    [InlineData("2026-03-29T02:30", "Europe/Zurich", "2026-03-29T01:30Z")]
    [InlineData("2026-03-08T02:30", "America/Chicago", "2026-03-08T08:30Z")]
    [InlineData("2026-10-04T02:15", "Australia/Lord_Howe", "2026-10-03T15:45Z")]
    public void At_InAGap_IsMovedForwardByTheGap(string local, string zone, string utc) => At(local, zone).Should().Be(Utc(utc));

    [Theory]
    [InlineData("2026-10-25T02:30", "Europe/Zurich", "2026-10-25T00:30Z")]
    [InlineData("2026-11-01T01:30", "America/Chicago", "2026-11-01T06:30Z")]
    [Trait("PainPoint", "C45")]
    public void At_WhenTheHourHappensTwice_IsTheFirst(string local, string zone, string utc) => At(local, zone).Should().Be(Utc(utc));

    [Fact]
    public void At_InAGap_ShowsATimeThatExists() => At("2026-03-29T02:30", "Europe/Zurich").DateTime.Should().Be(new DateTime(2026, 3, 29, 3, 30, 0));

    [Fact]
    public void At_InAnUnknownZone_SaysSo()
    {
        Action act = () => At("2026-03-29T02:30", "Mars/Olympus");

        act.Should().Throw<TimeZoneNotFoundException>();
    }

    private static DateTimeOffset At(string local, string zone) => SiteTime.At(DateTime.Parse(local, System.Globalization.CultureInfo.InvariantCulture), zone);

    private static DateTimeOffset Utc(string text) => DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}

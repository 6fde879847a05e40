using System.Threading.Tasks;
using FluentAssertions;
using LifecycleTools.Tests.Shared;
using Xunit;
using Xunit.Abstractions;

namespace LifecycleTools.Chaos.Tests;

/// <summary>Many leave and many come at once, in a tenant that throttles.</summary>
public sealed class LoadTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Runs_SideBySideInATenantThatThrottles_AllCompleteAtTheRateTheLimitsAllow()
    {
        using CrowdedTenant crowd = await CrowdedTenant.OpenAsync(15, Repository.At("roles", "three-countries.yaml"));

        // A thirtieth of what a real tenant allows, so that few people meet it.
        LoadFigures figures = await crowd.RunAsync(unitsPer10Seconds: 350, writesPer150Seconds: 100, sideBySide: 3, ended: _ => { });

        output.WriteLine(figures.ToString());
        figures.Left.Should().BeEmpty();
        figures.Refused.Should().BePositive("the limits were meant to be met");
        figures.ShareOfRate.Should().BeInRange(0.9, 1.0);
    }
}

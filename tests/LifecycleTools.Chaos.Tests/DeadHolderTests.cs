using System;
using System.Threading.Tasks;
using FluentAssertions;
using Xunit;

namespace LifecycleTools.Chaos.Tests;

/// <summary>What a killed process held is free, whoever has its number now.</summary>
public sealed class DeadHolderTests
{
    [Fact]
    public async Task Hold_OfAKilledProcessWhoseNumberALiveOneHasNow_IsFree()
    {
        using Trial trial = new("departure");
        (await trial.RunAsync(new Moment("line", "after", 12, ""))).Should().BeNull("it was killed");

        trial.NameAsHolder($"process {Environment.ProcessId}").Should().BePositive("a killed process leaves its files behind");

        (await trial.RunAsync(null)).Should().Equal("Completed");
        trial.Lost().Should().BeEmpty();
        trial.Duplicates().Should().BeEmpty();
    }
}

using System;
using System.Threading.Tasks;
using FluentAssertions;
using LifecycleTools.Connectors.Graph;
using LifecycleTools.Connectors.Tests.Http;
using Xunit;

namespace LifecycleTools.Connectors.Tests.Graph;

public sealed class GraphWarmUpTests
{
    [Fact]
    public async Task WarmUp_CallsNothingOfTheStepThatIsRunning()
    {
        var step = new RecordingStep();
        using IDisposable scope = step.Writing().Enter();

        await GraphWarmUp.RunAsync();

        step.Sent.Should().BeEmpty();
        step.Lines.Should().BeEmpty();
    }
}

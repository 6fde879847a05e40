using System;
using System.Threading.Tasks;
using FluentAssertions;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.Running;
using LifecycleTools.Engine.Tests.Fakes;
using Xunit;

namespace LifecycleTools.Engine.Tests.Running;

public class CallScopeTests
{
    [Fact]
    public async Task ReadingScope_RefusesAChangeBeforeItLeaves()
    {
        var tenant = new FakeTenant();
        var jane = tenant.AddPerson("jane@contoso.example");
        using IDisposable scope = CallScope.ForReading(null).Enter();

        Func<Task> change = () => tenant.Systems.SignIn.SetAllowedAsync(jane.Id, allowed: false, default);

        (await change.Should().ThrowAsync<LifecycleException>()).Which.Id.Should().Be(ErrorIds.DryRunWriteRefused);
        tenant.Writes.Should().BeEmpty();
    }

    [Fact]
    public async Task WaitPolicy_LooksOnceMoreAfterTheDeadline()
    {
        var clock = new FakeClock();
        int looks = 0;

        bool seen = await new WaitPolicy(clock).UntilAsync(
            () => Task.FromResult(++looks > 0 && clock.UtcNow >= new DateTimeOffset(2026, 3, 2, 8, 3, 0, TimeSpan.Zero)),
            isSo => isSo, TimeSpan.FromMinutes(3), default);

        seen.Should().BeTrue();
        looks.Should().BeInRange(5, 20);
    }
}

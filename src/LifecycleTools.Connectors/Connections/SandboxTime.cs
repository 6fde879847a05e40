using System;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Engine.Running;
using LifecycleTools.Sandbox;

namespace LifecycleTools.Connectors.Connections;

/// <summary>The sandbox's clock as the engine's: waiting takes no time, and its clock has moved on by it.</summary>
internal sealed class SandboxTime(SandboxClock clock) : IClock
{
    private readonly object _gate = new();

    /// <inheritdoc/>
    public DateTimeOffset UtcNow => clock.UtcNow;

    /// <inheritdoc/>
    public async Task DelayAsync(TimeSpan time, CancellationToken cancel)
    {
        DateTimeOffset until = clock.UtcNow + time;

        // Requests of other steps that are on their way go first, as they would in the time that a real wait takes.
        await Task.Delay(TimeSpan.FromMilliseconds(20), cancel).ConfigureAwait(false);
        lock (_gate)
        {
            if (clock.UtcNow < until) clock.Advance(until - clock.UtcNow);
        }
    }
}

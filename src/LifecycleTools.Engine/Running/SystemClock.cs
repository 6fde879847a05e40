using System;
using System.Threading;
using System.Threading.Tasks;

namespace LifecycleTools.Engine.Running;

/// <summary>This machine's clock.</summary>
public sealed class SystemClock : IClock
{
    /// <inheritdoc/>
    public DateTimeOffset UtcNow => DateTimeOffset.UtcNow;

    /// <inheritdoc/>
    public Task DelayAsync(TimeSpan time, CancellationToken cancel) => Task.Delay(time, cancel);
}

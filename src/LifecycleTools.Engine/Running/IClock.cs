using System;
using System.Threading;
using System.Threading.Tasks;

namespace LifecycleTools.Engine.Running;

/// <summary>Time as the run sees it; the sandbox and the tests bring their own.</summary>
public interface IClock
{
    /// <summary>Now, in UTC.</summary>
    DateTimeOffset UtcNow { get; }

    /// <summary>Waits; returns early only by cancellation.</summary>
    Task DelayAsync(TimeSpan time, CancellationToken cancel);
}

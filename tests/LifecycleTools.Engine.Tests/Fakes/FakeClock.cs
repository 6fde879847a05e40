using System;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Engine.Running;

namespace LifecycleTools.Engine.Tests.Fakes;

/// <summary>Virtual time: a wait is over at once, and the clock has moved on by it.</summary>
internal sealed class FakeClock : IClock
{
    private readonly object _gate = new();
    private DateTimeOffset _now = new(2026, 3, 2, 8, 0, 0, TimeSpan.Zero);

    public DateTimeOffset UtcNow
    {
        get
        {
            lock (_gate) return _now;
        }
    }

    public async Task DelayAsync(TimeSpan time, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        Advance(time);

        // Whoever else is ready goes first, as in a real wait.
        await Task.Yield();
    }

    public void Advance(TimeSpan time)
    {
        lock (_gate) _now += time;
    }
}

using System;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Engine.Running;

namespace LifecycleTools.Connectors.Http;

/// <summary>The run's clock in the form that Polly waits with, so that virtual time passes in retries too.</summary>
internal sealed class ClockTime(IClock clock) : TimeProvider
{
    /// <inheritdoc/>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => clock.UtcNow;

    /// <inheritdoc/>
    public override long GetTimestamp() => clock.UtcNow.UtcTicks;

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        new OneShot(clock, callback, state, dueTime);

    // Only single waits are asked of us; a period would need a clock that ticks.
    private sealed class OneShot : ITimer
    {
        private readonly CancellationTokenSource _stop = new();
        private readonly IClock _clock;
        private readonly TimerCallback _callback;
        private readonly object? _state;

        public OneShot(IClock clock, TimerCallback callback, object? state, TimeSpan due)
        {
            _clock = clock;
            _callback = callback;
            _state = state;
            Start(due);
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            if (_stop.IsCancellationRequested) return false;
            Start(dueTime);
            return true;
        }

        public void Dispose() => _stop.Cancel();

        public ValueTask DisposeAsync()
        {
            Dispose();
            return default;
        }

        private void Start(TimeSpan due)
        {
            if (due == Timeout.InfiniteTimeSpan) return;

            // Elsewhere, not here: the caller does not hold the timer yet when a virtual wait is over at once.
            _ = _clock.DelayAsync(due, _stop.Token).ContinueWith(
                _ => _callback(_state), CancellationToken.None, TaskContinuationOptions.OnlyOnRanToCompletion, TaskScheduler.Default);
        }
    }
}

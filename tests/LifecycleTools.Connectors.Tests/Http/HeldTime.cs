using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace LifecycleTools.Connectors.Tests.Http;

/// <summary>Time in which nothing is late until the test says so; then everything is that was waited for.</summary>
internal sealed class HeldTime : TimeProvider
{
    private readonly object _gate = new();
    private readonly List<Held> _held = [];
    private bool _isOver;

    /// <summary>How long was to be waited, each time.</summary>
    public List<TimeSpan> Waits { get; } = [];

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        Held timer = new(() => callback(state));
        bool now;
        lock (_gate)
        {
            Waits.Add(dueTime);
            _held.Add(timer);
            now = _isOver;
        }

        if (now) Task.Run(timer.Fire);
        return timer;
    }

    public void LetItPass()
    {
        Held[] all;
        lock (_gate)
        {
            _isOver = true;
            all = [.. _held];
        }

        foreach (Held timer in all) timer.Fire();
    }

    private sealed class Held(Action fire) : ITimer
    {
        private int _done;

        public void Fire()
        {
            if (Interlocked.Exchange(ref _done, 1) == 0) fire();
        }

        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose() => Interlocked.Exchange(ref _done, 1);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return default;
        }
    }
}
